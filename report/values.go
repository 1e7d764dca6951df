package report

import (
	"slices"
	"strings"

	"muster"
	"muster/internal/escape"
)

// values turns opaque artefact ids into what people may see of them.
type values struct {
	in   *Input
	show bool // in clear; never set for files that are passed on
}

func (v values) one(id muster.ArtefactID) string {
	if v.in.Values == nil {
		return ""
	}
	d := v.in.Values(id)
	if v.show && d.Clear != "" {
		return d.Clear
	}
	return d.Masked
}

func (v values) all(ids []muster.ArtefactID) []string {
	var out []string
	for _, id := range ids {
		if s := v.one(id); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Named returns what the records of a finding call the program or the thing plugged
// in: that of the first record cited, and all of them. What is not on record is
// said in words.
func Named(f *muster.Finding) (first, all string) {
	first, all = "name not on record", "names not on record"
	var names []string
	for i := range f.Evidence {
		name := escape.Line(string(f.Evidence[i].Named))
		if name == "" {
			continue
		}
		if name = "“" + name + "”"; i == 0 {
			first = name
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		all = list(names)
	}
	return first, all
}

// fill replaces the marks of a finding's detail: {value}, {values}, {named},
// {names}, {n} and {date}. A mark that has nothing to show becomes words, so that
// a sentence never ends in the middle.
func (v values) fill(text string, f *muster.Finding) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var shown []string
	n := len(f.Subjects)
	if f.Join != nil {
		shown, n = v.all(f.Join.Artefacts), f.Join.SharedBy
	}
	value := "a detail on record"
	if f.Join != nil && len(f.Join.Kinds) > 0 {
		value = artefactPhrase(f.Join.Kinds[0])
	}
	if len(shown) > 0 {
		value = shown[0]
	}
	all := value
	if len(shown) > 1 {
		all = list(shown)
	}
	when := f.ObservedAt.Dated().String()
	if f.ObservedAt.IsZero() {
		when = "a date not stated"
	}
	named, names := Named(f)
	// one pass, so that a value holding a mark is not filled again
	return sentence(strings.NewReplacer("{value}", value, "{values}", all, "{named}", named, "{names}", names, "{n}", number(n), "{date}", when).Replace(text))
}
