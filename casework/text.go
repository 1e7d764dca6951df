package casework

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"muster"
)

// Bounds of what people type.
const (
	MaxLine   = 200  // characters on one line
	MaxReason = 2000 // characters of a reason, an answer or a note
	MinReason = 10   // characters: enough for a reader next year to understand
	maxList   = 200  // entries of a list in an act
)

// line is a text on one line that must not be empty.
func line(field, s string) error {
	switch n := utf8.RuneCountInString(s); {
	case strings.TrimSpace(s) == "":
		return usage(field+": nothing is written there", "fill it in")
	case n > MaxLine:
		return usage(fmt.Sprintf("%s: %d characters, at most %d", field, n, MaxLine), "say it shorter")
	case !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\n\r"):
		return usage(field+": it must be one line of text", "remove line breaks and control characters")
	}
	return nil
}

// words is a text of some lines that may be empty.
func words(field, s string) error {
	if n := utf8.RuneCountInString(s); n > MaxReason {
		return usage(fmt.Sprintf("%s: %d characters, at most %d", field, n, MaxReason), "say it shorter; longer papers are evidence and kept elsewhere")
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return usage(field+": it is not text", "type it anew")
	}
	return nil
}

// neutral is a text in which words about looks, speech and origin have no
// place. It may be empty.
func neutral(field, s string) error {
	if err := words(field, s); err != nil {
		return err
	}
	if term := RefusedTerm(s); term != "" {
		return usage(fmt.Sprintf("%s: leave out %q: how somebody looks or sounds, or where they are from, says nothing here", field, term),
			`say what was done or what a record shows, such as "the camera stayed off" or "could not describe the project named in the CV"`)
	}
	return nil
}

// reason is a neutral text that somebody else must be able to follow later.
func reason(s string) error {
	if utf8.RuneCountInString(strings.TrimSpace(s)) < MinReason {
		return usage("the reason is missing or too short", "write it so that somebody who was not there can follow it: a few words at least")
	}
	return neutral("reason", s)
}

// oneOf refuses a choice that is not on its list.
func oneOf[T ~string](field string, v T, list ...T) error {
	if slices.Contains(list, v) {
		return nil
	}
	return usage(fmt.Sprintf("%s: %q is not one of its choices", field, v), fmt.Sprintf("the choices are %v", list))
}

// subjectID refuses what cannot name a person.
func subjectID(id muster.SubjectID) error {
	if id == "" || len(id) > 512 || !utf8.ValidString(string(id)) || strings.ContainsRune(string(id), 0) {
		return usage("no person is named", "open the person's page and try again")
	}
	return nil
}

// first returns the first error.
func first(errs ...error) error { return cmp.Or(errs...) }

// RefusedTerm returns the first word in a text about how somebody looks or
// sounds, or where they are from; "" when there is none. None of them is ever
// evidence, so none can be recorded as such. The list catches slips; the
// closed choices of the forms are what holds the rule. What a person says of
// themselves in an answer or a complaint is kept as they said it.
func RefusedTerm(s string) string {
	pattern := regexp.MustCompile(`(?i)(?:^|[^\pL])(` + strings.Join(RefusedTerms(), "|") + `)(?:$|[^\pL])`)
	if hit := pattern.FindStringSubmatch(s); hit != nil {
		return hit[1]
	}
	return ""
}

// RefusedTerms are the patterns of RefusedTerm, whole words in any case,
// readable by Go and by a browser. A place by itself is not among them: the
// Korean office is an address.
func RefusedTerms() []string {
	return []string{
		"accents?", "accented", "broken english", "poor english", "native speaker", "mother tongue", "pronunciation", "foreigners?", "foreign-(?:looking|sounding)",
		"ethnic(?:ity|ally)?", "nationality", "(?:his|her|their) race", "racial", "skin colour", "skin color", "religio(?:n|us)", "hijab", "turban", "facial features", "attractive", "ugly", "overweight",
		"(?:looks?|looked|sounds?|sounded|seems?|seemed) (?:very |quite |rather )?(?:foreign|asian|african|arab(?:ic)?|chinese|korean|russian|indian|pakistani|nigerian|eastern european|slavic|jewish|muslim)",
	}
}
