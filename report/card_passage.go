package report

import (
	"slices"
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

func (v *view) passageViews(id muster.SubjectID) []passageView {
	list := slices.Clone(v.passages[id])
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
			shown.Sides[i] = sideView{Who: who, File: escape.Line(s.Place.String()), When: newTime(s.When), Parts: excerpt(s.Text, s.Common, context)}
		}
		out = append(out, shown)
	}
	return out
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
		before := boundary(text, max(at, s.Start-context))
		if after := boundary(text, min(at+context, before)); at > 0 {
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
	end := boundary(text, min(len(text), at+context))
	if at > 0 {
		add(at, end, false)
	}
	if end < len(text) && len(parts) > 0 {
		ellipsis()
	}
	return parts
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
