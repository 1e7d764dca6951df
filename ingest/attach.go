package ingest

import (
	"context"
	"path"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"muster"
)

// space is a set of ids that mean one thing: an employee number and a
// candidate number may be equal without being the same person's.
type space map[string]int32

// registry numbers subjects and knows them by the ids of each space.
type registry struct {
	ids         []muster.SubjectID
	taken       space // by subject id
	person      space
	candidate   space
	application space
	other       map[string]space // by system, from crosswalks
	rows        []introduction   // by subject
	same        map[int32]int32  // subjects that are another, by a person's word

	crossedOnly       []string // ids first met in a crosswalk
	peopleHaveBareIDs bool     // a people table calls its id just "id"
}

func newRegistry() *registry {
	return &registry{taken: space{}, person: space{}, candidate: space{}, application: space{}, other: map[string]space{}}
}

// add makes a new subject called id, or "source:id" where that id is
// another's already.
func (r *registry) add(id, source string) int32 {
	if _, taken := r.taken[id]; taken {
		id = source + ":" + id
	}
	for base, n := id, 2; ; n++ {
		if _, taken := r.taken[id]; !taken {
			break
		}
		id = base + "#" + strconv.Itoa(n)
	}
	n := int32(len(r.ids))
	r.ids = append(r.ids, muster.SubjectID(id))
	r.taken[id] = n
	return n
}

// refs is where a table keeps the ids of its subjects.
type refs struct {
	source      string
	file        string
	vendor      string
	person      []int
	candidate   []int
	application []int
	subject     []int
	id          []int
}

func refsOf(s *sheet) *refs {
	p := s.plan
	return &refs{
		source: s.source, file: path.Base(s.File), vendor: s.report.Vendor,
		person: p.meta(metaPerson), candidate: p.meta(metaCandidate), application: p.meta(metaApplication),
		subject: p.meta(metaSubject), id: p.meta(metaID),
	}
}

// named reports whether the table has any column that names a subject.
func (f *refs) named() bool {
	return len(f.person)+len(f.candidate)+len(f.application)+len(f.subject) > 0
}

// find returns the subject a row names, in the order crosswalk, people table,
// applicant system; none if the row names nobody known. id is the first id
// the row gives, and of which space, for subjects that no table introduces.
func (r *registry) find(f *refs, seg *muster.Table, row int) (n int32, id string, in space) {
	for _, c := range []struct {
		places []int
		in     space
		system string
	}{
		{f.person, r.person, "person"},
		{f.candidate, r.candidate, "candidate"},
		{f.application, r.application, "application"},
	} {
		v := firstID(seg, c.places, row)
		if v == "" {
			continue
		}
		if n, ok := r.crossed(f, c.system, v); ok {
			return n, v, c.in
		}
		if n, ok := c.in[v]; ok {
			return n, v, c.in
		}
		if id == "" {
			id, in = v, c.in
		}
	}
	if v := firstID(seg, f.subject, row); v != "" {
		if n, ok := r.any(f, v); ok {
			return n, v, r.person
		}
		if id == "" {
			id, in = v, r.person
		}
	}
	return none, id, in
}

// firstID returns the first filled cell among places as an id: a whole number
// that a program wrote as a fraction, 1001.0, is the number.
func firstID(seg *muster.Table, places []int, row int) string {
	id := first(seg, places, row)
	if isMissing(id) {
		return ""
	}
	whole, isFraction := strings.CutSuffix(id, ".0")
	if !isFraction || whole == "" {
		return id
	}
	for i := range len(whole) {
		if whole[i] < '0' || whole[i] > '9' {
			return id
		}
	}
	return whole
}

// crossed looks an id up in the crosswalks: under the file's source, the
// product, and the word for what the id names.
func (r *registry) crossed(f *refs, system, id string) (int32, bool) {
	if len(r.other) == 0 {
		return none, false
	}
	for _, name := range []string{f.source, f.file, f.vendor, system} {
		if n, ok := r.other[foldHeader(name)][id]; ok && name != "" {
			return n, true
		}
	}
	return none, false
}

// any looks an id up in every space, people first.
func (r *registry) any(f *refs, id string) (int32, bool) {
	if n, ok := r.crossed(f, "subject", id); ok {
		return n, true
	}
	for _, in := range []space{r.person, r.candidate, r.application} {
		if n, ok := in[id]; ok {
			return n, true
		}
	}
	n, ok := r.taken[id]
	return n, ok
}

// attach gives every row its subject: people tables first, then applications,
// then the rest, which may only refer.
func (r *registry) attach(ctx context.Context, sheets []*sheet, workers int) error {
	for _, s := range sheets {
		if s.plan.spec.name == People {
			r.people(s)
		}
	}
	r.settleCrosswalk()
	for _, s := range sheets {
		if s.plan.spec.name == Applications {
			r.applications(s)
		}
	}
	for _, s := range sheets {
		if s.plan.isObservations() {
			r.attachObservations(s)
			continue
		}
		if k := s.plan.spec; k.name == People || k.name == Applications || k.isRegister() {
			continue
		}
		f := refsOf(s)
		if !f.named() && len(f.id) > 0 && r.mostlyKnown(f, s) {
			f.subject = f.id
		}
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(workers)
		for i, seg := range s.Segments {
			g.Go(func() error {
				for row, n := range s.subjects[i] {
					if n != none {
						s.subjects[i][row], _, _ = r.find(f, seg, row)
						if s.subjects[i][row] == none {
							s.subjects[i][row] = unknown
						}
					}
				}
				return ctx.Err()
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
		r.introduce(s, f)
	}
	return nil
}

// unknown marks, during attach, a row whose subject no table introduces.
const unknown int32 = -2

// introduce makes subjects for rows that name one no table introduces, and for
// rows that name none.
func (r *registry) introduce(s *sheet, f *refs) {
	for i, seg := range s.Segments {
		for row, n := range s.subjects[i] {
			if n != unknown {
				continue
			}
			n, id, in := r.find(f, seg, row)
			switch {
			case n != none:
			case id != "":
				n = r.add(id, s.source)
				in[id] = n
				s.report.unintroduced++
			default:
				n = r.add(rowID(s, seg, row), s.source)
				s.report.loose++
			}
			s.subjects[i][row] = n
		}
	}
}

// rowID is the subject id of a row that names nobody: "file:row".
func rowID(s *sheet, seg *muster.Table, row int) string {
	return s.source + ":" + strconv.Itoa(int(seg.Rows[row]))
}

// mostlyKnown reports whether a bare id column names subjects rather than the
// table's own rows: most of the first values are ids of subjects.
func (r *registry) mostlyKnown(f *refs, s *sheet) bool {
	seen, known := 0, 0
	for _, seg := range s.Segments {
		for row := range seg.Len() {
			v := firstID(seg, f.id, row)
			if v == "" {
				continue
			}
			seen++
			if _, ok := r.any(f, v); ok {
				known++
			}
			if seen >= 500 {
				return known*2 >= seen
			}
		}
	}
	return seen > 0 && known*2 >= seen
}
