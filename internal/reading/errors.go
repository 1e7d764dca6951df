package reading

import (
	"context"
	"errors"
)

// Code names a reason why a file could not be read. The list is closed and
// documented, so that callers and their users can rely on it.
type Code string

// The reasons a file is not read.
const (
	Empty       Code = "empty"       // no bytes, or nothing but blanks
	Incomplete  Code = "truncated"   // the file stops before its format says it may
	Encrypted   Code = "encrypted"   // a password is needed to open it
	TooLarge    Code = "too_large"   // more bytes or pixels than the limit allows
	TooDeep     Code = "too_deep"    // nested deeper than the limit allows
	Bomb        Code = "bomb"        // inflates to far more than it holds
	Unsupported Code = "unsupported" // a format the package does not read
	Damaged     Code = "damaged"     // the format is known but its content is not valid
	Timeout     Code = "timeout"     // reading took longer than the limit allows
)

// Codes lists every code, in the order of the documentation.
func Codes() []Code {
	return []Code{Empty, Incomplete, Encrypted, TooLarge, TooDeep, Bomb, Unsupported, Damaged, Timeout}
}

// Error is why one file could not be read. Message is for people and says what
// to do next; Err, when present, is the underlying cause for logs.
type Error struct {
	Code    Code
	Message string
	Err     error
}

// Error returns the message for people.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the underlying cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of err, Timeout for an expired context, and "" when
// err is nil or not about the file.
func CodeOf(err error) Code {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e.Code
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout
	}
	return ""
}
