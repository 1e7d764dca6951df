package web

import (
	"html/template"

	"muster"
	"muster/report"
)

// The small pieces that stand in every row of a list are written here, as the
// controls of forms are: a page of sixty rows has hundreds of them.

// AsLink is a person as a link to their page, where the viewer may open it.
func (p PersonRef) AsLink() template.HTML { return made(p.link) }

func (p PersonRef) link(m *markup) {
	if p.Far {
		m.put(`<span class="who"><bdi>`, p.Label(), `</bdi></span>`)
		return
	}
	m.put(`<a class="who" href="`, p.Href(), `"><bdi>`)
	m.put("", p.Label(), `</bdi></a>`)
}

// people are several, each a link to their page.
func people(list []PersonRef) template.HTML {
	return made(func(m *markup) {
		for i, p := range list {
			m.when(i > 0, ", ")
			p.link(m)
		}
	})
}

// levelChip is a level as a shape and a word; nothing for none.
func levelChip(l muster.Level) template.HTML {
	if l == "" {
		return ""
	}
	return made(func(m *markup) { m.level(l) })
}

func (m *markup) level(l muster.Level) {
	if l == "" {
		return
	}
	m.put(`<span class="chip `, string(l), `"><svg viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">`)
	switch l {
	case muster.Escalate:
		m.own(`<circle cx="6.5" cy="6" r="5"/><circle cx="13.5" cy="6" r="5" class="second"/>`)
	case muster.Verify:
		m.own(`<circle cx="10" cy="6" r="4.5" class="ring"/><path d="M10 1.5a4.5 4.5 0 0 1 0 9z"/>`)
	default:
		m.own(`<circle cx="10" cy="6" r="4.5" class="ring"/>`)
	}
	m.put(`</svg>`, report.LevelWord(l), `</span>`)
}

// AsTime is a time that a machine can read, with its zone where there is one.
func (w when) AsTime() template.HTML { return made(w.write) }

func (w when) write(m *markup) {
	if w.ISO == "" {
		m.put("", w.Text, "")
		return
	}
	m.put(`<time datetime="`, w.ISO, `"`)
	if w.Zone != "" {
		m.put(` title="`, w.Zone, `"`)
	}
	m.put(`>`, w.Text, `</time>`)
}

// Clock is how much of a clock is left, until when, and what then.
func (v *view) Clock(c *Clock) template.HTML { return v.made(func(m *markup) { v.clock(m, c) }) }

func (v *view) clock(m *markup, c *Clock) {
	m.own(`<p class="clock`)
	m.when(v.Over(c), ` over`)
	m.put(`"><svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><circle cx="8" cy="8" r="6"/><path d="M8 4.500V8l2.500 1.500"/></svg><strong>`, v.Left(c), `</strong><span>until `)
	v.Stamped(c.Until).write(m)
	if c.Then != "" {
		m.put(`. `, c.Then, `.`)
	}
	m.own(`</span></p>`)
}

// AsHead begins every form: the key that lets the act take effect once, the page
// to come back to, and why the form was refused if it was.
func (f *formView) AsHead() template.HTML { return made(f.head) }

func (f *formView) head(m *markup) {
	m.put(`<input type="hidden" name="key" value="`, f.Key, `">`)
	m.put(`<input type="hidden" name="back" value="`, f.Back, `">`)
	if f.Refused != nil {
		m.put(`<div class="refused"><p><strong>`, f.Refused.Message, `</strong> `)
		m.put("", f.Refused.Hint, `</p></div>`)
	}
}
