package ingest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"muster"
)

// crosswalkOf knows whose an event of a log is. Only what somebody declared
// counts: a crosswalk, the login, the work e-mail or the employee number in the
// people table, or the table of issued devices. What two people are declared
// under is nobody's.
type crosswalkOf struct {
	reg     *registry
	account map[string]int32  // in lower case: accounts are told apart by no system's case
	declare map[string]space  // crosswalks, by system, ids in lower case
	person  map[string]int32  // employee numbers, in lower case
	device  map[string][]held // by serial number in lower case

	kept  kept // see Options.Kept; nil knows nobody
	mu    sync.Mutex
	asked map[string]int32 // accounts that no table names, and whose they are
}

// kept calls visit for those of some ids of which earlier runs kept records.
type kept func(ids []muster.SubjectID, visit func(muster.SubjectID)) error

// held is a device in somebody's hands.
type held struct {
	subject     int32
	from, until int64 // microseconds; until 0 is open
}

func newCrosswalk(reg *registry, sheets []*sheet, kept kept) *crosswalkOf {
	x := &crosswalkOf{reg: reg, account: map[string]int32{}, declare: map[string]space{}, person: map[string]int32{}, device: map[string][]held{}, kept: kept, asked: map[string]int32{}}
	for system, ids := range reg.other {
		x.declare[system] = space{}
		for id, n := range ids {
			claim(x.declare[system], id, reg.settled(n))
		}
	}
	for id, n := range reg.person {
		claim(x.person, id, reg.settled(n))
	}
	for _, s := range sheets {
		switch s.plan.spec.name {
		case People, Accounts:
			x.people(s)
		case Devices:
			x.devices(s)
		}
	}
	return x
}

// claim enters an id, which is nobody's once a second person claims it.
func claim(ids map[string]int32, id string, n int32) {
	id = strings.ToLower(strings.TrimSpace(id))
	if other, taken := ids[id]; taken && other != n {
		n = ambiguous
	}
	if id != "" {
		ids[id] = n
	}
}

// people enters the accounts of a people table.
func (x *crosswalkOf) people(s *sheet) {
	var places []int
	for _, c := range s.plan.columns {
		if c.place >= 0 && (c.path == metaAccount || c.path == "login" || c.path == "contact.emails") {
			places = append(places, c.place)
		}
	}
	s.eachRow(func(seg *muster.Table, row int, n int32) {
		for _, at := range places {
			for one := range strings.FieldsFuncSeq(seg.Columns[at].Value(row), func(r rune) bool { return strings.ContainsRune("; |,\n\r\t", r) }) {
				if !isMissing(one) {
					claim(x.account, one, x.reg.settled(n))
				}
			}
		}
	})
}

// devices enters a table of issued devices.
func (x *crosswalkOf) devices(s *sheet) {
	s.eachRow(func(seg *muster.Table, row int, n int32) {
		d, ok := s.plan.build(seg, row).(*muster.Issued)
		if !ok || d.Device == "" {
			return
		}
		h := held{subject: x.reg.settled(n), from: d.From.Micros, until: d.Until.Micros}
		if h.until != 0 && d.Until.Precision <= muster.PrecisionDay {
			h.until += microsPerDay
		}
		serial := strings.ToLower(string(d.Device))
		x.device[serial] = append(x.device[serial], h)
	})
}

const microsPerDay = 24 * 60 * 60 * 1_000_000

// of returns whose an event is, or none. How a device stands and what is
// plugged into it belongs to whom it was issued; the rest to the account, and
// to the device's owner only where no account is stated.
func (x *crosswalkOf) of(s *muster.Signal) int32 {
	serial := s.Device
	aboutDevice := false
	switch d := s.Data.(type) {
	case *muster.Located:
		aboutDevice = true
		if d.Serial != "" {
			serial = string(d.Serial)
		}
	case *muster.Attached:
		aboutDevice = true
	}
	byAccount := x.byAccount(s.System, s.Account)
	if !aboutDevice && s.Account != "" {
		if byAccount >= 0 || !runsOnDevice(s.Data) {
			return byAccount
		}
	}
	if n := x.holder(serial, s.At.Micros); n >= 0 {
		return n
	}
	return byAccount
}

