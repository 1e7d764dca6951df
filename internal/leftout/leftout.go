// Package leftout says which tests were left out because something they need is
// not on the machine, so that nobody takes a quiet run for a whole one. Only
// tests import it.
//
// With CI set, what is missing fails the test. Elsewhere it is noted in the
// file that MUSTER_LEFT_OUT names, which `make test` prints at its end.
package leftout

import (
	"os"
	"testing"
)

// Skip leaves the whole test out; why says what is missing and how to get it.
func Skip(t testing.TB, why string) {
	t.Helper()
	Note(t, why)
	t.Skip(why)
}

// Note says that a part of the test was left out, and lets the rest go on.
func Note(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Log("left out:", why)
	file := os.Getenv("MUSTER_LEFT_OUT")
	if file == "" {
		return
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteString(why + " (" + t.Name() + ")\n")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
