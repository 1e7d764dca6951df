package document

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/ledongthuc/pdf"
)

// operand is a value in a content stream: a number, a string or name, or an
// array. Dictionaries, which only marked content uses, are skipped.
type operand struct {
	num  float64
	str  []byte
	list []operand
	kind operandKind
}

type operandKind uint8

const (
	numberOperand operandKind = iota
	stringOperand
	nameOperand
	listOperand
)

// Bounds on one operator and on one page's content.
const (
	maxOperands    = 64
	maxListLength  = 100_000
	maxPageContent = 32 << 20
)

// contentBytes inflates the content of a page or form. What comes before an
// error still counts: damaged streams usually break near their end.
func contentBytes(v pdf.Value) (out []byte, err error) {
	streams := []pdf.Value{v}
	if v.Kind() == pdf.Array {
		streams = nil
		for i := range min(v.Len(), 2000) {
			streams = append(streams, v.Index(i))
		}
	}
	for _, s := range streams {
		if s.Kind() != pdf.Stream {
			continue
		}
		b, _ := io.ReadAll(io.LimitReader(s.Reader(), maxPageContent+1)) // see above
		if len(out)+len(b) > maxPageContent {
			return nil, fail(Bomb, errors.New("page content exceeds the limit"))
		}
		out = append(append(out, b...), '\n')
	}
	return out, nil
}

// contentLexer reads the operators of a content stream. It never fails: what
// it cannot read it passes over, always moving forward.
type contentLexer struct {
	src []byte
	pos int
}

// each calls do for every operator with its operands, which are only valid
// during the call.
func (l *contentLexer) each(do func(op string, args []operand)) {
	var args []operand
	for {
		l.space()
		if l.pos >= len(l.src) {
			return
		}
		if v, ok := l.value(0); ok {
			if len(args) < maxOperands {
				args = append(args, v)
			}
			continue
		}
		op := l.word()
		if op == "" {
			l.pos++ // a stray delimiter
			continue
		}
		if op == "BI" {
			l.inlineImage()
		} else {
			do(op, args)
		}
		args = args[:0]
	}
}

func (l *contentLexer) space() {
	for l.pos < len(l.src) {
		switch l.src[l.pos] {
		case ' ', '\n', '\r', '\t', '\f', 0:
			l.pos++
		case '%':
			end := bytes.IndexAny(l.src[l.pos:], "\r\n")
			if end < 0 {
				l.pos = len(l.src)
				return
			}
			l.pos += end
		default:
			return
		}
	}
}

// value reads one operand; false leaves the position at an operator or a stray
// delimiter.
func (l *contentLexer) value(depth int) (operand, bool) {
	switch c := l.src[l.pos]; {
	case c == '(':
		return operand{kind: stringOperand, str: l.literal()}, true
	case c == '<' && l.pos+1 < len(l.src) && l.src[l.pos+1] == '<':
		l.dictionary()
		return operand{kind: nameOperand}, true
	case c == '<':
		s, next := hexRun(l.src, l.pos+1)
		l.pos = next
		return operand{kind: stringOperand, str: s}, true
	case c == '/':
		l.pos++
		return operand{kind: nameOperand, str: l.name()}, true
	case c == '[' && depth < 8:
		return l.array(depth), true
	case isDigit(c) || c == '-' || c == '+' || c == '.':
		return operand{num: l.number()}, true
	}
	return operand{}, false
}

func (l *contentLexer) array(depth int) operand {
	l.pos++
	out := operand{kind: listOperand}
	for {
		l.space()
		if l.pos >= len(l.src) {
			return out
		}
		if l.src[l.pos] == ']' {
			l.pos++
			return out
		}
		v, ok := l.value(depth + 1)
		switch {
		case ok && len(out.list) < maxListLength:
			out.list = append(out.list, v)
		case ok:
		case l.word() == "":
			l.pos++
		}
	}
}

