package dossier

import (
	"fmt"
	"testing"
	"time"

	"muster"
)

// A change of hands is named by its own first day, also where days without a
// sign-in lie before it, and cites nothing later: what is said of it is dated by
// the last it cites.
func TestHandOverIsDatedByItsFirstDay(t *testing.T) {
	begin := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	var observations []muster.Observation
	add := func(from, days, hour int, device, provider string) {
		for i := range days {
			day := begin.AddDate(0, 0, from+i)
			text := day.Format(time.DateOnly)
			at, err := muster.ParseISO(text)
			if err != nil {
				t.Fatal(err)
			}
			o := muster.Observation{Subject: "a1", Source: "log", Record: fmt.Sprint(text, device), Happened: at, Data: &muster.SignIns{
				Day: at, Passed: 1, Hours: 1 << hour, Device: muster.Device(device), System: "windows", Client: muster.ClientBrowser, Provider: muster.Text(provider),
			}}
			observations = append(observations, o)
		}
	}
	add(0, 50, 8, "old", "Northfibre")
	add(61, 30, 20, "new", "Southcable") // from 1 May on
	b := &builder{d: &muster.Dossier{}, observations: observations}
	b.handOver()
	if n := len(b.d.Live.Networks.HandOver); n != 1 {
		t.Fatalf("%d changes of hands", n)
	}
	f := b.d.Live.Networks.HandOver[0]
	if got := time.UnixMicro(f.At.Micros).UTC().Format(time.DateOnly); got != "2026-05-01" || f.Before != 50 || f.After != 30 {
		t.Errorf("from %s on, %d days before and %d since; it was 1 May, 50 and 30", got, f.Before, f.After)
	}
	for _, ref := range f.Refs {
		if f.At.Before(observations[ref].Happened) {
			t.Errorf("cites %v, after the day of the change", observations[ref].Happened)
		}
	}
}
