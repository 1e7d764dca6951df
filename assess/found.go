package assess

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"

	"muster"
	"muster/dossier"
)

// What was found of more people than memory holds waits on disk, in pieces of the
// population. A run that was ended half-way takes up the pieces that are there.

// foundPeople is how many people stand in one piece.
const foundPeople = 1 << 14

// foundPiece is one piece. Most people have no findings: of them it holds only
// where they stand.
type foundPiece struct {
	Standings []standing
	Standing  []uint8 // by person, index into Standings
	People    []foundPerson
	Values    map[muster.ArtefactID]dossier.Display
	Kinds     map[muster.Kind]int
	Unseen    []muster.Unseen
	Observed  int
}

type standing struct {
	Status muster.Status
	Role   muster.RoleClass
}

type foundPerson struct {
	At         int // in the piece
	Assessment muster.Assessment
	Findings   []muster.Finding
	Checks     []muster.PastCheck
	Farm       *muster.FarmFact
}

// found is the outcomes of people on disk.
type found struct {
	scratch dossier.Scratch
	index   *dossier.Index
	size    int                      // people of one piece
	farms   map[int]*muster.FarmFact // whose devices stand beside a person's
}

func foundName(n int) string { return fmt.Sprintf("found-%05d", n) }

// put takes people in, with what else was found in their piece.
func (p *foundPiece) put(people []Person, b *block) {
	p.Values, p.Kinds, p.Unseen, p.Observed = b.values, b.kinds, b.unseen, b.observed
	for i := range people {
		one := &people[i]
		at := slices.Index(p.Standings, standing{one.Status, one.Role})
		if at < 0 {
			at = len(p.Standings)
			p.Standings = append(p.Standings, standing{one.Status, one.Role})
		}
		p.Standing = append(p.Standing, uint8(at))
		if len(one.Findings) > 0 || one.Farm != nil {
			p.People = append(p.People, foundPerson{i, one.Assessment, one.Findings, one.Checks, one.Farm})
		}
	}
}

// block returns what was found in a piece beside its people, who begin at a place.
func (p *foundPiece) block(from int) *block {
	b := &block{values: p.Values, kinds: p.Kinds, unseen: p.Unseen, observed: p.Observed, farms: map[int]*muster.FarmFact{}}
	for i := range p.People {
		if one := &p.People[i]; one.Farm != nil {
			b.farms[from+one.At] = one.Farm
		}
	}
	return b
}

func writeFound(to dossier.Scratch, n int, p *foundPiece) error {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(p); err != nil {
		return fmt.Errorf("keep what was found: %w", err)
	}
	return to.Put(foundName(n), b.Bytes())
}

// readFound reads a piece; nil where it was not finished.
func readFound(from dossier.Scratch, n int) (*foundPiece, error) {
	r, err := from.Open(foundName(n))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	p := &foundPiece{}
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(p); err != nil {
		return nil, fmt.Errorf("what was found is damaged on disk: %w", err)
	}
	return p, nil
}

// assessPiece looks at the people of one piece, or takes up what was found of
// them before.
func (res *Result) assessPiece(ctx context.Context, r *Request, builder *dossier.Builder, n int) (*block, error) {
	from, to := n*res.found.size, min((n+1)*res.found.size, res.found.index.Len())
	p, err := readFound(r.Scratch, n)
	if err != nil {
		return nil, err
	}
	if p != nil {
		if len(p.Standing) != to-from {
			return nil, errors.New("what was found is damaged on disk: people are missing")
		}
		return p.block(from), res.keepAgain(ctx, r, from, to)
	}
	all := &block{values: map[muster.ArtefactID]dossier.Display{}, kinds: map[muster.Kind]int{}}
	people := make([]Person, to-from)
	for at := from; at < to; at += blockSize {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		end := min(at+blockSize, to)
		b, err := assessBlock(r, builder, at, end, people[at-from:end-from])
		if err != nil {
			return nil, err
		}
		all.add(b)
	}
	if err := res.found.index.Err(); err != nil {
		return nil, err // before what was made of it looks finished
	}
	p = &foundPiece{}
	p.put(people, all)
	return p.block(from), writeFound(r.Scratch, n, p)
}

// keepAgain hands over the observations of people who were looked at by a run that
// did not get to the end.
func (res *Result) keepAgain(ctx context.Context, r *Request, from, to int) error {
	if r.Keep == nil {
		return nil
	}
	for at := from; at < to; at += blockSize {
		var people []muster.Subject
		var observations [][]muster.Observation
		for i := at; i < min(at+blockSize, to); i++ {
			list, err := r.Population.Observations(i, nil)
			if err != nil {
				return err
			}
			people, observations = append(people, r.Population.Subject(i)), append(observations, list)
		}
		if err := errors.Join(ctx.Err(), r.Keep(people, observations)); err != nil {
			return err
		}
	}
	return nil
}

// Len returns how many people there are.
func (res *Result) Len() int {
	switch {
	case res.found != nil:
		return res.found.index.Len()
	case res.Requested.Part != nil:
		return len(res.Requested.Part.Look)
	}
	return len(res.People)
}

// Each yields everybody in the population's order, each time it is asked. Where
// they wait on disk each is a copy, without a name and without groups.
func (res *Result) Each() iter.Seq2[*Person, error] {
	return func(yield func(*Person, error) bool) {
		if res.found == nil {
			for i := range res.People {
				if res.Requested.Part.looks(res.Index.ID(i)) && !yield(&res.People[i], nil) {
					return
				}
			}
			return
		}
		for n := 0; n*res.found.size < res.Len(); n++ {
			p, err := readFound(res.found.scratch, n)
			if err == nil && p == nil {
				err = fs.ErrNotExist
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !res.found.each(p, n, yield) {
				return
			}
		}
	}
}

func (f *found) each(p *foundPiece, n int, yield func(*Person, error) bool) bool {
	next := 0
	for i, at := range p.Standing {
		id := f.index.ID(n*f.size + i)
		one := &Person{ID: id, Status: p.Standings[at].Status, Role: p.Standings[at].Role, Assessment: muster.Assessment{Subject: id, Level: muster.Clear}}
		if next < len(p.People) && p.People[next].At == i {
			k := &p.People[next]
			one.Assessment, one.Findings, one.Checks, one.Farm = k.Assessment, k.Findings, k.Checks, k.Farm
			next++
		}
		if !yield(one, nil) {
			return false
		}
	}
	return true
}

// Find returns the place of a subject among the people.
func (res *Result) Find(id muster.SubjectID) (int, bool) { return res.Index.Known(id) }

// Name returns the claimed name of a person by their place.
func (res *Result) Name(i int) string { return res.Index.Name(i) }

// Farm returns whose devices stand beside those of a person, by their place, and
// nil for nobody's.
func (res *Result) Farm(i int) *muster.FarmFact {
	if res.found != nil {
		return res.found.farms[i]
	}
	return res.People[i].Farm
}
