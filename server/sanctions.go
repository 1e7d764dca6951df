package server

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"muster"
	"muster/casework"
	"muster/connect/lists"
	"muster/watchlist"
	"muster/web"
)

// sanctions are the sanctions lists in use, and who was compared with them. They
// are read from the folder that somebody fetches lists into; nothing is kept in
// the database.
type sanctions struct {
	mu     sync.Mutex
	inUse  []*sanctionsList
	people comparedPeople
	steps  listSteps
}

// sanctionsList is one list in use, ready to be searched.
type sanctionsList struct {
	muster.ListProvenance
	entries []muster.ListEntry
	byID    map[string]int
	index   *watchlist.Index
}

// oldList is the age from which a list is said to be old.
const oldList = 7 * 24 * time.Hour

func (s *Server) listStore() *lists.Store { return &lists.Store{Dir: s.config.Lists, Now: s.now} }

// listsNow are the lists in use. Those that did not change stay as they were read.
func (s *Server) listsNow() ([]*sanctionsList, error) {
	if s.config.Lists == "" {
		return nil, nil
	}
	store := s.listStore()
	status, err := store.Status()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.watched.mu.Lock()
	defer s.watched.mu.Unlock()
	var out []*sanctionsList
	for _, p := range status {
		at := slices.IndexFunc(s.watched.inUse, func(l *sanctionsList) bool { return l.Source == p.Source && l.SHA256 == p.SHA256 })
		if at >= 0 {
			s.watched.inUse[at].Fetched = p.Fetched
			out = append(out, s.watched.inUse[at])
			continue
		}
		list, err := store.Current(p.Source)
		if err != nil {
			return nil, err
		}
		out = append(out, indexed(list))
	}
	s.watched.inUse = out
	return out, nil
}

func indexed(list *muster.SanctionsList) *sanctionsList {
	l := &sanctionsList{ListProvenance: list.ListProvenance, entries: list.Entries, byID: make(map[string]int, len(list.Entries)), index: watchlist.NewIndex(list.Entries)}
	for i := range l.entries {
		l.byID[l.entries[i].ID] = i
	}
	return l
}

// Sanctions says which lists are in use.
func (s *Server) Sanctions(ctx context.Context) (*web.Sanctions, error) {
	v, err := s.look(ctx, casework.PeopleView)
	if err != nil {
		return nil, err
	}
	inUse, err := s.listsNow()
	if err != nil {
		return nil, err
	}
	out := &web.Sanctions{People: v.maySeeHits()}
	for _, l := range inUse {
		out.Lists = append(out.Lists, web.SanctionsList{
			Source: l.Source, What: listTitle(l.Source), Entries: l.Entries, Rejected: l.Rejected, Published: l.Published, Fetched: l.Fetched,
			URL: l.URL, Version: l.SHA256, Old: s.now().Sub(l.Fetched) > oldList,
		})
	}
	return out, nil
}

// listTitle says in words what a list is; one of the organisation's own goes by its name.
func listTitle(name string) string {
	for _, source := range lists.Sources() {
		if source.Name == name {
			return source.What
		}
	}
	return name
}

// ScreenOne compares one person with the lists in use. What is asked is kept
// nowhere.
func (s *Server) ScreenOne(ctx context.Context, q web.SanctionsQuery) ([]web.SanctionsHit, error) {
	if _, err := s.look(ctx, casework.PeopleView); err != nil {
		return nil, err
	}
	inUse, err := s.listsNow()
	if err != nil {
		return nil, err
	}
	query := watchlist.Query{Name: q.Name, Aliases: valuesOf(q.Aliases), Births: valuesOf(q.Born), Places: valuesOf(q.Place), Wallets: valuesOf(q.Wallet)}
	for _, born := range query.Births {
		if err := watchlist.CheckBirth(born); err != nil {
			return nil, &muster.Error{Code: muster.CodeUsage, Message: "Date of birth: " + err.Error() + ".", Hint: "Write it like 1979-03-04, or the year alone where no more is known."}
		}
	}
	if q.Document != "" {
		query.Documents = []watchlist.Document{{Number: q.Document}}
	}
	var out []web.SanctionsHit
	for _, l := range inUse {
		for _, h := range l.index.Searcher().Screen(query) {
			out = append(out, l.hit(h))
		}
	}
	slices.SortStableFunc(out, func(a, b web.SanctionsHit) int { return cmp.Compare(b.Score, a.Score) })
	return out, nil
}

