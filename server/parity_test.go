package server

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// inBrowser are the routes no program needs, each with its reason.
func inBrowser() map[string]string {
	return map[string]string{
		"GET /keys":                       "lists the keys of the keyboard",
		"POST /theme":                     "a colour of the pages",
		"GET /sign-in":                    "a program brings its key",
		"POST /sign-in":                   "a program brings its key",
		"POST /sign-in/passkey":           "a ceremony of the browser",
		"GET /sign-in/link":               "a link for somebody's browser",
		"GET /sign-in/provider":           "leads a browser to the provider",
		"GET /sign-in/back":               "leads a browser back",
		"GET /account":                    "how one person signs in; /v1/me says who asks",
		"POST /account":                   "a second factor and a password belong to who is there",
		"POST /account/passkey":           "a ceremony of the browser",
		"POST /sign-out":                  "a key is ended with key.end",
		"GET /reply":                      "for the person concerned, with a link in place of a role",
		"POST /reply":                     "for the person concerned, with a link in place of a role",
		"GET /handover":                   "a program gets the link with the answer to its act",
		"POST /people/{id}/stills":        "taken by the camera of the interviewer's browser",
		"GET /people/{id}/stills/{still}": "compared by two people who look at it, and by nothing else",
	}
}

// sameAs says which operations do what a route does.
func sameAs() map[string]string {
	return map[string]string{
		"GET /{$}": "today.get", "GET /setup": "setup.get", "GET /today": "today.get", "GET /people": "subjects.list", "GET /people/{id}": "subjects.get", "GET /people/{id}/copy": "subjects.copy", "GET /people/{id}/interview": "subjects.interviews", "GET /people/{id}/devices": "subjects.devices", "GET /people/{id}/events": "subjects.events", "GET /settings/systems": "connectors.list",
		"POST /people/import": "imports.make", "GET /groups": "groups.list", "GET /groups/{id}": "groups.get", "GET /cases": "cases.list", "GET /cases/{id}": "cases.get",
		"POST /cases/{id}/evidence": "evidence.keep", "GET /cases/{id}/files/{item}": "evidence.get", "GET /payroll": "payroll.get", "GET /equipment": "equipment.get",
		"GET /lists": "sanctions.list", "POST /lists": "sanctions.screen", "GET /lists/people": "sanctions.people", "GET /lists/{source}": "sanctions.changes", "GET /payroll/runs": "payruns.list", "GET /payroll/bases": "paybases.list", "POST /payroll/runs": "payruns.check", "GET /payroll/runs/{id}": "payruns.get", "GET /payroll/runs/{id}/replacement": "payruns.replacement", "GET /payroll/runs/{id}/same-day": "payruns.same_day",
		"GET /accounts": "accounts.list", "GET /groups/{id}/ring": "groups.accounts", "GET /accounts/stepups": "stepups.list", "GET /accounts/stepups/{id}": "stepups.get", "GET /accounts/stepups/{id}/statement": "stepups.get", "stepup.bulk": "stepup.ask",
		"GET /rules": "rules.list", "GET /rules/{flag}": "rules.get", "GET /ledger": "ledger.list", "GET /ledger/bundle": "ledger.bundle", "POST /ledger/bundle": "ledger.bundle",
		"GET /settings": "settings.get users.list keys.list targets.list webhooks.list retention.get monitoring.get", "GET /search": "search.get", "POST /words": "words.check",

		"names.unlock": "person.unlock", "purposes.set": "retention.purposes", "notices.set": "notice.word", "check.ask": "check.request",
		"gate.override": "gate.override", "answer.record": "answer.record", "reply.offer": "reply.offer", "case.privileged": "case.note", "case.weigh": "case.weigh", "case.custody": "case.custody",
		"policy.try": "trials.make", "policy.text": "trials.make", "ledger.verify": "ledger.verify", "user.again": "user.invite_again", "hook.add": "webhook.set", "hook.rotate": "webhook.set", "hook.end": "webhook.set",
		"target.try": "targets.try", "target.replay": "targets.replay",
	}
}

// TestProgramsCanWhatPagesCan compares the map of the pages and the table of
// their forms, read from their source, with the operations.
func TestProgramsCanWhatPagesCan(t *testing.T) {
	t.Parallel()
	have := map[string]bool{}
	for _, methods := range newInstallation(t).described(t).Paths {
		for _, op := range methods {
			have[op.ID] = true
		}
	}
	excused, same, met := inBrowser(), sameAs(), map[string]bool{}
	for _, name := range routesOfPages(t) {
		if excused[name] != "" {
			met[name] = true
			continue
		}
		ids := same[name]
		if met[name] = true; ids == "" {
			ids = name
		}
		for id := range strings.FieldsSeq(ids) {
			if !have[id] {
				t.Errorf("%s of the pages: there is no operation %s; give it one in package api, or say here which does the same", name, id)
			}
		}
	}
	for _, table := range []map[string]string{excused, same} {
		for name := range table {
			if !met[name] {
				t.Errorf("the pages have no %s any more", name)
			}
		}
	}
}

// TestManualNamesEveryOperation compares the resources that the manual lists with
// those there are. Acts are listed at /api, with every field.
func TestManualNamesEveryOperation(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, line := range strings.Split(string(text), "\n") {
		var before []string
		for _, m := range regexp.MustCompile("`(/[^` ]*)`").FindAllStringSubmatch(line, -1) {
			named[m[1]] = true
			for _, whole := range before { // the end of a path may be written alone
				named[whole+m[1]], named[whole[:strings.LastIndexByte(whole, '/')]+m[1]] = true, true
			}
			before = append(before, m[1])
		}
	}
	for path := range newInstallation(t).described(t).Paths {
		short, v1 := strings.CutPrefix(path, "/v1")
		if v1 && !strings.HasPrefix(short, "/acts/") && !named[short] {
			t.Errorf("docs/api.md does not name %s in its table of resources", path)
		}
	}
}

// routesOfPages are the routes of package web as "METHOD /path", and its forms
// by name.
func routesOfPages(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../web/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(syntax, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || len(lit.Elts) != 4 {
				return true
			}
			first, second := textOf(lit.Elts[0]), textOf(lit.Elts[1])
			if !strings.HasPrefix(second, "/") {
				return true
			}
			switch {
			case first == "GET" || first == "POST":
				list = append(list, first+" "+second)
			case strings.Contains(first, "."):
				list = append(list, first)
			}
			return true
		})
	}
	slices.Sort(list)
	if len(list) < 90 {
		t.Fatalf("only %d routes and forms were found; has their form changed?", len(list))
	}
	return slices.Compact(list)
}

func textOf(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return text
}
