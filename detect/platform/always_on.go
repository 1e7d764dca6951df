package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// AlwaysOn reports an account whose sessions go on for days without a pause
// (PLT-03).
func AlwaysOn() detect.Detector {
	return detect.Detector{
		Name: "always-on", Flag: "PLT-03", Strength: 3, Family: muster.FamilyConduct, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindSession},
		Find:    alwaysOn,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview}},
		Manual: muster.Manual{
			Title: "An account stays in use for a day or more without a pause",
			What:  "Looks at sessions of an account that went on for 24 hours or more and were never left alone for five hours. Strength 2, and 3 when one went on for three days or more. A page that asks by itself keeps a session alive, so a single night says nothing. Agencies, whose people share an account, do not count.",
			Why:   "Everybody sleeps. An account that never rests is kept alive by a program, or used by people who take turns.",
			Innocent: []string{
				"An open tab, a time tracker or a chat program that asks by itself",
				"A deadline, with a night worked through",
				"A tool the person built on the platform's interface",
			},
			Clear: []string{
				"Ask what keeps the session alive",
				"Let sessions end after some hours, which settles it by itself",
			},
			Sources: []string{"US22"},
		},
	}
}

const (
	pauseMinutes = 5 * 60
	dayHours     = 24
	longHours    = 72
)

func alwaysOn(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if !d.Platform.Account || d.Platform.Side == muster.SideAgency || d.Agency.Known {
		return nil
	}
	var draft detect.Draft
	most, sessions := 0, 0
	for i := range d.Live.Sessions {
		s := &d.Live.Sessions[i]
		if s.Hours < dayHours || s.Longest >= pauseMinutes || s.OnCall {
			continue
		}
		sessions++
		draft.Refs = append(draft.Refs, s.Refs...)
		most = max(most, s.Hours)
	}
	if sessions == 0 {
		return nil
	}
	if most < longHours {
		draft.Strength = 2
	}
	draft.Refs = draft.Refs[max(0, len(draft.Refs)-4):]
	draft.Detail = fmt.Sprintf("Without a pause of five hours went on %s; the longest for %d hours. The last was on {date}.", detect.Count(sessions, "session", "sessions"), most)
	draft.Rival = "An open tab or a time tracker that asks by itself."
	return []detect.Draft{draft}
}
