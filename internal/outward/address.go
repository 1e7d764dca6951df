package outward

import (
	"net/netip"
	"strings"
)

// reserved lists IPv4 ranges that are not the public Internet (IANA's registry
// of special-purpose addresses).
var reserved = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)

// reserved6 lists the ranges within 2000::/3 that are not public: protocol
// assignments with Teredo, documentation, 6to4 (which hides an IPv4 address).
var reserved6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")

var (
	public6 = netip.MustParsePrefix("2000::/3")
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
)

// never lists what no allow list opens: services that hand out credentials to
// whoever asks from the machine itself.
var never = prefixes(
	"169.254.169.254/32", "169.254.170.2/32", "169.254.170.23/32", "100.100.100.200/32", "192.0.0.192/32",
	"168.63.129.16/32", "fd00:ec2::254/128", "fd00:ec2::23/128", "fd20:ce::254/128",
)

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, 0, len(texts))
	for _, s := range texts {
		list = append(list, netip.MustParsePrefix(s))
	}
	return list
}

func within(addr netip.Addr, list []netip.Prefix) bool {
	for _, p := range list {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// plain undoes the ways of writing an IPv4 address inside an IPv6 one.
func plain(addr netip.Addr) netip.Addr {
	addr = addr.Unmap()
	if nat64.Contains(addr.WithZone("")) {
		b := addr.As16()
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return addr
}

// forbidden reports addresses that are refused even when somebody listed them.
func forbidden(addr netip.Addr) bool {
	return !addr.IsValid() || addr.Zone() != "" || addr.IsUnspecified() || addr.IsMulticast() ||
		addr == netip.AddrFrom4([4]byte{255, 255, 255, 255}) || within(addr, never)
}

// Public reports whether an address is on the public Internet. Addresses that
// carry an IPv4 address inside are judged by that one.
func Public(addr netip.Addr) bool {
	addr = plain(addr)
	if forbidden(addr) {
		return false
	}
	if addr.Is4() {
		return !within(addr, reserved)
	}
	return public6.Contains(addr) && !within(addr, reserved6)
}

// numeric reports host names that some resolvers read as an IPv4 address in
// decimal, octal or hexadecimal, such as 2130706433, 0x7f.1 or 127.1. A real
// name never ends in a number.
func numeric(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" {
		return false
	}
	if hex, ok := strings.CutPrefix(strings.ToLower(last), "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return strings.Trim(last, "0123456789") == ""
}
