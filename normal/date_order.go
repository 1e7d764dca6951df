package normal

import "strings"

// DateOrder decides the order of day and month for a whole column. It returns
//
//   - an order and true when at least one row can only be read in that order
//     and none only in the other;
//   - OrderUnknown and true when no row needs an order (ISO dates, month names);
//   - OrderUnknown and false when every row can be read both ways, or rows
//     contradict each other: then the mapping or a person decides, never a guess.
//
// Rows that are no dates are ignored.
func DateOrder(column []string) (order FieldOrder, decided bool) {
	dayFirst, monthFirst, open := 0, 0, 0
	for _, s := range column {
		a, b, ok := numericPair(s)
		if !ok {
			continue
		}
		switch {
		case a > 12 && a <= 31 && b >= 1 && b <= 12:
			dayFirst++
		case b > 12 && b <= 31 && a >= 1 && a <= 12:
			monthFirst++
		case a >= 1 && a <= 12 && b >= 1 && b <= 12 && a != b:
			open++
		}
	}
	switch {
	case dayFirst > 0 && monthFirst == 0:
		return OrderDayFirst, true
	case monthFirst > 0 && dayFirst == 0:
		return OrderMonthFirst, true
	}
	return OrderUnknown, dayFirst+monthFirst+open == 0
}

// numericPair returns the first two numbers of a date of numbers alone that
// does not start with a year.
func numericPair(s string) (a, b int, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) > maxDateBytes || len(s) < 6 {
		return 0, 0, false
	}
	a, n := digitsAt(s, 2)
	if n == 0 || n >= len(s) || !strings.ContainsRune("/.-", rune(s[n])) {
		return 0, 0, false
	}
	sep := s[n]
	b, m := digitsAt(s[n+1:], 2)
	rest := s[n+1+m:]
	if m == 0 || len(rest) < 3 || rest[0] != sep {
		return 0, 0, false
	}
	_, y := digitsAt(rest[1:], 4)
	return a, b, y == 2 || y == 4
}
