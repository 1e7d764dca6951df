package conduct

import (
	"muster"
	"muster/detect"
)

// goneWithin is how many days after a request a departure still belongs to it.
const goneWithin = 14

// GoneWhenAsked reports that somebody resigned or stopped answering when asked
// to repeat an identity check (CON-04).
func GoneWhenAsked() detect.Detector {
	return detect.Detector{
		Name: "gone-when-asked", Flag: "CON-04", Strength: 4, Family: muster.FamilyConduct, Scored: true,
		Needs: []muster.Kind{muster.KindCheck, muster.KindLeaver},
		Find:  goneWhenAsked,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckReverify, muster.CheckInPerson, muster.CheckIdentity},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "Resigned or stopped answering when asked to repeat an identity check",
			What:  "Looks for a request to repeat an identity check, of this person, that was not passed, followed within 14 days by a resignation or by silence. An identity check passed in its place, in person or with a provider, clears it. A contract that ended on its date, a dismissal, or a notice given before the request do not count.",
			Why:   "In published cases people left when the check was to be repeated. Honest people leave too when they feel offended.",
			Innocent: []string{
				"Somebody who felt accused and left",
				"A resignation that was planned and only coincides",
				"Illness or an emergency",
			},
			Clear: []string{
				"Notice that was given, or another job accepted, before the request",
				"The check passed at a later date or elsewhere",
			},
			Sources: []string{"SEAL"},
		},
	}
}

func goneWhenAsked(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	for i := range d.Events {
		asked := &d.Events[i]
		if asked.Kind != muster.EventCheckRequested || asked.Check != muster.CheckReverify || passed(d, asked) {
			continue
		}
		for k := range d.Events {
			left := &d.Events[k]
			gone := left.Reason == muster.LeftResigned || left.Reason == muster.LeftVanished // only the end of work has a reason
			days, ok := asked.At.Days(left.At)
			if !gone || !ok || days < 0 || days > goneWithin || announcedBefore(d, asked) {
				continue
			}
			return []detect.Draft{{
				Refs: []muster.Ref{asked.Ref, left.Ref}, At: left.At,
				Detail: "A repeated identity check was asked for, and the person left within " + detect.Count(days, "day", "days") + " without it.",
				Rival:  "Being asked can feel like an accusation; some honest people leave over it.",
			}}
		}
	}
	return nil
}

// passed reports whether the check, or one of identity in its place, was
// passed since it was asked for.
func passed(d *muster.Dossier, asked *muster.Event) bool {
	for i := range d.Events {
		e := &d.Events[i]
		identity := e.Check == muster.CheckReverify || e.Check == muster.CheckInPerson || e.Check == muster.CheckIdentity
		if e.Kind == muster.EventCheckDone && identity && e.Outcome == muster.OutcomePassed && !e.At.Before(asked.At) {
			return true
		}
	}
	return asked.Outcome == muster.OutcomePassed
}

func announcedBefore(d *muster.Dossier, asked *muster.Event) bool {
	for i := range d.Events {
		if e := &d.Events[i]; e.Kind == muster.EventLeavingAnnounced && e.At.Before(asked.At) {
			return true
		}
	}
	return false
}
