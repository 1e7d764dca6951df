package table

import "bytes"

// dialect is how a CSV file is written.
type dialect struct {
	delimiter byte
	newline   byte // '\n', or '\r' for files of old spreadsheets
}

// scanner splits text into records. It accepts all that RFC 4180 does, and
// takes a quote where none should stand literally, as spreadsheets do.
//
// Fields are sub-slices of the text where possible; only fields with escaped
// quotes or line ends are copied, into a buffer used again for each record.
type scanner struct {
	dialect
	data   []byte
	pos    int
	final  bool // data ends where the file ends
	fields [][]byte
	buf    []byte
	marks  []span // fields held in buf, set once buf no longer moves
}

type span struct{ field, start, end int }

// outcome is what next met.
type outcome uint8

const (
	outRecord outcome = iota // fields holds a record
	outBlank                 // an empty line
	outEnd                   // no more data
	outShort                 // the record runs past the data held
	outOpen                  // a quote opened and never closed; only at the end of the file
)

// next reads one record. With outShort and outOpen, pos stays at its start.
func (s *scanner) next() outcome {
	s.fields, s.buf, s.marks = s.fields[:0], s.buf[:0], s.marks[:0]
	if s.pos >= len(s.data) {
		if s.final {
			return outEnd
		}
		return outShort
	}
	if n := s.blank(); n > 0 {
		s.pos += n
		return outBlank
	}
	start := s.pos
	for {
		more, ok := s.field()
		if !ok {
			quoted := s.final
			s.pos = start
			if quoted {
				return outOpen
			}
			return outShort
		}
		if !more {
			break
		}
	}
	for _, m := range s.marks {
		s.fields[m.field] = s.buf[m.start:m.end:m.end]
	}
	return outRecord
}

// blank returns the length of an empty line at pos, 0 if there is none.
func (s *scanner) blank() int {
	rest := s.data[s.pos:]
	if rest[0] == s.newline {
		return 1
	}
	if rest[0] == '\r' && s.newline == '\n' {
		if len(rest) > 1 && rest[1] == '\n' {
			return 2
		}
		if len(rest) == 1 && s.final {
			return 1
		}
	}
	return 0
}

// field reads one field and what ends it. It reports whether another field
// follows in the record, and false if the data ended before the field did.
func (s *scanner) field() (more, ok bool) {
	if s.pos < len(s.data) && s.data[s.pos] == '"' {
		return s.quoted()
	}
	data, start := s.data, s.pos
	for i := start; i < len(data); i++ {
		switch data[i] {
		case s.delimiter:
			s.fields = append(s.fields, data[start:i:i])
			s.pos = i + 1
			return true, true
		case s.newline:
			s.fields = append(s.fields, s.untilLineEnd(start, i))
			s.pos = i + 1
			return false, true
		}
	}
	if !s.final {
		return false, false
	}
	s.fields = append(s.fields, s.untilLineEnd(start, len(data)))
	s.pos = len(data)
	return false, true
}

// untilLineEnd returns data[start:end] without the carriage return that
// belongs to the line end.
func (s *scanner) untilLineEnd(start, end int) []byte {
	if s.newline == '\n' && end > start && s.data[end-1] == '\r' {
		end--
	}
	return s.data[start:end:end]
}

// quoted reads a field that starts with a quote. What stands between the
// closing quote and the next delimiter is taken literally.
func (s *scanner) quoted() (more, ok bool) {
	from := len(s.buf)
	i := s.pos + 1
	for {
		n := bytes.IndexByte(s.data[min(i, len(s.data)):], '"')
		if n < 0 {
			return false, false
		}
		s.text(s.data[i : i+n])
		i += n + 1
		if i == len(s.data) && !s.final {
			return false, false
		}
		if i < len(s.data) && s.data[i] == '"' {
			s.buf = append(s.buf, '"')
			i++
			continue
		}
		break
	}
	s.pos = i
	s.fields = append(s.fields, nil)
	field := len(s.fields) - 1
	for ; i < len(s.data); i++ {
		if c := s.data[i]; c == s.delimiter || c == s.newline {
			tail := s.data[s.pos:i]
			if c == s.newline {
				tail = s.untilLineEnd(s.pos, i)
			}
			s.buf = append(s.buf, tail...)
			s.marks = append(s.marks, span{field, from, len(s.buf)})
			s.pos = i + 1
			return c == s.delimiter, true
		}
	}
	if !s.final {
		return false, false
	}
	s.buf = append(s.buf, s.untilLineEnd(s.pos, i)...)
	s.marks = append(s.marks, span{field, from, len(s.buf)})
	s.pos = i
	return false, true
}

// text appends quoted text, with line ends brought to "\n".
func (s *scanner) text(b []byte) {
	for {
		n := bytes.IndexByte(b, '\r')
		if n < 0 || n+1 > len(b) {
			break
		}
		s.buf = append(s.buf, b[:n]...)
		if n+1 < len(b) && b[n+1] == '\n' {
			b = b[n+1:]
			continue
		}
		s.buf = append(s.buf, '\r')
		b = b[n+1:]
	}
	s.buf = append(s.buf, b...)
}

// skipLine moves past the next line end and reports whether there was one.
func (s *scanner) skipLine() bool {
	n := bytes.IndexByte(s.data[s.pos:], s.newline)
	if n < 0 {
		return false
	}
	s.pos += n + 1
	return true
}
