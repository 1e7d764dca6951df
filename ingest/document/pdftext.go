package document

import (
	"context"
	"errors"
	"math"
	"strings"

	"github.com/ledongthuc/pdf"
)

// A run is a piece of text shown in one go: what a page is made of before it
// is lines. Coordinates are points, y increasing upwards.
type run struct {
	x, y, w float64
	size    float64
	turn    int // quarter turns anticlockwise; x and y are already turned back
	text    string
}

// matrix is an affine transform in the order PDF writes it: a b c d e f.
type matrix [6]float64

// mul returns the transform that applies m first and n after it.
func (m matrix) mul(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func translate(x, y float64) matrix { return matrix{1, 0, 0, 1, x, y} }

// graphics is the part of the PDF graphics state that decides where text goes.
type graphics struct {
	ctm                        matrix
	font                       *pdfFont
	size, charSpace, wordSpace float64
	scale, leading, rise       float64
	hidden                     bool // rendering mode 3: drawn but not seen, as OCR layers are
	tm, tlm                    matrix
}

// pdfWalker interprets the content of pages: only what moves or shows text.
type pdfWalker struct {
	ctx   context.Context
	lim   Limits
	left  int64 // work units left for the whole document
	runs  []run
	bytes int
}

// Bounds on one page's content; ordinary pages stay far below.
const (
	maxPageRuns = 200_000
	maxStates   = 512
	maxForms    = 12
)

// page returns the runs of one page. On a malformed page it returns what was
// read up to there with the error.
func (w *pdfWalker) page(p pdfPage) (runs []run, err error) {
	w.runs, w.bytes = nil, 0
	defer func() {
		if r := recover(); r != nil {
			runs = w.runs
			if stop, ok := r.(stopReading); ok {
				err = stop.err
				return
			}
			err = errors.New("malformed page content")
		}
	}()
	if p.content.IsNull() {
		return nil, nil
	}
	g := graphics{ctm: matrix{1, 0, 0, 1, 0, 0}, scale: 1}
	w.stream(p.content, p.resources, g, 0)
	return w.runs, nil
}

// stream interprets one content stream: a page's own or a form's.
func (w *pdfWalker) stream(content, resources pdf.Value, g graphics, depth int) {
	src, err := contentBytes(content)
	if err != nil {
		panic(stopReading{err})
	}
	w.spend(int64(len(src)))
	fonts := map[string]*pdfFont{}
	var stack []graphics
	ops := 0
	lex := contentLexer{src: src}
	lex.each(func(op string, args []operand) {
		if ops++; ops%1024 == 0 {
			w.spend(1024)
		}
		switch op {
		case "q":
			if len(stack) < maxStates {
				stack = append(stack, g)
			}
		case "Q":
			if n := len(stack); n > 0 {
				g, stack = stack[n-1], stack[:n-1]
			}
		case "cm":
			if len(args) == 6 {
				g.ctm = toMatrix(args).mul(g.ctm)
			}
		case "Do":
			if len(args) == 1 && depth < maxForms {
				w.form(resources.Key("XObject").Key(string(args[0].str)), resources, g, depth)
			}
		case "Tf":
			if len(args) == 2 {
				g.font = w.font(fonts, resources, string(args[0].str))
				g.size = args[1].num
			}
		default:
			w.textOperator(&g, op, args)
		}
	})
}

// spend charges work and stops the reading when the budget or the time is gone.
func (w *pdfWalker) spend(n int64) {
	if w.left -= n; w.left < 0 {
		panic(stopReading{fail(Bomb, errors.New("page content exceeds the limit"))})
	}
	if w.ctx.Err() != nil {
		panic(stopReading{stopped(w.ctx)})
	}
}

func toMatrix(args []operand) (m matrix) {
	for i := range m {
		m[i] = args[i].num
	}
	return m
}

func (w *pdfWalker) form(x, outer pdf.Value, g graphics, depth int) {
	if x.Kind() != pdf.Stream || x.Key("Subtype").Name() != "Form" {
		return
	}
	w.spend(4096)
	if m := x.Key("Matrix"); m.Len() == 6 {
		var fm matrix
		for i := range fm {
			fm[i] = m.Index(i).Float64()
		}
		g.ctm = fm.mul(g.ctm)
	}
	res := x.Key("Resources")
	if res.IsNull() {
		res = outer
	}
	w.stream(x, res, g, depth+1)
}

func (w *pdfWalker) font(cache map[string]*pdfFont, resources pdf.Value, name string) *pdfFont {
	f, ok := cache[name]
	if !ok {
		w.spend(1024)
		f = newPDFFont(resources.Key("Font").Key(name))
		cache[name] = f
	}
	return f
}

// textOperator handles the operators of text objects.
func (w *pdfWalker) textOperator(g *graphics, op string, args []operand) {
	num := func(i int) float64 {
		if i < len(args) {
			return args[i].num
		}
		return 0
	}
	switch op {
	case "BT":
		g.tm = matrix{1, 0, 0, 1, 0, 0}
		g.tlm = g.tm
	case "Tc":
		g.charSpace = num(0)
	case "Tw":
		g.wordSpace = num(0)
	case "Tz":
		g.scale = num(0) / 100
	case "TL":
		g.leading = num(0)
	case "Ts":
		g.rise = num(0)
	case "Tr":
		g.hidden = num(0) == 3
	case "Tm":
		if len(args) == 6 {
			g.tm = toMatrix(args)
			g.tlm = g.tm
		}
	case "TD":
		g.leading = -num(1)
		g.nextLine(num(0), num(1))
	case "Td":
		g.nextLine(num(0), num(1))
	case "T*":
		g.nextLine(0, -g.leading)
	case "'", "\"":
		if op == "\"" {
			g.wordSpace, g.charSpace = num(0), num(1)
		}
		g.nextLine(0, -g.leading)
		if n := len(args); n > 0 {
			w.show(g, args[n-1].str)
		}
	case "Tj":
		if len(args) > 0 {
			w.show(g, args[0].str)
		}
	case "TJ":
		if len(args) > 0 {
			w.showArray(g, args[0].list)
		}
	}
}

func (g *graphics) nextLine(tx, ty float64) {
	g.tlm = translate(tx, ty).mul(g.tlm)
	g.tm = g.tlm
}

func (w *pdfWalker) showArray(g *graphics, list []operand) {
	for _, x := range list {
		if x.kind == stringOperand {
			w.show(g, x.str)
			continue
		}
		g.tm = translate(-x.num/1000*g.size*g.scale, 0).mul(g.tm)
	}
}

// show records one string as a run and moves the text position past it.
func (w *pdfWalker) show(g *graphics, raw []byte) {
	if g.font == nil || len(raw) == 0 {
		return
	}
	w.spend(int64(len(raw)))
	text, units, codes, spaces := g.font.decode(raw)
	advance := (units/1000*g.size + float64(codes)*g.charSpace + float64(spaces)*g.wordSpace) * g.scale
	trm := matrix{g.size * g.scale, 0, 0, g.size, 0, g.rise}.mul(g.tm).mul(g.ctm)
	end := translate(advance, 0).mul(g.tm).mul(g.ctm)
	start := g.tm.mul(g.ctm)
	g.tm = translate(advance, 0).mul(g.tm)

	if text == "" || !finite(trm[4], trm[5], end[4], end[5]) {
		return
	}
	if len(w.runs) >= maxPageRuns || w.bytes > w.lim.MaxText {
		return
	}
	w.bytes += len(text)
	turn := quarterTurns(trm[0], trm[1])
	x, y := turnBack(trm[4], trm[5], turn)
	w.runs = append(w.runs, run{
		x: x, y: y, turn: turn, text: text,
		w:    math.Hypot(end[4]-start[4], end[5]-start[5]),
		size: math.Hypot(trm[2], trm[3]),
	})
}

// quarterTurns rounds a direction to the nearest multiple of a right angle.
func quarterTurns(dx, dy float64) int {
	switch {
	case math.Abs(dx) >= math.Abs(dy) && dx >= 0:
		return 0
	case math.Abs(dx) >= math.Abs(dy):
		return 2
	case dy > 0:
		return 1
	}
	return 3
}

// turnBack rotates a point clockwise by quarter turns, so that text written in
// that direction runs left to right.
func turnBack(x, y float64, turns int) (float64, float64) {
	switch turns {
	case 1:
		return y, -x
	case 2:
		return -x, -y
	case 3:
		return -y, x
	}
	return x, y
}

func finite(vs ...float64) bool {
	for _, v := range vs {
		if math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) > 1e6 {
			return false
		}
	}
	return true
}

