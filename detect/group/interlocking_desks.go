package group

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// InterlockingDesks reports people who keep the same hours and are hardly ever
// active in the same minutes, and people whose computers had the same sequences of
// input (GRP-02).
func InterlockingDesks() detect.Detector {
	return detect.Detector{
		Name: "interlocking-desks", Flag: "GRP-02", Strength: 3, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindActivityDay},
		Find:    interlockingDesks,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview}, Anew: []muster.Kind{muster.KindActivityDay}},
		Manual: muster.Manual{
			Title: "Works the same hours as somebody else and is hardly ever active in the same minutes",
			What: "Compares the minutes in which two people of different names and homes were active, on days and in hours in which both were. It speaks when on twelve days or more they hardly ever had two minutes in common, while days of theirs that do not belong together nearly always have: by chance less than once in a thousand million pairs. " +
				"People who relieve each other by a plan are apart on those days too and are not shown; nor are two people at one computer. In organisations with more than two thousand people with records of activity, only those are compared whom another value joins. " +
				"Where input is counted, it also speaks when sequences of a dozen minutes of it, or of a minute by seconds, were the same to the count on computers of two people: strength 2 by itself, since one program may run on both. A join never accuses alone.",
			Why: "One human who works at two desks changes from one to the other and is never at both. One who gives the same input to several computers, or plays one recording on them, leaves the same counts on each; two hands never do.",
			Innocent: []string{
				"Two people who work as a pair at one screen all day and take turns",
				"Two people who share one seat, licence or telephone line in turn",
				"The same program that keeps a computer active, or the same automatic test, on the computers of both",
				"Records of one person under two numbers",
			},
			Clear: []string{
				"See both at the same time: a meeting with both cameras on, each doing something asked for on the spot",
				"Meet in person",
				"Declare records of one person as one",
			},
			Sources: []string{"GT24", "CS25"},
		},
	}
}

func interlockingDesks(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var others []*muster.DeskFact
	for i := range d.Live.Desks {
		f := &d.Live.Desks[i]
		o := &f.Other
		if o.Names == muster.OutcomeDifferent && !o.Related && !o.Renamed && o.Homes != muster.OutcomeSame && o.Homes != muster.OutcomeNear {
			others = append(others, f)
		}
	}
	return slices.DeleteFunc([]detect.Draft{inTurn(others), alike(others)}, func(d detect.Draft) bool { return len(d.Others) == 0 })
}

// inTurn is about those whose desks interlock with the person's.
func inTurn(facts []*muster.DeskFact) (draft detect.Draft) {
	var best *muster.DeskFact
	same := 0
	for _, f := range facts {
		if f.Days == 0 {
			continue
		}
		draft.Others = append(draft.Others, f.Other)
		same = max(same, f.Moves)
		if best == nil || f.Days > best.Days {
			best = f
		}
	}
	if best == nil {
		return draft
	}
	draft.Refs = best.Refs
	draft.Rival = "Two people who work as a pair and take turns, or share one seat."
	draft.Detail = fmt.Sprintf("On %d of %d days on which this person and somebody of another name were active in the same hours (%d of them), they did not have two minutes in common. Among days of theirs that do not belong together, %s.",
		best.Apart, best.Days, best.Hours, rarely(best.Usual))
	if n := len(draft.Others); n > 1 {
		draft.Detail += fmt.Sprintf(" The same holds with %d people.", n)
	}
	if same > 0 {
		draft.Detail += fmt.Sprintf(" Of the sequences of input looked at, %d were the same on both computers, to the count.", same)
	}
	return draft
}

// alike is about those whose computers had the same input and who do not take
// turns.
func alike(facts []*muster.DeskFact) (draft detect.Draft) {
	most := 0
	for _, f := range facts {
		if f.Days > 0 || f.Moves == 0 {
			continue
		}
		draft.Others = append(draft.Others, f.Other)
		if f.Moves > most {
			most, draft.Refs = f.Moves, f.Refs
		}
	}
	draft.Title, draft.Strength = "The same sequences of input on somebody else's computer", 2
	draft.Rival = "The same program that keeps a computer active, or the same automatic test, on both."
	draft.Detail = fmt.Sprintf("Of the few sequences of input looked at for each day, %d were the same, to the count, on a computer of somebody of another name and home.", most)
	if n := len(draft.Others); n > 1 {
		draft.Detail += fmt.Sprintf(" The same holds with %d people.", n)
	}
	return draft
}

// rarely says how many of a hundred days are so.
func rarely(n int) string {
	if n == 0 {
		return "fewer than 1 in 100 is so"
	}
	return fmt.Sprintf("%d in 100 are so", n)
}
