package casework

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// The kinds of agreement.
const (
	AgreedTravel = "travel"     // a stay elsewhere, for one person
	AgreedHours  = "hours"      // other hours of work, for one person
	AgreedTool   = "tool"       // a tool or network that is approved, for one person or for everybody
	AgreedDevice = "own_device" // work on a device of the person's own
)

// AgreementKinds lists them.
func AgreementKinds() []string { return []string{AgreedTravel, AgreedHours, AgreedTool, AgreedDevice} }

// Agreement is what was agreed beforehand, so that it is no surprise later.
type Agreement struct {
	ID      string           `json:"id"`
	Kind    string           `json:"kind"`
	Subject muster.SubjectID `json:"subject,omitempty"` // empty: everybody
	What    string           `json:"what"`              // the place, the hours, the tool or the device
	From    muster.Time      `json:"from,omitzero"`
	Until   muster.Time      `json:"until"` // its last day
	By      string           `json:"by"`
	At      time.Time        `json:"at"`
	Ended   bool             `json:"ended,omitempty"` // taken back

	// Observation is what assessments see of it; none for one with everybody.
	Observation muster.ObservationID `json:"observation,omitzero"`
}

// agreements: file is the kind, due the end of the last day.
func agreements() shelf[Agreement] {
	return shelf[Agreement]{"agreements", "agreement", func(a *Agreement) keys {
		state := "agreed"
		if a.Ended {
			state = "ended"
		}
		return keys{id: a.ID, subject: a.Subject, file: a.Kind, state: state, due: a.Until.UTC().Add(24 * time.Hour)}
	}}
}

// maxAgreed is how long an agreement may last in years: what lasts is looked at
// again.
const maxAgreed = 2

// Agree puts on record what was agreed with a person, or that a tool is
// approved. What concerns a person becomes an observation, so that no finding is
// made of what was agreed.
type Agree struct {
	Kind    string           `json:"kind"`
	Subject muster.SubjectID `json:"subject,omitempty"` // a tool: empty for everybody
	What    string           `json:"what"`              // the place, or the tool
	From    muster.Time      `json:"from,omitzero"`
	Until   muster.Time      `json:"until"`
	Reason  string           `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *Agree) Name() string { return "agreement.record" }

func (a *Agree) check() error {
	if err := first(oneOf("kind", a.Kind, AgreementKinds()...), line("what", a.What), neutral("what", a.What), reason(a.Reason)); err != nil {
		return err
	}
	if a.Subject != "" || a.Kind != AgreedTool {
		if err := subjectID(a.Subject); err != nil {
			return err
		}
	}
	if _, _, err := hours(a.What); a.Kind == AgreedHours && err != nil {
		return err
	}
	if a.Until.Precision < muster.PrecisionDay || a.Until.Before(a.From) {
		return usage("until: name the last day, not before the first", "an agreement ends by itself; it may be made anew")
	}
	return nil
}

func (a *Agree) perform(in *act) error {
	scope, own := Scope{}, false
	if a.Subject != "" {
		about, err := in.about(a.Subject)
		if err != nil {
			return err
		}
		scope, own = about.Scope, about.own
	}
	if err := in.allow(AgreementRecord, scope, own); err != nil {
		return err
	}
	if until := a.Until.UTC(); until.Before(in.now().Add(-24*time.Hour)) || until.After(in.now().AddDate(maxAgreed, 0, 0)) {
		return usage("until: choose a day within two years from now", "an agreement ends by itself; it may be made anew")
	}
	g := &Agreement{Kind: a.Kind, Subject: a.Subject, What: a.What, From: a.From, Until: a.Until, By: in.who.Name, At: in.now()}
	var err error
	if g.ID, err = in.newID("T"); err != nil {
		return err
	}
	in.made = g.ID
	if g.Subject != "" {
		if g.Observation, err = in.append(g.Subject, g.ID, cmp.Or(g.From, muster.Instant(in.now())), g.data()); err != nil {
			return err
		}
	}
	if err := in.forEverybody(g); err != nil {
		return err
	}
	return agreements().add(in, g)
}

// data is what assessments see of an agreement.
func (a *Agreement) data() *muster.Agreed {
	d := &muster.Agreed{What: muster.AgreedKind(a.Kind), From: a.From, Until: a.Until}
	switch a.Kind {
	case AgreedTravel:
		d.City = muster.City(a.What)
	case AgreedHours:
		if from, to, err := hours(a.What); err == nil {
			d.Start, d.End = &from, &to
		}
	default:
		d.Name = muster.Text(a.What)
	}
	return d
}

// hours reads "09:00 to 17:30" as minutes after midnight.
func hours(what string) (from, to int, err error) {
	a, b, ok := strings.Cut(what, " to ")
	first, errA := time.Parse("15:04", strings.TrimSpace(a))
	last, errB := time.Parse("15:04", strings.TrimSpace(b))
	if !ok || errA != nil || errB != nil {
		return 0, 0, usage("what: write the hours as 09:00 to 17:30", "hours past midnight may end before they begin")
	}
	minutes := func(t time.Time) int { return 60*t.Hour() + t.Minute() }
	return minutes(first), minutes(last), nil
}

// ChangeAgreement writes an agreement anew: what it is about and its last day.
type ChangeAgreement struct {
	Agreement string      `json:"agreement"`
	What      string      `json:"what"`
	Until     muster.Time `json:"until"`
	Reason    string      `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *ChangeAgreement) Name() string { return "agreement.change" }

