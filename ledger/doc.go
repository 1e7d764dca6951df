// Package ledger keeps an append-only log whose every change after the fact
// can be found, by its keeper and by a third party.
//
// # Idea
//
// The log is a hash tree as golang.org/x/mod/sumdb/tlog builds it. An [Entry]
// holds a number, a time, a kind and a commitment: the digest of a random salt
// and the payload. Salt and payload, the [Opening], lie apart and may be
// erased: what was said is gone then, that it was said is not. Each addition
// ends with a [Checkpoint]: the size and the root of the tree, signed as a
// note (golang.org/x/mod/sumdb/note) with an Ed25519 key that lies outside the
// database.
//
// The package knows nothing of what it keeps nor of where: a [Log] is the few
// rows it needs, and the caller brings one that lives in its own transaction,
// so that an act and its entry are kept together or not at all.
//
// # Use
//
//	w, err := ledger.NewWriter(log, origin, signing)
//	e, err := w.Append(now, "check.recorded", `{"by":"a clerk"}`)
//	c, err := w.Seal(now) // before the transaction is committed
//
//	report, err := ledger.Verify(source, origin, signing.Known, heldOutside...)
//	var f *ledger.Fault
//	errors.As(err, &f) // which entries, and what is wrong with them
//
// # Guarantees
//
// [Verify] reads every row. An entry, opening, hash or checkpoint that was
// altered, removed, added or moved is found, and the fault names the entry. An
// opening may be missing only when a later entry of the kind [KindErasure]
// says so; such entries cannot be erased.
//
// # Limits
//
// Whoever holds the signing key can write another history. So can whoever cuts
// off the end, checkpoints included: a shorter log is a good log. Both are
// found with a checkpoint kept elsewhere, in a [Bundle] sent to counsel or on
// paper: give it to Verify. The form of everything signed and hashed is in
// docs/ledger.md, exact enough to write a verifier from.
package ledger
