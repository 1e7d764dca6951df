package web

import (
	"regexp"
	"strings"
)

// refusedTerms are words about how somebody looks or sounds, or where they are
// from. None of them is ever evidence, so none can be recorded as such. The
// list catches slips; the closed choices of the forms are what holds the rule.
func refusedTerms() []string {
	return []string{
		"accents?", "accented", "broken english", "native speaker", "mother tongue", "pronunciation", "foreigners?", "foreign-(?:looking|sounding)",
		"ethnic(?:ity|ally)?", "nationality", "(?:his|her|their) race", "racial", "skin colour", "skin color", "religio(?:n|us)", "hijab", "turban", "attractive", "ugly", "overweight",
		"(?:looks?|looked|sounds?|sounded|seems?|seemed) (?:very |quite |rather )?(?:foreign|asian|african|arab(?:ic)?|chinese|korean|russian|indian|pakistani|nigerian|eastern european|slavic|jewish|muslim)",
	}
}

// neutral is a reason in which refused terms have no place.
func (f *form) neutral(name string) string {
	s := f.reason(name)
	terms := regexp.MustCompile(`(?i)(?:^|[^\pL])(` + strings.Join(refusedTerms(), "|") + `)(?:$|[^\pL])`)
	if hit := terms.FindStringSubmatch(s); hit != nil {
		f.complain(name, "Leave out “"+hit[1]+"”: how somebody looks or sounds, or where they are from, says nothing here.")
	}
	return s
}
