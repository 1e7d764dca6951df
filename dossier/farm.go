package dossier

import (
	"cmp"
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"

	"muster"
	"muster/normal"
)

// Who stayed where, on which days: the graph of people, devices and networks.
//
// A stay is a person on one network: a public address, a router or an access
// point, each a keyed hash, with the days. An index keeps each person's stays,
// and for each network who stayed on it. Everything said of a person follows from
// their own stays and those of the people on the same networks, so that a change
// of one person's record changes nothing further away.

// stayKind is by what a network is known, or what else two people may have had in
// use on the same days.
type stayKind uint8

const (
	stayLine   stayKind = iota // public address
	stayRouter                 // hardware address of the gateway
	stayPoint                  // of the wireless access point
	stayFactor                 // the authenticator that completed sign-ins
	stayCalls                  // an order of calls of a recruiting system
	stayOffice                 // a listed office, whichever it is: what else was seen on that day may be its router
)

// The names under which the keys of stays are made; a public address is hashed as
// everywhere.
const (
	hashRouter muster.ArtefactKind = "router"
	hashPoint  muster.ArtefactKind = "access_point"
	hashCalls  muster.ArtefactKind = "call_order"
)

// atOffice returns the days on which somebody was on the network of a listed
// office: a report of another log, which names a router and no address, may then
// be of the office's.
func atOffice(stays []stay, today int32) daySet {
	if s := findStay(stays, 0); s != nil && s.kind == stayOffice {
		return s.at(today)
	}
	return daySet{}
}

// stay is one person on one network.
type stay struct {
	key  uint64
	days daySet // before last
	last int32  // the latest day
	kind stayKind
	home bool // a source says it is a consumer's fixed line
}

// at returns the days of a stay, seen from a day.
func (s *stay) at(day int32) daySet { return s.days.back(day - s.last) }

// mostStays bounds what is kept of one person; whoever moves more keeps the
// latest.
const mostStays = 256

// seenOn is one use of a network, as one observation states it.
type seenOn struct {
	key  uint64
	kind stayKind
	home bool
}

// stayReader reads the networks that observations state. It remembers the keys of
// values it has read, which come again every day. It is not safe for concurrent
// use.
type stayReader struct {
	hash   *hasher
	common map[muster.ArtefactID]muster.Common
	ranges []netip.Prefix // of listed offices
	known  map[string]uint64
	seen   []seenOn
}

// mostRemembered bounds what a reader remembers.
const mostRemembered = 8192

// of returns the day of an observation and the networks it states, valid until
// the next call.
func (r *stayReader) of(data muster.Data) (day muster.Time, seen []seenOn) {
	r.seen = r.seen[:0]
	switch d := data.(type) {
	case *muster.SignIns:
		day = d.Day
		if d.Passed == 0 {
			break
		}
		if !onPhone(d) {
			r.line(string(d.IP), d.Network)
		}
		r.plain(stayFactor, muster.ArtefactAuthenticator, normal.Fold(string(d.Authenticator)))
	case *muster.DeviceDay:
		day = d.Day
		if !r.line(string(d.IP), d.Network) {
			break // its router is the office's too
		}
		if mac, ok := normal.MAC(string(d.Gateway)); ok && !mac.Virtual {
			r.plain(stayRouter, hashRouter, mac.Canonical)
		}
		if mac, ok := normal.MAC(string(d.Station)); ok && !mac.Virtual {
			r.plain(stayPoint, hashPoint, mac.Station)
		}
		for i := range r.seen {
			r.seen[i].home = r.seen[i].home || d.Network == muster.NetworkHome
		}
	case *muster.Calls:
		day = d.Day
		steps := make([]string, len(d.Steps))
		for i, step := range d.Steps {
			steps[i] = normal.Fold(string(step))
		}
		r.plain(stayCalls, hashCalls, strings.Join(steps, "\n"))
	}
	return day, r.seen
}

// onPhone reports sign-ins from a telephone: its carrier's addresses are
// everybody's.
func onPhone(d *muster.SignIns) bool {
	return d.Client == muster.ClientMobile || d.System == muster.SystemIOS || d.System == muster.SystemAndroid
}

// line adds a public address, and reports false for one of a listed office.
// Addresses that stand between people and where they are say nothing of who is
// beside whom.
func (r *stayReader) line(address string, network muster.NetworkClass) bool {
	if address == "" {
		return true
	}
	form, err := normal.IP(address)
	if err != nil || form.Class != normal.IPPublic && form.Class != normal.IPDocumentation {
		return true
	}
	if r.office(form.Canonical) {
		r.seen = append(r.seen, seenOn{kind: stayOffice})
		return false
	}
	if network != muster.NetworkHome && network != muster.NetworkUnknown {
		return true
	}
	value := form.Canonical
	if form.V6 {
		value = form.Prefix // a household has a whole range, and a device many addresses of it
	}
	r.seen = append(r.seen, seenOn{r.key(muster.ArtefactNetwork, value), stayLine, network == muster.NetworkHome})
	return true
}

