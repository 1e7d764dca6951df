package muster

import "time"

// ListKind says what an entry of a sanctions list is.
type ListKind string

// The kinds of entries.
const (
	ListPerson   ListKind = "person"
	ListEntity   ListKind = "entity" // a firm, an office, a group
	ListVessel   ListKind = "vessel"
	ListAircraft ListKind = "aircraft"
	ListWallet   ListKind = "wallet" // a crypto-currency address listed by itself
	ListUnknown  ListKind = ""
)

// ListedName is a name under which an entry is listed.
type ListedName struct {
	Text string `json:"text"`
	// Weak marks names the list calls weak or low quality. One is never enough:
	// with nothing else that agrees it gives no hit.
	Weak bool `json:"weak,omitempty"`
}

// ListedDocument is an identity document.
type ListedDocument struct {
	Country string `json:"country,omitempty"` // who issued it, as written; "" when not known
	Kind    string `json:"kind,omitempty"`    // "passport", "national id" ..., as written
	Number  string `json:"number"`
}

// ListEntry is one listed person, entity, vessel or wallet. It has no field for
// nationality or citizenship: they are never compared.
type ListEntry struct {
	ID    string       `json:"id"` // unique within its list
	Kind  ListKind     `json:"kind,omitempty"`
	Names []ListedName `json:"names,omitempty"` // the first is the main one
	// Births are dates of birth as listed: "1970-02-01", "1970", "circa 1970",
	// "1968 to 1971".
	Births    []string         `json:"births,omitempty"`
	Places    []string         `json:"places,omitempty"` // of birth, as listed
	Documents []ListedDocument `json:"documents,omitempty"`
	Wallets   []string         `json:"wallets,omitempty"`
	Programs  []string         `json:"programs,omitempty"` // under which it is listed, for people to read
}

// ListProvenance says where a sanctions list came from and which version of it this is.
type ListProvenance struct {
	Source    string    `json:"source"`              // "ofac-sdn", "uk", "un", "eu", or the file's name
	Format    string    `json:"format"`              // the reader that understood it
	URL       string    `json:"url,omitempty"`       // where it was fetched; "" for a file
	Fetched   time.Time `json:"fetched,omitzero"`    // UTC
	Published string    `json:"published,omitempty"` // the date the list gives itself, as written
	SHA256    string    `json:"sha256"`              // of the bytes read, in hexadecimal: the version
	Bytes     int64     `json:"bytes"`
	Entries   int       `json:"entries"`
	Rejected  int       `json:"rejected,omitempty"` // entries without an id or a name, a document or a wallet
}

// SanctionsList is a list as read.
type SanctionsList struct {
	ListProvenance
	Entries []ListEntry
}
