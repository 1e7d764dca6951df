package dossier

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// later is a date some days after another.
func later(t muster.Time, days int) muster.Time {
	t.Micros += int64(days) * microsPerDay
	t.Text = ""
	return t
}

// fitted is a person of a home of their own with one remote tool.
func fitted(i int, first muster.Time, verified bool) []muster.Observation {
	id := muster.SubjectID(fmt.Sprintf("p%02d", i))
	p := &muster.Person{Named: named(fmt.Sprintf("Person %c Marsh", 'A'+i)), Home: livesAt(fmt.Sprintf("%d Elm Row, Leeds, LS1 4DY", i+1)), Started: day(1, 5)}
	if verified {
		p.IdentityVerified = day(1, 5)
	}
	return []muster.Observation{
		about(id, day(1, 5), p),
		about(id, first, &muster.Program{Day: first, First: first, Device: muster.Device(fmt.Sprintf("LT-%d", i)), Class: muster.ProgramRemote, Name: "AnyDesk", Seen: muster.SeenRunning}),
	}
}

// everybody is a company whose people got the tool when and as told.
func everybody(n int, first func(int) muster.Time, verified bool) []muster.Observation {
	var all []muster.Observation
	for i := range n {
		all = append(all, fitted(i, first(i), verified)...)
	}
	return all
}

// TestWhatIsUsual: a roll-out is the organisation's own; a few laptops set up
// in one place, or by people nobody verified, are not.
func TestWhatIsUsual(t *testing.T) {
	within := func(int) muster.Time { return day(3, 2) }
	apart := func(i int) muster.Time { return later(day(1, 6), i*12) }
	for name, c := range map[string]struct {
		n        int
		first    func(int) muster.Time
		verified bool
		want     bool
	}{
		"nine settled people in one week":     {9, within, true, true},
		"eight, so seven others":              {8, within, true, false},
		"five":                                {5, within, true, false},
		"twenty people nobody verified":       {20, within, false, false},
		"nine of nine, over months":           {9, apart, true, true}, // and everybody has it
		"five of five, which is a small farm": {5, apart, true, false},
	} {
		d := population(t, nil, Options{}, everybody(c.n, c.first, c.verified)...)["p00"]
		if len(d.Live.Programs) != 1 {
			t.Fatalf("%s: %+v", name, d.Live.Programs)
		}
		if r := d.Live.Programs[0].Rarity; r.Usual != c.want || r.People != c.n || r.Others != c.n-1 {
			t.Errorf("%s: %+v, want usual %v", name, r, c.want)
		}
	}
	// One household is one home, however many live there.
	one := everybody(12, within, true)
	for i := range one {
		if p, ok := one[i].Data.(*muster.Person); ok {
			p.Home = livesAt("1 Elm Row, Leeds, LS1 4DY")
			if err := one[i].Seal(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if r := population(t, nil, Options{}, one...)["p00"].Live.Programs[0].Rarity; r.Usual || r.Settled != 0 {
		t.Errorf("twelve laptops in one home: %+v", r)
	}
}

// TestPutCountsToolsAsANewIndexDoes: people come, change and go.
func TestPutCountsToolsAsANewIndexDoes(t *testing.T) {
	ago := func(i int) muster.Time { return day(3, 1+i) }
	index := indexOf(t, nil, Options{Changing: true}, everybody(6, ago, true)...)
	read := func(int32) ([]muster.Observation, error) { return nil, nil }
	for i := 6; i < 10; i++ {
		if _, err := index.Put(muster.SubjectID(fmt.Sprintf("p%02d", i)), fitted(i, ago(i), true), read); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := index.Put("p03", fitted(3, day(5, 5), false), read); err != nil {
		t.Fatal(err)
	}
	if _, err := index.Put("p04", nil, read); err != nil {
		t.Fatal(err)
	}
	var now []muster.Observation
	for i := range 10 {
		switch i {
		case 3:
			now = append(now, fitted(3, day(5, 5), false)...)
		case 4:
		default:
			now = append(now, fitted(i, ago(i), true)...)
		}
	}
	anew := indexOf(t, nil, Options{}, now...)
	tool := toolOf(&muster.Program{Class: muster.ProgramRemote, Name: "AnyDesk"})
	for _, id := range []muster.SubjectID{"p00", "p03", "p09"} {
		a, _ := index.Known(id)
		b, _ := anew.Known(id)
		if diff := cmp.Diff(anew.rarity(int32(b), tool, day(3, 4)), index.rarity(int32(a), tool, day(3, 4))); diff != "" {
			t.Errorf("%s (-new +changed):\n%s", id, diff)
		}
	}
}

// TestOneThingIsOneFact: the parts of one device, a month of mornings, and what
// came with it.
func TestOneThingIsOneFact(t *testing.T) {
	var all []muster.Observation
	at := func(d, minute, second int) muster.Time {
		m := later(day(3, 2), d)
		m.Micros += int64(9*60+minute)*60*1_000_000 + int64(second)*1_000_000
		m.Precision = muster.PrecisionSecond
		return m
	}
	plug := func(when muster.Time, device muster.Device, a muster.Attachment) {
		a.At, a.Device = when, device
		all = append(all, about("a", when, &a))
	}
	for d := range 20 {
		plug(at(d, 0, 0), "lt-1", muster.Attachment{Bus: muster.BusUSB, Vendor: 0x4321, Product: 1, Interfaces: []muster.Text{"keyboard"}})
		plug(at(d, 0, 1), "LT-1", muster.Attachment{Bus: muster.BusUSB, Vendor: 0x4321, Product: 1, Interfaces: []muster.Text{"absolute_mouse"}})
		plug(at(d, 0, 2), "LT-1", muster.Attachment{Bus: muster.BusUSB, Vendor: 0x4321, Product: 1, Interfaces: []muster.Text{"mass_storage"}})
	}
	plug(at(3, 0, 30), "LT-1", muster.Attachment{Bus: muster.BusDisplay, EDIDMaker: "DEL", Product: 7})
	facts := population(t, nil, Options{}, all...)["a"].Live.Attachments
	if len(facts) != 1 {
		t.Fatalf("%+v", facts)
	}
	if f := facts[0]; f.Class != muster.AttachmentRemote || f.Days != 20 || f.Display || len(f.With) != 0 {
		t.Errorf("%+v: want remote hands on 20 days, and no display that came with it", f)
	}
	plug(at(0, 0, 40), "LT-1", muster.Attachment{Bus: muster.BusDisplay, EDIDMaker: "TSB", Product: 0x8801})
	if f := population(t, nil, Options{}, all...)["a"].Live.Attachments[0]; !f.Display || len(f.With) != 1 {
		t.Errorf("%+v: want the display of the first minute", f)
	}
}
