package normal

import "strings"

// HardwareAddress is a network card's address in comparable form.
type HardwareAddress struct {
	Canonical string // twelve lower-case hexadecimal digits
	// Station is the address as far as the radios of one access point have it in
	// common: makers vary the first octet and the last digit for each radio and
	// each network name.
	Station string
	// Virtual addresses are those of failover protocols, virtual machines,
	// containers and broadcast: the same one stands in many places.
	Virtual bool
}

// virtualHardware are the beginnings of addresses that name no single device.
var virtualHardware = []string{
	"00005e0001", "00005e0002", "00000c07ac", "00000c9ff", "0007b4", // failover: VRRP, HSRP, GLBP
	"525400", "080027", "0a0027", "005056", "000c29", "000569", "00155d", "0242", "001c42", "00163e", // virtual machines and containers
}

// MAC reads a hardware address written with colons, hyphens, dots or nothing
// between its digits, and reports whether it is one that some device may have:
// twelve digits, not all equal, of a single device.
func MAC(s string) (HardwareAddress, bool) {
	if len(s) > 32 {
		return HardwareAddress{}, false
	}
	var b strings.Builder
	parts := strings.FieldsFunc(strings.ToLower(strings.TrimSpace(s)), func(r rune) bool { return r == ':' || r == '-' || r == '.' || r == ' ' })
	for _, part := range parts {
		if len(parts) == 6 && len(part) == 1 {
			b.WriteByte('0') // macOS leaves the zero before a lone digit out
		}
		b.WriteString(part)
	}
	text := b.String()
	if len(text) != 12 || strings.Trim(text, "0123456789abcdef") != "" || strings.Trim(text, text[:1]) == "" {
		return HardwareAddress{}, false
	}
	if strings.IndexByte("13579bdf", text[1]) >= 0 {
		return HardwareAddress{}, false // an address of many: multicast or broadcast
	}
	h := HardwareAddress{Canonical: text, Station: text[2:11]}
	for _, start := range virtualHardware {
		h.Virtual = h.Virtual || strings.HasPrefix(text, start)
	}
	return h, true
}
