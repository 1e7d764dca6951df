package casework

import (
	"time"

	"muster"
	"muster/store"
)

// Unlocking is a value somebody may see for a while, for a stated reason.
type Unlocking struct {
	ID      string           `json:"id"`
	User    UserID           `json:"user"`
	Name    string           `json:"name"`
	Subject muster.SubjectID `json:"subject"`
	Field   Field            `json:"field"`
	Reason  string           `json:"reason"`
	At      time.Time        `json:"at"`
	Until   time.Time        `json:"until"`
}

// unlocks: file is who and which field, due when it ends.
func unlocks() shelf[Unlocking] {
	return shelf[Unlocking]{"unlocks", "unlock", func(u *Unlocking) keys {
		return keys{id: u.ID, subject: u.Subject, file: string(u.User) + " " + string(u.Field), state: "open", due: u.Until}
	}}
}

// Unlock shows a masked field of a person to who asks, for a stated reason and
// a limited time.
type Unlock struct {
	Subject muster.SubjectID `json:"subject"`
	Field   Field            `json:"field"`
	Reason  string           `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *Unlock) Name() string { return "person.unlock" }

func (a *Unlock) check() error { return first(subjectID(a.Subject), reason(a.Reason)) }

func (a *Unlock) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(PersonUnlock, about.Scope, about.own); err != nil {
		return err
	}
	switch in.desk.table.Sees(in.who, a.Field, about.Scope) {
	case Clear:
		return conflict("you see this already", "nothing needs unlocking")
	case Masked, Hidden:
		in.allowed = false
		return in.allow("field."+Action(a.Field), about.Scope, false)
	}
	minutes, err := settingNumber(in.tx, SettingUnlockMinutes)
	if err != nil {
		return err
	}
	u := &Unlocking{User: in.who.User, Name: in.who.Name, Subject: a.Subject, Field: a.Field, Reason: a.Reason, At: in.now(), Until: in.now().Add(time.Duration(minutes) * time.Minute)}
	if u.ID, err = in.newID("V"); err != nil {
		return err
	}
	in.made = u.ID
	return unlocks().add(in, u)
}

// sight is what an actor sees of a field of a person now: Hidden, Masked, or
// Clear where it is clear to them or was unlocked.
func (d *Desk) sight(tx *store.Tx, who *Actor, f Field, about *about) (Sight, error) {
	s := d.table.Sees(who, f, about.Scope)
	if s != Unlocked {
		return s, nil
	}
	open, err := unlocks().open(tx, ofOne, string(about.ID))
	for i := range open {
		if open[i].User == who.User && open[i].Field == f {
			return Clear, err
		}
	}
	return Masked, err
}
