package stream_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/stream"
)

var monday = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

func at(hour, minute int) muster.Time {
	return muster.Instant(monday.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute))
}

// place is an origin in one of three towns.
func place(ip string, network muster.NetworkClass) muster.Origin {
	o := muster.Origin{IP: muster.Network(ip), Network: network, Client: muster.ClientBrowser, System: muster.SystemWindows}
	switch ip[0] {
	case '1':
		o.City, o.Country, o.Latitude, o.Longitude = "Leeds", "GB", 53.8, -1.55
	case '2':
		o.City, o.Country, o.Latitude, o.Longitude = "Amsterdam", "NL", 52.37, 4.9
	case '3':
		o.City, o.Country, o.Latitude, o.Longitude = "Lagos", "NG", 6.45, 3.4
	}
	return o
}

func signIn(n int, when muster.Time, o muster.Origin) muster.Signal {
	return muster.Signal{System: "okta", Event: fmt.Sprint("e", n), At: when, Account: "ann", Device: "LT-1", Origin: o, Data: &muster.SignedIn{Passed: true, Offset: 60}}
}

func aDay() []muster.Signal {
	list := []muster.Signal{
		signIn(1, at(8, 2), place("1.1.1.1", muster.NetworkHome)), signIn(2, at(12, 30), place("1.1.1.1", muster.NetworkHome)), signIn(3, at(13, 0), place("1.1.9.9", muster.NetworkMobile)),
		{System: "osquery", Event: "u1", At: at(9, 0), Device: "LT-1", Data: &muster.Attached{Bus: muster.BusUSB, Vendor: 0x1d6b, Product: 0x104, Interfaces: muster.InterfaceKeyboard | muster.InterfaceAbsoluteMouse}},
		{System: "osquery", Event: "u2", At: at(9, 5), Device: "LT-1", Data: &muster.Located{Serial: "LT-1", Mains: muster.Yes, LidOpen: muster.No, Offset: 60, Booted: at(7, 58)}},
		{System: "osquery", Event: "u3", At: at(17, 5), Device: "LT-1", Data: &muster.Located{Serial: "LT-1", Mains: muster.No, Offset: 60, Booted: at(7, 58)}},
		{System: "github", Event: "g1", At: at(10, 0), Data: &muster.Worked{Act: muster.WorkPushed, Target: "shop", Offset: 60}},
		{System: "github", Event: "g2", At: at(11, 0), Data: &muster.Worked{Act: muster.WorkPushed, Target: "shop", Offset: 60}},
		{System: "edr", Event: "p1", At: at(9, 30), Device: "LT-1", Data: &muster.Ran{Seen: muster.SeenRunning, Name: "AnyDesk.exe"}},
		{System: "edr", Event: "p2", At: at(9, 31), Device: "LT-1", Data: &muster.Ran{Seen: muster.SeenRunning, Name: "notepad.exe"}},
	}
	for m := range 60 {
		list = append(list, muster.Signal{System: "agent", Event: fmt.Sprint("m", m), At: at(9, m), Device: "LT-1", Data: &muster.Moved{Span: 60, Events: int32(m % 7), Travel: -1}})
	}
	return list
}

func class(r *muster.Ran) muster.ProgramClass {
	if r.Name == "AnyDesk.exe" {
		return muster.ProgramRemote
	}
	return ""
}

func options() stream.Options {
	return stream.Options{Organisation: "o", Class: class}
}

