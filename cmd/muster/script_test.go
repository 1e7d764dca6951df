package main

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	// A run inside a test starts this binary to read documents; without this the
	// child would run all tests again and be taken for one that hangs.
	if len(os.Args) > 1 && os.Args[1] == documentWorkerName {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	testscript.Main(m, map[string]func(){
		"muster": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the command lines in testdata/script: what users type, what
// they see and the exit status.
func TestScripts(t *testing.T) {
	files, err := os.ReadDir("testdata/script")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts found: %v", err)
	}
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("ROOT", root+"/../..")
			env.Setenv("NO_COLOR", "1")
			return nil
		},
	})
}
