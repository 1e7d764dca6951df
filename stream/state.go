package stream

import (
	"encoding/json"
	"fmt"
	"slices"

	"muster"
)

// stateVersion is written first in a person's state; other versions are
// refused rather than misread.
const stateVersion = 1

type stateForm struct {
	Version int       `json:"v"`
	Days    []dayForm `json:"days"`
}

type dayForm struct {
	Start  int64       `json:"start"`
	Groups []groupForm `json:"groups"`
	Marks  []markForm  `json:"marks"`
	Seen   []uint64    `json:"seen"`
	Told   []toldForm  `json:"told,omitempty"`
	Dirty  bool        `json:"dirty,omitempty"`
}

type groupForm struct {
	System  string          `json:"system"`
	Account string          `json:"account,omitempty"`
	Device  string          `json:"device,omitempty"`
	Origin  muster.Origin   `json:"origin,omitzero"`
	Kind    int             `json:"kind"`
	Data    json.RawMessage `json:"data"`
}

type markForm struct {
	At    int64  `json:"at"`
	Until int64  `json:"until,omitempty"`
	Event string `json:"event,omitempty"`
	Group uint16 `json:"group,omitempty"`
	Count int32  `json:"count,omitempty"`
	Path  int32  `json:"path,omitempty"`
}

type toldForm struct {
	Record string               `json:"record"`
	System string               `json:"system"`
	Kind   muster.Kind          `json:"kind"`
	ID     muster.ObservationID `json:"id"`
}

// People lists those with open days, in order.
func (r *Reducer) People() []muster.SubjectID { return r.subjects() }

// Encode writes what is open about a subject, or nil when nothing is.
func (r *Reducer) Encode(subject muster.SubjectID) ([]byte, error) {
	p := r.people[subject]
	if p == nil {
		return nil, nil
	}
	form := stateForm{Version: stateVersion}
	for _, d := range p.days {
		one := dayForm{Start: d.start, Dirty: d.dirty}
		for i := range d.groups {
			s := &d.groups[i].signal
			data, err := json.Marshal(s.Data)
			if err != nil {
				return nil, err
			}
			one.Groups = append(one.Groups, groupForm{s.System, s.Account, s.Device, s.Origin, kindOf(s.Data), data})
		}
		for _, m := range d.marks {
			one.Marks = append(one.Marks, markForm{m.at, m.until, m.event, m.group, m.count, m.path})
		}
		for key := range d.seen {
			one.Seen = append(one.Seen, key)
		}
		slices.Sort(one.Seen)
		for _, t := range d.told {
			one.Told = append(one.Told, toldForm{t.record, t.system, t.kind, t.id})
		}
		form.Days = append(form.Days, one)
	}
	return json.Marshal(form)
}

// Decode puts back what Encode wrote, in place of what is known of a subject.
func (r *Reducer) Decode(subject muster.SubjectID, state []byte) error {
	var form stateForm
	if err := json.Unmarshal(state, &form); err != nil {
		return fmt.Errorf("state of a person's days: %w", err)
	}
	if form.Version != stateVersion {
		return fmt.Errorf("state of a person's days: version %d, want %d", form.Version, stateVersion)
	}
	p := &person{}
	for i := range form.Days {
		d, err := form.Days[i].open()
		if err != nil {
			return fmt.Errorf("state of a person's days: %w", err)
		}
		p.days = append(p.days, d)
		p.touched = p.touched || d.dirty
	}
	if !slices.IsSortedFunc(p.days, func(a, b *openDay) int { return int(min(1, max(-1, a.start-b.start))) }) {
		return fmt.Errorf("state of a person's days: not in order")
	}
	r.people[subject] = p
	return nil
}

func (f *dayForm) open() (*openDay, error) {
	if startOfDay(f.Start) != f.Start {
		return nil, fmt.Errorf("a day that begins at %d microseconds, which is no midnight", f.Start)
	}
	d := &openDay{start: f.Start, dirty: f.Dirty, seen: make(map[uint64]struct{}, len(f.Seen))}
	for _, g := range f.Groups {
		data, err := newData(g.Kind)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(g.Data, data); err != nil {
			return nil, err
		}
		s := muster.Signal{System: g.System, Account: g.Account, Device: g.Device, Origin: g.Origin, Data: data}
		d.groups = append(d.groups, group{sum(appendSignal(nil, &s)), s})
	}
	for _, m := range f.Marks {
		if int(m.Group) >= len(d.groups) {
			return nil, fmt.Errorf("a moment of happening %d, of %d", m.Group, len(d.groups))
		}
		if startOfDay(m.At) != f.Start {
			return nil, fmt.Errorf("a moment at %d microseconds, which is not of its day", m.At)
		}
		d.marks = append(d.marks, mark{m.At, m.Until, m.Event, m.Group, m.Count, m.Path})
	}
	for _, key := range f.Seen {
		d.seen[key] = struct{}{}
	}
	for _, t := range f.Told {
		d.told = append(d.told, told{t.Record, t.System, t.Kind, t.ID})
	}
	return d, nil
}

// newData returns an empty happening of the number kindOf gives it.
func newData(kind int) (muster.SignalData, error) {
	for _, d := range []muster.SignalData{
		new(muster.SignedIn), new(muster.Located), new(muster.Attached), new(muster.Ran), new(muster.Moved),
		new(muster.Present), new(muster.Worked), new(muster.Met), new(muster.Called),
	} {
		if kindOf(d) == kind {
			return d, nil
		}
	}
	return nil, fmt.Errorf("happening of kind %d is not known", kind)
}
