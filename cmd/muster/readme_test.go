package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestReadmeShowsWhatIsPrinted holds the output in the README to what the
// command above it prints on the day the README names.
func TestReadmeShowsWhatIsPrinted(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Files: []string{"testdata/readme.txt"},
		Setup: func(env *testscript.Env) error {
			env.Setenv("ROOT", root)
			env.Setenv("NO_COLOR", "1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"shown": shownIn},
	})
}

// shownIn compares a file with the block of the README that begins as it does.
func shownIn(ts *testscript.TestScript, _ bool, args []string) {
	got := strings.TrimSpace(ts.ReadFile(args[0]))
	first, _, _ := strings.Cut(got, " · ")
	_, rest, found := strings.Cut(ts.ReadFile(args[1]), "\n```\n"+first+" · ")
	want, _, closed := strings.Cut(rest, "\n```\n")
	if !found || !closed {
		ts.Fatalf("the README shows no output that begins with %q", first)
	}
	if diff := cmp.Diff(first+" · "+want, got); diff != "" {
		ts.Fatalf("the README shows other output than the command prints (-README +command):\n%s\nput this in its place:\n%s", diff, got)
	}
}
