package server

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/casework"
	"muster/web"
)

// drop drops files on the import page and returns what the page says of them.
func (in *installation) drop(t testing.TB, files ...string) []web.ImportedFile {
	t.Helper()
	var uploads []web.Upload
	for i := 0; i < len(files); i += 2 {
		text := files[i+1]
		uploads = append(uploads, web.Upload{Name: files[i], Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
	}
	lead := &casework.Actor{User: "U-lead", Name: "Lead", Grants: []casework.Grant{hrLead()}}
	ctx := context.WithValue(t.Context(), visitorKey{}, &visitor{actor: lead, server: in.Server})
	if _, err := in.Server.Import(ctx, newKey(), uploads, nil); err != nil {
		t.Fatal(err)
	}
	return in.Server.imported.of(lead).Files
}

const staff = "Employee ID,Full name,Login,Start date\nE-1,Ann Example,ann@company.example,2020-01-06\nE-2,Bob Example,bob@company.example,2020-01-06\n"

// TestDroppedLogs drops tables and logs on the import page: whose an event is the
// tables say, those of the same files and those brought in before; a day that is
// over takes more; the same file again changes nothing.
func TestDroppedLogs(t *testing.T) {
	t.Parallel()
	in := listening(t, SystemConfig{System: "okta", SecretFile: secretFile(t, "open sesame")})
	old := fixedNow().Add(-10 * 24 * time.Hour).Truncate(24 * time.Hour).Add(9 * time.Hour)
	first := oktaEvent("e1", "ann@company.example", "192.0.2.1", old) + "\n" + oktaEvent("e2", "stranger@company.example", "192.0.2.2", old) + "\n{\"broken\"\n"
	got := in.drop(t, "staff.csv", staff, "okta.jsonl", first)
	i := slices.IndexFunc(got, func(f web.ImportedFile) bool { return f.Name == "okta.jsonl" })
	if i < 0 || got[i].What != "Log of Okta" || got[i].Rows != 2 || got[i].Aside != 1 || len(got[i].Warnings) != 1 || !strings.Contains(got[i].Warnings[0], "stranger@company.example") {
		t.Fatalf("%+v", got)
	}
	passed := func(want ...int) {
		t.Helper()
		var list []int
		for _, o := range in.stands(t, "E-1", muster.KindSignIns) {
			list = append(list, o.Data.(*muster.SignIns).Passed)
		}
		if !slices.Equal(list, want) {
			t.Errorf("sign-ins stand as %v, want %v", list, want)
		}
	}
	passed(1)
	// A log alone, of the same day: what was said of it is corrected, once.
	more := oktaEvent("e3", "ann@company.example", "192.0.2.1", old.Add(time.Hour)) + "\n" + first
	in.drop(t, "okta-2.jsonl", more)
	passed(2)
	got = in.drop(t, "okta-2.jsonl", more)
	passed(2)
	if !strings.Contains(strings.Join(got[0].Warnings, " "), "known already") {
		t.Errorf("%+v", got)
	}
	// What is pushed of a new day, and dropped after it, counts once.
	now := oktaEvent("e4", "ann@company.example", "192.0.2.1", fixedNow().Add(-time.Hour))
	in.push(t, "okta", now, bearer("open sesame"))
	in.drop(t, "okta-3.jsonl", now+"\n"+oktaEvent("e5", "ann@company.example", "192.0.2.1", fixedNow().Add(-2*time.Hour)))
	passed(2, 2)
	if state := in.state(t, "okta"); state.Records != 1 {
		t.Errorf("files are counted as handed over by the system: %+v", state)
	}
}

// TestDroppedLogsNotSwitchedOn refuses what nobody switched on, and says so.
func TestDroppedLogsNotSwitchedOn(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	got := in.drop(t, "staff.csv", staff, "okta.jsonl", oktaEvent("e1", "ann@company.example", "192.0.2.1", fixedNow().Add(-time.Hour)))
	if got := in.stands(t, "E-1", muster.KindSignIns); len(got) != 0 {
		t.Error("sign-ins are kept though nobody switched that on")
	}
	i := slices.IndexFunc(got, func(f web.ImportedFile) bool { return f.Name == "okta.jsonl" })
	if i < 0 || !strings.Contains(strings.Join(got[i].Warnings, " "), "1 event not kept: sign in is not switched on") {
		t.Errorf("%+v", got)
	}
}

// TestDroppedCrosswalk takes declared lines from files: accounts of no likeness
// are somebody's from then on, and a line handed in anew takes the place of the
// old one.
func TestDroppedCrosswalk(t *testing.T) {
	t.Parallel()
	in := listening(t)
	in.drop(t, "staff.csv", staff, "crosswalk.csv", "subject,system,id\nE-1,Okta,svc-7@company.example\n")
	event := func(n int) string {
		return oktaEvent(fmt.Sprint("e", n), "svc-7@company.example", "192.0.2.1", fixedNow().Add(-time.Duration(n)*time.Hour))
	}
	in.drop(t, "okta.jsonl", event(1))
	if list := in.stands(t, "E-1", muster.KindSignIns); len(list) != 1 {
		t.Fatalf("%v", list)
	}
	in.drop(t, "crosswalk.csv", "subject,system,id\nE-2,okta,SVC-7@company.example\n")
	in.drop(t, "okta.jsonl", event(2))
	if list := in.stands(t, "E-2", muster.KindSignIns); len(list) != 1 {
		t.Fatalf("%v", list)
	}
}

// TestDroppedEventsAsTheyArrived brings in the log of a system that is not set up
// here: the events behind what it became are found as they arrived all the same.
func TestDroppedEventsAsTheyArrived(t *testing.T) {
	t.Parallel()
	in := listening(t)
	old := fixedNow().Add(-10 * 24 * time.Hour)
	in.drop(t, "staff.csv", staff, "okta.jsonl", oktaEvent("e1", "ann@company.example", "192.0.2.1", old))
	list := in.stands(t, "E-1", muster.KindSignIns)
	if len(list) != 1 {
		t.Fatalf("%d records of sign-ins stand", len(list))
	}
	found, err := in.arrived(t.Context(), "E-1", list[0])
	if err != nil || len(found) != 1 || !strings.Contains(found[0].Raw, `"ipAddress": "192.0.2.1"`) {
		t.Errorf("%v %+v", err, found)
	}
}
