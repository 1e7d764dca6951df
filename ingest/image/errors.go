package image

import (
	"context"
	"errors"
)

// Code names a reason why a picture could not be read.
type Code string

// The reasons a picture is not read.
const (
	Empty       Code = "empty"       // no bytes
	Incomplete  Code = "truncated"   // the file stops before its format says it may
	TooLarge    Code = "too_large"   // more bytes or pixels than the limit allows
	Unsupported Code = "unsupported" // not one of the types of this package
	Damaged     Code = "damaged"     // the format is known but its content is not valid
	Timeout     Code = "timeout"     // reading took longer than the limit allows
)

// Codes lists every code, in the order of the documentation.
func Codes() []Code { return []Code{Empty, Incomplete, TooLarge, Unsupported, Damaged, Timeout} }

// Error is why one picture could not be read. Message is for people and says
// what to do next; Err, when present, is the underlying cause for logs.
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

func fail(code Code, cause error) *Error {
	message := "the picture is damaged: ask for it to be sent again"
	switch code {
	case Empty:
		message = "the file is empty: ask for it to be sent again"
	case Incomplete:
		message = "the picture is cut short: ask for it to be sent again"
	case TooLarge:
		message = "the picture is larger than the limit: ask for a smaller copy"
	case Unsupported:
		message = "the format is not supported: ask for JPEG, PNG, WebP or HEIC"
	case Timeout:
		message = "reading the picture took too long and was stopped: ask for it in another format"
	}
	return &Error{Code: code, Message: message, Err: cause}
}
