package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"muster"
)

// stray is a column of ids that are somebody's, but not of the kind its header
// says: employee numbers under "Application ID".
type stray struct {
	header  string
	place   int
	of      string // the space the header speaks of
	other   string // the space the ids are in
	rows    int    // with an id
	lost    int    // with an id of the other space only
	example string
	whose   muster.SubjectID // of the example
	where   muster.Place     // of the example
}

// whole reports whether the column as such is of the other kind, rather than a
// few cells of it.
func (x *stray) whole() bool { return x.lost*2 > x.rows }

// strays looks through the id columns of a table that only refers to people,
// at the rows that name nobody known.
func (r *registry) strays(s *sheet, f *refs) []stray {
	var out []stray
	for _, of := range []string{ofPerson, ofCandidate, ofApplication} {
		for _, at := range *f.columns(of) {
			x := stray{header: s.Header[s.Kept[at]], place: at, of: of}
			for i, seg := range s.Segments {
				for row, n := range s.subjects[i] {
					if n == unknown {
						r.countStray(&x, seg, row)
					}
				}
			}
			if x.lost > 0 {
				x.rows = filledRows(s, at)
				out = append(out, x)
			}
		}
	}
	return out
}

func (r *registry) countStray(x *stray, seg *muster.Table, row int) {
	id := firstID(seg, []int{x.place}, row)
	other := r.elsewhere(id, x.of)
	if other == "" {
		return
	}
	if x.lost++; x.lost == 1 {
		x.other, x.example, x.whose, x.where = other, id, r.ids[r.space(other)[id]], seg.Place(row)
	}
}

func filledRows(s *sheet, place int) int {
	n := 0
	for _, seg := range s.Segments {
		for row := range seg.Len() {
			if len(seg.Columns[place].Bytes(row)) > 0 {
				n++
			}
		}
	}
	return n
}

// elsewhere returns the space that knows an id which the space it should be of
// does not know; "" if there is none.
func (r *registry) elsewhere(id, of string) string {
	if _, ok := r.space(of)[id]; ok || id == "" {
		return ""
	}
	for _, other := range []string{ofPerson, ofCandidate, ofApplication} {
		if _, ok := r.space(other)[id]; ok {
			return other
		}
	}
	return ""
}

// settleStrays asks whether a column is of the kind its ids are of. Without an
// answer nothing is attached: ids with letters in them are set aside, and mere
// numbers, which two systems may count alike, stay apart.
func (r *run) settleStrays(ctx context.Context) func(*sheet, *refs, []stray) error {
	return func(s *sheet, f *refs, found []stray) error {
		for i := range found {
			x := &found[i]
			q := strayQuestion(s, x)
			n := -1
			if x.whole() {
				var err error
				if n, err = r.ask(ctx, q); err != nil {
					return err
				}
			}
			if n != 0 {
				if n < 0 || !r.asksOnce() {
					r.note(q)
				}
				continue
			}
			from, to := f.columns(x.of), f.columns(x.other)
			*from = slices.DeleteFunc(slices.Clone(*from), func(at int) bool { return at == x.place })
			*to = append(slices.Clone(*to), x.place)
			r.remember(s.File, FileConfig{Columns: map[string]string{x.header: x.other}})
		}
		return nil
	}
}

func strayQuestion(s *sheet, x *stray) Question {
	q := Question{Topic: TopicIDs, Place: x.where, Asked: x.whole()}
	q.Text = fmt.Sprintf("In %s, %d of %d rows have in column %s the id of %s, such as %s, and not of %s. Is it theirs?",
		s.File, x.lost, x.rows, quote(x.header), aName(x.other), quote(x.example), aName(x.of))
	if x.whole() {
		q.Lines = []string{columnText(s.File, x.header, x.other)}
	} else {
		q.Lines = []string{crosswalkText(CrosswalkLine{Subject: string(x.whose), System: x.of, ID: x.example})}
	}
	q.Lines = append(q.Lines, "# no: correct the ids in the source")
	return q
}

// spaceName names the ids of a space for people, and aName what they stand for.
func spaceName(of string) string {
	if of == ofPerson {
		return "employee number"
	}
	return of + " id"
}

func aName(of string) string {
	if of == ofApplication {
		return "an application"
	}
	return "a " + of
}

func onlyDigits(id string) bool { return strings.Trim(id, "0123456789") == "" }
