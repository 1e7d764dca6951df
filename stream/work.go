package stream

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"muster"
	"muster/stream/activity"
)

// work counts what was done to code, access and shared systems.
func work(s *span) {
	byAct := map[string]*muster.WorkDay{}
	for _, m := range s.today {
		w, ok := m.signal.Data.(*muster.Worked)
		if !ok {
			continue
		}
		name := strings.Join([]string{m.signal.System, string(w.Act), string(w.Target), strconv.Itoa(int(w.Offset)), string(w.Ticket)}, "\x00")
		d := byAct[name]
		if d == nil {
			d = &muster.WorkDay{Day: s.day(), Act: w.Act, Target: w.Target, Offset: offset(w.Offset), Ticket: w.Ticket}
			byAct[name] = d
			s.add(m, name, d)
		}
		d.Times += int(m.count)
		d.Hours |= s.hour(m.at)
		d.Events = cited(d.Events, m.event)
	}
}

const (
	minutesOfDay = 24 * 60
	pause        = 10             // minutes without activity that end a stretch
	mostPresence = 12 * 60 * 60e6 // microseconds of one stretch of presence that are believed
)

// minutes is a day, a bit for each minute.
type minutes [minutesOfDay / 8]byte

func (b *minutes) set(from, to int) {
	for i := max(0, from); i < min(to, minutesOfDay); i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
}

func (b *minutes) has(i int) bool { return b[i/8]&(0x80>>(i%8)) != 0 }

// count returns the active minutes, and the longest stretch without a pause.
func (b *minutes) count() (active, longest int) {
	start, last := -1, -1
	for i := range minutesOfDay {
		if !b.has(i) {
			continue
		}
		active++
		if start < 0 || i-last > pause {
			start = i
		}
		last = i
		longest = max(longest, last-start+1)
	}
	return active, longest
}

// activities says, for each device and for work without one, when somebody was
// active and whether the input looks like a person's.
func activities(s *span) {
	byDevice := map[string][]moment{}
	var devices []string
	for _, m := range slices.Concat(s.before, s.today) {
		switch d := m.signal.Data.(type) {
		case *muster.Moved, *muster.Worked:
		case *muster.Present:
			if !d.Active {
				continue
			}
		default:
			continue
		}
		if key := m.signal.System + "\x00" + m.signal.Device; byDevice[key] != nil {
			byDevice[key] = append(byDevice[key], m)
		} else {
			byDevice[key] = []moment{m}
			devices = append(devices, key)
		}
	}
	for _, key := range devices {
		s.activity(key, byDevice[key])
	}
}

func (s *span) activity(key string, list []moment) {
	d := &muster.ActivityDay{Day: s.day(), Device: muster.Device(list[0].signal.Device)}
	var bits minutes
	idle := map[int64]bool{} // windows of input without effect
	first := -1
	for i, m := range list {
		from, until := m.at, max(m.until, m.at+1)
		switch data := m.signal.Data.(type) {
		case *muster.Moved:
			if m.count == 0 {
				continue
			}
			if data.Effect == muster.No && m.at >= s.start {
				idle[(m.at-s.start)/(activity.WindowSeconds*1e6)] = true
			}
		case *muster.Present:
			until = min(until, from+mostPresence)
		case *muster.Worked:
			if m.at >= s.start && data.Act == muster.WorkDelivered {
				d.Delivered += int(m.count)
			}
			if m.signal.Origin.Client == muster.ClientProgram {
				continue // a scheduled job works while people sleep
			}
		}
		if until > s.start && first < 0 {
			first = i
		}
		bits.set(int(floor(from-s.start, 60e6)), int(floor(until-s.start-1, 60e6))+1)
	}
	if first < 0 {
		return
	}
	d.Active, d.Longest = bits.count()
	d.Minutes = muster.Text(base64.StdEncoding.EncodeToString(bits[:]))
	d.NoEffect = len(idle)
	s.regularity(d, list)
	d.Moves = s.moves(list)
	at := list[first]
	s.records = append(s.records, record{at.signal.System, key, max(at.at, s.start), at.signal.Place, d})
}

