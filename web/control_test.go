package web

import (
	"html/template"
	"net/url"
	"slices"
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

// TestMarksSayWhatIsNeeded sends forms with nothing but a switch: what is then
// missed is what their controls say is needed with it, and nothing that they say
// may stay empty.
func TestMarksSayWhatIsNeeded(t *testing.T) {
	h := newCompany().handler(t)
	for _, c := range []struct {
		page, form, name, value, mark string
		needs                         []string
	}{
		{"/settings", "/settings/monitoring/network", "on", "on", "needed to switch on", []string{"assessment", "basis", "notice"}},
		{"/settings", "/settings/monitoring/network", "on", "off", "", nil},
		{"/settings", "/settings/stills", "on", "on", "needed to switch on", []string{"basis", "days", "notice", "purpose"}},
		{"/settings", "/settings/stills", "on", "off", "", nil},
		{"/people/A-1014", "/people/A-1014/checks", "code", "other", "needed for another reason", []string{"reason"}},
		{"/people/A-1014", "/people/A-1014/checks", "code", "class", "", nil},
	} {
		w := post(t, h, c.form, with(c.page, c.name, c.value))
		root, err := html.Parse(strings.NewReader(w.Body.String()))
		if err != nil {
			t.Fatal(err)
		}
		var missed, marked []string
		walk(root, func(form *html.Node) {
			if action, _ := attr(form, "action"); form.Data != "form" || action != c.form {
				return
			}
			walk(form, func(n *html.Node) {
				name, _ := attr(n, "name")
				says := labelOf(form, n)
				_, invalid := attr(n, "aria-invalid")
				if when, ok := attr(n, "data-needed"); ok && when == c.name+"="+c.value {
					marked = append(marked, name)
					if !strings.Contains(says, "("+c.mark+")") {
						t.Errorf("%s: %s says %q", c.form, name, says)
					}
				}
				if _, always := attr(n, "required"); invalid && !always && n.Data != "fieldset" {
					missed = append(missed, name)
				}
				if invalid && strings.Contains(says, "may stay empty") {
					t.Errorf("%s: %s may stay empty, and is missed with %s", c.form, name, c.value)
				}
			})
		})
		slices.Sort(missed)
		slices.Sort(marked)
		if !slices.Equal(missed, c.needs) || !slices.Equal(marked, c.needs) {
			t.Errorf("%s with %s: %d, missed %v, marked %v, want %v", c.form, c.value, w.Code, missed, marked, c.needs)
		}
	}
}

// labelOf is the text of a control's label.
func labelOf(form, control *html.Node) (says string) {
	id, _ := attr(control, "id")
	walk(form, func(n *html.Node) {
		if of, ok := attr(n, "for"); n.Data == "label" && ok && of == id {
			walk(n, func(n *html.Node) {
				for c := n.FirstChild; c != nil; c = c.NextSibling {
					if c.Type == html.TextNode {
						says += c.Data
					}
				}
			})
		}
	})
	return says
}
