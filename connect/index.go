package connect

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// node is one value of a JSON text, where it stands. A text is gone through
// once; whoever asks for a field afterwards jumps from sibling to sibling.
type node struct {
	name, nameEnd int32 // of the field, without quotes; 0 in lists
	from, to      int32 // of the value as it is written
	next          int32 // the node behind everything inside of this one
	kind          kind
	escaped       bool // a text with backslashes
	nameEscaped   bool
}

// kind is what a value is, 0 for none.
type kind uint8

// The kinds of value.
const (
	missing kind = iota
	null
	yes
	no
	number
	text
	object
	list
)

// scanner goes through a JSON text. It takes exactly what RFC 8259 does, as
// encoding/json does.
type scanner struct {
	raw   []byte
	at    int
	nodes []node
	deep  bool // it stopped because of the depth
}

// scan indexes a text, which must be one JSON value of at most maxDepth levels.
func scan(raw []byte, maxDepth int) ([]node, error) {
	s := scanner{raw: raw, nodes: make([]node, 0, 16+len(raw)/24)}
	s.blank()
	ok := s.value(maxDepth)
	s.blank()
	switch {
	case s.deep:
		return nil, ErrDepth
	case !ok || s.at != len(raw):
		return nil, ErrSyntax
	}
	return s.nodes, nil
}

