package server

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/report"
	"muster/web"
)

// subject is one person's page under way: their record as the desk shows it,
// the assessment, and how values and names may be shown.
type subject struct {
	*viewing
	record   *casework.PersonRecord
	answer   *assess.Answer
	weighed  muster.Assessment
	policy   *muster.Policy
	others   casework.Shown // how names of others show on this page
	evidence casework.Sight
}

// findings are the findings as a card shows them, those that count first.
func (p *subject) findings() []web.Finding {
	return p.findingsOf(nil, func(w *web.Finding, f *muster.Finding) {
		if p.evidence != casework.Hidden {
			w.Evidence = p.cited(f)
		}
		for _, id := range f.Subjects {
			if id != p.record.ID {
				w.Others = append(w.Others, p.other(id))
			}
		}
		w.Values = p.values(f)
		p.offer(w)
		p.past(w, f)
	})
}

// findingsOf are the findings that are asked for, all unless choose is set, in the order
// of a card. What they rest on and what is to be done is more's to add.
func (p *subject) findingsOf(choose func(*muster.Finding) bool, more func(*web.Finding, *muster.Finding)) []web.Finding {
	by := map[muster.FindingKey]*muster.Contribution{}
	for i := range p.weighed.Contributions {
		by[p.weighed.Contributions[i].Finding] = &p.weighed.Contributions[i]
	}
	var out []web.Finding
	for i := range p.answer.Findings {
		f := &p.answer.Findings[i]
		if c := by[f.Key]; c != nil && (choose == nil || choose(f)) {
			w := p.finding(f, c)
			if more != nil {
				more(&w, f)
			}
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b web.Finding) int {
		return cmp.Or(boolean(b.Counted)-boolean(a.Counted), boolean(a.Note)-boolean(b.Note), b.Strength-a.Strength, strings.Compare(string(a.Flag), string(b.Flag)))
	})
	return out
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// finding says what was found and how it counts.
func (p *subject) finding(f *muster.Finding, c *muster.Contribution) web.Finding {
	w := web.Finding{
		Key: f.Key, Flag: f.Flag, Family: f.Family, Title: f.Title, Detail: p.fill(f), Strength: c.Strength, Counted: c.Counted, Standing: c.Why,
		Note: !f.Scored, Seen: f.ObservedAt, Rival: f.Rival, Confirmed: f.Confirmed,
	}
	if d := p.server.detectors[f.Flag]; d != nil {
		w.Innocent, w.Clears = d.Manual.Innocent, d.Manual.Clear
	}
	if c.Cleared() {
		w.Cleared = &web.Decision{What: "Explained", Reason: c.Clearance.Why, By: c.Clearance.By, At: c.Clearance.On.UTC()}
	}
	return w
}

// offer names the check that would settle a finding, those that only help to
// explain it, and the one already asked for.
func (p *subject) offer(w *web.Finding) {
	settles := p.policy.Clearing.Flags[w.Flag].Clears
	for _, r := range p.weighed.Checks {
		if !slices.Contains(r.Flags, w.Flag) {
			continue
		}
		switch {
		case !slices.Contains(settles, r.Type):
			w.Helps = append(w.Helps, r.Type)
		case w.Check == "":
			w.Check = r.Type
		}
	}
	if w.Check == "" && w.Counted && len(settles) > 0 && len(w.Helps) > 0 { // what is asked for would leave it open
		w.Check = settles[0]
	}
	for i := range p.record.Checks {
		k := &p.record.Checks[i]
		if k.State != casework.CheckRequested {
			continue
		}
		for _, t := range append([]muster.CheckType{w.Check}, w.Helps...) {
			if t != "" && (k.Type == t || k.InPlaceOf == t) {
				w.AskedFor, w.Asked = checkLabel(k.Type), append(w.Asked, t)
			}
		}
	}
}

// past is what people said about a finding before.
func (p *subject) past(w *web.Finding, f *muster.Finding) {
	if p.record.Standing == nil {
		return
	}
	for i := range p.record.Standing.Clearings {
		c := &p.record.Standing.Clearings[i]
		if c.Flag == f.Flag {
			w.History = append(w.History, web.Line{At: muster.Instant(c.At), Text: "Explained: " + c.Reason, By: c.By})
		}
	}
	if c := p.record.Standing.Reopened(f); c != nil {
		w.Standing = "A new kind of evidence came after it was explained."
		w.NewSince = muster.Instant(c.At)
	}
}

// cited lists the records behind a finding. Places are as exact as the
// viewer's sight allows; whose they are follows the rule for names.
func (p *subject) cited(f *muster.Finding) []web.Evidence {
	var out []web.Evidence
	for i := range f.Evidence {
		e := &f.Evidence[i]
		one := web.Evidence{Record: report.Sentence(report.KindWord(e.Kind)), Of: p.other(e.Subject), Own: e.Subject == p.record.ID, When: e.When()}
		if p.evidence == casework.Clear {
			one.Source = sourceOf(&e.Place, e.Source)
			one.Events = eventWords(e.Events)
			if one.Own && len(e.Events) > 0 && p.signals() {
				one.Href = web.EventsHref(e.Subject, e.Observation)
			}
		}
		out = append(out, one)
	}
	return out
}

// sourceOf says where a record stood: the file's name without its folders,
// which are nobody's business here, or else the system it came from.
func sourceOf(p *muster.Place, system string) string {
	if p.File == "" {
		return system
	}
	short := *p
	short.File = path.Base(strings.ReplaceAll(p.File, "\\", "/"))
	return short.String()
}

// other is somebody else on this page: named only where others' names show
// here, or where lists show them to this viewer.
func (p *subject) other(id muster.SubjectID) web.PersonRef {
	if id == p.record.ID {
		return p.self()
	}
	ref := web.PersonRef{ID: id, Far: true}
	r, ok := p.live.Row(id)
	if !ok {
		return ref
	}
	ref.Far = !p.sees(&r)
	if p.others.Sight == casework.Clear {
		ref.Name = r.Name
	}
	if p.sees(&r) && p.server.desk.Permissions().Sees(p.actor, casework.FieldLevel, p.scope(&r)) == casework.Clear {
		ref.Level = r.Level
	}
	return ref
}

// self is the person whose page it is.
func (p *subject) self() web.PersonRef {
	ref := web.PersonRef{ID: p.record.ID}
	if s := p.record.Fields[casework.FieldName]; s.Sight == casework.Clear {
		ref.Name = s.Text
	}
	if p.server.desk.Permissions().Sees(p.actor, casework.FieldLevel, p.record.Scope) == casework.Clear {
		ref.Level = p.weighed.Level
	}
	return ref
}

// fieldOf is which line of the table of fields a shared value belongs to.
func fieldOf(k muster.ArtefactKind) casework.Field {
	switch k {
	case muster.ArtefactAddress, muster.ArtefactBuilding:
		return casework.FieldHome
	case muster.ArtefactAccount, muster.ArtefactWallet:
		return casework.FieldBank
	case muster.ArtefactDocument:
		return casework.FieldDocument
	}
	return casework.FieldContact
}

// value is a shared value as the viewer may see it.
func (p *subject) value(id muster.ArtefactID) (kind muster.ArtefactKind, text string) {
	d, ok := p.answer.Values[id]
	if !ok {
		return "", ""
	}
	field := fieldOf(d.Kind)
	switch s := p.record.Fields[field].Sight; {
	case s == casework.Clear && p.evidence == casework.Clear:
		return d.Kind, d.Clear
	case p.server.desk.Permissions().Sees(p.actor, field, p.record.Scope) == casework.Hidden:
		return d.Kind, "hidden"
	}
	return d.Kind, d.Masked
}

// values are what a finding's people share.
func (p *subject) values(f *muster.Finding) []web.SharedValue {
	if f.Join == nil {
		return nil
	}
	var out []web.SharedValue
	for _, id := range f.Join.Artefacts {
		kind, text := p.value(id)
		if text == "" {
			continue
		}
		v := web.SharedValue{Kind: kind, Value: text, SharedBy: f.Join.SharedBy, Base: f.Join.Base}
		for _, who := range f.Subjects {
			if who != p.record.ID {
				v.People = append(v.People, p.other(who))
			}
		}
		out = append(out, v)
	}
	return out
}

// fill replaces the marks of a finding's detail with what the viewer may see.
func (p *subject) fill(f *muster.Finding) string {
	if !strings.Contains(f.Detail, "{") {
		return f.Detail
	}
	var shown []string
	n, value := len(f.Subjects), "a detail on record"
	if f.Join != nil {
		n = f.Join.SharedBy
		for _, id := range f.Join.Artefacts {
			if _, text := p.value(id); text != "" && text != "hidden" {
				shown = append(shown, text)
			}
		}
		if len(f.Join.Kinds) > 0 {
			value = "the same " + report.ArtefactWord(f.Join.Kinds[0])
		}
	}
	all := value
	if len(shown) > 0 {
		value, all = shown[0], report.List(shown)
	}
	when := f.ObservedAt.Dated().String()
	if f.ObservedAt.IsZero() {
		when = "a date not stated"
	}
	named, names := "name hidden", "names hidden"
	if p.signals() {
		named, names = report.Named(f)
	}
	return report.Sentence(inWords(f.Detail, map[string]string{"value": value, "values": all, "named": named, "names": names, "n": report.Number(n), "date": when}))
}

// inWords puts words in the place of their {names}; what is no name stays. A list
// shows hundreds of findings, each with words of its own: a strings.Replacer for
// each costs more than the rest of the row.
func inWords(text string, words map[string]string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		if word, known := words[name]; known && closed {
			b.WriteString(word)
			text = after
		} else {
			b.WriteByte('{')
			text = rest
		}
	}
}

func checkLabel(t muster.CheckType) string {
	for _, o := range web.CheckTypes() {
		if o.Value == string(t) {
			return o.Label
		}
	}
	return string(t)
}

// missing names the checks that are not met. One that the draw asks for once more
// says that it is the stronger one.
func missing(asks []casework.GateAsk) []string {
	var out []string
	for _, a := range asks {
		if a.Met {
			continue
		}
		word := checkLabel(a.Check)
		if a.Assurance == casework.High {
			word += " at high assurance"
		}
		out = append(out, word)
	}
	return out
}