func floor(a, b int64) int64 {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

// regularity judges the day's input in windows of ten minutes.
func (s *span) regularity(d *muster.ActivityDay, list []moment) {
	var meter activity.Meter
	tell := func(w activity.Window) {
		if w.Start*1e6 < float64(s.start) {
			return
		}
		switch w.Verdict {
		case activity.Jiggler:
			d.Mechanical++
			if w.Synthetic {
				d.Synthetic++
			}
		case activity.Human:
			d.Human++
		default:
			d.Insufficient++
		}
	}
	any := false
	for _, m := range list {
		if _, ok := m.signal.Data.(*muster.Moved); !ok {
			continue
		}
		any = true
		// A count that does not fit (a clock that jumped) is left out of the
		// judgement; the minutes above have it.
		_ = meter.PushCount(activity.Count{At: float64(m.at) / 1e6, Events: float64(m.count), Distance: float64(m.path)}, tell)
	}
	if any {
		meter.Close(tell)
	}
}

// sessions says how long each session of the day was used without a gap.
func sessions(s *span) {
	byID := map[string]*muster.Session{}
	last := map[string]int64{}
	for _, m := range s.today {
		id := m.signal.Origin.Session
		if id == "" {
			continue
		}
		name := m.signal.System + "\x00" + string(id)
		d := byID[name]
		if d == nil {
			d = &muster.Session{Print: muster.Text(strconv.FormatUint(sum([]byte(name)), 36)), Start: instant(m.at), Device: muster.Device(m.signal.Device)}
			byID[name] = d
			s.add(m, name, d)
		} else {
			d.Longest = max(d.Longest, int((m.at-last[name])/60e6))
		}
		last[name] = m.at
		d.End = instant(m.at)
		d.Events = cited(d.Events, m.event)
	}
}

// attendances lists stays in meetings.
func attendances(s *span) {
	for _, m := range s.today {
		met, ok := m.signal.Data.(*muster.Met)
		if !ok {
			continue
		}
		d := &muster.Attendance{
			Start: instant(m.at), Shown: met.Shown, IP: m.signal.Origin.IP, City: m.signal.Origin.City, Country: m.signal.Origin.Country,
			Network: m.signal.Origin.Network, Judge: m.signal.Origin.Judge, Camera: met.Camera, Microphone: met.Microphone, Latency: int(met.Latency),
			Events: cited(nil, m.event),
		}
		if m.until > m.at {
			d.End = instant(m.until)
		}
		s.add(m, strconv.FormatUint(m.hash, 36)+strconv.FormatInt(m.at, 36), d)
	}
}

const (
	longestRound = 12 // steps of one round of calls
	leastRounds  = 3
)

// calls finds an order of calls that one account repeated.
func calls(s *span) {
	byAccount := map[string][]moment{}
	var accounts []string
	for _, m := range s.today {
		if _, ok := m.signal.Data.(*muster.Called); !ok {
			continue
		}
		key := m.signal.System + "\x00" + m.signal.Account
		if byAccount[key] == nil {
			accounts = append(accounts, key)
		}
		byAccount[key] = append(byAccount[key], m)
	}
	for _, key := range accounts {
		list := byAccount[key]
		if steps, times := repeated(list); times >= leastRounds {
			d := &muster.Calls{Day: s.day(), Steps: steps, Times: times}
			for _, m := range list {
				d.Events = cited(d.Events, m.event)
			}
			s.add(list[0], key, d)
		}
	}
}

// repeated cuts the calls at each return of the first step and counts the
// round that came most often.
func repeated(list []moment) ([]muster.Text, int) {
	step := func(i int) muster.Text { return list[i].signal.Data.(*muster.Called).Step }
	rounds := map[string]int{}
	var best []muster.Text
	most := 0
	for i := 0; i < len(list); {
		var round []muster.Text
		j := i
		for ; j < len(list) && (j == i || step(j) != step(i)); j++ {
			round = append(round, step(j))
		}
		i = j
		if len(round) < 2 || len(round) > longestRound {
			continue
		}
		var key strings.Builder
		for _, one := range round {
			key.WriteString(string(one) + "\x00")
		}
		rounds[key.String()]++
		if n := rounds[key.String()]; n > most {
			best, most = round, n
		}
	}
	return best, most
}
