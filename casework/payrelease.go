package casework

import (
	"slices"

	"muster"
)

// settleReleased puts beside a person's records that two people released a
// changed account after asking the person: the account is verified, so that
// nothing asks about that change again; another account is asked about as before.
// Names out of a file settle the run alone, and so does a line that neither number
// nor account led to the person: a name alone, or a run looked at before that was kept.
func (in *act) settleReleased(d *PayDecision, l *PayLine) error {
	if d.Subject == "" || d.Choice != PayAsGiven || l.Match != "id" && l.Match != "account" || in.who.Via == ViaFile || !slices.ContainsFunc(d.Codes, changesAccount) {
		return nil
	}
	about, err := in.about(d.Subject)
	if missing(err) {
		return nil
	}
	if err != nil || !in.desk.table.Allows(in.who, PayrollSettle, about.Scope, about.own) {
		return err
	}
	id, err := in.newID("V-") // what was taken back and is released again is another record
	if err != nil {
		return err
	}
	to := l.To
	if l.Known != nil {
		to = *l.Known
	}
	today := muster.Date(in.now().UTC().Date())
	d.Release, err = in.append(d.Subject, payDecisionID(d.Run, d.Line)+" "+id, today, &muster.BankDetails{
		PayTo: to, Effective: today, Verified: today, Recorded: muster.Recorded{By: muster.Text(d.By + " and " + d.Second.By), Confirmed: muster.Yes},
	})
	return err
}

// unsettle takes back what a release put on record, where the line is decided
// anew or the person says that the change was not theirs.
func (in *act) unsettle(subject muster.SubjectID, release muster.ObservationID) error {
	if release.IsZero() {
		return nil
	}
	about, err := in.about(subject)
	if missing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for i := range about.observations {
		o := &about.observations[i]
		had, ok := o.Data.(*muster.BankDetails)
		if o.ID != release || !ok || slices.ContainsFunc(about.observations, func(later muster.Observation) bool { return later.Supersedes == release }) {
			continue
		}
		_, err := in.correct(o, &muster.BankDetails{PayTo: had.PayTo, Effective: had.Effective, Recorded: muster.Recorded{By: muster.Text(in.who.Name)}})
		return err
	}
	return nil
}

// denied takes back the release of an account that the person says they did not
// change to: that of the change the advice was about.
func (in *act) denied(about *about, advice string) error {
	at := slices.IndexFunc(about.observations, func(o muster.Observation) bool { return o.ID.String() == advice })
	if at < 0 {
		return nil
	}
	account, ok := about.observations[at].Data.(*muster.BankDetails)
	if !ok {
		return nil
	}
	for i := range about.observations {
		o := &about.observations[i]
		d, ok := o.Data.(*muster.BankDetails)
		if !ok || o.Source != Source || d.Verified.IsZero() || !sameAccount(&account.PayTo, &d.PayTo) {
			continue
		}
		if err := in.unsettle(about.ID, o.ID); err != nil {
			return err
		}
	}
	return nil
}

// sameAccount compares accounts as one record wrote them and another repeats them.
func sameAccount(a, b *muster.PayTo) bool {
	return a.IBAN == b.IBAN && a.BankCode == b.BankCode && a.Number == b.Number && a.Wallet == b.Wallet
}