// pdfFont is what is needed of a font: text and advance width of each code.
type pdfFont struct {
	wide     bool               // two-byte codes
	simple   [256]string        // text of one-byte codes
	widths   map[uint32]float64 // thousandths of the font size
	fallback float64
	cmap     *unicodeMap
}

func newPDFFont(v pdf.Value) *pdfFont {
	f := &pdfFont{widths: map[uint32]float64{}, fallback: 500}
	if tu := v.Key("ToUnicode"); tu.Kind() == pdf.Stream {
		f.cmap = readUnicodeMap(tu)
	}
	if v.Key("Subtype").Name() == "Type0" {
		f.wide = true
		f.readCIDWidths(v.Key("DescendantFonts").Index(0))
		return f
	}
	first := uint32(v.Key("FirstChar").Int64())
	widths := v.Key("Widths")
	scale := 1.0
	if m := v.Key("FontMatrix"); m.Len() == 6 { // Type 3 fonts have units of their own
		scale = m.Index(0).Float64() * 1000
	}
	for i := range min(widths.Len(), 256) {
		f.widths[first+uint32(i)] = widths.Index(i).Float64() * scale
	}
	lib := pdf.Font{V: v}
	enc := lib.Encoder()
	for c := range 256 {
		code := string([]byte{byte(c)})
		if s, ok := f.cmap.lookup(uint32(c)); ok {
			f.simple[c] = s
		} else if enc != nil && f.cmap == nil || c >= 0x20 && c < 0x7f {
			f.simple[c] = cleanGlyph(enc.Decode(code))
		}
	}
	return f
}

