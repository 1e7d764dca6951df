package casework

import (
	"context"
	"slices"
	"time"

	"muster"
	"muster/store"
)

// Users lists everybody who is or was a user, for who manages them.
func (d *Desk) Users(ctx context.Context, who *Actor) ([]User, error) {
	return read(ctx, d, who, UsersManage, users(), func(list []User) []User { sortUsers(list); return list })
}

// Colleagues lists active users by name, without addresses or roles, for
// choosing readers, interviewers and assignees.
func (d *Desk) Colleagues(ctx context.Context) ([]User, error) {
	var out []User
	err := d.view(ctx, &Actor{}, func(r *reading) error {
		list, err := activeUsers(r.tx)
		out = nil
		for _, u := range list {
			out = append(out, User{ID: u.ID, Name: u.Name})
		}
		sortUsers(out)
		return err
	})
	return out, err
}

// Called is what those are called who ever did something here, for whoever is
// shown that they did: colleagues whose access has ended and second signers from
// outside among them.
func (d *Desk) Called(ctx context.Context) (map[UserID]string, error) {
	var out map[UserID]string
	err := d.view(ctx, &Actor{}, func(r *reading) error {
		k, err := d.around(r.tx)
		if err == nil {
			out = k.called
		}
		return err
	})
	return out, err
}

// Entities lists the legal entities. Whoever is signed in may know them.
func (d *Desk) Entities(ctx context.Context) ([]Entity, error) {
	var list []Entity
	err := d.view(ctx, &Actor{}, func(r *reading) (err error) {
		list, err = entities().all(r.tx)
		return err
	})
	return list, err
}

// Policies lists the versions of the policy, the latest first.
func (d *Desk) Policies(ctx context.Context, who *Actor) ([]PolicyVersion, error) {
	return read(ctx, d, who, PolicyView, policies(), func(list []PolicyVersion) []PolicyVersion { slices.Reverse(list); return list })
}

// Suppressions lists suppressions, those past too, the latest first.
func (d *Desk) Suppressions(ctx context.Context, who *Actor) ([]Suppression, error) {
	return read(ctx, d, who, PolicyView, suppressions(), func(list []Suppression) []Suppression { slices.Reverse(list); return list })
}

// Keys lists the API keys; their digests are left out.
func (d *Desk) Keys(ctx context.Context, who *Actor) ([]APIKey, error) {
	return read(ctx, d, who, KeysManage, apiKeys(), func(list []APIKey) []APIKey {
		for i := range list {
			list[i].Digest = nil
		}
		return list
	})
}

// Hooks lists the webhooks, for who manages them.
func (d *Desk) Hooks(ctx context.Context, who *Actor) ([]Webhook, error) {
	return read(ctx, d, who, WebhooksManage, webhooks(), func(list []Webhook) []Webhook { return list })
}

// Monitored lists the kinds of monitoring that were ever switched, and how
// they stand. What is not listed is off.
func (d *Desk) Monitored(ctx context.Context, who *Actor) ([]Monitoring, error) {
	return read(ctx, d, who, PolicyView, monitorings(), func(list []Monitoring) []Monitoring { return list })
}

// IsMonitored reports whether a kind of monitoring is on, for the program's
// own intake: records of a kind that is off are not taken.
func (d *Desk) IsMonitored(ctx context.Context, kind string) (bool, error) {
	on := false
	err := d.view(ctx, &Actor{}, func(r *reading) (err error) {
		on, err = d.MonitoredAt(r.tx, kind)
		return err
	})
	return on, err
}

// MonitoredAt is IsMonitored as a transaction sees it.
func (*Desk) MonitoredAt(tx *store.Tx, kind string) (bool, error) {
	m, err := monitorings().find(tx, kind)
	return m != nil && m.On, err
}

// MonitoringOff lists the kinds of monitoring that are off now: nobody switched
// them on, or somebody switched them off.
func (d *Desk) MonitoringOff(ctx context.Context) ([]string, error) {
	var off []string
	err := d.view(ctx, &Actor{}, func(r *reading) error {
		off = off[:0]
		for _, kind := range MonitoringKinds() {
			m, err := monitorings().find(r.tx, kind)
			if err != nil {
				return err
			}
			if m == nil || !m.On {
				off = append(off, kind)
			}
		}
		return nil
	})
	return off, err
}

// Retention lists the clocks that were set and the purges that were ordered.
func (d *Desk) Retention(ctx context.Context, who *Actor) (set []Clock, orders []Purge, err error) {
	err = d.view(ctx, who, func(r *reading) error {
		if !d.table.somewhere(who, PolicyView) {
			return refusal(PolicyView)
		}
		if set, err = clocks().list(r.tx, "state = 'clock'"); err != nil {
			return err
		}
		orders, err = purges().list(r.tx, "state <> 'clock'")
		return err
	})
	return set, orders, err
}

// SettingValues returns every setting's value.
func (d *Desk) SettingValues(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	err := d.view(ctx, &Actor{}, func(r *reading) error {
		for _, s := range Settings() {
			n, err := settingNumber(r.tx, s.Name)
			if err != nil {
				return err
			}
			out[s.Name] = n
		}
		return nil
	})
	return out, err
}

// MissRate returns what the random draw shows of what flags miss. It names
// nobody.
func (d *Desk) MissRate(ctx context.Context, who *Actor) (MissRate, error) {
	var m MissRate
	err := d.view(ctx, who, func(r *reading) (err error) {
		if !d.table.somewhere(who, PolicyView) {
			return refusal(PolicyView)
		}
		m, err = missRate(r.tx)
		return err
	})
	return m, err
}

// Gates returns a person's gates as they stand.
func (d *Desk) Gates(ctx context.Context, who *Actor, subject muster.SubjectID) ([]GateState, error) {
	var list []GateState
	err := d.view(ctx, who, func(r *reading) error {
		about, err := r.person(subject, PeopleView)
		if err != nil {
			return err
		}
		list, err = r.gates(about)
		return err
	})
	return list, err
}

// gates reads a person's gates for the actor.
func (r *reading) gates(about *about) ([]GateState, error) {
	list, err := r.desk.gatesOf(r.tx, about)
	return r.unclocked(list, about), err
}

// unclocked takes the clocks of escalations off gates for who may not know
// where people stand: that two people look at somebody would tell it.
func (r *reading) unclocked(list []GateState, about *about) []GateState {
	if r.desk.table.Sees(r.who, FieldLevel, about.Scope) == Clear {
		return list
	}
	for i := range list {
		list[i].Waits = time.Time{}
	}
	return list
}

// Checks returns a person's checks; details a role does not see are empty.
func (d *Desk) Checks(ctx context.Context, who *Actor, subject muster.SubjectID) ([]Check, error) {
	var list []Check
	err := d.view(ctx, who, func(r *reading) error {
		about, err := r.person(subject, PeopleView)
		if err != nil {
			return err
		}
		list, err = r.checks(about)
		return err
	})
	return list, err
}

// read lists a table for whoever may do something anywhere.
func read[T any](ctx context.Context, d *Desk, who *Actor, a Action, s shelf[T], arrange func([]T) []T) ([]T, error) {
	var list []T
	err := d.view(ctx, who, func(r *reading) (err error) {
		if !d.table.somewhere(who, a) {
			return refusal(a)
		}
		if list, err = s.all(r.tx); err == nil {
			list = arrange(list)
		}
		return err
	})
	return list, err
}
