package casework

import (
	"context"
	"time"

	"muster"
	"muster/store"
)

// The verdicts on a pair of records.
const (
	PairSame    = "same"       // they belong together
	PairNot     = "not_same"   // they do not, and later runs keep them apart
	PairOneSelf = "one_person" // two systems' records of one person
)

// PairDecision is what a person said about two records. The last one about a
// pair holds.
type PairDecision struct {
	A       muster.SubjectID `json:"a"` // the smaller id
	B       muster.SubjectID `json:"b"`
	Verdict string           `json:"verdict"`
	Group   string           `json:"group,omitempty"` // the group it was said about
	Reason  string           `json:"reason"`
	By      string           `json:"by"`
	At      time.Time        `json:"at"`
}

// pairs: subject is the smaller id, file the other, state the verdict.
func pairs() shelf[PairDecision] {
	return shelf[PairDecision]{"group_decisions", "decision", func(p *PairDecision) keys {
		return keys{id: digestText(string(p.A) + "\x00" + string(p.B)), subject: p.A, file: string(p.B), state: p.Verdict}
	}}
}

// PairDecisions returns all that people said about pairs of records, for those
// who resolve: the negatives are kept.
func (d *Desk) PairDecisions(ctx context.Context) ([]PairDecision, error) {
	var list []PairDecision
	err := d.store.View(ctx, d.org, func(tx *store.Tx) (err error) {
		list, err = pairs().all(tx)
		return err
	})
	return list, err
}

// SplitGroup says that some members of a group do not belong with the others.
type SplitGroup struct {
	Group   string             `json:"group"`
	Members []muster.SubjectID `json:"members"`
	Others  []muster.SubjectID `json:"others"`
	Reason  string             `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SplitGroup) Name() string { return "group.split" }

func (a *SplitGroup) check() error { return checkPairs(a.Members, a.Others, a.Reason) }

func (a *SplitGroup) perform(in *act) error {
	in.made = a.Group
	return in.pair(GroupDecide, PairNot, a.Group, a.Members, a.Others, a.Reason)
}

// MergeGroup says that members of a group and others belong together.
type MergeGroup struct {
	Group   string             `json:"group"`
	Members []muster.SubjectID `json:"members"`
	Others  []muster.SubjectID `json:"others"`
	Reason  string             `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *MergeGroup) Name() string { return "group.merge" }

func (a *MergeGroup) check() error { return checkPairs(a.Members, a.Others, a.Reason) }

func (a *MergeGroup) perform(in *act) error {
	in.made = a.Group
	return in.pair(GroupDecide, PairSame, a.Group, a.Members, a.Others, a.Reason)
}

// LinkPeople says that two systems' records are of one person, or, with Undo,
// that they are not.
type LinkPeople struct {
	A      muster.SubjectID `json:"a"`
	B      muster.SubjectID `json:"b"`
	Undo   bool             `json:"undo,omitempty"`
	Reason string           `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *LinkPeople) Name() string { return "people.link" }

func (a *LinkPeople) check() error {
	return checkPairs([]muster.SubjectID{a.A}, []muster.SubjectID{a.B}, a.Reason)
}

func (a *LinkPeople) perform(in *act) error {
	verdict := PairOneSelf
	if a.Undo {
		verdict = PairNot
	}
	in.made = string(a.A)
	return in.pair(PeopleLink, verdict, "", []muster.SubjectID{a.A}, []muster.SubjectID{a.B}, a.Reason)
}

func checkPairs(members, others []muster.SubjectID, why string) error {
	if len(members) == 0 || len(others) == 0 || len(members)+len(others) > maxList {
		return usage("name the members on both sides, at most 200", "open the group's page and choose them")
	}
	for _, m := range members {
		for _, o := range others {
			if err := first(subjectID(m), subjectID(o)); err != nil {
				return err
			}
			if m == o {
				return usage("somebody stands on both sides", "choose each member once")
			}
		}
	}
	return reason(why)
}

// pair writes a decision for each pair across the two sides. Who decides must
// be allowed to for every one of them.
func (in *act) pair(may Action, verdict, group string, members, others []muster.SubjectID, why string) error {
	for _, list := range [][]muster.SubjectID{members, others} {
		for _, id := range list {
			about, err := in.about(id)
			if err != nil {
				return err
			}
			in.allowed = false
			if err := in.allow(may, about.Scope, about.own); err != nil {
				return err
			}
		}
	}
	in.subject = members[0]
	if err := in.tx.NoteModel(); err != nil {
		return err
	}
	for _, m := range members {
		for _, o := range others {
			if err := pairs().put(in, &PairDecision{A: min(m, o), B: max(m, o), Verdict: verdict, Group: group, Reason: why, By: in.who.Name, At: in.now()}); err != nil {
				return err
			}
		}
	}
	return nil
}
