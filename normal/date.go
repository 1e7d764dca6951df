package normal

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// DatePrecision is the smallest unit that was written.
type DatePrecision string

// The precisions.
const (
	PrecisionYear   DatePrecision = "year"
	PrecisionMonth  DatePrecision = "month"
	PrecisionDay    DatePrecision = "day"
	PrecisionMinute DatePrecision = "minute"
	PrecisionSecond DatePrecision = "second"
	PrecisionMicro  DatePrecision = "micro"
)

// FieldOrder is the order of day and month in dates written with numbers only.
type FieldOrder string

// The orders. Dates that start with a four-digit year need none.
const (
	OrderUnknown    FieldOrder = ""
	OrderDayFirst   FieldOrder = "day_first"   // 31/12/2026
	OrderMonthFirst FieldOrder = "month_first" // 12/31/2026
)

// DateForm is a moment or a calendar date with what was known of it.
type DateForm struct {
	// Micros since 1970-01-01 UTC. Without a known offset it is the written
	// wall clock read as UTC; a date alone is its midnight, a month or year
	// its first day.
	Micros        int64
	OffsetMinutes int // minutes east of UTC; 0 when not known
	OffsetKnown   bool
	Precision     DatePrecision
	Text          string // as written, cut at 64 bytes
}

// Time returns the moment in a zone of the known offset, else in UTC.
func (d DateForm) Time() time.Time {
	t := time.UnixMicro(d.Micros).UTC()
	if d.OffsetKnown && d.OffsetMinutes != 0 {
		return t.In(time.FixedZone("", d.OffsetMinutes*60))
	}
	return t
}

// ISO writes the date with the parts that were known: "2026", "2026-03",
// "2026-03-04", "2026-03-04T05:06", with seconds and offset where known.
func (d DateForm) ISO() string {
	t := d.Time()
	var s string
	switch d.Precision {
	case PrecisionYear:
		return t.Format("2006")
	case PrecisionMonth:
		return t.Format("2006-01")
	case PrecisionMinute:
		s = t.Format("2006-01-02T15:04")
	case PrecisionSecond:
		s = t.Format("2006-01-02T15:04:05")
	case PrecisionMicro:
		s = t.Format("2006-01-02T15:04:05.000000")
	default:
		return t.Format("2006-01-02")
	}
	if d.OffsetKnown {
		s += t.Format("Z07:00")
	}
	return s
}

// ErrDate is wrapped by every error of ParseDate, ErrDateOrder by those that
// another order of day and month would settle.
var (
	ErrDate      = errors.New("not a date")
	ErrDateOrder = errors.New("the order of day and month is not known")
)

const maxDateBytes = 64

// ParseDate reads a date, with or without a time: ISO 8601 and RFC 3339
// (offsets kept), "4 March 2026", "Mar 4, 2026", "Mar 2026", "2026", e-mail and
// EXIF forms, PDF's D: form, "04/03/2026" in the given order, spreadsheet
// serials of five digits ("46085", "46085.5") and Unix times of ten or thirteen
// digits. With OrderUnknown no date of numbers alone is read unless it starts
// with the year, not even 25/12/2026: a column is decided as a
// whole, by its reader. Two-digit years are 1930 to 2029, as spreadsheets read them.
// Month names are English, German, French, Spanish, Italian, Dutch or
// Portuguese. Errors wrap [ErrDate]; those that need the order
// wrap [ErrDateOrder] too.
func ParseDate(s string, order FieldOrder) (DateForm, error) {
	text := strings.TrimSpace(s)
	if text == "" || len(text) > maxDateBytes {
		return DateForm{}, fmt.Errorf("%w: empty or longer than %d bytes", ErrDate, maxDateBytes)
	}
	p := dateParser{order: order}
	if err := p.read(Fold(text)); err != nil {
		return DateForm{}, err
	}
	f, err := p.form()
	f.Text = text
	return f, err
}

// dateParser collects the fields of one date.
type dateParser struct {
	order                FieldOrder
	year, month, day     int // 0 for unknown month and day
	hour, minute, second int
	micro                int
	offset               int
	precision            DatePrecision
	offsetKnown          bool
	done                 bool // micros is the result already
	micros               int64
}

