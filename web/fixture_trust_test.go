package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

func (c *company) Accounts(_ context.Context, q AccountQuery) (*Accounts, error) {
	if c.empty {
		return &Accounts{}, nil
	}
	return &Accounts{Rows: ringRows(9), Total: 9, All: 4210, Next: "F-8", Appeals: 1, query: q}, nil
}

func mayTrust() Allowed {
	return Allowed{casework.StepUpAsk: true, casework.StepUpAppeal: true, casework.StepUpAnswer: true, casework.CheckRecord: true, casework.CheckCancel: true}
}

// ringRows are so many accounts of every kind the pages know.
func ringRows(n int) []AccountRow {
	rows := make([]AccountRow, n)
	for i := range rows {
		id := fmt.Sprint("F-", i)
		rows[i] = AccountRow{Person: ref(id, "", []muster.Level{muster.Verify, muster.Escalate, muster.Clear}[i%3]), Opened: date(5, 1+i%20), Verified: i%4 == 0, Group: "G-4", Beside: 31, Why: "Shared details · where money goes"}
		switch i % 5 {
		case 1:
			rows[i].Asked = &Asked{ID: "U-1", Says: "Live interview: due", Open: true}
		case 2:
			rows[i].Asked, rows[i].Part = &Asked{ID: "U-2", Says: "Live interview: passed"}, "leaf"
		}
	}
	return rows
}

func (c *company) Ring(_ context.Context, id string) (*Ring, error) { return ringOf(id, 40, 3), nil }

// ringOf is a ring of so many accounts around so many values.
func ringOf(id string, accounts, values int) *Ring {
	rows := ringRows(accounts)
	g := &Ring{ID: id, Title: fmt.Sprint(accounts) + " accounts whose records share something", Rows: rows, May: mayTrust(), WhyNot: []string{"60 accounts' identities were verified independently."},
		Rivals: []muster.Rival{{Explanation: "An agency that is paid for its members", Weight: "Agencies are common here.", Settles: "Ask for the agency's account."}}}
	for i := range values {
		v := SharedValue{Kind: muster.ArtefactAccount, Value: fmt.Sprintf("•••• %04d", i), SharedBy: 22, Base: 4000, Common: i == values-1}
		for k := i * 18; k < min(len(rows), i*18+22); k++ {
			v.People = append(v.People, rows[k].Person)
		}
		g.Joints = append(g.Joints, v)
	}
	return g
}

func (c *company) StepUps(context.Context, string, string) (*StepUps, error) {
	if c.empty {
		return &StepUps{}, nil
	}
	return &StepUps{Rows: []StepUpRow{stepUpLine("U-2"), stepUpLine("U-1")}, Next: "U-1"}, nil
}

func stepUpLine(id string) StepUpRow {
	row := StepUpRow{ID: id, Person: ref("F-1", "", muster.Verify), Type: muster.CheckLiveInterview, Asked: at(6, 10, 9), By: "Ann Keeper", State: "Due", Clock: &Clock{Until: at(6, 20, 9), Then: "Nothing happens by itself then"}}
	if id == "U-2" {
		row.State, row.Clock = "Appeal waits for its answer", &Clock{Until: at(6, 24, 9), Then: "Then the request is taken back"}
	}
	return row
}

func (c *company) StepUp(_ context.Context, id string) (*StepUp, error) {
	s := casework.StepUp{ID: id, Type: muster.CheckLiveInterview, Ground: "Terms of service, section 4", Reason: "Several accounts are paid to one bank account.", Asked: at(6, 10, 9), Due: at(6, 20, 9), Until: at(12, 10, 9), Days: 14,
		Facts: []casework.StepUpFact{{Flag: "PLT-16", Says: "The payout is in another person's name than the account", At: date(6, 9), Records: []string{"account", "bank_details"}, Rival: "A partner's or a parent's account."}}}
	out := &StepUp{StepUpRow: stepUpLine(id), Group: "G-4", Until: s.Until, Now: date(6, 12), May: mayTrust(),
		Check: Check{ID: "K-9", Person: ref("F-1", "", muster.Verify), Type: muster.CheckLiveInterview, Why: "It would settle a finding", Asked: date(6, 10), Due: date(6, 20), Outcome: muster.OutcomePending, May: mayTrust()}}
	if id == "U-2" {
		s.Appeal = &casework.Appeal{Text: "My mother's account is used for my pay.", At: date(6, 11), Due: at(6, 24, 9)}
		out.Appealed, out.Waits = true, true
	}
	out.Parts = s.Statement()
	return out, nil
}