// office reports an address of a listed office, alone or within a range.
func (r *stayReader) office(address string) bool {
	if len(r.common) > 0 && r.common[r.hash.id(muster.ArtefactNetwork, address)] != muster.NotCommon {
		return true
	}
	if len(r.ranges) == 0 {
		return false
	}
	a, err := netip.ParseAddr(address)
	return err == nil && slices.ContainsFunc(r.ranges, func(block netip.Prefix) bool { return block.Contains(a) })
}

func (r *stayReader) plain(kind stayKind, hashed muster.ArtefactKind, value string) {
	if value != "" {
		r.seen = append(r.seen, seenOn{r.key(hashed, value), kind, false})
	}
}

// key is the beginning of the keyed hash of a value.
func (r *stayReader) key(kind muster.ArtefactKind, value string) uint64 {
	name := string(kind) + "\x00" + value
	if key, ok := r.known[name]; ok {
		return key
	}
	id := r.hash.id(kind, value)
	key := binary.BigEndian.Uint64(id[:8])
	if r.known == nil || len(r.known) >= mostRemembered {
		r.known = map[string]uint64{}
	}
	r.known[name] = key
	return key
}

// stays reads one person's stays, sorted by key.
func (r *stayReader) stays(observations []muster.Observation) []stay {
	var list []stay
	for i := range observations {
		switch observations[i].Data.(type) {
		case *muster.SignIns, *muster.DeviceDay, *muster.Calls:
		default:
			continue
		}
		day, seen := r.of(observations[i].Data)
		if day.IsZero() {
			continue
		}
		for _, s := range seen {
			list = fileStay(list, s, dayOf(day))
		}
	}
	if len(list) > mostStays {
		slices.SortFunc(list, func(a, b stay) int { return cmp.Or(cmp.Compare(b.last, a.last), cmp.Compare(a.key, b.key)) })
		list = list[:mostStays]
	}
	slices.SortFunc(list, func(a, b stay) int { return cmp.Compare(a.key, b.key) })
	return slices.Clip(list)
}

// fileStay puts one day into the stays.
func fileStay(list []stay, s seenOn, day int32) []stay {
	at := slices.IndexFunc(list, func(k stay) bool { return k.key == s.key })
	if at < 0 {
		at = len(list)
		list = append(list, stay{key: s.key, kind: s.kind, last: day})
	}
	k := &list[at]
	if day > k.last {
		k.days, k.last = k.days.back(day-k.last), day
	}
	k.days.add(k.last - day)
	k.home = k.home || s.home
	return list
}

// findStay returns a person's stay on a network, or nil.
func findStay(list []stay, key uint64) *stay {
	at, ok := slices.BinarySearchFunc(list, key, func(s stay, key uint64) int { return cmp.Compare(s.key, key) })
	if !ok {
		return nil
	}
	return &list[at]
}

// stayed is one person on one network while the index is made.
type stayed struct {
	key     uint64
	subject int32
}

// house says for every network who stayed on it; of those that only one person
// used, only where the index will change.
func (x *Index) house() {
	total := 0
	all := x.allStays()
	for i := range x.stays {
		total += len(x.stays[i])
	}
	all = slices.Grow(all, total)
	for i := range x.stays {
		for k := range x.stays[i] {
			if s := &x.stays[i][k]; s.kind != stayOffice {
				all = append(all, stayed{s.key, int32(i)})
			}
		}
	}
	slices.SortFunc(all, func(a, b stayed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.subject, b.subject)) })
	x.residents = map[uint64][]int32{}
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].key == all[from].key {
			to++
		}
		if to-from > 1 || x.live != nil || x.opt.Beyond != nil {
			list := make([]int32, 0, to-from)
			for _, n := range all[from:to] {
				list = append(list, n.subject)
			}
			x.residents[all[from].key] = list
		}
		from = to
	}
	x.countStays()
}

// moveStays changes who stayed where: what a subject's stays were, and are.
func (x *Index) moveStays(subject int32, before, after []stay) {
	for i := range before {
		key := before[i].key
		if before[i].kind == stayOffice {
			continue
		}
		left := slices.DeleteFunc(x.residents[key], func(s int32) bool { return s == subject })
		if len(left) == 0 {
			delete(x.residents, key)
		} else {
			x.residents[key] = left
		}
	}
	for i := range after {
		if after[i].kind == stayOffice {
			continue
		}
		x.residents[after[i].key] = append(x.residents[after[i].key], subject)
	}
}

// mostResidents is how many people a network may have had before they are
// counted and no longer told apart: what more people use is a provider's, an
// employer's or a carrier's.
const mostResidents = 64

// stayNeighbours appends those who stayed on a subject's networks. A network
// that just has too many is among them: one less, and they are told apart again.
func (x *Index) stayNeighbours(subject int32, near []int32) []int32 {
	for i := range x.stays[subject] {
		if list := x.residents[x.stays[subject][i].key]; len(list) <= mostResidents+1 {
			near = append(near, list...)
		}
	}
	return near
}