func valuesOf(s string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '|' || r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// hit is a hit with what people need to read it.
func (l *sanctionsList) hit(h watchlist.Hit) web.SanctionsHit {
	out := web.SanctionsHit{Source: l.Source, Entry: h.ID, Level: string(h.Level), Score: h.Score}
	if at, ok := l.byID[h.ID]; ok {
		e := &l.entries[at]
		if len(e.Names) > 0 {
			out.Name = e.Names[0].Text
		}
		out.Born, out.Programs = strings.Join(e.Births, "; "), strings.Join(e.Programs, "; ")
	}
	for _, p := range h.Pieces {
		out.Pieces = append(out.Pieces, web.SanctionsPiece{What: p.What, Outcome: p.Outcome, Query: p.Query, Listed: p.Listed, Score: p.Score, Ways: p.Ways, People: p.People})
	}
	return out
}

// maxNamed is how many entries of a difference are named.
const maxNamed = 200

// SanctionsChanges says what changed on a list between two of its versions; from
// and to are their SHA-256, and empty for the last change.
func (s *Server) SanctionsChanges(ctx context.Context, source, from, to string) (*web.SanctionsChanges, error) {
	if _, err := s.look(ctx, casework.PeopleView); err != nil {
		return nil, err
	}
	none := &muster.Error{Code: muster.CodeNotFound, Message: "There is no such list, or no such version of it.", Hint: "The page of lists names those in use."}
	if s.config.Lists == "" {
		return nil, none
	}
	store := s.listStore()
	versions, err := store.History(source)
	if err != nil || len(versions) == 0 {
		return nil, none
	}
	out := &web.SanctionsChanges{Source: source, What: listTitle(source)}
	for _, p := range versions {
		out.Versions = append(out.Versions, web.SanctionsVersion{Version: p.SHA256, Published: p.Published, Fetched: p.Fetched, Entries: p.Entries})
	}
	to = cmp.Or(to, versions[0].SHA256)
	at := slices.IndexFunc(versions, func(p muster.ListProvenance) bool { return p.SHA256 == to })
	if at < 0 {
		return nil, none
	}
	if from == "" && at+1 < len(versions) {
		from = versions[at+1].SHA256
	}
	out.From, out.To = from, to
	after, err := store.Version(source, to)
	if err != nil {
		return nil, errors.Join(none, err)
	}
	if from == "" {
		return out, nil // the first version: everything is new
	}
	before, err := store.Version(source, from)
	if err != nil {
		return nil, errors.Join(none, err)
	}
	d := watchlist.Compare(before.Entries, after.Entries)
	out.Added, out.Removed, out.Changed = len(d.Added), len(d.Removed), len(d.Changed)
	for _, part := range []struct {
		how  string
		list []muster.ListEntry
	}{{"added", d.Added}, {"removed", d.Removed}} {
		for i := range part.list {
			out.Rows = appendChange(out.Rows, part.how, &part.list[i], nil)
		}
	}
	for i := range d.Changed {
		out.Rows = appendChange(out.Rows, "changed", &d.Changed[i].New, d.Changed[i].Fields)
	}
	return out, nil
}

func appendChange(rows []web.SanctionsChange, how string, e *muster.ListEntry, fields []string) []web.SanctionsChange {
	if len(rows) >= maxNamed {
		return rows
	}
	name := ""
	if len(e.Names) > 0 {
		name = e.Names[0].Text
	}
	return append(rows, web.SanctionsChange{How: how, Entry: e.ID, Name: name, Fields: fields})
}
