package document

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
	TooLarge    Code = "too_large"   // more bytes than the limit allows
	TooDeep     Code = "too_deep"    // nested deeper than the limit allows
	Bomb        Code = "bomb"        // inflates to far more than it holds
	Unsupported Code = "unsupported" // a format this package does not read
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

// fail builds an Error with the standard wording of its code.
func fail(code Code, cause error) *Error {
	return &Error{Code: code, Message: advice(code), Err: cause}
}

func advice(code Code) string {
	switch code {
	case Empty:
		return "the file is empty: ask for it to be sent again"
	case Incomplete:
		return "the file is cut short: ask for it to be sent again"
	case Encrypted:
		return "the file needs a password: ask for a copy without one"
	case TooLarge:
		return "the file is larger than the limit: ask for a smaller copy"
	case TooDeep:
		return "the file is nested too deeply to be read safely: ask for it in another format"
	case Bomb:
		return "the file unpacks to far more than a document holds and was not opened: ask for it in another format"
	case Unsupported:
		return "the format is not supported: ask for PDF, DOCX, ODT, RTF or plain text"
	case Timeout:
		return "reading the file took too long and was stopped: ask for it in another format"
	}
	return "the file is damaged: ask for it to be sent again or in another format"
}
