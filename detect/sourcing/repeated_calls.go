package sourcing

import (
	"fmt"

	"muster"
	"muster/detect"
)

// RepeatedCalls reports outside accounts that repeat one order of calls of the recruiting system (SRC-05).
func RepeatedCalls() detect.Detector {
	return detect.Detector{
		Name: "repeated-calls", Flag: "SRC-05", Strength: 3, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindCalls},
		Find:    repeatedCalls,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckIdentity, muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview}},
		Manual: muster.Manual{
			Title: "Several outside accounts repeat one order of calls of the recruiting system",
			What:  "Looks at outside accounts that called pages of the recruiting system in the same order three times or more within a day, each round of three steps or more. Strength 3 when another account repeated the same order; 2 for one account alone. Connectors and agencies have accounts of their own and are nobody's. A join never accuses alone.",
			Why:   "People click as they go. In published cases applications of many names were handed in, and asked after, by programs with one order of steps.",
			Innocent: []string{
				"A job board or an agency that hands in applications",
				"A program for people with disabilities that fills in forms",
				"A slow page that is loaded again and again",
			},
			Clear: []string{
				"Ask how the application was handed in",
				"Compare the other accounts' contacts and CVs",
				"Speak to each of them on camera",
			},
			Sources: []string{"MS26"},
		},
	}
}

const leastSteps = 3

func repeatedCalls(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment {
		return nil
	}
	var drafts []detect.Draft
	for i := range d.Live.Calls {
		c := &d.Live.Calls[i]
		if c.Steps < leastSteps {
			continue
		}
		draft := detect.Draft{
			Refs: []muster.Ref{c.Ref}, At: c.At, Strength: 2,
			Detail: fmt.Sprintf("On {date} one order of %d calls of the recruiting system was repeated %d times under this account.", c.Steps, c.Times),
			Rival:  "A job board, or a program that helps with forms.",
		}
		if len(c.Others) > 0 {
			draft.Strength, draft.Others, draft.Kinds = 3, c.Others, []muster.ArtefactKind{muster.ArtefactCalls}
			draft.Detail += fmt.Sprintf(" The same order was repeated under %s.", detect.Count(len(c.Others), "other account", "other accounts"))
		}
		drafts = append(drafts, draft)
	}
	return drafts[max(0, len(drafts)-1):]
}
