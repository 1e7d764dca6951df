//go:build evaluate

package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"muster/evaluate"
	"muster/simulate"
)

// everybody names the honest explanations that the simulator can give to each
// person, where the ordinary population has them now and then.
var everybody = map[string]func(*simulate.Live){
	"a carrier's shared addresses":       func(l *simulate.Live) { l.Usual.CarrierNAT = 1 },
	"a satellite line listed abroad":     func(l *simulate.Live) { l.Usual.Satellite = 1 },
	"the employer's tunnel on most days": func(l *simulate.Live) { l.Usual.Tunnel = 0.8 },
	"a privacy relay":                    func(l *simulate.Live) { l.Usual.Relay = 1 },
	"a VPN service that was agreed":      func(l *simulate.Live) { l.Usual.VPN, l.Usual.VPNAgreed = 1, 1 },
	"an office":                          func(l *simulate.Live) { l.Usual.Office = 1 },
	"travel on record":                   func(l *simulate.Live) { l.Usual.Travel, l.Usual.Abroad, l.Usual.TravelAgreed = 1, 1, 1 },
	"a telephone's network on many days": func(l *simulate.Live) { l.Usual.Mobile = 0.5 },
	"on-call duty on record":             func(l *simulate.Live) { l.Usual.OnCall, l.Usual.OnCallAgreed = 1, 1 },
	"a night shift that was agreed":      func(l *simulate.Live) { l.Usual.NightShift, l.Usual.NightAgreed = 1, 1 },
	"desks shared with strangers":        func(l *simulate.Live) { l.Usual.Coworking, l.Usual.Office = 1, 0 },
	"a week of the team in an hotel":     func(l *simulate.Live) { l.Usual.TeamWeek = 1 },
	"keyboards that are several devices": func(l *simulate.Live) { l.Usual.Gaming, l.Usual.Keyboard = 1, 1 },
	"a dock, two screens and a switch":   func(l *simulate.Live) { l.Usual.Dock, l.Usual.TwoScreens, l.Usual.KeySwitch = 1, 1, 1 },
	"input that is counted, of hands":    func(l *simulate.Live) { l.Usual.Counted, l.Odd.Jiggler, l.Odd.Mover = 1, 0, 0 },
	"a program that keeps the screen on": func(l *simulate.Live) { l.Usual.KeepAwake = 1 },
	"an own computer that was agreed":    func(l *simulate.Live) { l.Odd.OwnComputer, l.Odd.OwnAgreed = 1, 1 },
	"a roll-out of the employer's own":   func(l *simulate.Live) { l.Odd.RollOut = 1 },
	"hours that change and nobody noted": func(l *simulate.Live) { l.Usual.Flexible, l.Usual.NightShift = 1, 0 },
	"changing hours, a contract's noted": func(l *simulate.Live) { l.Usual.Flexible, l.Usual.HoursAgreed = 1, 1 },
	"people as they are, for comparison": func(*simulate.Live) {},
}

// TestLiveHonestBars gives one honest explanation to a whole population without
// anybody dishonest, one explanation after the other: it clears them all, so that
// no more of them are at verify than of any people, and nobody at escalate.
func TestLiveHonestBars(t *testing.T) {
	policy := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(policy, []byte(fmt.Sprintf("version: logs-alone\noff: [%s]\n", strings.Join(readNoLog(), ", "))), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(everybody)) {
		dir, out, truth := t.TempDir(), filepath.Join(t.TempDir(), "report"), filepath.Join(t.TempDir(), "truth.csv")
		p := simulate.Defaults(1500, 21)
		p.Documents, p.Live, p.PersonasPerThousand = simulate.DocumentsNone, simulate.DefaultLive(60), 0
		p.Live.Farms.PerThousand, p.Live.Farms.Lone = 0, 0
		everybody[name](&p.Live)
		if _, err := simulate.Write(t.Context(), p, dir); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(dir, "truth.csv"), truth); err != nil {
			t.Fatal(err)
		}
		if status := run(t.Context(), []string{"screen", dir, "--out", out, "--policy", policy, "--as-of", p.Today.Format("2006-01-02")}, strings.NewReader(""), io.Discard, io.Discard); status != exitDone {
			t.Fatalf("%s: status %d", name, status)
		}
		r, err := evaluate.Run(out, truth)
		if err != nil || r.Live == nil {
			t.Fatalf("%s: %v", name, err)
		}
		of := r.Live.People
		var which []string
		for _, d := range r.Live.Detectors {
			if d.Verify > 0 {
				which = append(which, fmt.Sprintf("%s %d", d.Flag, d.Verify))
			}
		}
		fmt.Printf("%-36s %d people, verify or above %d (%.2f %%), escalate %d; %s\n", name, of.People, of.Verify, 100*float64(of.Verify)/float64(of.People), of.Escalate, strings.Join(which, ", "))
		if of.People < 500 || 100*of.Verify > 2*of.People || of.Escalate > 0 {
			t.Errorf("%s: not cleared", name)
		}
	}
}
