package server

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/store"
	"muster/web"
)

// logins finds people by the logins and work addresses on their HR records. It
// follows the store's sequence, and begins with the first question.
type logins struct {
	mu  sync.Mutex
	seq int64
	by  map[string][]muster.SubjectID
	of  map[muster.SubjectID][]string
}

// loginsAtOnce is how many people are read between two looks at the clock.
const loginsAtOnce = 500

// find catches up and returns who holds a login, in order of ids.
func (l *logins) find(ctx context.Context, s *Server, login string) ([]muster.SubjectID, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		more, err := l.follow(ctx, s)
		if err != nil {
			return nil, err // what was read stays: the next question goes on from there
		}
		if !more {
			return slices.Sorted(slices.Values(l.by[loginForm(login)])), nil
		}
	}
}

// follow takes in some of what changed, and reports whether there is more.
func (l *logins) follow(ctx context.Context, s *Server) (more bool, err error) {
	if l.by == nil {
		l.by, l.of = map[string][]muster.SubjectID{}, map[muster.SubjectID][]string{}
	}
	err = s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		feed, err := tx.Changes(l.seq, loginsAtOnce)
		if err != nil {
			return err
		}
		if feed.Purged > l.seq && l.seq > 0 { // somebody may be gone
			l.seq, more = 0, true
			clear(l.by)
			clear(l.of)
			return nil
		}
		ids := make([]muster.SubjectID, len(feed.Changed))
		for i, c := range feed.Changed {
			ids[i] = c.Subject
			l.put(c.Subject, nil)
		}
		err = tx.Pass(ids, func(w store.Whole) error {
			l.put(w.ID, loginsOf(w.Observations))
			return nil
		})
		if err != nil {
			return err
		}
		if len(feed.Changed) > 0 {
			l.seq = max(l.seq, feed.Changed[len(feed.Changed)-1].Seq)
		}
		if more = len(feed.Changed) == loginsAtOnce; !more {
			l.seq = max(l.seq, feed.Last)
		}
		return ctx.Err()
	})
	return more, err
}

// put notes somebody's logins in place of those before.
func (l *logins) put(id muster.SubjectID, now []string) {
	for _, login := range l.of[id] {
		l.by[login] = slices.DeleteFunc(l.by[login], func(other muster.SubjectID) bool { return other == id })
		if len(l.by[login]) == 0 {
			delete(l.by, login)
		}
	}
	delete(l.of, id)
	for _, login := range now {
		l.by[login] = append(l.by[login], id)
	}
	if len(now) > 0 {
		l.of[id] = now
	}
}

