// Package endpoint holds the red flags seen on issued devices: remote tools,
// hardware for remote hands, and a laptop that is never used as one.
//
// Many honest people have a second tool, a dock or a jiggler; what counts is
// what nobody agreed to, and structure before names. What was agreed with the
// person, or is on the organisation's list, never counts.
package endpoint