func (s *scanner) blank() {
	for s.at < len(s.raw) {
		switch s.raw[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// value reads one value into a node of its own, which is the next one.
func (s *scanner) value(depth int) (ok bool) {
	if s.at >= len(s.raw) {
		return false
	}
	i := len(s.nodes)
	s.nodes = append(s.nodes, node{from: int32(s.at)})
	var k kind
	escaped := false
	switch c := s.raw[s.at]; c {
	case '{', '[':
		if depth == 0 {
			s.deep = true
			return false
		}
		if k = list; c == '{' {
			k = object
		}
		s.at++
		ok = s.inside(c == '{', depth-1)
	case '"':
		k = text
		escaped, ok = s.quoted()
	case 't':
		k, ok = yes, s.word("true")
	case 'f':
		k, ok = no, s.word("false")
	case 'n':
		k, ok = null, s.word("null")
	default:
		k, ok = number, s.number()
	}
	n := &s.nodes[i]
	n.kind, n.escaped, n.to, n.next = k, escaped, int32(s.at), int32(len(s.nodes))
	return ok
}

// inside reads what stands in an object or a list, behind its bracket.
func (s *scanner) inside(fields bool, depth int) bool {
	closing := byte(']')
	if fields {
		closing = '}'
	}
	if s.blank(); s.at < len(s.raw) && s.raw[s.at] == closing {
		s.at++
		return true
	}
	for {
		s.blank()
		var name, nameEnd int
		escaped := false
		if fields {
			if s.at >= len(s.raw) || s.raw[s.at] != '"' {
				return false
			}
			name = s.at + 1
			var ok bool
			if escaped, ok = s.quoted(); !ok {
				return false
			}
			nameEnd = s.at - 1
			if s.blank(); s.at >= len(s.raw) || s.raw[s.at] != ':' {
				return false
			}
			s.at++
			s.blank()
		}
		i := len(s.nodes)
		if !s.value(depth) {
			return false
		}
		s.nodes[i].name, s.nodes[i].nameEnd, s.nodes[i].nameEscaped = int32(name), int32(nameEnd), escaped
		s.blank()
		if s.at >= len(s.raw) {
			return false
		}
		c := s.raw[s.at]
		s.at++
		if c == closing {
			return true
		}
		if c != ',' {
			return false
		}
	}
}

// quoted reads a text with its quotes.
func (s *scanner) quoted() (escaped, ok bool) {
	raw, at := s.raw, s.at+1
	for at < len(raw) {
		c := raw[at]
		switch {
		case c == '"':
			s.at = at + 1
			return escaped, true
		case c < ' ':
			return escaped, false
		case c != '\\':
			at++
		default:
			escaped = true
			n := escape(raw[at+1:])
			if n == 0 {
				return escaped, false
			}
			at += 1 + n
		}
	}
	return escaped, false
}

// escape is the length of what a backslash stands before, 0 for nothing that may.
func escape(rest []byte) int {
	if len(rest) == 0 {
		return 0
	}
	switch rest[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		if len(rest) < 5 {
			return 0
		}
		for _, c := range rest[1:5] {
			if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
				return 0
			}
		}
		return 5
	}
	return 0
}

func (s *scanner) word(w string) bool {
	if !bytes.HasPrefix(s.raw[s.at:], []byte(w)) {
		return false
	}
	s.at += len(w)
	return true
}

// digits passes over digits and reports whether there were any.
func (s *scanner) digits() bool {
	from := s.at
	for s.at < len(s.raw) && s.raw[s.at] >= '0' && s.raw[s.at] <= '9' {
		s.at++
	}
	return s.at > from
}

// is reports whether one of the letters is next.
func (s *scanner) is(a, b byte) bool {
	return s.at < len(s.raw) && (s.raw[s.at] == a || s.raw[s.at] == b)
}

func (s *scanner) number() bool {
	if s.is('-', '-') {
		s.at++
	}
	if s.is('0', '0') {
		s.at++
	} else if !s.digits() {
		return false
	}
	if s.is('.', '.') {
		if s.at++; !s.digits() {
			return false
		}
	}
	if s.is('e', 'E') {
		if s.at++; s.is('+', '-') {
			s.at++
		}
		return s.digits()
	}
	return true
}

// value is one value of a record; the zero value is none.
type value struct {
	in *Record
	at int32
	kind
}

func (v value) node() *node { return &v.in.nodes[v.at] }

// written returns the value as it is written.
func (v value) written() string {
	if v.kind == missing {
		return ""
	}
	n := v.node()
	return v.in.raw[n.from:n.to]
}

// empty reports whether there is no value, or null or an empty text.
func (v value) empty() bool {
	return v.kind == missing || v.kind == null || v.kind == text && v.node().to-v.node().from == 2
}

// String returns a text as it is meant, a number as it is written where it is
// whole, a truth as a word, and the rest as it is written.
func (v value) String() string {
	w := v.written()
	switch v.kind {
	case missing, null:
		return ""
	case text:
		return unquoted(w[1:len(w)-1], v.node().escaped)
	case number:
		if strings.ContainsAny(w, ".eE") {
			if f, err := strconv.ParseFloat(w, 64); err == nil {
				return strconv.FormatFloat(f, 'f', -1, 64)
			}
		}
	}
	return w
}

// unquoted is what a text between quotes means.
func unquoted(w string, escaped bool) string {
	if !escaped {
		return w
	}
	quoted := make([]byte, 0, len(w)+2)
	quoted = append(append(append(quoted, '"'), w...), '"')
	var s string
	if err := json.Unmarshal(quoted, &s); err != nil {
		return w // it was scanned: this does not happen
	}
	return s
}

// float returns a number, also one that is written as a text.
func (v value) float() float64 {
	switch v.kind {
	case yes:
		return 1
	case number:
		if f, err := strconv.ParseFloat(v.written(), 64); err == nil {
			return f
		}
	case text:
		if f, err := strconv.ParseFloat(v.String(), 64); err == nil {
			return f
		}
	}
	return 0
}

// each calls f for the values of an object or a list until it returns false.
func (v value) each(f func(value) bool) {
	if v.kind != object && v.kind != list {
		return
	}
	for i := v.at + 1; i < v.node().next; i = v.in.nodes[i].next {
		if !f(value{v.in, i, v.in.nodes[i].kind}) {
			return
		}
	}
}

// field finds the first value of an object under a name, or of a list at a place.
func (v value) field(name string) value {
	switch v.kind {
	case object:
		nodes, raw := v.in.nodes, v.in.raw
		for i, end := v.at+1, nodes[v.at].next; i < end; i = nodes[i].next {
			n := &nodes[i]
			if int(n.nameEnd-n.name) == len(name) && raw[n.name:n.nameEnd] == name ||
				n.nameEscaped && unquoted(raw[n.name:n.nameEnd], true) == name {
				return value{v.in, i, n.kind}
			}
		}
	case list:
		place, err := strconv.Atoi(name)
		if err != nil || place < 0 {
			return value{}
		}
		for i := v.at + 1; i < v.node().next; i = v.in.nodes[i].next {
			if place == 0 {
				return value{v.in, i, v.in.nodes[i].kind}
			}
			place--
		}
	}
	return value{}
}

// under returns the value as a record of its own.
func (v value) under() *Record {
	return &Record{raw: v.in.raw, nodes: v.in.nodes, root: v.at}
}

// sound replaces what is no UTF-8, so that what is kept reads back the same.
func sound(raw []byte) []byte {
	if utf8.Valid(raw) {
		return raw
	}
	return bytes.ToValidUTF8(raw, []byte("\ufffd"))
}
