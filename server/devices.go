package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/connect"
	"muster/connect/lists"
	"muster/internal/escape"
	"muster/report"
	"muster/report/seen"
	"muster/store"
	"muster/web"
)

// signals reports whether what logs showed is for the viewer.
func (p *subject) signals() bool {
	return p.server.desk.Permissions().Sees(p.actor, casework.FieldSignals, p.record.Scope) == casework.Clear
}

// seen is what logs showed of the person, as far as the viewer may see it.
func (p *subject) seen() *seen.View {
	records := p.record.Records()
	if p.server.desk.Permissions().Sees(p.actor, casework.FieldEquipment, p.record.Scope) != casework.Clear {
		records = slices.DeleteFunc(slices.Clone(records), func(o muster.Observation) bool { return o.Kind() == muster.KindIssued })
	}
	v := seen.Read(records, seen.Options{AsOf: p.answer.AsOf, Farm: p.answer.Farm, Home: p.record.Fields[casework.FieldHome].Sight == casework.Clear})
	if v.Farm != nil {
		for i := range v.Farm.People {
			b := &v.Farm.People[i]
			ref := p.other(b.ID)
			b.Label, b.Href = ref.Name, ref.Href()
		}
	}
	return v
}

// DevicePage is what logs showed of one person.
func (s *Server) DevicePage(ctx context.Context, id muster.SubjectID) (*web.Devices, error) {
	p, err := s.subjectOf(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &web.Devices{Ref: p.self()}
	if !p.signals() {
		out.Blind = true
		return out, nil
	}
	out.Seen, out.NoHome = p.seen(), p.record.Fields[casework.FieldHome].Sight != casework.Clear
	off, err := s.desk.MonitoringOff(ctx)
	if err != nil {
		return nil, err
	}
	for _, kind := range off {
		if kind == casework.MessageText { // no log shows it
			continue
		}
		out.Off = append(out.Off, monitoringWord(kind))
	}
	out.Switch = s.desk.Permissions().Allows(p.actor, casework.MonitoringSet, casework.Scope{}, false)
	if p.server.desk.Permissions().Sees(p.actor, casework.FieldFinding, p.record.Scope) != casework.Hidden {
		for _, f := range p.findings() {
			one := web.Cited{Title: f.Title, Key: f.Key, Evidence: slices.DeleteFunc(f.Evidence, func(e web.Evidence) bool { return len(e.Events) == 0 })}
			if len(one.Evidence) > 0 {
				out.Cited = append(out.Cited, one)
			}
		}
	}
	return out, nil
}

// monitoringWord is a kind of monitoring as a page calls it.
func monitoringWord(kind string) string {
	return report.Sentence(strings.ReplaceAll(kind, "_", " "))
}

// The bounds of a look at events as they arrived: whoever looks waits for it.
const (
	mostArrived   = 10
	mostArrivedAt = 8 << 10 // bytes shown of one
	arrivedTime   = 5 * time.Second
)

var errEnough = errors.New("everything asked for was found")

// EventsOf shows the events behind one of the person's own records that a
// finding cites.
func (s *Server) EventsOf(ctx context.Context, id muster.SubjectID, record muster.ObservationID) (*web.Arrived, error) {
	p, err := s.subjectOf(ctx, id)
	if err != nil {
		return nil, err
	}
	list := p.record.Records()
	i := slices.IndexFunc(list, func(o muster.Observation) bool { return o.ID == record })
	if i < 0 || !p.signals() || len(muster.EventsOf(list[i].Data)) == 0 {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such record.", Hint: "Open it from the finding that cites it."}
	}
	o := &list[i]
	out := &web.Arrived{Ref: p.self(), Record: report.Sentence(report.KindWord(o.Kind())), When: o.Happened, Source: sourceOf(&o.Place, o.Source), IDs: eventWords(muster.EventsOf(o.Data)), Gone: true}
	if p.record.Events != casework.Clear {
		out.Masked = true
		return out, nil
	}
	out.Events, err = s.arrived(ctx, id, o)
	return out, err
}

func eventWords(ids []muster.Text) []string {
	var out []string
	for _, e := range ids {
		out = append(out, escape.Line(string(e)))
	}
	return out
}

// arrived finds events by the source's own ids among those kept of the day and
// of the one before, where a journey may begin.
func (s *Server) arrived(ctx context.Context, id muster.SubjectID, o *muster.Observation) ([]web.ArrivedEvent, error) {
	ctx, cancel := context.WithTimeout(ctx, arrivedTime)
	defer cancel()
	var found []web.ArrivedEvent
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		found = nil
		for _, c := range s.sources() {
			if c.System != o.Source && c.ID != o.Source {
				continue
			}
			day := o.Happened.Micros / (24 * 60 * 60 * 1_000_000)
			for _, d := range []int64{day - 1, day} {
				err := tx.SegmentsWith(c.ID, d, id, func(seg store.Segment) error {
					for _, e := range seg.Events {
						if e.Subject == id {
							found = c.cited(found, e.Raw, muster.EventsOf(o.Data))
						}
					}
					if len(found) >= min(mostArrived, len(muster.EventsOf(o.Data))) {
						return errEnough
					}
					return ctx.Err()
				})
				if err != nil && !errors.Is(err, errEnough) {
					return err
				}
			}
		}
		return nil
	})
	return found, err
}

