package normal

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestCountry(t *testing.T) {
	for in, want := range map[string]string{
		"GB": "GB", "gb": "GB", "GBR": "GB", "UK": "GB", "United Kingdom": "GB", "Great Britain": "GB", "ENGLAND": "GB", "U.K.": "GB",
		"USA": "US", "U.S.A.": "US", "United States of America": "US", "the United States": "US", "Deutschland": "DE", "DEU": "DE", "Côte d'Ivoire": "CI", "Ivory Coast": "CI",
		"Türkiye": "TR", "Turkey": "TR", "Holland": "NL", "The Netherlands": "NL", "South Korea": "KR", "Korea, Republic of": "KR", "Russian Federation": "RU", "Viet Nam": "VN", "Vietnam": "VN",
		"Bosnia & Herzegovina": "BA", "Czech Republic": "CZ", "Czechia": "CZ", "Trinidad and Tobago": "TT", "Hong Kong": "HK", "Kosovo": "XK", "São Tomé and Príncipe": "ST", "Réunion": "RE",
		"": "", "Atlantis": "", "X": "", strings.Repeat("x", 200): "", "ZZ": "",
	} {
		if got := Country(in); got != want {
			t.Errorf("Country(%q) = %q, want %q", in, got, want)
		}
	}
	if n := len(countryTable().alpha2); n < 249 {
		t.Errorf("%d countries, want 249 or more", n)
	}
	for code, name := range countryTable().alpha2 {
		if Country(name) != code || Country(code) != code {
			t.Errorf("%s (%s) is read as %q and %q", code, name, Country(name), Country(code))
		}
	}
}

func TestZonesLoad(t *testing.T) {
	for country, zones := range zoneTable() {
		for _, z := range zones {
			if _, err := z.load(); err != nil {
				t.Errorf("%s: %v", country, err)
			}
			if z.lat == 0 && z.lon == 0 || z.lat < -90 || z.lat > 90 || z.lon < -180 || z.lon > 180 {
				t.Errorf("%s %s lies at %v, %v", country, z.name, z.lat, z.lon)
			}
		}
	}
}

func TestOffsetFits(t *testing.T) {
	winter := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC).UnixMicro()
	summer := time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC).UnixMicro()
	change := time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC).UnixMicro()
	for _, c := range []struct {
		country, city string
		offset        int
		at            int64
		want          Outcome
	}{
		{"GB", "", 0, winter, OutcomeFits}, {"GB", "", 60, summer, OutcomeFits}, {"GB", "", 60, winter, OutcomeDoesNotFit}, {"GB", "", 60, change, OutcomeFits}, {"GB", "", 0, change, OutcomeFits},
		{"GB", "", 540, summer, OutcomeDoesNotFit}, {"GB", "", 0, summer, OutcomeUnknown}, // UTC contradicts nobody
		{"US", "", -300, winter, OutcomeFits}, {"US", "", -480, winter, OutcomeFits}, {"US", "", -600, winter, OutcomeFits}, {"US", "", 60, winter, OutcomeDoesNotFit},
		{"US", "Los Angeles", -300, winter, OutcomeDoesNotFit}, {"US", "Los Angeles", -480, winter, OutcomeFits}, {"US", "Springfield", -300, winter, OutcomeFits},
		{"India", "", 330, summer, OutcomeFits}, {"IN", "", 300, summer, OutcomeDoesNotFit}, {"Nepal", "", 345, summer, OutcomeFits},
		{"", "", 60, summer, OutcomeUnknown}, {"Atlantis", "", 60, summer, OutcomeUnknown}, {"GB", "", 10000, summer, OutcomeUnknown},
	} {
		if got := OffsetFits(c.country, c.city, c.offset, c.at); got != c.want {
			t.Errorf("OffsetFits(%q, %q, %d, %d) = %s, want %s", c.country, c.city, c.offset, c.at, got, c.want)
		}
	}
}

