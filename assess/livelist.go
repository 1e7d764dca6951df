package assess

import (
	"cmp"
	"slices"
	"strings"

	"muster"
	"muster/dossier"
	"muster/normal"
)

// Row is what a list says of a person, without reading the store. Who may see
// the name is for the caller to ask.
type Row struct {
	Subject      muster.SubjectID
	Name         string // as claimed
	Status       muster.Status
	Role         muster.RoleClass
	Entity       string // legal entity on the HR record
	Country      string // of the declared home, for scopes; it is never scored
	Applied      muster.Time
	Started      muster.Time
	Left         muster.Time
	Verified     muster.Time // when the identity was last verified
	Level        muster.Level
	Families     []muster.Family
	Flags        []muster.FlagID
	Checks       int // asked for
	Groups       []string
	Observations int
	Changed      int64 // the number of the last observation added
	Stale        bool  // something it rests on changed since; Assess and Refresh look again

	folded string // name and id, to be searched
}

// Order is what a list is sorted by.
type Order string

// The orders of a list. Equal places are in the order of ids.
const (
	ByLevel   Order = "level"   // the highest first, then the last changed
	ByName    Order = "name"    // as claimed
	ByChanged Order = "changed" // the last changed first
	ByID      Order = "id"
)

// Filter chooses rows; empty fields choose all.
type Filter struct {
	Text     string // part of a name or id, whatever the case and accents
	Levels   []muster.Level
	Statuses []muster.Status
	Roles    []muster.RoleClass
	Entities []string // as on the HR record; for scopes
	Country  []string
	Flag     muster.FlagID
	Family   muster.Family
	Group    string
	Order    Order            // ByLevel when empty
	After    muster.SubjectID // the last of the page before
	Limit    int              // rows of a page; 50 when 0, at most 500
}

// Page is some rows of a list.
type Page struct {
	Rows  []Row
	Total int // that match
	More  bool
	Seq   int64
}

// List returns a page of the people that match.
func (l *Live) List(f *Filter) Page {
	limit := min(cmp.Or(max(f.Limit, 0), 50), 500)
	text := normal.Fold(f.Text)
	less := orderOf(f.Order)
	l.mu.RLock()
	defer l.mu.RUnlock()
	var after *Row
	if at, ok := l.index.Known(f.After); ok {
		after = &l.rows[at]
	}
	page := Page{Seq: l.seq}
	best := make([]*Row, 0, limit+1) // sorted
	for i := range l.rows {
		r := &l.rows[i]
		if r.Subject == "" || !f.match(r, text) {
			continue
		}
		page.Total++
		if after != nil && less(r, after) <= 0 || len(best) > limit && less(r, best[limit]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, r, less)
		if len(best) > limit {
			best = best[:limit]
		}
		best = slices.Insert(best, at, r)
	}
	page.More = len(best) > limit
	for _, r := range best[:min(len(best), limit)] {
		row := *r
		at, _ := l.index.Known(r.Subject)
		_, row.Stale = l.stale[int32(at)]
		page.Rows = append(page.Rows, row)
	}
	return page
}

// Row returns what a list says of one person.
func (l *Live) Row(subject muster.SubjectID) (Row, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	at, ok := l.index.Known(subject)
	if !ok || l.rows[at].Subject == "" {
		return Row{}, false
	}
	row := l.rows[at]
	_, row.Stale = l.stale[int32(at)]
	return row, true
}

// Count is how many people stand at each level.
func (l *Live) Count() map[muster.Level]int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	n := map[muster.Level]int{}
	for i := range l.rows {
		if l.rows[i].Subject != "" {
			n[l.rows[i].Level]++
		}
	}
	return n
}

func orderOf(o Order) func(a, b *Row) int {
	byID := func(a, b *Row) int { return cmp.Compare(a.Subject, b.Subject) }
	switch o {
	case ByName:
		return func(a, b *Row) int { return cmp.Or(cmp.Compare(a.folded, b.folded), byID(a, b)) }
	case ByChanged:
		return func(a, b *Row) int { return cmp.Or(cmp.Compare(b.Changed, a.Changed), byID(a, b)) }
	case ByID:
		return byID
	}
	return func(a, b *Row) int {
		return cmp.Or(cmp.Compare(b.Level.Rank(), a.Level.Rank()), cmp.Compare(b.Changed, a.Changed), byID(a, b))
	}
}

func (f *Filter) match(r *Row, text string) bool {
	switch {
	case !among(f.Levels, r.Level), !among(f.Statuses, r.Status), !among(f.Roles, r.Role), !among(f.Entities, r.Entity), !among(f.Country, r.Country):
		return false
	case f.Flag != "" && !slices.Contains(r.Flags, f.Flag), f.Family != "" && !slices.Contains(r.Families, f.Family),
		f.Group != "" && !slices.Contains(r.Groups, f.Group):
		return false
	}
	return text == "" || strings.Contains(r.folded, text)
}

func among[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// rowOf sums an assessment up for the list.
func rowOf(p *Person, built *dossier.Built) Row {
	d := built.Dossier
	r := Row{
		Subject: p.ID, Name: p.Name, Status: p.Status, Role: p.Role, Started: d.Started, Left: d.Left, Verified: d.IdentityVerified,
		Level: p.Assessment.Level, Families: p.Assessment.Families, Checks: len(p.Assessment.Checks), Observations: len(built.Observations),
		folded: normal.Fold(p.Name) + " " + strings.ToLower(string(p.ID)),
	}
	for i := range p.Findings {
		if !slices.Contains(r.Flags, p.Findings[i].Flag) {
			r.Flags = append(r.Flags, p.Findings[i].Flag)
		}
	}
	for i := range built.Observations {
		switch data := built.Observations[i].Data.(type) {
		case *muster.Person:
			r.Entity = cmp.Or(string(data.LegalEntity), r.Entity)
			r.Country = cmp.Or(string(data.Home.Country), r.Country)
		case *muster.Application:
			r.Country = cmp.Or(r.Country, string(data.Home.Country))
			if r.Applied.IsZero() {
				r.Applied = cmp.Or(data.Applied, built.Observations[i].Happened)
			}
		}
	}
	return r
}

// mark notes that a row is out of date.
func (l *Live) mark(place int32) { l.stale[place] = l.epoch }

// keepRow files an answer, unless the row went out of date after it.
func (l *Live) keepRow(at int32, a *Answer) bool {
	if l.stale[at] > a.epoch {
		return false
	}
	row := a.row
	row.Groups, row.Changed = a.Groups, l.held[at].seq
	l.rows[at] = row
	delete(l.stale, at)
	return true
}
