// Package connect is what all connectors have in common: a Record, which is
// one event of another system as it arrived, and a System, which says how that
// system's records are recognised, read, signed and fetched.
//
// A connector is one folder below this one with a function New that returns a
// System, and a line in package all. It maps what it knows to signals, keeps
// nothing else, and says of a record that it did not understand that it did
// not: callers count those. Records are hostile: Parse bounds their size and
// depth before anything looks at them.
//
// Connectors are the only code that calls other people's systems, and only
// through the client they are given.
package connect
