package normal

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// IPClass says what an address is for (IANA special-purpose registries).
type IPClass string

// The classes of addresses.
const (
	IPPublic        IPClass = "public"
	IPPrivate       IPClass = "private" // RFC 1918, unique local IPv6
	IPCGNAT         IPClass = "cgnat"   // RFC 6598, shared by a carrier's customers
	IPLoopback      IPClass = "loopback"
	IPLinkLocal     IPClass = "link_local"
	IPMulticast     IPClass = "multicast"
	IPDocumentation IPClass = "documentation"
	IPReserved      IPClass = "reserved" // unspecified, benchmarking, broadcast, discard, translation
)

// IPForm is an IP address in comparable form.
type IPForm struct {
	Canonical string // RFC 5952 text; IPv4 inside IPv6 is written as IPv4; no zone
	Class     IPClass
	// Prefix is the network a household or site commonly has: /24 in IPv4, /64
	// in IPv6, in CIDR form. Neighbours in a /24 are usually strangers.
	Prefix string
	V6     bool
}

// ErrIP is wrapped by every error of IP.
var ErrIP = errors.New("not an IP address")

// IP reads an address, with or without brackets, port ("192.0.2.1:443",
// "[::1]:8080"), zone and prefix length. Errors wrap [ErrIP].
func IP(s string) (IPForm, error) {
	s = strings.TrimSpace(s)
	if len(s) == 0 || len(s) > 80 {
		return IPForm{}, fmt.Errorf("%w: empty or longer than 80 bytes", ErrIP)
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		if ap, perr := netip.ParseAddrPort(s); perr == nil {
			a = ap.Addr()
		} else if p, perr := netip.ParsePrefix(s); perr == nil {
			a = p.Addr()
		} else {
			return IPForm{}, fmt.Errorf("%w: neither IPv4 nor IPv6", ErrIP)
		}
	}
	a = a.Unmap().WithZone("")
	bits := 24
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return IPForm{}, fmt.Errorf("%w: %v", ErrIP, err)
	}
	return IPForm{Canonical: a.String(), Class: ipClass(a), Prefix: p.String(), V6: a.Is6()}, nil
}

// specialPrefixes are ranges of the special-purpose registries that netip does
// not name itself.
var specialPrefixes = []struct {
	prefix netip.Prefix
	class  IPClass
}{
	{netip.MustParsePrefix("100.64.0.0/10"), IPCGNAT},
	{netip.MustParsePrefix("0.0.0.0/8"), IPReserved},
	{netip.MustParsePrefix("192.0.0.0/24"), IPReserved},
	{netip.MustParsePrefix("192.0.2.0/24"), IPDocumentation},
	{netip.MustParsePrefix("198.51.100.0/24"), IPDocumentation},
	{netip.MustParsePrefix("203.0.113.0/24"), IPDocumentation},
	{netip.MustParsePrefix("198.18.0.0/15"), IPReserved},
	{netip.MustParsePrefix("192.88.99.0/24"), IPReserved},
	{netip.MustParsePrefix("240.0.0.0/4"), IPReserved},
	{netip.MustParsePrefix("2001:db8::/32"), IPDocumentation},
	{netip.MustParsePrefix("3fff::/20"), IPDocumentation},
	{netip.MustParsePrefix("100::/64"), IPReserved},
	{netip.MustParsePrefix("64:ff9b::/96"), IPReserved},
	{netip.MustParsePrefix("64:ff9b:1::/48"), IPReserved},
	{netip.MustParsePrefix("2001::/23"), IPReserved},
	{netip.MustParsePrefix("2002::/16"), IPReserved},
	{netip.MustParsePrefix("fec0::/10"), IPReserved},
}

func ipClass(a netip.Addr) IPClass {
	switch {
	case a.IsLoopback():
		return IPLoopback
	case a.IsPrivate():
		return IPPrivate
	case a.IsLinkLocalUnicast():
		return IPLinkLocal
	case a.IsMulticast():
		return IPMulticast
	case a.IsUnspecified():
		return IPReserved
	}
	for _, s := range specialPrefixes {
		if s.prefix.Contains(a) {
			return s.class
		}
	}
	return IPPublic
}