func loginForm(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// loginsOf are the logins and addresses on somebody's HR records and their number
// there: what followOne takes for theirs in logs.
func loginsOf(list []muster.Observation) []string {
	var all []string
	for _, o := range standing(list) {
		p, ok := o.Data.(*muster.Person)
		if !ok {
			continue
		}
		all = append(all, loginForm(string(o.Subject)), loginForm(string(p.Login)))
		for _, e := range p.Contact.Emails {
			all = append(all, loginForm(string(e)))
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == "" })
}

// Context is what an analyst needs to know about the holder of a login. Where
// several hold one, as who came back under another number, the first whom the
// actor may see and who has not left.
func (p *programs) Context(ctx context.Context, login string) (*api.LoginContext, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.desk.May(ctx, actor, casework.PeopleView, ""); err != nil {
		return nil, err
	}
	holders, err := p.logins.find(ctx, p.Server, login)
	if err != nil {
		return nil, err
	}
	var left *api.LoginContext
	for _, id := range holders {
		if p.desk.May(ctx, actor, casework.PeopleView, id) != nil {
			continue
		}
		one, err := p.contextOf(ctx, actor, login, id)
		if err != nil {
			return nil, err
		}
		if one.Status != muster.StatusLeaver {
			return one, nil
		}
		left = cmp.Or(left, one)
	}
	if left != nil {
		return left, nil
	}
	return nil, notTheirs(&muster.Error{Code: muster.CodeNotFound, Message: "nobody holds this login"})
}

func (p *programs) contextOf(ctx context.Context, actor *casework.Actor, login string, id muster.SubjectID) (*api.LoginContext, error) {
	out := &api.LoginContext{Login: login, Subject: id, Status: muster.StatusUnknown, Devices: []api.Issued{}, Approved: []api.Approved{}, Travel: []api.Travel{}}
	var list []muster.Observation
	var seq int64
	err := p.store.View(ctx, p.config.Organisation, func(tx *store.Tx) (err error) {
		list, seq, err = tx.Observations(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	a, err := p.live.now().Assess(ctx, id) // what was acknowledged a moment ago is in it; a list may not have it yet
	switch {
	case err == nil:
		out.Status = a.Status
	case !unknown(err):
		return nil, err
	}
	started, ended, city := hrFacts(list)
	out.Started, out.Ended = started, ended
	// The declared city alone is what an analyst compares sign-ins with: where
	// the table hides homes altogether it is hidden too.
	shown, err := p.desk.Show(ctx, actor, id, map[casework.Field]string{casework.FieldHome: city, casework.FieldEquipment: "x", casework.FieldEvidence: "x"})
	if err != nil {
		return nil, err
	}
	if shown[casework.FieldEvidence].Sight == casework.Clear {
		out.Seq = seq
	}
	out.City = valueOf(shown[casework.FieldHome])
	if out.City.Sight != "hidden" && city != "" {
		out.City = api.Value{Text: city, Sight: "clear"}
	}
	if shown[casework.FieldEquipment].Sight == casework.Clear {
		out.Devices = issued(list, p.now())
	}
	agreed, err := p.desk.Agreed(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	for _, a := range agreed {
		switch a.Kind {
		case casework.AgreedTravel:
			out.Travel = append(out.Travel, api.Travel{Place: a.What, From: a.From, Until: a.Until, By: a.By})
		case casework.AgreedTool:
			out.Approved = append(out.Approved, api.Approved{Tool: a.What, Everybody: a.Subject == "", Until: a.Until, By: a.By})
		}
	}
	recorded(out, agreedInRecords(list, p.now()))
	return out, nil
}

// recorded adds what stands in records that were brought in.
func recorded(out *api.LoginContext, list []web.Agreement) {
	for _, a := range list {
		switch muster.AgreedKind(a.Kind) {
		case muster.AgreedTravel:
			out.Travel = append(out.Travel, api.Travel{Place: a.What, From: a.From, Until: a.Until, By: a.By})
		case muster.AgreedTool, muster.AgreedVPN:
			out.Approved = append(out.Approved, api.Approved{Tool: cmp.Or(a.What, a.Word()), Until: a.Until, By: a.By})
		}
	}
}

// issued are the devices that were given or sent to a person, the latest state of
// each: the inventory and the shipments tell of one and the same by its serial
// number.
func issued(list []muster.Observation, now time.Time) []api.Issued {
	out := []api.Issued{}
	at := map[string]int{}
	back := map[string]muster.Time{} // when it came back
	for _, o := range standing(list) {
		var one api.Issued
		switch d := o.Data.(type) {
		case *muster.Issued:
			one = api.Issued{Item: string(d.Model), Serial: string(d.Device), From: d.From, Until: d.Until, Returned: past(d.Until, now)}
			if came, ok := back[serialForm(one.Serial)]; ok && !came.Before(o.Happened) { // the row says when it went out, and not that it came back
				one.Returned = true
			}
		case *muster.Shipment:
			one = api.Issued{Item: string(d.Item), Serial: string(d.Serial), Status: string(d.Status), Delivered: d.Delivered, Returned: d.Direction == muster.DirectionReturn || d.Status == muster.ShipmentReturned}
			if one.Returned {
				back[serialForm(one.Serial)] = o.Happened
			}
		default:
			continue
		}
		serial := serialForm(one.Serial)
		if k, had := at[serial]; had && serial != "" {
			out[k] = sameDevice(&out[k], one)
			continue
		}
		at[serial] = len(out)
		out = append(out, one)
	}
	return out
}

// serialForm is a serial number as two lists of the same device may both hold it.
func serialForm(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

// sameDevice is the later record of a device with what only the former says: a row
// of the inventory says nothing of how the shipment went, and the other way round.
func sameDevice(former *api.Issued, one api.Issued) api.Issued {
	one.Item, one.Status = cmp.Or(one.Item, former.Item), cmp.Or(one.Status, former.Status)
	if one.Delivered.IsZero() {
		one.Delivered = former.Delivered
	}
	if one.From.IsZero() && one.Until.IsZero() {
		one.From, one.Until = former.From, former.Until
	}
	return one
}
