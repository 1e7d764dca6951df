package server

import (
	"cmp"
	"context"
	"hash/fnv"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/watchlist"
	"muster/web"
)

// comparedPeople is who was compared with which lists.
type comparedPeople struct {
	mu      sync.Mutex
	running bool
	at      time.Time
	lists   map[string]*sanctionsList // by source, as they were then
	facts   map[muster.SubjectID]uint64
	hits    map[muster.SubjectID]map[string][]watchlist.Hit // by source
	again   int                                             // people looked at in the last comparison
	failure string
}

// compareEvery is how long a comparison counts while neither lists nor people
// are known to have changed.
const compareEvery = 10 * time.Minute

// maySeeHits reports whether the viewer may read who is like an entry of a list:
// those who weigh findings.
func (v *viewing) maySeeHits() bool {
	table := v.server.desk.Permissions()
	return slices.ContainsFunc(v.actor.Grants, func(g casework.Grant) bool { return table.Cell(casework.FindingClear, g.Role) != casework.No })
}

// SanctionsPeople lists people who may be entries of a list. The first look, and
// one after lists or records changed, begins a comparison; the page says so.
func (s *Server) SanctionsPeople(ctx context.Context, after string) (*web.SanctionsPeople, error) {
	v, err := s.look(ctx, casework.FindingClear)
	if err != nil {
		return nil, err
	}
	if _, err := s.listsNow(); err != nil {
		return nil, err
	}
	done := s.compareSoon()
	select { // a small organisation sees its answer at once
	case <-done:
	case <-time.After(2 * time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	out, current := s.comparedRows(v)
	if err := s.checkedRows(ctx, v, out, current); err != nil {
		return nil, err
	}
	slices.SortFunc(out.Rows, func(a, b web.SanctionsPerson) int {
		if open := a.Checked.IsZero(); open != b.Checked.IsZero() {
			if open {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Hits[0].Score, a.Hits[0].Score), strings.Compare(string(a.Person.ID), string(b.Person.ID)))
	})
	out.Total = len(out.Rows)
	if at := slices.IndexFunc(out.Rows, func(r web.SanctionsPerson) bool { return string(r.Person.ID) == after }); after != "" && at >= 0 {
		out.Rows = out.Rows[at+1:]
	}
	if len(out.Rows) > maxAdvice {
		out.Rows = out.Rows[:maxAdvice]
		out.Next = string(out.Rows[maxAdvice-1].Person.ID)
	}
	return out, nil
}

// comparedRows are the people with hits that the viewer may see, and the lists
// that they were compared with.
func (s *Server) comparedRows(v *viewing) (out *web.SanctionsPeople, current map[string]*sanctionsList) {
	c := &s.watched.people
	c.mu.Lock()
	defer c.mu.Unlock()
	out, current = &web.SanctionsPeople{At: c.at, Running: c.running, People: len(c.facts), Again: c.again, Failure: c.failure}, c.lists
	for id, by := range c.hits {
		r, ok := v.live.Row(id)
		if !ok || !v.sees(&r) {
			continue
		}
		row := web.SanctionsPerson{Person: v.ref(&r)}
		for source, hits := range by {
			l := c.lists[source]
			for _, h := range hits {
				row.Hits = append(row.Hits, v.masked(&r, l.hit(h)))
			}
		}
		slices.SortFunc(row.Hits, func(a, b web.SanctionsHit) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Source+a.Entry, b.Source+b.Entry))
		})
		out.Rows = append(out.Rows, row)
	}
	return out, current
}

// masked leaves out of a hit what the viewer may see of the person only for a
// stated reason: the page then says that it was compared, and not what it is.
func (v *viewing) masked(r *assess.Row, h web.SanctionsHit) web.SanctionsHit {
	table, at := v.server.desk.Permissions(), v.scope(r)
	fields := map[string]casework.Field{"name": casework.FieldName, "birth": casework.FieldBorn, "place": casework.FieldBorn, "document": casework.FieldDocument, "wallet": casework.FieldBank}
	for i := range h.Pieces {
		p := &h.Pieces[i]
		f, known := fields[p.What]
		if !known || table.Sees(v.actor, f, at) == casework.Clear {
			continue
		}
		p.Query, p.Listed = "", ""
		switch p.What {
		case "name":
			h.Name = ""
		case "birth":
			h.Born = ""
		}
	}
	return h
}

// compareSoon begins a comparison when one is due, and returns what is closed
// when none is going on.
func (s *Server) compareSoon() <-chan struct{} {
	done := make(chan struct{})
	c := &s.watched.people
	c.mu.Lock()
	due := !c.running && (c.at.IsZero() || s.now().Sub(c.at) > compareEvery || s.listsDiffer(c.lists))
	c.running = c.running || due
	c.mu.Unlock()
	if !due {
		close(done)
		return done
	}
	go func() {
		defer close(done)
		err := s.compareEverybody(context.Background())
		c.mu.Lock()
		defer c.mu.Unlock()
		c.running, c.failure = false, ""
		if err != nil {
			c.failure = "The last comparison did not finish."
			s.log.Error("people could not be compared with the lists", "error", err)
		}
	}()
	return done
}

