package normal

import (
	"fmt"
	"strings"
)

// readDate reads the calendar part.
func (p *dateParser) readDate(s string) error {
	var parts []string
	for f := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(" ,/.-_'", r) }) {
		parts = append(parts, splitLetters(f)...)
	}
	parts = dropDateNoise(parts)
	switch len(parts) {
	case 1:
		return p.readOne(parts[0])
	case 2:
		return p.readTwo(parts[0], parts[1])
	case 3:
		return p.readThree(parts[0], parts[1], parts[2])
	}
	return fmt.Errorf("%w: %d parts", ErrDate, len(parts))
}

// splitLetters cuts "4mar2026" at the borders of letters and digits.
func splitLetters(s string) []string {
	var out []string
	start := 0
	for i := 1; i <= len(s); i++ {
		if i == len(s) || (s[i] >= '0' && s[i] <= '9') != (s[i-1] >= '0' && s[i-1] <= '9') {
			out, start = append(out, s[start:i]), i
		}
	}
	return out
}

// dropDateNoise removes weekdays, "st", "of".
func dropDateNoise(parts []string) []string {
	kept := parts[:0]
	for i, w := range parts {
		switch w {
		case "st", "nd", "rd", "th", "er", "of", "the", "de", "den", "le":
			if i > 0 || w == "the" || w == "le" || w == "den" {
				continue
			}
		}
		if len(w) >= 3 && !isDigits(w) {
			for _, d := range [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
				if strings.HasPrefix(d, w) {
					w = ""
					break
				}
			}
		}
		if w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

// monthNames are month names of other languages of Western Europe, folded,
// where they are not the beginning of the English one.
var monthNames = map[string]int{
	"januar": 1, "janner": 1, "janvier": 1, "janv": 1, "enero": 1, "ene": 1, "gennaio": 1, "gen": 1, "januari": 1, "janeiro": 1,
	"februar": 2, "fevrier": 2, "fevr": 2, "febrero": 2, "febbraio": 2, "februari": 2, "fevereiro": 2, "fev": 2,
	"marz": 3, "maerz": 3, "mars": 3, "marzo": 3, "maart": 3, "mrt": 3, "marco": 3,
	"avril": 4, "avr": 4, "abril": 4, "abr": 4, "aprile": 4, "mai": 5, "mayo": 5, "maggio": 5, "mag": 5, "mei": 5, "maio": 5,
	"juni": 6, "juin": 6, "junio": 6, "giugno": 6, "giu": 6, "junho": 6, "juli": 7, "juillet": 7, "juil": 7, "julio": 7, "luglio": 7, "lug": 7, "julho": 7,
	"aout": 8, "agosto": 8, "ago": 8, "augustus": 8, "septembre": 9, "septiembre": 9, "settembre": 9, "set": 9, "setembro": 9,
	"oktober": 10, "okt": 10, "octobre": 10, "octubre": 10, "ottobre": 10, "ott": 10, "outubro": 10, "out": 10,
	"novembre": 11, "noviembre": 11, "novembro": 11, "dezember": 12, "dez": 12, "decembre": 12, "diciembre": 12, "dic": 12, "dicembre": 12, "dezembro": 12,
}

// monthNumber reads an English month name, its first three letters or more, or
// a name in monthNames.
func monthNumber(s string) int {
	if len(s) < 3 || isDigits(s) {
		return 0
	}
	for i, m := range [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"} {
		if strings.HasPrefix(m, s) {
			return i + 1
		}
	}
	if s == "sept" {
		return 9
	}
	return monthNames[s]
}

func (p *dateParser) readOne(s string) error {
	switch {
	case len(s) == 4 && isDigits(s):
		p.year, p.precision = parseDigits(s), PrecisionYear
	case len(s) == 8 && isDigits(s):
		p.set(s[:4], s[4:6], s[6:])
		if p.month == 0 || p.day == 0 {
			return fmt.Errorf("%w: no such day", ErrDate)
		}
	default:
		return fmt.Errorf("%w: neither a year nor yyyymmdd", ErrDate)
	}
	return nil
}

// readTwo reads month and year in either order.
func (p *dateParser) readTwo(a, b string) error {
	if len(a) == 4 && isDigits(a) {
		a, b = b, a
	}
	m := monthNumber(a)
	if m == 0 && isDigits(a) && len(a) <= 2 {
		m = parseDigits(a)
	}
	y, ok := fullYear(b)
	if m < 1 || m > 12 || !ok || isDigits(a) && len(b) != 4 {
		return fmt.Errorf("%w: neither a month with a year nor a day", ErrDate)
	}
	p.year, p.month, p.precision = y, m, PrecisionMonth
	return nil
}

// fullYear reads a year of four digits, or of two in 1930 to 2029.
func fullYear(s string) (int, bool) {
	if !isDigits(s) {
		return 0, false
	}
	y := parseDigits(s)
	switch {
	case len(s) == 4:
		return y, true
	case len(s) == 2 && y < 30:
		return 2000 + y, true
	case len(s) == 2:
		return 1900 + y, true
	}
	return 0, false
}

func (p *dateParser) readThree(a, b, c string) error {
	switch {
	case monthNumber(b) > 0: // 4 Mar 2026, 2026 Mar 4
		if len(a) == 4 {
			a, c = c, a
		}
		return p.named(a, monthNumber(b), c)
	case monthNumber(a) > 0: // Mar 4 2026
		return p.named(b, monthNumber(a), c)
	case !isDigits(a) || !isDigits(b) || !isDigits(c):
		return fmt.Errorf("%w: words that are no month", ErrDate)
	case len(a) == 4:
		return p.numeric(c, b, a)
	case p.order == OrderDayFirst, parseDigits(a) == parseDigits(b): // 03/03 reads one way
		return p.numeric(a, b, c)
	case p.order == OrderMonthFirst:
		return p.numeric(b, a, c)
	}
	return fmt.Errorf("%w: %w", ErrDate, ErrDateOrder)
}

func (p *dateParser) named(day string, month int, year string) error {
	y, ok := fullYear(year)
	if !ok || !isDigits(day) || len(day) > 2 {
		return fmt.Errorf("%w: no day or year beside the month", ErrDate)
	}
	p.year, p.month, p.day, p.precision = y, month, parseDigits(day), PrecisionDay
	if p.day == 0 {
		return fmt.Errorf("%w: no such day", ErrDate)
	}
	return nil
}

func (p *dateParser) numeric(day, month, year string) error {
	y, ok := fullYear(year)
	if !ok || len(day) > 2 || len(month) > 2 {
		return fmt.Errorf("%w: too many digits", ErrDate)
	}
	p.year, p.month, p.day, p.precision = y, parseDigits(month), parseDigits(day), PrecisionDay
	if p.day == 0 || p.month == 0 {
		return fmt.Errorf("%w: no such day", ErrDate)
	}
	if p.month > 12 && p.day <= 12 {
		return fmt.Errorf("%w: %w: the row does not agree with the order of its column", ErrDate, ErrDateOrder)
	}
	return nil
}

func (p *dateParser) set(year, month, day string) {
	p.year, p.month, p.day, p.precision = parseDigits(year), parseDigits(month), parseDigits(day), PrecisionDay
}

// readClock reads hh:mm[:ss[.ffffff]] [am|pm] [zone].
func (p *dateParser) readClock(s string) error {
	bad := func() error { return fmt.Errorf("%w: the time of day cannot be read", ErrDate) }
	var n, i int
	if p.hour, n = digitsAt(s, 2); n == 0 || n >= len(s) || s[n] != ':' {
		return bad()
	}
	s = s[n+1:]
	if p.minute, n = digitsAt(s, 2); n != 2 {
		return bad()
	}
	s, p.precision = s[2:], PrecisionMinute
	if strings.HasPrefix(s, ":") {
		if p.second, n = digitsAt(s[1:], 2); n != 2 {
			return bad()
		}
		s, p.precision = s[3:], PrecisionSecond
		if len(s) > 1 && (s[0] == '.' || s[0] == ',') {
			for i = 1; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			}
			if i > 1 {
				p.micro, p.precision = microseconds(s[1:i]), PrecisionMicro
			}
			s = s[i:]
		}
	}
	return p.readZone(p.readNoon(strings.TrimSpace(s)))
}

// readNoon applies am and pm and returns what follows.
func (p *dateParser) readNoon(s string) string {
	for _, half := range [...]string{"am", "pm", "a.m.", "p.m."} {
		rest, ok := strings.CutPrefix(s, half)
		if !ok {
			continue
		}
		if p.hour < 1 || p.hour > 12 {
			p.hour = 99 // "13 pm" is rejected as no time of day
		} else if p.hour %= 12; half[0] == 'p' {
			p.hour += 12
		}
		return strings.TrimSpace(rest)
	}
	return s
}

func digitsAt(s string, most int) (value, n int) {
	for n < len(s) && n < most && s[n] >= '0' && s[n] <= '9' {
		value, n = value*10+int(s[n]-'0'), n+1
	}
	return value, n
}

func microseconds(s string) int {
	v := 0
	for i := range 6 {
		v *= 10
		if i < len(s) {
			v += int(s[i] - '0')
		}
	}
	return v
}

// readZone reads Z, UTC, GMT and numeric offsets. Other abbreviations name
// several zones each and are left unknown.
func (p *dateParser) readZone(s string) error {
	if i := strings.IndexByte(s, '('); i > 0 {
		s = strings.TrimSpace(s[:i]) // "+0100 (CET)"
	}
	switch s {
	case "":
		return nil
	case "z", "utc", "gmt", "ut":
		p.offsetKnown = true
		return nil
	}
	for _, name := range [...]string{"utc", "gmt"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, name))
	}
	if len(s) > 1 && (s[0] == '+' || s[0] == '-') {
		digits := strings.NewReplacer(":", "", "'", "").Replace(s[1:])
		if !isDigits(digits) || len(digits) > 4 || len(digits) == 3 {
			return fmt.Errorf("%w: the offset cannot be read", ErrDate)
		}
		h, m := parseDigits(digits), 0
		if len(digits) == 4 {
			h, m = h/100, h%100
		}
		if h > 14 || m > 59 || h*60+m > 14*60 {
			return fmt.Errorf("%w: no place has that offset", ErrDate)
		}
		p.offset, p.offsetKnown = h*60+m, true
		if s[0] == '-' {
			p.offset = -p.offset
		}
		return nil
	}
	if len(s) <= 5 && strings.Trim(s, lowerASCII) == "" {
		return nil
	}
	return fmt.Errorf("%w: words behind the time", ErrDate)
}

// readPDF reads D:YYYYMMDDHHmmSSOHH'mm' (ISO 32000), each part optional from
// the month on.
func (p *dateParser) readPDF(s string) error {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	digits, zone := s[:min(n, 14)], s[n:]
	if len(digits) < 4 || len(digits)%2 == 1 {
		return fmt.Errorf("%w: a PDF date has pairs of digits", ErrDate)
	}
	p.year, p.precision = parseDigits(digits[:4]), PrecisionYear
	for i, f := range [...]struct {
		field     *int
		precision DatePrecision
	}{{&p.month, PrecisionMonth}, {&p.day, PrecisionDay}, {&p.hour, PrecisionMinute}, {&p.minute, PrecisionMinute}, {&p.second, PrecisionSecond}} {
		if at := 4 + 2*i; at < len(digits) {
			*f.field, p.precision = parseDigits(digits[at:at+2]), f.precision
			if i < 2 && *f.field == 0 {
				return fmt.Errorf("%w: no such day", ErrDate)
			}
		}
	}
	if len(digits) < 10 || zone == "" {
		return nil
	}
	return p.readZone(strings.TrimRight(zone, "'"))
}
