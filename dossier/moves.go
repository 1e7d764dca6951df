package dossier

import (
	"encoding/base64"
	"encoding/binary"
	"slices"

	"muster"
	"muster/normal"
)

// Sequences of input come to a dossier as marks: numbers that are equal where the
// counts were. Within one person's days they say that a recording was played;
// between two people, that one input went to both computers, or one recording.
const (
	moveBytes  = 6
	leastMoves = 2  // sequences in common that make two people's input alike
	moveCrowd  = 16 // holders of a sequence from which on it is a program's own, which says nothing of them
)

// movesOf reads the marks of one day.
func movesOf(d *muster.ActivityDay) (marks []uint64) {
	const most = 64
	if len(d.Moves) > base64.StdEncoding.EncodedLen(most*moveBytes) {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(string(d.Moves))
	if err != nil || len(b)%moveBytes != 0 {
		return nil
	}
	for ; len(b) > 0; b = b[moveBytes:] {
		marks = append(marks, uint64(binary.BigEndian.Uint16(b))<<32|uint64(binary.BigEndian.Uint32(b[2:])))
	}
	return marks
}

// mover is what an index keeps of somebody's sequences of input.
type mover struct {
	marks    []uint64 // in order, each once
	devices  []string // folded
	observed muster.Observed
}

// moverOf reads the sequences of a subject's latest days, nil without any.
func moverOf(observations []muster.Observation) *mover {
	days := slices.DeleteFunc(activeDays(observations), func(d activeDay) bool { return len(d.moves) == 0 })
	if len(days) == 0 {
		return nil
	}
	m := &mover{}
	for _, d := range days[max(0, len(days)-deskDays):] {
		m.marks = append(m.marks, d.moves...)
		for _, ref := range d.refs {
			o := &observations[ref]
			if o.Data.(*muster.ActivityDay).Moves == "" {
				continue
			}
			m.observed = observedOf(o)
			if device := normal.Fold(string(o.Data.(*muster.ActivityDay).Device)); device != "" && !slices.Contains(m.devices, device) {
				m.devices = append(m.devices, device)
			}
		}
	}
	slices.Sort(m.marks)
	m.marks = slices.Compact(m.marks)
	return m
}

// movers are the sequences of input of all subjects.
type movers struct {
	of     []*mover // by subject
	holder map[uint64][]int32
}

// file notes who holds which sequence.
func (m *movers) file() {
	m.holder = map[uint64][]int32{}
	for i, one := range m.of {
		if one != nil {
			for _, mark := range one.marks {
				m.holder[mark] = append(m.holder[mark], int32(i))
			}
		}
	}
}

// put gives a subject other sequences, or none, and returns whose dossiers may
// differ for it.
func (m *movers) put(subject int32, one *mover) (near []int32) {
	if old := m.of[subject]; old != nil {
		for _, mark := range old.marks {
			left := slices.DeleteFunc(m.holder[mark], func(s int32) bool { return s == subject })
			if m.holder[mark] = left; len(left) == 0 {
				delete(m.holder, mark)
			}
			if len(left) <= moveCrowd {
				near = append(near, left...)
			}
		}
	}
	if m.of[subject] = one; one != nil {
		for _, mark := range one.marks {
			if len(m.holder[mark]) <= moveCrowd {
				near = append(near, m.holder[mark]...)
			}
			m.holder[mark] = append(m.holder[mark], subject)
		}
	}
	return near
}

// alike counts the sequences that others have in common with a subject. One that
// many people have is a program's, and people who use one computer have its
// input in common.
func (m *movers) alike(subject int32) map[int32]int {
	own := m.of[subject]
	if own == nil {
		return nil
	}
	found := map[int32]int{}
	for _, mark := range own.marks {
		holders := m.holder[mark]
		if len(holders) > moveCrowd {
			continue
		}
		for _, other := range holders {
			if other != subject && !slices.ContainsFunc(own.devices, func(d string) bool { return slices.Contains(m.of[other].devices, d) }) {
				found[other]++
			}
		}
	}
	for other, n := range found {
		if n < leastMoves {
			delete(found, other)
		}
	}
	return found
}

// repeats tells the days on which sequences of input came that came on another
// day as well.
func repeats(f *muster.ActivityFact, days []activeDay) {
	on := map[uint64]int{} // how many days have it
	for i := range days {
		for _, mark := range days[i].moves {
			on[mark]++
		}
	}
	for i := range days {
		d := &days[i]
		if slices.ContainsFunc(d.moves, func(mark uint64) bool { return on[mark] > 1 }) {
			seen(&f.Repeats, d.Day, d.refs)
		}
	}
}

// moveRefs cites the latest days of whose input sequences are known.
func (b *builder) moveRefs() (refs []muster.Ref) {
	for i := range b.observations {
		if a, ok := b.observations[i].Data.(*muster.ActivityDay); ok && a.Moves != "" {
			refs = append(refs, muster.Ref(i))
		}
	}
	return refs[max(0, len(refs)-mostCited):]
}
