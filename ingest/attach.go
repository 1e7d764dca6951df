package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"muster"
)

// space is a set of ids that mean one thing: an employee number and a
// candidate number may be equal without being the same person's.
type space map[string]int32

// The spaces ids live in, by the words muster.yaml has for them.
const (
	ofPerson      = "person"
	ofCandidate   = "candidate"
	ofApplication = "application"
)

// registry numbers subjects and knows them by the ids of each space.
type registry struct {
	ids         []muster.SubjectID
	taken       space // by subject id
	person      space
	candidate   space
	application space
	other       map[string]space // by system, from crosswalks
	rows        []introduction   // by subject
	byContent   bool             // rows and files that name nobody are called by what they say
	same        map[int32]int32  // subjects that are another, by a person's word
	billed      []billedTable    // tables of invoices that say by a number whose they are
	payees      *payees          // who is paid, by records kept from before; nil knows nobody

	crossedOnly       []string // ids first met in a crosswalk
	lines             []CrosswalkLine
	peopleHaveBareIDs bool // a people table calls its id just "id"
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
	subject := p.meta(metaSubject)
	if len(p.meta(metaPerson))+len(p.meta(metaCandidate))+len(p.meta(metaApplication))+len(subject) == 0 {
		subject = p.meta(metaMember)
	}
	return &refs{
		source: s.source, file: path.Base(s.File), vendor: s.report.Vendor,
		person: p.meta(metaPerson), candidate: p.meta(metaCandidate), application: p.meta(metaApplication),
		subject: subject, id: p.meta(metaID),
	}
}

// named reports whether the table has any column that names a subject.
func (f *refs) named() bool {
	return len(f.person)+len(f.candidate)+len(f.application)+len(f.subject) > 0
}

// space returns the ids of a space.
func (r *registry) space(of string) space {
	switch of {
	case ofCandidate:
		return r.candidate
	case ofApplication:
		return r.application
	}
	return r.person
}

// columns returns the places of the columns that hold ids of a space.
func (f *refs) columns(of string) *[]int {
	switch of {
	case ofCandidate:
		return &f.candidate
	case ofApplication:
		return &f.application
	}
	return &f.person
}

