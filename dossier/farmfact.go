package dossier

import (
	"cmp"
	"math"
	"slices"

	"muster"
)

// mate is somebody who stayed on networks of the subject's, on the same days.
type mate struct {
	subject int32
	days    daySet // before the dossier's date
	other   muster.Other
	nearby  bool
	away    float64 // share of their own days on which they were on another network too
}

// leastBeside is the weight of days together below which two people passed each
// other.
const leastBeside = 2.5

// farms says beside whom the subject's devices stand.
func (b *builder) farms() {
	today := dayOf(b.x.opt.AsOf)
	found := b.besideWhom(today, func(k stayKind) bool { return k <= stayPoint })
	f := muster.FarmFact{Crowd: len(found.all) + 1}
	var mates []mate
	for _, m := range found.all {
		m.other = b.person(m.subject)
		switch m.other.Homes {
		case muster.OutcomeSame, muster.OutcomeNear:
			f.Household++
			continue
		case muster.OutcomeUnknown:
			continue // a home nobody declared is unknown, never different
		}
		if m.days.weight() < leastBeside || m.other.Names != muster.OutcomeDifferent || m.other.Related {
			continue
		}
		m.nearby = m.other.Homes == muster.OutcomeSameArea
		mates = append(mates, m)
	}
	if len(mates) == 0 {
		return
	}
	slices.SortFunc(mates, func(a, c mate) int {
		return cmp.Or(cmp.Compare(c.days.weight(), a.days.weight()), cmp.Compare(a.other.Subject, c.other.Subject))
	})
	shared := b.sharedWith(&f, mates, today)
	b.measureFarm(&f, mates, shared, today)
	b.cite(&f, mates, shared, today)
	f.Rivals = rivals(&f, mates)
	b.d.Live.Networks.Farms = append(b.d.Live.Networks.Farms, f)
}

// neighbourhood is everybody who was on a network of the subject's on a day the
// subject was.
type neighbourhood struct {
	all     []mate
	crowded int // the most people on one network that has too many to tell apart
}

func (b *builder) besideWhom(today int32, look func(stayKind) bool) neighbourhood {
	var n neighbourhood
	own := b.stays
	office := atOffice(own, today)
	for i := range own {
		s := &own[i]
		mine := s.at(today).but(office)
		if !look(s.kind) || mine.count() == 0 {
			continue
		}
		list := b.x.residents[s.key]
		if len(list) > mostResidents {
			n.crowded = max(n.crowded, len(list))
			continue
		}
		for _, r := range list {
			if r == b.index {
				continue
			}
			theirs := b.staysOf(r)
			both := mine.and(findStay(theirs, s.key).at(today)).but(atOffice(theirs, today))
			if both.count() == 0 {
				continue
			}
			at := slices.IndexFunc(n.all, func(m mate) bool { return m.subject == r })
			if at < 0 {
				n.all = append(n.all, mate{subject: r, days: both})
				continue
			}
			n.all[at].days = n.all[at].days.or(both)
		}
	}
	return n
}

// sharedWith returns the networks the subject has in common with the people
// beside them, and notes by what each is known.
func (b *builder) sharedWith(f *muster.FarmFact, mates []mate, today int32) map[uint64]bool {
	shared := map[uint64]bool{}
	own := b.stays
	for i := range own {
		s := &own[i]
		mine := s.at(today)
		if s.kind > stayPoint || mine.count() == 0 || len(b.x.residents[s.key]) > mostResidents {
			continue
		}
		for _, m := range mates {
			theirs := findStay(b.staysOf(m.subject), s.key)
			if theirs == nil || theirs.at(today).and(mine).count() == 0 {
				continue
			}
			shared[s.key] = true
			f.Home = f.Home || s.home || theirs.home
			f.Line, f.Router, f.Station = f.Line || s.kind == stayLine, f.Router || s.kind == stayRouter, f.Station || s.kind == stayPoint
		}
	}
	return shared
}

