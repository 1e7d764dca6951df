package pay

import (
	"fmt"

	"muster"
	"muster/detect"
)

// The days after a start within which a change counts as soon, and the changes
// within half a year that count as repeated.
const (
	soonDays        = 45
	repeatedChanges = 3
	repeatedDays    = 180
)

// DetailsChanged reports bank details changed soon after the start, again and
// again, or from a new place (PAY-04).
func DetailsChanged() detect.Detector {
	return detect.Detector{
		Name: "bank-details-changed", Flag: "PAY-04", Strength: 3, Family: muster.FamilyBank, Scored: true,
		Needs: []muster.Kind{muster.KindBank},
		Find:  detailsChanged,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckBankName},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
			Anew:   []muster.Kind{muster.KindBank},
		},
		Manual: muster.Manual{
			Title: "Bank details were changed in an unusual way",
			What: "Looks at changes of bank details that nobody has confirmed with the person. Strength 3 when the change came from a device or network not seen before, or was the third within half a year; 4 when it was the third and the bank also answered that the name does not match. " +
				"A new device together with an answer that the name does not match stays at 3: both fit somebody who steals this person's pay at least as well. " +
				"A single change within 45 days of the start counts 2; the first payout of a platform's account, entered by then, is no change. A change confirmed through a channel that was on file before is neither reported nor counted, and nothing before details that were confirmed later is reported.",
			Why: "Wages are stolen by changing the details in a worker's account; the person paid is then the one harmed. In other published cases pay was moved between accounts.",
			Innocent: []string{
				"Somebody else changed the details to steal this person's pay: the person may be the victim",
				"A switch of banks, or a first account after moving country",
				"A closed or blocked account",
			},
			Clear: []string{
				"Call the person on a number that was on file before the change, and ask",
				"The bank's name check on the new account",
				"Until then, propose to pay the account that was verified last, on time",
			},
			Sources: []string{"MS26", "IC3-25b", "HB"},
		},
	}
}

func detailsChanged(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var best *detect.Draft
	for i := range d.Accounts {
		a := &d.Accounts[i]
		strength, why := changeStrength(d, a)
		if strength == 0 || best != nil && best.Strength >= strength {
			continue
		}
		best = &detect.Draft{
			Refs: []muster.Ref{a.Ref}, Strength: strength, At: a.At, Detail: why,
			Rival:  "Somebody may have changed the details to take this person's pay. Ask the person first, by a channel that was on file before the change.",
			Victim: true,
		}
	}
	if best == nil {
		return nil
	}
	return []detect.Draft{*best}
}

func changeStrength(d *muster.Dossier, a *muster.AccountFact) (int, string) {
	if !a.Change || a.Verified || settled(d, a) {
		return 0, ""
	}
	changes := unconfirmed(d, a)
	switch {
	case changes >= repeatedChanges && a.NameCheck == muster.NameCheckNoMatch:
		return 4, fmt.Sprintf("The bank details were changed %d times within half a year, none of these changes is confirmed, and the bank answered that the name does not match.", changes)
	case a.NewSource && a.NameCheck == muster.NameCheckNoMatch:
		return 3, "On {date} the bank details were changed from a device or network not seen before, and the bank answered that the name does not match."
	case a.NewSource:
		return 3, "On {date} the bank details were changed from a device or network not seen before, and nobody has confirmed it with the person."
	case changes >= repeatedChanges:
		return 3, fmt.Sprintf("The bank details were changed %d times within half a year, and none of these changes is confirmed.", changes)
	case a.SinceStart >= 0 && a.SinceStart <= soonDays:
		since := "the start of work"
		if d.Platform.Account {
			since = "the account was opened"
		}
		return 2, fmt.Sprintf("The bank details were changed %s after %s.", detect.Count(a.SinceStart, "day", "days"), since)
	}
	return 0, ""
}

// settled reports whether later details were confirmed with the person: what
// went before was seen then, and may have been somebody else's doing.
func settled(d *muster.Dossier, a *muster.AccountFact) bool {
	for i := range d.Accounts {
		later := &d.Accounts[i]
		if later.Ref != a.Ref && later.Verified && !later.At.Before(a.At) {
			return true
		}
	}
	return false
}

// diverted reports whether an account was entered from a device or network
// not seen before and then replaced by details confirmed with the person: the
// trace of an attack on their pay, which is not held against them.
func diverted(d *muster.Dossier, a *muster.AccountFact) bool {
	return a.Change && a.NewSource && settled(d, a)
}

// unconfirmed counts the changes within half a year up to this one that nobody
// confirmed.
func unconfirmed(d *muster.Dossier, a *muster.AccountFact) int {
	n := 0
	for i := range d.Accounts {
		c := &d.Accounts[i]
		days, ok := c.At.Days(a.At)
		if c.Change && !c.Verified && ok && days >= 0 && days <= repeatedDays {
			n++
		}
	}
	return n
}
