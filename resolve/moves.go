package resolve

import (
	"math"
	"slices"
)

// moves says how far the fields of a home differ together: who moves house has
// another address, postcode and town at once, which is one event and not three.
// Where several differ, share of all but the strongest evidence against is
// taken back. It is 0 where they differ each by itself, as slips of the pen do,
// and is learned from how often probable true pairs differ in two at once.
type moves struct {
	fields []int
	share  float64
	said   bool // the model names them; nothing is learned
}

// homeFields are the fields that say where somebody lives.
// Where somebody was born never moves.
func (f *frame) homeFields() []int {
	var out []int
	for i, fl := range f.fields {
		switch fl.kind {
		case Address, HouseNumber, Postcode, Place:
			if fl.slots == 1 && !ofBirth(fl.name) {
				out = append(out, i)
			}
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// ofBirth reports headers such as "place of birth".
func ofBirth(header string) bool {
	return slices.ContainsFunc(words(header), func(w string) bool {
		return slices.Contains([]string{"birth", "birthplace", "born", "geburtsort", "naissance", "nacimiento", "nascimento", "nascita", "geboorteplaats", "urodzenia"}, w)
	})
}

// adopt takes what a model says of moves. A written model that says nothing has
// none.
func (m *moves) adopt(f *frame, from *Model) {
	switch {
	case from.Moves != nil:
		m.said, m.share, m.fields = true, from.Moves.Share, nil
		for i, fl := range f.fields {
			if slices.Contains(from.Moves.Fields, fl.name) {
				m.fields = append(m.fields, i)
			}
		}
	case from.Frozen && len(from.Fields) > 0:
		*m = moves{said: true}
	}
}

// describe is what a model says of moves, nil where there are none.
func (m *moves) describe(f *frame) *MoveModel {
	if m.share == 0 {
		return nil
	}
	out := &MoveModel{Share: m.share}
	for _, i := range m.fields {
		out.Fields = append(out.Fields, f.fields[i].name)
	}
	return out
}

// learn measures the share on patterns weighted by how probably they are true
// pairs. Fields that differ by themselves do so in both about as often as the
// product of their shares; what goes beyond is a move.
func (m *moves) learn(counts []PatternCount, weights []float64, t *table, specs []kindSpec) {
	if m.said {
		return
	}
	var told, all float64
	for i, a := range m.fields {
		for _, b := range m.fields[i+1:] {
			// Imagined pairs, whose fields differ by themselves, speak where
			// hardly any pair is there to learn from.
			da, db := differs(specs[a]), differs(specs[b])
			n, x, y, both := emStrength, emStrength*da, emStrength*db, emStrength*da*db
			for k, c := range counts {
				la, lb := c.Pattern.level(a), c.Pattern.level(b)
				if w := weights[k]; w > 0 && la != levelMissing && lb != levelMissing {
					n += w
					da, db := t.w[a][la] < 0, t.w[b][lb] < 0
					if da {
						x += w
					}
					if db {
						y += w
					}
					if da && db {
						both += w
					}
				}
			}
			most := min(math.Log2(n/x), math.Log2(n/y))
			if most <= 0 {
				continue
			}
			told += both * clampTo(math.Log2(both*n/(x*y)), 0, most)
			all += both * most
		}
	}
	if m.share = 0; all > 0 {
		m.share = told / all
	}
}

// differs is the share of true pairs expected to differ altogether.
func differs(spec kindSpec) float64 { return spec.levels[len(spec.levels)-1].m }

// back is what is taken back of the evidence against, given the evidence of
// each field.
func (m *moves) back(bits func(field int) float64) float64 {
	var sum, worst float64
	for _, f := range m.fields {
		if b := bits(f); b < 0 {
			sum, worst = sum+b, min(worst, b)
		}
	}
	return m.share * (worst - sum)
}
