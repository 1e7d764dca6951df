package server

import (
	"time"

	"muster/casework"
	"muster/web"
)

// lookEnded says how the time ended in which two people look.
func lookEnded(e *casework.Escalation) *web.Decision {
	if e.State == casework.EscalationSettled {
		return &web.Decision{What: "Looked at; the process goes on", Reason: e.Reason, By: e.By, At: e.SettledAt}
	}
	if e.Held > 0 {
		return &web.Decision{What: "The time that was written down to wait ended, and the process goes on", Reason: e.Reason, At: e.Due}
	}
	return &web.Decision{What: "The time ended, nobody wrote why not, and the process goes on", At: e.Due}
}

// toldRefused is how long a person's page says that a step was not agreed to.
const toldRefused = 14 * 24 * time.Hour
