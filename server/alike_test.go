package server

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

// particulars are values of two people that some roles may not learn.
type particulars struct{ document, other, iban, city string }

// difference is something some roles may not learn: two installations are alike
// but for it.
type difference struct {
	name    string
	hidden  []casework.Field // a role to which any of these shows is not asked
	entered bool             // something is done: who reads the ledger knows that, and not what
	with    func(p *particulars)
	do      func(c *cells)
}

// differences hold where somebody stands, and values and acts of other fields.
func differences() []difference {
	return []difference{
		{"where they stand", []casework.Field{casework.FieldLevel, casework.FieldDocument}, true, func(p *particulars) { p.other = p.document }, func(*cells) {}},
		{"values", []casework.Field{casework.FieldDocument, casework.FieldBank}, false, func(p *particulars) { p.document, p.iban = "Y12345678", "GB82WEST12345698765432" }, func(*cells) {}},
		{"sign-ins", []casework.Field{casework.FieldSignals, casework.FieldEvents}, false, func(p *particulars) { p.city = "Quokkaburgh" }, func(*cells) {}},
		{"one more sign-in", []casework.Field{casework.FieldSignals, casework.FieldEvents, casework.FieldEvidence}, true, func(*particulars) {}, func(c *cells) {
			c.keep(c.t, "Z-1", &muster.SignIns{Day: muster.Date(2026, 11, 3), First: muster.Date(2026, 11, 3), Passed: 1, IP: "203.0.113.77", City: "Quokkaville", Country: "GB"})
		}},
		{"pay and equipment", []casework.Field{casework.FieldPay, casework.FieldEquipment}, true, func(*particulars) {}, func(c *cells) {
			c.must(c.boss, &casework.SettlePay{Advice: "advice", Subject: "Z-1", Outcome: "confirmed", Reason: cellReason})
			c.must(c.boss, &casework.SettleShipment{Shipment: "shipment", Subject: "Z-1", Outcome: "agreed", Reason: cellReason})
		}},
		{"a case", []casework.Field{casework.FieldPrivileged}, true, func(*particulars) {}, func(c *cells) {
			file := c.must(c.boss, &casework.OpenCase{Title: "Quokka", People: []muster.SubjectID{"Z-1"}, Reason: cellReason}).ID
			c.must(c.boss, &casework.AddNote{Case: file, Text: "quokkacounsel wrote this", Privileged: true})
		}},
	}
}

// particular puts two people with these values on record.
func (c *cells) particular(p *particulars) {
	c.t.Helper()
	for i, id := range []muster.SubjectID{"Z-1", "Z-2"} {
		c.keep(c.t, id,
			&muster.Person{Named: muster.Named{FullName: muster.PersonName([]string{"Quilla Zorn", "Wim Yarrow"}[i])}, Started: muster.Date(2026, 11, 16), Home: muster.Home{Address: muster.Address([]string{"12 Quokka Lane", "4 High Street"}[i]), City: "Harbourton"}},
			&muster.Document{Type: "passport", Country: "GB", Number: muster.DocumentNumber([]string{p.document, p.other}[i])},
			&muster.BankDetails{PayTo: muster.PayTo{IBAN: muster.Account([]string{p.iban, "GB33BUKB20201555555555"}[i])}},
			&muster.SignIns{Day: muster.Date(2026, 11, 2), First: muster.Date(2026, 11, 2), Passed: 2, IP: "203.0.113.77", City: muster.City(p.city), Country: "GB"},
		)
	}
}

// passing is what differs between any two installations: keys of forms, ids, tree
// heads, the time to the second.
var passing = regexp.MustCompile(`[0-9a-f]{16,}|[0-9A-Za-z+/&#;]{43,}=|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z|127\.0\.0\.1:[0-9]+`)

// shows is all that somebody is shown of Z-1 and around them: status, the tag
// and the text of every page and answer.
func (p *player) shows(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, path := range append(everywhere(), "/people?sort=level", "/people?level=verify", "/people?gate=offer", "/v1/subjects?level=verify", "/v1/subjects?gate=offer&sort=stage", "/v1/search?q=Quilla", "/v1/payroll", "/v1/equipment", "/export/people.csv") {
		if strings.Contains(path, "CASE") {
			continue
		}
		path = strings.ReplaceAll(path, "ID", "Z-1")
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.site+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		status, text := p.do(r, nil)
		out[path] = fmt.Sprintln(status) + passing.ReplaceAllString(text, "-")
	}
	return out
}

// TestAlikeButForWhatIsHidden compares two installations that differ only in what
// a role may not learn: every page and answer is the same to it. Who may learn
// it sees a difference.
func TestAlikeButForWhatIsHidden(t *testing.T) {
	t.Parallel()
	keys := t.TempDir() // the same random draw for all
	if _, err := openKeys(keys, true); err != nil {
		t.Fatal(err)
	}
	stage := func(t *testing.T, d *difference) (*cells, map[casework.Role]*player) {
		c, p := newCells(t, func(c *Config) { c.Keys = keys }), &particulars{"X99887766", "Z55443322", "GB29NWBK60161331926819", "Quokkaville"}
		d.with(p)
		players := map[casework.Role]*player{}
		for _, role := range casework.Roles() {
			players[role] = c.player(role, casework.Scope{})
		}
		c.particular(p)
		d.do(c)
		if _, err := c.settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := c.clocks(t.Context()); err != nil {
			t.Fatal(err)
		}
		return c, players
	}
	plain, players := stage(t, &difference{with: func(*particulars) {}, do: func(*cells) {}})
	table := plain.desk.Permissions()
	shown := map[casework.Role]map[string]string{}
	for _, role := range casework.Roles() {
		shown[role] = players[role].shows(t)
	}
	for _, d := range differences() {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			_, players := stage(t, &d)
			for _, role := range casework.Roles() {
				learns := slices.ContainsFunc(d.hidden, func(f casework.Field) bool { return table.SightOf(f, role) != casework.Hidden })
				if learns && role != casework.HRLead {
					continue
				}
				differ := 0
				for path, text := range players[role].shows(t) {
					if text == shown[role][path] || d.entered && strings.Contains(path, "ledger") {
						continue
					}
					differ++
					if !learns {
						t.Errorf("%s learns of it at %s:\n%s", role, path, firstDifference(shown[role][path], text))
					}
				}
				if learns && differ == 0 {
					t.Errorf("%s may learn of it, and sees no difference: nothing is tested", role)
				}
			}
		})
	}
}

// firstDifference is where two texts part, with some of each.
func firstDifference(a, b string) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	from := max(0, at-80)
	return fmt.Sprintf("without it %.240q\nwith it    %.240q", a[min(from, len(a)):], b[min(from, len(b)):])
}
