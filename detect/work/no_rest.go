package work

import (
	"fmt"

	"muster"
	"muster/detect"
)

// How many days make a pattern.
const (
	manyNights = 8 // nights without rest
	manyWeeks  = 4 // weeks they lie in; a hard fortnight before a date is none
	manyTurns  = 6 // changes between two blocks of the day
)

// NoRest reports weeks without a daily rest, or days that keep changing between
// two far blocks (WRK-02).
func NoRest() detect.Detector {
	return detect.Detector{
		Name: "no-rest", Flag: "WRK-02", Strength: 3, Family: muster.FamilyConduct, Scored: true,
		Needs:   []muster.Kind{muster.KindActivityDay},
		Find:    noRest,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckSamePerson, muster.CheckReverify}, Anew: []muster.Kind{muster.KindActivityDay}},
		Manual: muster.Manual{
			Title: "No daily rest, or blocks as of several people",
			What: "Shows nights without four hours in a row of rest, eight or more in four different weeks: strength 3. Or days that keep changing, over three weeks or more, between two blocks of work eight hours or more apart: strength 2. " +
				"Days on call and days of input that a program made are left out, and for blocks also days for which free hours were agreed; where hours were agreed, only changes into or out of time outside them count. A glance at a telephone or a scheduled job does not end a rest. Where in the day the night lies does not matter.",
			Why: "Everybody sleeps. One account that never does, for weeks, may be used by more than one person.",
			Innocent: []string{
				"On-call duty or a shift plan that nobody noted down",
				"Weeks before a deadline, or an incident",
				"A newborn at home, illness or poor sleep",
				"A program that works under the person's account",
			},
			Clear: []string{
				"Ask for the duty or shift plan and note what is agreed",
				"Look with the person at one of the nights: what ran, and who started it",
				"Meet in person",
			},
			Sources: []string{"US22", "SEAL"},
		},
	}
}

func noRest(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	for i := range d.Live.Activity {
		f := &d.Live.Activity[i]
		if n := &f.Nights; n.Days >= manyNights && n.Weeks >= manyWeeks {
			return []detect.Draft{{
				Refs: n.Refs, At: n.Last, Rival: "On-call duty that nobody noted down, or a program that works under the account.",
				Detail: fmt.Sprintf("%s in %s, the last {date}, went by without four hours in a row of rest, of %s with activity.", detect.Count(n.Days, "night", "nights"), detect.Count(n.Weeks, "week", "weeks"), detect.Count(f.Days.Days, "day", "days")),
			}}
		}
		if s := &f.Swings; f.Turns >= manyTurns && s.Weeks >= manyWeeks {
			return []detect.Draft{{
				Refs: s.Refs, At: s.Last, Strength: 2, Rival: "A shift plan that nobody noted down, or a day divided by care for others.",
				Detail: fmt.Sprintf("Active %s up to {date}, each in one of two blocks of the day that lie eight hours or more apart; the days changed between them %d times.%s", over(s), f.Turns, planned(f)),
			}}
		}
	}
	return nil
}

// planned says how many of the days in two blocks lay within hours agreed, or
// nothing where none did.
func planned(f *muster.ActivityFact) string {
	if f.Planned == 0 {
		return ""
	}
	return fmt.Sprintf(" %d of the %s within hours agreed for them; changes between two such days are not counted.", f.Planned, detect.Count(f.Swings.Days, "day lies", "days lie"))
}
