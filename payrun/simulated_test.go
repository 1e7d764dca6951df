package payrun_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/govalues/decimal"

	"muster"
	"muster/ingest"
	"muster/payrun"
	"muster/simulate"
)

// company is a simulated company on its pay day: what is on record, and the
// lines its payroll would pay, each to the account that was set last.
type company struct {
	people []payrun.Person
	lines  []payrun.Line
	last   map[muster.SubjectID]*muster.BankDetails
	kind   map[muster.SubjectID]string // of the answer sheet
}

func simulated(t *testing.T, people int, seed uint64) *company {
	t.Helper()
	dir := t.TempDir()
	params := simulate.Defaults(people, seed)
	params.Habits.Diverted *= 5 // so that there are attacks enough to count
	if _, err := simulate.Write(t.Context(), params, dir); err != nil {
		t.Fatal(err)
	}
	c := &company{last: map[muster.SubjectID]*muster.BankDetails{}, kind: kinds(t, dir)}
	batch, err := ingest.Read(t.Context(), []string{filepath.Join(dir, "people.csv"), filepath.Join(dir, "bank_details.csv"), filepath.Join(dir, "payments.csv")}, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range batch.Len() {
		list, err := batch.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		id := batch.Subject(i).ID
		p := payrun.PersonOf(id, list)
		c.people = append(c.people, p)
		for k := range list {
			if b, ok := list[k].Data.(*muster.BankDetails); ok {
				c.last[id] = b
			}
		}
		if b := c.last[id]; b != nil && p.Left.IsZero() && len(p.Names) > 0 {
			c.lines = append(c.lines, payrun.Line{
				Number: len(c.lines) + 2, Reference: string(id), Name: p.Names[0], To: b.PayTo, Amount: decimal.MustParse("2100.10"), Currency: "GBP", Date: muster.Instant(params.Today),
			})
		}
	}
	return c
}

// kinds reads the answer sheet.
func kinds(t *testing.T, dir string) map[muster.SubjectID]string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "truth.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	out := map[muster.SubjectID]string{}
	for _, row := range rows[1:] {
		out[muster.SubjectID(row[column["subject_id"]])] = row[column["kind"]]
	}
	return out
}

// TestSimulatedCompanyIsPaid looks at the pay run of a company with couples,
// agencies, new banks, maiden names and attacks on pay. A proposal to pay
// another account than the one given is right only where the account changed
// and nobody verified it; and pay that is being diverted never passes unseen.
func TestSimulatedCompanyIsPaid(t *testing.T) {
	c := simulated(t, 6_000, 7)
	// Beside what the records show, payroll's own file is tampered with: pay of
	// every 97th goes elsewhere, and that of five people to one account.
	elsewhere, shared := map[int]bool{}, map[int]bool{}
	for i := 0; i < len(c.lines); i += 97 {
		elsewhere[i] = true
		c.lines[i].To = muster.PayTo{BankCode: "40-10-02", Number: muster.Account(fmt.Sprintf("%08d", 91_000_000+i))}
	}
	for i := 50; i < 55; i++ {
		shared[i] = true
		c.lines[i].To = muster.PayTo{BankCode: "40-10-02", Number: "92222222"}
	}
	var shown, led, wrong, honest, attacks, missed int
	for i, a := range payrun.Check(c.lines, payrun.NewRoll(c.people), nil) {
		id := muster.SubjectID(c.lines[i].Reference)
		if a.Subject != id || a.Match != payrun.MatchID {
			t.Fatalf("line %d leads to %s by %s, want %s", a.Line, a.Subject, a.Match, id)
		}
		b := c.last[id]
		verified := !b.Verified.IsZero() || b.NameCheck == muster.NameCheckMatch
		tampered := elsewhere[i] || shared[i]
		if a.Proposal == payrun.PayLastVerified {
			if led++; !tampered && verified {
				wrong++
				t.Logf("line %d of %s (%s): %s", a.Line, id, c.kind[id], a.Words())
			}
			if payrun.AccountOf(&a.Last.To) == payrun.AccountOf(&c.lines[i].To) {
				t.Errorf("line %d proposes the account it has", a.Line)
			}
		}
		if tampered || c.kind[id] == "diverted" && b.NewDevice == muster.Yes {
			if attacks++; !a.Shown() {
				missed++
			}
		} else if c.kind[id] == "honest" {
			if honest++; a.Shown() {
				shown++
			}
		}
	}
	t.Logf("%d lines: %d lead to the last verified account, %d of them wrongly; %d of %d honest lines shown; %d attacks, %d missed", len(c.lines), led, wrong, shown, honest, attacks, missed)
	switch {
	case len(c.lines) < 2000 || attacks < 20 || led < 20:
		t.Error("the company is too small to say anything")
	case wrong > 0:
		t.Errorf("%d honest lines with a verified account are led elsewhere", wrong)
	case missed > 0:
		t.Errorf("%d of %d attacks pass unseen", missed, attacks)
	case shown*10 > honest:
		t.Errorf("%d of %d honest lines are shown, more than one in ten", shown, honest)
	}
}
