package muster

import "errors"

// Code classifies an error for machines; one place per surface maps it to an
// exit status, an HTTP status or a line in a report.
type Code string

// The codes. They are part of the JSON that inspect and the API write.
const (
	CodeUsage       Code = "usage"       // the call's words are off
	CodeEmpty       Code = "empty"       // nothing in it
	CodeTruncated   Code = "truncated"   // ends before it should
	CodeEncrypted   Code = "encrypted"   // needs a password
	CodeTooLarge    Code = "too_large"   // over a stated limit
	CodeBomb        Code = "bomb"        // inflates beyond reason
	CodeDamaged     Code = "damaged"     // does not follow its own format
	CodeUnsupported Code = "unsupported" // a format that is not read
	CodeTimeout     Code = "timeout"     // took longer than allowed
	CodePermission  Code = "permission"  // may not be read or written
	CodeNotFound    Code = "not_found"   // is not there
	CodeConflict    Code = "conflict"    // somebody else holds or changed it
	CodeInternal    Code = "internal"    // our fault
)

// Error is the one error type that reaches people. Message says what is wrong
// in words for the user, Hint what to do next; Err keeps the chain for
// operators.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Place   Place  `json:"place,omitzero"` // file and row, where there is one
	Err     error  `json:"-"`
}

// Error returns the message with its hint, so that plain printing is enough.
func (e *Error) Error() string {
	s := e.Message
	if e.Place.File != "" {
		s = e.Place.String() + ": " + s
	}
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in the chain, CodeInternal when
// there is none, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
