package casework

import (
	"slices"
	"strings"
	"testing"
)

func TestTablesAreWhole(t *testing.T) {
	for name, text := range map[string]string{"acts": actsTable, "fields": fieldsTable} {
		lines := strings.Split(strings.TrimSpace(text), "\n")
		var head []Role
		for _, word := range strings.Fields(lines[0]) {
			head = append(head, Role(word))
		}
		if !slices.Equal(head, Roles()) {
			t.Errorf("%s: columns %v, want %v", name, head, Roles())
		}
		seen := map[string]bool{}
		for _, line := range lines[1:] {
			words := strings.Fields(line)
			if len(words) != len(head)+1 {
				t.Errorf("%s: %q has %d cells, want %d", name, line, len(words)-1, len(head))
			}
			if seen[words[0]] {
				t.Errorf("%s: %s stands twice", name, words[0])
			}
			seen[words[0]] = true
			for _, w := range words[1:] {
				if !slices.Contains(map[string][]string{"acts": {"-", "own", "yes"}, "fields": {"-", "masked", "unlock", "clear"}}[name], w) {
					t.Errorf("%s: %s: unknown word %q", name, words[0], w)
				}
			}
		}
	}
}

// The lines a reviewer would look for first.
func TestWhatTheTablesPromise(t *testing.T) {
	table := NewTable()
	for _, a := range table.Actions() {
		only := map[Action]bool{PolicyView: true, LedgerVerify: true, UsersManage: true, SettingsManage: true, KeysManage: true, WebhooksManage: true}
		if table.Cell(a, Administrator) != No && !only[a] {
			t.Errorf("an administrator may %s, and looks after machines only", a)
		}
	}
	for _, f := range table.Fields() {
		if table.SightOf(f, Administrator) != Hidden || table.SightOf(f, Auditor) != Hidden {
			t.Errorf("%s: administrators and auditors see no values", f)
		}
		if f == FieldPrivileged {
			for _, r := range Roles() {
				if (table.SightOf(f, r) != Hidden) != (r == Counsel) {
					t.Errorf("privileged notes: %s", r)
				}
			}
		}
	}
	if table.Cell("no.such.action", HRLead) != No || table.SightOf("no.such.field", HRLead) != Hidden {
		t.Error("what has no line must be allowed to nobody")
	}
}

func TestScopes(t *testing.T) {
	table := NewTable()
	who := &Actor{Grants: []Grant{{Role: HRLead, Scope: Scope{Entity: "uk"}}, {Role: Recruiter}}}
	for _, c := range []struct {
		action Action
		at     Scope
		own    bool
		want   bool
	}{
		{FindingClear, Scope{Entity: "uk"}, false, true},
		{FindingClear, Scope{Entity: "de"}, false, false},
		{FindingClear, Scope{}, false, false}, // where it lies is unknown: a narrow grant does not reach it
		{CheckRequest, Scope{Entity: "de"}, false, true},
		{CheckRecord, Scope{Entity: "de"}, false, false},
		{CheckRecord, Scope{Entity: "de"}, true, true},
	} {
		if got := table.Allows(who, c.action, c.at, c.own); got != c.want {
			t.Errorf("%s at %+v own %v: %v, want %v", c.action, c.at, c.own, got, c.want)
		}
	}
	if table.Sees(who, FieldHome, Scope{Entity: "uk"}) != Clear || table.Sees(who, FieldHome, Scope{Entity: "de"}) != Masked {
		t.Error("what is seen follows the scope of each role")
	}
}
