package server

import (
	"cmp"
	"context"
	"strconv"

	"muster"
	"muster/store"
)

// owner is whose an event is, "" for nobody's. Only what somebody declared
// counts, as for files: how a device stands and what is plugged into it belongs
// to whom it was issued; the rest to the account, and to the device's owner only
// where no account is stated, or where a device did it of its own.
func (in *intake) owner(s *muster.Signal) (muster.SubjectID, error) {
	serial, aboutDevice := s.Device, false
	switch d := s.Data.(type) {
	case *muster.Located:
		aboutDevice = true
		serial = cmp.Or(string(d.Serial), serial)
	case *muster.Attached:
		aboutDevice = true
	}
	byAccount, err := in.belongs(s.System, s.Account, s.At.Micros)
	if err != nil {
		return "", err
	}
	if !aboutDevice && s.Account != "" && (byAccount != "" || !ofDevice(s.Data)) {
		return byAccount, nil
	}
	holder, err := in.belongs(store.DeviceSystem, serial, s.At.Micros)
	return cmp.Or(holder, byAccount), err
}

// ofDevice reports whether an event is of a device's own doing, so that an
// account nobody knows, such as a local one, does not make it nobody's.
func ofDevice(d muster.SignalData) bool {
	switch d.(type) {
	case *muster.Ran, *muster.Moved:
		return true
	}
	return false
}

// belongs asks once for each account of a delivery; devices change hands, and
// are asked for by the day.
func (in *intake) belongs(system, account string, at int64) (muster.SubjectID, error) {
	if account == "" {
		return "", nil
	}
	key := system + "\x00" + account
	if system == store.DeviceSystem {
		key += "\x00" + strconv.FormatInt(at, 10)
	}
	if who, asked := in.whose[key]; asked {
		return who, nil
	}
	who, known, err := in.tx.Belongs(system, account, at)
	if err != nil {
		return "", err
	}
	if !known {
		who = ""
	}
	in.whose[key] = who
	return who, nil
}

// strangerOf is what an event that is nobody's is counted under.
func strangerOf(s *muster.Signal) string {
	name := cmp.Or(s.Account, s.Device, "(no account)")
	return name[:min(len(name), 200)]
}

// followStep is how many people are read between two looks at the sequence.
const followStep = 200

// followAccounts brings who accounts and devices belong to up to date with
// people's records: the login, the e-mail addresses and the employee number of
// their own record, and the devices issued to them.
func (s *Server) followAccounts(ctx context.Context) error {
	at, _, err := s.cursor(ctx, "accounts")
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(at, 10, 64) // "" is the beginning
	for {
		feed, err := s.store.Changes(ctx, s.config.Organisation, after, followStep)
		if err != nil || len(feed.Changed) == 0 {
			return err
		}
		err = s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
			for _, c := range feed.Changed {
				if err := followOne(tx, c.Subject); err != nil {
					return err
				}
			}
			return putCursor(tx, "accounts", strconv.FormatInt(feed.Changed[len(feed.Changed)-1].Seq, 10))
		})
		if err != nil {
			return err
		}
		after = feed.Changed[len(feed.Changed)-1].Seq
	}
}

// followOne writes what belongs to one person anew.
func followOne(tx *store.Tx, id muster.SubjectID) error {
	list, _, err := tx.Observations(id)
	if err != nil {
		return err
	}
	var out []store.Belonging
	is := func(account string) { out = append(out, store.Belonging{Account: account, Subject: id}) }
	for _, o := range standing(list) {
		switch d := o.Data.(type) {
		case *muster.Person:
			is(string(id))
			is(string(d.Login))
			for _, mail := range d.Contact.Emails {
				is(string(mail))
			}
		case *muster.Issued:
			held := store.Belonging{System: store.DeviceSystem, Account: string(d.Device), Subject: id, Since: d.From.Micros, Until: d.Until.Micros}
			if !d.Until.IsZero() && d.Until.Precision <= muster.PrecisionDay {
				held.Until = d.Until.End().Micros + 1
			}
			out = append(out, held)
		}
	}
	return tx.ReplaceBelongings(id, out)
}

// standing leaves out what another observation supersedes.
func standing(list []muster.Observation) []*muster.Observation {
	gone := map[muster.ObservationID]bool{}
	for i := range list {
		gone[list[i].Supersedes] = true
	}
	out := make([]*muster.Observation, 0, len(list))
	for i := range list {
		if !gone[list[i].ID] {
			out = append(out, &list[i])
		}
	}
	return out
}
