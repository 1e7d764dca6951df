package server

import (
	"slices"
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

// refusedLately reports whether the person's page still says that a step was not
// agreed to, so that who asked learns of the no and why: for a while, and until
// somebody asks for the same again.
func (p *subject) refusedLately(s *casework.Step) bool {
	return s.State == casework.StepRefused && p.server.now().Sub(s.Answered) < toldRefused &&
		!slices.ContainsFunc(p.record.Steps, func(o casework.Step) bool { return o.Detail == s.Detail && o.Proposed.After(s.Proposed) })
}
