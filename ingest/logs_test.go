package ingest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	systems "muster/connect/all"
	"muster/ingest"
)

const logPeople = `Employee ID,First name,Last name,Work email,Login,Start date
E1,Ada,Holm,Ada.Holm@example.com,ada,2026-01-05
E2,Ben,Ash,ben.ash@example.com,shared,2026-01-05
E3,Cleo,Fry,cleo.fry@example.com,shared,2026-01-05
`

const logDevices = `Serial number,Employee ID,Issued on,Returned on
SER-1,E1,2026-01-05,2026-06-02
SER-1,E2,2026-06-03,
`

// signIn is a sign-in as Okta writes it.
func signIn(n int, day, hour int, account string) string {
	return fmt.Sprintf(`{"uuid":"ev-%d","published":"2026-06-%02dT%02d:00:00Z","eventType":"user.session.start","actor":{"alternateId":%q},"outcome":{"result":"SUCCESS"},"client":{"ipAddress":"192.0.2.%d"}}`,
		n, day, hour, account, n%200)
}

// ran is a program as osquery reports it.
func ran(n, day int, serial, program string) string {
	return fmt.Sprintf(`{"name":"pack/apps/processes","hostIdentifier":%q,"unixTime":%d,"counter":%d,"decorations":{"hardware_serial":%q,"username":"local"},"action":"added","columns":{"pid":"1","name":%q,"path":""}}`,
		serial, 1780272000+(day-1)*86400, n, serial, program)
}

// folder writes files into a new folder.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func readLogs(t testing.TB, files map[string]string, opt ingest.Options) *ingest.Batch {
	t.Helper()
	opt.Systems = systems.Systems()
	b, err := ingest.Read(context.Background(), []string{folder(t, files)}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// live lists what logs say of each person: kind, day and how often.
func live(t testing.TB, b *ingest.Batch) map[muster.SubjectID][]string {
	t.Helper()
	out := map[muster.SubjectID][]string{}
	for i := range b.Len() {
		list, err := b.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			id := b.Subject(i).ID
			was := o.ID
			if err := o.Seal(); err != nil || o.ID != was {
				t.Errorf("observation %s of %s changes its id when it is sealed again", o.Record, id)
			}
			switch d := o.Data.(type) {
			case *muster.SignIns:
				out[id] = append(out[id], fmt.Sprintf("%s sign-ins %d", d.Day.ISO(), d.Passed))
			case *muster.Program:
				out[id] = append(out[id], fmt.Sprintf("%s %s on %s", d.Day.ISO(), d.Name, d.Device))
			}
		}
		slices.Sort(out[b.Subject(i).ID])
	}
	for id, list := range out {
		if len(list) == 0 {
			delete(out, id)
		}
	}
	return out
}

func TestLogsBelongToWhomTheyAreDeclared(t *testing.T) {
	log := strings.Join([]string{
		signIn(1, 1, 8, "ada.holm@EXAMPLE.com"), signIn(1, 1, 8, "ada.holm@EXAMPLE.com"), // a replay
		signIn(2, 2, 8, "E1"), signIn(3, 2, 9, "ada"), // employee number and login
		signIn(4, 3, 9, "shared"),                                                // two people's
		signIn(5, 3, 9, "ada.holm@example.org"), signIn(6, 3, 9, "ada.holme@ex"), // only alike
		signIn(7, 4, 9, "a0001"), // by muster.yaml
		`{"eventType":"x"`, `{"other":"log"}`, `[1]`,
		`{"uuid":"e","published":"2026-06-01T00:00:00Z","eventType":"system.thing","actor":{"alternateId":"x"}}`,
	}, "\n")
	devices := strings.Join([]string{ran(1, 1, "SER-1", "AnyDesk.exe"), ran(2, 5, "ser-1", "AnyDesk.exe"), ran(3, 5, "SER-1", "notepad.exe"), ran(4, 5, "SER-7", "AnyDesk.exe")}, ",\n")
	b := readLogs(t, map[string]string{
		"people.csv": logPeople, "devices.csv": logDevices, "okta.jsonl": log, "osquery.json": "[" + devices + "]",
		"muster.yaml": "crosswalk: [{subject: E3, system: okta, id: A0001}]\n",
	}, ingest.Options{})
	want := map[muster.SubjectID][]string{
		"E1": {"2026-06-01 AnyDesk on SER-1", "2026-06-01 sign-ins 1", "2026-06-02 sign-ins 1", "2026-06-02 sign-ins 1"},
		"E2": {"2026-06-05 AnyDesk on ser-1"},
		"E3": {"2026-06-04 sign-ins 1"},
	}
	if diff := cmp.Diff(want, live(t, b)); diff != "" {
		t.Error(diff)
	}
	for _, f := range b.Files {
		if f.Type != ingest.TypeLog {
			continue
		}
		if strings.HasPrefix(filepath.Base(f.Path), "okta") && (f.Source != "okta" || f.Records != 12 || f.Rows != 9 || f.RowsRejected != 3) {
			t.Errorf("%s: %+v", f.Path, f)
		}
	}
	var unseen []string
	for _, u := range b.Unseen {
		if strings.Contains(u.What, "log of") {
			unseen = append(unseen, u.What)
		}
	}
	if diff := cmp.Diff([]string{"3 events in the log of Okta, of 3 accounts and devices", "1 event in the log of osquery and Fleet, of 1 account or device"}, unseen); diff != "" {
		t.Error(diff)
	}
}