func (p *dateParser) read(s string) error {
	if rest, ok := strings.CutPrefix(s, "d:"); ok {
		return p.readPDF(rest)
	}
	if p.readNumber(s) {
		return nil
	}
	if len(s) >= 10 && s[4] == ':' && s[7] == ':' && isDigits(s[:4]) { // EXIF
		s = s[:4] + "-" + s[5:7] + "-" + s[8:]
	}
	date, clock := splitClock(s)
	if err := p.readDate(date); err != nil {
		return err
	}
	if clock == "" {
		return nil
	}
	if p.precision != PrecisionDay {
		return fmt.Errorf("%w: a time without a day", ErrDate)
	}
	return p.readClock(clock)
}

// splitClock cuts the time of day off the date.
func splitClock(s string) (date, clock string) {
	i := strings.IndexByte(s, ':')
	if i < 0 {
		if len(s) > 9 && isDigits(s[:8]) && s[8] == 't' && isDigits(s[9:min(len(s), 11)]) { // 20260304t120000z
			return s[:8], spreadClock(s[9:])
		}
		return s, ""
	}
	j := i
	for j > 0 && s[j-1] >= '0' && s[j-1] <= '9' && i-j < 2 {
		j--
	}
	return strings.TrimRight(s[:j], " t,"), s[j:]
}

// spreadClock puts colons into hhmmss.
func spreadClock(s string) string {
	n := 0
	for n < len(s) && n < 6 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n < 4 {
		return s
	}
	out := s[:2] + ":" + s[2:4]
	if n == 6 {
		out += ":" + s[4:6]
	}
	return out + s[n:]
}

// readNumber reads what is a number and nothing else.
func (p *dateParser) readNumber(s string) bool {
	whole, frac, dot := strings.Cut(s, ".")
	if !isDigits(whole) || dot && !isDigits(frac) {
		return false
	}
	switch {
	case len(whole) == 5:
		f := parseDigits(whole)
		day := float64(f)
		if dot {
			scale := math.Pow10(-min(len(frac), 12))
			day += float64(parseDigits(frac[:min(len(frac), 12)])) * scale
		}
		d, err := ExcelDate(day, false)
		p.done, p.micros, p.precision = err == nil, d.Micros, d.Precision
		return p.done
	case len(whole) == 10 && !dot, len(whole) == 13 && !dot:
		n := int64(parseDigits(whole))
		p.precision, p.micros = PrecisionSecond, n*1_000_000
		if len(whole) == 13 {
			p.precision, p.micros = PrecisionMicro, n*1_000
		}
		p.done, p.offsetKnown = true, true
		return true
	}
	return false
}

func parseDigits(s string) int {
	n := 0
	for i := 0; i < len(s) && i < 18; i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// ExcelDate turns a spreadsheet serial (days since 1899-12-30, or since
// 1904-01-01 in the older Macintosh system) into a date; a fraction is the time
// of day. Serials before 1900-03-01 are errors, because spreadsheets believe in
// 29 February 1900.
func ExcelDate(serial float64, date1904 bool) (DateForm, error) {
	if date1904 {
		serial += 1462
	}
	if math.IsNaN(serial) || serial < 61 || serial > 2_958_466 {
		return DateForm{}, fmt.Errorf("%w: spreadsheet serial out of range", ErrDate)
	}
	day := math.Floor(serial)
	const fromUnix = 25569 // serial of 1970-01-01
	seconds := math.Round((serial - day) * 86400)
	f := DateForm{Micros: (int64(day)-fromUnix)*86_400_000_000 + int64(seconds)*1_000_000, Precision: PrecisionDay}
	if seconds > 0 {
		f.Precision = PrecisionSecond
	}
	return f, nil
}

// form checks the fields and computes the moment.
func (p *dateParser) form() (DateForm, error) {
	f := DateForm{Micros: p.micros, Precision: p.precision, OffsetKnown: p.offsetKnown, OffsetMinutes: p.offset}
	if p.done {
		return f, nil
	}
	month, day := max(p.month, 1), max(p.day, 1)
	if p.year < 1 || p.year > 9999 || month > 12 || day > daysIn(p.year, month) {
		return DateForm{}, fmt.Errorf("%w: no such day", ErrDate)
	}
	leap := p.second == 60
	if p.hour > 23 || p.minute > 59 || p.second > 60 {
		return DateForm{}, fmt.Errorf("%w: no such time of day", ErrDate)
	}
	if leap { // a leap second is read as the second before it
		p.second = 59
	}
	t := time.Date(p.year, time.Month(month), day, p.hour, p.minute, p.second, 0, time.UTC)
	f.Micros = t.UnixMicro() + int64(p.micro) - int64(p.offset)*60_000_000
	return f, nil
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
