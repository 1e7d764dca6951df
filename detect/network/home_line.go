package network

import (
	"fmt"
	"strings"

	"muster"
	"muster/detect"
)

// HomeLine reports people of different homes whose devices stand on one network
// (NET-05).
func HomeLine() detect.Detector {
	return detect.Detector{
		Name: "home-line", Flag: "NET-05", Strength: 3, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindDeviceDay, muster.KindSignIns},
		Find:    homeLine,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckAddress, muster.CheckDevice}, Anew: []muster.Kind{muster.KindDeviceDay}},
		Manual: muster.Manual{
			Title: "Workers with different homes use one home network at the same time",
			What: "Looks at the last 128 days, in which a day counts half for every 45 days that passed. It compares the public address, the router and the wireless access point that people's devices stood on, and counts the days on which several people who declare different homes were on one of them. " +
				"Networks of listed offices, of carriers, satellites, privacy relays and VPN services are left out, and so is whatever more than 64 people use. Two people count at most 3, and 2 where only an address is known; three or more count up to 5. " +
				"It counts two less where one day in five or more shows the laptops elsewhere too, and one less where the network may be an office's or a provider's, and where the days are few; where one of these fits well nothing is reported. Devices that are switched on within the same minutes far more often than chance are named, and count as a second kind of link from two people on. " +
				"A join never accuses alone: with all other joins between the same people this is one piece of evidence.",
			Why: "In published cases one house held the laptops of many people who were said to live elsewhere. The host may not know what the laptops are used for.",
			Innocent: []string{
				"A couple, a family or flatmates, of whom somebody has not told HR the new address",
				"A provider that gives many customers one address",
				"A shared workplace, a library or an office that is not listed",
				"Colleagues who travel or meet for some weeks",
			},
			Clear: []string{
				"Ask where they work from, and bring the address on record up to date",
				"List the place as an office, with its address and its network",
				"Confirm the home by an independent source, or send a letter that only somebody who lives there can answer",
				"Meet each of them in person, with the laptop",
			},
			Sources: []string{"GDA25", "US22"},
		},
	}
}

// The weight of days together from which a link is told at all, and from which it
// is told in full.
const (
	leastTogether = 2.5
	fullTogether  = 4.5
)

func homeLine(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Live.Networks.Farms {
		f := &d.Live.Networks.Farms[i]
		strength := farmStrength(f)
		if strength == 0 {
			continue
		}
		draft := detect.Draft{
			Refs: f.Refs, Others: f.Others, Strength: strength, Kinds: []muster.ArtefactKind{muster.ArtefactNetwork}, At: f.Last,
			Detail: farmDetail(f), Rival: farmRival(f),
		}
		if f.JointWith >= 2 {
			draft.Kinds = append(draft.Kinds, muster.ArtefactStarts)
		}
		drafts = append(drafts, draft)
	}
	return drafts
}

// farmStrength weighs how long and how exclusively people of different homes
// stood together against the honest explanations; 0 says nothing is to be told.
func farmStrength(f *muster.FarmFact) int {
	if f.Weight < leastTogether {
		return 0
	}
	address := !f.Router && !f.Station
	strength, least := 5, 2
	if f.People == 2 {
		strength = 3
		if address && !f.Home {
			strength = 2
		}
	}
	for _, r := range f.Rivals {
		switch {
		case r.Rival == muster.RivalHousehold:
			// a couple is told as what it is, and a pair never counts for more than 3
		case r.Weight == muster.RivalLikely:
			return 0
		case r.Weight == muster.RivalPossible && r.Rival == muster.RivalCowork:
			strength -= 2 // laptops that go about stand on nobody's shelf: worth a question, not more
		case r.Weight == muster.RivalPossible:
			strength--
		}
	}
	if f.Weight < fullTogether {
		strength--
	}
	return max(strength, least)
}

func farmDetail(f *muster.FarmFact) string {
	others := "Another person who declares a different home was"
	if f.People > 2 {
		others = fmt.Sprintf("%s other people who declare different homes were", detect.Number(f.People-1))
	}
	text := fmt.Sprintf("%s on the same %s on %s, up to {date}.", others, networkWords(f), detect.Count(f.Together, "day", "days"))
	if f.Devices > 1 {
		text += fmt.Sprintf(" %s issued devices stood there.", detect.Number(f.Devices))
	}
	if f.Household > 0 {
		text += fmt.Sprintf(" %s who declare this person's own home %s there too.", detect.Count(f.Household, "colleague", "colleagues"), wasWere(f.Household))
	}
	switch {
	case f.Known > 0 && f.Away == 0:
		text += fmt.Sprintf(" This person's devices were seen on no other network on any of the %s on which it is known where they stood.", detect.Count(f.Known, "day", "days"))
	case f.Known > 0:
		text += fmt.Sprintf(" On %s of %d days this person's devices were seen on another network as well.", detect.Number(f.Away), f.Known)
	}
	if f.Joint > 0 {
		text += fmt.Sprintf(" Devices were switched on within the same minutes on up to %s, more often than their hours explain.", detect.Count(f.Joint, "day", "days"))
	}
	return text
}

func wasWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// networkWords says by what the network is known.
func networkWords(f *muster.FarmFact) string {
	var words []string
	if f.Line {
		words = append(words, "public address")
	}
	if f.Router {
		words = append(words, "router")
	}
	if f.Station {
		words = append(words, "wireless access point")
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// farmRival names the honest explanation that fits best.
func farmRival(f *muster.FarmFact) string {
	possible := func(r muster.FarmRival) bool { return f.Weighed(r) == muster.RivalPossible }
	switch {
	case possible(muster.RivalCowork):
		return "A shared workplace from which people go home."
	case possible(muster.RivalOffice):
		return "A small office or shared workplace that is not listed."
	case possible(muster.RivalCarrier):
		return "A provider that gives several customers one public address."
	case f.People == 2:
		return "A couple or flatmates, of whom one has not told HR the new address."
	case possible(muster.RivalHousehold):
		return "Flatmates, of whom some have not told HR the new address."
	}
	return "People who moved in together without telling HR; the host may not know what the laptops are for."
}
