package web

import (
	"fmt"
	"strings"
	"time"

	"muster"
	"muster/report"
)

// checkWord names a check as a thing: "live interview".
func checkWord(c muster.CheckType) string {
	switch c {
	case muster.CheckContactCode:
		return "Code to a phone or e-mail"
	case muster.CheckLiveInterview:
		return "Live interview"
	case muster.CheckInPerson:
		return "Meeting in person"
	case muster.CheckIdentity:
		return "Identity"
	case muster.CheckRightToWork:
		return "Right to work"
	case muster.CheckReference:
		return "Reference call-back"
	case muster.CheckEducation:
		return "Education"
	case muster.CheckAddress:
		return "Address"
	case muster.CheckBankName:
		return "Name on the account"
	case muster.CheckSanctions:
		return "Sanctions lists"
	case muster.CheckDevice:
		return "Security-key touch on the issued laptop"
	case muster.CheckSamePerson:
		return "Same person as at the interview"
	case muster.CheckReverify:
		return "Identity again"
	case muster.CheckCollection:
		return "Collection or first day in person"
	}
	return plain(string(c))
}

// CheckedWord says in a line what a check on record said: "Identity: passed (Onfido)".
func CheckedWord(c *muster.Check) string {
	says := checkWord(c.Type)
	if c.Outcome != "" {
		says += ": " + strings.ToLower(outcomeWord(c.Outcome))
	}
	if c.Provider != "" {
		says += " (" + cut(string(c.Provider), 40) + ")"
	}
	return says
}

// askWord is a button: what asking for the check will do.
func askWord(c muster.CheckType) string {
	switch c {
	case muster.CheckContactCode:
		return "Ask for a code check"
	case muster.CheckLiveInterview:
		return "Ask for a live interview"
	case muster.CheckInPerson:
		return "Ask for a meeting in person"
	case muster.CheckReference:
		return "Ask for a reference call-back"
	case muster.CheckAddress:
		return "Ask for an address check"
	case muster.CheckBankName:
		return "Ask for a name check of the account"
	case "":
		return "Ask for a check"
	}
	return "Ask for a check: " + strings.ToLower(checkWord(c)[:1]) + checkWord(c)[1:]
}

func outcomeWord(o muster.CheckOutcome) string {
	switch o {
	case muster.OutcomePassed:
		return "Passed"
	case muster.OutcomeFailed:
		return "Not passed"
	case muster.OutcomeUnclear:
		return "Unclear"
	case muster.OutcomeNotAvailable:
		return "Not available (never a failure)"
	case muster.OutcomeRefused:
		return "Declined by the person"
	case muster.OutcomePending, "":
		return "Waiting"
	}
	return plain(string(o))
}

func signWord(s muster.Sign) string {
	switch s {
	case muster.SignVideoDeclined:
		return "Camera stayed off, no adjustment agreed"
	case muster.SignLivenessFailed:
		return "A prompt could not be done, no technical reason"
	case muster.SignDifferentPerson:
		return "Not the person of an earlier step"
	case muster.SignVirtualCamera:
		return "A virtual camera was shown"
	case muster.SignOtherAccounts:
		return "Accounts in other names were visible"
	case muster.SignOwnClaimsUnknown:
		return "Did not know their own application"
	case muster.SignLiveProofRefused:
		return "Declined a short exercise while seen"
	}
	return plain(string(s))
}

// gateWord names a gate by what comes after it.
func gateWord(g muster.Gate) string {
	switch g {
	case muster.GateShipping:
		return "shipping equipment"
	case muster.GateFirstAccess:
		return "first access"
	case muster.GateFirstPay:
		return "first pay"
	case muster.GatePrivileged:
		return "privileged access"
	case muster.GateInterview, muster.GateOffer:
		return "the " + string(g)
	}
	return plain(string(g))
}

func levelSays(l muster.Level) string {
	switch l {
	case muster.Escalate:
		return "Two people look. Without a written reason the process then goes on."
	case muster.Verify:
		return "A check is due before the next step."
	}
	return "Nothing is due."
}

// plain shows a word of a vocabulary without wording of its own.
func plain(s string) string { return report.Sentence(strings.ReplaceAll(s, "_", " ")) }

// when is a moment for people, with its exact form for those who ask.
type when struct{ Text, ISO, Zone string }

// stamped shows a moment of ours in the viewer's zone.
func stamped(t time.Time, zone *time.Location) when {
	if t.IsZero() {
		return when{Text: "not yet"}
	}
	t = t.In(zone)
	return when{Text: t.Format("2 January 2006, 15:04"), ISO: t.Format(time.RFC3339), Zone: t.Format("MST, UTC-07:00")}
}

// stated shows a time of a record, as exactly as the source said. Local dates
// stay dates.
func stated(t muster.Time) when {
	w := when{Text: t.String(), ISO: t.ISO()}
	switch {
	case t.IsZero():
		w.Text = "date not stated"
	case t.OffsetKnown():
		w.Zone = fmt.Sprintf("UTC%+03d:%02d", t.Offset/60, max(t.Offset%60, -(t.Offset%60)))
	case t.Precision >= muster.PrecisionMinute:
		w.Zone = "zone not stated"
	}
	return w
}

// money writes an exact decimal with its thousands separated: "12,300.50".
func money(amount string) string {
	whole, rest, cents := strings.Cut(amount, ".")
	digits := strings.TrimPrefix(whole, "-")
	var b strings.Builder
	b.WriteString(whole[:len(whole)-len(digits)])
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if cents {
		b.WriteString("." + rest)
	}
	return b.String()
}

// published writes the day a list gives itself as other days are written, or as
// the list has it.
func published(s string) string {
	if day, err := time.Parse(time.DateOnly, s[:min(len(s), len(time.DateOnly))]); err == nil {
		return day.Format("2 January 2006")
	}
	return s
}
