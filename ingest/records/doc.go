// Package records cuts a stream into the JSON objects it holds: one on each
// line, one after the other over several lines, the elements of a list, or of
// the list inside a wrapper, each also packed with gzip. It holds one record at
// a time, whatever the size of the stream, and goes on after a bad one.
package records
