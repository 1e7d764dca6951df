// Package stream turns a flow of signals into observations about people's
// days.
//
// Signals come in any order within a day's lateness, some twice. A Reducer
// keeps, for every person and open day, each distinct happening once and the
// moments it was seen; from that a day's observations are computed anew each
// time they are asked for, so that the order of arrival changes nothing and a
// late event corrects what was said before. Observations are few: one day's
// sign-ins from one address and device are one. When a day is older than the
// lateness allowed it is closed and forgotten.
//
// A person's state can be written and read back (Encode, Decode), which is how
// a server commits it together with the cursor of the source it came from.
//
// The package sees no files and no network. Who an account belongs to is
// decided before: by a declared crosswalk, never by likeness.
package stream
