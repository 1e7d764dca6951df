package store

import (
	"sync"

	"muster"
)

// What is kept is bounded by the bytes its rows were read from, and by their
// number: each takes a little beside its bytes.
const (
	mostKeptBytes   = 32 << 20
	mostKeptAnswers = 1 << 16
	bigAnswer       = 1 << 20 // one that is larger is not kept
)

// kept holds what transactions read of the rows that people's acts write, for
// the transactions after them. It is of one moment: whoever sees another finds
// nothing, and one that sees a later one empties it.
type kept struct {
	mu   sync.Mutex
	orgs map[muster.OrganisationID]*keptOf
}

type keptOf struct {
	acts  int64
	of    map[string]any
	bytes int
}

// Kept returns what Keep was given under a key by a transaction that saw the same
// rows. It is shared: read only. One that writes finds nothing.
func (t *Tx) Kept(key string) (what any, ok bool, err error) {
	if t.writes {
		return nil, false, nil
	}
	m, err := t.see()
	if err != nil {
		return nil, false, err
	}
	k := &t.s.kept
	k.mu.Lock()
	defer k.mu.Unlock()
	if of := k.orgs[t.org]; of != nil && of.acts == m.acts {
		what, ok = of.of[key]
	}
	t.used = t.used || ok
	return what, ok, nil
}

// Keep keeps something that was read of rows that people's acts write (those of
// casework, not the tables of sessions, jobs, logs and the ledger), until such a
// row changes. key says what it is, and everything it depends on beside the rows:
// never on who asks. size is about how many bytes it takes.
func (t *Tx) Keep(key string, what any, size int) {
	if t.writes || t.at == nil || t.tx == nil && !t.used || size > bigAnswer {
		return
	}
	k := &t.s.kept
	k.mu.Lock()
	defer k.mu.Unlock()
	of := k.orgs[t.org]
	switch {
	case of != nil && of.acts > t.at.acts:
		return // of the past
	case of == nil || of.acts < t.at.acts || of.bytes+size > mostKeptBytes || len(of.of) >= mostKeptAnswers:
		of = &keptOf{acts: t.at.acts, of: map[string]any{}}
		if k.orgs == nil {
			k.orgs = map[muster.OrganisationID]*keptOf{}
		}
		k.orgs[t.org] = of
	}
	of.of[key] = what
	of.bytes += size + len(key)
}

// drop forgets all: what was erased stays nowhere.
func (k *kept) drop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.orgs = nil
}
