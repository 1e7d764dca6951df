package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"muster"
)

// TestDoctorData says of a folder what can be seen, of each detector why not, and
// the setting that would enable it.
func TestDoctorData(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"people.csv":   "Employee ID,First name,Last name,Work email\nE1,Ann,Example,ann@company.example\nE2,Bob,Example,bob@company.example\n",
		"devices.csv":  "Serial number,Employee ID,Issued on\nSN-1,E1,2026-01-05\nSN-2,E2,2026-01-05\n",
		"intune.jsonl": `{"id":"d1","deviceName":"L1","managedDeviceOwnerType":"company","operatingSystem":"Windows","serialNumber":"SN-1","userPrincipalName":"ann@company.example","lastSyncDateTime":"2026-06-01T08:00:00Z","enrolledDateTime":"2026-01-06T08:00:00Z","model":"X"}` + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(args ...string) string {
		t.Helper()
		var out, wrong bytes.Buffer
		if status := run(t.Context(), append([]string{"doctor", "data", dir}, args...), strings.NewReader(""), &out, &wrong); status != exitDone {
			t.Fatalf("%d %s", status, wrong.String())
		}
		return out.String()
	}
	text := ask()
	for _, want := range []string{"1 reported by intune", "1 reported by no system", "Intune's inventory has no history of what was plugged in", "Audit PNP Activity", "cannot   END-04", "What cannot be seen is not clean"} {
		if !strings.Contains(text, want) {
			t.Errorf("without %q", want)
		}
	}
	var r dataReport
	if err := json.Unmarshal([]byte(ask("--json")), &r); err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Detectors {
		if d.State != canRun && (d.Why == "" || len(d.Enable) == 0) {
			t.Errorf("%s %s without why and what to do", d.Flag, d.State)
		}
	}
	states := map[muster.FlagID]detectorState{}
	for _, d := range r.Detectors {
		states[d.Flag] = d
	}
	for flag, want := range map[muster.FlagID]string{"END-09": "how long a key takes", "END-07": "lid, mains", "END-16": "the offset of a clock"} {
		if d := states[flag]; d.State != cannot || !strings.Contains(d.Why, want) {
			t.Errorf("there are days of devices without the fact, and %+v", d)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// TestDoctorDataFolds tells of CVs and pictures in one line, however many they are.
func TestDoctorDataFolds(t *testing.T) {
	var out, wrong bytes.Buffer
	if status := run(t.Context(), []string{"doctor", "data", "../../examples/harbour"}, strings.NewReader(""), &out, &wrong); status != exitDone {
		t.Fatalf("%d %s", status, wrong.String())
	}
	text, _, _ := strings.Cut(out.String(), "\nDetectors\n")
	if !strings.Contains(text, "cv, ") || !strings.Contains(text, " image, in ") || strings.Contains(text, ".pdf") || strings.Contains(text, ".jpg") {
		t.Error(text)
	}
}

// TestFactsAreOfDetectors names detectors that are there, and one fact for each.
func TestFactsAreOfDetectors(t *testing.T) {
	seen := map[muster.FlagID]bool{}
	for _, f := range facts() {
		for _, flag := range f.flags {
			if _, err := manualOf(flag); err != nil || seen[flag] {
				t.Errorf("%s: %v", flag, err)
			}
			seen[flag] = true
		}
	}
}

// TestDoctorDataOfADatabase reads what runs keep.
func TestDoctorDataOfADatabase(t *testing.T) {
	dir := t.TempDir()
	people, db := filepath.Join(dir, "people.csv"), filepath.Join(dir, "kept.db")
	if err := os.WriteFile(people, []byte("Employee ID,First name,Last name,Work email\nE1,Ann,Example,ann@company.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, wrong bytes.Buffer
	if status := run(t.Context(), []string{"screen", people, "--out", filepath.Join(dir, "out"), "--db", db, "--retain-until", inMonths(6)}, strings.NewReader(""), &out, &wrong); status != exitDone {
		t.Fatal(wrong.String())
	}
	out.Reset()
	if status := run(t.Context(), []string{"doctor", "data", "--db", db}, strings.NewReader(""), &out, &wrong); status != exitDone || !strings.Contains(out.String(), "1 people.") && !strings.Contains(out.String(), "1 person") {
		t.Errorf("%d %s %s", status, wrong.String(), out.String())
	}
	if status := run(t.Context(), []string{"doctor", "data", "--db", db + "x"}, strings.NewReader(""), &out, &wrong); status == exitDone {
		t.Error("a database that is not there is read")
	}
}
