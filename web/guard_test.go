package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

// TestEveryRouteAsksPermission takes one permission away at a time: its pages
// and acts are refused, and nobody signed in is led to the sign-in page.
func TestEveryRouteAsksPermission(t *testing.T) {
	type door struct {
		method, path string
		may          Permission
	}
	var doors []door
	for _, r := range routes() {
		doors = append(doors, door{r.method, r.path, r.may})
	}
	for _, a := range actions() {
		doors = append(doors, door{"POST", a.path, a.may})
	}
	for _, d := range doors {
		path := strings.TrimSuffix(fillPath(d.path, func(string) string { return "A-1014" }), "%7B$%7D")
		path = strings.TrimSuffix(path, "{$}")
		c := newCompany()
		c.viewer.May = func(p Permission) bool { return p != d.may }
		h := c.handler(t)
		if d.may != Anybody && d.may != SignedIn {
			if w := request(h, d.method, path); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "Your role does not include") {
				t.Errorf("%s %s without %s answers %d", d.method, path, d.may, w.Code)
			}
		}
		c.viewer = nil
		w := request(h, d.method, path)
		led := strings.HasPrefix(w.Header().Get("Location"), "/sign-in?next=")
		if want := d.may != Anybody; led != want {
			t.Errorf("%s %s with nobody signed in: led to the sign-in page %t, want %t (%d)", d.method, path, led, want, w.Code)
		}
		if len(c.acts) != 0 {
			t.Errorf("%s %s acted", d.method, path)
		}
	}
}

func request(h http.Handler, method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

// TestNavigationShowsOnlyWhatMayBeSeen also holds that forms a role may not
// send are not shown.
func TestNavigationShowsOnlyWhatMayBeSeen(t *testing.T) {
	c := newCompany()
	c.viewer.May = func(p Permission) bool { return p == casework.PeopleView }
	h := c.handler(t)
	body := get(t, h, "/people/A-1014").Body.String()
	for _, hidden := range []string{`href="/ledger"`, `href="/payroll"`, "/clear", "/unlock", "/override", `action="/cases/open"`, "Record what it gave"} {
		if strings.Contains(body, hidden) {
			t.Errorf("a reader sees %q", hidden)
		}
	}
	if !strings.Contains(body, `href="/people"`) || !strings.Contains(body, "Same phone number on three applications") {
		t.Error("the page itself is not there")
	}
	if body := get(t, h, "/people").Body.String(); strings.Contains(body, "/people/import") {
		t.Error("a reader sees the import")
	}
}

func TestOtherSitesAreRefused(t *testing.T) {
	for _, c := range []struct {
		site, origin string
		want         int
	}{
		{"cross-site", "https://evil.example", http.StatusForbidden},
		{"same-site", "https://other.example.com", http.StatusForbidden},
		{"", "https://evil.example", http.StatusForbidden},
		{"", "null", http.StatusForbidden},
		{"same-origin", "http://example.com", http.StatusSeeOther},
		{"", "http://example.com", http.StatusSeeOther},
	} {
		company := newCompany()
		r := httptest.NewRequest(http.MethodPost, "/ledger/verify", strings.NewReader(with("/today").Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for name, value := range map[string]string{"Sec-Fetch-Site": c.site, "Origin": c.origin} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		w := httptest.NewRecorder()
		company.handler(t).ServeHTTP(w, r)
		if w.Code != c.want || (len(company.acts) == 1) != (c.want == http.StatusSeeOther) {
			t.Errorf("%+v answers %d with %d acts", c, w.Code, len(company.acts))
		}
	}
}

func TestHeaders(t *testing.T) {
	h := newCompany().handler(t)
	for _, path := range []string{"/today", "/nowhere", "/sign-in"} {
		head := get(t, h, path).Header()
		if head.Get("Content-Security-Policy") != Policy || head.Get("Cache-Control") != "no-store" || head.Get("X-Content-Type-Options") != "nosniff" || head.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: %v", path, head)
		}
	}
	for _, word := range []string{"unsafe", "http:", "https:", "data:", "*"} {
		if strings.Contains(Policy, word) {
			t.Errorf("the policy admits %s", word)
		}
	}
}

func TestLocal(t *testing.T) {
	for to, want := range map[string]string{
		"/people?q=a": "/people?q=a", "/people#import": "/people#import", "": "/", "//evil.example": "/", "https://evil.example/x": "/", `/\evil.example`: "/", "/a\nb": "/", "people": "/", "/%2f/evil": "/%2f/evil", "javascript:alert(1)": "/", "/people/A%2F1": "/people/A%2F1",
	} {
		if got := local(to); got != want {
			t.Errorf("local(%q) = %q, want %q", to, got, want)
		}
	}
}

var assetLink = regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"`)

func TestAssets(t *testing.T) {
	h := newCompany().handler(t)
	links := assetLink.FindAllStringSubmatch(get(t, h, "/today").Body.String(), -1)
	if len(links) < 5 {
		t.Fatalf("only %d assets in the page", len(links))
	}
	for _, l := range links {
		w := get(t, h, l[1])
		tag := w.Header().Get("ETag")
		if w.Code != http.StatusOK || tag == "" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Type") == "" {
			t.Errorf("%s: %d %v", l[1], w.Code, w.Header())
		}
		r := httptest.NewRequest(http.MethodGet, l[1], nil)
		r.Header.Set("If-None-Match", tag)
		again := httptest.NewRecorder()
		h.ServeHTTP(again, r)
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s asked again answers %d", l[1], again.Code)
		}
		r.Header.Del("If-None-Match")
		r.Header.Set("Accept-Encoding", "gzip")
		packed := httptest.NewRecorder()
		h.ServeHTTP(packed, r)
		if packed.Header().Get("Content-Encoding") == "gzip" && packed.Body.Len() >= w.Body.Len() {
			t.Errorf("%s packed is no smaller", l[1])
		}
	}
	if w := get(t, h, "/assets/app.css"); w.Code != http.StatusNotFound {
		t.Errorf("an asset without its fingerprint answers %d", w.Code)
	}
}

