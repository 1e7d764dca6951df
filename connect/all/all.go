// Package all lists the connectors: one line each.
package all

import (
	"muster/connect"
	"muster/connect/ashby"
	"muster/connect/bamboohr"
	"muster/connect/crowdstrike"
	"muster/connect/defender"
	"muster/connect/ecs"
	"muster/connect/entra"
	"muster/connect/github"
	"muster/connect/google"
	"muster/connect/greenhouse"
	"muster/connect/hibob"
	"muster/connect/intune"
	"muster/connect/jamf"
	"muster/connect/lever"
	"muster/connect/ocsf"
	"muster/connect/okta"
	"muster/connect/onfido"
	"muster/connect/osquery"
	"muster/connect/persona"
	"muster/connect/personio"
	"muster/connect/signals"
	"muster/connect/slack"
	"muster/connect/sumsub"
	"muster/connect/tailscale"
	"muster/connect/veriff"
	"muster/connect/windows"
	"muster/connect/workable"
	"muster/connect/workday"
	"muster/connect/workdaylog"
	"muster/connect/yoti"
	"muster/connect/zeek"
	"muster/connect/zoom"
)

// Systems returns every connector of logs, those with the most particular
// records first. Each of them can Read.
func Systems() []connect.System {
	return []connect.System{
		signals.New(),
		okta.New(),
		entra.New(),
		google.New(),
		github.New(),
		slack.New(),
		osquery.New(),
		windows.New(),
		defender.New(),
		crowdstrike.New(),
		intune.New(),
		jamf.New(),
		zoom.New(),
		zeek.New(),
		tailscale.New(),
		workdaylog.New(),
		ocsf.New(),
		ecs.New(),
	}
}

// Subjects returns every connector of applicant and HR systems and of identity
// checks. Each of them can Tell.
func Subjects() []connect.System {
	return []connect.System{
		greenhouse.New(),
		ashby.New(),
		lever.New(),
		workable.New(),
		bamboohr.New(),
		hibob.New(),
		personio.New(),
		workday.New(),
		onfido.New(),
		persona.New(),
		sumsub.New(),
		veriff.New(),
		yoti.New(),
	}
}

// Of returns the system a record belongs to, or false.
func Of(systems []connect.System, r *connect.Record) (*connect.System, bool) {
	for i := range systems {
		if systems[i].Mine(r) {
			return &systems[i], true
		}
	}
	return nil, false
}