// find returns the subject a row names, in the order crosswalk, people table,
// applicant system; none if the row names nobody known. id is the first id
// the row gives, and of which space, for subjects that no table introduces.
func (r *registry) find(f *refs, seg *muster.Table, row int) (n int32, id, of string) {
	for _, system := range [...]string{ofPerson, ofCandidate, ofApplication} {
		v := firstID(seg, *f.columns(system), row)
		if v == "" {
			continue
		}
		if n, ok := r.crossed(f, system, v); ok {
			return n, v, system
		}
		if n, ok := r.space(system)[v]; ok {
			return n, v, system
		}
		if id == "" {
			id, of = v, system
		}
	}
	if v := firstID(seg, f.subject, row); v != "" {
		if n, ok := r.any(f, v); ok {
			return n, v, ofPerson
		}
		if id == "" {
			id, of = v, ofPerson
		}
	}
	return none, id, of
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
// then the rest, which may only refer. settle is asked about each column whose
// ids are those of another space than its header says, before new subjects are
// made of its rows; it may move the column by changing refs.
func (r *registry) attach(ctx context.Context, sheets []*sheet, workers int, settle func(*sheet, *refs, []stray) error) error {
	for _, s := range sheets {
		if s.plan.spec.introduces() {
			r.people(s)
		}
	}
	r.settleCrosswalk()
	for _, s := range sheets {
		if s.plan.spec.name == Applications {
			r.applications(s)
		}
	}
	var unnamed []*sheet // payments and invoices that may be known by their account
	for _, s := range sheets {
		if s.plan.isObservations() {
			r.attachObservations(s)
			continue
		}
		if k := s.plan.spec; k.introduces() || k.name == Applications || k.isRegister() {
			continue
		}
		f := refsOf(s)
		if !f.named() && len(f.id) > 0 && r.mostlyKnown(f, s) {
			f.subject = f.id
		}
		if err := r.findAll(ctx, s, f, workers); err != nil {
			return err
		}
		if name := s.plan.spec.name; (name == Payments || name == Invoices) && !f.named() {
			unnamed = append(unnamed, s)
			continue
		}
		if err := settle(s, f, r.strays(s, f)); err != nil {
			return err
		}
		r.introduce(s, f)
		if s.plan.spec.name == Invoices {
			r.billed = append(r.billed, billedTable{s, f})
		}
	}
	r.attachUnnamed(unnamed, sheets)
	return nil
}

// billedTable is a table of invoices with the columns that name people.
type billedTable struct {
	sheet *sheet
	refs  *refs
}

// findAll finds the subject of every row of a table, unknown where no table
// introduces it.
func (r *registry) findAll(ctx context.Context, s *sheet, f *refs, workers int) error {
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
	return g.Wait()
}

// attachUnnamed gives payments and invoices of a table that has no column for whom
// they are about to those who alone have the account on record. Nobody is made of
// the others, as of a bank file's: a stranger on somebody's own account, or the same
// pay of every month, would look like several who share it.
func (r *registry) attachUnnamed(unnamed, sheets []*sheet) {
	if len(unnamed) == 0 {
		return
	}
	accounts := r.accounts(sheets)
	for _, s := range unnamed {
		r.attachByAccount(s, accounts)
	}
}

func (r *registry) attachByAccount(s *sheet, accounts map[string]int32) {
	for i, seg := range s.Segments {
		for row, n := range s.subjects[i] {
			if n != unknown {
				continue
			}
			s.subjects[i][row] = none
			var to muster.PayTo
			switch d := s.plan.build(seg, row).(type) {
			case *muster.Payment:
				to = d.PayTo
			case *muster.Invoice:
				if to = d.PayTo; accountOf(&to) == "" { // a bill by name and address alone, of which a crosswalk may be proposed
					s.subjects[i][row] = r.add(r.rowID(s, seg, row), s.source)
					s.report.loose++
					continue
				}
			}
			if n, known := r.paid(&refs{}, accounts, &to); known {
				s.subjects[i][row] = n
				continue
			}
			s.reject(seg, row, "the table does not say whom it pays, and nobody known has this account alone: add a column with the employee number or the account id")
		}
	}
}

// unknown marks, during attach, a row whose subject no table introduces.
const unknown int32 = -2

// introduce makes subjects for rows that name one no table introduces, and for
// rows that name none. A row whose id is another table's kind of id is set
// aside: a second person with the first one's address and account would look
// like a stranger who shares them.
func (r *registry) introduce(s *sheet, f *refs) {
	for i, seg := range s.Segments {
		for row, n := range s.subjects[i] {
			if n != unknown {
				continue
			}
			n, id, of := r.find(f, seg, row)
			switch other := r.elsewhere(id, of); {
			case n != none:
			case other != "" && !onlyDigits(id):
				s.reject(seg, row, fmt.Sprintf("%s is no %s known; it is that of %s: correct the id, or settle it in muster.yaml", quote(id), spaceName(of), aName(other)))
			case id != "":
				n = r.add(id, s.source)
				r.space(of)[id] = n
				if s.report.unintroduced++; s.report.newcomer == "" {
					s.report.newcomer = id
				}
			default:
				n = r.add(r.rowID(s, seg, row), s.source)
				s.report.loose++
			}
			s.subjects[i][row] = n
		}
	}
}

// rowID is the subject id of a row that names nobody: "file:row", or one made
// of what the row says.
func (r *registry) rowID(s *sheet, seg *muster.Table, row int) string {
	if r.byContent {
		s.report.passing++
		h := sha256.New()
		for i := range seg.Columns {
			fmt.Fprintf(h, "%q=%q\n", seg.Columns[i].Name, seg.Columns[i].Bytes(row))
		}
		return "row-" + hex.EncodeToString(h.Sum(nil)[:6])
	}
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