// measureFarm fills in for how long, how many, and how fixed.
func (b *builder) measureFarm(f *muster.FarmFact, mates []mate, shared map[uint64]bool, today int32) {
	together, theirs := daySet{}, daySet{}
	entities := map[string]bool{b.card.entity: true}
	for _, m := range mates {
		together = together.or(m.days)
		theirs = theirs.or(anywhere(b.staysOf(m.subject), today))
		entities[b.x.card(m.subject).entity] = true
		if m.nearby {
			f.Nearby++
		}
	}
	delete(entities, "")
	f.People, f.Entities = len(mates)+1, len(entities)
	f.Together, f.Weight = together.count(), together.weight()
	f.First, f.Last = dayTime(today-together.oldest()), dayTime(today-together.newest())
	known, away := elsewhere(b.stays, shared, today)
	f.Known, f.Away = known.and(theirs).count(), away.and(theirs).count()
	own := anywhere(b.stays, today)
	for i := range mates {
		known, away := elsewhere(b.staysOf(mates[i].subject), shared, today)
		if n := known.and(own).count(); n > 0 {
			mates[i].away = float64(away.and(own).count()) / float64(n)
		}
	}
}

// anywhere returns the days on which it is known where somebody was.
func anywhere(stays []stay, today int32) daySet {
	var days daySet
	for i := range stays {
		if stays[i].kind <= stayPoint {
			days = days.or(stays[i].at(today))
		}
	}
	return days
}

// elsewhere returns the days on which it is known where somebody was, and those
// on which they were on another network than the shared ones. It goes by what
// tells places apart best: a router does, where there is one; an address changes
// by itself, and one access point may have several.
func elsewhere(stays []stay, shared map[uint64]bool, today int32) (known, away daySet) {
	order := [...]stayKind{stayRouter, stayLine, stayPoint}
	best := -1
	for i, kind := range order {
		if best < 0 && slices.ContainsFunc(stays, func(s stay) bool { return s.kind == kind && shared[s.key] }) {
			best = i
		}
	}
	if best < 0 {
		return known, away
	}
	for i := range stays {
		if s := &stays[i]; s.kind == order[best] {
			days := s.at(today)
			known = known.or(days)
			if !shared[s.key] {
				away = away.or(days)
			}
		}
	}
	return known, away
}

// The figures by which honest explanations are weighed.
const (
	officeLikely   = 24  // people on a network that nobody calls a home's
	officePossible = 8   // a home of more colleagues is rare, a small office is not
	awayLikely     = 0.5 // share of days on which people of shared desks go home as well
	awayPossible   = 0.2
)

// rivals weighs what else may explain devices that stand together.
func rivals(f *muster.FarmFact, mates []mate) []muster.RivalFact {
	away := 0.0
	for _, m := range mates {
		away += m.away / float64(len(mates))
	}
	if f.Known > 0 {
		away = max(away, float64(f.Away)/float64(f.Known))
	}
	address := !f.Router && !f.Station
	return []muster.RivalFact{
		{Rival: muster.RivalOffice, Weight: rivalWeight(!f.Home && f.Crowd > officeLikely, !f.Home && f.Crowd > officePossible)},
		{Rival: muster.RivalCarrier, Weight: rivalWeight(address && !f.Home && (f.Nearby == len(mates) || f.Crowd > officePossible), address && (!f.Home || f.Nearby == len(mates)))},
		{Rival: muster.RivalCowork, Weight: rivalWeight(away >= awayLikely, away >= awayPossible)},
		{Rival: muster.RivalHousehold, Weight: rivalWeight(false, len(mates) == 1 || f.Household > 0)},
	}
}

func rivalWeight(likely, possible bool) muster.RivalWeight {
	switch {
	case likely:
		return muster.RivalLikely
	case possible:
		return muster.RivalPossible
	}
	return muster.RivalUnlikely
}

// mostRead is how many of the people beside a subject have their records read
// again, for what a finding cites and for when their devices were switched on.
const mostRead = 8

// cite names the records behind a farm, the subject's and others', counts the
// devices and compares when they were switched on.
func (b *builder) cite(f *muster.FarmFact, mates []mate, shared map[uint64]bool, today int32) {
	reader := b.stayReader()
	own := standsAt(&reader, b.observations, shared, today)
	f.Refs = own.refs
	devices := own.devices
	for i := range mates {
		o := mates[i].other
		if i < mostRead {
			if list, err := b.read(mates[i].subject); err == nil {
				list = slices.Clone(list)
				standing(list)
				at := standsAt(&reader, list, shared, today)
				if n := len(at.refs); n > 0 {
					o.Observed = observedOf(&list[at.refs[n-1]])
					o.First = list[at.refs[0]].Happened
				}
				for d := range at.devices {
					devices[d] = true
				}
				if n := jointStarts(own.starts, at.starts); n > 0 {
					f.Joint = max(f.Joint, n)
					f.JointWith++
				}
			}
		}
		if len(f.Others) < muster.MaxOthers {
			f.Others = append(f.Others, o)
		}
	}
	f.Devices = len(devices)
}

