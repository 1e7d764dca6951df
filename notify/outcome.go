package notify

import (
	"cmp"
	"net/http"
	"strconv"
	"time"
)

// State says what came of a try.
type State string

// The states of an outcome.
const (
	Done      State = "done"
	Retry     State = "retry"     // worth another try
	Permanent State = "permanent" // another try would end the same; replay by hand after a repair
)

// Reason says in one word why a try failed, for the settings page and metrics.
type Reason string

// The reasons.
const (
	ReasonNone        Reason = ""
	ReasonTarget      Reason = "target"      // the target or the message is malformed
	ReasonSecret      Reason = "secret"      // a file with a secret cannot be read
	ReasonForbidden   Reason = "forbidden"   // the address is not allowed
	ReasonCertificate Reason = "certificate" // one side does not trust the other's certificate
	ReasonUnreachable Reason = "unreachable" // no connection, or it broke
	ReasonTimeout     Reason = "timeout"
	ReasonCredentials Reason = "credentials" // the other side does not accept the secret
	ReasonBusy        Reason = "busy"        // the other side asks to slow down
	ReasonTheirs      Reason = "theirs"      // the other side failed
	ReasonRejected    Reason = "rejected"    // the other side does not accept what was sent
	ReasonGone        Reason = "gone"        // the other side wants nothing more: switch the target off
	ReasonDisk        Reason = "disk"        // the file cannot be written
)

// Outcome is what came of one try.
type Outcome struct {
	State      State
	Reason     Reason
	Status     int           // the other side's status code, 0 when there is none
	RetryAfter time.Duration // what the other side asked for, at most a day
	Remote     string        // the ticket's key or number
	Err        error         // for operators; quotes neither secrets nor addresses nor answers; nil when done
}

// done is the outcome of a delivery that arrived.
func done(status int, remote string) Outcome {
	return Outcome{State: Done, Status: status, Remote: remote}
}

func permanent(reason Reason, err error) Outcome {
	return Outcome{State: Permanent, Reason: reason, Err: err}
}

func retry(reason Reason, err error) Outcome {
	return Outcome{State: Retry, Reason: reason, Err: err}
}

const maxRetryAfter = 24 * time.Hour

// retryAfter reads the header of that name: seconds or a date.
func retryAfter(header string, now time.Time) time.Duration {
	var wait time.Duration
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxRetryAfter)
}

// schedule is how long to wait after each failed try. It spans more than three
// days, so that a target that is repaired after a weekend misses nothing.
func schedule() []time.Duration {
	return []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
}

// MaxTries is how often one message is tried before it is set aside.
func MaxTries() int { return len(schedule()) + 1 }

// Next says how long to wait before the next try, and false when there is
// none: it is done, it would be in vain, or tries are used up. Tries counts
// those made, from 1. Jitter is a random number from 0 up to 1, drawn by the
// caller; it spreads the waiting by a fifth to either side, so that messages
// which failed together do not come back together.
func Next(o Outcome, tries int, jitter float64) (time.Duration, bool) {
	waits := schedule()
	if o.State != Retry || tries < 1 || tries > len(waits) {
		return 0, false
	}
	jitter = min(max(jitter, 0), 1)
	wait := time.Duration(float64(waits[tries-1]) * (0.8 + 0.4*jitter))
	return max(wait, o.RetryAfter), true
}

// Circuit is a target's state, kept by the caller. Its zero value is closed:
// everything is tried. After several failures in a row it opens for a while;
// then one try decides.
type Circuit struct {
	Failures int       `json:"failures,omitempty"` // in a row
	Since    time.Time `json:"since,omitzero"`     // of the first of them
	Until    time.Time `json:"until,omitzero"`     // nothing is tried before
	Off      bool      `json:"off,omitempty"`      // the other side wants nothing more; an administrator switches it on again
	Reason   Reason    `json:"reason,omitempty"`   // of the last failure
}

// The circuit opens after openAfter failures in a row, for openFor doubled with
// each further one up to openMost.
const (
	openAfter = 5
	openFor   = time.Minute
	openMost  = time.Hour
)

// Allows reports whether the target may be tried now.
func (c Circuit) Allows(now time.Time) bool { return !c.Off && !now.Before(c.Until) }

// After returns the circuit after a try. A message that the other side does
// not accept says nothing about the target and changes nothing.
func (c Circuit) After(o Outcome, now time.Time) Circuit {
	if o.State == Done {
		return Circuit{}
	}
	if o.Reason == ReasonRejected {
		return c
	}
	next := Circuit{Failures: c.Failures + 1, Since: cmp.Or(c.Since, now), Until: c.Until, Off: c.Off || o.Reason == ReasonGone, Reason: o.Reason}
	if over := next.Failures - openAfter; over >= 0 {
		next.Until = now.Add(min(openFor<<min(over, 10), openMost))
	}
	if asked := now.Add(o.RetryAfter); o.RetryAfter > 0 && asked.After(next.Until) {
		next.Until = asked
	}
	return next
}
