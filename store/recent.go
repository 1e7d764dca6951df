package store

import (
	"bytes"
	"slices"
	"sync"

	"muster"
)

// mostRecent is how many rows' content is kept at hand, of some ten kilobytes
// each.
const mostRecent = 2048

// followedRows is after how many changed rows all are forgotten and not each.
const followedRows = 512

// recent keeps what rows were unpacked to: pages ask about the same people again
// and again, and unpacking is most of what reading them costs. What it holds of
// an organisation is of one number of its sequence, and whoever sees a later one
// takes out first what changed since. Whoever sees another, or writes, takes a
// row for the same only when all bytes of it and of its key are the same. So what
// changed or whose key was erased is never answered from here.
type recent struct {
	mu    sync.Mutex
	of    map[muster.Subject]*unpacked
	at    map[muster.OrganisationID]int64 // the number of the sequence that it is of
	purge map[muster.OrganisationID]int64 // the number of the last purge that was heard of
}

// unpacked is a row as it was read, and its observations.
type unpacked struct {
	row
	seq  int64
	list []muster.Observation
}

// recall returns those of some subjects that are at hand as a transaction sees
// them.
func (t *Tx) recall(ids []muster.SubjectID) (map[muster.SubjectID]*unpacked, error) {
	if t.writes {
		return nil, nil
	}
	m, err := t.see()
	if err != nil {
		return nil, err
	}
	k := &t.s.recent
	k.purged(t.org, m.purged)
	if from, known := k.number(t.org, m.last); known && from < m.last {
		if err := t.begin(); err != nil {
			return nil, err
		}
		m = *t.at
		gone, err := t.changedAfter(from)
		if err != nil {
			return nil, err
		}
		k.purged(t.org, m.purged)
		k.follow(t.org, from, m.last, gone)
	}
	ready := k.some(t.org, m.last, ids)
	t.used = t.used || len(ready) > 0
	return ready, nil
}

// changedAfter are the subjects that were added to after a number; of very many
// only some.
func (t *Tx) changedAfter(from int64) ([]muster.SubjectID, error) {
	rows, err := t.Query("select subject from subjects where organisation = $1 and seq > $2 order by seq limit $3", from, followedRows+1)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var gone []muster.SubjectID
	for rows.Next() {
		var id muster.SubjectID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		gone = append(gone, id)
	}
	return gone, rows.Err()
}

// number is the one that what is held of an organisation is of. Where nothing is
// held yet, it is the number given from now on.
func (k *recent) number(org muster.OrganisationID, now int64) (at int64, known bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if at, known = k.at[org]; !known {
		if k.at == nil {
			k.at = map[muster.OrganisationID]int64{}
		}
		k.at[org] = now
	}
	return at, known
}

// follow takes out what changed after one number up to another.
func (k *recent) follow(org muster.OrganisationID, from, to int64, changed []muster.SubjectID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	at, known := k.at[org]
	if !known || at < from || at >= to {
		return
	}
	if len(changed) > followedRows {
		k.of = nil
	}
	for _, id := range changed {
		delete(k.of, muster.Subject{Organisation: org, ID: id})
	}
	k.at[org] = to
}

// some are those at hand, nothing to who sees another number.
func (k *recent) some(org muster.OrganisationID, at int64, ids []muster.SubjectID) map[muster.SubjectID]*unpacked {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now, known := k.at[org]; !known || now != at {
		return nil
	}
	ready := make(map[muster.SubjectID]*unpacked, len(ids))
	for _, id := range ids {
		if had := k.of[muster.Subject{Organisation: org, ID: id}]; had != nil {
			ready[id] = had
		}
	}
	return ready
}

// find returns the observations of a row, nil when it is another than was kept.
// They are shared.
func (k *recent) find(r *row) []muster.Observation {
	k.mu.Lock()
	had := k.of[r.who]
	k.mu.Unlock()
	if had == nil || !bytes.Equal(had.pack, r.pack) || !bytes.Equal(had.vault, r.vault) || !bytes.Equal(had.seal.id, r.seal.id) || !bytes.Equal(had.seal.sealed, r.seal.sealed) {
		return nil
	}
	return had.list
}

// keep holds a row that was read at a moment, unless another is held by now.
func (k *recent) keep(m *moment, seq int64, r *row, list []muster.Observation) {
	k.mu.Lock()
	defer k.mu.Unlock()
	org := r.who.Organisation
	if at, known := k.at[org]; !known || at != m.last || k.purge[org] != m.purged {
		return
	}
	if k.of == nil {
		k.of = map[muster.Subject]*unpacked{}
	}
	for who := range k.of { // any one makes room
		if len(k.of) < mostRecent {
			break
		}
		delete(k.of, who)
	}
	k.of[r.who] = &unpacked{*r, seq, slices.Clip(list)}
}

// purged forgets all when an organisation's last purge is a later one than was
// heard of: what one server erased stays at hand on none.
func (k *recent) purged(org muster.OrganisationID, at int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.purge[org] >= at {
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
// with a packer. They are shared.
func (t *Tx) unpack(r *row, seq int64) ([]muster.Observation, error) {
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
	if len(list) > 0 && t.at != nil {
		t.s.recent.keep(t.at, seq, r, list)
	}
	return list, nil
}
