package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"strings"

	"muster"
	"muster/internal/escape"
	"muster/report"
)

// PeopleReader reads the list of people.
type PeopleReader interface {
	People(ctx context.Context, q PeopleQuery) (*People, error)
}

// PeopleQuery is what the address of the list asks for. Every field is one of
// a closed list or bounded text.
type PeopleQuery struct {
	Words  string // at most 200 bytes
	Level  muster.Level
	Status muster.Status
	Role   muster.RoleClass
	Gate   muster.Gate       // waiting at this gate
	Sort   string            // one of the columns' keys
	Down   bool              // the largest first
	After  string            // cursor of the page before, opaque
	Tables map[string]string // what tables of the last import are said to be, while somebody chooses
}

// People is one page of the list.
type People struct {
	Rows  []PersonRow
	Total int // with these filters
	All   int // without any
	// AtLeast says that not everybody was looked at, so there may be more than Total.
	AtLeast bool
	// Unlevelled says that the viewer is not shown where people stand, so that the
	// list cannot be chosen or ordered by it.
	Unlevelled bool
	Next       string
	Import     *Imported // the last import that left questions or rejects, nil when none did

	query   PeopleQuery
	columns []string
}

// PersonRow is one person in the list.
type PersonRow struct {
	Person PersonRef
	Status muster.Status
	Role   muster.RoleClass
	Entity string
	Stage  string
	Why    string      // in a few words, what the level rests on
	Next   string      // the next step somebody should take
	Since  muster.Time // when the stage began; zero when not stated
}

// Imported is what became of a folder or files that were brought in.
type Imported struct {
	At        muster.Time
	Rows      int
	People    int
	Files     []ImportedFile
	MoreFiles int
	Rejects   []Reject // the first ones
	More      int      // rejects beyond those
	Questions []ImportQuestion
	Tables    []ImportTable // of which somebody may say what they are
	Notes     []string      // what holds for all of it
}

// ImportedFile is how one file, or one sheet of a workbook, was read.
type ImportedFile struct {
	Name     string
	Sheet    string   // of a workbook; it stands in the name too
	Kind     string   // of a table, as a configuration writes it
	Table    string   // by which its headings are known; "" for what is no table
	What     string   // what it is about, in words: "Applications"
	Rows     int      // read
	Aside    int      // rows set aside
	Columns  []string // how each column was read: "Applied: applied on"
	Unknown  []string // columns that are not known, and so not read
	Warnings []string
	Problem  string // why it was not read
}

// Reject is a row that was set aside.
type Reject struct {
	File   string
	Row    int
	Column string
	Reason string
}

// ImportQuestion is something the import could not decide on its own. The
// answer counts when the file is brought in again with it.
type ImportQuestion struct {
	ID      string
	Table   string // the table it asks about, "" for none
	Ask     string
	Answers []Option
	Line    string // the answers as lines of a configuration, for programs
}

// Column is a column of the list that can be shown or hidden, and sorted by.
type Column struct{ Key, Label string }

// peopleColumns are the columns in order; the first always shows.
func peopleColumns() []Column {
	return []Column{{"person", "Person"}, {"level", "Level"}, {"why", "Why"}, {"next", "Next step"}, {"stage", "Stage"}, {"status", "Status"},
		{"role", "Role class"}, {"entity", "Entity"}}
}

var shownColumns = []string{"person", "level", "why", "next", "stage"}

func (p *People) head() head { return head{template: "people", title: "People", section: "people"} }

func (h *Handler) people(r *http.Request) (*People, error) {
	q, columns := readPeopleQuery(r.URL.Query())
	p, err := h.People.People(r.Context(), q)
	if err != nil {
		return nil, err
	}
	if p.Unlevelled {
		q.Level = ""
		if slices.Contains(levelColumns, q.Sort) {
			q.Sort, q.Down = "", false
		}
	}
	p.query, p.columns = q, p.known(columns)
	return p, nil
}

// known are those of some columns that the viewer is shown.
func (p *People) known(columns []string) []string {
	return slices.DeleteFunc(slices.Clone(columns), func(c string) bool { return p.Unlevelled && slices.Contains(levelColumns, c) })
}

// levelColumns say where somebody stands.
var levelColumns = []string{"level", "why", "next"}

// readPeopleQuery drops what is not in the closed lists: an old or mistyped
// address shows more people, never an error.
func readPeopleQuery(v url.Values) (PeopleQuery, []string) {
	q := PeopleQuery{
		Words: clip(escape.Line(v.Get("q")), maxLine), After: clip(v.Get("after"), 512), Tables: chosenTables(v), Down: v.Get("down") == "1",
		Level: one(v.Get("level"), muster.Escalate, muster.Verify, muster.Clear), Sort: "level",
		Status: one(v.Get("status"), muster.StatusApplicant, muster.StatusWorker, muster.StatusContractor, muster.StatusLeaver, muster.StatusAccount, muster.StatusUnknown),
		Role:   one(v.Get("role"), muster.RoleOrdinary, muster.RolePrivileged, muster.RoleSensitive),
		Gate:   one(v.Get("gate"), muster.GateInterview, muster.GateOffer, muster.GateShipping, muster.GateFirstAccess, muster.GateFirstPay, muster.GatePrivileged),
	}
	var columns []string
	for _, c := range peopleColumns() {
		if v.Get("sort") == c.Key {
			q.Sort = c.Key
		}
		if slices.Contains(v["show"], c.Key) {
			columns = append(columns, c.Key)
		}
	}
	if len(columns) == 0 {
		columns = slices.Clone(shownColumns)
	}
	if columns[0] != "person" {
		columns = slices.Insert(columns, 0, "person")
	}
	return q, columns
}

