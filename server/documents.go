package server

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"muster"
	"muster/casework"
	"muster/dossier"
	"muster/report"
	"muster/web"
)

// factRows are the fields of the table that a person's page lists, in its order.
func factRows() []casework.Field {
	return []casework.Field{
		casework.FieldName, casework.FieldContact, casework.FieldHome, casework.FieldBorn, casework.FieldDocument, casework.FieldBank, casework.FieldNameHistory,
	}
}

// facts are the values the table of fields speaks of with what each source
// says, as the viewer sees them. What several say alike stands once, with all of
// them.
func (p *subject) facts() []web.Fact {
	var out []web.Fact
	paid := dossier.AccountSettled(p.observations())
	for _, field := range factRows() {
		fact := web.Fact{Name: web.FieldWord(field)}
		asks := field != casework.FieldNameHistory && (field != casework.FieldBank || !paid)
		for i := range p.record.Said {
			s := &p.record.Said[i]
			if s.Field != field {
				continue
			}
			source := report.Sentence(report.KindWord(s.Kind))
			if p.evidence == casework.Clear {
				source += ", " + sourceOf(&s.Place, s.Source)
			}
			differs := s.Variant > 0 && asks
			at := slices.IndexFunc(fact.Says, func(o web.Said) bool { return o.Value == s.Text && o.Differs == differs })
			switch {
			case at < 0:
				fact.Says = append(fact.Says, web.Said{Source: source, Value: s.Text, Differs: differs})
			case !strings.Contains("; "+fact.Says[at].Source+";", "; "+source+";"):
				fact.Says[at].Source += "; " + source
			}
			fact.Differs = fact.Differs || differs
			if field == casework.FieldBank && s.Variant > 0 && paid {
				fact.Why = "The account given last was verified with the person, by their bank, or by two people in a pay run."
			}
		}
		switch {
		case fact.Differs && field == casework.FieldBank:
			fact.Why = "People switch banks; somebody else may also have changed it to divert their pay. Ask which holds, by a number that was on file before."
		case fact.Differs:
			fact.Why = "People move, marry and take new numbers. Ask which holds now."
		}
		if len(fact.Says) > 0 {
			out = append(out, fact)
		}
	}
	return out
}

// maxColumns is how many documents stand side by side.
const maxColumns = 5

// claims puts what documents state side by side: applications, CVs, the HR
// record and identity papers, the latest of them. Values of the table of fields
// are as the viewer sees them; what somebody did before is for those who
// interview and those who see the evidence.
func (p *subject) claims(list []muster.Observation) *web.Claims {
	var stating []muster.Observation
	for i := range list {
		switch list[i].Data.(type) {
		case *muster.Application, *muster.CV, *muster.Person, *muster.Document:
			stating = append(stating, list[i])
		}
	}
	if len(stating) < 2 {
		return nil
	}
	slices.SortStableFunc(stating, func(a, b muster.Observation) int { return cmp.Compare(a.Happened.Micros, b.Happened.Micros) })
	out := &web.Claims{More: max(0, len(stating)-maxColumns)}
	papers := casework.InReadingOrder(stating[out.More:])
	for _, o := range papers {
		column := web.ClaimColumn{Name: report.Sentence(report.KindWord(o.Kind())), When: o.Happened}
		if p.evidence == casework.Clear {
			column.Source = sourceOf(&o.Place, o.Source)
		}
		out.Columns = append(out.Columns, column)
	}
	for _, field := range []casework.Field{casework.FieldName, casework.FieldContact, casework.FieldHome, casework.FieldBorn, casework.FieldDocument} {
		out.Rows = append(out.Rows, p.fieldRow(field, papers)...)
	}
	if p.record.May[casework.InterviewPlan] || p.evidence == casework.Clear {
		out.Rows = append(out.Rows, pastRows(papers)...)
	}
	if len(out.Rows) == 0 {
		return nil
	}
	return out
}

// fieldRow is one field of the table in each document; none where no document
// states it to this viewer.
func (p *subject) fieldRow(field casework.Field, papers []*muster.Observation) []web.ClaimRow {
	variant := make([]int, len(papers))
	row := web.ClaimRow{Claim: web.FieldWord(field), Cells: make([]web.ClaimCell, len(papers))}
	for i := range p.record.Said {
		s := &p.record.Said[i]
		at := slices.IndexFunc(papers, func(o *muster.Observation) bool { return o.ID == s.Observation })
		if s.Field == field && at >= 0 {
			row.Cells[at].Text, variant[at] = s.Text, s.Variant
		}
	}
	return marked(row, func(a, b int) bool { return variant[a] == variant[b] })
}

