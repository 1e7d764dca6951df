// Package normal turns what people and programs wrote into canonical forms
// that can be compared: names of people and firms, e-mail addresses, phone numbers, postal
// addresses, bank and crypto accounts, URLs and profile handles, identity
// documents, text, images, network addresses, dates, countries and places.
//
// # Idea
//
// Two records are joined when their canonical forms are equal, so a canonical
// form must be the same for every harmless way of writing one thing and
// different for different things. Where both cannot be had, the form stays
// apart: a join that is missed costs a lead, a join that is wrong accuses a
// stranger. Comparisons that are more than equality (names, addresses, places)
// return an outcome from a short list, and the list always holds "unknown",
// which is what every comparison with an empty value returns.
//
// # Use
//
//	e, err := normal.Email("J.Smith+jobs@googlemail.com") // e.Canonical == "jsmith@gmail.com"
//	p, err := normal.Phone("020 7946 0018", "GB")         // p.E164 == "+442079460018"
//	out := normal.CompareNames(normal.Name("SMITH, John"), normal.Name("Dr John A. Smith"))
//
// Every function is pure: no network, no clock, no files, and no state that a
// caller could change. Tables that are costly to build (time-zone shapes) are
// built on first use. All functions are safe for concurrent use; types that are
// not (PhoneCache) say so.
//
// Canonical forms are idempotent: feeding a canonical form back gives the same
// form. Input is treated as hostile: every parser bounds what it reads and
// rejects or shortens the rest, and none panics.
//
// # Limits
//
// Nothing here infers anything about a person. Names are only ever compared
// with each other, places only with the place that was claimed. The built-in
// lists (free-mail hosts, disposable domains, mail drops, e-money bank codes)
// are short on purpose and hold well-known public facts; operators bring
// longer ones. Stored forms carry [Version], and a change to any rule that can
// alter a stored form raises it.
package normal

// Version names the rules of this package. It is recorded beside stored
// canonical forms; forms of different versions must not be compared.
const Version = "normal/1"
