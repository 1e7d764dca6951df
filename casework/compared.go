package casework

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"muster"
)

// ComparedFacts is what of a person is compared with lists of people under
// sanctions. Nationality is never read.
type ComparedFacts struct {
	Names     []string // the first is the one they go by
	Births    []string
	Documents []ComparedDocument
	Wallets   []string
}

// ComparedDocument is a document's number and who issued it.
type ComparedDocument struct{ Country, Number string }

// FactsToCompare reads what is compared with lists from a person's records.
func FactsToCompare(list []muster.Observation) ComparedFacts {
	var f ComparedFacts
	add := func(to *[]string, s string) {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(*to, s) {
			*to = append(*to, s)
		}
	}
	named := func(n *muster.Named) {
		add(&f.Names, cmp.Or(string(n.FullName), strings.TrimSpace(string(n.GivenName)+" "+string(n.FamilyName))))
	}
	for i := range list {
		switch d := list[i].Data.(type) {
		case *muster.Person:
			named(&d.Named)
			add(&f.Births, d.DateOfBirth.ISO())
			for _, former := range d.FormerNames {
				add(&f.Names, string(former))
			}
		case *muster.Application:
			named(&d.Named)
		case *muster.PlatformAccount:
			named(&d.Named)
			add(&f.Births, d.DateOfBirth.ISO())
		case *muster.Document:
			add(&f.Names, string(d.Name))
			add(&f.Births, d.Birth.ISO())
			if d.Number != "" {
				f.Documents = append(f.Documents, ComparedDocument{string(d.Country), string(d.Number)})
			}
		case *muster.BankDetails:
			add(&f.Wallets, string(d.Wallet))
		}
	}
	return f
}

// comparedKinds are what facts that are compared are called, in the order in which
// they are told.
func comparedKinds() []string { return []string{"name", "date of birth", "document", "wallet"} }

// kinds are the facts by what they are called, in whatever order they came.
func (f *ComparedFacts) kinds() map[string][]string {
	out := map[string][]string{"name": f.Names, "date of birth": f.Births, "wallet": f.Wallets}
	for _, d := range f.Documents {
		out["document"] = append(out["document"], d.Country+" "+d.Number)
	}
	for what, list := range out {
		plain := make([]string, 0, len(list))
		for _, s := range list {
			plain = append(plain, strings.ToLower(strings.Join(strings.Fields(s), " ")))
		}
		slices.Sort(plain)
		out[what] = slices.Compact(plain)
	}
	return out
}

// comparedWith are keyed digests of the facts by kind. Each kind that can be
// compared has one, also where nothing was on record.
func (d *Desk) comparedWith(subject muster.SubjectID, f *ComparedFacts) map[string]string {
	out := map[string]string{}
	kinds := f.kinds()
	for _, what := range comparedKinds() {
		out[what] = hex.EncodeToString(d.mac(append([]string{"compared with lists", string(subject), what}, kinds[what]...)...)[:16])
	}
	return out
}

// Comparison is the latest check with the lists that a person passed and that
// still holds.
type Comparison struct {
	At      time.Time // when it was recorded
	Changed []string  // the facts that are other ones now than those it compared: name, date of birth, document, wallet
}

// Compared returns, of some people, those who passed a check with the lists that
// still holds, for as many statements as for one. Whom the actor may not look at
// is left out.
func (d *Desk) Compared(ctx context.Context, who *Actor, subjects []muster.SubjectID) (map[muster.SubjectID]Comparison, error) {
	var out map[muster.SubjectID]Comparison
	err := d.view(ctx, who, func(r *reading) error {
		out = map[muster.SubjectID]Comparison{}
		look, err := r.lookMany(subjects)
		if err != nil {
			return err
		}
		for _, id := range subjects {
			last := r.lastComparison(look.checks[id])
			if last == nil {
				continue
			}
			a, err := look.at(id)
			if err != nil {
				return err
			}
			if a != nil && d.table.Allows(who, PeopleView, a.Scope, a.own) {
				out[id] = Comparison{At: last.Recorded, Changed: d.changedSince(last, a)}
			}
		}
		return nil
	})
	return out, err
}

// lastComparison is the latest passed check with the lists that holds, nil for
// none.
func (r *reading) lastComparison(list []Check) (last *Check) {
	for i := range list {
		c := &list[i]
		holds := c.Expires.IsZero() || c.Expires.Micros > r.now().UnixMicro()
		if c.Type == muster.CheckSanctions && c.State == CheckRecorded && c.Outcome == muster.OutcomePassed && c.Confirmed && holds && (last == nil || c.Recorded.After(last.Recorded)) {
			last = c
		}
	}
	return last
}

// changedSince names the facts that are other ones than those a check compared.
func (d *Desk) changedSince(c *Check, a *about) (changed []string) {
	f := FactsToCompare(a.observations)
	now := d.comparedWith(a.ID, &f)
	for _, what := range comparedKinds() {
		if c.Compared != nil && c.Compared[what] != now[what] {
			changed = append(changed, what)
		}
	}
	return changed
}
