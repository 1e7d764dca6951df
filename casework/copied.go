package casework

import (
	"cmp"
	"slices"
	"time"

	"muster"
)

// CopiedKind is what a person's records of one kind are kept for, and how long.
type CopiedKind struct {
	Kind    muster.Kind `json:"kind"`
	Records int         `json:"records"`
	Sources []string    `json:"sources"`
	Purpose string      `json:"purpose,omitempty"` // empty: nobody stated it yet
	Basis   string      `json:"basis,omitempty"`
	Days    int         `json:"days,omitempty"` // 0: no time is set
}

// CopiedExplanation is why a finding counts nothing, without the name of who
// said so.
type CopiedExplanation struct {
	Basis  string    `json:"basis"`            // one of the bases of a clearing, or BasisRule
	Reason string    `json:"reason,omitempty"` // with LeftOut where words may name somebody else; empty: nothing else is left
	At     time.Time `json:"at"`
	Until  time.Time `json:"until,omitzero"` // for BasisRule
}

// BasisRule stands in a copy for a finding whose rule counts for nobody, or not
// for this person, until a day.
const BasisRule = "rule_set_aside"

// copyAround adds what the law has told with the records: what each kind is for
// and on what basis, how long it is kept, who may see it and how to complain.
func (r *reading) copyAround(c *Copy, about *about) (err error) {
	if c.Organisation, err = settingText(r.tx, settingTitle); err != nil {
		return err
	}
	if c.Privacy, err = settingText(r.tx, settingNotice+NoticePrivacy); err != nil {
		return err
	}
	c.Privacy = cmp.Or(c.Privacy, PrivacyText)
	if c.Complain, err = settingNumber(r.tx, SettingComplaintDays); err != nil {
		return err
	}
	if c.Kinds, err = r.copiedKinds(about); err != nil {
		return err
	}
	users, err := activeUsers(r.tx)
	if err != nil {
		return err
	}
	own, err := r.workers(about.ID)
	if err != nil {
		return err
	}
	for i := range users {
		for _, g := range users[i].Grants {
			if r.desk.table.Allows(&Actor{Grants: []Grant{g}}, PeopleView, about.Scope, own[users[i].ID]) {
				c.Roles = append(c.Roles, g.Role)
			}
		}
	}
	slices.Sort(c.Roles)
	c.Roles = slices.Compact(c.Roles)
	return nil
}

func (r *reading) copiedKinds(about *about) ([]CopiedKind, error) {
	stated, err := clocks().list(r.tx, "state = 'clock'")
	if err != nil {
		return nil, err
	}
	p, err := r.desk.policyNow(r.tx)
	if err != nil {
		return nil, err
	}
	var out []CopiedKind
	for i := range about.observations {
		o := &about.observations[i]
		at := slices.IndexFunc(out, func(k CopiedKind) bool { return k.Kind == o.Kind() })
		if at < 0 {
			k := CopiedKind{Kind: o.Kind(), Days: p.Retention[o.Kind()]}
			for _, s := range stated {
				if s.Kind == k.Kind {
					k.Purpose, k.Basis, k.Days = s.Purpose, s.Basis, s.Days
				}
			}
			at, out = len(out), append(out, k)
		}
		out[at].Records++
		if o.Source != "" && !slices.Contains(out[at].Sources, o.Source) {
			out[at].Sources = append(out[at].Sources, o.Source)
		}
	}
	return out, nil
}

// explanation is why a finding counts nothing. Its reason was written among
// colleagues: words that may name somebody else are left out.
func (r *reading) explanation(c *Copy, e *Explained) (*CopiedExplanation, error) {
	out, reason := &CopiedExplanation{}, ""
	var beside []muster.SubjectID
	switch {
	case e.Clearing != nil:
		out.Basis, out.At, reason, beside = e.Clearing.Basis, e.Clearing.At, e.Clearing.Reason, e.Clearing.People
	case e.Rule != nil:
		out.Basis, out.At, out.Until, reason = BasisRule, e.Rule.At, e.Rule.Until, e.Rule.Reason
	}
	own, others, err := r.namesAround(c.Subject, beside)
	out.Reason = withoutNames(reason, own, others)
	return out, err
}

// namesAround are the words of a person's own names and of those of colleagues
// and of the people a finding is about beside them.
func (r *reading) namesAround(id muster.SubjectID, beside []muster.SubjectID) (own, others map[string]bool, err error) {
	own, others = map[string]bool{}, map[string]bool{}
	k, err := r.desk.around(r.tx)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range k.called {
		addWords(others, name)
	}
	for _, one := range append([]muster.SubjectID{id}, beside...) {
		into := others
		if one == id {
			into = own
		}
		list, err := recordsOf(r.tx, one)
		if err != nil {
			return nil, nil, err
		}
		into[bare(string(one))] = true
		for i := range list {
			for _, n := range namesIn(list[i].Data) {
				addWords(into, n)
			}
		}
	}
	return own, others, nil
}

// namesIn are the names a record states of the person it is about.
func namesIn(d muster.Data) []string {
	v := values([]muster.Observation{{Data: d}})
	return []string{v[FieldName], v[FieldNameHistory]}
}
