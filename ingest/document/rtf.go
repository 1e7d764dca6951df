package document

import (
	"context"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// readRTF reads the text, the \info group and the hyperlinks of an RTF file.
func readRTF(ctx context.Context, r io.ReaderAt, size int64, lim Limits) (*Document, error) {
	raw := make([]byte, size)
	if n, err := r.ReadAt(raw, 0); int64(n) < size && !errors.Is(err, io.EOF) {
		return nil, fail(Damaged, err)
	}
	p := &rtfParser{src: raw, lim: lim, doc: &Document{}, page: charmap.Windows1252}
	p.state.uc = 1
	if err := p.run(ctx); err != nil {
		return nil, err
	}
	p.doc.Text = p.out.String()
	return p.doc, nil
}

// rtfState is what a group inherits from the one around it.
type rtfState struct {
	skip  bool // a destination whose content is not text
	field string
	uc    int // bytes that follow a \u as its fallback
}

type rtfParser struct {
	src   []byte
	pos   int
	lim   Limits
	doc   *Document
	page  *charmap.Charmap
	out   strings.Builder
	state rtfState
	stack []rtfState
	value strings.Builder // text of the current info field
	when  clock
	eat   int  // fallback bytes still to skip after \u
	star  bool // \* was just read: an unknown destination is skipped
	high  rune // first half of a surrogate pair
}

func (p *rtfParser) run(ctx context.Context) error {
	for n := 0; p.pos < len(p.src); n++ {
		if n%65536 == 0 && ctx.Err() != nil {
			return stopped(ctx)
		}
		c := p.src[p.pos]
		p.pos++
		switch c {
		case '{':
			if len(p.stack) >= p.lim.MaxDepth*5 {
				return fail(TooDeep, nil)
			}
			p.stack = append(p.stack, p.state)
			p.star = false
		case '}':
			if len(p.stack) == 0 {
				return nil // what follows the last group is not RTF
			}
			p.closeGroup()
		case '\\':
			p.control()
		case '\r', '\n':
		default:
			p.literal(c)
		}
	}
	if len(p.stack) > 0 {
		if p.out.Len() == 0 {
			return fail(Incomplete, io.ErrUnexpectedEOF)
		}
		p.doc.warn("the file is cut short: its end is missing")
		p.doc.Truncated = true
	}
	return nil
}

func (p *rtfParser) closeGroup() {
	outer := p.stack[len(p.stack)-1]
	if p.state.field != outer.field {
		p.endField(p.state.field)
	}
	p.state = outer
	p.stack = p.stack[:len(p.stack)-1]
	p.eat, p.star = 0, false
}

// endField stores a finished destination.
func (p *rtfParser) endField(name string) {
	m, v := &p.doc.Metadata, p.value.String()
	switch name {
	case "author":
		m.Author = v
	case "operator":
		m.LastAuthor = v
	case "title":
		m.Title = v
	case "company":
		m.Company = v
	case "generator":
		m.Application = strings.TrimRight(v, "; ")
	case "template":
		m.Template = v
	case "creatim":
		m.Created = p.when.time("")
	case "revtim":
		m.Modified = p.when.time("")
	case "fldinst":
		if f := strings.Fields(v); len(f) > 1 && strings.EqualFold(f[0], "HYPERLINK") && len(p.doc.Links) < maxLinks {
			p.doc.Links = append(p.doc.Links, strings.Trim(f[len(f)-1], `"`))
		}
	}
	p.value.Reset()
	p.when = clock{}
}

// control reads a control word or symbol after the backslash.
func (p *rtfParser) control() {
	if p.pos >= len(p.src) {
		return
	}
	c := p.src[p.pos]
	p.pos++
	if !isLetter(c) {
		p.symbol(c)
		return
	}
	start := p.pos - 1
	for p.pos < len(p.src) && isLetter(p.src[p.pos]) && p.pos-start < 32 {
		p.pos++
	}
	word := string(p.src[start:p.pos])
	num, has := p.number()
	if p.pos < len(p.src) && p.src[p.pos] == ' ' {
		p.pos++
	}
	p.word(word, num, has)
}

func (p *rtfParser) number() (n int, has bool) {
	neg := false
	if p.pos+1 < len(p.src) && p.src[p.pos] == '-' && isDigit(p.src[p.pos+1]) {
		neg = true
		p.pos++
	}
	for p.pos < len(p.src) && isDigit(p.src[p.pos]) {
		if n < 1<<40 {
			n = n*10 + int(p.src[p.pos]-'0')
		}
		p.pos++
		has = true
	}
	if neg {
		n = -n
	}
	return n, has
}

func (p *rtfParser) symbol(c byte) {
	switch c {
	case '\'':
		if p.pos+2 > len(p.src) {
			return
		}
		hi, ok1 := hexValue(p.src[p.pos])
		lo, ok2 := hexValue(p.src[p.pos+1])
		p.pos += 2
		if ok1 && ok2 {
			p.literal(hi<<4 | lo)
		}
	case '*':
		p.star = true
	case '~':
		p.emit(" ")
	case '_':
		p.emit("-")
	case '-': // optional hyphen
	case '\r', '\n':
		p.emit("\n")
	case '\\', '{', '}':
		p.emit(string(c))
	}
}

// word acts on a control word; destinations that hold no text are skipped.
func (p *rtfParser) word(word string, num int, has bool) {
	star := p.star
	p.star = false
	switch word {
	case "par", "line", "row", "sect", "page":
		p.emit("\n")
	case "tab", "cell", "nestcell":
		p.emit("\t")
	case "emdash", "endash":
		p.emit("–")
	case "lquote", "rquote":
		p.emit("'")
	case "ldblquote", "rdblquote":
		p.emit(`"`)
	case "bullet":
		p.emit("•")
	case "u":
		p.unicode(num)
	case "uc":
		p.state.uc = min(max(num, 0), 8)
	case "ansicpg":
		p.codePage(num)
	case "bin":
		if has && num > 0 {
			p.pos += min(num, len(p.src)-p.pos)
		}
	case "pict":
		p.doc.Images++
		p.state.skip = true
	case "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "revtbl", "object", "xmlnstbl", "header", "footer", "themedata", "datastore", "pntext", "info", "nonshppict":
		p.state.skip = word != "header" && word != "footer"
	case "author", "operator", "title", "company", "generator", "template", "creatim", "revtim", "fldinst":
		p.value.Reset()
		p.state.field, p.state.skip = word, false
	case "yr", "mo", "dy", "hr", "min", "sec":
		p.timePart(word, num)
	case "rsidroot":
		p.doc.Metadata.addID(IDRSIDRoot, rsid(num))
	case "edmins":
		p.doc.Metadata.EditingMinutes = max(num, 0)
	case "version":
		p.doc.Metadata.Revision = max(num, 0)
	case "nofpages":
		p.doc.Pages = min(max(num, 0), 1<<20)
	case "fldrslt", "shptxt", "shpinst", "ud", "upr":
	default:
		if star {
			p.state.skip = true
		}
	}
}

// rsid writes an editing-session number as DOCX does.
func rsid(n int) string {
	const hex = "0123456789abcdef"
	var b [8]byte
	for i := range b {
		b[i] = hex[n>>(28-4*i)&15]
	}
	return string(b[:])
}

func (p *rtfParser) timePart(word string, num int) {
	for i, w := range [...]string{"yr", "mo", "dy", "hr", "min", "sec"} {
		if w == word && num >= 0 && num < 10000 {
			p.when.f[i] = num
			p.when.n = max(p.when.n, i+1)
		}
	}
}

func (p *rtfParser) codePage(n int) {
	switch n {
	case 1250:
		p.page = charmap.Windows1250
	case 1251:
		p.page = charmap.Windows1251
	case 1253:
		p.page = charmap.Windows1253
	case 1254:
		p.page = charmap.Windows1254
	case 1257:
		p.page = charmap.Windows1257
	case 10000:
		p.page = charmap.Macintosh
	}
}

// unicode emits a \u character, joining surrogate pairs, and arranges for its
// fallback to be skipped.
func (p *rtfParser) unicode(n int) {
	p.eat = p.state.uc
	r := rune(uint16(n))
	switch {
	case r >= 0xd800 && r < 0xdc00:
		p.high = r
		return
	case r >= 0xdc00 && r < 0xe000:
		if p.high != 0 {
			p.put(string((p.high-0xd800)<<10 + (r - 0xdc00) + 0x10000))
		}
	default:
		p.put(string(r))
	}
	p.high = 0
}

func (p *rtfParser) literal(c byte) {
	if p.eat > 0 {
		p.eat--
		return
	}
	if c < 0x80 {
		p.put(string(rune(c)))
		return
	}
	p.put(string(p.page.DecodeByte(c)))
}

func (p *rtfParser) emit(s string) {
	p.eat = 0
	p.put(s)
}

func (p *rtfParser) put(s string) {
	switch {
	case p.state.skip:
	case p.state.field != "":
		if p.value.Len() < 4096 {
			p.value.WriteString(s)
		}
	case p.out.Len() <= p.lim.MaxText:
		p.out.WriteString(s)
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

func hexValue(c byte) (byte, bool) {
	switch {
	case isDigit(c):
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