func told(t *testing.T, r *stream.Reducer, now time.Time) []muster.Observation {
	t.Helper()
	list, err := r.Advance(now)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func find[D muster.Data](t *testing.T, list []muster.Observation) []D {
	t.Helper()
	var found []D
	for _, o := range list {
		if d, ok := o.Data.(D); ok {
			found = append(found, d)
		}
	}
	return found
}

func TestADay(t *testing.T) {
	r := stream.New(options())
	outcomes := map[stream.Outcome]int{}
	for _, s := range aDay() {
		outcomes[r.Add("ann", &s)]++
		outcomes[r.Add("ann", &s)]++
	}
	if want := (map[stream.Outcome]int{stream.Kept: 69, stream.Replayed: 69, stream.Unwanted: 2}); !cmp.Equal(outcomes, want) {
		t.Errorf("outcomes: %s", cmp.Diff(want, outcomes))
	}
	list := told(t, r, monday.Add(20*time.Hour))
	ins := find[*muster.SignIns](t, list)
	if len(ins) != 2 || ins[0].Passed != 2 || ins[0].Hours != 1<<8|1<<12 || ins[0].First != at(8, 2) || ins[0].Last != at(12, 30) || *ins[0].Offset != 60 || !slices.Equal(ins[0].Events, []muster.Text{"e1", "e2"}) {
		t.Errorf("sign-ins: %+v", ins)
	}
	if d := find[*muster.DeviceDay](t, list); len(d) != 1 || d[0].Mains != muster.No || d[0].LidOpen != muster.No || d[0].Reports != 2 || len(d[0].Starts) != 1 {
		t.Errorf("device: %+v", d)
	}
	if a := find[*muster.Attachment](t, list); len(a) != 1 || !slices.Equal(a[0].Interfaces, []muster.Text{"keyboard", "absolute_mouse"}) {
		t.Errorf("attachment: %+v", a)
	}
	if w := find[*muster.WorkDay](t, list); len(w) != 1 || w[0].Times != 2 {
		t.Errorf("work: %+v", w)
	}
	if p := find[*muster.Program](t, list); len(p) != 1 || p[0].Class != muster.ProgramRemote {
		t.Errorf("programs: %+v", p)
	}
	days := find[*muster.ActivityDay](t, list)
	if len(days) != 2 || days[0].Active != 51 || days[0].Longest != 59 || days[0].Mechanical+days[0].Human+days[0].Insufficient != 6 || days[1].Active != 2 {
		t.Errorf("activity: %+v %+v", days[0], days[1])
	}
	if again := told(t, r, monday.Add(21*time.Hour)); len(again) != 0 {
		t.Errorf("nothing new, and yet told: %v", again)
	}
}

// standing applies corrections: what is left when the superseded is out.
func standing(list []muster.Observation) map[muster.ObservationID]muster.Observation {
	left := map[muster.ObservationID]muster.Observation{}
	for _, o := range list {
		left[o.ID] = o
	}
	for _, o := range list {
		delete(left, o.Supersedes)
	}
	return left
}

// TestAnyOrder: however signals arrive, however often they are told of and
// whether or not the program was restarted between, the same stands at the end.
func TestAnyOrder(t *testing.T) {
	signals := aDay()
	next := signIn(90, at(30, 0), place("3.3.3.3", muster.NetworkHome))
	signals = append(signals, next, signIn(91, at(23, 50), place("1.1.1.1", muster.NetworkHome)))
	whole := stream.New(options())
	for _, s := range signals {
		whole.Add("ann", &s)
	}
	want := standing(told(t, whole, monday.Add(31*time.Hour)))
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 1))
		r := stream.New(options())
		var list []muster.Observation
		for _, i := range random.Perm(len(signals)) {
			r.Add("ann", &signals[i])
			switch random.IntN(12) {
			case 0:
				list = append(list, told(t, r, monday.Add(9*time.Hour))...)
			case 1:
				state, err := r.Encode("ann")
				if err != nil {
					t.Fatal(err)
				}
				r = stream.New(options())
				if err := r.Decode("ann", state); err != nil {
					t.Fatal(err)
				}
				if outcome := r.Add("ann", &signals[i]); outcome != stream.Replayed && outcome != stream.Unwanted {
					t.Fatalf("after a restart a replay is %d", outcome)
				}
			}
		}
		list = append(list, told(t, r, monday.Add(31*time.Hour))...)
		left := standing(list)
		for id, o := range left { // what was withdrawn says nothing
			if empty, _ := muster.NewData(o.Kind()); cmp.Equal(o.Data, empty) {
				delete(left, id)
			}
		}
		for id := range want {
			if _, ok := left[id]; !ok {
				t.Fatalf("seed %d: missing %+v", seed, want[id].Data)
			}
		}
		if len(left) != len(want) {
			t.Fatalf("seed %d: %d observations stand, want %d", seed, len(left), len(want))
		}
	}
}

