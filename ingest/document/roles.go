package document

import (
	"regexp"
	"strings"

	"muster/normal"
)

// titleWords mark a phrase as a job title.
var titleWords = wordSet(`engineer developer manager analyst consultant architect designer administrator director lead head officer specialist scientist programmer
	technician assistant associate coordinator executive intern apprentice trainee researcher lecturer teacher tutor professor founder cofounder owner cto ceo coo cio vp
	president partner advisor adviser representative accountant recruiter editor writer tester qa sre devops dba supervisor operator clerk agent nurse driver principal
	staff contractor freelancer strategist planner buyer controller auditor lawyer solicitor entwickler entwicklerin ingenieur berater leiter developpeur ingeniero
	desarrollador sviluppatore ontwikkelaar programista praktikant werkstudent graduate student fellow mentor volunteer trustee chair support secretary cashier barista chef cook`)

// companyWords mark a phrase as an organisation.
var companyWords = wordSet(`ltd limited plc llp inc llc corp corporation co company gmbh ag kg se sa sas sarl srl spa bv nv oy ab as aps group holdings holding bank university
	college council trust nhs hospital solutions technologies technology labs lab studios studio systems software consulting consultancy partners agency ventures media
	services networks digital analytics foundation institute ministry department school insurance energy logistics pharma motors airlines telecom retail self-employed freelance`)

