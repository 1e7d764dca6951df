package server

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/ingest"
	"muster/web"
)

// The bounds of what is said of one table.
const (
	maxSaidColumns = 200
	maxSaidHeader  = 200     // bytes
	maxSaidBytes   = 500_000 // of all that is said with an import, as the ledger writes it
)

// saidTable is what somebody said of tables with the same columns.
type saidTable struct {
	Kind    ingest.TableKind  `json:"kind"`
	Columns map[string]string `json:"columns,omitempty"` // by heading, a field or ignore
	By      string            `json:"by"`
	At      time.Time         `json:"at"`

	before bool // and not with these files
}

// saying is what is said of the tables of one import: with the files, and before
// by whoever brings them in. What somebody said holds for them alone. A colleague
// with other roles may bring in more, and would by a word of somebody else keep
// what that one may not: to them it is a proposal.
type saying struct {
	by     *bringing
	name   string
	at     time.Time
	given  map[string]givenTable // on the page, by the digest of the columns
	sent   []api.SaidTable       // by a program, by the name of the file
	before map[string]saidTable  // by the digest of the columns

	mu     sync.Mutex
	inUse  map[string]saidTable
	bytes  int             // of what was said with these files
	unsaid map[string]bool // what holds no longer
	met    map[string]bool // of given and sent, those whose table is among the files
}

// givenTable is what a form says of a table: a heading by its place among the
// sorted ones, which the digest fixes.
type givenTable struct {
	kind   string
	fields map[int]string
}

// forgetTable, in the place of a kind, takes back what was said.
const forgetTable = "none"

