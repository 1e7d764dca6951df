// Package notify tells people and systems outside that something waits for
// them, and never what is held against whom.
//
// A Message is a kind, a reference and a link. It has no field for free text:
// what people read is made here, from a closed list of sentences, so that no
// name, no value and no finding can get into a mailbox or a channel. A person
// is referred to by a number where the organisation uses numbers, and as "a
// person" otherwise. Whoever follows the link signs in and sees what their
// role may see.
//
// A Detection is what a SIEM gets: a finding as an OCSF event, with people as
// keyed pseudonyms, without the text that holds values.
//
// Nothing is stored here. Deliver and Stream try once and say what came of it:
// done, worth another try, or never. The caller keeps the outbox; Next says
// when to try again and Circuit, a value the caller keeps for each target,
// whether to try at all. Every delivery carries the message's own id, so that
// a second try of something that had arrived is recognised.
//
// Secrets are read from files for each delivery, so that a rotated secret needs
// no restart. They do not appear in errors: an Outcome never quotes an address
// or an answer, since the address of a chat webhook is a secret too.
package notify
