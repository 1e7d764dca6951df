package casework

import (
	"context"
	"time"

	"muster/store"
)

// CaseRecord is a case as a reader sees it.
type CaseRecord struct {
	Case
	Items []Item // privileged notes for counsel only
	Steps []Step
	Views []Look // who looked at it, the latest first; this look included

	Readings []Reading // the same, looks of one person in a row told together

	Told []Notice // the last notice to each person concerned who had one, with their answers
}

// Look is one look at a case.
type Look struct {
	ID   string    `json:"id"`
	Case string    `json:"case"`
	User UserID    `json:"user"`
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

func caseViews() shelf[Look] {
	return shelf[Look]{"case_views", "look at a case", func(v *Look) keys {
		return keys{id: v.ID, file: v.Case, state: "seen", due: v.At}
	}}
}

// maxViews is how many looks are listed, and how many readings.
const maxViews = 100

// Reading is looks of one person at a case with nobody else's between them: who
// works on a case opens it many times a day, and others would drown among these.
// The ledger keeps an entry for each.
type Reading struct {
	User        UserID
	Name        string
	Times       int
	First, Last time.Time
}

// readings puts looks in a row together, the latest first.
func readings(views []Look) []Reading {
	var out []Reading
	for i := len(views) - 1; i >= 0; i-- {
		v := &views[i]
		if n := len(out); n > 0 && out[n-1].User == v.User {
			out[n-1].Times, out[n-1].First = out[n-1].Times+1, v.At
			continue
		}
		if len(out) == maxViews {
			break
		}
		out = append(out, Reading{v.User, v.Name, 1, v.At, v.At})
	}
	return out
}

// Case reads a case for one of its readers. Each look is entered in the ledger
// and listed, before anything is shown.
func (d *Desk) Case(ctx context.Context, who *Actor, id string) (*CaseRecord, error) {
	var out *CaseRecord
	err := d.store.Update(ctx, d.org, func(tx *store.Tx) error {
		in := &act{desk: d, tx: tx, who: who}
		c, err := in.caseFile(id, CaseView)
		if err != nil {
			return err
		}
		v := &Look{Case: id, User: who.User, Name: who.Name, At: in.now()}
		if v.ID, err = in.newID("Z"); err != nil {
			return err
		}
		if err := caseViews().add(in, v); err != nil {
			return err
		}
		if _, err := tx.Record("case.view", entryBody{By: by(who), Case: id, Made: v.ID}); err != nil {
			return err
		}
		out = &CaseRecord{Case: *c}
		return d.fillCase(tx, who, out)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (d *Desk) fillCase(tx *store.Tx, who *Actor, out *CaseRecord) error {
	all, err := items().list(tx, "file = $2", out.ID)
	if err != nil {
		return err
	}
	privileged := d.table.Sees(who, FieldPrivileged, out.Scope) == Clear
	for _, i := range all {
		i.Salt = ""
		if i.Kind != ItemPrivileged || privileged {
			out.Items = append(out.Items, i)
		}
	}
	if out.Steps, err = steps().list(tx, "file = $2", out.ID); err != nil {
		return err
	}
	for _, p := range out.People {
		n, err := lastNotice(tx, p)
		if err != nil {
			return err
		}
		if n != nil {
			out.Told = append(out.Told, *n)
		}
	}
	views, err := caseViews().list(tx, "file = $2", out.ID)
	if err != nil {
		return err
	}
	out.Readings = readings(views)
	for i := len(views) - 1; i >= 0 && len(out.Views) < maxViews; i-- {
		out.Views = append(out.Views, views[i])
	}
	return nil
}

// Cases lists the cases an actor may read, without their contents: the open
// ones, or all. Who is no reader does not learn that there are others.
func (d *Desk) Cases(ctx context.Context, who *Actor, closed bool) ([]Case, error) {
	var list []Case
	err := d.view(ctx, who, func(r *reading) error {
		list = nil
		where := "state = 'open'"
		if closed {
			where = "id <> ''"
		}
		all, err := cases().list(r.tx, where)
		if err != nil {
			return err
		}
		for i := range all {
			if d.table.Allows(who, CaseView, all[i].Scope, all[i].reads(who)) {
				list = append(list, all[i])
			}
		}
		return nil
	})
	return list, err
}

// StepFor returns a step for who may sign it or proposed it: the outside signer
// sees this and nothing else.
func (d *Desk) StepFor(ctx context.Context, who *Actor, id string) (*Step, error) {
	var s *Step
	err := d.view(ctx, who, func(r *reading) (err error) {
		if s, err = steps().get(r.tx, id); err != nil {
			return err
		}
		in := &act{desk: d, tx: r.tx, who: who}
		if who.User != "" && s.Proposer == who.User {
			return nil
		}
		return in.allowSigning(s)
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}
