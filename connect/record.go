package connect

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"muster"
)

// The bounds of one record. What exceeds them is refused, counted and shown.
const (
	MaxRecord = 1 << 20 // bytes
	MaxDepth  = 64
)

// The errors of Parse.
var (
	ErrSize   = fmt.Errorf("a record of more than %d bytes", MaxRecord)
	ErrDepth  = fmt.Errorf("a record nested more than %d deep", MaxDepth)
	ErrSyntax = errors.New("not a JSON object")
)

// Record is one event as it arrived: a JSON object. Where every field stands was
// noted once; asking for one goes through nothing again.
type Record struct {
	raw   string // texts that are given out are parts of it
	nodes []node
	root  int32 // the node that is this record: 0, or of an object inside of another
}

func (r *Record) top() value {
	if len(r.nodes) == 0 {
		return value{}
	}
	return value{r, r.root, r.nodes[r.root].kind}
}

// get returns what stands at a path.
func (r *Record) get(path string) value {
	v := r.top()
	for path != "" && v.kind != missing {
		var name string
		name, path = cut(path)
		v = v.field(name)
	}
	return v
}

// cut takes the first name off a path. A backslash keeps the next letter from
// meaning anything.
func cut(path string) (name, rest string) {
	for i := 0; i < len(path); i++ {
		switch path[i] {
		case '.':
			return path[:i], path[i+1:]
		case '\\':
			for ; i < len(path); i++ {
				if path[i] == '.' {
					return unescaped(path, i), path[i+1:]
				}
				if path[i] == '\\' {
					i++
				}
			}
			return unescaped(path, len(path)), ""
		}
	}
	return path, ""
}

func unescaped(path string, end int) string {
	var b strings.Builder
	for i := 0; i < end; i++ {
		if path[i] == '\\' && i+1 < end {
			i++
		}
		b.WriteByte(path[i])
	}
	return b.String()
}

// Parse takes in one JSON object.
func Parse(raw []byte) (*Record, error) { return ParseUpTo(raw, MaxRecord) }

// ParseUpTo is Parse for what holds many records, as a pushed body does; size is
// in bytes.
func ParseUpTo(raw []byte, size int) (*Record, error) {
	r, err := parseAny(raw, size)
	if err == nil && r.top().kind != object {
		return nil, ErrSyntax
	}
	return r, err
}

// parseAny takes in one JSON value, which may be a list.
func parseAny(raw []byte, size int) (*Record, error) {
	if len(raw) > size || len(raw) > math.MaxInt32 {
		return nil, ErrSize
	}
	nodes, err := scan(raw, MaxDepth)
	if err != nil {
		return nil, err
	}
	return &Record{raw: string(raw), nodes: nodes}, nil
}

// Raw returns the record as it arrived.
func (r *Record) Raw() []byte {
	return []byte(r.top().written())
}

// at returns the first of the paths that is there and not empty. A path is
// names with dots between them; a number is a place in a list.
func (r *Record) at(paths []string) value {
	for _, path := range paths {
		if v := r.get(path); !v.empty() {
			return v
		}
	}
	return value{}
}

// Has reports whether all paths are there.
func (r *Record) Has(paths ...string) bool {
	for _, path := range paths {
		if r.get(path).kind == missing {
			return false
		}
	}
	return true
}

// Is reports whether all paths hold a text or a number.
func (r *Record) Is(paths ...string) bool {
	for _, path := range paths {
		if k := r.get(path).kind; k != text && k != number {
			return false
		}
	}
	return true
}

// Text returns the first of the paths that is there, as text; numbers and
// truths too, objects and lists never.
func (r *Record) Text(paths ...string) string {
	for _, path := range paths {
		if v := r.get(path); !v.empty() && v.kind != object && v.kind != list {
			return strings.TrimSpace(v.String())
		}
	}
	return ""
}

// Number returns the first of the paths that is there as a number, else 0.
func (r *Record) Number(paths ...string) float64 { return r.at(paths).float() }

// Answer returns yes or no where a truth is stated.
func (r *Record) Answer(paths ...string) muster.Answer {
	v := r.at(paths)
	switch v.kind {
	case yes:
		return muster.Yes
	case no:
		return muster.No
	}
	switch s := v.String(); {
	case strings.EqualFold(s, "true"), strings.EqualFold(s, "yes"), s == "1":
		return muster.Yes
	case strings.EqualFold(s, "false"), strings.EqualFold(s, "no"), s == "0":
		return muster.No
	}
	return muster.Unstated
}

