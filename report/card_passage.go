package report

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"muster"
	"muster/internal/escape"
)

// passageView is a passage two CVs share, side by side.
type passageView struct {
	Words int
	Sides [2]sideView
}

type sideView struct {
	Who   link
	File  string
	When  timeView
	Parts []textPart
}

// textPart is a stretch of text, common to both or not.
type textPart struct {
	Text   string
	Common bool
}

const (
	maxPassages = 3    // passages a card shows, the longest
	around      = 80   // bytes of own text shown around what is common
	maxExcerpt  = 2400 // bytes of a side that are shown
)

// passageViews shows the passages behind a person's findings: with people the
// findings name and with nobody else.
func (v *view) passageViews(p *Person) []passageView {
	id := p.ID
	var list []*Passage
	for _, passage := range v.passages[id] {
		if named(p, passage.Sides[0].Subject) && named(p, passage.Sides[1].Subject) {
			list = append(list, passage)
		}
	}
	slices.SortStableFunc(list, func(a, b *Passage) int { return b.Words - a.Words })
	var out []passageView
	for _, p := range list[:min(maxPassages, len(list))] {
		sides := p.Sides
		if sides[0].Subject != id {
			sides[0], sides[1] = sides[1], sides[0]
		}
		shown := passageView{Words: p.Words}
		for i := range sides {
			s := &sides[i]
			who, context := link{Text: "This person"}, around
			if i == 1 {
				who = v.link(s.Subject)
				if !v.in.Show {
					context = 0 // of another person only what is common
				}
			}
			file := escape.Line(strings.TrimPrefix(s.Place.File, v.folder))
			if i == 1 && !v.in.Show {
				file = maskedFile(file)
			}
			text := s.Text
			if !v.in.Show {
				text = maskContacts(text)
			}
			shown.Sides[i] = sideView{Who: who, File: file, When: newTime(s.When), Parts: excerpt(text, s.Common, context)}
		}
		out = append(out, shown)
	}
	return out
}

// contactPattern finds what looks like an e-mail address or a telephone number.
var contactPattern = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+|(?:\+|\b0|\(0)[\d ().-]{8,}\d`)

// maskContacts hides contacts in a text byte by byte, so that spans still fit.
func maskContacts(text string) string {
	return contactPattern.ReplaceAllStringFunc(text, func(found string) string {
		masked := []byte(found)
		for i, c := range masked {
			if c == '@' {
				break // the provider may stay
			}
			if c != ' ' && c != '+' && c != '-' && c != '.' && c != '(' && c != ')' {
				masked[i] = '*'
			}
		}
		return string(masked)
	})
}

// excerpt cuts a text down to what is common and some context around it; an
// ellipsis stands for what is left out. Spans that do not fit the text are
// fitted or dropped.
func excerpt(text string, spans []Span, context int) []textPart {
	var parts []textPart
	at, size := 0, 0
	add := func(from, to int, common bool) {
		if from < to {
			parts = append(parts, textPart{escape.Block(text[from:to]), common})
			size += to - from
		}
	}
	ellipsis := func() { parts = append(parts, textPart{Text: " … "}) }
	for _, s := range fitSpans(text, spans) {
		if size > maxExcerpt {
			break
		}
		before := wordStart(text, boundary(text, max(at, s.Start-context)), s.Start)
		if after := wordEnd(text, at, boundary(text, min(at+context, before))); at > 0 {
			add(at, after, false)
			at = after
		}
		if before > at {
			ellipsis()
		}
		add(max(before, at), s.Start, false)
		end := boundary(text, min(s.End, s.Start+maxExcerpt))
		add(s.Start, end, true)
		at = end
	}
	end := wordEnd(text, at, boundary(text, min(len(text), at+context)))
	if at > 0 {
		add(at, end, false)
	}
	if end < len(text) && len(parts) > 0 {
		ellipsis()
	}
	return parts
}

// wordStart moves a cut forward to the start of a word, if there is one before
// limit.
func wordStart(text string, i, limit int) int {
	if i == 0 || i >= limit || text[i-1] == ' ' || text[i-1] == '\n' {
		return i
	}
	if space := strings.IndexAny(text[i:limit], " \n"); space >= 0 {
		return i + space + 1
	}
	return i
}

// wordEnd moves a cut back to the end of a word, if there is one after from.
func wordEnd(text string, from, i int) int {
	if i >= len(text) || i <= from || text[i] == ' ' || text[i] == '\n' {
		return i
	}
	if space := strings.LastIndexAny(text[from:i], " \n"); space > 0 {
		return from + space
	}
	return i
}

// named reports whether one of a person's findings concerns somebody.
func named(p *Person, id muster.SubjectID) bool {
	return slices.ContainsFunc(p.Findings, func(f muster.Finding) bool { return slices.Contains(f.Subjects, id) })
}

// fitSpans sorts spans, keeps them within the text and apart, and moves their
// ends to character boundaries.
func fitSpans(text string, spans []Span) []Span {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, func(a, b Span) int { return a.Start - b.Start })
	var out []Span
	at := 0
	for _, s := range sorted {
		s.Start = boundary(text, max(s.Start, at))
		s.End = boundary(text, s.End)
		if s.Start < s.End {
			out = append(out, s)
			at = s.End
		}
	}
	return out
}

// boundary moves a position in s to the start of the character it is in.
func boundary(s string, i int) int {
	if i <= 0 {
		return 0
	}
	if i >= len(s) {
		return len(s)
	}
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}
