package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"muster"
	"muster/report/seen"
)

// fixtureSeen is what logs showed of one person; of the others nothing.
func fixtureSeen(id muster.SubjectID) (*seen.View, error) {
	if id != "W-204" {
		return nil, nil
	}
	var list []muster.Observation
	add := func(at muster.Time, d muster.Data) {
		list = append(list, muster.Observation{ID: muster.ObservationID{byte(len(list) + 1)}, Subject: id, Source: "okta", Happened: at, Data: d})
	}
	start, end := 9*60, 17*60
	lat, lon := 36.16, -86.78
	add(muster.Date(2026, 5, 1), &muster.Person{Home: muster.Home{City: "Leeds", Country: "GB"}})
	add(muster.Date(2026, 5, 1), &muster.Agreed{What: muster.AgreedHours, Start: &start, End: &end})
	for n := 1; n < 29; n++ {
		day := muster.Date(2026, 5, n)
		add(day, &muster.SignIns{Day: day, Passed: 1, City: "Nashville", Country: "US", Latitude: &lat, Longitude: &lon, Network: muster.NetworkVPN, Judge: "Okta", Hours: 1 << 14})
		add(day, &muster.DeviceDay{Day: day, Device: "SN-55512345", City: "Leeds"})
	}
	add(muster.Date(2026, 5, 3), &muster.Attachment{At: muster.Date(2026, 5, 3), Device: "SN-55512345", Name: "<i>KVM</i>", Interfaces: []muster.Text{"keyboard"}, Events: []muster.Text{"48214"}})
	add(muster.Date(2026, 5, 4), &muster.Program{Day: muster.Date(2026, 5, 4), Name: "AnyDesk", Class: muster.ProgramRemote, Seen: muster.SeenRunning})
	farm := &muster.FarmFact{People: 2, Devices: 2, Together: 20, Line: true, First: muster.Date(2026, 5, 1), Last: muster.Date(2026, 5, 28),
		Others: []muster.Other{{Subject: "A-1001", Homes: muster.OutcomeDifferent}}, Rivals: []muster.RivalFact{{Rival: muster.RivalHousehold, Weight: muster.RivalPossible}}}
	return seen.Read(list, seen.Options{Farm: farm, Home: true}), nil
}

// TestDevicesAndSignInsInTheReport finds the pictures in the one file and on
// the person's own page, others by number, and the events a finding cites.
func TestDevicesAndSignInsInTheReport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	if _, err := Write(dir, fixture(), Options{Pages: true}); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"report.html", filepath.Join("pages", pageName("W-204"))} {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		page := string(text)
		for _, want := range []string{"Devices and sign-ins", "seen-map", "seen-line", "seen-hours", "claimed as home", "VPN service", "A-1001", "AnyDesk", "&lt;i&gt;KVM", "ev-204-1", "…2345"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: %q is not there", file, want)
			}
		}
		if strings.Contains(page, "Name of A-1001") || strings.Contains(page, "55512345") || strings.Contains(page, "ZgotmplZ") {
			t.Errorf("%s shows what is masked", file)
		}
		if n := strings.Count(page, `class="seen-map"`); n != 1 {
			t.Errorf("%s: %d maps", file, n)
		}
	}
}
