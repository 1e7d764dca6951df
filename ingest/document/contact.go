package document

import (
	"regexp"
	"strings"

	"muster/normal"
)

var (
	emailRE    = regexp.MustCompile(`[\pL\pN._%+'-]{1,64}@[\pL\pN-]{1,63}(?:\.[\pL\pN-]{1,63}){1,5}`)
	phoneRE    = regexp.MustCompile(`(?:\+|00|\(0|\b0|\()\d[\d ()./-]{6,20}\d|\+?\b\d{3}[-. ]\d{3}[-. ]\d{4}\b`)
	urlRE      = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s|<>"'•]{3,200}|\b(?:[a-z0-9-]{2,40}\.)?(?:linkedin|github|gitlab|bitbucket|stackoverflow|medium|behance|dribbble|kaggle|xing|upwork|freelancer|leetcode|hackerrank|twitter|x|dev)\.(?:com|org|to)/[^\s|<>"'•,;]{2,120}|\b[a-z0-9-]{2,40}\.github\.io\b[^\s|,;]*`)
	profileRE  = regexp.MustCompile(`(?i)^(?:https?://)?(?:[a-z]{2,3}\.)?(linkedin|github|gitlab|bitbucket|stackoverflow|medium|behance|dribbble|kaggle|xing|upwork|freelancer|leetcode|hackerrank|twitter|x|dev)\.(?:com|org|to)/(?:in/|pub/|users/(?:\d+/)?|profile/|freelancers/|u/|@)?@?([^/?#]+)`)
	postcodeRE = regexp.MustCompile(`\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{5}(?:-\d{4})?\b|\b\d{4} ?[A-Z]{2}\b|\b[A-Z]{1,2}-\d{4,5}\b|\b\d{2}-\d{3}\b`)
	streetRE   = regexp.MustCompile(`(?i)\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|court|crescent|square|terrace|way|boulevard|blvd|place|gardens|mews|row|grove|parkway|pkwy|rue|via|calle|plaza|platz|weg|allee|strada|straat|laan|ulica|ul)\b|stra(?:ß|ss)e\b`)
	placeRE    = regexp.MustCompile(`(?i)^(?:address|location|based in|city|lives in|residence|home|adresse|wohnort|dirección|indirizzo)\s*[:\-]?\s*(.{3,100})$`)
	cityRE     = regexp.MustCompile(`^\p{Lu}[\pL.'’ -]{1,40}, ?(?:\p{Lu}[\pL.'’ -]{1,40})(?:, ?\p{Lu}[\pL.'’ -]{1,40})?$`)
)

// contactLines is how far into a CV contact details are looked for, beside
// sections that are named for them.
const contactLines = 40

// contact reads contact details from the top of a CV, from personal-details
// sections and, as many put them there, from the last lines. Referees keep
// theirs: what stands under references is another person's.
func (f *CVFacts) contact(parts []part) {
	seen := 0
	for i, p := range parts {
		if p.kind == references || p.kind == languages {
			continue
		}
		full := p.kind == header || p.kind == personal
		for j, line := range p.lines {
			if len(line) > 2000 {
				continue
			}
			seen++
			f.links(line)
			near := full || seen <= contactLines || i == len(parts)-1 && j >= len(p.lines)-4
			if near {
				f.reach(line)
			}
			if full && seen <= contactLines || p.kind == personal {
				f.place(line)
			}
			if f.Name == "" && p.kind == header && seen <= 6 {
				f.Name = nameLine(line)
			}
		}
	}
	f.Emails, f.Phones, f.URLs = distinct(f.Emails), distinct(f.Phones), distinct(f.URLs)
}

