package casework

import (
	"context"
	"slices"
	"time"

	"muster"
)

// PayBasis is counsel's legal basis for withholding somebody's pay.
type PayBasis struct {
	Subject muster.SubjectID `json:"subject"`
	Basis   string           `json:"basis"`
	Reason  string           `json:"reason"`
	Until   time.Time        `json:"until"`
	By      string           `json:"by"`
	At      time.Time        `json:"at"`
}

func payBases() shelf[PayBasis] {
	return shelf[PayBasis]{"pay_bases", "legal basis", func(b *PayBasis) keys {
		return keys{id: string(b.Subject), subject: b.Subject, state: "recorded", due: b.Until}
	}}
}

// PayBases lists the bases that the actor may put on record, those that end first
// before those that have ended.
func (d *Desk) PayBases(ctx context.Context, who *Actor) ([]PayBasis, error) {
	var out []PayBasis
	err := d.view(ctx, who, func(r *reading) error {
		out = nil
		if !d.table.somewhere(who, PayWithholding) {
			return refusal(PayWithholding)
		}
		k, err := d.around(r.tx)
		if err != nil {
			return err
		}
		list, err := payBases().all(r.tx)
		if err != nil {
			return err
		}
		for i := range list {
			about, err := r.look(k, list[i].Subject)
			if muster.CodeOf(err) == muster.CodeNotFound {
				continue
			}
			if err != nil {
				return err
			}
			if d.table.Allows(who, PayWithholding, about.Scope, about.own) {
				out = append(out, list[i])
			}
		}
		now := time.UnixMicro(r.tx.Now())
		slices.SortStableFunc(out, func(a, b PayBasis) int {
			if over := a.Until.Before(now); over != b.Until.Before(now) {
				if over {
					return 1
				}
				return -1
			}
			return a.Until.Compare(b.Until)
		})
		return nil
	})
	return out, err
}

// maxBasisDays is for how long a basis holds before counsel looks again.
const maxBasisDays = 92

// RecordPayBasis puts on record the legal basis on which somebody's pay may be
// withheld, for a while. Without one nobody can.
type RecordPayBasis struct {
	Subject muster.SubjectID `json:"subject"`
	Basis   string           `json:"basis"` // the law, order or clause
	Until   muster.Time      `json:"until"`
	Reason  string           `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *RecordPayBasis) Name() string { return "pay.basis" }

func (a *RecordPayBasis) check() error {
	return first(subjectID(a.Subject), line("basis", a.Basis), reason(a.Reason))
}

func (a *RecordPayBasis) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(PayWithholding, about.Scope, about.own); err != nil {
		return err
	}
	if err := in.named(); err != nil {
		return err
	}
	until := a.Until.UTC()
	if until.Before(in.now()) || until.After(in.now().AddDate(0, 0, maxBasisDays)) {
		return usage("until: choose a day within three months", "a basis ends by itself; it may be put on record anew")
	}
	in.made = string(a.Subject)
	return payBases().put(in, &PayBasis{a.Subject, a.Basis, a.Reason, until, in.who.Name, in.now()})
}