func (a *ChangeAgreement) check() error {
	if a.Until.Precision < muster.PrecisionDay {
		return usage("until: name the last day", "an agreement ends by itself; it may be made anew")
	}
	return first(line("what", a.What), neutral("what", a.What), reason(a.Reason))
}

func (a *ChangeAgreement) perform(in *act) error {
	g, err := in.agreement(a.Agreement)
	if err != nil {
		return err
	}
	if _, _, err := hours(a.What); g.Kind == AgreedHours && err != nil {
		return err
	}
	if until := a.Until.UTC(); a.Until.Before(g.From) || until.Before(in.now().Add(-24*time.Hour)) || until.After(in.now().AddDate(maxAgreed, 0, 0)) {
		return usage("until: choose a day within two years from now, not before the first", "to end it now, take it back")
	}
	g.What, g.Until = a.What, a.Until
	if !g.Observation.IsZero() {
		if err := in.observeAnew(g, g.data()); err != nil {
			return err
		}
	}
	if err := in.forEverybody(g); err != nil {
		return err
	}
	return agreements().put(in, g)
}

// agreement finds one that holds, for somebody who may record agreements there.
func (in *act) agreement(id string) (*Agreement, error) {
	g, err := agreements().get(in.tx, id)
	if err != nil {
		return nil, err
	}
	scope, own := Scope{}, false
	if g.Subject != "" {
		about, err := in.about(g.Subject)
		if err != nil {
			return nil, err
		}
		scope, own = about.Scope, about.own
	}
	if err := in.allow(AgreementRecord, scope, own); err != nil {
		return nil, err
	}
	if g.Ended {
		return nil, conflict("this was taken back already", "nothing needs to be done")
	}
	in.made = g.ID
	return g, nil
}

// EndAgreement takes an agreement back.
type EndAgreement struct {
	Agreement string `json:"agreement"`
	Reason    string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *EndAgreement) Name() string { return "agreement.end" }

func (a *EndAgreement) check() error { return reason(a.Reason) }

func (a *EndAgreement) perform(in *act) error {
	g, err := in.agreement(a.Agreement)
	if err != nil {
		return err
	}
	g.Ended = true
	if !g.Observation.IsZero() { // assessments see that it ended: what fell into its time stays agreed
		data := g.data()
		if today := day(in.now()); today.Before(g.Until) {
			data.Until = today
		}
		if err := in.observeAnew(g, data); err != nil {
			return err
		}
	}
	if today := day(in.now()); g.Subject == "" && today.Before(g.Until) {
		g.Until = today // what fell into its time stays approved
	}
	if err := in.forEverybody(g); err != nil {
		return err
	}
	return agreements().put(in, g)
}

// forEverybody says that what holds for everybody changes, where it does.
func (in *act) forEverybody(g *Agreement) error {
	if g.Subject != "" {
		return nil
	}
	return in.tx.NoteModel()
}

// observeAnew puts another observation in the place of an agreement's. Its
// record is its own, so that what is changed back is not taken for the first.
func (in *act) observeAnew(g *Agreement, data *muster.Agreed) error {
	o := muster.Observation{
		Organisation: in.desk.org, Subject: g.Subject, Source: Source, Record: g.ID + "/" + strconv.FormatInt(in.tx.Now(), 36), Happened: cmp.Or(g.From, muster.Instant(g.At)),
		Recorded: muster.Instant(in.now()), Supersedes: g.Observation, Data: data,
	}
	if err := o.Seal(); err != nil {
		return err
	}
	g.Observation = o.ID
	_, _, err := in.tx.Append([]muster.Observation{o})
	return err
}

func day(t time.Time) muster.Time {
	t = t.UTC()
	return muster.Date(t.Year(), t.Month(), t.Day())
}

// Agreed lists what is agreed with a person now or later, and what is approved
// for everybody.
func (d *Desk) Agreed(ctx context.Context, who *Actor, subject muster.SubjectID) ([]Agreement, error) {
	var list []Agreement
	err := d.view(ctx, who, func(r *reading) error {
		if _, err := r.person(subject, PeopleView); err != nil {
			return err
		}
		var err error
		list, err = agreements().open(r.tx, "state = 'agreed' and (subject = $2 or subject = '')", string(subject))
		return err
	})
	return list, err
}

// ApprovedTools are the tools and networks that are approved for everybody, those
// whose time is over too: what fell into it stays approved. It is part of what
// people are assessed by, as Model is.
func (d *Desk) ApprovedTools(tx *store.Tx) ([]muster.Agreed, error) {
	list, err := agreements().list(tx, "file = $2 and subject = ''", AgreedTool)
	if err != nil {
		return nil, err
	}
	out := make([]muster.Agreed, len(list))
	for i := range list {
		out[i] = *list[i].data()
	}
	return out, nil
}

// Approved lists what is approved for everybody, now or later.
func (d *Desk) Approved(ctx context.Context, who *Actor) ([]Agreement, error) {
	var list []Agreement
	err := d.view(ctx, who, func(r *reading) error {
		if !d.table.somewhere(who, PolicyView) {
			return refusal(PolicyView)
		}
		var err error
		list, err = agreements().open(r.tx, "state = 'agreed' and subject = ''")
		return err
	})
	return list, err
}
