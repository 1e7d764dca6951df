// Package endpoint holds the red flags seen on issued devices: remote tools,
// hardware for remote hands, a laptop that is never used as one, programs that
// published cases name, and where a device stands.
//
// Many honest people have a second tool, a dock, a capture card or an emulator;
// what counts is what nobody agreed to, structure before names, and what comes
// together. What was agreed with the person never counts, and what so many
// settled colleagues have that it must be the organisation's own is context: one
// question to IT, not one to each of them.
//
// Nothing here turns on a date somebody could wait for. How new a thing is fades
// smoothly, and how long it stays and how rare it is weigh against it.
package endpoint
