package web

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// everyPage are the addresses of all pages with something on them.
func everyPage() []string {
	return []string{
		"/today", "/people", "/people?level=verify&q=nour&show=role&show=entity&sort=why&down=1", "/people/A-1014", "/people/A-1063", "/people/A-1001", "/people/A-1014/interview", "/people/A-1014/devices", "/people/A-1063/devices", "/people/A-1001/devices", "/people/A-1014/events?record=00112233445566778899aabbccddeeff", "/people/A-1063/events?record=00112233445566778899aabbccddeeff",
		"/groups", "/groups?kind=ring", "/groups/G-4", "/groups/G-4/ring?zoom=150", "/accounts", "/accounts?level=verify&q=f", "/accounts/stepups", "/accounts/stepups?state=appealed", "/accounts/stepups/U-1", "/accounts/stepups/U-2", "/cases", "/cases/C-7", "/payroll", "/payroll?kind=accounts&q=ola", "/payroll/runs", "/payroll/runs/R-1", "/payroll/runs/R-0?kind=all", "/payroll/bases", "/lists", "/lists/un", "/lists/people", "/equipment", "/equipment?kind=all&q=jo", "/rules", "/rules/SRC-01", "/ledger", "/ledger?entry=4127",
		"/settings", "/settings/systems", "/search", "/search?q=nour", "/search?q=nobody", "/keys", "/sign-in", "/sign-in/link?token=good", "/reply?token=good", "/handover", "/account", "/setup", "/nowhere", "/people/none",
	}
}

// TestEveryRouteIsLookedAt holds that every page of the map is among those the
// tests look at, so that a new one is too.
func TestEveryRouteIsLookedAt(t *testing.T) {
	files := []string{"/cases/{id}/files/{item}", "/payroll/runs/{id}/replacement", "/payroll/runs/{id}/same-day", "/people/{id}/stills/{still}", "/people/{id}/copy", "/accounts/stepups/{id}/statement", "/ledger/bundle", "/sign-in/provider", "/sign-in/back", "/{$}"} // no pages
	mux, looked := http.NewServeMux(), map[string]bool{}
	for _, r := range routes() {
		mux.HandleFunc(r.method+" "+r.path, func(http.ResponseWriter, *http.Request) {})
	}
	for _, path := range everyPage() {
		_, pattern := mux.Handler(httptest.NewRequest(http.MethodGet, path, nil))
		looked[pattern] = true
	}
	for _, r := range routes() {
		if r.method == http.MethodGet && !looked["GET "+r.path] && !slices.Contains(files, r.path) {
			t.Errorf("no test looks at %s: add an address of it to everyPage", r.path)
		}
	}
}

func get(t testing.TB, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

// walk calls visit for every element of a page.
func walk(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// TestEveryPage renders every page, full and empty, and looks at what the
// policy and screen readers would refuse.
func TestEveryPage(t *testing.T) {
	for _, empty := range []bool{false, true} {
		c := newCompany()
		c.empty = empty
		h := c.handler(t)
		for _, path := range everyPage() {
			w := get(t, h, path)
			want := http.StatusOK
			if path == "/nowhere" || path == "/people/none" {
				want = http.StatusNotFound
			}
			if w.Code != want {
				t.Errorf("%s answers %d, want %d", path, w.Code, want)
				continue
			}
			checkPage(t, path, w.Body.String())
		}
	}
}

// TestNothingToAskAboutPay holds that an empty list does not say that nothing
// was brought in: bank details may be there and ask for nothing.
func TestNothingToAskAboutPay(t *testing.T) {
	c := newCompany()
	c.empty = true
	body := get(t, c.handler(t), "/payroll").Body.String()
	if strings.Contains(body, "No pay run yet") || !strings.Contains(body, "on record ask for no second look") {
		t.Errorf("%s", body)
	}
}

func checkPage(t *testing.T, path, body string) {
	t.Helper()
	if strings.Contains(body, "<no value>") || strings.Contains(body, "%!") || strings.Contains(body, "ZgotmplZ") {
		t.Errorf("%s: a value is missing or refused by the template", path)
	}
	checkBalance(t, path, body)
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	ids, heads := map[string]bool{}, 0
	walk(root, func(n *html.Node) {
		if n.Data == "h1" {
			heads++
		}
		if id, ok := attr(n, "id"); ok {
			if ids[id] {
				t.Errorf("%s: id %q twice", path, id)
			}
			ids[id] = true
		}
		checkElement(t, path, n)
	})
	if heads != 1 {
		t.Errorf("%s: %d first headings, want 1", path, heads)
	}
	walk(root, func(n *html.Node) {
		for _, name := range []string{"for", "aria-labelledby"} {
			if v, ok := attr(n, name); ok && !ids[v] {
				t.Errorf("%s: %s=%q leads nowhere", path, name, v)
			}
		}
		if href, _ := attr(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
			t.Errorf("%s: link %q leads nowhere", path, href)
		}
	})
}

func checkElement(t *testing.T, path string, n *html.Node) {
	t.Helper()
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			t.Errorf("%s: <%s %s> is inline code or style", path, n.Data, a.Key)
		}
		if (a.Key == "src" || a.Key == "href" || a.Key == "action") && a.Val != "" && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "//") {
			t.Errorf("%s: <%s %s=%q> leads outside", path, n.Data, a.Key, a.Val)
		}
	}
	if n.Data == "style" || n.Data == "script" && n.FirstChild != nil {
		t.Errorf("%s: inline <%s>", path, n.Data)
	}
	if method, _ := attr(n, "method"); n.Data == "form" && method == "post" {
		checkForm(t, path, n)
	}
}

// checkForm holds that every act carries its key and the page to return to.
func checkForm(t *testing.T, path string, form *html.Node) {
	t.Helper()
	action, _ := attr(form, "action")
	names, button := map[string]bool{}, ""
	walk(form, func(n *html.Node) {
		if name, ok := attr(n, "name"); ok {
			names[name] = true
		}
		if n.Data == "button" && n.FirstChild != nil {
			button = n.FirstChild.Data
		}
	})
	if button == "" || button == "Submit" || button == "OK" {
		t.Errorf("%s: the form to %s does not say what it will do", path, action)
	}
	if action != "/theme" && action != "/account" && action != "/reply" && !strings.HasPrefix(action, "/sign-") && (!names["key"] || !names["back"]) {
		t.Errorf("%s: the form to %s has no key or no way back", path, action)
	}
}

// checkBalance holds that tags close in the order they opened.
func checkBalance(t *testing.T, path, body string) {
	t.Helper()
	void := map[string]bool{"meta": true, "link": true, "input": true, "br": true, "img": true}
	var open []string
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("%s: <%s> is left open", path, open[len(open)-1])
			}
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Errorf("%s: </%s> closes nothing that is open: %v", path, name, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}
