package document

import "muster/internal/reading"

// Code names a reason why a file could not be read.
type Code = reading.Code

// The reasons a file is not read.
const (
	Empty       = reading.Empty
	Incomplete  = reading.Incomplete
	Encrypted   = reading.Encrypted
	TooLarge    = reading.TooLarge
	TooDeep     = reading.TooDeep
	Bomb        = reading.Bomb
	Unsupported = reading.Unsupported
	Damaged     = reading.Damaged
	Timeout     = reading.Timeout
)

// Error is why one file could not be read.
type Error = reading.Error

// CodeOf returns the code of err, Timeout for an expired context, and "" when
// err is nil or not about the file.
func CodeOf(err error) Code { return reading.CodeOf(err) }

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
