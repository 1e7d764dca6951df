package networks_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/ingest/networks"
)

// torCountries is the form of Tor's files, of IPv4 and of IPv6.
const torCountries = "# This file contains address ranges\n16777216,16777471,AU\n16777472,16778239,CN\n3221225984,3221226239,??\n2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,JP\n"

func TestCountries(t *testing.T) {
	ranges, rejected, err := networks.ReadCountries(strings.NewReader(torCountries))
	if err != nil || rejected != 0 || len(ranges) != 3 {
		t.Fatalf("%v, %d, %v", ranges, rejected, err)
	}
	list := networks.NewCountries("list", time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), ranges)
	for addr, want := range map[string]muster.Country{"1.0.0.0": "AU", "1.0.0.255": "AU", "1.0.1.0": "CN", "1.0.4.0": "", "192.0.2.1": "", "0.0.0.1": "", "2001:200:1::": "JP", "2001:201::": "", "::1": ""} {
		if got := list.Of(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s: %q, want %q", addr, got, want)
		}
	}
	judge := networks.NewJudge().Countries(list)
	s := &muster.Signal{Origin: muster.Origin{IP: "1.0.0.7", Network: muster.NetworkVPN}}
	judge.Say(s)
	if s.Origin.Country != "AU" || s.Origin.Judge != "list of 2026-06-01" || s.Origin.Network != muster.NetworkVPN {
		t.Errorf("%+v", s.Origin)
	}
	s = &muster.Signal{Origin: muster.Origin{IP: "1.0.0.7", Country: "NZ"}} // the source's own word stands
	if judge.Say(s); s.Origin.Country != "NZ" || s.Origin.Judge != "" {
		t.Errorf("%+v", s.Origin)
	}
	for _, bad := range []string{"", "<html>\n<p>", "1,2\n", "1.0.0.0,::1,AU\n", "9,1,AU\n", "1.0.0.0,1.0.0.1,AUS\n", "1.0.0.0,1.0.0.1,??\n", strings.Repeat("x", 1<<13)} {
		if _, _, err := networks.ReadCountries(strings.NewReader(bad)); !errors.Is(err, networks.ErrFormat) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}

func FuzzCountries(f *testing.F) {
	f.Add(torCountries, "1.0.0.1")
	f.Fuzz(func(t *testing.T, text, addr string) {
		ranges, _, err := networks.ReadCountries(strings.NewReader(text))
		if err != nil {
			return
		}
		if a, err := netip.ParseAddr(addr); err == nil {
			if c := networks.NewCountries("", time.Time{}, ranges).Of(a); c != "" && len(c) != 2 {
				t.Errorf("%q", c)
			}
		}
	})
}