// columnsID is the digest by which tables with the same columns are known, in
// whatever order and under whatever name of the file.
func columnsID(header []string) string {
	h := sha256.New()
	for _, one := range slices.Sorted(slices.Values(header)) {
		fmt.Fprintf(h, "%q\n", one)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// givenTables takes what is said of tables out of a form's answers, which are
// named t-DIGEST-kind and t-DIGEST-PLACE.
func givenTables(answers web.ImportAnswers) map[string]givenTable {
	out := map[string]givenTable{}
	for name, value := range answers {
		id, of, ok := strings.Cut(strings.TrimPrefix(name, "t-"), "-")
		if !ok || !strings.HasPrefix(name, "t-") || value == "" {
			continue
		}
		one := out[id]
		if one.fields == nil {
			one.fields = map[int]string{}
		}
		if place, err := strconv.Atoi(of); err == nil {
			one.fields[place] = value
		} else if of == "kind" {
			one.kind = value
		}
		out[id] = one
	}
	return out
}

// said is what was said of a table that is met; nil for nothing.
func (y *saying) said(m ingest.Met) (*ingest.Layout, error) {
	id := columnsID(m.Header)
	l, now, err := y.now(id, &m)
	if err != nil {
		return nil, err
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	if now {
		if l == nil {
			y.unsaid[id] = true
			return nil, nil
		}
		y.inUse[id] = saidTable{Kind: l.Kind, Columns: l.Columns, By: y.name, At: y.at}
		return l, nil
	}
	had, ok := y.before[id]
	if !ok {
		return nil, nil
	}
	l = &ingest.Layout{Kind: had.Kind, Columns: had.Columns}
	if y.by.mayBring(l.Kind) != nil || l.Check(m.Header) != nil {
		return nil, nil // said under other roles, or to a version that knew other fields
	}
	had.before = true
	y.inUse[id] = had
	return l, nil
}

// now is what is said of a table with the files. nil and true: what was said
// before holds no longer.
func (y *saying) now(id string, m *ingest.Met) (l *ingest.Layout, now bool, err error) {
	if g, ok := y.given[id]; ok {
		l = g.layout(m)
		y.meets(id)
	} else {
		for i := range y.sent {
			if s := &y.sent[i]; y.isAbout(s, m) {
				l = &ingest.Layout{Kind: ingest.TableKind(s.Kind), Columns: s.Columns}
				y.meets(strconv.Itoa(i))
			}
		}
	}
	if l == nil {
		return nil, false, nil
	}
	if l.Kind == "" {
		l.Kind = m.Kind
	}
	had, spoken := y.before[id]
	switch {
	case l.Kind == had.Kind && spoken && maps.Equal(l.Columns, had.Columns):
		return nil, false, nil // as before
	case l.Kind == forgetTable, l.Kind == m.Kind && len(l.Columns) == 0:
		return nil, true, nil // as the headings say
	case l.Kind == "":
		return nil, false, badSaying("Nothing says what the table is about, so what its columns hold cannot be said either.", "Say what the table is about, too.")
	}
	if err := y.by.mayBring(l.Kind); err != nil {
		return nil, false, err
	}
	if err := l.Check(m.Header); err != nil {
		return nil, false, err
	}
	return l, true, y.bounded(id, l)
}

// layout puts a form's answer by the headings of its table.
func (g *givenTable) layout(m *ingest.Met) *ingest.Layout {
	l := &ingest.Layout{Kind: ingest.TableKind(g.kind), Columns: map[string]string{}}
	for i, h := range slices.Sorted(slices.Values(m.Header)) {
		if f := g.fields[i]; f != "" {
			l.Columns[h] = f
		}
	}
	return l
}

// isAbout reports whether what a program said is about a table: its file, and in
// a workbook the sheet, else each with all the columns that are named.
func (y *saying) isAbout(s *api.SaidTable, m *ingest.Met) bool {
	if uploadedName(path.Base(s.File)) != path.Base(m.File) || s.Sheet != "" && s.Sheet != m.Sheet {
		return false
	}
	for h := range s.Columns {
		if !slices.Contains(m.Header, h) {
			return false
		}
	}
	return true
}

func (y *saying) meets(id string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.met[id] = true
}

// chose notes the answer to a question about a table.
func (y *saying) chose(q *ingest.Question, kind ingest.TableKind, columns map[string]string) {
	l := ingest.Layout{Kind: kind, Columns: columns}
	if y.by.mayBring(kind) != nil || l.Check(q.Table) != nil || y.bounded(columnsID(q.Table), &l) != nil {
		return // it holds for these files
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	delete(y.unsaid, columnsID(q.Table))
	y.inUse[columnsID(q.Table)] = saidTable{Kind: kind, Columns: columns, By: y.name, At: y.at}
}

// unmet is the error of a program that spoke of tables it did not send. On a
// page the rest is read, and the page says so.
func (y *saying) unmet() error {
	for i, s := range y.sent {
		if !y.met[strconv.Itoa(i)] {
			return badSaying("no table with the columns named is in a file called "+strconv.Quote(s.File), "name the file as it is sent, and its headers as the table has them; nothing was taken in")
		}
	}
	return nil
}

// stale reports whether answers of a page are about a table that is not among
// the files.
func (y *saying) stale() bool {
	for id := range y.given {
		if !y.met[id] {
			return true
		}
	}
	return false
}

// badSaying is an error of what was said of a table.
func badSaying(message, hint string) error {
	return &muster.Error{Code: muster.CodeUsage, Message: message, Hint: hint}
}

// bounded holds what is said of tables within what is kept of it.
func (y *saying) bounded(id string, l *ingest.Layout) error {
	if len(l.Columns) > maxSaidColumns {
		return &muster.Error{Code: muster.CodeTooLarge, Message: fmt.Sprintf("something is said of more than %d columns", maxSaidColumns), Hint: "say only of those that are not known"}
	}
	size := 0
	for h, f := range l.Columns {
		if len(h) > maxSaidHeader {
			return &muster.Error{Code: muster.CodeTooLarge, Message: fmt.Sprintf("a heading has more than %d characters", maxSaidHeader), Hint: "shorten it in the file"}
		}
		size += 6*len(h) + len(f) + 8 // a sign may take six
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	if _, counted := y.inUse[id]; counted {
		return nil // another file with the same columns
	}
	if y.bytes += size; y.bytes > maxSaidBytes {
		return &muster.Error{Code: muster.CodeTooLarge, Message: "too much is said of tables at once", Hint: "bring them in in parts"}
	}
	return nil
}

// mayBring says why somebody may not say that a table is of a kind: its rows
// would not be taken in from them. Rows of other kinds are looked at one by one.
func (b *bringing) mayBring(k ingest.TableKind) error {
	refused := func(why refusal) error {
		return &muster.Error{Code: muster.CodePermission, Message: "You may not bring in tables " + string(why), Hint: "Leave the table out, or ask somebody who may to bring it in."}
	}
	switch k {
	case ingest.Checks:
		if !b.checks || b.acts[casework.CheckRecord] == nil {
			return refused(noChecks)
		}
	case ingest.Agreements:
		if b.acts[casework.AgreementRecord] == nil {
			return refused(noAgreements)
		}
	case ingest.Crosswalk:
		if !b.everybody() {
			return refused(noCrosswalk)
		}
	case ingest.Agencies, ingest.Offices, ingest.Adverts, ingest.Templates, ingest.Indicators, ingest.Ranges:
		if !b.common() {
			return refused(noDeclaration)
		}
	case ingest.Messages:
		return &muster.Error{Code: muster.CodeUnsupported, Message: "The texts of messages are read only on stated grounds, which are written into muster.yaml on the command line.", Hint: "Leave the table out here."}
	}
	return nil
}
