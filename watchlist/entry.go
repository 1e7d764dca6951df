package watchlist

import (
	"time"
)

// Kind says what an entry is.
type Kind string

// The kinds of entries.
const (
	KindPerson   Kind = "person"
	KindEntity   Kind = "entity" // a firm, an office, a group
	KindVessel   Kind = "vessel"
	KindAircraft Kind = "aircraft"
	KindWallet   Kind = "wallet" // a crypto-currency address listed by itself
	KindUnknown  Kind = ""
)

// The limits on one entry and one query; readers of lists and the index cut
// what is beyond.
const (
	MaxNames     = 256
	MaxBirths    = 32
	MaxPlaces    = 32
	MaxDocuments = 64
	MaxWallets   = 1024
)

// ListedName is a name under which an entry is listed.
type ListedName struct {
	Text string `json:"text"`
	// Weak marks names the list calls weak or low quality. One is never enough:
	// with nothing else that agrees it gives no hit.
	Weak bool `json:"weak,omitempty"`
}

// Document is an identity document.
type Document struct {
	Country string `json:"country,omitempty"` // who issued it, as written; "" when not known
	Kind    string `json:"kind,omitempty"`    // "passport", "national id" ..., as written
	Number  string `json:"number"`
}

// Entry is one listed person, entity, vessel or wallet.
type Entry struct {
	ID    string       `json:"id"` // unique within its list
	Kind  Kind         `json:"kind,omitempty"`
	Names []ListedName `json:"names,omitempty"` // the first is the main one
	// Births are dates of birth as listed: "1970-02-01", "1970", "circa 1970",
	// "1968 to 1971".
	Births    []string   `json:"births,omitempty"`
	Places    []string   `json:"places,omitempty"` // of birth, as listed
	Documents []Document `json:"documents,omitempty"`
	Wallets   []string   `json:"wallets,omitempty"`
	Programs  []string   `json:"programs,omitempty"` // under which it is listed, for people to read
}

// Provenance says where a list came from and which version of it this is.
type Provenance struct {
	Source    string    `json:"source"`              // "ofac-sdn", "uk", "un", "eu", or the file's name
	Format    string    `json:"format"`              // the reader that understood it
	URL       string    `json:"url,omitempty"`       // where it was fetched; "" for a file
	Fetched   time.Time `json:"fetched,omitzero"`    // UTC
	Published string    `json:"published,omitempty"` // the date the list gives itself, as written
	SHA256    string    `json:"sha256"`              // of the bytes read, in hexadecimal: the version
	Bytes     int64     `json:"bytes"`
	Entries   int       `json:"entries"`
}

// List is a sanctions list as read.
type List struct {
	Provenance
	Entries []Entry
}