func TestLogsInAnyOrderAndMemory(t *testing.T) {
	var lines []string
	for n := range 4000 {
		lines = append(lines, signIn(n, 1+n%28, n%24, []string{"ada", "ben.ash@example.com", "E3"}[n%3]))
	}
	want := live(t, readLogs(t, map[string]string{"people.csv": logPeople, "a.jsonl": strings.Join(lines, "\n")}, ingest.Options{Workers: 1}))
	if len(want) != 3 || len(want["E1"]) < 28 {
		t.Fatalf("read %v", want)
	}
	slices.Reverse(lines)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	fmt.Fprint(w, "["+strings.Join(lines[2500:], ",")+"]")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	got := live(t, readLogs(t, map[string]string{"people.csv": logPeople, "z.ndjson": strings.Join(lines[:2600], "\n"), "b.json.gz": packed.String()},
		ingest.Options{Workers: 3, SpillBytes: 4096}))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if left, err := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "muster-log-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestManyBadRecordsAreCounted(t *testing.T) {
	lines := []string{signIn(1, 1, 8, "ada")}
	for range 5000 {
		lines = append(lines, "nonsense")
	}
	b := readLogs(t, map[string]string{"people.csv": logPeople, "okta.jsonl": strings.Join(lines, "\n")}, ingest.Options{})
	if b.Records != 5004 || b.Read != 4 || len(b.Rejects) != 1000 || b.Rejects[999].More != 4000 {
		t.Errorf("%d records, %d read, %d listed, %+v", b.Records, b.Read, len(b.Rejects), b.Rejects[len(b.Rejects)-1])
	}
}

func FuzzLogs(f *testing.F) {
	f.Add([]byte(signIn(1, 1, 8, "ada") + "\n" + ran(1, 1, "SER-1", "AnyDesk.exe") + "\n{"))
	f.Add([]byte("[" + ran(1, 1, "SER-1", "AnyDesk.exe") + ",{},1]"))
	f.Fuzz(func(t *testing.T, log []byte) {
		dir := folder(t, map[string]string{"people.csv": logPeople, "devices.csv": logDevices, "okta.jsonl": signIn(9, 1, 8, "ada") + "\n" + string(log)})
		b, err := ingest.Read(context.Background(), []string{dir}, ingest.Options{Systems: systems.Systems(), Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		live(t, b)
	})
}

// windowsExport is a log of Windows as the event viewer saves it: a program, by
// the account of a person and on a device issued to somebody.
const windowsExport = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4688</EventID><TimeCreated SystemTime='2026-06-01T08:00:00Z'/><EventRecordID>1</EventRecordID><Channel>Security</Channel><Computer>SER-1</Computer></System><EventData><Data Name='SubjectUserName'>ada</Data><Data Name='NewProcessName'>C:\Tools\AnyDesk.exe</Data></EventData></Event>
<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Other'/><EventID>1</EventID><TimeCreated SystemTime='2026-06-01T08:00:00Z'/><EventRecordID>2</EventRecordID><Channel>x</Channel><Computer>SER-1</Computer></System></Event></Events>`

// TestWindowsExport reads a log that is saved as XML as it reads all others, and
// one that breaks off up to where it does. A page of the web is no log.
func TestWindowsExport(t *testing.T) {
	want := map[muster.SubjectID][]string{"E1": {"2026-06-01 AnyDesk on SER-1"}}
	files := map[string]string{"people.csv": logPeople, "devices.csv": logDevices, "security.xml": windowsExport, "page.html": "<html><body>Events</body></html>"}
	b := readLogs(t, files, ingest.Options{})
	if diff := cmp.Diff(want, live(t, b)); diff != "" {
		t.Error(diff)
	}
	at := func(b *ingest.Batch) *ingest.FileReport {
		return &b.Files[slices.IndexFunc(b.Files, func(f ingest.FileReport) bool { return strings.HasSuffix(f.Path, "security.xml") })]
	}
	if f := at(b); f.Type != ingest.TypeLog || f.Source != "windows" || f.Records != 2 || f.Err != nil {
		t.Errorf("%+v", f)
	}
	files["security.xml"] = windowsExport[:len(windowsExport)-20]
	b = readLogs(t, files, ingest.Options{})
	if diff := cmp.Diff(want, live(t, b)); diff != "" || len(at(b).Warnings) != 1 || at(b).RowsRejected == 0 {
		t.Errorf("%s%+v", diff, at(b))
	}
}

// TestLogsAside lists logs and reads them when asked, record by record.
func TestLogsAside(t *testing.T) {
	b := readLogs(t, map[string]string{"security.xml": windowsExport, "okta.jsonl": signIn(1, 1, 8, "ada") + "\n{\n" + signIn(2, 1, 8, "ada")}, ingest.Options{LogsAside: true})
	var got []string
	for i := range b.LogFiles {
		n, broken := 0, 0
		err := ingest.ReadLog(context.Background(), &b.LogFiles[i], func(records [][]byte, bad int) error {
			n, broken = n+len(records), broken+bad
			return nil
		})
		got = append(got, fmt.Sprintf("%s: %d records, %d bad, %v", b.LogFiles[i].System.Name, n, broken, err))
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"okta: 3 records, 0 bad, <nil>", "windows: 2 records, 0 bad, <nil>"}, got); diff != "" {
		t.Error(diff)
	}
}
