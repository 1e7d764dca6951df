package dossier

import "muster"

// checks returns the checks on the subject's record that have an outcome, in
// the order of the records.
func (b *builder) checks() []muster.PastCheck {
	var checks []muster.PastCheck
	for i := range b.observations {
		o := &b.observations[i]
		d, ok := o.Data.(*muster.Check)
		if !ok || d.Outcome == "" || d.Outcome == muster.OutcomePending {
			continue
		}
		c := muster.PastCheck{
			Observation: o.ID, Type: d.Type, Outcome: d.Outcome, Done: d.Done, Expires: d.Expires, AsOf: b.d.AsOf,
			By: string(d.Recorded.By), Confirmed: d.Recorded.Confirmed == muster.Yes,
		}
		if o.Source == muster.SourceDesk {
			c.Expires, c.AsOf = muster.Time{}, muster.Time{} // how long it opens gates is the desk's business; what it cleared stays
		}
		if d.Name != "" {
			outcome, documented, knownAs := b.compareName(b.card.name, string(d.Name))
			c.OtherName = outcome == muster.OutcomeDifferent && !documented && !knownAs
		}
		checks = append(checks, c)
	}
	return checks
}