// dictionary skips to the end of a dictionary, counting nested ones.
func (l *contentLexer) dictionary() {
	depth := 0
	for l.pos < len(l.src) {
		switch {
		case bytes.HasPrefix(l.src[l.pos:], []byte("<<")):
			depth++
			l.pos += 2
		case bytes.HasPrefix(l.src[l.pos:], []byte(">>")):
			l.pos += 2
			if depth--; depth == 0 {
				return
			}
		case l.src[l.pos] == '(':
			l.literal()
		default:
			l.pos++
		}
	}
}

func regular(c byte) bool {
	return c > ' ' && c != '(' && c != ')' && c != '<' && c != '>' && c != '[' && c != ']' && c != '{' && c != '}' && c != '/' && c != '%'
}

func (l *contentLexer) word() string {
	start := l.pos
	for l.pos < len(l.src) && regular(l.src[l.pos]) {
		l.pos++
	}
	return string(l.src[start:min(l.pos, start+8)])
}

func (l *contentLexer) name() []byte {
	start := l.pos
	for l.pos < len(l.src) && regular(l.src[l.pos]) {
		l.pos++
	}
	s := l.src[start:l.pos]
	if !bytes.ContainsRune(s, '#') {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '#' && i+2 < len(s) {
			hi, ok1 := hexValue(s[i+1])
			lo, ok2 := hexValue(s[i+2])
			if ok1 && ok2 {
				out = append(out, hi<<4|lo)
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}

func (l *contentLexer) number() float64 {
	start := l.pos
	for l.pos < len(l.src) && (isDigit(l.src[l.pos]) || l.src[l.pos] == '-' || l.src[l.pos] == '+' || l.src[l.pos] == '.') {
		l.pos++
	}
	v, err := strconv.ParseFloat(string(l.src[start:min(l.pos, start+64)]), 64)
	if err != nil {
		return 0
	}
	return v
}

// literal reads a string in parentheses with its escapes.
func (l *contentLexer) literal() []byte {
	l.pos++
	depth := 1
	var out []byte
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		l.pos++
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return out
			}
		case '\\':
			out = l.escape(out)
			continue
		}
		out = append(out, c)
	}
	return out
}

func (l *contentLexer) escape(out []byte) []byte {
	if l.pos >= len(l.src) {
		return out
	}
	c := l.src[l.pos]
	l.pos++
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\r':
		if l.pos < len(l.src) && l.src[l.pos] == '\n' {
			l.pos++
		}
		return out
	case '\n':
		return out
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v := int(c - '0')
		for n := 0; n < 2 && l.pos < len(l.src) && l.src[l.pos] >= '0' && l.src[l.pos] <= '7'; n++ {
			v = v*8 + int(l.src[l.pos]-'0')
			l.pos++
		}
		return append(out, byte(v))
	}
	return append(out, c)
}

// hexRun reads a string of hexadecimal digits of any length up to '>'.
func hexRun(src []byte, i int) ([]byte, int) {
	var out []byte
	half, odd := byte(0), false
	for ; i < len(src) && src[i] != '>'; i++ {
		v, ok := hexValue(src[i])
		switch {
		case !ok:
		case odd:
			out, odd = append(out, half<<4|v), false
		default:
			half, odd = v, true
		}
	}
	if odd {
		out = append(out, half<<4)
	}
	return out, i + 1
}

// inlineImage skips from BI to the EI that stands alone.
func (l *contentLexer) inlineImage() {
	start := bytes.Index(l.src[l.pos:], []byte("ID"))
	if start < 0 {
		l.pos = len(l.src)
		return
	}
	l.pos += start + 2
	for {
		i := bytes.Index(l.src[l.pos:], []byte("EI"))
		if i < 0 {
			l.pos = len(l.src)
			return
		}
		at := l.pos + i
		l.pos = at + 2
		if at > 0 && l.src[at-1] <= ' ' && (l.pos >= len(l.src) || l.src[l.pos] <= ' ') {
			return
		}
	}
}