// cited adds an event to those found if it is one of the ids.
func (c *connector) cited(found []web.ArrivedEvent, raw []byte, ids []muster.Text) []web.ArrivedEvent {
	r, err := connect.Parse(raw)
	if err != nil || len(found) >= mostArrived {
		return found
	}
	mine := false
	c.system.Read(r, func(signal *muster.Signal) {
		if mine || !slices.Contains(ids, muster.Text(signal.Event)) {
			return
		}
		mine = true
		found = append(found, web.ArrivedEvent{System: c.system.Title, ID: escape.Line(signal.Event), At: signal.At, Raw: legible(raw)})
	})
	return found
}

// legible is an event with its lines broken where a person would break them.
func legible(raw []byte) string {
	var b bytes.Buffer
	text := raw
	if json.Indent(&b, raw, "", "  ") == nil {
		text = b.Bytes()
	}
	if len(text) > mostArrivedAt {
		return escape.Block(string(text[:mostArrivedAt])) + "\n… and more, which is cut here"
	}
	return escape.Block(string(text))
}

// SystemPage is how connectors and lists stand, in words.
func (s *Server) SystemPage(ctx context.Context) (*web.Systems, error) {
	list, err := s.Connectors(ctx)
	if err != nil {
		return nil, err
	}
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	out := &web.Systems{Names: s.desk.May(ctx, actor, casework.WebhooksManage, "") == nil}
	for i := range list {
		out.List = append(out.List, s.systemOf(&list[i]))
	}
	out.Lists, out.Unread = s.factLists()
	return out, nil
}

// systemOf puts a connector in the words of the page.
func (s *Server) systemOf(c *api.Connector) web.System {
	words := map[string]string{
		api.ConnectorNew: "Nothing yet", api.ConnectorWell: "Works", api.ConnectorBehind: "Catching up", api.ConnectorWaiting: "Waits", api.ConnectorFailing: "Fails",
		api.ConnectorRevoked: "Token refused", api.ConnectorUnsigned: "Wrong signature", api.ConnectorDrifted: "Not understood", api.ConnectorOff: "Partly switched off",
	}
	one := web.System{ID: c.ID, Title: c.Title, State: words[c.State], Says: c.Says, Well: c.State == api.ConnectorWell, Last: c.Last, Failing: c.Failing, Progress: c.Progress, Nobody: c.Counts.Nobody}
	var how []string
	if c.Polled {
		how = append(how, "asked every "+everyWords(s.systems.byID[c.ID].Every))
	}
	if c.Pushed {
		how = append(how, "sends by itself")
	}
	one.How = report.List(how)
	n := &c.Counts
	for _, count := range []web.Count{
		{Word: "Understood, and of a kind that is weighed", N: n.Used}, {Word: "Understood, and nothing that is weighed", N: n.NotNeeded}, {Word: "Not understood", N: n.NotUnderstood}, {Word: "No JSON, too large or too deep", N: n.Bad},
		{Word: "Came again; they count once", N: n.Again}, {Word: "More than a day late", N: n.Late}, {Word: "Without a time, or from the future", N: n.Clock}, {Word: "Past the days their kind is kept", N: n.Past},
		{Word: "Beyond what one day may hold", N: n.Crowded}, {Word: "Deliveries with a wrong signature, since the start", N: n.Refused},
	} {
		if count.N > 0 {
			one.Counts = append(one.Counts, count)
		}
	}
	for kind, off := range n.Off {
		one.Counts = append(one.Counts, web.Count{Word: "Not kept: " + strings.ReplaceAll(kind, "_", " ") + " is not switched on", N: off})
	}
	slices.SortStableFunc(one.Counts, func(a, b web.Count) int {
		return boolean(strings.HasPrefix(a.Word, "Not kept")) - boolean(strings.HasPrefix(b.Word, "Not kept"))
	})
	if w := c.WriteBack; w != nil {
		one.WriteBack = &web.WriteBack{On: w.On, By: w.By, At: w.At, Marked: w.Marked, Waiting: w.Waiting, Failure: w.Failure}
	}
	for _, u := range c.Unmatched {
		one.Unmatched = append(one.Unmatched, web.Unmatched{Account: escape.Line(u.Account), Events: u.Events})
	}
	return one
}

// everyWords is how often something happens, as people say it.
func everyWords(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return report.Count(int(d/time.Hour), "hour", "hours")
	case d >= time.Minute && d%time.Minute == 0:
		return report.Count(int(d/time.Minute), "minute", "minutes")
	}
	return d.String()
}

// factLists are the lists of facts in use, with their age, and whether they could
// be read: the log says what is wrong with them.
func (s *Server) factLists() (out []web.NetworkList, unread bool) {
	if s.config.Lists == "" {
		return nil, false
	}
	all, err := lists.Facts(s.config.Lists, false)
	if err != nil {
		s.log.Error("the lists cannot be read", "error", err)
		return nil, true
	}
	for _, p := range all {
		age := s.now().Sub(p.Fetched)
		out = append(out, web.NetworkList{Name: report.Sentence(lists.Title(p.Source)), Fetched: p.Fetched, Days: int(age.Hours() / 24), Ranges: p.Entries, Old: age > lists.OldAfter, Brought: p.URL == "the operator"})
	}
	return out, false
}
