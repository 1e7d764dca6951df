package web

import (
	"bytes"
	"html/template"
)

// The controls of forms are written here and not by templates: a page such as
// Settings has hundreds of them, and as templates they were two thirds of what
// it cost.

// literal is text of this program's own. A string that is not a constant does
// not become one by itself, so nothing that came from elsewhere is written
// without being escaped.
type literal string

// markup gathers the HTML of one piece of a page.
type markup struct{ b bytes.Buffer }

// put writes a value, escaped, between two texts of ours.
func (m *markup) put(before literal, value string, after literal) {
	m.b.WriteString(string(before))
	m.b.WriteString(template.HTMLEscapeString(value))
	m.b.WriteString(string(after))
}

// text writes a value, escaped.
func (m *markup) text(value string) { m.put("", value, "") }

func (m *markup) own(text literal) { m.b.WriteString(string(text)) }

func (m *markup) when(is bool, text literal) {
	if is {
		m.own(text)
	}
}

func (m *markup) html() template.HTML { return template.HTML(m.b.String()) }

// made is what a part of a page writes.
func made(write func(*markup)) template.HTML {
	m := &markup{}
	m.b.Grow(512)
	write(m)
	return m.html()
}

// paper is what a page is written on: the page itself, and the piece at hand.
// It is used again for other pages, which are of the same size as a rule.
type paper struct {
	page  bytes.Buffer
	piece markup
}

// maxPaper is how many bytes of a page are kept for another.
const maxPaper = 1 << 20

// made is made for a view: on its paper.
func (v *view) made(piece func(*markup)) template.HTML {
	m := &v.paper.piece
	m.b.Reset()
	piece(m)
	return m.html()
}

// write is made for a piece that may fail.
func (v *view) write(piece func(*markup) error) (template.HTML, error) {
	m := &v.paper.piece
	m.b.Reset()
	if err := piece(m); err != nil {
		return "", err
	}
	return m.html(), nil
}

// aria says what describes a control, and whether it was complained about.
func (f *field) aria(m *markup) {
	if f.Hint != "" || f.Complaint != "" {
		m.own(` aria-describedby="`)
		if f.Hint != "" {
			m.put("", f.ID, "-hint")
		}
		if f.Complaint != "" {
			m.put(" ", f.ID, "-no")
		}
		m.own(`"`)
	}
	m.when(f.Complaint != "", ` aria-invalid="true"`)
	m.when(f.Required, " required")
	if f.When != "" { // with script a browser holds to it; the server does in any case
		m.put(` data-needed="`, f.When, `"`)
	}
}

// below are the hint and the complaint under a control.
func (f *field) below(m *markup) {
	if f.Hint != "" {
		m.put(`<p class="hint" id="`, f.ID, `-hint">`)
		m.put("", f.Hint, "</p>")
	}
	if f.Complaint != "" {
		m.put(`<p class="complaint" id="`, f.ID, `-no">`)
		m.put("", f.Complaint, "</p>")
	}
}

// label begins a control under a label of its own.
func (f *field) label(m *markup, optional bool) {
	m.put(`<div class="field"><label for="`, f.ID, `">`)
	m.put("", f.Label, "")
	switch {
	case f.Mark != "":
		m.put(` <span class="quiet">(`, f.Mark, `)</span>`)
	case optional && !f.Required:
		m.own(` <span class="quiet">(may stay empty)</span>`)
	}
	m.own("</label>")
}

// AsReason is a text of several lines.
func (f *field) AsReason() template.HTML { return made(f.reason) }

func (f *field) reason(m *markup) {
	f.label(m, true)
	m.put(`<textarea id="`, f.ID, `"`)
	m.put(` name="`, f.Name, `" rows="3" maxlength="2000"`)
	m.when(f.Refuse, " data-refuse")
	f.aria(m)
	m.put(">", f.Value, "</textarea>")
	m.when(f.Refuse, `<p class="complaint" role="status" data-refused></p>`)
	f.below(m)
	m.own("</div>")
}

// AsFile is a long text, as of a file.
func (f *field) AsFile() template.HTML { return made(f.file) }

func (f *field) file(m *markup) {
	f.label(m, false)
	m.put(`<textarea class="hash" id="`, f.ID, `"`)
	m.put(` name="`, f.Name, `" rows="24" maxlength="40000" spellcheck="false"`)
	f.aria(m)
	m.put(">", f.Value, "</textarea>")
	f.below(m)
	m.own("</div>")
}

// AsInput is one line, a date or a number.
func (f *field) AsInput() template.HTML { return made(f.input) }

func (f *field) input(m *markup) {
	f.label(m, true)
	m.put(`<input id="`, f.ID, `"`)
	m.put(` type="`, f.Kind, `"`)
	m.put(` name="`, f.Name, `"`)
	m.put(` value="`, f.Value, `"`)
	m.when(f.Kind != "date", ` maxlength="200"`)
	f.aria(m)
	m.own(">")
	f.below(m)
	m.own("</div>")
}

// AsSelect is a list that opens.
func (f *field) AsSelect() template.HTML { return made(f.choose) }

func (f *field) choose(m *markup) {
	f.label(m, false)
	m.put(`<select id="`, f.ID, `"`)
	m.put(` name="`, f.Name, `"`)
	f.aria(m)
	m.own(">")
	for _, o := range f.Options {
		m.put(`<option value="`, o.Value, `"`)
		m.when(o.Value == f.Value, " selected")
		m.put(">", o.Label, "</option>")
	}
	m.own("</select>")
	f.below(m)
	m.own("</div>")
}

// group begins controls under one legend.
func (f *field) group(m *markup, invalid bool) {
	m.own(`<fieldset class="field"`)
	m.when(invalid, ` aria-invalid="true"`)
	m.put("><legend>", f.Label, "</legend>")
}

// AsRadios are the answers of a closed list, one of which is needed.
func (f *field) AsRadios() template.HTML { return made(f.radios) }

func (f *field) radios(m *markup) {
	f.group(m, f.Complaint != "")
	for _, o := range f.Options {
		m.put(`<label class="pick"><input type="radio" name="`, f.Name, `"`)
		m.put(` value="`, o.Value, `"`)
		m.when(o.Value == f.Value, " checked")
		m.put(" required> ", o.Label, "</label>")
	}
	f.below(m)
	m.own("</fieldset>")
}

// AsTicks are the answers of a closed list, any number of which may be ticked.
func (f *field) AsTicks() template.HTML { return made(f.ticks) }

func (f *field) ticks(m *markup) {
	f.group(m, false)
	for _, o := range f.Options {
		m.put(`<label class="pick"><input type="checkbox" name="`, f.Name, `"`)
		m.put(` value="`, o.Value, `"`)
		m.when(f.Has(o.Value), " checked")
		m.put("> ", o.Label, "</label>")
	}
	f.below(m)
	m.own("</fieldset>")
}

// AsTick is one box for yes.
func (f *field) AsTick() template.HTML { return made(f.tick) }

func (f *field) tick(m *markup) {
	m.put(`<div class="field"><label class="pick"><input id="`, f.ID, `" type="checkbox"`)
	m.put(` name="`, f.Name, `" value="yes"`)
	m.when(f.Checked, " checked")
	f.aria(m)
	m.put("> ", f.Label, "</label>")
	f.below(m)
	m.own("</div>")
}
