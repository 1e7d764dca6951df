// Package store keeps what was read and found: observations packed per
// subject, the index of artefacts, findings with their life, runs, the
// organisation's registers, and the ledger.
//
// # Idea
//
// An organisation's records come in bulk, once, and are then read person by
// person. So all observations of one subject are one row: a pack, compressed
// and with a checksum over the row it belongs to. Bank details, numbers of
// documents and what people wrote lie in a second column of the row, the vault,
// sealed with a key that is not in the database. What is written about a person
// in acts and in the ledger is sealed under a key of that person's (Tx.Seal),
// which a purge deletes last.
// The organisation is part of every key.
//
// A database is a file (SQLite) or on a server (Postgres): Open takes a path or
// an address such as postgres://user@host/name. The SQL is one text for both:
// integers, text and bytes only, parameters written $1; what cannot be said
// alike is a named exception in dialect.go, of which there are at most ten.
// storetest is the suite every database must pass.
//
// # Use
//
//	s, err := store.Open(ctx, "people.db", store.Options{Keys: keys, Ledger: signing})
//	n, err := s.Put(ctx, population, nil) // in bulk; durable when it returns
//	seq, added, err := s.Append(ctx, org, observations) // one at a time; likewise
//	people, err := s.Population(ctx, muster.DefaultOrganisation)
//	err = s.SaveRun(ctx, &store.Saving{Run: run, Findings: findings})
//
// A human act, the observations it creates and its entry in the ledger are one
// transaction:
//
//	err = s.Update(ctx, org, func(tx *store.Tx) error {
//		if _, err := tx.Exec("insert into checks (organisation, id, body) values ($1, $2, $3)", id, body); err != nil {
//			return err
//		}
//		if _, _, err := tx.Append(observations); err != nil {
//			return err
//		}
//		_, err := tx.Record("check.recorded", act)
//		return err
//	})
//
// View is its like for reading: everything it reads is of one moment.
//
// # Sequence
//
// Each observation is given a number in its organisation when it is kept, in
// the order of commits. Changes is the feed of it: whoever keeps an index beside
// the store reads on after the last number it has seen and misses nobody,
// whoever writes meanwhile and from wherever. Numbers of observations do not
// change; a purge takes one too, after which an index starts anew.
//
// # Guarantees
//
// What a method acknowledged by returning nil survives a kill and a power cut.
// A method that fails leaves what was there before. An observation seen again
// is not stored twice. A database written by a newer program is refused, one
// written by an older program is migrated or read as it is. Those who write
// for one organisation wait for each other: in a file all writers do, on a
// server by an advisory lock that ends with the transaction, so any number of
// programs may share one. A file is for one program at a time: Lock says so
// before work starts.
//
// A row of the ledger that was altered, removed or moved is found by
// VerifyLedger, which names the entry (see package ledger).
//
// # Limits
//
// A Store built by Create is for one pass over new data into a file: until
// Commit nothing of it can be relied on, and the file it replaces stays as it
// was. Purged content is overwritten in the file, and on a server the tables it
// lay in are written anew, which keeps their readers waiting; copies and
// snapshots a file system or a backup keeps, and the server's log and its
// archives, are out of reach. A server refuses text with a NUL in it.
package store
