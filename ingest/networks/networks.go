// Package networks reads published lists of address ranges and says what kind of
// network an address belongs to: an anonymity service, a data centre, a privacy
// relay, Tor. A source's own verdict goes first and is never replaced.
//
// A list says nothing about a person: home lines are resold, companies run
// tunnels in data centres, and privacy relays are switched on by default. What a
// list says names the list and its date, so that it can be looked up again.
package networks

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"time"

	"muster"
)

// The bounds of a list.
const (
	maxRanges = 2_000_000
	maxLine   = 1 << 12 // bytes
)

// ErrFormat is wrapped when a text is no list of ranges.
var ErrFormat = errors.New("not a list of this kind")

// Read reads one range or address a line; what stands behind a comma, a blank or
// a # is left out, as lists of cities and comments have it. It returns how many
// lines it did not understand. A text most of whose lines are not ranges, such as
// an error page, is none.
func Read(r io.Reader) (ranges []netip.Prefix, rejected int, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		word := lines.Text()
		if i := strings.IndexAny(word, "#,; \t\r"); i >= 0 {
			word = word[:i]
		}
		if word == "" {
			continue
		}
		p, err := netip.ParsePrefix(word)
		if err != nil {
			addr, wrong := netip.ParseAddr(word)
			if wrong != nil || addr.Zone() != "" {
				rejected++
				continue
			}
			p = netip.PrefixFrom(addr, addr.BitLen())
		}
		if p.Bits() < 8 { // half of the Internet is no anonymity service
			rejected++
			continue
		}
		if ranges = append(ranges, p.Masked()); len(ranges) > maxRanges {
			return nil, rejected, fmt.Errorf("%w: more than %d ranges", ErrFormat, maxRanges)
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

// List is a list in use.
type List struct {
	Class muster.NetworkClass
	Name  string    // as people call it
	Date  time.Time // when it was fetched
	spans []span
}

// span is a stretch of addresses, both ends within it.
type span struct{ from, to netip.Addr }

// NewList puts ranges in order.
func NewList(class muster.NetworkClass, name string, date time.Time, ranges []netip.Prefix) *List {
	l := &List{Class: class, Name: name, Date: date}
	ranges = slices.Clone(ranges)
	slices.SortFunc(ranges, func(a, b netip.Prefix) int {
		return cmp.Or(a.Addr().Compare(b.Addr()), cmp.Compare(a.Bits(), b.Bits()))
	})
	for _, p := range ranges {
		s := span{p.Addr(), last(p)}
		if n := len(l.spans); n > 0 && s.to.Compare(l.spans[n-1].to) <= 0 {
			continue // inside of the one before
		}
		l.spans = append(l.spans, s)
	}
	return l
}

// last is the last address of a range.
func last(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	addr, _ := netip.AddrFromSlice(b) // it has the length it had
	return addr
}

// Holds reports whether an address is on the list.
func (l *List) Holds(addr netip.Addr) bool {
	i, found := slices.BinarySearchFunc(l.spans, addr, func(s span, a netip.Addr) int { return s.from.Compare(a) })
	return found || i > 0 && addr.Compare(l.spans[i-1].to) <= 0
}

// Judge says what kind of network events come from, by lists.
type Judge struct {
	lists     []*List
	places    []*Places
	countries []*Countries
}

// NewJudge returns one. The most harmless reading goes first: a range that is
// both a privacy relay's and a VPN's is a relay's.
func NewJudge(lists ...*List) *Judge {
	order := []muster.NetworkClass{muster.NetworkRelay, muster.NetworkTor, muster.NetworkVPN, muster.NetworkResidential, muster.NetworkHosting}
	lists = slices.Clone(lists)
	slices.SortStableFunc(lists, func(a, b *List) int { return cmp.Compare(slices.Index(order, a.Class), slices.Index(order, b.Class)) })
	return &Judge{lists: lists}
}

// With returns the judge with databases of places asked after its lists.
func (j *Judge) With(places ...*Places) *Judge {
	return &Judge{j.lists, slices.Concat(j.places, places), j.countries}
}

// Countries returns the judge with lists of countries asked after everything else.
func (j *Judge) Countries(lists ...*Countries) *Judge {
	return &Judge{j.lists, j.places, slices.Concat(j.countries, lists)}
}

// Say adds to a signal what the lists say of its address, with the list and its
// date, where the source itself said nothing.
func (j *Judge) Say(s *muster.Signal) {
	if j == nil || s.Origin.IP == "" || s.Origin.Network != "" && len(j.places)+len(j.countries) == 0 {
		return
	}
	addr, err := netip.ParseAddr(string(s.Origin.IP))
	if err != nil {
		return
	}
	addr = addr.Unmap().WithZone("")
	if s.Origin.Network == "" {
		for _, l := range j.lists {
			if l.Holds(addr) {
				s.Origin.Network = l.Class
				judged(&s.Origin, l.Name+" of "+l.Date.UTC().Format(time.DateOnly))
				break
			}
		}
	}
	for _, p := range j.places {
		p.say(&s.Origin, addr)
	}
	for _, c := range j.countries {
		c.say(&s.Origin, addr)
	}
}
