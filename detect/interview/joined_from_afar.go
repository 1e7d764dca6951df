package interview

import (
	"muster"
	"muster/detect"
)

// JoinedFromAfar reports a meeting joined from elsewhere than the place claimed (INT-07).
func JoinedFromAfar() detect.Detector {
	return detect.Detector{
		Name: "joined-from-afar", Flag: "INT-07", Strength: 3, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindAttendance},
		Find:    joinedFromAfar,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckAddress}, Lowers: []muster.CheckType{muster.CheckLiveInterview}},
		Manual: muster.Manual{
			Title: "The network of a meeting does not fit the place claimed",
			What:  "Compares the address from which somebody joined a meeting, as the meeting service logged it, with every home given: by what the service says of the address, or the person's own sign-ins from it. Strength 3 when it lies in another country, on two days or more; 2 on one. A VPN service alone says nothing here. A privacy relay, carriers, satellite lines, the employer's own lines and agreed journeys never count.",
			Why:   "In an interview the person says where they are, and the meeting service notes where the line is.",
			Innocent: []string{
				"Travel",
				"A VPN no list knows, or an employer's network",
				"An address listed in the wrong country",
			},
			Clear: []string{
				"Ask where they were on that day",
				"Hold the next meeting at a place agreed beforehand",
				"Confirm the home by an independent source",
			},
			Sources: []string{"DT24", "MS26", "TB"},
		},
	}
}

func joinedFromAfar(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	const microsPerDay = 24 * 60 * 60 * 1_000_000
	var draft detect.Draft
	days := map[int64]bool{}
	for i := range d.Live.Meetings {
		m := &d.Live.Meetings[i]
		plain := m.Network == muster.NetworkHome || m.Network == muster.NetworkUnknown
		if !plain || m.Agreed || m.Place != muster.OutcomeDifferent {
			continue
		}
		days[m.At.Micros/microsPerDay] = true
		draft.Refs = append(draft.Refs, m.Ref)
	}
	switch len(days) {
	case 0:
		return nil
	case 1:
		draft.Strength = 2
		draft.Detail = "On {date} a meeting was joined from elsewhere than any home given."
	default:
		draft.Detail = "Meetings on several days, the last on {date}, were joined from elsewhere than any home given."
	}
	draft.Refs = draft.Refs[max(0, len(draft.Refs)-3):]
	draft.Rival = "A journey that nobody noted, or an address listed in the wrong place."
	return []detect.Draft{draft}
}