func one[T ~string](s string, of ...T) T {
	if slices.Contains(of, T(s)) {
		return T(s)
	}
	return ""
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// Query is what the list shows.
func (p *People) Query() PeopleQuery { return p.query }

// Shows says whether a column is shown.
func (p *People) Shows(column string) bool { return slices.Contains(p.columns, column) }

// Columns are all columns there are for the viewer.
func (p *People) Columns() []Column {
	return slices.DeleteFunc(peopleColumns(), func(c Column) bool { return len(p.known([]string{c.Key})) == 0 })
}

// values writes the query back as an address.
func (p *People) values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	q := p.query
	set("q", q.Words)
	set("level", string(q.Level))
	set("status", string(q.Status))
	set("role", string(q.Role))
	set("gate", string(q.Gate))
	if q.Sort != "level" {
		set("sort", q.Sort)
	}
	if q.Down {
		set("down", "1")
	}
	if !slices.Equal(p.columns, p.known(shownColumns)) {
		v["show"] = p.columns
	}
	return v
}

func (p *People) address(v url.Values) string {
	if len(v) == 0 {
		return "/people"
	}
	return "/people?" + v.Encode()
}

// FilterChip is a filter in force with the address without it.
type FilterChip struct{ Label, Without string }

// Chips are the filters in force.
func (p *People) Chips() []FilterChip {
	words := map[string]string{
		"q": "“" + p.query.Words + "”", "level": report.LevelWord(p.query.Level), "status": report.Sentence(report.StatusWord(p.query.Status)),
		"role": report.Sentence(report.RoleWord(p.query.Role)), "gate": "Waiting before " + gateWord(p.query.Gate),
	}
	var out []FilterChip
	for _, name := range []string{"q", "level", "status", "role", "gate"} {
		v := p.values()
		if v.Has(name) {
			v.Del(name)
			out = append(out, FilterChip{words[name], p.address(v)})
		}
	}
	return out
}

// SortBy is the address that sorts by a column, turned round when it already
// does.
func (p *People) SortBy(column string) string {
	v := p.values()
	v.Del("down")
	v.Set("sort", column)
	if p.query.Sort == column && !p.query.Down {
		v.Set("down", "1")
	}
	return p.address(v)
}

// Sorted is the aria-sort of a column.
func (p *People) Sorted(column string) string {
	switch {
	case p.query.Sort != column:
		return "none"
	case p.query.Down:
		return "descending"
	}
	return "ascending"
}

// NextPage is the address of the rows after these.
func (p *People) NextPage() string {
	v := p.values()
	v.Set("after", p.Next)
	return p.address(v)
}

// Says counts the rows with their base.
func (p *People) Says() string {
	if p.AtLeast {
		return "At least " + report.Number(p.Total) + " of " + report.Count(p.All, "person", "people")
	}
	if p.Total == p.All {
		return report.Count(p.All, "person", "people")
	}
	return report.Number(p.Total) + " of " + report.Count(p.All, "person", "people")
}

// Levels are the choices of the filter by level.
func (p *People) Levels() []Option {
	return options(report.LevelWord, muster.Escalate, muster.Verify, muster.Clear)
}

// Statuses are the choices of the filter by status.
func (p *People) Statuses() []Option {
	return options(func(s muster.Status) string { return report.Sentence(report.StatusWord(s)) }, muster.StatusApplicant, muster.StatusWorker, muster.StatusContractor, muster.StatusLeaver, muster.StatusAccount)
}

// RoleClasses are the choices of the filter by role class.
func (p *People) RoleClasses() []Option {
	return options(func(r muster.RoleClass) string { return report.Sentence(report.RoleWord(r)) }, muster.RoleOrdinary, muster.RolePrivileged, muster.RoleSensitive)
}

// Gates are the choices of the filter by gate.
func (p *People) Gates() []Option {
	return options(func(g muster.Gate) string { return report.Sentence(gateWord(g)) }, muster.GateInterview, muster.GateOffer, muster.GateShipping, muster.GateFirstAccess, muster.GateFirstPay, muster.GatePrivileged)
}

// ImportAnswers are answers to an import's questions, by the question's ID: the
// value of the answer chosen.
type ImportAnswers map[string]string

// Importer brings in files people drop.
type Importer interface {
	Import(ctx context.Context, key string, uploads []Upload, answers ImportAnswers) (*Receipt, error)
}
