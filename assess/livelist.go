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
	Sent         bool        // equipment went to the person or came back
	BankChanged  muster.Time // the last change of bank details that waits to be verified or was released in a pay run
	BankWaits    muster.Time // the last of them that waits
	Changed      int64       // the number of the last observation added
	Stale        bool        // something it rests on changed since; Assess and Refresh look again

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
	ByFlags   Order = "flags"  // those with the most flags first
	ByChecks  Order = "checks" // those of whom the most is asked first
	ByStage   Order = "stage"  // applied, working, left
	ByStatus  Order = "status"
	ByRole    Order = "role"
	ByEntity  Order = "entity"
	ByBegan   Order = "began" // those who began, or else applied, last first
)

func orders() []Order {
	return []Order{ByLevel, ByName, ByChanged, ByID, ByFlags, ByChecks, ByStage, ByStatus, ByRole, ByEntity, ByBegan}
}

// Filter chooses rows; empty fields choose all.
type Filter struct {
	Text     string // part of a name or id, whatever the case and accents
	IDs      string // part of an id alone, where names may not be searched
	Levels   []muster.Level
	Statuses []muster.Status
	Roles    []muster.RoleClass
	// Within says which legal entities, as HR records write them, are chosen; it
	// is asked once for each, also for "". Also are people who are chosen wherever
	// they are. Both are for scopes; nil and nil choose everybody.
	Within func(entity string) bool
	Also   []muster.SubjectID
	Flag   muster.FlagID
	Flags  []muster.FlagID // of whom one of them was seen
	Family muster.Family
	Group  string
	Sent   bool // only people equipment went to or came back from
	// BankSince chooses, beside those of Flag or Family, also people of whom a
	// change of bank details at or after it waits, or was released in a pay run.
	BankSince muster.Time
	// LeftAfter leaves out leavers whose records say that they left by then.
	LeftAfter muster.Time

	Order Order            // ByLevel when empty
	Down  bool             // the other way round
	After muster.SubjectID // the last of the page before
	Limit int              // rows of a page; 50 when 0, at most 500
}

// Page is some rows of a list.
type Page struct {
	Rows  []Row
	Total int // that match
	More  bool
	Next  muster.SubjectID // where More goes on, when that is not after the last row
	Seq   int64
}

// Cursor is the After of the next page, "" when there is none.
func (p *Page) Cursor() muster.SubjectID {
	switch {
	case !p.More:
		return ""
	case p.Next != "" || len(p.Rows) == 0:
		return p.Next
	}
	return p.Rows[len(p.Rows)-1].Subject
}

// List returns a page of the people that match. It looks at the rows of the
// page and not at everybody (see roll).
func (l *Live) List(f *Filter) Page {
	limit := min(cmp.Or(max(f.Limit, 0), 50), 500)
	l.mu.RLock()
	defer l.mu.RUnlock()
	chosen := l.choose(f)
	places := l.roll.order(f.Order, l.rows)
	page := Page{Seq: l.seq, Total: chosen.count()}
	step, next := 1, 0
	if f.Down {
		step, next = -1, len(places)-1
	}
	if mark := l.behind(f); mark != nil {
		at, found := slices.BinarySearchFunc(places, mark, l.by(f.Order))
		if next = at; found || f.Down {
			next += step
		}
	}
	for ; next >= 0 && next < len(places); next += step {
		place := places[next]
		if !chosen.has(place) {
			continue
		}
		if page.More = len(page.Rows) == limit; page.More {
			break
		}
		row := l.rows[place]
		_, row.Stale = l.stale[place]
		page.Rows = append(page.Rows, row)
	}
	return page
}

// behind is the row a page begins behind, nil at the beginning. In the order of ids
// somebody who is gone meanwhile still has their place.
func (l *Live) behind(f *Filter) *Row {
	if at, ok := l.index.Known(f.After); ok && l.rows[at].Subject != "" {
		return &l.rows[at]
	}
	if f.After != "" && f.Order == ByID {
		return &Row{Subject: f.After}
	}
	return nil
}

