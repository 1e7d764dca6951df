package connect

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"muster"
)

// Hex16 reads a USB number as logs write it: 046d, 0x046D. What is not one is 0.
func Hex16(s string) uint16 {
	s = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "0x")
	n, err := strconv.ParseUint(s, 16, 16)
	if err != nil {
		return 0
	}
	return uint16(n)
}

// USBClass reads a class code of the USB specification, as a number in decimal
// or hexadecimal, into what it offers.
func USBClass(class, subclass, protocol string) muster.Interfaces {
	number := func(s string) int {
		n, err := strconv.ParseInt(s, 0, 32)
		if err != nil {
			return -1
		}
		return int(n)
	}
	switch number(class) {
	case 1:
		return muster.InterfaceAudio
	case 2, 10:
		return muster.InterfaceSerial
	case 3:
		if number(subclass) == 1 && number(protocol) == 1 {
			return muster.InterfaceKeyboard
		}
		if number(subclass) == 1 && number(protocol) == 2 {
			return muster.InterfaceMouse
		}
	case 8:
		return muster.InterfaceStorage
	case 9:
		return muster.InterfaceHub
	case 14:
		return muster.InterfaceVideo
	}
	return 0
}

// CompatibleIDs reads the classes in Windows' compatible ids:
// USB\Class_03&SubClass_01&Prot_01, several with any separator.
func CompatibleIDs(text string) (all muster.Interfaces) {
	upper := strings.ToUpper(text)
	for {
		i := strings.Index(upper, `CLASS_`)
		if i < 0 {
			return all
		}
		if i >= 3 && upper[i-3:i] == "SUB" { // SubClass_
			upper = upper[i+6:]
			continue
		}
		class := hexAfter(upper[i:], "CLASS_")
		rest := upper[i+6:]
		end := strings.IndexAny(rest, " \t\r\n,;|")
		one := rest
		if end >= 0 {
			one = rest[:end]
		}
		all |= USBClass(class, hexAfter(one, "SUBCLASS_"), hexAfter(one, "PROT_"))
		upper = rest
	}
}

// hexAfter returns the two hexadecimal digits behind a word as a number that
// USBClass reads.
func hexAfter(s, word string) string {
	i := strings.Index(s, word)
	if i < 0 || len(s) < i+len(word)+2 {
		return ""
	}
	return "0x" + s[i+len(word):i+len(word)+2]
}

// WindowsID reads a device's path as Windows writes it,
// USB\VID_046D&PID_C52B\serial or DISPLAY\DEL4098\5&..., into the bus, the numbers
// and the serial number. Serial numbers that Windows made up itself hold an & and
// are left out.
func WindowsID(path string) (a muster.Attached) {
	a.Bus = muster.BusOther
	capitals := upper(path)
	// Deeper paths of Windows write # instead of \.
	parts := strings.FieldsFunc(capitals, func(r rune) bool { return r == '\\' || r == '#' || r == '?' })
	for len(parts) > 0 && (parts[0] == "SWD" || parts[0] == "WPDBUSENUM" || parts[0] == "UMB") {
		parts = parts[1:]
	}
	if len(parts) < 2 {
		return a
	}
	switch parts[0] {
	case "USB", "HID", "USBSTOR", "USBPRINT":
		a.Bus = muster.BusUSB
		a.Vendor, a.Product = Hex16(four(parts[1], "VID_")), Hex16(four(parts[1], "PID_"))
	case "DISPLAY", "MONITOR":
		a.Bus = muster.BusDisplay
		if len(parts[1]) == 7 {
			a.EDIDMaker, a.Product = muster.Text(parts[1][:3]), Hex16(parts[1][3:])
		}
		return a
	}
	if len(parts) > 2 && !strings.Contains(parts[2], "&") {
		i := strings.LastIndex(capitals, parts[2])
		a.Serial = muster.Device(path[i : i+len(parts[2])])
	}
	return a
}

// upper writes the letters that Windows itself uses in capitals. Whatever else a
// device calls itself keeps its length, so that places in one text are places in
// the other.
func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

func four(s, word string) string {
	i := strings.Index(s, word)
	if i < 0 || len(s) < i+len(word)+4 {
		return ""
	}
	return s[i+len(word) : i+len(word)+4]
}

