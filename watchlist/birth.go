package watchlist

import (
	"errors"
	"strings"
	"time"
)

// birth is a date of birth with what is known of it; the zero value is unknown.
type birth struct {
	from, to   int // years; equal when one year is known
	month, day int // 0 when not known
	about      bool
}

// readBirth reads a date of birth as lists and forms write it: "1970-02-01",
// "01/02/1970" (day and month only when no other order is possible), "1 Feb
// 1970", "Feb 1970", "1970", "circa 1970", "1968 to 1971", "1968-1971",
// "00/00/1970". Of a date that cannot be one ("1968-13-30") the year is kept.
func readBirth(s string) birth {
	b, numbers, digits := scanBirth(s)
	b.place(numbers, digits)
	return b
}

// CheckBirth refuses a date of birth that somebody states of a person and that
// cannot be one: a day that is in no calendar ("31/31/1970", "30 February 1981"),
// or a text without a year of four digits. What is not known may be left out or
// written as zeros, as lists do. Lists are not asked: of what they state wrong,
// the year is kept.
func CheckBirth(s string) error {
	if at := strings.IndexByte(s, ':'); at > 0 { // a time of day, as databases write it
		s = strings.TrimRight(s[:at], "0123456789")
	}
	named, numbers, digits := scanBirth(s)
	b := named
	b.place(numbers, digits)
	if b.from == 0 {
		return errors.New("there is no year of four digits in it")
	}
	var small []int
	first := false // the year stands first: the month follows it
	for i, n := range numbers {
		switch {
		case digits[i] <= 2:
			small = append(small, n)
		case len(small) == 0:
			first = true
		}
	}
	exists := true
	switch {
	case b.from != b.to:
	case named.month > 0 && len(small) > 0:
		exists = isDay(b.from, named.month, small[0])
	case named.month > 0:
	case len(small) == 1:
		exists = small[0] <= 12
	case len(small) == 2:
		exists = isDay(b.from, small[0], small[1]) || !first && isDay(b.from, small[1], small[0])
	}
	if !exists {
		return errors.New("there is no such day")
	}
	return nil
}

// isDay reports whether a month has a day; zero is not known.
func isDay(year, month, day int) bool {
	if month == 0 {
		return day <= 31
	}
	return month <= 12 && day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// scanBirth gathers what stands in a text: the words in b, and each number with
// how many digits it has.
func scanBirth(s string) (b birth, numbers, digits []int) {
	s = strings.ToLower(s)
	if len(s) > 64 {
		return b, nil, nil
	}
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			n, start := 0, i
			for ; i < len(s) && s[i] >= '0' && s[i] <= '9' && i-start < 8; i++ {
				n = 10*n + int(s[i]-'0')
			}
			if i-start == 8 { // 19700201
				numbers, digits = append(numbers, n/10000, n/100%100, n%100), append(digits, 4, 2, 2)
				continue
			}
			numbers, digits = append(numbers, n), append(digits, i-start)
			if i < len(s) && s[i] == 't' && len(numbers) == 3 { // a time follows the date
				i = len(s)
			}
		case c >= 'a' && c <= 'z':
			start := i
			for i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
				i++
			}
			b.word(s[start:i])
		default:
			i++
		}
	}
	return b, numbers, digits
}