func TestMovements(t *testing.T) {
	vpn, home := muster.NetworkVPN, muster.NetworkHome
	for name, c := range map[string]struct {
		signals []muster.Signal
		want    []muster.MovementKind
	}{
		"two hours to Lagos":                {[]muster.Signal{signIn(1, at(9, 0), place("1.1.1.1", home)), signIn(2, at(11, 0), place("3.3.3.3", home))}, []muster.MovementKind{muster.MovementFast}},
		"a flight to Lagos":                 {[]muster.Signal{signIn(1, at(9, 0), place("1.1.1.1", home)), signIn(2, at(17, 0), place("3.3.3.3", home))}, nil},
		"a service switched on":             {[]muster.Signal{signIn(1, at(9, 0), place("1.1.1.1", home)), signIn(2, at(9, 5), place("2.2.2.2", vpn)), signIn(3, at(9, 9), place("1.1.1.1", home))}, nil},
		"a phone's carrier abroad":          {[]muster.Signal{signIn(1, at(9, 0), place("1.1.1.1", home)), signIn(2, at(9, 5), place("3.3.3.3", muster.NetworkMobile))}, nil},
		"a privacy relay, at once far":      {[]muster.Signal{signIn(1, at(9, 0), place("1.1.1.1", home)), signIn(2, at(9, 5), place("3.3.3.3", muster.NetworkRelay))}, nil},
		"the company's tunnel, at once far": {[]muster.Signal{signIn(1, at(9, 0), place("1.1.1.1", home)), signIn(2, at(9, 5), place("3.3.3.3", muster.NetworkCorporate))}, nil},
		"a satellite's ground":              {[]muster.Signal{signIn(1, at(9, 0), place("1.1.1.1", muster.NetworkSatellite)), signIn(2, at(9, 5), place("3.3.3.3", muster.NetworkSatellite))}, nil},
		"the service dropped out":           {[]muster.Signal{signIn(1, at(9, 0), place("2.2.2.2", vpn)), signIn(2, at(9, 30), place("3.3.3.3", home)), signIn(3, at(9, 40), place("2.2.2.2", vpn))}, []muster.MovementKind{muster.MovementLeak}},
		"a satellite's ground, between":     {[]muster.Signal{signIn(1, at(9, 0), place("2.2.2.2", vpn)), signIn(2, at(9, 30), place("3.3.3.3", muster.NetworkSatellite)), signIn(3, at(9, 40), place("2.2.2.2", vpn))}, nil},
		"a roaming phone, between":          {[]muster.Signal{signIn(1, at(9, 0), place("2.2.2.2", vpn)), signIn(2, at(9, 30), place("3.3.3.3", muster.NetworkMobile)), signIn(3, at(9, 40), place("2.2.2.2", vpn))}, nil},
		"a relay, between":                  {[]muster.Signal{signIn(1, at(9, 0), place("2.2.2.2", vpn)), signIn(2, at(9, 30), place("3.3.3.3", muster.NetworkRelay)), signIn(3, at(9, 40), place("2.2.2.2", vpn))}, nil},
		"the company's tunnel, between":     {[]muster.Signal{signIn(1, at(9, 0), place("2.2.2.2", vpn)), signIn(2, at(9, 30), place("3.3.3.3", muster.NetworkCorporate)), signIn(3, at(9, 40), place("2.2.2.2", vpn))}, nil},
		"an evening without it":             {[]muster.Signal{signIn(1, at(9, 0), place("2.2.2.2", vpn)), signIn(2, at(17, 30), place("3.3.3.3", home)), signIn(3, at(19, 40), place("2.2.2.2", vpn))}, nil},
		"exit in the same country":          {[]muster.Signal{signIn(1, at(9, 0), place("1.2.2.2", vpn)), signIn(2, at(9, 30), place("1.3.3.3", home)), signIn(3, at(9, 40), place("1.2.2.2", vpn))}, nil},
		"across midnight to Lagos":          {[]muster.Signal{signIn(1, at(23, 0), place("1.1.1.1", home)), signIn(2, at(24, 30), place("3.3.3.3", home))}, []muster.MovementKind{muster.MovementFast}},
		"somebody else's laptop":            {[]muster.Signal{signIn(1, at(9, 0), place("1.1.1.1", home)), other(signIn(2, at(9, 5), place("3.3.3.3", home)))}, nil},
		"a refused try from abroad":         {[]muster.Signal{signIn(1, at(9, 0), place("1.1.1.1", home)), refused(signIn(2, at(9, 5), place("3.3.3.3", home)))}, nil},
	} {
		r := stream.New(options())
		for _, s := range c.signals {
			if got := r.Add("ann", &s); got != stream.Kept {
				t.Fatalf("%s: %d", name, got)
			}
		}
		var got []muster.MovementKind
		for _, m := range find[*muster.Movement](t, told(t, r, monday.Add(25*time.Hour))) {
			got = append(got, m.What)
		}
		if !cmp.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func other(s muster.Signal) muster.Signal { s.Device = "LT-9"; return s }

func refused(s muster.Signal) muster.Signal {
	s.Data = &muster.SignedIn{Offset: muster.OffsetUnknown}
	return s
}

// TestLate: an event of yesterday corrects what was said; of the day before
// that it is refused and counted; one from the future too.
func TestLate(t *testing.T) {
	r := stream.New(options())
	first := signIn(1, at(9, 0), place("1.1.1.1", muster.NetworkHome))
	r.Add("ann", &first)
	said := told(t, r, monday.Add(30*time.Hour))
	late := signIn(2, at(10, 0), place("1.1.1.1", muster.NetworkHome))
	if got := r.Add("ann", &late); got != stream.Kept {
		t.Fatalf("a day late: %d", got)
	}
	corrected := told(t, r, monday.Add(31*time.Hour))
	if len(said) != 1 || len(corrected) != 1 || corrected[0].Supersedes != said[0].ID {
		t.Errorf("said %v, then %v", said, corrected)
	}
	told(t, r, monday.Add(48*time.Hour))
	for _, c := range []struct {
		signal muster.Signal
		want   stream.Outcome
	}{
		{signIn(3, at(11, 0), place("1.1.1.1", muster.NetworkHome)), stream.TooLate},
		{signIn(4, at(73, 0), place("1.1.1.1", muster.NetworkHome)), stream.Ahead},
		{signIn(5, muster.Date(2026, 6, 2), place("1.1.1.1", muster.NetworkHome)), stream.Undated},
	} {
		if got := r.Add("ann", &c.signal); got != c.want {
			t.Errorf("%s: %d, want %d", c.signal.Event, got, c.want)
		}
	}
	told(t, r, monday.Add(96*time.Hour))
	if left := r.People(); len(left) != 0 {
		t.Errorf("still open: %v", left)
	}
}

func TestCalls(t *testing.T) {
	r := stream.New(options())
	n := 0
	for range 4 {
		for _, step := range []muster.Text{"accounts", "packages", "validate", "resumes"} {
			n++
			s := muster.Signal{System: "workday", Event: fmt.Sprint(n), At: at(9, n), Account: "ext", Data: &muster.Called{Step: step}}
			r.Add("ext", &s)
		}
	}
	found := find[*muster.Calls](t, told(t, r, monday.Add(20*time.Hour)))
	if len(found) != 1 || found[0].Times != 4 || len(found[0].Steps) != 4 {
		t.Errorf("calls: %+v", found)
	}
}

// TestBounds: a day that holds as much as a day may counts the rest.
func TestBounds(t *testing.T) {
	r := stream.New(options())
	crowded := 0
	for n := range 25_000 {
		s := signIn(n, at(0, n%1440), place("1.1.1.1", muster.NetworkHome))
		s.Device = fmt.Sprint("d", n%600)
		if r.Add("ann", &s) == stream.Crowded {
			crowded++
		}
	}
	if crowded < 5_000 {
		t.Errorf("%d refused", crowded)
	}
	if n := len(find[*muster.SignIns](t, told(t, r, monday.Add(20*time.Hour)))); n != 400 {
		t.Errorf("%d sign-ins", n)
	}
}

func FuzzDecode(f *testing.F) {
	r := stream.New(options())
	for _, s := range aDay() {
		r.Add("ann", &s)
	}
	state, err := r.Encode("ann")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(state)
	f.Add([]byte(`{"v":1,"days":[{"start":5,"groups":[{"kind":3,"data":null}],"marks":[{"group":0}]}]}`))
	f.Add([]byte(`{"v":1,"days":[{"start":1780272000000000,"groups":[{"kind":1,"data":{"Passed":true}}],"marks":[{"at":7}]}]}`)) // a moment before its day
	f.Add([]byte(`{"v":1,"days":[{"start":-9223286400000000,"groups":[{"kind":1,"data":{"Passed":true}}],"marks":[{"at":9223372036854775807}]}]}`))
	f.Fuzz(func(t *testing.T, state []byte) {
		r := stream.New(options())
		if r.Decode("ann", state) != nil {
			return
		}
		if _, err := r.Advance(monday.Add(20 * time.Hour)); err != nil {
			t.Skip(err)
		}
		if _, err := r.Encode("ann"); err != nil {
			t.Fatal(err)
		}
	})
}

// BenchmarkAdd takes the same day of many people.
func BenchmarkAdd(b *testing.B) {
	signals := aDay()
	b.ReportAllocs()
	n := 0
	r := stream.New(options())
	for b.Loop() {
		n++
		subject := muster.SubjectID(fmt.Sprint("p", n))
		for k := range signals {
			r.Add(subject, &signals[k])
		}
		if n%10_000 == 0 {
			r = stream.New(options())
		}
	}
	b.ReportMetric(float64(len(signals)*n)/b.Elapsed().Seconds(), "events/s")
}
