// Package lists fetches sanctions lists from their publishers and keeps them in
// a folder, each version with where it came from.
//
// A list is read completely before it takes the place of the one before: a
// publisher's error page, a list cut off on its way or a broken file leaves the
// last good version in use, and the error says so. A list that shrank to less
// than half is kept aside too, because publishers seldom strike off thousands in
// a day; a named person decides with Force.
//
// The folder holds, for each source, current.json (the provenance), one file for
// each version as it was fetched, and history.jsonl with the provenance of every
// version. Lists are never bundled with the program: they would be stale.
package lists
