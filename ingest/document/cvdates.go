package document

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"muster/normal"
)

// monthNames maps month names of common European languages, folded, to their
// number. Three-letter forms stand for themselves.
var monthNames = map[string]int{
	"jan": 1, "january": 1, "januar": 1, "janvier": 1, "janv": 1, "enero": 1, "ene": 1, "gennaio": 1, "januari": 1, "janeiro": 1, "styczen": 1, "janner": 1,
	"feb": 2, "february": 2, "februar": 2, "fevrier": 2, "fevr": 2, "febrero": 2, "febbraio": 2, "februari": 2, "fevereiro": 2, "fev": 2, "luty": 2,
	"mar": 3, "march": 3, "marz": 3, "mars": 3, "marzo": 3, "maart": 3, "mrt": 3, "marco": 3, "marzec": 3, "maerz": 3,
	"apr": 4, "april": 4, "avril": 4, "avr": 4, "abril": 4, "abr": 4, "aprile": 4, "kwiecien": 4,
	"may": 5, "mai": 5, "mayo": 5, "maggio": 5, "mag": 5, "mei": 5, "maio": 5, "maj": 5,
	"jun": 6, "june": 6, "juni": 6, "juin": 6, "junio": 6, "giugno": 6, "giu": 6, "junho": 6, "czerwiec": 6,
	"jul": 7, "july": 7, "juli": 7, "juillet": 7, "juil": 7, "julio": 7, "luglio": 7, "lug": 7, "julho": 7, "lipiec": 7,
	"aug": 8, "august": 8, "aout": 8, "agosto": 8, "augustus": 8, "augusti": 8, "sierpien": 8,
	"sep": 9, "sept": 9, "september": 9, "septembre": 9, "septiembre": 9, "settembre": 9, "setembro": 9, "wrzesien": 9,
	"oct": 10, "october": 10, "oktober": 10, "okt": 10, "octobre": 10, "octubre": 10, "ottobre": 10, "ott": 10, "outubro": 10, "pazdziernik": 10,
	"nov": 11, "november": 11, "novembre": 11, "noviembre": 11, "novembro": 11, "listopad": 11,
	"dec": 12, "december": 12, "dezember": 12, "dez": 12, "decembre": 12, "diciembre": 12, "dic": 12, "dicembre": 12, "dezembro": 12, "grudzien": 12,
}

// The grammar of dates in CVs, over text prepared by encodeMonths. It is kept
// small enough for the fast matcher of the regexp package.
const (
	yearRE  = `(?:19[5-9]\d|20[0-4]\d)`
	monthRE = `[\x01-\x0c]\x1f*\.?`
	dateRE  = `(?:\b\d\d?(?:st|nd|rd|th|\.)? ?` + monthRE + `,? ` + yearRE + `|` + monthRE + `(?: \d\d?(?:st|nd|rd|th)?, ?|,? ?(?:of )?)` + yearRE + `|` + monthRE + ` ?['’]\d{2}\b` +
		`|\b(?:\d\d?[./-]){1,2}` + yearRE + `|\b` + yearRE + `(?:-\d{2}-\d{2}|[-/.](?:1[0-2]|0?[1-9]))\b|\b(?:q[1-4]|spring|summer|autumn|fall|winter) ` + yearRE + `|\b` + yearRE + `)`
	untilRE = `\s*(?:-|–|—|−|~|→|\b(?:to|until|till|through|bis|hasta|al?|tot|do|au)\b|à|até)\s*`
	nowRE   = `(?:present|current(?:ly)?|now|today|ongoing|to date|date|heute|aktuell|aujourd.hui|actuel(?:lement)?|présent|actualidad|presente|actual|oggi|attuale|heden|atual(?:mente)?|obecnie|teraz|nuvarande)`
)

var (
	rangeRE     = regexp.MustCompile(`(` + dateRE + `)` + untilRE + `(?:(` + dateRE + `)|` + nowRE + `\b)`)
	monthSpanRE = regexp.MustCompile(`(` + monthRE + `)\s*(?:-|–|—|\bto\b)\s*(` + monthRE + `),? (` + yearRE + `)`)
	sinceRE     = regexp.MustCompile(`\b(?:since|from|seit|ab|depuis|desde|dal|sinds)\s+(` + dateRE + `)`)
	openRE      = regexp.MustCompile(`(` + dateRE + `)\s*(?:-|–|—)\s*$`)
	singleRE    = regexp.MustCompile(dateRE)
	schoolRE    = regexp.MustCompile(`\b(` + yearRE + `)\s?/\s?(?:20)?(\d{2})\b`)
)