// partTimeWords mark work that others may run beside.
var partTimeWords = regexp.MustCompile(`(?i)\b(part[- ]?time|freelanc\w*|self[- ]employed|contract(?:or|ing)?|advis[oe]ry?|advisor|intern(?:ship)?|volunt\w+|consultant \(|side project|board member|non[- ]executive|mentor|tutor|teaching assistant|student|werkstudent\w*|praktik\w+|apprentice\w*|trustee|zero[- ]hours?|casual|seasonal|sabbatical|parental leave|maternity|founder|co-founder|nebenberuflich|teilzeit|temps partiel|tiempo parcial)\b`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

func hasWord(s string, set map[string]bool) bool {
	for _, w := range normal.Words(s) {
		if set[w] || strings.Contains(w, "-") && set[strings.ReplaceAll(w, "-", "")] {
			return true
		}
	}
	return false
}

func isTitle(s string) bool { return hasWord(s, titleWords) }

// block is one dated entry of a section: its span, the lines that head it and
// the lines under it.
type block struct {
	span  span
	heads []string
	body  []string
}

// blocks cuts a section at its dated lines. The lines of a head stand before,
// on or after the dated line; which, shows in what is left of that line.
func blocks(lines []string, now Date) []block {
	type hit struct {
		line int
		s    span
	}
	var hits []hit
	for i, line := range lines {
		text, marked := bullet(line)
		if marked && (len(text) > 90 || strings.HasSuffix(text, ".")) {
			continue // a sentence of the description that happens to hold dates
		}
		if s, ok := findSpan(line, now); ok && len(strings.TrimSpace(line[:s.from]+line[s.to:])) < 140 {
			hits = append(hits, hit{i, s})
		}
	}
	used := 0 // first line not yet part of an entry
	out := make([]block, 0, len(hits))
	for n, h := range hits {
		limit := len(lines)
		if n+1 < len(hits) {
			limit = hits[n+1].line
		}
		b := block{span: h.s}
		own := trimPiece(lines[h.line][:h.s.from] + "\t" + lines[h.line][h.s.to:])
		before := headLinesBefore(lines, used, h.line)
		next := h.line + 1
		switch {
		case own == "" && len(before) > 0:
			b.heads = before
		case own == "":
			b.heads, next = headLinesAfter(lines, next, limit, 2)
		case isTitle(own) && strings.ContainsAny(own, "|,@–\t") || strings.Contains(own, " at "):
			b.heads = []string{own}
		case len(before) > 0:
			b.heads = append(before, own)
		default:
			var after []string
			after, next = headLinesAfter(lines, next, limit, 1)
			b.heads = append([]string{own}, after...)
		}
		b.body = lines[next:limit]
		used = next
		out = append(out, b)
	}
	trimBodies(lines, out)
	return out
}

// trimBodies takes from each body the lines that head the next entry.
func trimBodies(_ []string, out []block) {
	for i := 0; i+1 < len(out); i++ {
		b := &out[i]
		for n := len(b.body); n > 0; n-- {
			last := strings.TrimSpace(b.body[n-1])
			if last != "" && !contains(out[i+1].heads, trimPiece(last)) {
				break
			}
			b.body = b.body[:n-1]
		}
	}
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// headLinesBefore returns up to two plain lines directly above a dated line.
func headLinesBefore(lines []string, from, at int) []string {
	var out []string
	for i := at - 1; i >= from && len(out) < 2; i-- {
		text, marked := bullet(lines[i])
		if onlyTenure(text) {
			continue
		}
		if text == "" || marked || len(text) > 110 || strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "Inc.") && !strings.HasSuffix(text, "Ltd.") {
			break
		}
		out = append([]string{trimPiece(text)}, out...)
	}
	return out
}

// onlyTenure reports a line such as "3 years 5 months".
func onlyTenure(s string) bool {
	return s != "" && len(s) < 40 && letters(tenure.ReplaceAllString(s, "")) == 0
}

// headLinesAfter returns up to n plain lines below a dated line and the index
// of the first line that is not one.
func headLinesAfter(lines []string, i, limit, n int) ([]string, int) {
	var out []string
	for ; i < limit && len(out) < n; i++ {
		text, marked := bullet(lines[i])
		if text == "" && len(out) == 0 {
			continue
		}
		if text == "" || marked || len(text) > 90 || strings.HasSuffix(text, ".") {
			break
		}
		out = append(out, trimPiece(text))
	}
	return out, i
}

// roles reads the jobs of an experience section.
func roles(lines []string, now Date) []Role {
	var out []Role
	employer := ""
	for _, b := range blocks(lines, now) {
		r := Role{Start: b.span.start, End: b.span.end, Current: b.span.current}
		head := strings.Join(b.heads, "\t")
		r.PartTime = partTimeWords.MatchString(head)
		r.Title, r.Employer = titleAndEmployer(b.heads)
		if r.Employer == "" && r.Title != "" {
			r.Employer = employer // further titles under one company
		}
		employer = r.Employer
		r.Lines = description(b.body)
		if r.Title != "" || r.Employer != "" {
			out = append(out, r)
		}
	}
	return out
}

// description returns the lines that belong to a job: up to the first empty
// line, and past it only while the list goes on. What stands further down, under
// a heading we do not know, must not be dated by the job above it.
func description(body []string) []string {
	var out []string
	gap := false
	for _, l := range body {
		text, marked := bullet(l)
		switch {
		case text == "":
			gap = len(out) > 0
			continue
		case gap && !marked, len(out) == 60:
			return out
		}
		out = append(out, text)
	}
	return out
}

var (
	atRE    = regexp.MustCompile(`(?i)\s+(?:at|@|bei|chez|en|presso|bij)\s+`)
	pieceRE = regexp.MustCompile(`\s*[|\t•·]\s*|\s+[–—-]\s+|,\s+|\s+@\s+|;\s+`)
	tenure  = regexp.MustCompile(`(?i)\(?\b\d{1,2}\+?\s*(?:years?|yrs?|months?|mos?|jahre?|ans)\b[^|\t]*$`)
)

// A piece is a part of a head. list is set for parts of a longer comma list,
// which are places more often than titles.
type piece struct {
	text     string
	employer bool // what the head itself calls so: "at Acme", "Company: Acme"
	title    bool
	list     bool
}

var (
	employerLabel = regexp.MustCompile(`(?i)^(?:company|employer|organi[sz]ation|client|firma|unternehmen|entreprise|empresa|azienda)\s*:\s*`)
	titleLabel    = regexp.MustCompile(`(?i)^(?:position|role|job title|title|designation|poste|puesto|ruolo|funktion)\s*:\s*`)
	otherLabel    = regexp.MustCompile(`(?i)^(?:period|dates?|duration|location|zeitraum|dauer|ort|type|durée|lieu)\b\s*:?`)
)

func pieces(heads []string) []piece {
	var out []piece
	for _, h := range heads {
		switch {
		case otherLabel.MatchString(h):
			continue
		case employerLabel.MatchString(h):
			out = append(out, piece{text: employerLabel.ReplaceAllString(h, ""), employer: true})
			continue
		case titleLabel.MatchString(h):
			out = append(out, piece{text: titleLabel.ReplaceAllString(h, ""), title: true})
			continue
		}
		if loc := atRE.FindStringIndex(h); loc != nil && isTitle(h[:loc[0]]) {
			name, _, _ := strings.Cut(joinSuffix(h[loc[1]:]), ", ")
			out = append(out, piece{text: h[:loc[0]], title: true}, piece{text: name, employer: true})
			continue
		}
		list := strings.Count(joinSuffix(h), ", ") >= 2
		for i, p := range pieceRE.Split(joinSuffix(h), -1) {
			out = append(out, piece{text: p, list: list && i > 0})
		}
	}
	for i := range out {
		out[i].text = clip(trimPiece(tenure.ReplaceAllString(out[i].text, "")), 120)
	}
	return out
}

// titleAndEmployer sorts the pieces of a head: the first that holds a word of
// job titles is the title, the first other that is no place is the employer.
func titleAndEmployer(heads []string) (title, employer string) {
	all := pieces(heads)
	for _, p := range all {
		switch {
		case letters(p.text) < 2:
		case p.employer && employer == "":
			employer = p.text
		case title == "" && (p.title || isTitle(p.text) && !endsInCompany(p.text)):
			title = p.text
		case employer == "" && !p.title && !genericPlace(p.text) && !partTimeOnly(p.text):
			employer = p.text
		}
	}
	if title != "" || employer == "" {
		return title, employer
	}
	for _, p := range all { // no word of ours is in the title
		if p.text == employer || p.list || letters(p.text) < 3 || genericPlace(p.text) || partTimeOnly(p.text) {
			continue
		}
		if hasWord(p.text, companyWords) && !hasWord(employer, companyWords) {
			return employer, p.text
		}
		return p.text, employer
	}
	return "", employer
}

// joinSuffix keeps "Acme, Inc." in one piece.
func joinSuffix(s string) string {
	for _, suffix := range []string{"Inc", "Ltd", "LLC", "Limited", "GmbH", "S.A.", "Corp"} {
		s = strings.ReplaceAll(s, ", "+suffix, " "+suffix)
	}
	return s
}

// endsInCompany tells "Lead Bank Ltd" from "Lead Engineer".
func endsInCompany(s string) bool {
	w := normal.Words(s)
	return len(w) > 0 && companyWords[w[len(w)-1]] && !titleWords[w[len(w)-1]]
}

func genericPlace(s string) bool {
	switch strings.Join(normal.Words(s), " ") {
	case "remote", "hybrid", "on site", "onsite", "full time", "permanent", "uk", "usa", "us", "london", "berlin", "paris", "new york", "germany", "france", "spain",
		"united kingdom", "england", "united states", "european union", "eu", "worldwide", "various", "location", "present":
		return true
	}
	return false
}

func partTimeOnly(s string) bool {
	rest := partTimeWords.ReplaceAllString(s, "")
	return letters(rest) < 3 && letters(s) > 2
}

// trimPiece takes the punctuation of layouts off both ends.
func trimPiece(s string) string {
	s = strings.Trim(s, " \t|,;:–—-•·()[]~→")
	if open, shut := strings.Count(s, "("), strings.Count(s, ")"); open > shut {
		s += ")"
	}
	return s
}
