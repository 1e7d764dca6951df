package connect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"muster"
)

// System is one outside system.
type System struct {
	Name  string        // short and lower-case: "okta"; the Signal's System
	Title string        // as people call it: "Okta"
	Feeds []muster.Kind // the kinds of observation its signals become

	// Mine reports whether a record is one of this system's, from its shape.
	Mine func(r *Record) bool
	// Read gives the signals of a record to emit. It returns false when it did
	// not understand the record, which is counted and no error; what it
	// understands and does not need, it passes over.
	Read func(r *Record, emit func(*muster.Signal)) bool
	// Tell gives what a record of an applicant or HR system says about a subject,
	// nil where the system is one of logs. It returns what Read returns.
	Tell func(r *Record, emit func(*Told)) bool
	// Unwrap cuts a file of this system that is not JSON into records, nil for
	// most. It stops at the first error of each.
	Unwrap func(file io.Reader, each func(record []byte) error) error
	// Verify checks a pushed body against its signature, nil where the system
	// signs nothing. It compares in constant time; now decides what is stale.
	Verify func(secret []byte, header http.Header, body []byte, now time.Time) error
	// Parts names where in a pushed body the list of records stands that is not at
	// its outside, "" for most.
	Parts string
	// Challenge answers the question by which a system makes sure that an address
	// is its customer's, nil where it asks none. It returns false for everything
	// else. A body was verified before; Okta asks without one.
	Challenge func(secret []byte, header http.Header, body []byte) (answer map[string]any, ok bool)
	// Fetch asks for what came after a cursor, nil where the system is only
	// pushed or read from files.
	Fetch func(ctx context.Context, from *Account, cursor string) (Page, error)
	// Login is how the system issues the tokens it is asked with, where they live
	// for a short while; nil where a token stays, or is somebody's own to renew.
	Login *Login
	// Mark writes the one neutral field into an applicant system, or takes it away;
	// nil where there is none. Doing it again changes nothing.
	Mark func(ctx context.Context, to *Account, m *Mark) error
}

// Told is what an applicant or HR system says about one subject, who is named
// by that system's own ids; a declared crosswalk says which is whose. An empty
// id is not known.
type Told struct {
	System      string
	Record      string      // the system's own id of what is told, where one subject has several; empty: one record for each subject
	Event       string      // the system's own id of the event, else of the record and its version
	At          muster.Time // when it was said, by the system's clock; not stated with some deletions
	Candidate   string
	Application string
	Employee    string // employee number, else the HR system's id
	Own         string // the HR system's own id of an employee; alone where the system deleted them
	Data        muster.Data
	Forget      bool // the system deleted or anonymised the subject: what came from it goes too
}

// Account is how a system is reached.
type Account struct {
	Client *http.Client // guarded by the caller; connectors open no other
	URL    string       // of the customer's own installation
	Secret string       // read from a file by the caller
	Since  time.Time    // where the first question begins; zero: with everything there is
	Now    time.Time    // when it is asked, for systems that are asked by days
}

// Page is one answer of a system.
type Page struct {
	Records [][]byte
	Cursor  string // where to go on; commit it together with what was read
	More    bool   // there is more right now
}

// Slower is returned by Fetch when the system asks to be left alone.
type Slower struct{ Seconds int }

// Error says so.
func (e *Slower) Error() string { return "the system asks to wait" }

// Refused turns an answer that is not a success into an error: Slower when the
// system says when to come back, else one that names the status only, since
// bodies may repeat secrets.
func Refused(answer *http.Response) error {
	seconds, stated := wait(answer.Header)
	switch {
	case answer.StatusCode < 300:
		return nil
	case stated, answer.StatusCode == http.StatusTooManyRequests, answer.StatusCode == http.StatusServiceUnavailable:
		return &Slower{seconds}
	case answer.StatusCode == http.StatusUnauthorized, answer.StatusCode == http.StatusForbidden:
		return fmt.Errorf("%w: the system answers %s", ErrRevoked, answer.Status)
	}
	return &Status{answer.StatusCode, answer.Status}
}

// Status is an answer that is no success and asks for nothing.
type Status struct {
	Code int
	Text string // "404 Not Found"
}

// Error names the status.
func (s *Status) Error() string { return "the system answers " + s.Text }

// Is reports that what was asked for is not there.
func (s *Status) Is(target error) bool {
	return target == ErrGone && (s.Code == http.StatusNotFound || s.Code == http.StatusGone)
}

// mostWait bounds in seconds how long a system may ask to be left alone.
const mostWait = 3600

// wait reads for how many seconds a system asks to be left alone: as a number or
// a moment, measured by its own clock, or as Okta says when its limit begins
// anew. Without a word it is a minute.
func wait(header http.Header) (seconds int, stated bool) {
	now, err := http.ParseTime(header.Get("Date"))
	clock := err == nil
	if n, err := strconv.Atoi(header.Get("Retry-After")); err == nil {
		return min(max(n, 1), mostWait), true
	}
	if at, err := http.ParseTime(header.Get("Retry-After")); err == nil && clock {
		return int(min(max(at.Sub(now).Seconds(), 1), mostWait)), true
	}
	if at, err := strconv.ParseInt(header.Get("X-Rate-Limit-Reset"), 10, 64); err == nil && clock {
		return int(min(max(at-now.Unix()+1, 1), mostWait)), false
	}
	return 60, false
}

// ErrRevoked says that the secret is no longer taken. Asking again is no use.
var ErrRevoked = errors.New("the secret is not accepted")

// Link returns the address of a Link header with that relation, or nothing.
func Link(header http.Header, relation string) string {
	for _, line := range header.Values("Link") {
		for part := range strings.SplitSeq(line, ",") {
			address, rest, ok := strings.Cut(part, ">")
			if ok && strings.Contains(rest, `rel="`+relation+`"`) {
				return strings.TrimPrefix(strings.TrimSpace(address), "<")
			}
		}
	}
	return ""
}
