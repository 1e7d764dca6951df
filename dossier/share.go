package dossier

import (
	"math"
	"slices"

	"muster"
	"muster/normal"
)

const (
	microsPerDay    = 24 * 60 * 60 * 1_000_000
	captureWindow   = 10 * 60 * 1_000_000 // one model of camera, minutes apart
	sittingWindow   = 60 * 60 * 1_000_000 // one camera by its serial number, in one sitting
	sameDayWindow   = microsPerDay
	growthWindow    = 28 * microsPerDay
	priorPopulation = 1000 // below this many people, rarity is as if there were this many
	crowdHolders    = 1024 // holders beyond which a value is a crowd's: only the nearest of them are told
	crowdOthers     = 6    // how many: enough for every rule, and describing one costs as much as most dossiers
	mostLooked      = 1024 // postings looked at for one claim, whatever they hold
	verifiedHolders = 3    // independently verified, earlier holders that make a value common
)

// window returns how near in time another holder must be for a kind whose
// value alone means nothing: one camera model, neighbouring numbers, one
// network. Zero means at any time.
func (c *stored) window() int64 {
	switch artefactKinds[c.kind] {
	case muster.ArtefactPhoneBlock, muster.ArtefactNetwork:
		return sameDayWindow
	case muster.ArtefactCapture:
		if c.serial {
			return sittingWindow // the camera is certain; months apart it may have changed hands
		}
		return captureWindow
	}
	return 0
}

// sharing says who else holds a claim's value, and how many of them applied
// within a day of it.
func (b *builder) sharing(c *stored) (s muster.Sharing, applied int) {
	x := b.x
	s = muster.Sharing{Base: max(x.bases[artefactKinds[c.kind]], 1), Common: x.common[c.id]}
	run, sp, ok := x.run(c.id)
	if !ok {
		return s, 0
	}
	within := c.window()
	s.Count = int(sp.subjects) - 1
	if s.Common == muster.NotCommon {
		closest := b.nearest(run, c, within)
		if within > 0 {
			s.Count = len(closest)
		}
		applied = appliedNear(c, closest)
		if n := min(len(closest), listed(sp)); n > 0 {
			s.Others = make([]muster.Other, n)
			for i, p := range closest[:n] {
				s.Others[i] = b.other(p)
			}
		}
	} else if within > 0 {
		s.Count = 0
	}
	s.Recent = min(b.recent(run), s.Count)
	s.Bits = math.Log2(float64(max(s.Base, priorPopulation)) / float64(s.Count+1))
	s.Expected = x.opt.Occupancy
	if s.Common == muster.NotCommon {
		s.Common = b.commonness(c, run, sp, &s)
	}
	return s, applied
}

// listed is how many other holders of a value are told.
func listed(sp span) int {
	if sp.subjects > crowdHolders {
		return crowdOthers
	}
	return muster.MaxOthers
}

// commonness applies the rules by which a shared value says nothing: verified
// earlier holders, or one declared home up to its expected occupancy.
func (b *builder) commonness(c *stored, run []posting, sp span, s *muster.Sharing) muster.Common {
	if s.Count == 0 {
		return muster.NotCommon
	}
	if b.card.status == muster.StatusAccount && ownedForGood(artefactKinds[c.kind]) {
		return muster.NotCommon
	}
	if int(sp.verified) >= verifiedHolders && 2*int(sp.verified) >= int(sp.subjects) && b.earlierVerified(run, sp, c) {
		return muster.CommonVerified
	}
	switch artefactKinds[c.kind] {
	case muster.ArtefactAddress, muster.ArtefactBuilding, muster.ArtefactNetwork:
		if b.household(s) {
			return muster.CommonHousehold
		}
	case muster.ArtefactPhone:
		if roles[c.role] == muster.RoleDelivery && b.household(s) {
			return muster.CommonHousehold
		}
	}
	return muster.NotCommon
}

// household reports whether all holders declare the subject's own home and are
// no more than live in a home of that kind.
func (b *builder) household(s *muster.Sharing) bool {
	if b.card.home == "" || s.Count+1 > s.Expected || s.Count > len(s.Others) {
		return false
	}
	for i := range s.Others {
		if h := s.Others[i].Homes; h != muster.OutcomeSame && h != muster.OutcomeNear {
			return false
		}
	}
	return true
}

// earlierVerified reports whether enough verified subjects held the value
// before this claim was made.
func (b *builder) earlierVerified(run []posting, sp span, c *stored) bool {
	holders := 0
	for _, at := range sp.early[:min(int(sp.verified), len(sp.early))] {
		p := &run[at]
		if c.first > 0 && p.first >= c.first {
			break // sorted by time: all that follow are later
		}
		if p.subject != b.index {
			holders++
		}
	}
	return holders >= verifiedHolders
}

// nearest returns one posting of each other holder, nearest in time first, at
// most MaxOthers. It looks at a bounded part of the run, whatever that holds.
func (b *builder) nearest(run []posting, c *stored, within int64) []*posting {
	if within > 0 && c.exact < muster.PrecisionDay {
		return nil // near in time to nothing
	}
	at, _ := slices.BinarySearchFunc(run, c.first, func(p posting, t int64) int {
		if p.first < t {
			return -1
		}
		return 1
	})
	found := b.near[:0]
	lo, hi := at-1, at
	for len(found) < muster.MaxOthers && hi-lo <= mostLooked && (lo >= 0 || hi < len(run)) {
		k := lo
		if lo < 0 || hi < len(run) && run[hi].first-c.first < c.first-run[lo].first {
			k = hi
			hi++
		} else {
			lo--
		}
		p := &run[k]
		if gap := p.first - c.first; within > 0 && (gap > within || gap < -within) {
			break // sorted by distance: the rest is farther
		}
		if within > 0 && p.exact < muster.PrecisionDay || p.subject == b.index ||
			slices.ContainsFunc(found, func(f *posting) bool { return f.subject == p.subject }) {
			continue
		}
		found = append(found, p)
	}
	b.near = found
	return found
}