// runsOnDevice reports whether an event is of a device's own doing, so that an
// account nobody knows, such as a local one, does not make it nobody's.
func runsOnDevice(d muster.SignalData) bool {
	switch d.(type) {
	case *muster.Ran, *muster.Moved:
		return true
	}
	return false
}

func (x *crosswalkOf) byAccount(system, account string) int32 {
	if n, ok := x.named(system, account); ok || account == "" || x.kept == nil {
		return n
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if n, ok := x.asked[account]; ok {
		return n
	}
	return none
}

// named returns whose an account is by the tables at hand.
func (x *crosswalkOf) named(system, account string) (n int32, ok bool) {
	id := strings.ToLower(account)
	for _, in := range []map[string]int32{x.declare[foldHeader(system)], x.account, x.person} {
		if n, ok := in[id]; ok && id != "" {
			return n, true
		}
	}
	return none, false
}

// unasked reports an account that no table at hand names and nobody asked about.
func (x *crosswalkOf) unasked(system, account string) bool {
	if x.kept == nil || account == "" {
		return false
	}
	if _, ok := x.named(system, account); ok {
		return false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	_, asked := x.asked[account]
	return !asked
}

// ask learns which of some accounts that no table at hand names are ids, as they are
// written, that earlier runs kept records of.
func (x *crosswalkOf) ask(accounts []string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	var ids []muster.SubjectID
	for _, account := range accounts {
		if _, asked := x.asked[account]; !asked {
			account = strings.Clone(account)
			x.asked[account] = none
			ids = append(ids, muster.SubjectID(account))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return x.kept(ids, func(id muster.SubjectID) {
		if _, taken := x.reg.taken[string(id)]; !taken {
			x.asked[string(id)] = x.reg.add(string(id), "")
		}
	})
}

// holder returns who had a device at a moment, none when two did.
func (x *crosswalkOf) holder(serial string, at int64) int32 {
	found := none
	for _, h := range x.device[strings.ToLower(serial)] {
		if at < h.from || h.until != 0 && at >= h.until {
			continue
		}
		if found != none && found != h.subject {
			return ambiguous
		}
		found = h.subject
	}
	return found
}

// unmatched counts, by system, the events that are nobody's.
type unmatched map[string]*strangers

// strangers are a system's accounts that are nobody's.
type strangers struct {
	events int
	by     map[string]int // events by account or device
}

// maxStrangers bounds the accounts told apart.
const maxStrangers = 10_000

func (u unmatched) see(s *muster.Signal) {
	one := u[s.System]
	if one == nil {
		one = &strangers{by: map[string]int{}}
		u[s.System] = one
	}
	one.events++
	id := cmp.Or(s.Account, s.Device)
	if _, known := one.by[id]; known || len(one.by) < maxStrangers {
		one.by[strings.Clone(id)]++
	}
}

func (u *unmatched) add(o unmatched) {
	if *u == nil {
		*u = unmatched{}
	}
	for system, more := range o {
		one := (*u)[system]
		if one == nil {
			(*u)[system] = more
			continue
		}
		one.events += more.events
		for id, n := range more.by {
			one.by[id] += n
		}
	}
}

// example is the account or device with the most events.
func (s *strangers) example() string {
	best := ""
	for id, n := range s.by {
		if id != "" && (best == "" || n > s.by[best] || n == s.by[best] && id < best) {
			best = id
		}
	}
	return best
}

// accounts says how many there are, in words.
func (s *strangers) accounts() string {
	n := len(s.by)
	if slices.Contains([]int{0, 1}, n) {
		return "1 account or device"
	}
	if n >= maxStrangers {
		return "more than " + strconv.Itoa(maxStrangers) + " accounts and devices"
	}
	return strconv.Itoa(n) + " accounts and devices"
}
