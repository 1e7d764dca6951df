package server

import (
	"testing"

	"muster/casework"
)

// TestTheListTellsHowALookEnded tells somebody who was looked at from somebody
// whose time ran out, as the person's page does.
func TestTheListTellsHowALookEnded(t *testing.T) {
	for want, e := range map[string]casework.Escalation{
		"This was looked at. The process goes on.":                      {State: casework.EscalationSettled, By: "Ada Example"},
		"The time for two people to look is over. The process goes on.": {State: casework.EscalationWentOn},
	} {
		if got := lookOver(&e); got != want {
			t.Errorf("%s: %q, want %q", e.State, got, want)
		}
	}
}
