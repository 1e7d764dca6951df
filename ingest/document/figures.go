package document

import (
	"regexp"
	"strconv"
	"strings"

	"muster/normal"
)

// Figure is a number with a unit from the description of work. Odd figures are
// those nobody would pick twice by chance: 37.4 %, 1,283 users; not 42 %, not a
// team of 17.
type Figure struct {
	Text  string // as written
	Value float64
	Unit  string // percent, times, a currency, or a class such as people, users, months
	Odd   bool
	Line  string
}

var figureRE = regexp.MustCompile(`(?i)([£€$]|\b(?:usd|eur|gbp|chf)\s?)?\b(\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d{1,3})?)\s?(%|percent\b|per cent\b|k\b|m\b|mn\b|bn\b|million\b|billion\b|thousand\b|x\b|×)?\+?\s*([£€$]|(?:usd|eur|gbp|chf)\b)?\s*([\pL-]{2,20})?`)

// unitClasses brings the nouns of different wordings together.
var unitClasses = map[string]string{
	"engineers": "people", "developers": "people", "people": "people", "employees": "people", "staff": "people", "members": "people", "colleagues": "people",
	"analysts": "people", "designers": "people", "persons": "people", "heads": "people", "reports": "people",
	"users": "users", "customers": "users", "clients": "users", "subscribers": "users", "consumers": "users", "accounts": "users", "players": "users",
	"months": "months", "month": "months", "weeks": "weeks", "week": "weeks", "days": "days", "hours": "hours", "hour": "hours", "minutes": "minutes", "minute": "minutes",
	"seconds": "seconds", "second": "seconds", "ms": "ms", "milliseconds": "ms", "years": "years", "year": "years",
	"requests": "requests", "transactions": "transactions", "orders": "transactions", "payments": "transactions", "records": "records", "rows": "records", "documents": "records",
	"servers": "machines", "nodes": "machines", "machines": "machines", "instances": "machines", "services": "services", "microservices": "services", "apis": "services",
	"endpoints": "services", "repositories": "repositories", "sites": "sites", "stores": "sites", "countries": "countries", "tb": "terabytes", "gb": "gigabytes", "pb": "petabytes",
	"tickets": "tickets", "bugs": "tickets", "issues": "tickets", "tests": "tests", "pipelines": "pipelines",
}

// figures reads the numbers of descriptions: experience, projects, summaries.
func figures(parts []part) []Figure {
	var out []Figure
	for _, p := range parts {
		if p.kind != experience && p.kind != projects && p.kind != summary && p.kind != other {
			continue
		}
		for _, line := range p.lines {
			text, _ := bullet(line)
			if len(text) < 12 || len(text) > 1500 || !mayNumber(text) {
				continue
			}
			if _, dated := findSpan(text, Date{}); dated {
				continue
			}
			for _, m := range figureRE.FindAllStringSubmatch(text, 20) {
				if f, ok := figure(m, text); ok && len(out) < 300 {
					out = append(out, f)
				}
			}
		}
	}
	return out
}

func figure(m []string, line string) (Figure, bool) {
	value, err := strconv.ParseFloat(strings.NewReplacer(",", "", " ", "").Replace(m[2]), 64)
	if err != nil {
		return Figure{}, false
	}
	digits := m[2]
	f := Figure{Text: strings.TrimSpace(m[1] + m[2] + m[3]), Line: clip(line, 300)}
	currency := strings.TrimSpace(strings.ToLower(m[1] + m[4]))
	noun := normal.Fold(m[5])
	switch strings.ToLower(m[3]) {
	case "%", "percent", "per cent":
		f.Unit = "percent"
	case "x", "×":
		f.Unit = "times"
	case "k", "thousand":
		value *= 1e3
	case "m", "mn", "million":
		value *= 1e6
	case "bn", "billion":
		value *= 1e9
	}
	if currency != "" {
		f.Unit = map[string]string{"£": "gbp", "€": "eur", "$": "usd"}[currency]
		if f.Unit == "" {
			f.Unit = strings.Trim(currency, "£€$ ")
		}
	}
	if f.Unit == "" {
		f.Unit = unitClasses[noun]
		if f.Unit != "" {
			f.Text = strings.TrimSpace(f.Text + " " + m[5])
		}
	}
	f.Value = value
	f.Odd = odd(value, f.Unit)
	plainYear := f.Unit == "" && value >= 1950 && value <= 2050 && !strings.Contains(digits, ",")
	return f, !plainYear && (f.Unit != "" || f.Odd && value >= 100)
}

// odd reports whether two people would hardly come to a figure independently:
// uneven, with at least three significant digits.
func odd(value float64, unit string) bool {
	return uneven(value, unit) && len(significant(value)) >= 3
}

// uneven reports a figure that nobody rounded: two significant digits or more,
// not ending in five when there are just two, and none of the numbers that
// calendars and computers make common.
func uneven(value float64, unit string) bool {
	sig := significant(value)
	if len(sig) < 2 || len(sig) == 2 && sig[1] == '5' {
		return false
	}
	switch value {
	case 11, 12, 14, 16, 18, 21, 24, 28, 32, 36, 48, 52, 64, 72, 99, 99.9, 99.95, 99.99, 99.999, 125, 128, 256, 360, 365, 404, 512, 1024, 2048, 4096, 9001, 27001:
		return false
	}
	return unit != "years"
}

// significant returns the digits of a number without the zeros at its ends.
func significant(value float64) string {
	s := strings.TrimRight(strconv.FormatFloat(value, 'f', 3, 64), "0")
	return strings.Trim(strings.ReplaceAll(s, ".", ""), "0")
}
