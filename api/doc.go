// Package api is what the pages do, for programs: JSON over HTTP under /v1/,
// described by an OpenAPI 3.1 document that is made from the code.
//
// # Idea
//
// What is read is a resource: people, findings, groups, cases, rules, the
// ledger. What is done is an act: POST /v1/acts/NAME with the body of the
// casework act of that name, so that the list of acts here, the entries of the
// ledger and the events of the stream have one vocabulary. An act is carried
// out by the desk exactly as for the pages; nothing here decides who may.
//
// # Who asks
//
// A program sends its key as a bearer token. A key has scopes, which open
// operations, and roles, which open people and fields: both must allow. A page
// of our own may use its session instead, from our own origin only. Whoever may
// not see somebody is told that nobody is there, in the same words as when
// nobody is.
//
// # Bounds
//
// Bodies, depth, time and requests a key makes are bounded; an unknown word, a
// repeated one or a NUL is refused. Errors are problem+json with the code,
// message and hint of muster.Error. What is our fault is logged and told
// without its inner words.
//
// # What the rest of the program gives
//
// The desk is used as it is. Lists, graphs and intake need what only the server
// holds at hand: it fills the small interfaces in backend.go.
package api