func (c *company) Statement(_ context.Context, id string, asJSON bool) (*Attachment, error) {
	if asJSON {
		return &Attachment{Name: "s.json", Content: []byte(`{"id":"` + id + `"}`)}, nil
	}
	return &Attachment{Name: "s.txt", Content: []byte("Statement of reasons\n")}, nil
}

// TestRingPicture holds that a ring of hundreds is drawn whole and in bounds,
// each account once, and that small rings have names.
func TestRingPicture(t *testing.T) {
	g := ringOf("G-4", 240, 12)
	g.zoom = 100
	p := g.Picture()
	if len(p.People) != 240 || len(p.Hubs) != 12 || p.Named {
		t.Errorf("%d accounts, %d values, named %t", len(p.People), len(p.Hubs), p.Named)
	}
	lines := 0
	for _, j := range g.Joints {
		lines += len(j.People)
	}
	if len(p.Lines) != lines {
		t.Errorf("%d lines, want %d", len(p.Lines), lines)
	}
	at := map[[2]int]bool{}
	for _, d := range p.People {
		if d.X < 0 || d.X > p.Width || d.Y < 0 || d.Y > p.Height || at[[2]int{d.X, d.Y}] {
			t.Fatalf("%s at %d,%d of %dx%d", d.Title, d.X, d.Y, p.Width, p.Height)
		}
		at[[2]int{d.X, d.Y}] = true
	}
	g.Rows = g.Rows[:30]
	if g.zoom = 200; !g.Picture().Named || g.Picture().W != 2*g.Picture().Width {
		t.Error("thirty have names, at twice the size")
	}
	if small := ringOf("G-4", 6, 1).fitting(); small != 100 || g.fitting() != 50 || g.Picture().Height*50/100 > 2*ringSeen {
		t.Errorf("six are seen whole at %d, thirty at %d of %d", small, g.fitting(), g.Picture().Height)
	}
	if p := ringOf("G-4", 1800, 100).Picture(); p.Loose == 0 || p.Drawn != mostHubs || len(p.People) != 1800 {
		t.Errorf("%d values drawn, %d of %d accounts share none of them", p.Drawn, p.Loose, len(p.People))
	}
	if p := drawRing(nil, nil, 100); p.Height < 0 || len(p.People) != 0 {
		t.Errorf("nobody: %+v", p)
	}
}

// TestStatementIsAFile holds that a statement is handed out as a file that a
// browser does not open as a page.
func TestStatementIsAFile(t *testing.T) {
	h := newCompany().handler(t)
	for as, kind := range map[string]string{"": "text/plain; charset=utf-8", "?as=json": "application/json"} {
		w := get(t, h, "/accounts/stepups/U-1/statement"+as)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != kind || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment;") {
			t.Errorf("%q: %d %v", as, w.Code, w.Header())
		}
		if as != "" && !json.Valid(w.Body.Bytes()) {
			t.Error("not JSON")
		}
	}
}

// TestBoxesOnlyWhereSomethingCounts holds that nobody can be ticked of whom
// nothing counts, or who is asked already, and that there is no way to tick all.
func TestBoxesOnlyWhereSomethingCounts(t *testing.T) {
	body := get(t, newCompany().handler(t), "/accounts").Body.String()
	for i, row := range ringRows(9) {
		box := strings.Contains(body, fmt.Sprintf(`name="account" value="F-%d"`, i))
		if box != row.Askable() {
			t.Errorf("F-%d: box %t", i, box)
		}
	}
	c := newCompany()
	c.viewer.Accounts = false
	if strings.Contains(get(t, c.handler(t), "/today").Body.String(), `href="/accounts"`) {
		t.Error("accounts in the navigation of an organisation without any")
	}
}
