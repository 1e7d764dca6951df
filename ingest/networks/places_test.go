package networks

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"muster"
)

// database writes a small database of one network.
func database(t testing.TB, kind, network string, record mmdbtype.Map) string {
	t.Helper()
	w, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: kind, RecordSize: 24, Description: map[string]string{"en": "test"}, Languages: []string{"en"}, BuildEpoch: time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC).Unix(), IncludeReservedNetworks: true})
	if err != nil {
		t.Fatal(err)
	}
	_, at, err := net.ParseCIDR(network)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Insert(at, record); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), kind+".mmdb")
	var text bytes.Buffer
	if _, err := w.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, path string) *Places {
	t.Helper()
	p, err := OpenPlaces(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

var leeds = mmdbtype.Map{
	"country":  mmdbtype.Map{"iso_code": mmdbtype.String("GB")},
	"city":     mmdbtype.Map{"names": mmdbtype.Map{"en": mmdbtype.String("Leeds")}},
	"location": mmdbtype.Map{"latitude": mmdbtype.Float64(53.8), "longitude": mmdbtype.Float64(-1.55)},
}

// TestPlaces looks addresses up in the forms that publishers use, adds nothing to
// what the source itself stated, and names the database with its date.
func TestPlaces(t *testing.T) {
	city := open(t, database(t, "GeoLite2-City", "192.0.2.0/24", leeds))
	asn := open(t, database(t, "GeoLite2-ASN", "192.0.2.0/24", mmdbtype.Map{"autonomous_system_number": mmdbtype.Uint32(64496), "autonomous_system_organization": mmdbtype.String("Example Net")}))
	flat := open(t, database(t, "ipinfo", "198.51.100.0/24", mmdbtype.Map{"country": mmdbtype.String("FR"), "city": mmdbtype.String("Lyon"), "lat": mmdbtype.String("45.75"), "lng": mmdbtype.String("4.85"), "asn": mmdbtype.String("AS64500"), "as_name": mmdbtype.String("Ligne")}))
	kind := open(t, database(t, "GeoIP2-Connection-Type", "203.0.113.0/24", mmdbtype.Map{"connection_type": mmdbtype.String("Satellite")}))
	hidden := open(t, database(t, "GeoIP2-Anonymous-IP", "2001:db8::/32", mmdbtype.Map{"is_anonymous": mmdbtype.Bool(true), "is_hosting_provider": mmdbtype.Bool(true), "is_anonymous_vpn": mmdbtype.Bool(true)}))
	vpn := NewList(muster.NetworkVPN, "VPN list", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), ranges(t, "192.0.2.128/25\n"))
	j := NewJudge(vpn).With(city, asn, flat, kind, hidden)
	for _, c := range []struct{ has, want muster.Origin }{
		{muster.Origin{IP: "192.0.2.1"}, muster.Origin{IP: "192.0.2.1", City: "Leeds", Country: "GB", Latitude: 53.8, Longitude: -1.55, ASN: 64496, Provider: "Example Net", Judge: "GeoLite2-City of 2026-11-03; GeoLite2-ASN of 2026-11-03"}},
		{muster.Origin{IP: "192.0.2.200", Country: "IE", ASN: 1, Provider: "x"}, muster.Origin{IP: "192.0.2.200", Country: "IE", ASN: 1, Provider: "x", Network: muster.NetworkVPN, Judge: "VPN list of 2026-11-01"}},
		{muster.Origin{IP: "::ffff:198.51.100.9", Network: muster.NetworkCorporate, Judge: "Okta"}, muster.Origin{IP: "::ffff:198.51.100.9", City: "Lyon", Country: "FR", Latitude: 45.75, Longitude: 4.85, ASN: 64500, Provider: "Ligne", Network: muster.NetworkCorporate, Judge: "Okta; ipinfo of 2026-11-03"}},
		{muster.Origin{IP: "203.0.113.4"}, muster.Origin{IP: "203.0.113.4", Network: muster.NetworkSatellite, Judge: "GeoIP2-Connection-Type of 2026-11-03"}},
		{muster.Origin{IP: "2001:db8::1"}, muster.Origin{IP: "2001:db8::1", Network: muster.NetworkVPN, Judge: "GeoIP2-Anonymous-IP of 2026-11-03"}},
		{muster.Origin{IP: "10.0.0.1"}, muster.Origin{IP: "10.0.0.1"}},
		{muster.Origin{IP: "no address"}, muster.Origin{IP: "no address"}},
	} {
		for range 2 { // the second time from memory
			s := &muster.Signal{Origin: c.has}
			if j.Say(s); s.Origin != c.want {
				t.Errorf("%s: %+v\nwant %+v", c.has.IP, s.Origin, c.want)
			}
		}
	}
	if err := city.Verify(); err != nil || city.Size() == 0 {
		t.Errorf("%d, %v", city.Size(), err)
	}
	page := filepath.Join(t.TempDir(), "page.mmdb")
	if err := os.WriteFile(page, []byte("<html>sorry</html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenPlaces(page); !errors.Is(err, ErrFormat) {
		t.Errorf("a page is taken for a database: %v", err)
	}
}

// FuzzPlaces damages a database and looks addresses up in it.
func FuzzPlaces(f *testing.F) {
	sound, err := os.ReadFile(database(f, "GeoLite2-City", "192.0.2.0/24", leeds))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint16(0), byte(0), "192.0.2.1")
	f.Add(uint16(len(sound)/2), byte(0xff), "192.0.2.77")
	f.Add(uint16(len(sound)-30), byte(0x42), "2001:db8::1")
	f.Fuzz(func(t *testing.T, at uint16, with byte, ip string) {
		text := bytes.Clone(sound)
		text[int(at)%len(text)] ^= with
		path := filepath.Join(t.TempDir(), "x.mmdb")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := OpenPlaces(path)
		if err != nil {
			return
		}
		defer p.Close()
		_ = p.Verify()
		s := &muster.Signal{Origin: muster.Origin{IP: muster.Network(ip)}}
		NewJudge().With(p).Say(s)
		if o := s.Origin; len(o.Country) != 0 && len(o.Country) != 2 || len(o.City) > maxText || o.Latitude < -90 || o.Latitude > 90 {
			t.Errorf("%+v", o)
		}
		if _, err := netip.ParseAddr(ip); err != nil && s.Origin.Judge != "" {
			t.Error("something was said of what is no address")
		}
	})
}
