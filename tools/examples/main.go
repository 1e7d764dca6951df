// Command examples gathers public examples of the files that Muster reads, out of
// packages that ship them, and stands in as a second reader and writer of some.
// It is run by the tests of what Muster reads and is no part of the program.
//
//	examples gather DIR      example files, in DIR/FORMAT/PACKAGE, and files written anew, in DIR/written
//	examples read FILE...    what an independent reader finds in ACH files, as CSV
//
// It runs in its own folder. Go modules come through the go command, wheels through pip;
// both are pinned by digest, and nothing of them is kept in the repository.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "examples:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "gather":
		return gather(args[1])
	case len(args) > 1 && args[0] == "read":
		return readAll(args[1:], os.Stdout)
	}
	return fmt.Errorf("usage: examples gather DIR, or examples read FILE...")
}
