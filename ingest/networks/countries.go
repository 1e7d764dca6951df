package networks

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster"
)

// Countries says in which country an address is registered, from the files that
// Tor ships and Debian packs as tor-geoipdb. It is asked last: a country alone is
// coarse, and wrong for carriers, tunnels and relays. It is compared with what
// somebody claimed and weighs nothing by itself.
type Countries struct {
	Name   string    // as people call it
	Date   time.Time // when it was fetched
	ranges []CountryRange
}

// CountryRange is a stretch of addresses of one country, both ends within it.
type CountryRange struct {
	From, To netip.Addr
	Country  muster.Country
}

// ReadCountries reads lines of first address, last address and a country's two
// letters; IPv4 addresses may be whole numbers, as Tor writes them. A # begins a
// comment; ranges of no country are passed over. It returns how many lines it did
// not understand. A text most of whose lines are no ranges is no list.
func ReadCountries(r io.Reader) (ranges []CountryRange, rejected int, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		one, ok := countryRange(line)
		switch {
		case !ok:
			rejected++
		case one.Country == "":
		case len(ranges) >= maxRanges:
			return nil, rejected, fmt.Errorf("%w: more than %d ranges", ErrFormat, maxRanges)
		default:
			ranges = append(ranges, one)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, rejected, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if len(ranges) == 0 || rejected > len(ranges)/10 {
		return nil, rejected, fmt.Errorf("%w: %d ranges, and %d lines that are none", ErrFormat, len(ranges), rejected)
	}
	return ranges, rejected, nil
}

// countryRange reads one line.
func countryRange(line string) (one CountryRange, ok bool) {
	fields := strings.Split(line, ",")
	if len(fields) != 3 {
		return one, false
	}
	var err error
	if one.From, err = address(fields[0]); err != nil {
		return one, false
	}
	if one.To, err = address(fields[1]); err != nil || one.From.Is4() != one.To.Is4() || one.To.Less(one.From) {
		return one, false
	}
	code := strings.ToUpper(strings.TrimSpace(fields[2]))
	if code == "??" || code == "ZZ" {
		return one, true
	}
	letter := func(c byte) bool { return c >= 'A' && c <= 'Z' }
	if len(code) != 2 || !letter(code[0]) || !letter(code[1]) {
		return one, false
	}
	one.Country = muster.Country(code)
	return one, true
}

func address(s string) (netip.Addr, error) {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, uint32(n)))), nil
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return a, fmt.Errorf("%w: %q", ErrFormat, s)
	}
	return a.Unmap(), nil
}

// NewCountries puts ranges in order.
func NewCountries(name string, date time.Time, ranges []CountryRange) *Countries {
	ranges = slices.Clone(ranges)
	slices.SortFunc(ranges, func(a, b CountryRange) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	return &Countries{Name: name, Date: date, ranges: ranges}
}

// Of returns the country of an address, "" where the list knows none.
func (c *Countries) Of(addr netip.Addr) muster.Country {
	i, found := slices.BinarySearchFunc(c.ranges, addr, func(r CountryRange, a netip.Addr) int { return r.From.Compare(a) })
	if !found {
		i--
	}
	if i < 0 || c.ranges[i].To.Less(addr) {
		return ""
	}
	return c.ranges[i].Country
}

// say adds a country to an origin of which nobody stated a place.
func (c *Countries) say(o *muster.Origin, addr netip.Addr) {
	if o.City != "" || o.Country != "" || o.Latitude != 0 || o.Longitude != 0 {
		return
	}
	if o.Country = c.Of(addr); o.Country != "" {
		judged(o, c.Name+" of "+c.Date.UTC().Format(time.DateOnly))
	}
}