func TestPointFits(t *testing.T) {
	for _, c := range []struct {
		lat, lon float64
		country  string
		want     Outcome
	}{
		{51.5, -0.12, "UK", OutcomeFits}, {55.95, -3.19, "GB", OutcomeFits}, {48.85, 2.35, "UK", OutcomeDifferent}, {48.85, 2.35, "France", OutcomeFits},
		{40.7, -74.0, "US", OutcomeFits}, {34.05, -118.2, "USA", OutcomeFits}, {39.9, 116.4, "US", OutcomeDifferent},
		{48.573, 7.8, "DE", OutcomeNear}, // Strasbourg side of the Rhine, a bridge from Kehl
		{50.9, 1.4, "GB", OutcomeNear}, {35.68, 139.7, "JP", OutcomeFits}, {1.35, 103.8, "SG", OutcomeFits}, {-33.87, 151.2, "AU", OutcomeFits}, {59.33, 18.07, "SE", OutcomeFits}, {59.91, 10.75, "NO", OutcomeFits}, {55.68, 12.57, "DK", OutcomeFits}, {52.37, 4.9, "NL", OutcomeFits}, {50.85, 4.35, "BE", OutcomeFits}, {49.61, 6.13, "LU", OutcomeFits},
		{45.81, 15.98, "HR", OutcomeFits}, {44.8, 20.46, "RS", OutcomeFits}, {48.15, 17.11, "SK", OutcomeFits}, {50.08, 14.44, "CZ", OutcomeFits}, {13.75, 100.5, "TH", OutcomeFits}, {11.55, 104.9, "KH", OutcomeFits}, {25.2, 55.27, "AE", OutcomeFits},
		{0, 0, "GB", OutcomeUnknown}, {51.5, -0.12, "", OutcomeUnknown}, {91, 0, "GB", OutcomeUnknown}, {-40, -120, "GB", OutcomeUnknown},
	} {
		if got := PointFits(c.lat, c.lon, c.country, ""); got != c.want {
			t.Errorf("PointFits(%v, %v, %q) = %s, want %s", c.lat, c.lon, c.country, got, c.want)
		}
	}
}

// Every zone's own town must fit its country, or the shapes and the list do
// not name zones alike and honest people would seem to be elsewhere.
func TestPointFitsEveryZone(t *testing.T) {
	bad := 0
	for country, zones := range zoneTable() {
		for _, z := range zones {
			if got := PointFits(z.lat, z.lon, country, ""); got == OutcomeDifferent {
				bad++
				finder, err := zoneFinder()
				if err != nil {
					t.Fatal(err)
				}
				t.Errorf("%s: the town of %s lies in %s", country, z.name, finder.GetTimezoneName(z.lon, z.lat))
			}
		}
	}
	t.Logf("%d towns read as elsewhere", bad)
}

func TestIP(t *testing.T) {
	for _, c := range []struct {
		in, canonical, prefix string
		class                 IPClass
	}{
		{"8.8.8.8", "8.8.8.8", "8.8.8.0/24", IPPublic}, {" 192.168.1.7 ", "192.168.1.7", "192.168.1.0/24", IPPrivate}, {"100.64.1.1", "100.64.1.1", "100.64.1.0/24", IPCGNAT},
		{"127.0.0.1:8080", "127.0.0.1", "127.0.0.0/24", IPLoopback}, {"::ffff:8.8.8.8", "8.8.8.8", "8.8.8.0/24", IPPublic}, {"[2A00:1450::1]:443", "2a00:1450::1", "2a00:1450::/64", IPPublic},
		{"fe80::1%eth0", "fe80::1", "fe80::/64", IPLinkLocal}, {"fd00::1", "fd00::1", "fd00::/64", IPPrivate}, {"2001:db8::1/64", "2001:db8::1", "2001:db8::/64", IPDocumentation}, {"203.0.113.9", "203.0.113.9", "203.0.113.0/24", IPDocumentation},
		{"224.0.0.1", "224.0.0.1", "224.0.0.0/24", IPMulticast}, {"0.0.0.0", "0.0.0.0", "0.0.0.0/24", IPReserved}, {"255.255.255.255", "255.255.255.255", "255.255.255.0/24", IPReserved}, {"::1", "::1", "::/64", IPLoopback}, {"[::1]", "::1", "::/64", IPLoopback},
	} {
		f, err := IP(c.in)
		if err != nil || f.Canonical != c.canonical || f.Prefix != c.prefix || f.Class != c.class {
			t.Errorf("IP(%q) = %+v, %v; want %s %s %s", c.in, f, err, c.canonical, c.prefix, c.class)
		}
	}
	for _, bad := range []string{"", "1.2.3", "1.2.3.256", "01.2.3.4", "g::1", "example.com", strings.Repeat("1", 100)} {
		if _, err := IP(bad); !errors.Is(err, ErrIP) {
			t.Errorf("IP(%q): %v, want ErrIP", bad, err)
		}
	}
}

func FuzzPlaces(f *testing.F) {
	f.Add("203.0.113.9:80", "Côte d'Ivoire", 60, int64(0), 51.5, -0.1)
	f.Add("[2001:db8::1%eth0]", "usa", -300, int64(1<<62), -91.0, 181.0)
	f.Fuzz(func(t *testing.T, s, country string, offset int, at int64, lat, lon float64) {
		if a, err := IP(s); err == nil {
			if b, err := IP(a.Canonical); err != nil || a != b {
				t.Fatalf("IP(%q) = %+v, again %+v, %v", s, a, b, err)
			}
		}
		if c := Country(country); c != "" && Country(c) != c {
			t.Fatalf("Country(%q) = %q", country, c)
		}
		if OffsetFits(country, s, offset, at) == "" || PointFits(lat, lon, country, s) == "" {
			t.Fatal("no outcome")
		}
	})
}
