package seen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
	"testing"

	"muster"
)

func day(n int) muster.Time { return muster.Date(2026, 3, n) }

func degree(f float64) *float64 { return &f }

func observed(n int, at muster.Time, d muster.Data) muster.Observation {
	o := muster.Observation{Subject: "W-1", Source: "okta", Record: fmt.Sprint(n), Happened: at, Data: d}
	if err := o.Seal(); err != nil {
		panic(err)
	}
	return o
}

// life is somebody who claims Leeds and signs in from Leeds, now and then
// through a service whose exit is in Amsterdam.
func life() []muster.Observation {
	start, end, offset := 9*60, 17*60, 0
	list := []muster.Observation{
		observed(0, day(1), &muster.Person{Home: muster.Home{City: "Leeds", Country: "GB"}}),
		observed(1, day(1), &muster.Agreed{What: muster.AgreedHours, Start: &start, End: &end, Offset: &offset}),
		observed(2, day(1), &muster.Issued{Device: "SN-00012345", Model: "Laptop 14", From: day(1)}),
		observed(3, day(1), &muster.Agreed{What: muster.AgreedTool, Name: "TeamViewer"}),
	}
	for n := 2; n < 22; n++ {
		list = append(list, observed(10+n, day(n), &muster.SignIns{Day: day(n), Passed: 2, City: "Leeds", Country: "GB", Latitude: degree(53.8), Longitude: degree(-1.55), Network: muster.NetworkHome, Judge: "Okta", Hours: 1<<9 | 1<<14, Events: []muster.Text{"e-1"}}))
		list = append(list, observed(50+n, day(n), &muster.DeviceDay{Day: day(n), Device: "SN-00012345", City: "Leeds", Country: "GB"}))
	}
	list = append(list,
		observed(90, day(20), &muster.SignIns{Day: day(20), Passed: 1, City: "Amsterdam", Country: "NL", Latitude: degree(52.37), Longitude: degree(4.9), Network: muster.NetworkVPN, Judge: "Okta", Hours: 1 << 22}),
		observed(91, day(20), &muster.Attachment{At: day(20), Device: "SN-00012345", Maker: "Acme", Name: "<b>Keyboard</b>", Interfaces: []muster.Text{"keyboard"}, Events: []muster.Text{"u-7"}}),
		observed(92, day(21), &muster.Program{Day: day(21), Name: "teamviewer", Class: muster.ProgramRemote, Seen: muster.SeenRunning, Events: []muster.Text{"p-1"}}),
	)
	return list
}

func TestReadComparesWithWhatWasClaimed(t *testing.T) {
	v := Read(life(), Options{Home: true})
	if v.Home != "Leeds" || len(v.Places) != 2 || !v.Places[0].Claimed || v.Places[0].SignIns != 20 || v.Places[0].Devices != 20 || v.Places[0].Through != 0 {
		t.Fatalf("places: %+v", v.Places)
	}
	if p := v.Places[1]; p.Town != "Amsterdam" || p.Claimed || p.SignIns != 1 || p.Through != 1 {
		t.Errorf("the exit of a service: %+v", p)
	}
	if n := v.Networks; len(n) != 2 || n[0].Word != "Home line" || n[0].Judge != "Okta" || n[0].Days != 20 || n[1].Word != "VPN service" {
		t.Errorf("networks: %+v", n)
	}
	if len(v.Devices) != 1 || !v.Devices[0].Issued || v.Devices[0].Serial != "…2345" || v.Devices[0].Days != 20 {
		t.Errorf("devices: %+v", v.Devices)
	}
	if len(v.Programs) != 1 || !v.Programs[0].Agreed || v.Programs[0].Events[0] != "p-1" {
		t.Errorf("programs: %+v", v.Programs)
	}
	if h := v.Hours; !h.Stated || h.Outside != [2]int{1 + 2*5, 41} || h.Weeks != 3 { // five days of weekends with two hours each, and one late hour
		t.Errorf("hours: %+v", h)
	}
}

// A home that is not for a reader stands nowhere in what they get.
func TestHomeThatIsHidden(t *testing.T) {
	list := append(life()[:4], observed(99, day(4), &muster.SignIns{Day: day(4), Passed: 1, City: "Porto", Country: "PT"}))
	v := Read(list, Options{})
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if page := show(t, v); strings.Contains(string(out)+page, "Leeds") || strings.Contains(page, "claimed as home</span></td>") {
		t.Error("the town of a hidden home is told")
	}
}

