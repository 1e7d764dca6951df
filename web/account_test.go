package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"muster"
)

func TestSignOnRoutes(t *testing.T) {
	h := newCompany().handler(t)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/sign-in/provider?next=//elsewhere.example", nil))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "https://sign-on.example/authorise?next=/" {
		t.Errorf("%d, to %s", w.Code, w.Header().Get("Location"))
	}
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/sign-in/back?code=1", nil))
	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "That did not let you in.") || !strings.Contains(w.Body.String(), "Sign in") {
		t.Errorf("a refused answer: %d, %s", w.Code, w.Body)
	}
}

func TestAccountForms(t *testing.T) {
	h := newCompany().handler(t)
	post := func(form url.Values) (*httptest.ResponseRecorder, string) {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, "/account", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		h.ServeHTTP(w, r)
		again := httptest.NewRequest(http.MethodGet, "/account", nil)
		for _, c := range w.Result().Cookies() {
			again.AddCookie(c)
		}
		page := httptest.NewRecorder()
		h.ServeHTTP(page, again)
		return w, page.Body.String()
	}
	if w, page := post(url.Values{"do": {AddPasskey}, "title": {"Desk"}, "passkey": {"{}"}}); w.Header().Get("Location") != "/account" || !strings.Contains(page, "Done: passkey.add Desk") {
		t.Errorf("%d, %s", w.Code, page)
	}
	if _, page := post(url.Values{"do": {RemovePassword}}); !strings.Contains(page, "You signed in a while ago. Sign out and in again.") {
		t.Errorf("a refusal is not told: %s", page)
	}
	if w, _ := post(url.Values{"do": {SignOutEverywhere}}); w.Header().Get("Location") != "/sign-in" {
		t.Errorf("signing out everywhere leads to %s", w.Header().Get("Location"))
	}
	page := httptest.NewRecorder()
	h.ServeHTTP(page, httptest.NewRequest(http.MethodGet, "/account", nil))
	for _, want := range []string{"Work laptop", "Your account there lets you in.", "You have a password with a second factor.", "2 sessions are open"} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestPurposeGroups puts every kind of record into one group.
func TestPurposeGroups(t *testing.T) {
	count := map[muster.Kind]int{}
	for _, g := range PurposeGroups() {
		for _, k := range g.Kinds {
			count[k]++
		}
	}
	for _, k := range muster.Kinds() {
		if count[k] != 1 {
			t.Errorf("%s is in %d groups", k, count[k])
		}
	}
}
