package watchlist

import "muster"

// The words of lists are those of the root package.
type (
	// Entry is one listed person, entity, vessel or wallet.
	Entry = muster.ListEntry
	// ListedName is a name under which an entry is listed.
	ListedName = muster.ListedName
	// Document is an identity document.
	Document = muster.ListedDocument
	// Kind says what an entry is.
	Kind = muster.ListKind
)

// KindPerson is the kind of entries that are people.
const KindPerson = muster.ListPerson

// The limits on one entry and one query: what is beyond is left out, and the
// readers of lists keep no more.
const (
	MaxNames     = 256
	MaxBirths    = 32
	MaxPlaces    = 32
	MaxDocuments = 64
	MaxWallets   = 1024
)
