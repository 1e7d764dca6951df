package dossier

import (
	"muster"
	"muster/normal"
)

// sessions chains the days of each session: what matters is how long one went
// on, and the longest time nobody touched it.
func (b *builder) sessions() {
	type chain struct {
		refs       []muster.Ref
		start, end muster.Time
		longest    int
	}
	chains := map[muster.Text]*chain{}
	var order []muster.Text
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.Session)
		if !ok || d.Print == "" {
			continue
		}
		c := chains[d.Print]
		if c == nil {
			c = &chain{start: d.Start, end: d.Start}
			chains[d.Print] = c
			order = append(order, d.Print)
		}
		c.longest = max(c.longest, d.Longest, int((d.Start.Micros-c.end.Micros)/sameMoment))
		c.refs = append(c.refs, muster.Ref(i))
		c.end = d.End
	}
	for _, key := range order {
		c := chains[key]
		if hours := int((c.end.Micros - c.start.Micros) / (60 * sameMoment)); hours >= 24 {
			b.d.Live.Sessions = append(b.d.Live.Sessions, muster.SessionFact{Refs: c.refs, Hours: hours, Longest: c.longest, At: c.end, OnCall: b.agreed(muster.AgreedOnCall, c.end, nil)})
		}
	}
}

func (b *builder) attendance(ref muster.Ref, d *muster.Attendance) {
	if d.Start.IsZero() {
		return
	}
	f := muster.AttendanceFact{Ref: ref, At: d.Start}
	if d.Shown != "" {
		var documented, knownAs bool
		if f.Name, documented, knownAs = b.compareForm(b.card.name, normal.DisplayName(string(d.Shown))); documented || knownAs {
			f.Name = muster.OutcomeVariant
		}
	}
	b.joinedFrom(&f, d)
	b.d.Live.Meetings = append(b.d.Live.Meetings, f)
}