// Each calls f for every object of a list, or of an object's fields.
func (r *Record) Each(path string, f func(*Record)) {
	v := r.get(path)
	if v.kind == object || v.kind == list {
		v.each(func(one value) bool {
			if one.kind == object {
				f(one.under())
			}
			return true
		})
	}
}

// Values returns the values of a list with commas between, or a single value
// as Text does; a list written as text is read too.
func (r *Record) Values(path string) string {
	v := r.get(path)
	if s := v.String(); v.kind == text && strings.HasPrefix(s, "[") && len(s) < MaxRecord {
		if inner, err := parseAny([]byte(s), MaxRecord); err == nil {
			v = inner.top()
		}
	}
	if v.kind != list {
		return r.Text(path)
	}
	return strings.Join(texts(v), ",")
}

// List returns the texts of a list, at most 1,000.
func (r *Record) List(path string) []string { return texts(r.get(path)) }

func texts(v value) (all []string) {
	if v.kind != list {
		return nil
	}
	v.each(func(one value) bool {
		if one.kind != object && one.kind != list {
			all = append(all, one.String())
		}
		return len(all) < 1000
	})
	return all
}

// Raws returns the objects of a list as they are written.
func (r *Record) Raws(path string) (all [][]byte) {
	r.get(path).each(func(v value) bool {
		if v.kind == object {
			all = append(all, []byte(v.written()))
		}
		return true
	})
	return all
}

// Lines returns what stands at a path as it was written, for a word to be
// looked for in it.
func (r *Record) Lines(path string) string { return r.get(path).written() }

// Whole returns a count that is stated, between 0 and the largest that fits.
func (r *Record) Whole(paths ...string) int32 {
	n := r.Number(paths...)
	if !(n > 0) {
		return 0
	}
	return int32(min(n, math.MaxInt32))
}

// Inside returns the object that a text holds as JSON, as some sources nest
// them, or nil.
func (r *Record) Inside(path string) *Record {
	v := r.get(path)
	if v.kind == object {
		return v.under()
	}
	inner, err := Parse([]byte(v.String()))
	if err != nil {
		return nil
	}
	return inner
}

// Time returns the first of the paths that is a moment: RFC 3339, the same
// without a zone (UTC, as logs mean it), or seconds, milliseconds, microseconds
// or nanoseconds since 1970.
func (r *Record) Time(paths ...string) muster.Time {
	for _, path := range paths {
		if t := Moment(r.Text(path)); !t.IsZero() {
			return t
		}
	}
	return muster.Time{}
}

// layouts are the forms of a moment in logs; those without a zone mean UTC.
func layouts() []string {
	return []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999Z0700", "1/2/2006 3:04:05 PM", "2006-01-02 15:04:05 -0700", "Mon Jan 2 15:04:05 2006 MST"}
}

// Moment reads a moment as logs write it, or returns the zero Time.
func Moment(s string) muster.Time {
	if s == "" {
		return muster.Time{}
	}
	if !strings.ContainsAny(s, ":/") { // dates of logs have one of them
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return muster.Time{}
		}
		return epoch(n)
	}
	for _, layout := range layouts() {
		if t, err := time.Parse(layout, s); err == nil && plausible(t) {
			return muster.Instant(t)
		}
	}
	return muster.Time{}
}

// epoch reads a number by its size: logs count in different units.
func epoch(n float64) muster.Time {
	seconds := n
	for _, unit := range []float64{1, 1e3, 1e6, 1e9} {
		if seconds = n / unit; seconds < 1e10 {
			break
		}
	}
	t := time.UnixMicro(int64(seconds * 1e6)).UTC()
	if !plausible(t) {
		return muster.Time{}
	}
	return muster.Instant(t)
}

// plausible keeps years that logs were written in.
func plausible(t time.Time) bool { return t.Year() >= 1990 && t.Year() < 2200 }

// Seconds reads a whole number of seconds of at most 31 days, or nothing.
func Seconds(s string) time.Duration {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0) || n > 31*24*3600 {
		return 0
	}
	return time.Duration(n * float64(time.Second))
}

// Shift moves a moment.
func Shift(t muster.Time, by time.Duration) muster.Time {
	t.Micros += by.Microseconds()
	t.Text = ""
	return t
}
