package server

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/casework"
)

// TestToolsFile gives a server the file muster screen reads: its own program is
// known, its approved tool is in the list people see, and stays taken back.
func TestToolsFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "tools.yaml")
	text := "programs: {acme-remote.exe: remote_access, RustDesk: none}\napproved: [{tool: AnyDesk, from: 2026-11-01, until: 2026-11-25}, {tool: TeamViewer, until: 2026-11-01}]\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	in := newInstallation(t, func(c *Config) {
		c.Tools, c.Systems = file, []SystemConfig{{System: "signals", SecretFile: secretFile(t, "s")}}
	})
	in.watch(t, casework.MonitoringKinds()...)
	in.keep(t, "E-1", &muster.Person{Named: muster.Named{FullName: "Ann Example"}, Login: "ann", Started: muster.Date(2026, 11, 10)})
	ran := func(day int, name string) {
		t.Helper()
		at := time.Date(2026, 11, day, 8, 0, 0, 0, time.UTC)
		body := fmt.Sprintf(`{"muster_signal":1,"id":"%s%d","at":%q,"account":"ann","device":"LT-1","kind":"program","data":{"seen":"running","name":%q}}`, name, day, at.Format(time.RFC3339), name)
		if status, got := in.push(t, "signals", body, bearer("s")); status != http.StatusOK {
			t.Fatalf("%d %v", status, got)
		}
	}
	has := func() bool {
		list := in.flags(t, "E-1")
		return slices.Contains(list, "END-01") || slices.Contains(list, "END-02")
	}
	ran(19, "AnyDesk.exe")
	ran(20, "AnyDesk.exe")
	ran(20, "rustdesk.exe")
	if has() {
		t.Error("an approved tool, or one the file calls none, is found")
	}
	lead := &casework.Actor{User: "U-lead", Name: "Lead", Grants: []casework.Grant{hrLead()}}
	list, err := in.desk.Approved(t.Context(), lead)
	if err != nil || len(list) != 1 || list[0].What != "AnyDesk" {
		t.Fatalf("%v %+v", err, list)
	}
	ran(19, "acme-remote.exe")
	ran(20, "acme-remote.exe")
	if !has() {
		t.Error("a remote tool that only the file knows is not found")
	}
	in.must(t, lead, &casework.EndAgreement{Agreement: list[0].ID, Reason: "No longer needed."})
	if err := in.takeTools(t.Context()); err != nil { // as at the next start
		t.Fatal(err)
	}
	if list, err = in.desk.Approved(t.Context(), lead); err != nil || len(list) != 0 {
		t.Errorf("what was taken back stands again: %v %+v", err, list)
	}
	if err := os.WriteFile(file, []byte("approved: [{tool: AnyDesk, until: 2036-01-01}]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := in.takeTools(t.Context()); err == nil || !strings.Contains(err.Error(), "two years") {
		t.Errorf("ten years: %v", err)
	}
}
