package work

import (
	"fmt"
	"slices"
	"strings"

	"muster"
	"muster/detect"
)

// WithoutTicket reports new keys, collaborators, forwarding rules and changes of
// build systems without a ticket (WRK-10).
func WithoutTicket() detect.Detector {
	return detect.Detector{
		Name: "without-ticket", Flag: "WRK-10", Strength: 3, Family: muster.FamilyCode, Scored: true,
		Needs:   []muster.Kind{muster.KindWorkDay},
		Find:    withoutTicket,
		Settled: muster.Settling{Lowers: []muster.CheckType{muster.CheckInPerson, muster.CheckReverify}, Anew: []muster.Kind{muster.KindWorkDay}},
		Manual: muster.Manual{
			Title: "New keys, collaborators or forwarding rules without a ticket",
			What: "Shows keys and tokens added, people let in, mail forwarded out of the organisation and build systems changed, where the record states that there is no ticket: strength 3, and 4 for two kinds within a week. " +
				"Most logs do not state tickets. Then mail forwarded out counts 2, and so do three kinds within one week that were not usual for the person. A key in a first week is ordinary and says nothing by itself.",
			Why: "Such changes keep a way in after access ends, or let somebody else in.",
			Innocent: []string{
				"Ordinary operations work, with tickets kept elsewhere",
				"A first week, or a new computer, with keys to set up",
				"Mail forwarded for an absence",
			},
			Clear: []string{
				"The ticket or order behind it, noted with the record",
				"Remove what nobody needs, and see that it does not come back",
			},
			Sources: []string{"SEAL", "HB"},
		},
	}
}

// openings are the acts that let somebody or something in.
func openings() []muster.WorkAct {
	return []muster.WorkAct{muster.WorkKeyAdded, muster.WorkMemberAdded, muster.WorkForwarding, muster.WorkPipeline}
}

func withoutTicket(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	list := acts(d, openings()...)
	stated := slices.DeleteFunc(slices.Clone(list), func(f *muster.WorkFact) bool { return f.Ticket != muster.No })
	if kinds, found := busiestWeek(stated); len(found) > 0 {
		draft := drafted(found, kinds, "stated to have no ticket")
		if len(kinds) > 1 {
			draft.Strength = 4
		}
		return []detect.Draft{draft}
	}
	unusual := slices.DeleteFunc(slices.Clone(list), func(f *muster.WorkFact) bool { return f.UsualTimes >= 0.5 })
	kinds, found := busiestWeek(unusual)
	if len(kinds) < 3 {
		kinds, found = busiestWeek(slices.DeleteFunc(list, func(f *muster.WorkFact) bool { return f.Act != muster.WorkForwarding }))
	}
	if len(found) == 0 {
		return nil
	}
	draft := drafted(found, kinds, "with no ticket on record")
	draft.Strength = 2
	return []detect.Draft{draft}
}

// busiestWeek returns the week with the most kinds of act, the latest of such.
func busiestWeek(list []*muster.WorkFact) (kinds []muster.WorkAct, found []*muster.WorkFact) {
	for _, end := range list {
		var in []*muster.WorkFact
		var of []muster.WorkAct
		for _, f := range list {
			if f.At.Micros > end.At.Micros || f.At.Micros <= end.At.Micros-7*day {
				continue
			}
			if in = append(in, f); !slices.Contains(of, f.Act) {
				of = append(of, f.Act)
			}
		}
		if len(of) > len(kinds) || len(of) == len(kinds) && len(found) > 0 && !end.At.Before(found[len(found)-1].At) {
			kinds, found = of, in
		}
	}
	return kinds, found
}

func drafted(found []*muster.WorkFact, kinds []muster.WorkAct, how string) detect.Draft {
	draft := detect.Draft{Rival: "Ordinary operations work, with tickets kept elsewhere."}
	for _, f := range found {
		cite(&draft, f.Refs)
		draft.At = later(draft.At, f.At)
	}
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = actWords(k)
	}
	draft.Detail = fmt.Sprintf("Within a week up to {date}, %s: %s.", how, strings.Join(words, ", "))
	return draft
}

func actWords(act muster.WorkAct) string {
	switch act {
	case muster.WorkKeyAdded:
		return "a key or token was added"
	case muster.WorkMemberAdded:
		return "somebody was let in"
	case muster.WorkForwarding:
		return "mail was forwarded out of the organisation"
	}
	return "a build system or its protection was changed"
}
