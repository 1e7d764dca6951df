package programs

import (
	"path"
	"strings"
	"sync"

	"muster"
)

// product is a program under all its names.
type product struct {
	name  string
	class muster.ProgramClass
}

// index finds products by file name, display name and relay.
type index struct {
	names   map[string]*product // in lower case, without an ending
	domains map[string]*product
}

var table = sync.OnceValue(func() *index {
	x := &index{names: map[string]*product{}, domains: map[string]*product{}}
	for class, lines := range lists() {
		for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
			fields := strings.Split(line, "|")
			p := &product{fields[0], class}
			x.names[strings.ToLower(p.name)] = p
			for n := range strings.SplitSeq(fields[1], ",") {
				if n != "" {
					x.names[n] = p
				}
			}
			if len(fields) > 2 {
				for d := range strings.SplitSeq(fields[2], ",") {
					x.domains[d] = p
				}
			}
		}
	}
	return x
})

// Classes lists the classes a program may have, in the order of their
// documentation.
func Classes() []muster.ProgramClass {
	return []muster.ProgramClass{
		muster.ProgramRemote, muster.ProgramJiggler, muster.ProgramAwake, muster.ProgramVPN, muster.ProgramVPNTied, muster.ProgramInHouse, muster.ProgramProfiles,
		muster.ProgramRecorder, muster.ProgramEmulator, muster.ProgramProfiling, muster.ProgramCodeRelay, muster.ProgramFileDrop, muster.ProgramSharedPad,
		muster.ProgramVideo, muster.ProgramOther,
	}
}

// Class returns what a program is for, "" for all that does not matter.
func Class(ran *muster.Ran) muster.ProgramClass {
	_, class := Find(ran)
	return class
}

// Find returns the name of the product and what it is for, or nothing. A
// product's service, window and relay are one product: two of its files are
// not two tools.
func Find(ran *muster.Ran) (name muster.Text, class muster.ProgramClass) {
	p := table().find(ran)
	if p == nil {
		return "", ""
	}
	return muster.Text(p.name), p.class
}

func (x *index) find(ran *muster.Ran) *product {
	if ran.Seen == muster.SeenDomain {
		host := strings.TrimSuffix(strings.ToLower(string(ran.Name)), ".")
		for range 6 { // labels
			if p := x.domains[host]; p != nil {
				return p
			}
			_, rest, more := strings.Cut(host, ".")
			if !more {
				return nil
			}
			host = rest
		}
		return nil
	}
	for _, text := range []string{string(ran.Name), string(ran.Path)} {
		if p := x.names[stem(text)]; p != nil && !(ran.Seen == muster.SeenInstalled && everywhere(p)) {
			return p
		}
	}
	return nil
}

// everywhere reports whether a program comes with the operating system, so
// that only its running says anything.
func everywhere(p *product) bool { return p.name == "Quick Assist" || p.name == "caffeinate" }

// stem brings a file or product name to the form of the table: in lower case,
// without folders, ending and version.
func stem(text string) string {
	name := strings.ToLower(strings.TrimSpace(text))
	if len(name) > 300 {
		return ""
	}
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	for _, ending := range []string{".exe", ".app", ".msi", ".desktop"} {
		name = strings.TrimSuffix(name, ending)
	}
	if first, version, more := strings.Cut(name, " "); more { // "AnyDesk 9.0", "Mouse Jiggler (2.1)"
		words := strings.Fields(version)
		for i := len(words) - 1; i >= 0 && isVersion(words[i]); i-- {
			words = words[:i]
		}
		name = strings.TrimSpace(first + " " + strings.Join(words, " "))
	}
	return name
}

// isVersion reports whether a word is a version or the width of a program.
func isVersion(word string) bool {
	word = strings.Trim(word, "()[],")
	word = strings.TrimPrefix(strings.TrimPrefix(word, "version"), "v")
	switch word {
	case "", "x64", "x86", "64-bit", "32-bit", "64bit", "bit":
		return true
	}
	return word[0] >= '0' && word[0] <= '9'
}
