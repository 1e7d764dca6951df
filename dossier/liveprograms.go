package dossier

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"muster"
	"muster/normal"
)

// toolOf is the name a program is counted under, the same for everybody.
func toolOf(d *muster.Program) string { return string(d.Class) + "\x00" + normal.Fold(string(d.Name)) }

// programs puts the days of each program on each device together.
func (b *builder) programs(n deviceNumbers) {
	type where struct {
		on   int
		tool string
	}
	at, lastDay := map[where]int{}, map[where]int64{}
	for i := range b.observations {
		o := &b.observations[i]
		d, ok := o.Data.(*muster.Program)
		if !ok || d.Class == "" || d.First.IsZero() {
			continue
		}
		key := where{n.number(d.Device), toolOf(d)}
		k, known := at[key]
		if !known {
			k = len(b.d.Live.Programs)
			at[key] = k
			f := muster.ProgramFact{Ref: muster.Ref(i), Class: d.Class, Seen: d.Seen, On: key.on, First: d.First, Last: d.First, Approved: true, Arrival: b.arrival(d)}
			var stage muster.Stage
			stage, f.SinceDay = b.stage(d.First)
			f.Early, f.Rarity = stage == muster.StageBefore, b.x.rarity(b.index, key.tool, d.First)
			b.d.Live.Programs = append(b.d.Live.Programs, f)
		}
		f := &b.d.Live.Programs[k]
		if day := d.First.Micros / microsPerDay; !known || day != lastDay[key] {
			f.Days++
			lastDay[key] = day
		}
		f.Last = latest(f.Last, d.First)
		f.Approved = f.Approved && b.allowed(d)
		f.FixedPIN, f.Malware = f.FixedPIN || d.FixedPIN == muster.Yes, f.Malware || d.Malware == muster.Yes
		// Windows itself says that a log was emptied, which setting up a laptop
		// does too: only a security program's own word counts.
		f.Tampered = f.Tampered || d.Tampered == muster.Yes && o.Source != "windows"
	}
}

// shortName is below how many bytes a program's name must be agreed letter by
// letter.
const shortName = 4

// allowed reports whether a program, or the use of such a service, was agreed.
func (b *builder) allowed(d *muster.Program) bool {
	if (d.Class == muster.ProgramVPN || d.Class == muster.ProgramVPNTied) && b.agreed(muster.AgreedVPN, d.First, nil) {
		return true
	}
	name := compactName(string(d.Name))
	return b.agreed(muster.AgreedTool, d.First, func(a *muster.Agreed) bool {
		agreed := compactName(string(a.Name))
		return agreed == name || len(name) >= shortName && strings.Contains(agreed, name) // "AnyDesk.exe", "TeamViewer for support"
	})
}

// compactName writes a program's name without case, spaces and signs: what is
// "Mouse Jiggler" on a list is MouseJiggler.exe to whoever agreed to it.
func compactName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, normal.Fold(name))
}

// arrival returns the days since the device of a program came to the person:
// from its delivery, else from when it was issued, else from the first day of
// work; -1 if none of them is known.
func (b *builder) arrival(d *muster.Program) int {
	if days := b.sinceDelivery(d.First); days >= 0 {
		return days
	}
	nearest := -1
	device := normal.Fold(string(d.Device))
	for _, issued := range b.issues() {
		if issued.device != device {
			continue
		}
		if days, ok := issued.data.From.Days(d.First); ok && days >= 0 && (nearest < 0 || days < nearest) {
			nearest = days
		}
	}
	if nearest < 0 {
		_, nearest = b.stage(d.First)
	}
	return nearest
}

// holder says on which day somebody first had a program.
type holder struct {
	day     int64
	subject int32
}

func compareHolders(a, b holder) int {
	return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.subject, b.subject))
}

// tools is who has which program. Only programs that matter are on record, so
// it stays small.
type tools struct {
	people int // with any program on record
	by     map[string][]holder
	of     map[int32][]toolHeld // for an index that changes
}