// marked says in words how a row's cells stand to the first that states
// something. A row nobody states anything in is none.
func marked(row web.ClaimRow, same func(a, b int) bool) []web.ClaimRow {
	first, stated := -1, 0
	for i := range row.Cells {
		if row.Cells[i].Text == "" {
			continue
		}
		stated++
		switch {
		case first < 0:
			first = i
		case same(first, i):
			row.Cells[i].Mark = "same"
		default:
			row.Cells[i].Mark, row.Differs = "differs", true
		}
	}
	switch stated {
	case 0:
		return nil
	case 1:
		row.Cells[first].Mark = "only here"
	}
	return []web.ClaimRow{row}
}

// spell is one job or course as a document states it.
type spell struct {
	claim, key, text string
	start, end       muster.Time
}

// maxSpells bounds the rows of jobs and courses.
const maxSpells = 30

// pastRows are the jobs and courses that documents state, a row for each
// employer and school.
func pastRows(papers []*muster.Observation) []web.ClaimRow {
	var keys, claims []string
	stated := make([]map[string]spell, len(papers))
	for i, o := range papers {
		stated[i] = map[string]spell{}
		for _, s := range spellsOf(o) {
			if _, had := stated[i][s.key]; had {
				continue // a second spell at one place: the first says enough to compare
			}
			stated[i][s.key] = s
			if !slices.Contains(keys, s.key) && len(keys) < maxSpells {
				keys, claims = append(keys, s.key), append(claims, s.claim)
			}
		}
	}
	var out []web.ClaimRow
	for k, key := range keys {
		row := web.ClaimRow{Claim: claims[k], Cells: make([]web.ClaimCell, len(papers))}
		for i := range papers {
			row.Cells[i].Text = stated[i][key].text
		}
		out = append(out, marked(row, func(a, b int) bool {
			x, y := stated[a][key], stated[b][key]
			return sameDay(x.start, y.start) && sameDay(x.end, y.end)
		})...)
	}
	return out
}

func spellsOf(o *muster.Observation) []spell {
	var out []spell
	add := func(kind, place, what string, start, end muster.Time) {
		if place = strings.Join(strings.Fields(place), " "); place == "" {
			return
		}
		text := strings.TrimSpace(what)
		if span := spanOf(start, end); span != "" {
			text = strings.TrimPrefix(text+", "+span, ", ")
		}
		if text == "" {
			text = "named"
		}
		out = append(out, spell{kind + " " + place, kind + " " + plain(place), text, start, end})
	}
	courses := func(list []muster.Education) {
		for i := range list {
			add("Studied at", string(list[i].Institution), string(list[i].Degree), list[i].Start, list[i].End)
		}
	}
	switch d := o.Data.(type) {
	case *muster.Application:
		add("Worked at", string(d.Employer), "present or latest employer", muster.Time{}, muster.Time{})
		courses(d.Education)
	case *muster.CV:
		for i := range d.Roles {
			add("Worked at", string(d.Roles[i].Employer), string(d.Roles[i].Title), d.Roles[i].Start, d.Roles[i].End)
		}
		courses(d.Education)
	}
	return out
}

// spanOf is a time from and to, as far as stated.
func spanOf(start, end muster.Time) string {
	switch {
	case start.IsZero() && end.IsZero():
		return ""
	case end.IsZero():
		return "since " + start.String()
	case start.IsZero():
		return "until " + end.String()
	}
	return start.String() + " to " + end.String()
}

// sameDay reports whether two dates may be one, as exactly as both are stated.
func sameDay(a, b muster.Time) bool {
	if a.IsZero() || b.IsZero() {
		return true
	}
	form := "2006"
	switch min(a.Precision, b.Precision) {
	case muster.PrecisionYear:
	case muster.PrecisionMonth:
		form = "2006-01"
	default:
		form = "2006-01-02"
	}
	return a.UTC().Format(form) == b.UTC().Format(form)
}

// plain is a name by its letters and digits alone.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
