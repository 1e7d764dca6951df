package programs

import (
	"strings"

	"muster"
)

// listed stands behind the name of a product that only a published list knows, so
// that people see where the word comes from, and that no other program that
// happens to be called so is meant.
const listed = " (LOLRMM)"

// Known is the built-in table with a published list of remote tools behind it.
// The built-in table goes first. A nil Known is the table alone.
type Known struct {
	files map[string]muster.Text // products by the name of a file, in lower case and without an ending
}

// With returns the table with the tools of LOLRMM behind it: by the name of each
// product, the names of its files.
func With(tools map[string][]string) *Known {
	k := &Known{files: map[string]muster.Text{}}
	for name, files := range tools {
		for _, f := range files {
			k.files[f] = muster.Text(name + listed)
		}
	}
	return k
}

// Find is the package's Find, and then what the list says of a program that runs
// or is installed. Of a name looked up it says nothing.
func (k *Known) Find(ran *muster.Ran) (name muster.Text, class muster.ProgramClass) {
	if name, class := Find(ran); class != "" || k == nil || ran.Seen != muster.SeenRunning && ran.Seen != muster.SeenInstalled {
		return name, class
	}
	for _, text := range []muster.Text{ran.Name, ran.Path} {
		if name := k.files[stem(string(text))]; name != "" {
			return name, muster.ProgramRemote
		}
	}
	return "", ""
}

// named reports whether a program has its name from a list.
func named(ran *muster.Ran) bool { return strings.HasSuffix(string(ran.Name), listed) }
