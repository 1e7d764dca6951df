package web

import (
	"slices"

	"muster/casework"
)

// Permission is what opens a page or a form: an action of the desk's own table
// or one of the few words below. There is no second vocabulary, so that a form
// shows exactly where the desk would let its act through.
type Permission = casework.Action

// The words that are no single action.
const (
	Anybody       Permission = ""               // signed in or not
	SignedIn      Permission = "signed_in"      // whoever has a session
	SignSteps     Permission = "step.sign"      // be the second person of some step
	PassGates     Permission = "gate.pass"      // pass some gate
	HoldInterview Permission = "interview.hold" // plan one or record one
	OpenLedger    Permission = "ledger.open"    // read it or verify it
	OpenSettings  Permission = "settings.open"  // see some part of the settings

)

// Means are the actions of which one is enough for a permission: itself, unless
// it is one of the pages' own words.
func Means(p Permission) []casework.Action {
	switch p {
	case SignSteps:
		return []casework.Action{casework.GateOverride, casework.CaseSign, casework.PolicyPublish}
	case PassGates:
		return []casework.Action{casework.PassInterview, casework.PassOffer, casework.PassShipping, casework.PassFirstAccess, casework.PassFirstPay, casework.PassPrivileged}
	case HoldInterview:
		return []casework.Action{casework.InterviewPlan, casework.InterviewRecord, casework.InterviewStill}
	case OpenLedger:
		return []casework.Action{casework.LedgerView, casework.LedgerVerify}
	case OpenSettings:
		return []casework.Action{casework.UsersManage, casework.SettingsManage, casework.KeysManage, casework.WebhooksManage, casework.RetentionSet, casework.MonitoringSet}
	}
	return []casework.Action{p}
}

// Allowed is what the viewer may do about one thing: a person, a case, a check.
// A nil map leaves it to what their roles allow anywhere.
type Allowed map[casework.Action]bool

// may reports whether one of the actions a permission means is allowed.
func (a Allowed) may(p Permission) bool {
	if a == nil || p == SignedIn || p == Anybody {
		return true
	}
	for _, action := range Means(p) {
		if a[action] {
			return true
		}
	}
	return false
}

// Has reports whether an action is allowed, for templates.
func (a Allowed) Has(p Permission) bool { return a.may(p) }

// thing is something forms are about that knows what may be done with it: a
// page, or one of the cards on it.
type thing interface {
	ident() string // its place in an action's path
	allows(Permission) bool
}

// Permissions lists every permission that a page or an act asks for, once.
func Permissions() []Permission {
	var out []Permission
	for _, r := range routes() {
		out = append(out, r.may)
	}
	for _, a := range actions() {
		out = append(out, a.may)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(p Permission) bool { return p == Anybody || p == SignedIn })
}
