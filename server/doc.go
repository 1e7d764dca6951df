// Package server is the composition root: it opens the database and the keys,
// keeps what the records say of people at hand, and fills the interfaces the
// pages declare with what the person looking may see.
//
//	s, err := server.New(ctx, config)
//	err = s.Run(ctx) // serves until ctx ends, then stops in order
//	err = s.Close()
//
// # Who sees what
//
// The tables of package casework decide. A reader asks them for every field it
// fills: what is hidden is not in the page, what is masked is masked before it
// gets there. Somebody a reader may not see is not found.
//
// # Sessions
//
// A session is a row in the database and a cookie that only names it. The
// cookie changes at sign-in and every hour, ends after half an hour without
// use and twelve hours in any case, and is dead the moment its row is gone.
package server
