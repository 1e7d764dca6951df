package web

import (
	"context"
	"net/http"
	"time"
)

// SystemReader reads how the systems stand whose records are read.
type SystemReader interface {
	SystemPage(ctx context.Context) (*Systems, error)
}

// Systems is the page of connectors and of lists.
type Systems struct {
	List   []System
	Lists  []NetworkList
	Unread bool // the lists cannot be read
	Names  bool // accounts that are nobody's are for this viewer
}

// System is one connector.
type System struct {
	ID, Title   string
	How         string // "asked every 5 minutes", "sends"
	State, Says string
	Well        bool
	Last        time.Time
	Failing     time.Time
	Progress    time.Time
	Counts      []Count
	Nobody      int64
	Unmatched   []Unmatched
	WriteBack   *WriteBack // nil where nothing is written back
}

// WriteBack is how the one neutral field of an applicant system stands.
type WriteBack struct {
	On              bool
	By              string
	At              time.Time
	Marked, Waiting int
	Failure         string
}

// Count is how many records met one fate.
type Count struct {
	Word string
	N    int64
}

// Unmatched is an account nobody is declared for.
type Unmatched struct {
	Account string
	Events  int64
}

// NetworkList is a published list of facts in use: networks, countries, places,
// mail hosts, remote tools.
type NetworkList struct {
	Name    string
	Fetched time.Time
	Days    int
	Ranges  int // its entries
	Old     bool
	Brought bool // somebody put it there: it is not fetched
}

func (s *Systems) head() head {
	return head{template: "systems", title: "Systems that are read", section: "settings"}
}

func (h *Handler) systems(r *http.Request) (*Systems, error) {
	return h.Systems.SystemPage(r.Context())
}