var token = regexp.MustCompile(`--([a-z-]+): ([^;]+);`)

// TestColoursAreTheReports holds pages and report together: the same words of
// colour mean the same colours.
func TestColoursAreTheReports(t *testing.T) {
	theirs, err := os.ReadFile("../report/templates/style.css")
	if err != nil {
		t.Fatal(err)
	}
	ours, err := files.ReadFile("assets/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	pairs := map[string][]string{}
	for _, m := range token.FindAllStringSubmatch(string(theirs), -1) {
		if len(pairs[m[1]]) < 2 { // light, then dark; print comes later
			pairs[m[1]] = append(pairs[m[1]], m[2])
		}
	}
	held := 0
	for _, m := range token.FindAllStringSubmatch(string(ours), -1) {
		if p := pairs[m[1]]; len(p) == 2 {
			held++
			if want := "light-dark(" + p[0] + ", " + p[1] + ")"; m[2] != want {
				t.Errorf("--%s is %s, in the report %s", m[1], m[2], want)
			}
		}
	}
	if held < 12 {
		t.Errorf("only %d colours compared", held)
	}
}

func TestTheme(t *testing.T) {
	h := newCompany().handler(t)
	w := post(t, h, "/theme", map[string][]string{"theme": {"dark"}, "back": {"/settings"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/settings" || len(w.Result().Cookies()) != 1 {
		t.Fatalf("answers %d", w.Code)
	}
	r := httptest.NewRequest(http.MethodGet, "/today", nil)
	r.AddCookie(w.Result().Cookies()[0])
	w = httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `data-theme="dark"`) {
		t.Error("the choice is not kept")
	}
}

func TestPeopleQuery(t *testing.T) {
	h := newCompany().handler(t)
	body := get(t, h, `/people?q=%22%3E%3Cscript%3E&level=bad&sort=nothing&show=person&show=%3Cb%3E&gate=first_pay`).Body.String()
	if strings.Contains(body, `"><script>`) || strings.Contains(body, "<b>") {
		t.Error("the address reaches the page unescaped")
	}
	if !strings.Contains(body, "Waiting before first pay") {
		t.Error("the filter by gate has no chip")
	}
	q, columns := readPeopleQuery(map[string][]string{"q": {strings.Repeat("é", 300)}, "level": {"verify"}, "sort": {"why"}, "down": {"1"}, "show": {"role"}})
	if len(q.Words) > maxLine || q.Level != muster.Verify || q.Sort != "why" || !q.Down || strings.Join(columns, " ") != "person role" {
		t.Errorf("%+v %v", q, columns)
	}
}

func TestConfigIsComplete(t *testing.T) {
	c := newCompany().config()
	c.Ledger = nil
	if _, err := New(c); err == nil || !strings.Contains(err.Error(), "Config.Ledger") {
		t.Errorf("New with a field missing says %v", err)
	}
}

// TestVendoredIsPinned holds the file in the repository and the lock together.
func TestVendoredIsPinned(t *testing.T) {
	lock, err := os.ReadFile("npm/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`"node_modules/htmx.org": \{\s*"version": "([^"]+)",[^}]*"integrity": "sha512-`).FindStringSubmatch(string(lock))
	if m == nil {
		t.Fatal("the lock does not pin htmx")
	}
	if _, err := files.ReadFile("assets/htmx-" + m[1] + ".min.js"); err != nil {
		t.Error(err)
	}
	if licence, err := files.ReadFile("assets/htmx-LICENSE.txt"); err != nil || len(licence) < 200 {
		t.Errorf("no licence beside it: %v", err)
	}
}
