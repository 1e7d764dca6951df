package ingest

import (
	"bytes"
	"errors"
	"strconv"
	"time"

	"muster"
	"muster/normal"
)

// DateOrder is the order in which a column writes day, month and year.
type DateOrder string

// The orders, as muster.yaml writes them.
const (
	OrderUnknown DateOrder = ""
	DMY          DateOrder = "dmy" // 31/12/2026
	MDY          DateOrder = "mdy" // 12/31/2026
	YMD          DateOrder = "ymd" // 2026/12/31; also what is left when no date is ambiguous
)

// dateForm is how one column writes its dates, decided from all its rows.
type dateForm struct {
	order     DateOrder // OrderUnknown: dates that need an order are not read
	serials   bool      // numbers are spreadsheet serials
	epoch1904 bool
	days      bool // no row has a time of day: midnight is how a system wrote a date
}

// dateCensus counts what a column's cells say about its order.
type dateCensus struct {
	dayFirst   int // can only be day, month, year
	monthFirst int // can only be month, day, year
	either     int // both readings are dates, and differ
	example    string
	midnights  int // moments at 00:00, as they are written
	clocks     int // at any other time
}

// see counts one cell.
func (c *dateCensus) see(cell []byte) {
	if len(cell) > len("2026-03-03") {
		c.seeClock(cell)
	}
	if len(cell) < 6 || cell[0] < '0' || cell[0] > '9' || len(cell) >= 5 && cell[4] == '-' {
		return
	}
	n, ok := parseNumeric(string(cell[:min(len(cell), 40)]))
	if !ok || n.yearFirst {
		return
	}
	a, b := n.a, n.b
	switch {
	case a == b:
	case a <= 12 && b <= 12:
		c.either++
		if c.example == "" {
			c.example = string(cell[:min(len(cell), 40)])
		}
	case a > 12 && a <= 31 && b <= 12:
		c.dayFirst++
	case b > 12 && b <= 31 && a <= 12:
		c.monthFirst++
	}
}

// seeClock counts the time of day that a cell has beside its date.
func (c *dateCensus) seeClock(cell []byte) {
	at := bytes.IndexByte(cell, ':')
	switch {
	case at < len("1/1/2026 0"):
	case midnight(cell[at-1:]) && (cell[at-2] == '0' || cell[at-2] == ' '):
		c.midnights++
	default:
		c.clocks++
	}
}

// midnight reads 0:00, with seconds and a zone or without.
func midnight(s []byte) bool {
	rest, ok := bytes.CutPrefix(s, []byte("0:00"))
	if !ok {
		return false
	}
	if more, ok := bytes.CutPrefix(rest, []byte(":00")); ok {
		rest = more
		if more, ok = bytes.CutPrefix(rest, []byte(".")); ok {
			rest = bytes.TrimLeft(more, "0")
		}
	}
	switch rest = bytes.TrimSpace(rest); {
	case len(rest) == 0, string(rest) == "Z", string(rest) == "UTC":
		return true
	}
	return (rest[0] == '+' || rest[0] == '-') && len(rest) <= len("+05:30") && bytes.IndexFunc(rest[1:], func(r rune) bool { return r != ':' && (r < '0' || r > '9') }) < 0
}

// days reports whether a column holds days that a system wrote as moments:
// exports of databases have 2026-03-03T00:00:00Z for a date. A column of moments
// has other times too.
func (c *dateCensus) days() bool { return c.midnights > 0 && c.clocks == 0 }

// outlier is how many rows of one order outweigh one row of the other: a slip
// in ten thousand rows does not make a column undecidable, and is rejected.
const outlier = 50

// decide returns the order of the column, and false if its rows leave it open.
func (c dateCensus) decide() (DateOrder, bool) {
	switch {
	case c.dayFirst > outlier*c.monthFirst:
		return DMY, true
	case c.monthFirst > outlier*c.dayFirst:
		return MDY, true
	case c.dayFirst == 0 && c.monthFirst == 0 && c.either == 0:
		return YMD, true
	}
	return OrderUnknown, false
}

// numeric is a date written as three numbers, the first two not yet told apart.
type numeric struct {
	a, b, year int
	yearFirst  bool // then a is the month, b the day
	rest       string
}

// parseNumeric splits 3/4/2026, 03.04.26, 2026-04-03 and the like.
func parseNumeric(s string) (n numeric, ok bool) {
	var parts, widths [3]int
	var sep byte
	rest := s
	for i := range 3 {
		parts[i], widths[i] = leadingNumber(rest)
		if widths[i] == 0 || widths[i] > 4 {
			return n, false
		}
		rest = rest[widths[i]:]
		if i == 2 {
			break
		}
		if rest == "" || rest[0] != '/' && rest[0] != '.' && rest[0] != '-' || sep != 0 && rest[0] != sep {
			return n, false
		}
		sep, rest = rest[0], rest[1:]
	}
	n.rest = rest
	switch {
	case widths[0] == 4 && widths[1] <= 2 && widths[2] <= 2:
		n.year, n.a, n.b, n.yearFirst = parts[0], parts[1], parts[2], true
	case widths[0] <= 2 && widths[1] <= 2 && (widths[2] == 4 || widths[2] == 2):
		n.a, n.b, n.year = parts[0], parts[1], parts[2]
	default:
		return n, false
	}
	return n, true
}

