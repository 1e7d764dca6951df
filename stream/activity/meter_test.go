package activity

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Watched live, with the clock moving on between events, a trace must get the
// same answers as from a file.
func TestLiveIsBatch(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	events := hand(r, 4000)
	batch := judgeEvents(t, events)
	var live []Window
	var m Meter
	emit := func(w Window) { live = append(live, w) }
	for i, e := range events {
		if i > 0 && r.IntN(10) == 0 {
			m.Advance(events[i-1].At+r.Float64()*(e.At-events[i-1].At), emit)
		}
		if err := m.Push(e, emit); err != nil {
			t.Fatal(err)
		}
	}
	m.Close(emit)
	if diff := cmp.Diff(batch, live); diff != "" {
		t.Error(diff)
	}
}

func TestStateIsBounded(t *testing.T) {
	var m Meter
	r := rand.New(rand.NewPCG(1, 1))
	windows := 0
	for _, e := range add(game(r, 8000, 0.008, 0.2), hand(r, 8000)) {
		if err := m.Push(e, func(Window) { windows++ }); err != nil {
			t.Fatal(err)
		}
		if cap(m.rows) > 2*maxRows || cap(m.acts) > 2*maxActs {
			t.Fatalf("%d rows and %d acts held", cap(m.rows), cap(m.acts))
		}
	}
	if windows != 13 {
		t.Errorf("%d windows in 8,000 seconds", windows)
	}
}

func TestMeterRefuses(t *testing.T) {
	var m Meter
	ignore := func(Window) { t.Error("a window before its time") }
	for _, c := range []struct {
		e    Event
		want error
	}{
		{Event{At: math.NaN()}, ErrNumber},
		{Event{At: math.Inf(1)}, ErrNumber},
		{Event{At: 100, DX: math.NaN()}, ErrNumber},
		{Event{At: 100, DY: 1e10}, ErrNumber},
		{Event{At: 100, DX: 1}, nil},
		{Event{At: 99.5, DX: 1}, nil},
		{Event{At: 98, DX: 1}, ErrEarlier},
		{Event{At: 100 + maxGap + 1, DX: 1}, ErrGap},
	} {
		if err := m.Push(c.e, ignore); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%+v: %v, want %v", c.e, err, c.want)
		}
	}
	for _, c := range []Count{{At: 200, Events: -1}, {At: 200, Events: math.NaN()}, {At: 200, Distance: math.Inf(1)}} {
		if err := m.PushCount(c, ignore); !errors.Is(err, ErrNumber) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if len(m.acts) != 1 || m.acts[0].n != 2 {
		t.Errorf("what was refused was counted: %+v", m.acts)
	}
}

// Three minutes alike and seven empty ones show nobody.
func TestAlikeIsNoVariety(t *testing.T) {
	var m Meter
	var got []Window
	for k := range 3 {
		if err := m.PushCount(Count{At: 60 * float64(k), Events: 2, Distance: -1}, nil); err != nil {
			t.Fatal(err)
		}
	}
	m.Advance(601, func(w Window) { got = append(got, w) })
	if len(got) != 1 || got[0].Verdict != Insufficient {
		t.Errorf("%+v", got)
	}
}

// When the person comes back, the windows after are theirs.
func TestPersonAfterProgram(t *testing.T) {
	var events []Event
	for at := 0.0; at < 1800; at += 30 {
		events = append(events, Event{at, 4, 0})
	}
	for _, e := range hand(rand.New(rand.NewPCG(9, 9)), 1800) {
		events = append(events, Event{1800 + e.At, e.DX, e.DY})
	}
	for i, w := range judgeEvents(t, events) {
		want := Jiggler
		if i >= 3 {
			want = Human
		}
		if w.Verdict != want {
			t.Errorf("window %d: %+v, want %s", i, w, want)
		}
	}
}

func FuzzMeter(f *testing.F) {
	f.Add([]byte{0, 0, 1, 2, 3, 255, 255, 1, 1, 1, 60, 0, 4, 4, 9}, true)
	f.Add([]byte{1, 0, 1, 2, 3, 1, 0, 1, 2, 3, 1, 0, 1, 2, 3, 0, 200, 9, 9, 9}, false)
	f.Fuzz(func(t *testing.T, data []byte, single bool) {
		var m Meter
		at := 0.0
		emit := func(w Window) {
			if math.IsNaN(w.Score) || w.Score < 0 || w.Score > 1 || len(w.Reasons) == 0 {
				t.Errorf("%+v", w)
			}
			if (w.Verdict == Jiggler) != (w.Score >= sure) {
				t.Errorf("%s with score %v", w.Verdict, w.Score)
			}
		}
		for ; len(data) >= 5; data = data[5:] {
			at += float64(binary.LittleEndian.Uint16(data)) / 64 * float64(data[4]%16)
			if single {
				m.Push(Event{at, float64(int8(data[2])), float64(int8(data[3]))}, emit)
			} else {
				m.PushCount(Count{at, float64(data[2]), float64(int8(data[3]))}, emit)
			}
		}
		m.Close(emit)
	})
}

func BenchmarkPush(b *testing.B) {
	events := hand(rand.New(rand.NewPCG(1, 2)), 3600)
	b.ReportAllocs()
	done := 0
	for b.Loop() {
		var m Meter
		for _, e := range events {
			if err := m.Push(e, func(Window) {}); err != nil {
				b.Fatal(err)
			}
		}
		done += len(events)
	}
	b.ReportMetric(float64(done)/b.Elapsed().Seconds(), "events/s")
}
