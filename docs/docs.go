// Package docs holds those of the manuals that the program itself hands out.
package docs

import _ "embed"

// Ledger is the procedure by which anybody checks a bundle of a ledger. It goes
// into every bundle: whoever is given one need not know where this program is from.
//
//go:embed ledger.md
var Ledger string
