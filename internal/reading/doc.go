// Package reading holds what the readers of documents and of pictures have in
// common: the reasons a file is not read, moments as files state them, and the
// walk through XMP, the metadata form both carry.
//
//	return reading.Fail(reading.Encrypted, "the file needs a password: ask for a copy without one", err)
package reading
