package programs

import (
	"path"
	"strings"
	"sync"

	"muster"
	"muster/normal"
)

// product is a program under all its names.
type product struct {
	name  string
	class muster.ProgramClass
}

// index finds products by file name, display name and relay.
type index struct {
	names    map[string]*product // in lower case, without an ending
	domains  map[string]*product
	products map[string]*product // by their own names
}

var table = sync.OnceValue(func() *index {
	x := &index{names: map[string]*product{}, domains: map[string]*product{}, products: map[string]*product{}}
	for class, lines := range lists() {
		for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
			fields := strings.Split(line, "|")
			p := &product{fields[0], class}
			x.names[strings.ToLower(p.name)], x.products[p.name] = p, p
			for n := range strings.SplitSeq(fields[1], ",") {
				if n != "" {
					x.names[n] = p
				}
			}
			if len(fields) > 2 {
				for d := range strings.SplitSeq(fields[2], ",") {
					if d != "" {
						x.domains[d] = p
					}
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
	if ran.Seen == muster.SeenProfile {
		return ran.Name, muster.ProgramProfiles
	}
	if ran.Seen == muster.SeenDomain {
		if name, class := page(normal.Page(string(ran.Name))); class != "" {
			return name, class
		}
		for _, kind := range []normal.PageKind{normal.PageCodes, normal.PageFiles, normal.PagePad, normal.PageVideo} {
			if name, class := page(kind); name == ran.Name { // named already
				return name, class
			}
		}
	}
	if named(ran) {
		return ran.Name, muster.ProgramRemote
	}
	p := table().find(ran)
	if p == nil {
		return "", ""
	}
	return muster.Text(p.name), p.class
}

// page returns a public page's product and class: one name for all pages of a
// kind, so that two of them are not two tools.
func page(kind normal.PageKind) (muster.Text, muster.ProgramClass) {
	switch kind {
	case normal.PageCodes:
		return "Page for sign-in codes", muster.ProgramCodeRelay
	case normal.PageFiles:
		return "Page that hands files on", muster.ProgramFileDrop
	case normal.PagePad:
		return "Shared pad", muster.ProgramSharedPad
	case normal.PageVideo:
		return "Page that relays video", muster.ProgramVideo
	}
	return "", ""
}

func (x *index) find(ran *muster.Ran) *product {
	if ran.Seen == muster.SeenDomain {
		if p := x.products[string(ran.Name)]; p != nil { // named already
			return p
		}
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
func everywhere(p *product) bool {
	return p.name == "Quick Assist" || p.name == "caffeinate" || p.class == muster.ProgramProfiling
}

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
