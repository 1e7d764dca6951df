package dossier

import (
	"cmp"
	"slices"

	"muster"
)

// deal says that an account worked for another or was rated by it.
type deal struct {
	client muster.SubjectID
	to     int32
	at     int64 // microseconds; 0 when not stated
	rated  bool
	hand   bool // the other account did the work under this one's contract
	top    bool // with the highest rating there is
	row    muster.Observed
}

// dealGraph says who dealt with whom. It is the same whether the index changes
// or not.
type dealGraph struct {
	by map[muster.SubjectID][]deal  // by client
	of map[int32][]muster.SubjectID // the clients of an account
}

func newDealGraph() dealGraph {
	return dealGraph{by: map[muster.SubjectID][]deal{}, of: map[int32][]muster.SubjectID{}}
}

func (g *dealGraph) add(list []deal) {
	for _, d := range list {
		g.by[d.client] = append(g.by[d.client], d)
		if !slices.Contains(g.of[d.to], d.client) {
			g.of[d.to] = append(g.of[d.to], d.client)
		}
	}
}

// drop takes out what an account's own records say.
func (g *dealGraph) drop(to int32) {
	for _, client := range g.of[to] {
		left := slices.DeleteFunc(g.by[client], func(d deal) bool { return d.to == to })
		if len(left) == 0 {
			delete(g.by, client)
			continue
		}
		g.by[client] = left
	}
	delete(g.of, to)
}

// deal notes a contract or a rating of one observation.
func (p *part) deal(subject int32, o *muster.Observation) {
	switch d := o.Data.(type) {
	case *muster.Contract:
		if d.Client != "" {
			p.deals = append(p.deals, deal{client: d.Client, to: subject, at: cmp.Or(d.Started.Micros, o.Happened.Micros), row: observedOf(o)})
		}
		if d.Worker != "" {
			p.deals = append(p.deals, deal{client: d.Worker, to: subject, at: cmp.Or(d.Started.Micros, o.Happened.Micros), hand: true, row: observedOf(o)})
		}
	case *muster.Rating:
		if d.Client != "" {
			p.deals = append(p.deals, deal{client: d.Client, to: subject, at: cmp.Or(d.At.Micros, o.Happened.Micros), rated: d.Stars != nil, top: highest(d), row: observedOf(o)})
		}
	}
}

// usualMost is the highest rating where a record does not say.
const usualMost = 5

func highest(r *muster.Rating) bool {
	most := float64(usualMost)
	if r.Most != nil {
		most = *r.Most
	}
	return r.Stars != nil && *r.Stars >= most
}

// mostDeals is how many deals of one client are looked at, the latest of them.
const mostDeals = 2048

// dealsOf returns what other accounts' records say of a client, in order of
// time.
func (x *Index) dealsOf(client int32) []deal {
	if x.kept != nil {
		return x.kept.dealsOf(x, client)
	}
	list := slices.DeleteFunc(slices.Clone(x.deals.by[x.cards[client].id]), func(d deal) bool { return d.hand })
	slices.SortFunc(list, func(a, b deal) int {
		return cmp.Or(cmp.Compare(a.at, b.at), x.compareIDs(a.to, b.to), slices.Compare(a.row.ID[:], b.row.ID[:]))
	})
	return list[max(0, len(list)-mostDeals):]
}

// dealtWith appends whose dossiers tell of a subject's deals: its clients, the
// accounts that worked for it, and those of the same clients.
func (x *Index) dealtWith(subject int32, near []int32) []int32 {
	worked := func(client muster.SubjectID) {
		list := x.deals.by[client]
		for i := range list[max(0, len(list)-mostTouched):] {
			near = append(near, list[max(0, len(list)-mostTouched)+i].to)
		}
	}
	worked(x.cards[subject].id)
	for _, client := range x.deals.of[subject] {
		if at, ok := x.byID[client]; ok {
			near = append(near, at)
		}
		worked(client)
	}
	return near
}
