package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/policy"
	"muster/store"
)

// Clearing is a finding that somebody explained, for one person. It stays in
// later applications and covers every finding of the same flag about the same
// people that rests on the kinds of evidence there were: only a new kind opens
// the matter again.
type Clearing struct {
	ID      string             `json:"id"`
	Subject muster.SubjectID   `json:"subject"`
	Finding muster.FindingKey  `json:"finding"`
	Flag    muster.FlagID      `json:"flag"`
	People  []muster.SubjectID `json:"people"` // the finding's, sorted
	Kinds   []string           `json:"kinds"`  // of evidence, and of what was shared; sorted
	Reason  string             `json:"reason"`
	Basis   string             `json:"basis"`
	By      string             `json:"by"`
	At      time.Time          `json:"at"`
}

// clearings: file is the flag; state says by what.
func clearings() shelf[Clearing] {
	return shelf[Clearing]{"clearings", "clearing", func(c *Clearing) keys {
		return keys{id: c.ID, subject: c.Subject, file: string(c.Flag), state: "standing"}
	}}
}

// Cleared counts, for each flag, how often people explained a finding of it. It
// names nobody.
func (d *Desk) Cleared(ctx context.Context) (map[muster.FlagID]int, error) {
	out := map[muster.FlagID]int{}
	err := d.store.View(ctx, d.org, func(tx *store.Tx) error {
		clear(out)
		rows, err := tx.Query("select file, count(*) from clearings where organisation = $1 group by file")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var flag muster.FlagID
			var n int
			if err := rows.Scan(&flag, &n); err != nil {
				return err
			}
			out[flag] = n
		}
		return rows.Err()
	})
	return out, err
}

