package stream_test

import (
	"testing"
	"time"

	"muster"
	"muster/stream"
	"muster/stream/programs"
)

// toldOf returns what a person's signals become.
func toldOf(t *testing.T, signals ...muster.Signal) []muster.Data {
	t.Helper()
	r := stream.New(stream.Options{Organisation: muster.DefaultOrganisation, Class: programs.Class})
	for i := range signals {
		r.Add("a", &signals[i])
	}
	observations, err := r.Advance(time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	var data []muster.Data
	for i := range observations {
		data = append(data, observations[i].Data)
	}
	return data
}

// TestInventoryIsWhole: one report names many programs, and one event of a
// query many rows.
func TestInventoryIsWhole(t *testing.T) {
	one := func(name string) muster.Signal {
		return muster.Signal{System: "intune", Event: "d1/1", At: at(8, 0), Device: "SER-1", Data: &muster.Ran{Seen: muster.SeenInstalled, Name: muster.Text(name)}}
	}
	data := toldOf(t, one("AnyDesk"), one("RustDesk"), one("AnyDesk"), one("Astrill VPN"))
	if len(data) != 3 {
		t.Fatalf("%d programs of a report of three: %+v", len(data), data)
	}
	for _, d := range data {
		if p := d.(*muster.Program); p.Times != 1 {
			t.Errorf("%s counted %d times: a replay is not a second sight", p.Name, p.Times)
		}
	}
}

// TestFastestDelayCounts: a crowded hour says nothing of a line.
func TestFastestDelayCounts(t *testing.T) {
	one := func(event string, minute int, delay int32) muster.Signal {
		return muster.Signal{System: "signals", Event: event, At: at(8, minute), Device: "SER-1", Data: &muster.Located{Serial: "SER-1", Offset: muster.OffsetUnknown, Delay: delay, Expected: 30}}
	}
	data := toldOf(t, one("a", 0, 210), one("b", 1, 41), one("c", 2, 90))
	if len(data) != 1 {
		t.Fatalf("%+v", data)
	}
	if d := data[0].(*muster.DeviceDay); d.Delay != 41 || d.Expected != 30 || d.Reports != 3 {
		t.Errorf("%+v", d)
	}
}

// TestAgentsLookAllDay: only a person's own look at the host is kept.
func TestAgentsLookAllDay(t *testing.T) {
	one := func(account string) muster.Signal {
		return muster.Signal{System: "crowdstrike", Event: account, At: at(8, 0), Account: account, Device: "SER-1", Data: &muster.Ran{Seen: muster.SeenRunning, Name: "systeminfo.exe"}}
	}
	for _, account := range []string{"", "SYSTEM", `NT AUTHORITY\Network Service`, "SER-1$", "root"} {
		if data := toldOf(t, one(account)); len(data) != 0 {
			t.Errorf("%q: %+v", account, data)
		}
	}
	if data := toldOf(t, one(`EXAMPLE\ann`)); len(data) != 1 {
		t.Errorf("a person's own look: %+v", data)
	}
}