func (s *Server) listsDiffer(had map[string]*sanctionsList) bool {
	s.watched.mu.Lock()
	defer s.watched.mu.Unlock()
	return len(had) != len(s.watched.inUse) || slices.ContainsFunc(s.watched.inUse, func(l *sanctionsList) bool {
		return had[l.Source] == nil || had[l.Source].SHA256 != l.SHA256
	})
}

// compareEverybody compares people with the lists in use. Whose facts stayed as
// they were is looked at again only where a list changed, and then with the
// changed entries alone.
func (s *Server) compareEverybody(ctx context.Context) error {
	inUse, err := s.listsNow()
	if err != nil {
		return err
	}
	c := &s.watched.people
	c.mu.Lock()
	had := comparedPeople{lists: c.lists, facts: c.facts, hits: c.hits}
	c.mu.Unlock()
	again := map[string]*watchlist.Rescreen{}
	for _, l := range inUse {
		if before := had.lists[l.Source]; before != nil && before.SHA256 != l.SHA256 {
			again[l.Source] = watchlist.NewRescreen(watchlist.Compare(before.entries, l.entries))
		}
	}
	all, err := s.store.Population(ctx, s.config.Organisation)
	if err != nil {
		return err
	}
	defer all.Close()
	next := comparedPeople{lists: map[string]*sanctionsList{}, facts: make(map[muster.SubjectID]uint64, all.Len()), hits: map[muster.SubjectID]map[string][]watchlist.Hit{}}
	for _, l := range inUse {
		next.lists[l.Source] = l
	}
	const block = 500
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < all.Len(); from += block {
		if ctx.Err() != nil {
			break
		}
		g.Go(func() error {
			look := newComparing(inUse, again, &had)
			err := all.Block(from, min(from+block, all.Len()), func(i int, list []muster.Observation) error {
				look.person(all.Subject(i).ID, list)
				return ctx.Err()
			})
			mu.Lock()
			defer mu.Unlock()
			look.into(&next)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lists, c.facts, c.hits, c.again, c.at = next.lists, next.facts, next.hits, next.again, s.now()
	return nil
}

// comparing is one goroutine's share.
type comparing struct {
	lists []*sanctionsList
	had   *comparedPeople
	again map[string]*watchlist.Rescreen
	whole map[string]*watchlist.Searcher
	part  map[string]*watchlist.Searcher
	facts map[muster.SubjectID]uint64
	hits  map[muster.SubjectID]map[string][]watchlist.Hit
	count int
}

func newComparing(inUse []*sanctionsList, again map[string]*watchlist.Rescreen, had *comparedPeople) *comparing {
	c := &comparing{
		lists: inUse, had: had, again: again, whole: map[string]*watchlist.Searcher{}, part: map[string]*watchlist.Searcher{},
		facts: map[muster.SubjectID]uint64{}, hits: map[muster.SubjectID]map[string][]watchlist.Hit{},
	}
	for _, l := range inUse {
		c.whole[l.Source] = l.index.Searcher()
		if r := again[l.Source]; r != nil {
			c.part[l.Source] = r.Searcher()
		}
	}
	return c
}

// person compares one person.
func (c *comparing) person(id muster.SubjectID, list []muster.Observation) {
	q := queryOf(list)
	if q.Name == "" {
		return
	}
	print := printOf(&q)
	same := c.had.facts[id] == print
	c.facts[id] = print
	looked := false
	for _, l := range c.lists {
		hits := c.had.hits[id][l.Source]
		switch r := c.again[l.Source]; {
		case !same || c.had.lists[l.Source] == nil:
			hits, looked = c.whole[l.Source].Screen(q), true
		case r != nil:
			var changed bool
			if hits, changed = r.Update(c.part[l.Source], q, hits); changed {
				looked = true
			}
		}
		if len(hits) > 0 {
			if c.hits[id] == nil {
				c.hits[id] = map[string][]watchlist.Hit{}
			}
			c.hits[id][l.Source] = hits
		}
	}
	if looked {
		c.count++
	}
}

func (c *comparing) into(all *comparedPeople) {
	for id, print := range c.facts {
		all.facts[id] = print
	}
	for id, hits := range c.hits {
		all.hits[id] = hits
	}
	all.again += c.count
}

// printOf tells one person's facts from another's.
func printOf(q *watchlist.Query) uint64 {
	h := fnv.New64a()
	for _, part := range [][]string{{q.Name}, q.Aliases, q.Births, q.Places, q.Wallets} {
		for _, s := range part {
			_, _ = h.Write([]byte(s + "\x00")) // a hash takes everything
		}
		_, _ = h.Write([]byte{1})
	}
	for _, d := range q.Documents {
		_, _ = h.Write([]byte(d.Country + "\x00" + d.Number + "\x00"))
	}
	return h.Sum64()
}

// queryOf is what is compared of a person, as a query.
func queryOf(list []muster.Observation) watchlist.Query {
	f := casework.FactsToCompare(list)
	q := watchlist.Query{Births: f.Births, Wallets: f.Wallets}
	if len(f.Names) > 0 {
		q.Name, q.Aliases = f.Names[0], f.Names[1:]
	}
	for _, d := range f.Documents {
		q.Documents = append(q.Documents, watchlist.Document{Country: d.Country, Number: d.Number})
	}
	return q
}