// evidenceKinds is what kinds of evidence a finding rests on.
func evidenceKinds(f *muster.Finding) []string {
	var kinds []string
	for _, e := range f.Evidence {
		kinds = append(kinds, string(policy.EvidenceKind(e.Kind)))
	}
	if f.Join != nil {
		for _, k := range f.Join.Kinds {
			kinds = append(kinds, "shared "+string(k))
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

func people(f *muster.Finding) []muster.SubjectID {
	return slices.Compact(slices.Sorted(slices.Values(f.Subjects)))
}

// covers reports whether a clearing explains a finding as it now is, and if
// not, whether it did before a new kind of evidence came.
func (c *Clearing) covers(f *muster.Finding) (settled, reopened bool) {
	if c.Flag != f.Flag {
		return false, false
	}
	if c.Finding == f.Key {
		return true, false
	}
	for _, p := range people(f) { // other people are another matter
		if !slices.Contains(c.People, p) {
			return false, false
		}
	}
	for _, k := range evidenceKinds(f) {
		if !slices.Contains(c.Kinds, k) {
			return false, true
		}
	}
	return true, false
}

// The bases on which a finding can be cleared.
const (
	BasisOwnRecords = "own_records"       // a record we hold explains it
	BasisOriginal   = "original_seen"     // an original document, seen in person
	BasisThirdParty = "third_party_found" // somebody we found ourselves confirmed it
	BasisCheck      = "check"             // a recorded check
)

// ClearFinding says that a finding is explained. It stays visible and counts
// nothing. What clears one person's finding clears nobody else's.
type ClearFinding struct {
	Subject muster.SubjectID  `json:"subject"`
	Finding muster.FindingKey `json:"finding"`
	Basis   string            `json:"basis"`
	Reason  string            `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *ClearFinding) Name() string { return "finding.clear" }

func (a *ClearFinding) check() error {
	if a.Basis == ChannelGiven {
		return usage("a contact that the person gave for this settles nothing", "use a contact you found yourself, an original, or our own records")
	}
	return first(subjectID(a.Subject), reason(a.Reason), oneOf("basis", a.Basis, BasisOwnRecords, BasisOriginal, BasisThirdParty, BasisCheck))
}

func (a *ClearFinding) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(FindingClear, about.Scope, about.own); err != nil {
		return err
	}
	if err := in.named(); err != nil {
		return err
	}
	f, err := findingOf(in.tx, a.Subject, a.Finding)
	if err != nil {
		return err
	}
	c := &Clearing{Subject: a.Subject, Finding: f.Key, Flag: f.Flag, People: people(f), Kinds: evidenceKinds(f), Reason: a.Reason, Basis: a.Basis, By: in.who.Name, At: in.now()}
	if c.ID, err = in.newID("R"); err != nil {
		return err
	}
	in.made = f.Key.String()
	return clearings().add(in, c)
}

func findingOf(tx *store.Tx, subject muster.SubjectID, key muster.FindingKey) (*muster.Finding, error) {
	list, err := tx.Findings(store.FindingFilter{Subject: subject})
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Key == key {
			return &list[i].Finding, nil
		}
	}
	return nil, notFound("finding of this person")
}

// Dispute says that a person's identity is in dispute: somebody may be using
// it, and its real owner may be the one harmed.
type Dispute struct {
	ID      string           `json:"id"`
	Subject muster.SubjectID `json:"subject"`
	State   string           `json:"state"` // open or ended
	Reason  string           `json:"reason"`
	By      string           `json:"by"`
	At      time.Time        `json:"at"`
	Ended   time.Time        `json:"ended,omitzero"`
	End     string           `json:"end,omitempty"` // how it ended
}

func disputes() shelf[Dispute] {
	return shelf[Dispute]{"disputes", "dispute", func(d *Dispute) keys {
		return keys{id: d.ID, subject: d.Subject, state: d.State}
	}}
}

// openDispute returns the person's open dispute, or nil.
func openDispute(tx *store.Tx, subject muster.SubjectID) (*Dispute, error) {
	list, err := disputes().list(tx, "subject = $2 and state = 'open'", string(subject))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// MarkDispute says that an identity is in dispute, or that this has ended.
type MarkDispute struct {
	Subject muster.SubjectID `json:"subject"`
	End     bool             `json:"end,omitempty"`
	Reason  string           `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *MarkDispute) Name() string { return "identity.dispute" }

func (a *MarkDispute) check() error { return first(subjectID(a.Subject), reason(a.Reason)) }

func (a *MarkDispute) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(IdentityDispute, about.Scope, about.own); err != nil {
		return err
	}
	had, err := openDispute(in.tx, a.Subject)
	switch {
	case err != nil:
		return err
	case a.End && had == nil:
		return conflict("this identity is not in dispute", "nothing is left to end")
	case a.End:
		had.State, had.Ended, had.End, in.made = "ended", in.now(), a.Reason, had.ID
		return disputes().put(in, had)
	case had != nil:
		return conflict("this identity is in dispute already", "write further facts into a case")
	}
	d := &Dispute{Subject: a.Subject, State: "open", Reason: a.Reason, By: in.who.Name, At: in.now()}
	if d.ID, err = in.newID("D"); err != nil {
		return err
	}
	in.made = d.ID
	return disputes().add(in, d)
}

// Suppression keeps a rule from counting until a day, for everybody or one
// person. The finding stays visible.
type Suppression struct {
	ID      string           `json:"id"`
	Flag    muster.FlagID    `json:"flag"`
	Subject muster.SubjectID `json:"subject,omitempty"` // empty: everybody
	Until   time.Time        `json:"until"`
	Reason  string           `json:"reason"`
	By      string           `json:"by"`
	At      time.Time        `json:"at"`
}

// suppressions: file is the flag, due is when it ends.
func suppressions() shelf[Suppression] {
	return shelf[Suppression]{"suppressions", "suppression", func(s *Suppression) keys {
		return keys{id: s.ID, subject: s.Subject, file: string(s.Flag), state: "set", due: s.Until}
	}}
}

// Suppress keeps a rule from counting until a day within a year.
type Suppress struct {
	Flag    muster.FlagID    `json:"flag"`
	Subject muster.SubjectID `json:"subject,omitempty"`
	Until   time.Time        `json:"until"`
	Reason  string           `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *Suppress) Name() string { return "rule.suppress" }

func (a *Suppress) check() error {
	if id, n, ok := strings.Cut(string(a.Flag), "-"); !ok || len(id) != 3 || len(n) != 2 || strings.ToUpper(string(a.Flag)) != string(a.Flag) {
		return usage(fmt.Sprintf("flag: %q is not the id of a rule", a.Flag), "open the rule's page and try again")
	}
	return reason(a.Reason)
}

func (a *Suppress) perform(in *act) error {
	scope := Scope{}
	if a.Subject != "" {
		about, err := in.about(a.Subject)
		if err != nil {
			return err
		}
		scope = about.Scope
	}
	if err := in.allow(PolicySuppress, scope, false); err != nil {
		return err
	}
	if !a.Until.After(in.now()) || a.Until.After(in.now().AddDate(1, 0, 1)) {
		return usage("until: choose a day within a year", "a suppression ends by itself and may be written anew")
	}
	s := &Suppression{Flag: a.Flag, Subject: a.Subject, Until: a.Until.UTC(), Reason: a.Reason, By: in.who.Name, At: in.now()}
	var err error
	if s.ID, err = in.newID("X"); err != nil {
		return err
	}
	in.made = s.ID
	return suppressions().add(in, s)
}
