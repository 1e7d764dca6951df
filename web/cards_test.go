package web

import (
	"html/template"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"muster"
)

// TestCardsEscape gives every text on a card or row a value that would leave its
// place if it were not escaped: it stays text.
func TestCardsEscape(t *testing.T) {
	const hostile = `</p></li></article>"' ><script>alert(1)</script>&amp;`
	at := muster.Date(2026, 3, 2)
	who := PersonRef{ID: hostile, Name: hostile, Level: muster.Verify}
	said := &Decision{What: hostile, Reason: hostile, By: hostile, Stamp: &Stamp{Entry: 7}}
	v := &view{Viewer: &Viewer{May: func(Permission) bool { return false }}, actions: map[string]*action{}, paper: &paper{}}
	for _, a := range actions() {
		v.actions[a.name] = &a
	}
	card := func(h template.HTML, err error) template.HTML {
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	clock := &Clock{Then: hostile}
	for name, piece := range map[string]template.HTML{
		"check":             card(v.CheckCard(Check{ID: hostile, Person: who, Type: hostile, Why: hostile, Outcome: hostile, Asked: at, Due: at, Done: at, By: hostile, Who: hostile, Swapped: hostile, Found: hostile, Form: []Line{{Text: hostile, By: hostile}}, Stamp: &Stamp{}})),
		"complaint":         card(v.ComplaintCard(Complaint{ID: hostile, Person: who, Text: hostile, By: hostile, Clock: clock, Answer: said})),
		"advice":            card(v.AdviceCard(PayAdvice{ID: hostile, Person: who, What: hostile, Rival: hostile, Do: hostile, Account: hostile, Settled: said})),
		"shipment":          card(v.ShipmentCard(Shipment{ID: hostile, Person: who, Item: hostile, To: hostile, Planned: at, DaysLate: 2, VerifiedBy: hostile, Compared: muster.OutcomeSame, Question: hostile, Rival: hostile, Settled: said})),
		"row of escalation": v.Escalated(Escalation{Person: who, Why: hostile, Clock: clock, Looked: []string{hostile}}),
		"row of gate":       GateWait{Person: who, Gate: hostile, Missing: []muster.CheckType{hostile}}.AsRow(),
		"row of unasked":    Unasked{Person: who, Why: hostile}.AsRow(),
		"row of advice":     PayAdvice{ID: hostile, Person: who, What: hostile, Rival: hostile}.AsRow(),
		"row of release":    PayRelease{Run: hostile, File: hostile, Entity: hostile, PayDay: at, Lines: []int{2}}.AsRow(),
		"row of task":       Task{ID: hostile, Case: hostile, Text: hostile, Due: at}.AsRow() + people([]PersonRef{who}),
		"row of case":       v.Beside(CaseCard{ID: hostile, Title: hostile, Next: hostile, Clock: clock}),
		"row of group":      GroupRow{ID: hostile, Title: hostile, Rival: hostile, Kinds: []muster.ArtefactKind{hostile}, Since: at}.AsRow(),
	} {
		root, err := html.Parse(strings.NewReader(string(piece)))
		if err != nil {
			t.Fatal(err)
		}
		text := 0
		walk(root, func(n *html.Node) {
			if n.Data == "script" {
				t.Errorf("%s: a value became an element: %s", name, piece)
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Type == html.TextNode && strings.Contains(c.Data, "<script>") {
					text++
				}
			}
		})
		if text < 2 || strings.Contains(string(piece), `"'`) {
			t.Errorf("%s: %d texts stand in it as they are written: %s", name, text, piece)
		}
	}
}
