package main

import (
	"context"
	"fmt"
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
	testscript.Main(withBuilt{m}, map[string]func(){
		"muster": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// builtIn names the folder of the program that tests build.
const builtIn = "MUSTER_TEST_BUILT"

// withBuilt runs all tests with a folder for the program as people get it, which is
// built once, by the first test that starts it.
type withBuilt struct{ *testing.M }

func (m withBuilt) Run() int {
	dir, err := os.MkdirTemp("", "muster-built")
	if err == nil {
		defer os.RemoveAll(dir)
		err = os.Setenv(builtIn, dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.M.Run()
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