var monthStarts = [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

func (b *birth) word(w string) {
	switch w {
	case "circa", "ca", "approximately", "about", "approx", "c":
		b.about = true
	}
	for i, m := range monthStarts {
		if strings.HasPrefix(w, m) && len(w) <= 9 {
			b.month = i + 1
		}
	}
}

// place gives the numbers of a date their meaning.
func (b *birth) place(numbers, digits []int) {
	var small []int
	yearFirst := false
	for i, n := range numbers {
		switch {
		case digits[i] == 4 && n >= 1850 && n <= 2100:
			if b.from == 0 {
				b.from, b.to = n, n
				yearFirst = len(small) == 0
			} else {
				b.from, b.to = min(b.from, n), max(b.to, n)
			}
		case digits[i] <= 2:
			small = append(small, n)
		}
	}
	switch {
	case b.from == 0:
		*b = birth{}
	case b.from != b.to:
		b.month, b.day = 0, 0
	case b.month > 0 && len(small) == 1:
		b.setDay(b.month, small[0])
	case b.month > 0:
	case len(small) == 1:
		b.setDay(small[0], 0)
	case len(small) == 2 && (yearFirst || small[1] > 12 || small[0] == small[1]) && small[0] <= 12:
		b.setDay(small[0], small[1])
	case len(small) == 2 && small[0] > 12 && !yearFirst:
		b.setDay(small[1], small[0])
	}
}

// setDay keeps what can be a month and a day.
func (b *birth) setDay(month, day int) {
	b.month, b.day = 0, 0
	if month >= 1 && month <= 12 && day >= 0 && day <= 31 {
		b.month, b.day = month, day
	}
}

// birthFact is the outcome of comparing two dates of birth.
type birthFact uint8

const (
	birthUnknown birthFact = iota
	birthDifferent
	birthNear  // a year apart, or as a slip of the pen would have it
	birthYear  // the year agrees, and nothing more is known
	birthMonth // year and month agree, and nothing more is known
	birthDay
)

var birthOutcomes = [...]string{"unknown", "different", "near", "same_year", "same_month", "same_day"}

// chance is how likely the dates of two strangers agree as far.
var birthChance = [...]float64{1, 1, 1, 1.0 / 60, 1.0 / 720, 1.0 / 21900}

// birthShare is what the outcome takes away from the doubt a name leaves.
var birthShare = [...]float64{0, 0, 0.1, 0.3, 0.45, 0.7}

// compareBirths compares two dates. Dates a list gives as "about" reach two
// years further.
func compareBirths(a, b birth) birthFact {
	if a.from == 0 || b.from == 0 {
		return birthUnknown
	}
	reach := 0
	if a.about || b.about {
		reach = 2
	}
	if a.from != a.to || b.from != b.to || reach > 0 {
		switch {
		case a.from <= b.to+reach && b.from <= a.to+reach:
			if a.from == b.from && a.to == b.to && a.from == a.to {
				return birthYear
			}
			return birthNear
		}
		return birthDifferent
	}
	return compareExact(a, b)
}

func compareExact(a, b birth) birthFact {
	monthKnown, dayKnown := a.month > 0 && b.month > 0, a.day > 0 && b.day > 0
	switch years := a.from - b.from; {
	case years < -1 || years > 1:
		if dayKnown && a.month == b.month && a.day == b.day && oneDigit(a.from, b.from) {
			return birthNear
		}
		return birthDifferent
	case years != 0:
		// A year apart: lists are often off by one, and people by much more
		// than that when the day says otherwise.
		if dayKnown && (a.month != b.month || a.day != b.day) && !firstOfJanuary(a) && !firstOfJanuary(b) {
			return birthDifferent
		}
		return birthNear
	case !monthKnown:
		return birthYear
	case !dayKnown:
		if a.month == b.month {
			return birthMonth
		}
		return birthDifferent
	case firstOfJanuary(a) && firstOfJanuary(b):
		return birthYear // a day that a great many were given who do not know theirs
	case a.month == b.month && a.day == b.day:
		return birthDay
	case a.month == b.month && (a.day-b.day == 1 || b.day-a.day == 1 || swapped(a.day, b.day)), a.day == b.day, a.month == b.day && a.day == b.month,
		firstOfJanuary(a), firstOfJanuary(b):
		return birthNear
	}
	return birthDifferent
}

// firstOfJanuary stands in many papers for a day nobody knew.
func firstOfJanuary(b birth) bool { return b.month == 1 && b.day == 1 }

func swapped(a, b int) bool { return a%10 == b/10 && a/10 == b%10 }

// oneDigit reports years that differ in one digit, or in two that changed places.
func oneDigit(a, b int) bool {
	differ, p, q := 0, a, b
	for range 4 {
		if p%10 != q%10 {
			differ++
		}
		p, q = p/10, q/10
	}
	return differ == 1 || a/100 == b/100 && swapped(a%100, b%100)
}

// bestBirth returns the closest pair of two lists of dates and where it stands.
func bestBirth(a, b []birth) (fact birthFact, i, j int) {
	i, j = -1, -1
	for p := range a {
		for q := range b {
			if f := compareBirths(a[p], b[q]); f > fact {
				fact, i, j = f, p, q
			}
		}
	}
	return fact, i, j
}
