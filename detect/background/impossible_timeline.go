package background

import (
	"fmt"
	"strings"

	"muster"
	"muster/detect"
)

// The least that counts. Summaries of a CV stretch skills and dates by a year,
// and people change jobs over a few months.
const (
	minAnachronism = 3  // years one technology is claimed before it was public
	minSeveral     = 2  // the same for two technologies or more
	minOverlap     = 12 // months of overlapping full-time roles
)

// ImpossibleTimeline reports a CV whose dates cannot all be true (CVB-04).
func ImpossibleTimeline() detect.Detector {
	return detect.Detector{
		Name: "impossible-timeline", Flag: "CVB-04", Strength: 2, Family: muster.FamilyHistory, Scored: true,
		Needs:   []muster.Kind{muster.KindCV},
		Find:    impossibleTimeline,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckReference, muster.CheckLiveInterview}},
		Manual: muster.Manual{
			Title: "Dates in the CV cannot all be true",
			What: "Looks for a technology claimed three or more years before it was public (two years where several are), and for full-time roles that overlap by twelve months or more in all. Strength 2 for one kind, 3 when both occur or a role also ends after the CV was made. " +
				"Part-time, freelance and advisory roles may overlap freely.",
			Why: "In published cases histories that had been put together by a program failed on dates. Typing errors fail there too.",
			Innocent: []string{
				"Consulting, a second job, or a firm that was taken over and appears twice",
				"A typing error in a year",
				"Early access: people inside the firm that made it, or users of a preview",
			},
			Clear: []string{
				"Ask about the dates in an ordinary interview; the person corrects the CV",
				"Confirm one of the overlapping roles through contact details you found yourself",
			},
			Sources: []string{"DT24", "SEAL"},
		},
	}
}

func impossibleTimeline(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.CVs {
		cv := &d.CVs[i]
		if cv.Unreadable {
			continue
		}
		var said []string
		if cv.AnachronismYears >= minAnachronism || cv.Anachronisms > 1 && cv.AnachronismYears >= minSeveral {
			said = append(said, fmt.Sprintf("%s claimed up to %d years before the first public version", detect.Count(cv.Anachronisms, "technology is", "technologies are"), cv.AnachronismYears))
		}
		if cv.Overlaps > 0 && cv.OverlapMonths >= minOverlap {
			said = append(said, fmt.Sprintf("full-time roles overlap by %d months in all", cv.OverlapMonths))
		}
		if len(said) == 0 {
			continue
		}
		if cv.TenureAhead {
			said = append(said, "a role ends after the CV was made")
		}
		draft := detect.Draft{
			Refs: []muster.Ref{cv.Ref}, Detail: sentence(strings.Join(said, "; ") + "."),
			Rival: "A second job, a consulting role, or a typing error in a year.",
		}
		if len(said) > 1 {
			draft.Strength = 3
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
