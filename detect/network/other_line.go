package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// OtherLine reports a fixed home line elsewhere that sign-ins keep coming from (NET-11).
func OtherLine() detect.Detector {
	return detect.Detector{
		Name: "other-line", Flag: "NET-11", Strength: 3, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns},
		Find:    otherLine,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckAddress, muster.CheckDevice}},
		Manual: muster.Manual{
			Title: "A fixed home line in another region than the verified home",
			What:  "Looks for one fixed line of a consumer provider, named so by the sign-in system or a list, from which finished sign-ins came on ten days or more over three weeks or more and on at least half of all such days, and which lies in another country than every home the person gave. Strength 3 when an address was verified by a check, 2 when not. Agreed journeys and lines that more than eight people use do not count. Places within a country are too rough and are never compared.",
			Why:   "A home line stays where it is. One that is used for weeks is where the device stands.",
			Innocent: []string{
				"A provider whose addresses are listed in another country",
				"A move, or a long stay with family, that nobody noted",
				"A family home near a border",
			},
			Clear: []string{
				"Ask where they are working from; note a stay or a move",
				"Compare the bill or contract of the line",
				"A touch of a security key on the laptop, during a live call from the home claimed",
			},
			Sources: []string{"GDA25", "TB"},
		},
	}
}

const (
	leastLineDays = 10
	leastLineSpan = 21 // days
)

func otherLine(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Live.Networks.Lines {
		l := &d.Live.Networks.Lines[i]
		span, _ := l.First.Days(l.Last)
		if l.Place != muster.OutcomeDifferent || l.Days < leastLineDays || span < leastLineSpan || 2*l.Days < l.All {
			continue
		}
		draft := detect.Draft{
			Refs: l.Refs, At: l.Last,
			Detail: fmt.Sprintf("Sign-ins on %d of %d days came from one fixed home line that is not where the person lives by their records. The last was on {date}.", l.Days, l.All),
			Rival:  "A provider whose addresses are listed in the wrong place, or a stay nobody noted.",
		}
		if !l.Verified {
			draft.Strength = 2
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
