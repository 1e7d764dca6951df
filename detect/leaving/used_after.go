package leaving

import (
	"fmt"
	"strings"

	"muster"
	"muster/detect"
)

// graceDays is how many days after the last one accounts may still be used:
// dates of other time zones, and a last mail.
const graceDays = 2

// UsedAfter reports accounts and sessions used by a person after the last day
// of work (OFF-03).
func UsedAfter() detect.Detector {
	return detect.Detector{
		Name: "used-after-leaving", Flag: "OFF-03", Strength: 4, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns, muster.KindSession},
		Find:    usedAfter,
		Settled: muster.Settling{Lowers: []muster.CheckType{muster.CheckInPerson, muster.CheckReverify}, Anew: []muster.Kind{muster.KindSignIns, muster.KindSession}},
		Manual: muster.Manual{
			Title: "Sessions or credentials used after leaving",
			What:  "Shows sign-ins with a browser or an application, and sessions that went on, more than two days after the last day of work on record. Programs that sign in by themselves, such as a script with an old token, do not count, nor do people who started again.",
			Why:   "In published cases sessions and credentials were kept and used after dismissal.",
			Innocent: []string{
				"An end date that was moved and not noted, or another contract",
				"An account that was left open for a handover or for pay slips",
				"A telephone or a script that still signs in by itself",
			},
			Clear: []string{
				"HR confirms the last day; correct the record if it was moved",
				"End all sessions and tokens, and see that nothing is used again",
			},
			Sources: []string{"IC3-25a"},
		},
	}
}

func usedAfter(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Left.IsZero() || d.Left.Before(d.Started) || d.Status != muster.StatusLeaver {
		return nil
	}
	late := func(at muster.Time) bool {
		days, ok := d.Left.Days(at)
		return ok && days > graceDays
	}
	draft := detect.Draft{Rival: "An end date that was moved and not noted, or an account left open for a handover."}
	signIns, sessions := 0, 0
	take := func(n *int, at muster.Time, refs ...muster.Ref) {
		if *n++; len(draft.Refs) < 8 {
			draft.Refs = append(draft.Refs, refs[max(0, len(refs)-2):]...)
		}
		if draft.At.IsZero() || draft.At.Before(at) {
			draft.At = at
		}
	}
	for i := range d.Live.SignIns {
		f := &d.Live.SignIns[i]
		person := f.Client == muster.ClientBrowser || f.Client == muster.ClientDesktop || f.Client == muster.ClientMobile
		if f.Passed > 0 && person && late(f.Day) {
			take(&signIns, f.Day, f.Ref)
		}
	}
	for i := range d.Live.Sessions {
		if f := &d.Live.Sessions[i]; late(f.At) {
			take(&sessions, f.At, f.Refs...)
		}
	}
	if signIns+sessions == 0 {
		return nil
	}
	days, _ := d.Left.Days(draft.At)
	used := []string{}
	if signIns > 0 {
		used = append(used, "sign-ins with a browser or an application "+over(signIns))
	}
	if sessions > 0 {
		used = append(used, detect.Count(sessions, "session went on", "sessions went on"))
	}
	draft.Detail = fmt.Sprintf("Used after the last day of work: %s. The last time was {date}, %s after it.", strings.Join(used, "; "), detect.Count(days, "day", "days"))
	return []detect.Draft{draft}
}

// over writes on how many days and from how many places somebody signed in.
func over(n int) string {
	if n == 1 {
		return "on one day"
	}
	return fmt.Sprintf("on %d days or from that many places", n)
}
