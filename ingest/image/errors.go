package image

import "muster/internal/reading"

// Code names a reason why a picture could not be read.
type Code = reading.Code

// The reasons a picture is not read.
const (
	Empty       = reading.Empty
	Incomplete  = reading.Incomplete
	TooLarge    = reading.TooLarge
	Unsupported = reading.Unsupported
	Damaged     = reading.Damaged
	Timeout     = reading.Timeout
)

// Error is why one picture could not be read.
type Error = reading.Error

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
