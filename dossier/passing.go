package dossier

import (
	"muster"
	"muster/normal"
)

// A device is hardly an account's where it is used on fewer than one in four of
// the account's days since it was first used, as a computer in a library or a
// shared office is. A device that took another's place is the account's.
const passingShare = 4

// passing marks an account's claims to devices it hardly uses. Where no use is on
// record nothing is marked.
func passing(claims []claim, observations []muster.Observation) {
	on := map[string]map[int32]bool{}
	since := map[string]int32{}
	all := map[int32]bool{}
	for i := range observations {
		d, ok := observations[i].Data.(*muster.SignIns)
		if !ok || d.Device == "" || d.Day.IsZero() {
			continue
		}
		device, day := normal.Fold(string(d.Device)), dayOf(d.Day)
		if on[device] == nil {
			on[device], since[device] = map[int32]bool{}, day
		}
		on[device][day], all[day], since[device] = true, true, min(day, since[device])
	}
	if len(all) == 0 {
		return
	}
	for i := range claims {
		c := &claims[i]
		if c.kind != muster.ArtefactDevice {
			continue
		}
		days := 0
		for day := range all {
			if day >= since[c.value] { // all of them, of one used only to open the account
				days++
			}
		}
		if passingShare*len(on[c.value]) < days {
			c.class = muster.ClassDevicePassing
		}
	}
}

// passing reports a device that is hardly used: it joins nobody in a ring.
func (p *posting) passing() bool { return classes[p.class] == muster.ClassDevicePassing }

// agencyAmong returns the checked agency whose own account holds a value, or nobody.
// What an agency uses and is paid for its members is the agency's.
func (x *Index) agencyAmong(run []posting) int32 {
	if !x.brief(run[0].subject).account() {
		return nobody
	}
	for i := range run[:min(len(run), crowdHolders)] {
		if b := x.brief(run[i].subject); sides[b.side] == muster.SideAgency && b.verified() {
			return run[i].subject
		}
	}
	return nobody
}

// ofAgency reports an agency's own account and those of its members.
func (x *Index) ofAgency(subject, agency int32) bool {
	return agency != nobody && (subject == agency || x.brief(subject).under == agency)
}