func (f *CVFacts) reach(line string) {
	rest := line
	if strings.Contains(line, "@") {
		for _, m := range emailRE.FindAllString(line, 8) {
			f.Emails = append(f.Emails, strings.Trim(m, ".-'"))
		}
		rest = emailRE.ReplaceAllString(rest, " ")
	}
	if digitCount(rest) < 8 {
		return
	}
	if mayHoldURL(rest) {
		rest = urlRE.ReplaceAllString(rest, " ")
	}
	for _, m := range phoneRE.FindAllString(rest, 8) {
		if n := digitCount(m); n >= 8 && n <= 15 && !yearRange(m) {
			f.Phones = append(f.Phones, strings.Trim(m, " .-/"))
		}
	}
}

// yearRange reports "2015 - 2018", which else looks like a number to call.
func yearRange(s string) bool {
	_, ok := findSpan(s, Date{})
	return ok
}

func digitCount(s string) (n int) {
	for i := range len(s) {
		if isDigit(s[i]) {
			n++
		}
	}
	return n
}

// mayHoldURL is the cheap test before the pattern.
func mayHoldURL(s string) bool {
	return strings.IndexByte(s, '/') >= 0 || strings.Contains(s, "www.") || strings.Contains(s, "WWW.") || strings.Contains(s, ".io")
}

func (f *CVFacts) links(line string) {
	if !mayHoldURL(line) || len(f.URLs) > 60 {
		return
	}
	for _, u := range urlRE.FindAllString(line, 12) {
		u = strings.TrimRight(u, ".,;:)]")
		f.URLs = append(f.URLs, u)
		if m := profileRE.FindStringSubmatch(strings.TrimPrefix(u, "www.")); m != nil {
			p := Profile{strings.ToLower(m[1]), strings.TrimRight(m[2], ".,)"), u}
			known := false
			for _, q := range f.Profiles {
				known = known || q.Site == p.Site && strings.EqualFold(q.Handle, p.Handle)
			}
			if !known && len(f.Profiles) < 30 {
				f.Profiles = append(f.Profiles, p)
			}
		}
	}
}

// place looks for a line that is an address, and one that names a city.
func (f *CVFacts) place(line string) {
	for _, field := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("|•·\t", r) }) {
		field = strings.TrimSpace(field)
		if len(field) > 160 || strings.Contains(field, "@") || strings.Contains(field, "://") {
			continue
		}
		if m := placeRE.FindStringSubmatch(field); m != nil {
			field = strings.TrimSpace(m[1])
			if f.Location == "" {
				f.Location = field
			}
		}
		isAddress := postcodeRE.MatchString(field) && letters(field) > 4 && strings.Count(field, ",")+strings.Count(field, " ") >= 2 || streetRE.MatchString(field) && mayNumber(field)
		if isAddress && f.Address == "" && !phoneRE.MatchString(field) {
			f.Address = field
			continue
		}
		if f.Location == "" && cityRE.MatchString(field) && !isTitle(field) {
			f.Location = field
		}
	}
}

func mayNumber(s string) bool { return strings.ContainsAny(s, "0123456789") }

var nameWordRE = regexp.MustCompile(`^(?:\p{Lu}[\pL'’.-]*|de|la|van|von|der|den|del|di|da|dos|bin|al|el|le|du|ter|ten|af|av|zu)$`)

// nameLine returns the name a line consists of, or "": two to five words of
// which all look like parts of a name. A job title is none.
func nameLine(line string) string {
	line, _, _ = strings.Cut(line, "|")
	line, _, _ = strings.Cut(line, "\t")
	line, _, _ = strings.Cut(strings.TrimSpace(line), ",")
	words := strings.Fields(line)
	if len(words) < 2 || len(words) > 5 || isTitle(line) || hasWord(line, companyWords) {
		return ""
	}
	for _, w := range words {
		if !nameWordRE.MatchString(w) {
			return ""
		}
	}
	switch strings.Join(normal.Words(line), " ") {
	case "curriculum vitae", "resume", "cover letter", "personal details":
		return ""
	}
	if _, heading := headingOf(line); heading {
		return ""
	}
	return line
}
