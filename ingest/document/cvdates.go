package document

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"muster/normal"
)

// monthNames maps month names of common European languages, folded, to their
// number. Three-letter forms stand for themselves.
var monthNames = map[string]int{
	"jan": 1, "january": 1, "januar": 1, "janvier": 1, "janv": 1, "enero": 1, "ene": 1, "gennaio": 1, "gen": 1, "januari": 1, "janeiro": 1, "styczen": 1, "janner": 1,
	"feb": 2, "february": 2, "februar": 2, "fevrier": 2, "fevr": 2, "febrero": 2, "febbraio": 2, "februari": 2, "fevereiro": 2, "fev": 2, "luty": 2,
	"mar": 3, "march": 3, "marz": 3, "mars": 3, "marzo": 3, "maart": 3, "mrt": 3, "marco": 3, "marzec": 3, "maerz": 3,
	"apr": 4, "april": 4, "avril": 4, "avr": 4, "abril": 4, "abr": 4, "aprile": 4, "kwiecien": 4,
	"may": 5, "mai": 5, "mayo": 5, "maggio": 5, "mag": 5, "mei": 5, "maio": 5, "maj": 5,
	"jun": 6, "june": 6, "juni": 6, "juin": 6, "junio": 6, "giugno": 6, "giu": 6, "junho": 6, "czerwiec": 6,
	"jul": 7, "july": 7, "juli": 7, "juillet": 7, "juil": 7, "julio": 7, "luglio": 7, "lug": 7, "julho": 7, "lipiec": 7,
	"aug": 8, "august": 8, "aout": 8, "agosto": 8, "ago": 8, "augustus": 8, "augusti": 8, "sierpien": 8,
	"sep": 9, "sept": 9, "september": 9, "septembre": 9, "septiembre": 9, "settembre": 9, "set": 9, "setembro": 9, "wrzesien": 9,
	"oct": 10, "october": 10, "oktober": 10, "okt": 10, "octobre": 10, "octubre": 10, "ottobre": 10, "ott": 10, "outubro": 10, "out": 10, "pazdziernik": 10,
	"nov": 11, "november": 11, "novembre": 11, "noviembre": 11, "novembro": 11, "listopad": 11,
	"dec": 12, "december": 12, "dezember": 12, "dez": 12, "decembre": 12, "diciembre": 12, "dic": 12, "dicembre": 12, "dezembro": 12, "grudzien": 12,
}

// accentedMonths are the spellings that folding would change; the grammar
// matches text as it stands.
var accentedMonths = []string{
	"février", "fév", "févr", "août", "décembre", "déc", "märz", "mär", "jänner", "março", "październik", "styczeń", "kwiecień", "sierpień", "wrzesień", "grudzień",
}

// monthPattern matches any month name, the longest first.
func monthPattern() string {
	names := slices.Concat(slices.Sorted(maps.Keys(monthNames)), accentedMonths)
	slices.SortStableFunc(names, func(a, b string) int { return len(b) - len(a) })
	return `(?:` + strings.Join(names, "|") + `)\b\.?`
}

// grammar is the pattern of one date as CVs write it.
func grammar() string {
	m := monthPattern()
	return `(?:\b\d{1,2}(?:st|nd|rd|th|\.)? ?` + m + `,? ` + yearRE + `|\b` + m + ` \d{1,2}(?:st|nd|rd|th)?, ?` + yearRE + `|\b` + m + `,? ?(?:of )?` + yearRE +
		`|\b` + m + ` ?['’]\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]` + yearRE + `|\b` + yearRE + `-\d{2}-\d{2}|\b` + yearRE + `[-/.](?:1[0-2]|0?[1-9])\b` +
		`|\b(?:1[0-2]|0?[1-9])[./-]` + yearRE + `|\b(?:Q[1-4]|spring|summer|autumn|fall|winter) ` + yearRE + `|\b` + yearRE + `)`
}

const (
	yearRE  = `(?:19[5-9]\d|20[0-4]\d)`
	untilRE = `(?:\s*(?:-|–|—|−|~|→|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bbis\b|\bà\b|\bau\b|\bhasta\b|\bal?\b|\btot\b|\baté\b|\bdo\b)\s*)`
	nowRE   = `(?:present|current(?:ly)?|now|today|ongoing|to date|date|heute|aktuell|aujourd.hui|actuel(?:lement)?|présent|actualidad|presente|actual|oggi|attuale|heden|atual(?:mente)?|obecnie|teraz|nuvarande|nu)`
)

var (
	rangeRE     = regexp.MustCompile(`(?i)(` + grammar() + `)` + untilRE + `(?:(` + grammar() + `)|(` + nowRE + `)\b)`)
	monthSpanRE = regexp.MustCompile(`(?i)\b(` + monthPattern() + `)\s*(?:-|–|—|\bto\b)\s*(` + monthPattern() + `),? (` + yearRE + `)`)
	sinceRE     = regexp.MustCompile(`(?i)\b(?:since|from|seit|ab|depuis|desde|dal|sinds)\s+(` + grammar() + `)`)
	openRE      = regexp.MustCompile(`(?i)(` + grammar() + `)\s*(?:-|–|—)\s*$`)
	singleRE    = regexp.MustCompile(`(?i)(` + grammar() + `)`)
	schoolRE    = regexp.MustCompile(`\b(` + yearRE + `)\s?/\s?(?:20)?(\d{2})\b`)
)

