package ingest

import (
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// entry is what a dictionary says about a header.
type entry struct {
	path   string
	weight int
}

// dictionaries holds, for each kind, its headers; built once.
var dictionaries = sync.OnceValue(func() map[TableKind]map[string]entry {
	out := map[TableKind]map[string]entry{}
	for _, s := range kindSpecs() {
		words := map[string]entry{}
		for _, f := range slices.Concat(ownFirst(s.fields)) {
			for h := range strings.SplitSeq(f.headers, "|") {
				if _, taken := words[h]; !taken && h != "" {
					words[h] = entry{f.path, f.weight}
				}
			}
		}
		out[s.name] = words
	}
	return out
})

// ownFirst orders fields so that a kind's own meaning of a header wins over the
// shared references, which come first in the lists: "reference" is an id in
// one table and a person in another.
func ownFirst(fields []fieldSpec) []fieldSpec {
	out := slices.Clone(fields)
	slices.SortStableFunc(out, func(a, b fieldSpec) int { return rank(a.path) - rank(b.path) })
	return out
}

func rank(p string) int {
	switch {
	case p == metaNever:
		return 0
	case p == metaUnused:
		return 3
	case p == metaSubject, p == metaMember, p == metaID:
		return 2
	}
	return 1
}

// match is a header with what it was read as.
type match struct {
	header string
	path   string // "" for unknown
	weight int
}

// matchHeaders maps headers by a kind's dictionary. A note in brackets, as in
// "Start date (dd/mm/yyyy)", is dropped if the whole is not known, unless it
// says that the column is about the value: "Phone (verified on)" holds no phone.
func matchHeaders(kind TableKind, headers []string) []match {
	words := dictionaries()[kind]
	out := make([]match, len(headers))
	for i, h := range headers {
		e, ok := words[foldHeader(h)]
		if short, note, cut := strings.Cut(h, "("); !ok && cut && !speaksOf(note) {
			e, ok = words[foldHeader(short)]
		}
		if !ok {
			e = nested(words, h)
		}
		out[i] = match{h, e.path, e.weight}
	}
	return out
}

// speaksOf reports whether a note says that a column is about a value and does
// not hold it.
func speaksOf(note string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(note, func(r rune) bool { return !unicode.IsLetter(r) }), func(w string) bool {
		switch foldHeader(w) {
		case "verified", "verification", "checked", "confirmed", "validated", "updated", "changed", "modified", "added", "issued", "seen", "created",
			"since", "by", "status", "source", "method", "kind":
			return true
		}
		return false
	})
}

// nested looks up a header with the names of what holds it before it, as in
// "candidate.email" or "Employee > Start date". The last two names are tried
// together; the last alone counts only within what holds the person: the
// e-mail of recruiter.email is not the candidate's.
func nested(words map[string]entry, header string) entry {
	parts := strings.FieldsFunc(header, func(r rune) bool { return r == '.' || r == '>' || r == ':' || r == '/' })
	if len(parts) < 2 {
		return entry{}
	}
	if foldHeader(parts[len(parts)-1]) == "value" { // primaryEmailAddress.value
		if parts = parts[:len(parts)-1]; len(parts) == 1 {
			return words[foldHeader(parts[0])]
		}
	}
	last := parts[len(parts)-1]
	if e, ok := words[foldHeader(parts[len(parts)-2]+last)]; ok {
		return e
	}
	for _, holder := range parts[:len(parts)-1] {
		switch foldHeader(holder) {
		case "candidate", "applicant", "employee", "person", "worker", "payload", "data", "attributes", "fields", "application", "home", "personal",
			"contact", "profile", "root", "item", "record", "address", "homeaddress", "bank", "bankaccount", "employment", "work", "basic", "result", "about", "financial":
		default:
			return entry{}
		}
	}
	return words[foldHeader(last)]
}

// recognition is a kind with how well it fits.
type recognition struct {
	spec    *kindSpec
	matches []match
	score   int
}

// minScore is the least score at which a table is taken for a kind.
const minScore = 4