// appliedNear counts the holders who applied within a day of a claim.
func appliedNear(c *stored, closest []*posting) int {
	n := 0
	for _, p := range closest {
		dated := c.exact >= muster.PrecisionDay && p.exact >= muster.PrecisionDay
		if dated && obsKinds[p.obsKind] == muster.KindApplication && near(p.first, c.first) {
			n++
		}
	}
	return n
}

// maxRecent is how many new holders of a value are counted.
const maxRecent = 4*muster.MaxOthers + 1

// recent counts the holders that first appeared in the four weeks up to the
// dossier's date. It remembers those of the value asked for last, because a
// crowd asks for one value in a row.
func (b *builder) recent(run []posting) int {
	if b.newest.of != &run[0] || b.x.live != nil { // a run that can change is never remembered
		b.newest.of, b.newest.holders = &run[0], newHolders(run, b.x.opt.AsOf.Micros-growthWindow, b.newest.holders[:0])
	}
	n := len(b.newest.holders)
	if slices.Contains(b.newest.holders, b.index) {
		n--
	}
	return min(n, maxRecent)
}

// newest is the holders of one value that first appeared of late.
type newest struct {
	of      *posting // the first of its run
	holders []int32
}

// newHolders appends the subjects who hold a value since a moment and not before,
// one more than are counted, so that one of them may be left out.
func newHolders(run []posting, since int64, to []int32) []int32 {
	from, _ := slices.BinarySearchFunc(run, since, func(p posting, t int64) int {
		if p.first < t {
			return -1
		}
		return 1
	})
	earlier := run[:min(from, 4*muster.MaxOthers+2)] // long-standing values are not growing
	for i := range run[from:] {
		p := &run[from+i]
		if slices.Contains(to, p.subject) || slices.ContainsFunc(earlier, func(e posting) bool { return e.subject == p.subject }) {
			continue
		}
		if to = append(to, p.subject); len(to) > maxRecent {
			break
		}
	}
	return to
}

// other describes another holder of an artefact.
func (b *builder) other(p *posting) muster.Other {
	o := b.person(p.subject)
	source, file := b.x.files.get(p.file)
	o.Role, o.First, o.Proved = roles[p.role], p.time(), p.proved
	o.Passing = artefactKinds[p.kind] == muster.ArtefactDevice && p.passing()
	o.Related = o.Related || b.paidFor(p)
	o.Observed = muster.Observed{
		ID: p.observed, Kind: obsKinds[p.obsKind], Source: source,
		Place: muster.Place{File: file, Row: int(p.row)}, Happened: p.time(),
	}
	return o
}

// paidFor reports a payout of this account, an agency's that the platform checked,
// on the record of one of its members: what it is paid for them is its own.
func (b *builder) paidFor(p *posting) bool {
	kind := artefactKinds[p.kind]
	return (kind == muster.ArtefactAccount || kind == muster.ArtefactWallet) && b.card.side == muster.SideAgency && !b.card.verified.IsZero() && b.x.brief(p.subject).under == b.index
}

// person describes another subject against this one.
func (b *builder) person(subject int32) muster.Other {
	if o, ok := b.people[subject]; ok {
		return o
	}
	c := b.x.card(subject)
	o := muster.Other{
		Subject: c.id, Status: c.status, Left: c.left, Concern: c.concern, Dismissed: c.dismissed, Home: c.building,
		Names: compareForms(b.ownNames(), b.others.read(subject, c)), Homes: compareHomes(b.addresses, b.card, c), Verified: !c.verified.IsZero(),
		Related: b.card.declares(c) || c.declares(b.card), Vacancy: compareTexts(b.card.vacancy, c.vacancy), Entity: compareTexts(b.card.entity, c.entity),
	}
	o.Renamed = o.Names == muster.OutcomeDifferent && b.renamed(subject, c)
	b.people[subject] = o
	return o
}

// renamed reports whether two people may be one whose family name changed: the
// given names are the same and the dates of birth do not differ.
func (b *builder) renamed(subject int32, c *card) bool {
	if b.card.born != "" && c.born != "" && b.card.born != c.born {
		return false
	}
	x, y := b.card.claimed(b.ownNames()), c.claimed(b.others.read(subject, c))
	return len([]rune(x.Given)) > 1 && x.Given == y.Given && x.Family != y.Family
}

func compareHomes(places *addressReader, a, b *card) muster.Outcome {
	switch {
	case a.home == "" || b.home == "":
		return muster.OutcomeUnknown
	case a.home == b.home:
		return muster.OutcomeSame
	}
	outcome := PlaceOutcome(normal.CompareAddresses(places.read(a.home), places.read(b.home)))
	if outcome == muster.OutcomeDifferent && mostlySame(a.home, b.home) {
		return muster.OutcomeNear
	}
	return outcome
}

func compareTexts(a, b string) muster.Outcome {
	switch {
	case a == "" || b == "":
		return muster.OutcomeUnknown
	case a == b:
		return muster.OutcomeSame
	}
	return muster.OutcomeDifferent
}