// encodeMonths lower-cases ASCII and writes each month name as one control
// character for its number and fillers for the rest, so that every byte keeps
// its place.
func encodeMonths(s string) string {
	b := []byte(s)
	start := -1
	for i := 0; i <= len(b); i++ {
		if i < len(b) && (isLetter(b[i]) || b[i] >= 0x80 && b[i] != 0xe2) { // 0xe2 begins dashes and quotes
			if b[i] >= 'A' && b[i] <= 'Z' {
				b[i] |= 0x20
			}
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && i-start >= 3 && i-start <= 14 {
			if m := monthOf(s[start:i]); m > 0 {
				b[start] = byte(m)
				for j := start + 1; j < i; j++ {
					b[j] = 0x1f
				}
			}
		}
		start = -1
		if i < len(b) && b[i] < 0x20 && b[i] != '\t' {
			b[i] = ' '
		}
	}
	return string(b)
}

// span is a stretch of time found in a line, and where.
type span struct {
	start, end Date
	current    bool
	from, to   int // bytes of the line it took
}

// findSpan returns the first stretch of time in a line.
func findSpan(line string, now Date) (span, bool) {
	if len(line) > 400 {
		return span{}, false
	}
	// The grammar is costly, so it sees only the neighbourhood of years.
	first, last := yearsIn(line)
	if first < 0 {
		return span{}, false
	}
	from, to := max(0, first-30), min(len(line), last+40)
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	s, ok := matchSpan(line[from:to], to == len(line), now)
	s.from, s.to = s.from+from, s.to+from
	return s, ok
}

// matchSpan applies the grammar; whole tells that text reaches the line's end.
func matchSpan(text string, whole bool, now Date) (span, bool) {
	code := encodeMonths(text)
	for _, m := range rangeRE.FindAllStringSubmatchIndex(code, 4) {
		s := span{start: cvDate(text[m[2]:m[3]], now), from: m[0], to: m[1], current: m[4] < 0}
		if !s.current {
			s.end = cvDate(text[m[4]:m[5]], now)
		}
		if plausible(s, now) {
			return s, true
		}
	}
	if m := monthSpanRE.FindStringSubmatchIndex(code); m != nil {
		from, to, year := int(code[m[2]]), int(code[m[4]]), number(text[m[6]:m[7]])
		if from <= to {
			return span{Date{year, from, 0}, Date{year, to, 0}, false, m[0], m[1]}, true
		}
	}
	open := []*regexp.Regexp{sinceRE}
	if whole {
		open = append(open, openRE)
	}
	for _, re := range open {
		if m := re.FindStringSubmatchIndex(code); m != nil {
			s := span{start: cvDate(text[m[2]:m[3]], now), current: true, from: m[0], to: m[1]}
			if plausible(s, now) {
				return s, true
			}
		}
	}
	return span{}, false
}

// yearsIn returns where the first and the last year of a line stand, written
// in full or as an apostrophe and two digits; -1 when there is none.
func yearsIn(s string) (first, last int) {
	first, last = -1, -1
	for i := 0; i+2 < len(s); i++ {
		full := i+3 < len(s) && (s[i] == '1' && s[i+1] == '9' || s[i] == '2' && s[i+1] == '0') && isDigit(s[i+2]) && isDigit(s[i+3])
		short := (s[i] == '\'' || s[i] == 0x99) && isDigit(s[i+1]) && isDigit(s[i+2]) // 0x99 ends a curly apostrophe
		if full || short {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
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

// monthOf returns the number of a month by its name, 0 for any other word.
func monthOf(word string) int {
	word = strings.ToLower(strings.Trim(word, ". "))
	if m, ok := monthNames[word]; ok {
		return m
	}
	for i := range len(word) {
		if word[i] >= 0x80 {
			return monthNames[normal.Fold(word)]
		}
	}
	return 0
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