func TestWhatWasCorrectedIsGone(t *testing.T) {
	list := life()
	var gone muster.ObservationID
	for i := range list {
		if _, ok := list[i].Data.(*muster.Attachment); ok {
			gone = list[i].ID
		}
	}
	o := observed(200, day(22), &muster.Attachment{})
	o.Supersedes = gone
	if v := Read(append(list, o), Options{}); len(v.Attached) != 0 {
		t.Errorf("attached: %+v", v.Attached)
	}
	if !Read(life()[:4], Options{Home: true}).Empty() {
		t.Error("somebody no log speaks of has a view")
	}
}

func show(t testing.TB, v *View) string {
	t.Helper()
	tmpl := template.Must(template.New("seen").Parse(Template()))
	var b bytes.Buffer
	for _, name := range []string{"map", "line", "places", "networks", "hours", "farm", "devices", "attached", "programs"} {
		if err := tmpl.ExecuteTemplate(&b, "seen-"+name, v); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// TestPicturesAreTheSameEveryTime draws twice, and holds what a source wrote
// apart from the page's own marks.
func TestPicturesAreTheSameEveryTime(t *testing.T) {
	farm := &muster.FarmFact{People: 3, Devices: 3, Together: 12, Router: true, First: day(2), Last: day(21), Others: []muster.Other{{Subject: "W-2", Homes: muster.OutcomeDifferent}, {Subject: "W-3", Homes: muster.OutcomeSameArea}},
		Rivals: []muster.RivalFact{{Rival: muster.RivalHousehold, Weight: muster.RivalUnlikely}, {Rival: muster.RivalOffice, Weight: muster.RivalLikely}}}
	one, two := show(t, Read(life(), Options{Home: true, Farm: farm})), show(t, Read(life(), Options{Home: true, Farm: farm}))
	if one != two {
		t.Error("two drawings of one person differ")
	}
	for _, want := range []string{"Person W-2", "one router", "another home in the same town", "claimed as home", "&lt;b&gt;Keyboard", "11 of 41 hours"} {
		if !strings.Contains(one, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	if strings.Index(one, "not in the list of offices") > strings.Index(one, "did not tell of a move") {
		t.Error("the likeliest explanation does not stand first")
	}
	if strings.Contains(one, "<b>Keyboard") || strings.Contains(one, "ZgotmplZ") || strings.Contains(one, "00012345") {
		t.Error("a source's words reach the page as they are")
	}
}

// TestMapsHaveCoasts reads every outline, cuts them at the edges, and draws what
// is near the home again where the first map is too wide for it.
func TestMapsHaveCoasts(t *testing.T) {
	if lines := strings.Count(strings.TrimSpace(landText), "\n") + 1; len(land()) != lines {
		t.Errorf("%d of %d outlines are read", len(land()), lines)
	}
	list := append(life(), observed(95, day(19), &muster.SignIns{Day: day(19), Passed: 1, City: "Denver", Country: "US", Latitude: degree(39.74), Longitude: degree(-104.98), Network: muster.NetworkVPN, Judge: "Okta"}))
	maps := Read(list, Options{Home: true}).Maps()
	if len(maps) != 2 || maps[1].Around != "Leeds" || len(maps[0].Spots) != 3 || len(maps[1].Spots) != 2 {
		t.Fatalf("%d maps", len(maps))
	}
	for _, m := range maps {
		if len(m.Land) < 1000 || len(m.Land) > 40_000 {
			t.Errorf("the coasts are %d bytes", len(m.Land))
		}
	}
	if got, want := maps[0].Says, "Leeds: claimed as home, sign-ins on 20 days, a device stood there on 20 days. Amsterdam: sign-ins on 1 day, of which 1 day only through a service that stands in between, about 450 km from the home claimed. Denver: sign-ins on 1 day, of which 1 day only through a service that stands in between, about 7300 km from the home claimed."; got != want {
		t.Errorf("says %s", got)
	}
	for _, p := range []struct {
		point
		land bool
	}{{point{51.5, -0.1}, true}, {point{40.4, -3.7}, true}, {point{-25, 134}, true}, {point{65, 100}, true}, {point{66.5, -173}, true}, {point{69, -30}, true}, {point{50, -30}, false}, {point{0, -150}, false}, {point{73, -100}, true}, {point{42, 51}, false}} {
		crossed := 0
		for _, o := range land() {
			for _, turn := range []float64{-360, 0, 360} {
				crossed += o.crossings(p.lat, p.lon+turn)
			}
		}
		if crossed%2 == 1 != p.land {
			t.Errorf("%v: land is %v", p.point, !p.land)
		}
	}
}

// crossings counts how often a line from a point to the east crosses an outline.
func (o *outline) crossings(lat, lon float64) (n int) {
	for i, p := range o.points {
		q := o.points[(i+1)%len(o.points)]
		if p.lat > lat != (q.lat > lat) && lon < p.lon+(lat-p.lat)/(q.lat-p.lat)*(q.lon-p.lon) {
			n++
		}
	}
	return n
}

// TestTownsOfOneName keeps towns of one name in two countries apart, and puts
// together how sources write one country.
func TestTownsOfOneName(t *testing.T) {
	at := func(n int, country muster.Country) muster.Observation {
		return observed(n, day(n), &muster.SignIns{Day: day(n), Passed: 1, City: "Birmingham", Country: country})
	}
	v := Read([]muster.Observation{observed(1, day(1), &muster.Person{Home: muster.Home{City: "Birmingham", Country: "United Kingdom"}}), at(2, "GB"), at(3, "US"), at(4, "")}, Options{Home: true})
	if len(v.Places) != 2 || !v.Places[0].Claimed || v.Places[0].SignIns != 2 || v.Places[0].Latitude == nil || v.Places[1].Claimed || v.Places[1].Country != "US" || v.Places[1].Latitude != nil {
		t.Errorf("%+v", v.Places)
	}
}

// TestDevicesOfSignIns says of an id that only a sign-in service uses that it is
// one, and not that the device was never issued.
func TestDevicesOfSignIns(t *testing.T) {
	list := append(life(), observed(96, day(5), &muster.SignIns{Day: day(5), Passed: 1, Device: "guo12345", Managed: muster.Yes}), observed(97, day(6), &muster.SignIns{Day: day(6), Passed: 1, Device: "SN-00012345"}),
		observed(98, day(6), &muster.DeviceDay{Day: day(6), Device: "SN-0009"}))
	v := Read(list, Options{Home: true})
	for _, d := range v.Devices {
		if d.Foreign != (d.Serial == "…2345" && !d.Issued) || d.Managed != d.Foreign {
			t.Errorf("%+v", d)
		}
	}
	if page := show(t, v); len(v.Devices) != 3 || strings.Count(page, "not on record as issued") != 1 || strings.Count(page, "own id") != 1 {
		t.Error("the page tells them apart in another way")
	}
}

func TestTowns(t *testing.T) {
	lines := strings.Count(strings.TrimSpace(townsText), "\n") + 1
	if len(towns()) != lines {
		t.Errorf("%d of %d towns are read", len(towns()), lines)
	}
	for _, town := range towns() {
		if len(town.country) != 2 || town.lat < -60 || town.lat > 72 || town.lon < -180 || town.lon > 180 {
			t.Errorf("town %+v", town)
		}
	}
}

// FuzzRead draws whatever a log says.
func FuzzRead(f *testing.F) {
	f.Add("Leeds", "GB", 53.8, -1.5, "AAAA", int64(20_000), 511)
	f.Add("\x00\u202e", "", 1e308, -1e308, "!", int64(-1<<40), -1)
	f.Fuzz(func(t *testing.T, city, country string, lat, lon float64, minutes string, at int64, hours int) {
		when := muster.Time{Micros: at % (1 << 52), Offset: muster.OffsetUnknown, Precision: muster.PrecisionDay}
		list := []muster.Observation{
			{Source: city, Happened: when, Data: &muster.SignIns{Day: when, Passed: 1, City: muster.City(city), Country: muster.Country(country), Latitude: &lat, Longitude: &lon, Hours: hours}},
			{Source: city, Happened: when, Data: &muster.ActivityDay{Day: when, Minutes: muster.Text(minutes)}},
			{Source: city, Happened: when, Data: &muster.Agreed{What: muster.AgreedHours, Start: &hours, End: &hours, Offset: &hours}},
		}
		show(t, Read(list, Options{Home: true}))
	})
}

func BenchmarkRead(b *testing.B) {
	list := life()
	for b.Loop() {
		show(b, Read(list, Options{Home: true}))
	}
}

// A thing that says its maker in its name is named once.
func TestPluggedInIsNamedOnce(t *testing.T) {
	for want, d := range map[string]*muster.Attachment{
		"Logitech Receiver": {Maker: "Logitech", Name: "Logitech Receiver"}, "Acme Keyboard": {Maker: "Acme", Name: "Keyboard"}, "Acme": {Maker: "Acme"},
	} {
		d.At, d.Device = day(3), "SN-00012345"
		if v := Read([]muster.Observation{observed(0, day(3), d)}, Options{}); len(v.Attached) != 1 || v.Attached[0].What != want {
			t.Errorf("%+v, want %q", v.Attached, want)
		}
	}
}
