// Package all lists the connectors: one line each.
package all

import (
	"muster/connect"
	"muster/connect/crowdstrike"
	"muster/connect/defender"
	"muster/connect/entra"
	"muster/connect/github"
	"muster/connect/google"
	"muster/connect/intune"
	"muster/connect/jamf"
	"muster/connect/okta"
	"muster/connect/osquery"
	"muster/connect/slack"
	"muster/connect/windows"
	"muster/connect/zoom"
)

// Systems returns every connector, those with the most particular records
// first.
func Systems() []connect.System {
	return []connect.System{
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
