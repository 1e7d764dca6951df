// Package store keeps what was read and found: observations packed per
// subject, the index of artefacts, findings with their life, runs, and the
// organisation's registers.
//
// # Idea
//
// An organisation's records come in bulk, once, and are then read person by
// person. So all observations of one subject are one row: a pack, compressed
// and with a checksum over the row it belongs to. Bank details lie in a second
// column of the row, the vault, sealed with a key that is not in the database.
// The organisation is part of every key.
//
// The SQL is one text for SQLite and Postgres: integers, text and bytes only,
// parameters written $1; what cannot be said alike is a named exception in
// dialect.go, of which there are at most ten. storetest is the suite every
// database must pass.
//
// # Use
//
//	s, err := store.Open(ctx, "people.db", store.Options{Keys: keys})
//	n, err := s.Put(ctx, population, nil) // durable when it returns
//	people, err := s.Population(ctx, muster.DefaultOrganisation)
//	err = s.SaveRun(ctx, &store.Saving{Run: run, Findings: findings})
//
// # Guarantees
//
// What a method acknowledged by returning nil survives a kill and a power cut.
// A method that fails leaves what was there before. An observation seen again
// is not stored twice. A file written by a newer program is refused, one
// written by an older program is migrated or read as it is. One process at a
// time may hold a database open for writing: Lock says so before work starts.
//
// # Limits
//
// A Store built by Create is for one pass over new data: until Commit nothing
// of it can be relied on, and the file it replaces stays as it was. Purged
// content is overwritten in the file; copies and snapshots a file system or a
// backup keeps are out of reach.
package store
