// Package programs says what programs, browser extensions and relays seen on a
// device are for, where that matters to somebody who looks after remote work.
//
// The table is small and our own: it holds programs that give somebody else
// the screen and keyboard, keep a computer awake, hide where it stands, or
// stand between a person and a service. It goes by the names of files and
// products, never by who signed them: makers sign harmless programs with the
// same key. Names that harmless programs share (connect.exe, client32.exe,
// dd.exe), terminals, file copies, networks between a company's own machines
// and screen readers are left out on purpose, and of domains only the relays a
// running program speaks to count, and the few public pages that normal.Page
// names, since anybody may visit a maker's pages.
package programs
