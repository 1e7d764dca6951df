package interview

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// MeetingName reports joining a meeting under another name (INT-06).
func MeetingName() detect.Detector {
	return detect.Detector{
		Name: "meeting-name", Flag: "INT-06", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindInterview},
		Find:  meetingName,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckSamePerson, muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "Joined a meeting under another name",
			What: "Compares the name and account shown in meetings with the person's own. Strength 4 when the name was changed to a different one during a meeting and either the account is not the person's own or it happened in two meetings; 3 for one such change, for another name in two meetings, or for a wholly different name on the account the person applied with; 2 for another name in one meeting. " +
				"Variants, initials, known-as names, earlier names on record and a documented change of name are not reported; nor is another account under the person's own name, or a name of the same family on the person's own account.",
			Why: "In published cases somebody joined under the name of another application. Shared and family computers do the same.",
			Innocent: []string{
				"A family account, or a partner's laptop that still shows the partner's name",
				"A nickname, a stage name or a device name",
				"A name that is about to be changed officially and is used already",
			},
			Clear: []string{
				"Ask whose account it was; the next meeting from the person's own account settles it",
				"Send the invitation to the person's proved mailbox only",
			},
			Sources: []string{"KR25", "SEAL"},
		},
	}
}

func meetingName(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	draft := detect.Draft{Rival: "A partner's laptop or a family account that shows another name."}
	changed, foreign, own, shown := 0, false, false, shownNames(d)
	for i := range d.Meetings {
		m := &d.Meetings[i]
		if !m.NameChanged && m.Name != muster.OutcomeDifferent || excusedName(shown[m.Ref], m) {
			continue
		}
		if n := len(draft.Refs); n == 0 || draft.Refs[n-1] != m.Ref { // meetings are in the order of records
			draft.Refs = append(draft.Refs, m.Ref)
		}
		own = own || m.Account == muster.OutcomeSame && !partShared(shown[m.Ref])
		if m.NameChanged {
			changed++
			foreign = foreign || m.Account == muster.OutcomeDifferent
		}
	}
	n := len(draft.Refs)
	if n == 0 {
		return nil
	}
	meetings := detect.Count(n, "meeting", "meetings")
	switch {
	case changed >= 2 || changed == 1 && foreign:
		draft.Strength = 4
	case changed == 1 || n >= 2 || own:
		draft.Strength = 3
	default:
		draft.Strength = 2
	}
	draft.Detail = fmt.Sprintf("The name shown in %s was a different one.", meetings)
	if own {
		draft.Detail += " The meeting account is the person's own."
	}
	if changed > 0 {
		draft.Title = "Joined a meeting under another name and changed it"
		draft.Detail = fmt.Sprintf("The name shown was a different one in %s and was changed during the meeting.", meetings)
		if foreign {
			draft.Detail += " The meeting account is not one of the person's own."
		}
	}
	return []detect.Draft{draft}
}

// excusedName reports whether a known-as name, a documented change or a family
// account explains the name shown in a meeting: the person's own account under
// a name that shares theirs in part.
func excusedName(shown []*muster.NameFact, m *muster.MeetingFact) bool {
	for _, f := range shown {
		family := f.PartShared && !m.NameChanged && m.Account != muster.OutcomeDifferent
		if f.Documented || f.KnownAs || family {
			return true
		}
	}
	return false
}

// partShared reports whether the name shown in a meeting shares a given or a
// family name with the person's own.
func partShared(shown []*muster.NameFact) bool {
	return slices.ContainsFunc(shown, func(f *muster.NameFact) bool { return f.PartShared })
}

// shownNames returns what meetings showed, by the record of the meeting.
func shownNames(d *muster.Dossier) map[muster.Ref][]*muster.NameFact {
	var shown map[muster.Ref][]*muster.NameFact
	for i := range d.Names {
		f := &d.Names[i]
		if f.B != muster.NameInMeeting {
			continue
		}
		if shown == nil {
			shown = map[muster.Ref][]*muster.NameFact{}
		}
		shown[f.BRef] = append(shown[f.BRef], f)
	}
	return shown
}
