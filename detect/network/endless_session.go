package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// EndlessSession reports sessions that went on for a day or more without a human pause (NET-08).
func EndlessSession() detect.Detector {
	return detect.Detector{
		Name: "endless-session", Flag: "NET-08", Strength: 2, Family: muster.FamilyConduct, Scored: true,
		Needs:   []muster.Kind{muster.KindSession},
		Find:    endlessSession,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice, muster.CheckLiveInterview}},
		Manual: muster.Manual{
			Title: "Sessions that live for a day or more without a pause",
			What:  "Looks at sessions of one sign-in that went on for 24 hours or more and were never left alone for five hours. Strength 2, and 3 when one went on for three days or more. Programs that ask by themselves keep sessions alive, so it is weak by itself. Days on call that were agreed do not count.",
			Why:   "Everybody sleeps. A session that never rests is kept alive by a program, or used by people who take turns.",
			Innocent: []string{
				"A dashboard, a chat or a mail program that asks by itself",
				"On-call work, a launch or an incident",
				"A program run under a personal account",
			},
			Clear: []string{
				"Ask what keeps the session alive",
				"Let sessions end after some hours, which settles it by itself",
				"Note on-call duty as agreed",
			},
			Sources: []string{"US22", "MS25b", "ALERT26"},
		},
	}
}

const (
	humanPause = 5 * 60 // minutes
	longHours  = 72
)

func endlessSession(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Platform.Account {
		return nil // PLT-03 tells it of accounts
	}
	var draft detect.Draft
	most, sessions := 0, 0
	for i := range d.Live.Sessions {
		s := &d.Live.Sessions[i]
		if s.Hours < 24 || s.Longest >= humanPause || s.OnCall {
			continue
		}
		sessions++
		draft.Refs = append(draft.Refs, s.Refs...)
		most = max(most, s.Hours)
	}
	if sessions == 0 {
		return nil
	}
	if most >= longHours {
		draft.Strength = 3
	}
	draft.Refs = draft.Refs[max(0, len(draft.Refs)-4):]
	draft.Detail = fmt.Sprintf("%s went on without a pause of five hours; the longest for %d hours. The last was on {date}.", sentence(detect.Count(sessions, "session", "sessions")), most)
	draft.Rival = "A program that asks by itself keeps a session alive."
	return []detect.Draft{draft}
}

// sentence begins a sentence with a count.
func sentence(s string) string {
	if len(s) > 3 && s[:4] == "one " {
		return "One " + s[4:]
	}
	return s
}
