package store

import (
	"bytes"
	"slices"
	"sync"

	"muster"
)

// mostRecent is how many rows' content is kept at hand, of some ten kilobytes
// each.
const mostRecent = 1024

// recent keeps what rows were unpacked to: pages ask about the same people again
// and again, and unpacking is most of what reading them costs. A row is taken
// for the same only when all bytes of it and of its key are the same, so what
// changed or whose key was erased is never answered from here.
type recent struct {
	mu    sync.Mutex
	of    map[muster.Subject]*unpacked
	purge map[muster.OrganisationID]int64 // the number of the last purge that was heard of
}

// unpacked is a row as it was read, and its observations.
type unpacked struct {
	row
	list []muster.Observation
}

// find returns the observations of a row, nil when it is another than was kept.
// The list is the caller's, the data in it are shared.
func (k *recent) find(r *row) []muster.Observation {
	k.mu.Lock()
	had := k.of[r.who]
	k.mu.Unlock()
	if had == nil || !bytes.Equal(had.pack, r.pack) || !bytes.Equal(had.vault, r.vault) || !bytes.Equal(had.seal.id, r.seal.id) || !bytes.Equal(had.seal.sealed, r.seal.sealed) {
		return nil
	}
	return slices.Clone(had.list)
}

func (k *recent) keep(r *row, list []muster.Observation) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil {
		k.of = map[muster.Subject]*unpacked{}
	}
	for who := range k.of { // any one makes room
		if len(k.of) < mostRecent {
			break
		}
		delete(k.of, who)
	}
	k.of[r.who] = &unpacked{*r, slices.Clone(list)}
}

// purged forgets all when an organisation's last purge is another than was heard
// of: what one server erased stays at hand on none.
func (k *recent) purged(org muster.OrganisationID, at int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.purge[org] == at {
		return
	}
	if k.purge == nil {
		k.purge = map[muster.OrganisationID]int64{}
	}
	k.purge[org], k.of = at, nil
}

// drop forgets all: what was erased stays nowhere.
func (k *recent) drop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.of = nil
}

// unpack returns the observations of a row that was read, from those at hand or
// with a packer.
func (t *Tx) unpack(r *row) ([]muster.Observation, error) {
	if list := t.s.recent.find(r); list != nil {
		return list, nil
	}
	v, err := t.s.vault(t.org)
	if err != nil {
		return nil, err
	}
	p, err := t.s.packer()
	if err != nil {
		return nil, err
	}
	defer t.s.packers.Put(p)
	list, err := p.unpack(r, v, nil)
	if err != nil {
		return nil, t.s.rowError(r.who, err)
	}
	if len(list) > 0 && !t.writes {
		t.s.recent.keep(r, list)
	}
	return list, nil
}
