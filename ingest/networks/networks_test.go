package networks

import (
	"errors"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"muster"
)

func ranges(t *testing.T, text string) []netip.Prefix {
	t.Helper()
	list, _, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestJudge reads lists as they are published and says what an address is: the
// source's own verdict first, then the most harmless reading, with list and date.
func TestJudge(t *testing.T) {
	date := time.Date(2026, 11, 1, 3, 0, 0, 0, time.UTC)
	j := NewJudge(
		NewList(muster.NetworkHosting, "hosting list", date, ranges(t, "198.51.0.0/16\n192.0.2.0/24\n")),
		NewList(muster.NetworkVPN, "VPN list", date, ranges(t, "# comment\n192.0.2.0/25\n192.0.2.16/28\n203.0.113.7\n2001:db8::/48\n")),
		NewList(muster.NetworkRelay, "relay list", date, ranges(t, "192.0.2.64/26,GB,London\n")),
	)
	for _, c := range []struct {
		ip   muster.Network
		want muster.NetworkClass
		said muster.Text
	}{
		{"192.0.2.1", muster.NetworkVPN, "VPN list of 2026-11-01"}, {"192.0.2.31", muster.NetworkVPN, "VPN list of 2026-11-01"}, {"192.0.2.127", muster.NetworkRelay, "relay list of 2026-11-01"},
		{"192.0.2.128", muster.NetworkHosting, "hosting list of 2026-11-01"}, {"203.0.113.7", muster.NetworkVPN, "VPN list of 2026-11-01"}, {"203.0.113.8", "", ""}, {"192.0.3.0", "", ""}, {"192.0.1.255", "", ""},
		{"::ffff:192.0.2.1", muster.NetworkVPN, "VPN list of 2026-11-01"}, {"2001:db8:0:1::5", muster.NetworkVPN, "VPN list of 2026-11-01"}, {"2001:db8:1::5", "", ""}, {"", "", ""}, {"x", "", ""},
	} {
		s := &muster.Signal{Origin: muster.Origin{IP: c.ip}}
		j.Say(s)
		if s.Origin.Network != c.want || s.Origin.Judge != c.said {
			t.Errorf("%s is %q by %q, want %q by %q", c.ip, s.Origin.Network, s.Origin.Judge, c.want, c.said)
		}
	}
	own := &muster.Signal{Origin: muster.Origin{IP: "192.0.2.1", Network: muster.NetworkCorporate, Judge: "Entra"}}
	if j.Say(own); own.Origin.Network != muster.NetworkCorporate || own.Origin.Judge != "Entra" {
		t.Error("the source's own verdict was replaced")
	}
	var none *Judge
	none.Say(own)
}

func TestReadRefuses(t *testing.T) {
	for _, text := range []string{"", "<html>\n<body>sorry</body>\n", "0.0.0.0/0\n", strings.Repeat("x", maxLine+1)} {
		if _, _, err := Read(strings.NewReader(text)); !errors.Is(err, ErrFormat) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

// TestPublished reads the lists as X4BNet publishes them: Apple's relay is in
// both of its lists, and is a relay.
func TestPublished(t *testing.T) {
	list := func(class muster.NetworkClass, file string) *List {
		f, err := os.Open("../../../shared/data/lists/" + file)
		if errors.Is(err, os.ErrNotExist) && os.Getenv("CI") == "" {
			t.Skip("the published data are not here")
		}
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		got, rejected, err := Read(f)
		if err != nil || rejected > 0 || len(got) < 100 {
			t.Fatalf("%s: %d ranges, %d rejected, %v", file, len(got), rejected, err)
		}
		return NewList(class, file, time.Time{}, got)
	}
	vpn, hosting, relay := list(muster.NetworkVPN, "x4bnet_vpn_ipv4.txt"), list(muster.NetworkHosting, "x4bnet_datacenter_ipv4.txt"), list(muster.NetworkRelay, "x4bnet_apple_private_relay.txt")
	s := &muster.Signal{Origin: muster.Origin{IP: "104.28.28.70"}}
	NewJudge(vpn, hosting, relay).Say(s)
	if s.Origin.Network != muster.NetworkRelay {
		t.Errorf("a privacy relay is %q", s.Origin.Network)
	}
}

// FuzzRead reads anything, and looks an address up in it.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"192.0.2.0/24\n", "2001:db8::/32,x\n# y\n", "1.2.3.4\n1.2.3.5", "fe80::1%eth0"} {
		f.Add(s, "192.0.2.1")
	}
	f.Fuzz(func(t *testing.T, text, ip string) {
		list, _, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		l := NewList(muster.NetworkVPN, "x", time.Time{}, list)
		addr, err := netip.ParseAddr(ip)
		if err != nil || addr.Zone() != "" {
			return
		}
		want := false
		for _, p := range list {
			want = want || p.Contains(addr)
		}
		if l.Holds(addr) != want {
			t.Errorf("%s in %q: %v", ip, text, !want)
		}
	})
}
