package web

import (
	"html/template"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestControlsEscape gives every part of every control a text that would leave
// its place if it were not escaped: it stays text, and is read back as it was.
func TestControlsEscape(t *testing.T) {
	const hostile = `</textarea></select></label>"' ><script>alert(1)</script>&amp;`
	f := &field{
		ID: "i" + hostile, Name: "n" + hostile, Label: "l" + hostile, Hint: "h" + hostile, Value: "v" + hostile, Complaint: "c" + hostile, Kind: "text", Required: true, Refuse: true, Checked: true,
		Options: []Option{{"v" + hostile, "o" + hostile}, {"w" + hostile, "p" + hostile}}, values: url.Values{"n" + hostile: {"w" + hostile}},
	}
	allowed := " html head body div label textarea p span input select option fieldset legend "
	for name, control := range map[string]template.HTML{
		"reason": f.AsReason(), "file": f.AsFile(), "input": f.AsInput(), "select": f.AsSelect(), "radios": f.AsRadios(), "ticks": f.AsTicks(), "tick": f.AsTick(),
	} {
		root, err := html.Parse(strings.NewReader(string(control)))
		if err != nil {
			t.Fatal(err)
		}
		found, chosen := map[string]bool{}, 0
		note := func(text string) {
			for _, one := range strings.Split(text, hostile) {
				if at := strings.TrimSpace(one); len(at) == 1 && strings.Contains(text, hostile) {
					found[at] = true
				}
			}
		}
		walk(root, func(n *html.Node) {
			if !strings.Contains(allowed, " "+n.Data+" ") {
				t.Errorf("%s: a value made the element %s", name, n.Data)
			}
			for _, a := range n.Attr {
				note(a.Val)
				if a.Key == "selected" || a.Key == "checked" {
					chosen++
				}
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Type == html.TextNode {
					note(c.Data)
				}
			}
		})
		want := map[string]string{"reason": "inlhvc", "file": "inlhvc", "input": "inlhvc", "select": "inlhcovpw", "radios": "inlhcovpw", "ticks": "inlhcovpw", "tick": "inlhc"}[name]
		for _, part := range strings.Split(want, "") {
			if name == "radios" && part == "i" || name == "ticks" && part == "i" {
				continue // their hints alone are named by id
			}
			if !found[part] {
				t.Errorf("%s: the part %s is not shown as it was: %s", name, part, control)
			}
		}
		if want := map[string]int{"select": 1, "radios": 1, "ticks": 1, "tick": 1}[name]; chosen != want {
			t.Errorf("%s: %d are chosen, want %d", name, chosen, want)
		}
	}
}