// recognise returns the kind of table the headers and name speak for; its
// spec is nil when they speak for none.
func recognise(headers []string, name string) recognition {
	words := nameWords(name)
	var best recognition
	for _, spec := range kindSpecs() {
		r := rate(spec, headers, words)
		if r.score > best.score {
			best = r
		}
	}
	if best.score < minScore {
		return recognition{}
	}
	return best
}

func rate(spec *kindSpec, headers, words []string) recognition {
	r := recognition{spec: spec, matches: matchHeaders(spec.name, headers)}
	isHint := func(w string) bool { return slices.Contains(spec.hints, w) }
	hinted := slices.ContainsFunc(words, isHint)
	if spec.name == Templates { // a column of that name says what the table is, whatever the file is called
		hinted = hinted || slices.ContainsFunc(headers, func(h string) bool { return isHint(foldHeader(h)) })
	}
	telling := telling(r.matches)
	for _, group := range spec.needs {
		if !slices.ContainsFunc(group, func(p string) bool { return p == "@hint" && hinted || hasPath(telling, p) }) {
			return recognition{}
		}
	}
	seen := map[string]bool{}
	for _, m := range telling {
		if path := strings.TrimPrefix(m.path, softly); !seen[path] {
			r.score += 2 * m.weight
		}
		if m.path == "" {
			r.score--
		}
		seen[strings.TrimPrefix(m.path, softly)] = true
	}
	if spec.name == People {
		r.score += companion(telling)
	}
	if hinted {
		r.score += 8
	}
	return r
}

// telling is matches without what says nothing of the kind of table: those
// count as headers nobody knows.
func telling(matches []match) []match {
	out := slices.Clone(matches)
	for i := range out {
		if out[i].weight == 0 && strings.HasPrefix(out[i].path, softly) {
			out[i].path = ""
		}
	}
	return out
}

// companion is what the bank details in a people table speak for it, where
// other columns leave no doubt that it is about people: payroll programs export
// both in one table.
func companion(matches []match) int {
	told := 0
	for _, path := range []string{"date_of_birth", "national_id", "started", "job_title", "home.address", "home.postcode", "contact.emails", "contact.phones"} {
		if hasPath(matches, path) {
			told++
		}
	}
	bank := alsoBank(matches)
	if told < 3 || bank == nil {
		return 0
	}
	score := 0
	for _, m := range matchHeaders(BankDetails, leftOver(matches)) {
		if m.path != "" {
			score += 2*m.weight + 1
		}
	}
	return score
}

func hasPath(matches []match, p string) bool {
	return slices.ContainsFunc(matches, func(m match) bool { return strings.TrimPrefix(m.path, softly) == p })
}

// nameWords splits the last parts of a path into folded words, and also gives
// neighbouring words joined: bank_changes is bank, changes and bankchanges.
func nameWords(name string) []string {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	parts := strings.FieldsFunc(stem, func(r rune) bool { return !unicode.IsLetter(r) })
	for i, p := range parts {
		parts[i] = foldHeader(p)
	}
	out := slices.Clone(parts)
	for i := range len(parts) - 1 {
		out = append(out, parts[i]+parts[i+1])
	}
	return out
}

// headerScore rates a row as a header by the words any kind knows. A row with
// an e-mail address or mostly numbers is data, and so is one of mostly other
// words, even if two of them are known.
func headerScore(cells []string) int {
	known, filled, numbers := 0, 0, 0
	for _, c := range cells {
		switch {
		case c == "":
			continue
		case strings.Contains(c, "@"):
			return 0
		case c[0] >= '0' && c[0] <= '9':
			numbers++
		case len(c) <= 60 && allHeaders()[foldHeader(c)]:
			known++
		}
		filled++
	}
	if known < 2 || known*4 < filled || numbers*3 > filled {
		return 0
	}
	return known
}

var allHeaders = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, words := range dictionaries() {
		for h := range words {
			out[h] = true
		}
	}
	return out
})

// isWebhook reports whether the columns are those of a product's messages about
// events: what happened beside what it happened to. One line may be about a
// person and the next about a job, so they make no table.
func isWebhook(headers []string) bool {
	inside := func(h string) bool { return strings.HasPrefix(h, "payload.") }
	return slices.Contains(headers, "action") && slices.ContainsFunc(headers, inside)
}