// by compares the row at a place with another.
func (l *Live) by(o Order) func(int32, *Row) int {
	compare := orderOf(o)
	return func(place int32, r *Row) int { return compare(&l.rows[place], r) }
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
	for _, level := range []muster.Level{muster.Clear, muster.Verify, muster.Escalate} {
		if k := l.roll.sets[facet{byLevel, string(level)}].count(); k > 0 {
			n[level] = k
		}
	}
	return n
}

// Flagged is how many people each flag was seen at.
func (l *Live) Flagged() map[muster.FlagID]int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	n := map[muster.FlagID]int{}
	for f, set := range l.roll.sets {
		if f.by == byFlag {
			n[muster.FlagID(f.value)] = set.count()
		}
	}
	return n
}

func orderOf(o Order) func(a, b *Row) int {
	byID := func(a, b *Row) int { return cmp.Compare(a.Subject, b.Subject) }
	var first func(a, b *Row) int
	switch o {
	case ByName:
		first = func(a, b *Row) int { return cmp.Compare(a.folded, b.folded) }
	case ByChanged:
		first = func(a, b *Row) int { return cmp.Compare(b.Changed, a.Changed) }
	case ByID:
		return byID
	case ByFlags:
		first = func(a, b *Row) int { return cmp.Compare(len(b.Flags), len(a.Flags)) }
	case ByChecks:
		first = func(a, b *Row) int { return cmp.Compare(b.Checks, a.Checks) }
	case ByStage:
		first = func(a, b *Row) int { return cmp.Or(cmp.Compare(a.stage(), b.stage()), cmp.Compare(a.Status, b.Status)) }
	case ByStatus:
		first = func(a, b *Row) int { return cmp.Compare(a.Status, b.Status) }
	case ByRole:
		first = func(a, b *Row) int { return cmp.Compare(a.Role, b.Role) }
	case ByEntity:
		first = func(a, b *Row) int { return cmp.Compare(a.Entity, b.Entity) }
	case ByBegan:
		first = func(a, b *Row) int { return cmp.Compare(b.began().Micros, a.began().Micros) }
	default:
		first = func(a, b *Row) int {
			return cmp.Or(cmp.Compare(b.Level.Rank(), a.Level.Rank()), cmp.Compare(b.Changed, a.Changed))
		}
	}
	return func(a, b *Row) int { return cmp.Or(first(a, b), byID(a, b)) }
}

// began is when somebody began to work, or while nobody says so, applied.
func (r *Row) began() muster.Time { return cmp.Or(r.Started, r.Applied) }

// stage is how far somebody is, from the dates on their records.
func (r *Row) stage() int {
	switch {
	case !r.Left.IsZero():
		return 3
	case !r.Started.IsZero():
		return 2
	case !r.Applied.IsZero():
		return 1
	}
	return 0
}

// rowOf sums an assessment up for the list.
func rowOf(p *Person, built *dossier.Built) Row {
	d := built.Dossier
	r := Row{
		Subject: p.ID, Name: p.Name, Status: p.Status, Role: p.Role, Started: d.Started, Left: d.Left, Verified: d.IdentityVerified,
		Level: p.Assessment.Level, Families: p.Assessment.Families, Checks: len(p.Assessment.Checks), Observations: len(built.Observations),
		folded: normal.Fold(p.Name) + " " + strings.ToLower(string(p.ID)),
	}
	if r.Status != muster.StatusAccount { // a platform's payouts are its holders' to change; the rules look at them
		if changes := dossier.BankChanges(built.Observations); len(changes) > 0 {
			r.BankChanged = changes[0].At
			if at := slices.IndexFunc(changes, func(c dossier.BankChange) bool { return c.Released < 0 }); at >= 0 {
				r.BankWaits = changes[at].At
			}
		}
	}
	for i := range p.Findings {
		if !slices.Contains(r.Flags, p.Findings[i].Flag) {
			r.Flags = append(r.Flags, p.Findings[i].Flag)
		}
	}
	for i := range built.Observations {
		switch data := built.Observations[i].Data.(type) {
		case *muster.Shipment:
			r.Sent = true
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
	l.setRow(at, row)
	delete(l.stale, at)
	return true
}