func leadingNumber(s string) (v, width int) {
	for width < len(s) && width < 9 && s[width] >= '0' && s[width] <= '9' {
		v = v*10 + int(s[width]-'0')
		width++
	}
	return v, width
}

// errUndecided is returned for cells whose day and month cannot be told apart.
// They are left empty and reported with their column, not one by one.
var errUndecided = errors.New("day and month cannot be told apart")

// parse reads one cell. A form of nil reads only what cannot be misread.
func (d *dateForm) parse(cell string) (muster.Time, error) {
	t, ok := d.plain(cell) // most cells of most files
	if !ok {
		form, err := d.form(cell)
		if err != nil {
			return muster.Time{}, err
		}
		t = written(fromNormal(form), cell)
	}
	if d != nil && d.days && t.Precision > muster.PrecisionDay {
		t = t.Dated() // the date that was written down, wherever midnight was
		t.Text = cell
	}
	return t, nil
}

// plain reads dates of numbers alone with a year of four digits.
func (d *dateForm) plain(cell string) (t muster.Time, ok bool) {
	n, ok := parseNumeric(cell)
	if !ok || n.year < 1800 || n.year > 2500 {
		return t, false
	}
	if n.rest != "" {
		return n.clock(cell)
	}
	month, day := n.a, n.b
	if !n.yearFirst {
		switch {
		case d == nil || d.order != DMY && d.order != MDY:
			return t, false
		case d.order == DMY:
			month, day = n.b, n.a
		}
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(n.year, month) {
		return t, false
	}
	t = muster.Date(n.year, time.Month(month), day)
	if !n.yearFirst || len(cell) != 10 || cell[4] != '-' {
		t.Text = cell
	}
	return t, true
}

// clock reads a moment to the minute as calendars write it, 2026-08-09T13:00 or
// with a space.
func (n *numeric) clock(cell string) (t muster.Time, ok bool) {
	if !n.yearFirst || len(cell) != len("2026-08-09T13:00") || cell[4] != '-' || len(n.rest) != len("T13:00") || n.rest[3] != ':' || n.rest[0] != 'T' && n.rest[0] != ' ' {
		return t, false
	}
	hour, wide := leadingNumber(n.rest[1:3])
	minute, wide2 := leadingNumber(n.rest[4:])
	if wide != 2 || wide2 != 2 || hour > 23 || minute > 59 || n.a < 1 || n.a > 12 || n.b < 1 || n.b > daysIn(n.year, n.a) {
		return t, false
	}
	t = muster.Date(n.year, time.Month(n.a), n.b)
	t.Micros += int64(hour*60+minute) * 60_000_000
	t.Precision, t.Text = muster.PrecisionMinute, cell
	return t, true
}

func (d *dateForm) form(cell string) (normal.DateForm, error) {
	if d == nil {
		d = &dateForm{}
	}
	if d.serials {
		if x, err := strconv.ParseFloat(cell, 64); err == nil {
			return normal.ExcelDate(x, d.epoch1904)
		}
	}
	order := normal.OrderUnknown
	switch d.order {
	case DMY:
		order = normal.OrderDayFirst
	case MDY:
		order = normal.OrderMonthFirst
	}
	form, err := normal.ParseDate(cell, order)
	if errors.Is(err, normal.ErrDateOrder) {
		return form, errUndecided
	}
	return form, err
}

// written keeps what the source wrote where it says more than the plain form.
func written(t muster.Time, cell string) muster.Time {
	if t.ISO() != cell {
		t.Text = cell
	}
	return t
}

// fromNormal brings a date into the form observations keep.
func fromNormal(f normal.DateForm) muster.Time {
	t := muster.Time{Micros: f.Micros, Offset: muster.OffsetUnknown, Precision: precisionOf(f.Precision)}
	if f.OffsetKnown {
		t.Offset = int16(f.OffsetMinutes)
	}
	const day = 24 * 60 * 60 * 1_000_000
	if t.Precision >= muster.PrecisionSecond && !f.OffsetKnown && t.Micros%day == 0 {
		t.Precision = muster.PrecisionDay // 2026-03-03 00:00:00 is how spreadsheets and databases write a date
	}
	return t
}

func precisionOf(p normal.DatePrecision) muster.Precision {
	switch p {
	case normal.PrecisionYear:
		return muster.PrecisionYear
	case normal.PrecisionMonth:
		return muster.PrecisionMonth
	case normal.PrecisionMinute:
		return muster.PrecisionMinute
	case normal.PrecisionSecond:
		return muster.PrecisionSecond
	case normal.PrecisionMicro:
		return muster.PrecisionMicro
	}
	return muster.PrecisionDay
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// timeOfDay reads a cell that holds a time of day and nothing else.
func timeOfDay(cell string) (micros int64, ok bool) {
	if len(cell) < 4 || len(cell) > 11 || cell[1] != ':' && cell[2] != ':' {
		return 0, false
	}
	for _, layout := range []string{"15:04", "15:04:05", "3:04PM", "3:04 PM", "3:04pm", "3:04 pm", "3:04:05 PM"} {
		if t, err := time.Parse(layout, cell); err == nil {
			return int64(t.Hour()*3600+t.Minute()*60+t.Second()) * 1_000_000, true
		}
	}
	return 0, false
}