// WindowsClass reads what a device of a class that Windows names offers.
func WindowsClass(name string) muster.Interfaces {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "keyboard":
		return muster.InterfaceKeyboard
	case "mouse":
		return muster.InterfaceMouse
	case "diskdrive", "wpd", "cdrom", "volume":
		return muster.InterfaceStorage
	case "camera", "image":
		return muster.InterfaceVideo
	case "media", "audioendpoint":
		return muster.InterfaceAudio
	case "net":
		return muster.InterfaceNetwork
	case "ports", "modem":
		return muster.InterfaceSerial
	}
	return 0
}

// EDIDMaker returns a display's three letters, from the letters themselves or
// from the number that packs them, five bits each.
func EDIDMaker(s string) muster.Text {
	letters := func(s string) bool {
		return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	}
	if upper := strings.ToUpper(strings.TrimSpace(s)); letters(upper) {
		return muster.Text(upper)
	}
	n := Hex16(s)
	packed := string([]byte{'@' + byte(n>>10&31), '@' + byte(n>>5&31), '@' + byte(n&31)})
	if !letters(packed) {
		return ""
	}
	return muster.Text(packed)
}

// Offset reads an offset from UTC, +hh:mm, +hhmm, UTC+h or seconds, into
// minutes east. Names of zones are not read.
func Offset(s string) (minutes int16, ok bool) {
	s = strings.TrimPrefix(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "UTC"), "GMT")
	if len(s) < 2 || len(s) > 9 {
		return 0, false
	}
	sign := 1
	body, signed := strings.CutPrefix(s, "+")
	if !signed {
		if body, signed = strings.CutPrefix(s, "-"); signed {
			sign = -1
		}
	}
	hours, rest, split := strings.Cut(body, ":")
	if !split && len(body) == 4 && signed {
		hours, rest, split = body[:2], body[2:], true
	}
	h, err := strconv.Atoi(hours)
	if err != nil || h < 0 {
		return 0, false
	}
	m := 0
	switch {
	case split:
		if m, err = strconv.Atoi(rest); err != nil || m < 0 || m > 59 {
			return 0, false
		}
		h *= 60
	case h >= 900 && h%900 == 0: // seconds
		h /= 60
	case signed && h <= 14:
		h *= 60
	default:
		return 0, false
	}
	if total := h + m; total <= 14*60 {
		return int16(sign * total), true
	}
	return 0, false
}

// Base returns the last name of a path of any system.
func Base(path string) string {
	if i := strings.LastIndexAny(path, `/\`); i >= 0 {
		return path[i+1:]
	}
	return path
}

// FixedPIN reports whether a command line starts a remote-desktop host with a
// PIN in it. Nothing else of a command line is kept.
func FixedPIN(line string) bool {
	l := strings.ToLower(line)
	return strings.Contains(l, "remoting_start_host") && strings.Contains(l, "--pin=")
}

// Cut shortens a text that a source does not bound.
func Cut(s string) muster.Text {
	const most = 500 // bytes
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return muster.Text(s)
}

// Browser reports whether a program is a web browser. The names it looks up are
// a person's browsing and nobody's business, but for the few public pages that
// normal.Page names.
func Browser(path string) bool {
	name := strings.ToLower(Base(path))
	for _, browser := range []string{"chrome", "msedge", "microsoft edge", "firefox", "safari", "com.apple.webkit", "brave", "opera", "vivaldi", "iexplore"} {
		if strings.HasPrefix(name, browser) {
			return true
		}
	}
	return false
}

// Domain returns the host of an address, which may be written without its
// scheme; what stands behind the host is not kept.
func Domain(address string) string {
	if _, rest, ok := strings.Cut(address, "://"); ok {
		address = rest
	}
	if i := strings.IndexAny(address, "/?#"); i >= 0 {
		address = address[:i]
	}
	if i := strings.LastIndexByte(address, '@'); i >= 0 {
		address = address[i+1:]
	}
	host, port, ok := strings.Cut(address, ":")
	if !ok || strings.Contains(port, ":") { // no port, or an IPv6 address
		host = address
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// Host returns the address before a port, where a source writes both.
func Host(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}

// Public reports whether an address can be reached from everywhere.
func Public(ip string) bool {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return false
	}
	a = a.Unmap()
	shared := netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64}), 10) // carriers and overlays
	return a.IsGlobalUnicast() && !a.IsPrivate() && !shared.Contains(a)
}