// firstSeen lists the programs of one subject with the day each was first seen.
func firstSeen(observations []muster.Observation) map[string]int64 {
	var first map[string]int64
	for i := range observations {
		d, ok := observations[i].Data.(*muster.Program)
		if !ok || d.Class == "" || d.First.IsZero() {
			continue
		}
		if first == nil {
			first = map[string]int64{}
		}
		tool, day := toolOf(d), d.First.Micros/microsPerDay
		if known, ok := first[tool]; !ok || day < known {
			first[tool] = day
		}
	}
	return first
}

// toolHeld is a program of one subject, as the first pass collects it.
type toolHeld struct {
	tool string
	holder
}

// tools collects the programs of one subject.
func (p *part) tools(subject int32, observations []muster.Observation) {
	first := firstSeen(observations)
	if len(first) == 0 {
		return
	}
	p.equipped++
	for tool, day := range first {
		p.programs = append(p.programs, toolHeld{tool, holder{day, subject}})
	}
}

// equip files what the first pass collected.
func (x *Index) equip(parts []*part) {
	x.tools = tools{by: map[string][]holder{}, of: map[int32][]toolHeld{}}
	for _, p := range parts {
		x.tools.people += p.equipped
		for _, h := range p.programs {
			x.tools.by[h.tool] = append(x.tools.by[h.tool], h.holder)
			if x.live != nil {
				x.tools.of[h.subject] = append(x.tools.of[h.subject], h)
			}
		}
		p.programs = nil
	}
	for _, holders := range x.tools.by {
		slices.SortFunc(holders, compareHolders)
	}
}

// takeTools takes a subject of a changing index out of the holders.
func (x *Index) takeTools(subject int32) {
	had := x.tools.of[subject]
	if len(had) == 0 {
		return
	}
	x.tools.people--
	for _, h := range had {
		if at, found := slices.BinarySearchFunc(x.tools.by[h.tool], h.holder, compareHolders); found {
			x.tools.by[h.tool] = slices.Delete(x.tools.by[h.tool], at, at+1)
		}
	}
	delete(x.tools.of, subject)
}

// putTools files what one subject of a changing index has.
func (x *Index) putTools(p *part) {
	x.tools.people += p.equipped
	for _, h := range p.programs {
		at, _ := slices.BinarySearchFunc(x.tools.by[h.tool], h.holder, compareHolders)
		x.tools.by[h.tool] = slices.Insert(x.tools.by[h.tool], at, h.holder)
		x.tools.of[h.subject] = append(x.tools.of[h.subject], h)
	}
}

// What makes a program the organisation's own: so many settled colleagues of
// different homes have it and so large a share of everybody, or so many got it
// in the same days. Whoever sets up a few laptops in one place cannot reach it:
// each needs a verified identity or a year of work, and a home of its own.
const (
	usualSettled = 8
	usualShare   = 20 // one in so many people
	rollOutDays  = 7
	yearDays     = 365
	mostHolders  = 2000 // looked at; of more, the nearest in time
	mostSettled  = 64   // counted
)

// rarity says how usual a program is that a subject first had at a moment.
func (x *Index) rarity(subject int32, tool string, at muster.Time) muster.Rarity {
	holders := x.tools.by[tool]
	r := muster.Rarity{People: x.tools.people, Others: max(0, len(holders)-1)}
	day := at.Micros / microsPerDay
	mid, _ := slices.BinarySearchFunc(holders, holder{day: day}, compareHolders)
	from := max(0, min(mid-mostHolders/2, len(holders)-mostHolders))
	homes := map[muster.ArtefactID]bool{}
	for _, h := range holders[from:min(len(holders), from+mostHolders)] {
		home, ok := x.settled(h.subject)
		if h.subject == subject || !ok || homes[home] || home == x.brief(subject).building {
			continue
		}
		homes[home] = true
		r.Settled++
		if max(h.day-day, day-h.day) <= rollOutDays {
			r.Week++
		}
		if r.Settled == mostSettled {
			break
		}
	}
	r.Usual = r.Week >= usualSettled || r.Settled >= usualSettled && len(holders)*usualShare >= r.People
	return r
}

// settled returns the home of somebody whose identity was verified, or who has
// worked here for a year, and false for all others.
func (x *Index) settled(subject int32) (muster.ArtefactID, bool) {
	c := x.card(subject)
	days, known := c.started.Days(x.opt.AsOf)
	return c.building, !c.building.IsZero() && !c.concern && (!c.verified.IsZero() || known && days >= yearDays)
}