// span is a stretch of time found in a line, and where.
type span struct {
	start, end Date
	current    bool
	from, to   int // bytes of the line it took
}

// findSpan returns the first stretch of time in a line.
func findSpan(line string, now Date) (span, bool) {
	if len(line) > 400 || !mayHoldDate(line) {
		return span{}, false
	}
	if m := monthSpanRE.FindStringSubmatchIndex(line); m != nil {
		from, to := monthOf(line[m[2]:m[3]]), monthOf(line[m[4]:m[5]])
		year, _ := strconv.Atoi(line[m[6]:m[7]])
		// "Jan 2018 - Mar 2019" must not be read from its second half.
		if from > 0 && to > 0 && from <= to {
			return span{Date{year, from, 0}, Date{year, to, 0}, false, m[0], m[1]}, true
		}
	}
	for _, m := range rangeRE.FindAllStringSubmatchIndex(line, 4) {
		start := cvDate(line[m[2]:m[3]], now)
		s := span{start: start, from: m[0], to: m[1]}
		if m[4] >= 0 {
			s.end = cvDate(line[m[4]:m[5]], now)
		} else {
			s.current = true
		}
		if plausible(s, now) {
			return s, true
		}
	}
	if m := sinceRE.FindStringSubmatchIndex(line); m != nil {
		s := span{start: cvDate(line[m[2]:m[3]], now), current: true, from: m[0], to: m[1]}
		if plausible(s, now) {
			return s, true
		}
	}
	if m := openRE.FindStringSubmatchIndex(line); m != nil {
		s := span{start: cvDate(line[m[2]:m[3]], now), current: true, from: m[0], to: m[1]}
		return s, plausible(s, now)
	}
	return span{}, false
}

// mayHoldDate is the cheap test before the grammar: two digits in a row.
func mayHoldDate(s string) bool {
	for i := 1; i < len(s); i++ {
		if isDigit(s[i]) && isDigit(s[i-1]) {
			return true
		}
	}
	return false
}

// plausible keeps stretches that run forwards and have begun.
func plausible(s span, now Date) bool {
	if s.start.IsZero() || s.start.Year > now.Year+1 && now.Year > 0 {
		return false
	}
	if s.current {
		return true
	}
	return !s.end.IsZero() && s.end.months(12) >= s.start.months(1) && s.end.Year-s.start.Year <= 60
}

func monthOf(word string) int {
	return monthNames[normal.Fold(strings.Trim(word, ". "))]
}

// cvDate reads one date. Days before months and months before days cannot be
// told apart below 13, so that only the year of such a date is taken.
func cvDate(s string, now Date) Date {
	s = strings.TrimSpace(s)
	nums, word := dateTokens(s)
	month := monthOf(word)
	switch {
	case strings.ContainsAny(s, "'’") && len(nums) == 1:
		if month == 0 {
			return Date{}
		}
		year := 2000 + nums[0]
		if now.Year > 0 && year > now.Year+1 {
			year -= 100
		}
		return Date{year, month, 0}
	case word != "" && month > 0 && len(nums) == 2 && nums[0] <= 31 && nums[0] > 0:
		return Date{nums[1], month, nums[0]}
	case word != "" && len(nums) >= 1:
		return Date{nums[len(nums)-1], month, 0}
	case len(nums) == 3 && nums[0] > 31:
		return checked(nums[0], nums[1], nums[2])
	case len(nums) == 3 && (nums[0] > 12 || strings.Contains(s, ".")):
		return checked(nums[2], nums[1], nums[0])
	case len(nums) == 3 && nums[1] > 12:
		return checked(nums[2], nums[0], nums[1])
	case len(nums) == 3 && nums[0] == nums[1]:
		return checked(nums[2], nums[0], nums[1])
	case len(nums) == 3:
		return Date{Year: nums[2]}
	case len(nums) == 2 && nums[0] > 31:
		return checked(nums[0], nums[1], 0)
	case len(nums) == 2:
		return checked(nums[1], nums[0], 0)
	case len(nums) == 1:
		return Date{Year: nums[0]}
	}
	return Date{}
}

func checked(y, m, d int) Date {
	if m < 1 || m > 12 {
		return Date{Year: y}
	}
	if d < 0 || d > 31 {
		d = 0
	}
	return Date{y, m, d}
}

// dateTokens returns the numbers of a date and its longest word.
func dateTokens(s string) (nums []int, word string) {
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,./-'’", r) }) {
		f = strings.TrimRight(f, "stndrh")
		if n, err := strconv.Atoi(f); err == nil {
			nums = append(nums, n)
		}
	}
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,./-'’0123456789", r) }) {
		if len(f) > len(word) {
			word = f
		}
	}
	if len(word) < 3 {
		word = ""
	}
	return nums, word
}