func (b *builder) stayReader() stayReader {
	return stayReader{hash: b.hash, common: b.x.common, ranges: b.x.ranges}
}

// stoodThere is what the records of one person say of their time on shared networks.
type stoodThere struct {
	refs    []muster.Ref // the first record and the last two
	devices map[string]bool
	starts  []int64 // minutes since 1970, of devices that stood there
}

func standsAt(reader *stayReader, observations []muster.Observation, shared map[uint64]bool, today int32) stoodThere {
	s := stoodThere{devices: map[string]bool{}}
	var refs []muster.Ref
	for i := range observations {
		day, seen := reader.of(observations[i].Data)
		before := today - dayOf(day)
		if day.IsZero() || before < 0 || before >= keptDays || !slices.ContainsFunc(seen, func(n seenOn) bool { return shared[n.key] }) {
			continue
		}
		refs = append(refs, muster.Ref(i))
		if d, ok := observations[i].Data.(*muster.DeviceDay); ok && d.Device != "" {
			s.devices[string(d.Device)] = true
		}
	}
	for i := range observations {
		d, ok := observations[i].Data.(*muster.DeviceDay)
		if !ok || !s.devices[string(d.Device)] {
			continue // a report of a start names no network, so the device has to have one
		}
		for _, start := range d.Starts {
			if before := today - dayOf(start); before >= 0 && before < keptDays {
				s.starts = append(s.starts, start.Micros/60_000_000)
			}
		}
	}
	s.refs = firstAndLast(refs)
	slices.Sort(s.starts)
	s.starts = slices.Compact(s.starts)
	return s
}

// firstAndLast keeps the first and the last two records: a finding cites few.
func firstAndLast(refs []muster.Ref) []muster.Ref {
	if len(refs) <= 3 {
		return refs
	}
	return []muster.Ref{refs[0], refs[len(refs)-2], refs[len(refs)-1]}
}

const (
	minutesPerDay = 24 * 60
	sameStart     = 3    // minutes within which two devices are switched on together
	leastJoint    = 4    // days
	mostChance    = 1e-5 // of as many joint days, given when each is switched on
	leastHabit    = 0.02 // of a day's starts to meet, however regular people are
)

// jointStarts returns on how many days two people's devices were switched on
// within minutes of each other, or 0 when habits explain it: how often the starts
// of one on a day meet those of the other on other days.
func jointStarts(a, c []int64) int {
	byDay := func(list []int64) map[int64][]int64 {
		days := map[int64][]int64{}
		for _, minute := range list {
			days[minute/minutesPerDay] = append(days[minute/minutesPerDay], minute%minutesPerDay)
		}
		return days
	}
	first, second := byDay(a), byDay(c)
	var both []int64
	for day := range first {
		if len(second[day]) > 0 {
			both = append(both, day)
		}
	}
	joint, chance := 0, 0
	for _, day := range both {
		for _, other := range both {
			switch met := startsMeet(first[day], second[other]); {
			case met && day == other:
				joint++
			case met:
				chance++
			}
		}
	}
	if joint < leastJoint {
		return 0
	}
	habit := max(leastHabit, float64(chance)/float64(len(both)*(len(both)-1)))
	if binomialTail(joint, len(both), habit) > mostChance {
		return 0
	}
	return joint
}

func startsMeet(a, c []int64) bool {
	return slices.ContainsFunc(a, func(x int64) bool {
		return slices.ContainsFunc(c, func(y int64) bool { return max(x-y, y-x) <= sameStart })
	})
}

// binomialTail is the chance of at least k of n, each of chance p.
func binomialTail(k, n int, p float64) float64 {
	if p >= 1 {
		return 1
	}
	sum := 0.0
	for i := k; i <= n; i++ {
		sum += math.Exp(logChoose(n, i) + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return min(1, sum)
}

func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	c, _ := math.Lgamma(float64(k + 1))
	d, _ := math.Lgamma(float64(n - k + 1))
	return a - c - d
}
