package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"sync"

	"muster"
)

// Sharing answers who holds artefacts, again and again, reading each part of the
// index once: of what was read it keeps what may be asked for, and nothing of the far
// larger rest. It is the way to follow links from person to person, and to
// ask about very many artefacts: Holders reads as much for one.
type Sharing struct {
	store *Store
	org   muster.OrganisationID
	keeps func([]Held) bool
	known [256]bool // by bucket
	held  map[muster.ArtefactID][]Held
}

// Sharing begins to answer for an organisation. keeps is given who holds one artefact
// and says whether it may be asked for; it is called from several goroutines. Of an
// artefact that only one person holds it is not told who that is.
func (s *Store) Sharing(org muster.OrganisationID, keeps func([]Held) bool) *Sharing {
	return &Sharing{store: s, org: org, keeps: keeps, held: map[muster.ArtefactID][]Held{}}
}

// Holders returns who holds an artefact that Read was given, in the order of
// subjects, each kind and role of holding once with the earliest time. It must not
// be changed.
func (sh *Sharing) Holders(id muster.ArtefactID) []Held { return sh.held[id] }

// Read reads what must be for some artefacts.
func (sh *Sharing) Read(ctx context.Context, ids []muster.ArtefactID) error {
	var missing []byte
	for i := range ids {
		if b := ids[i][0]; !sh.known[b] {
			sh.known[b] = true
			missing = append(missing, b)
		}
	}
	buckets := make(chan byte, len(missing))
	for _, b := range missing {
		buckets <- b
	}
	close(buckets)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(sh.store.opt.Workers, len(missing)) {
		wg.Go(func() {
			for b := range buckets {
				list, err := sh.bucket(ctx, artefactBucket{sh.org, b})
				if err != nil {
					stop(err)
					return
				}
				mu.Lock()
				sh.keep(list)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// keep takes up holdings that are in the order of artefacts.
func (sh *Sharing) keep(list []Held) {
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].ID == list[from].ID {
			to++
		}
		sh.held[list[from].ID] = list[from:to:to]
		from = to
	}
}

// bucket reads what is kept of a bucket, in the order of ids.
func (sh *Sharing) bucket(ctx context.Context, k artefactBucket) ([]Held, error) {
	s := sh.store
	rows, err := s.read.QueryContext(ctx, "select entries from artefacts where organisation = $1 and bucket = $2 order by block", string(k.org), int64(k.bucket))
	if err != nil {
		return nil, s.fail("read artefacts", err)
	}
	defer rows.Close()
	var entries [][]byte
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, s.fail("read artefacts", err)
		}
		if !sound(k, b) {
			return nil, damaged(s.path, "the index of artefacts", errPack)
		}
		if entries, err = eachEntry(b[4:], entries); err != nil {
			return nil, damaged(s.path, "the index of artefacts", err)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, s.fail("read artefacts", err)
	}
	list, err := sh.wanted(k, entries)
	if err != nil {
		return nil, damaged(s.path, "the index of artefacts", err)
	}
	return earliest(list), nil
}

const idSize = len(muster.ArtefactID{})

// eachEntry appends where the entries of a block lie.
func eachEntry(b []byte, to [][]byte) ([][]byte, error) {
	for len(b) > 0 {
		n := idSize
		for range 4 { // kind, role, subject, time
			length, size := binary.Uvarint(b[min(n, len(b)):])
			if size <= 0 || length > uint64(len(b)-n-size) {
				return to, errPack
			}
			n += size + int(length)
		}
		to, b = append(to, b[:n:n]), b[n:]
	}
	return to, nil
}

// wanted reads the entries of what is kept.
func (sh *Sharing) wanted(k artefactBucket, entries [][]byte) (list []Held, err error) {
	slices.SortFunc(entries, func(a, b []byte) int { return bytes.Compare(a[:idSize], b[:idSize]) })
	names := map[string]string{} // of kinds, roles and people, each kept once
	for from := 0; from < len(entries); {
		to := from + 1
		for to < len(entries) && bytes.Equal(entries[to][:idSize], entries[from][:idSize]) {
			to++
		}
		before := len(list)
		if to-from == 1 && !sh.keeps([]Held{unnamed(entries[from])}) { // most are
			from = to
			continue
		}
		for _, e := range entries[from:to] {
			h, ok := oneHeld(k, e, names)
			if !ok {
				return nil, errPack
			}
			list = append(list, h)
		}
		if !sh.keeps(list[before:]) {
			list = list[:before]
		}
		from = to
	}
	return list, nil
}

// unnamed reads how an entry holds what, and not who does. It is whole, see eachEntry.
func unnamed(entry []byte) Held {
	text := func(b []byte) (text, rest []byte) {
		length, size := binary.Uvarint(b)
		return b[size : size+int(length)], b[size+int(length):]
	}
	kind, rest := text(entry[idSize:])
	role, _ := text(rest)
	return Held{Artefact: muster.Artefact{ID: muster.ArtefactID(entry[:idSize]), Kind: muster.ArtefactKind(kind), Role: muster.ArtefactRole(role)}}
}

// oneHeld reads an entry, with every name kept once.
func oneHeld(k artefactBucket, entry []byte, names map[string]string) (Held, bool) {
	h := Held{Organisation: k.org}
	c := cursor{s: string(entry)}
	copy(h.ID[:], c.take(uint64(idSize)))
	name := func() string {
		s := c.string()
		kept, ok := names[s]
		if !ok {
			kept = strings.Clone(s)
			names[kept] = kept
		}
		return kept
	}
	h.Kind, h.Role, h.Subject = muster.ArtefactKind(name()), muster.ArtefactRole(name()), muster.SubjectID(name())
	if t := c.string(); t != "" {
		in := cursor{s: t}
		h.First = in.time()
		c.failed = c.failed || in.failed
	}
	return h, !c.failed && c.s == ""
}