func cleanGlyph(s string) string {
	return strings.Map(func(r rune) rune {
		if r == 0xfffd || r < 0x20 && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// readCIDWidths reads the W array: "c [w1 w2 ...]" or "first last w".
func (f *pdfFont) readCIDWidths(d pdf.Value) {
	f.fallback = 1000
	if dw := d.Key("DW"); !dw.IsNull() {
		f.fallback = dw.Float64()
	}
	w := d.Key("W")
	n := min(w.Len(), 20000)
	for i := 0; i+1 < n; {
		first := w.Index(i).Int64()
		second := w.Index(i + 1)
		if second.Kind() == pdf.Array {
			for j := range min(second.Len(), 65536) {
				f.widths[uint32(first)+uint32(j)] = second.Index(j).Float64()
			}
			i += 2
			continue
		}
		if i+2 >= n {
			break
		}
		width := w.Index(i + 2).Float64()
		for c := first; c <= min(second.Int64(), first+65536) && len(f.widths) < 100_000; c++ {
			f.widths[uint32(c)] = width
		}
		i += 3
	}
}

// decode returns the text of a shown string, its width in thousandths of the
// font size, the number of codes and how many of them are a one-byte space.
func (f *pdfFont) decode(raw []byte) (text string, units float64, codes, spaces int) {
	var b strings.Builder
	if !f.wide {
		for i := range len(raw) {
			c := raw[i]
			b.WriteString(f.simple[c])
			units += f.width(uint32(c))
			if c == ' ' {
				spaces++
			}
		}
		return b.String(), units, len(raw), spaces
	}
	for i := 0; i+1 < len(raw); i += 2 {
		code := uint32(raw[i])<<8 | uint32(raw[i+1])
		if s, ok := f.cmap.lookup(code); ok {
			b.WriteString(s)
		}
		units += f.width(code)
		codes++
	}
	return b.String(), units, codes, 0
}

func (f *pdfFont) width(code uint32) float64 {
	if w, ok := f.widths[code]; ok {
		return w
	}
	return f.fallback
}
