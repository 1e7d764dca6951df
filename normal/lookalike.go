package normal

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// LookAlikeDomain reports whether domain a could be taken for domain b without
// being it: another ending (example.co for example.com), a word added
// ("example-hr.com", "careers-example.com", "examplejobs.com"), a hyphen more or
// less, one slip or swap in a name of five letters or more, or characters that
// look alike ("rn" for "m", 1 for l, Cyrillic letters). It is symmetric. Domains
// with one registrable name are never look-alikes of each other. Firms own such
// names themselves more often than not: the answer is a reason to call the firm.
func LookAlikeDomain(a, b string) bool {
	na, sa := registrable(a)
	nb, sb := registrable(b)
	if na == "" || nb == "" || na == nb && sa == sb {
		return false
	}
	if na == nb {
		return len(na) > 2 // two letters stand for many firms
	}
	if skeleton(na) == skeleton(nb) {
		return true
	}
	if addedWord(na, nb) || addedWord(nb, na) {
		return true
	}
	x, y := strings.ReplaceAll(na, "-", ""), strings.ReplaceAll(nb, "-", "")
	if x == y {
		return true
	}
	short := min(len(x), len(y))
	switch {
	case short < 5:
		return false
	case short >= 10:
		return editDistance(x, y, 2) <= 2
	}
	return editDistance(x, y, 1) <= 1
}

// registrable splits a domain into the name its owner chose, in readable
// letters, and the public suffix.
func registrable(d string) (name, suffix string) {
	d = strings.TrimSuffix(strings.TrimSpace(d), ".")
	if len(d) > 4*maxDomainBytes {
		return "", ""
	}
	if i := strings.LastIndexByte(d, '@'); i >= 0 {
		d = d[i+1:]
	}
	d, err := canonicalDomain(d)
	if err != nil {
		return "", ""
	}
	top, err := publicsuffix.EffectiveTLDPlusOne(d)
	if err != nil {
		return "", ""
	}
	name, suffix, _ = strings.Cut(top, ".")
	if strings.HasPrefix(name, "xn--") {
		if u, err := idna.ToUnicode(name); err == nil {
			name = u
		}
	}
	return name, suffix
}

// skeleton writes a name in one spelling for all characters that look alike.
func skeleton(name string) string {
	var b strings.Builder
	for _, r := range Fold(name) {
		if c, ok := imitations[r]; ok {
			r = rune(c)
		}
		switch r {
		case '0':
			r = 'o'
		case '1', 'i', '|':
			r = 'l'
		case '5':
			r = 's'
		case '3':
			r = 'e'
		case '-':
			continue
		}
		b.WriteRune(r)
	}
	return lookalikePairs.Replace(b.String())
}

var lookalikePairs = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d", "nn", "m")

// addedWord reports that long is name with a word of business put before or
// behind it, with or without a hyphen.
func addedWord(long, name string) bool {
	if len(name) < 3 || len(long) <= len(name) {
		return false
	}
	rest, ok := strings.CutPrefix(long, name)
	if !ok {
		if rest, ok = strings.CutSuffix(long, name); !ok {
			return false
		}
	}
	hyphen := strings.HasPrefix(rest, "-") || strings.HasSuffix(rest, "-")
	rest = strings.Trim(rest, "-")
	return businessWords[rest] && (hyphen || len(name) >= 4)
}

// businessWords are added to a firm's name to make a plausible one.
var businessWords = set("hr", "jobs", "job", "career", "careers", "recruit", "recruiting", "recruitment", "talent", "hiring", "people", "team", "staff", "staffing", "work", "works", "group", "corp", "inc", "ltd", "llc", "co", "company", "global", "international", "intl", "online", "web", "net", "app", "apps", "tech", "technologies", "technology", "solutions", "solution", "services", "service", "consulting", "systems", "software", "labs", "lab", "digital", "mail", "email", "verify", "verification", "reference", "references", "support", "office", "hq", "uk", "us", "usa", "eu", "gb", "de", "io", "dev", "it", "official", "portal", "login", "secure", "holdings", "partners", "ventures", "studio", "media", "the", "my", "get", "go", "try")
