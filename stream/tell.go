package stream

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"muster"
)

// moment is a mark with its happening.
type moment struct {
	*mark
	*group
}

// moments lists the moments of a day in time order, ties by happening and
// event, so that the order of arrival changes nothing.
func (d *openDay) moments() []moment {
	list := make([]moment, len(d.marks))
	for i := range d.marks {
		list[i] = moment{&d.marks[i], &d.groups[d.marks[i].group]}
	}
	slices.SortFunc(list, func(a, b moment) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.hash, b.hash), cmp.Compare(a.event, b.event))
	})
	return list
}

// span is what the summaries of one day are made from.
type span struct {
	start   int64    // of the day, microseconds
	today   []moment // in time order
	before  []moment // of the day before, while it is open
	class   func(*muster.Ran) muster.ProgramClass
	records []record
}

// record is one summary, before it is an observation.
type record struct {
	system string
	name   string       // what makes it this one and no other of the day
	at     int64        // microseconds: when it happened
	place  muster.Place // of the first event, in a file
	data   muster.Data
}

func (s *span) day() muster.Time {
	return muster.Time{Micros: s.start, Offset: muster.OffsetUnknown, Precision: muster.PrecisionDay}
}

func instant(micros int64) muster.Time { return muster.Instant(time.UnixMicro(micros).UTC()) }

func (s *span) add(m moment, name string, data muster.Data) {
	s.records = append(s.records, record{m.signal.System, name, m.at, m.signal.Place, data})
}

// tell computes the observations of a day and returns those not told before.
// What was told and no longer holds is superseded by an empty one.
func (r *Reducer) tell(subject muster.SubjectID, p *person, i int) ([]muster.Observation, error) {
	d := p.days[i]
	s := &span{start: d.start, today: d.moments(), class: r.opt.Class}
	if i > 0 && p.days[i-1].start == d.start-dayMicros {
		s.before = p.days[i-1].moments()
	}
	for _, summarise := range []func(*span){signIns, movements, devices, attachments, programs, work, activities, sessions, attendances, calls} {
		summarise(s)
	}
	date := s.day().ISO()
	said := make([]told, 0, len(s.records))
	var fresh []muster.Observation
	for i := range s.records {
		rec := &s.records[i]
		o, err := r.observation(subject, rec, date, d.told)
		if err != nil {
			return nil, err
		}
		said = append(said, told{o.Record, rec.system, o.Kind(), o.ID})
		if !slices.ContainsFunc(d.told, func(t told) bool { return t.id == o.ID }) {
			fresh = append(fresh, o)
		}
	}
	gone, err := r.withdraw(subject, d, said)
	d.told = said
	return append(fresh, gone...), err
}

func (r *Reducer) observation(subject muster.SubjectID, rec *record, date string, before []told) (muster.Observation, error) {
	o := muster.Observation{
		Organisation: r.opt.Organisation, Subject: subject, Source: rec.system,
		Record: date + "/" + string(rec.data.Kind()) + "/" + strconv.FormatUint(sum([]byte(rec.name)), 36),
		Place:  rec.place, Happened: instant(rec.at), Data: rec.data,
	}
	if err := o.Seal(); err != nil {
		return o, fmt.Errorf("summary of %s: %w", date, err)
	}
	for _, t := range before {
		if t.record == o.Record && t.system == o.Source && t.id != o.ID {
			o.Supersedes = t.id
		}
	}
	return o, nil
}

// withdraw supersedes what was told and is no longer so.
func (r *Reducer) withdraw(subject muster.SubjectID, d *openDay, said []told) ([]muster.Observation, error) {
	var gone []muster.Observation
	for _, t := range d.told {
		if slices.ContainsFunc(said, func(now told) bool { return now.record == t.record && now.system == t.system }) {
			continue
		}
		data, err := muster.NewData(t.kind)
		if err != nil {
			return nil, err
		}
		o := muster.Observation{
			Organisation: r.opt.Organisation, Subject: subject, Source: t.system, Record: t.record,
			Happened: instant(d.start), Supersedes: t.id, Data: data,
		}
		if err := o.Seal(); err != nil {
			return nil, err
		}
		gone = append(gone, o)
	}
	return gone, nil
}

// cited names a few of the events behind a summary: the first ones.
func cited(list []muster.Text, event string) []muster.Text {
	if event == "" || len(list) >= maxCited || slices.Contains(list, muster.Text(event)) {
		return list
	}
	return append(list, muster.Text(event))
}

// offset is what a client or clock stated, or nil.
func offset(minutes int16) *int {
	if minutes == muster.OffsetUnknown {
		return nil
	}
	m := int(minutes)
	return &m
}

// degrees returns a place, or nothing when both are zero: the sea off Africa is
// where unset places stand.
func degrees(o *muster.Origin) (latitude, longitude *float64) {
	if o.Latitude == 0 && o.Longitude == 0 {
		return nil, nil
	}
	a, b := o.Latitude, o.Longitude
	return &a, &b
}

// hour returns the bit of the hour a moment lies in.
func (s *span) hour(at int64) int { return 1 << ((at - s.start) / (dayMicros / 24)) }
