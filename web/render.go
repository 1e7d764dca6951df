package web

import (
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"muster"
	"muster/casework"
	"muster/report"
	"muster/report/seen"
)

// pages are the parsed templates: each page with the layout and the parts.
type pages struct{ byName map[string]*template.Template }

// embedded are the files and pages of this program, the same for every handler.
type embedded struct {
	assets *assets
	pages  *pages
}

// loadEmbedded reads and parses them once: it takes as long as much else at the
// start of a server, and several servers in one program hold one set.
var loadEmbedded = sync.OnceValues(func() (*embedded, error) {
	a, err := loadAssets()
	if err != nil {
		return nil, err
	}
	p, err := parsePages(a)
	if err != nil {
		return nil, err
	}
	return &embedded{a, p}, nil
})

// parsePages parses every template: the parts all pages have, and with them each
// page.
func parsePages(a *assets) (*pages, error) {
	shared, err := template.New("shared").Funcs(functions(a)).ParseFS(files, "templates/parts/*.tmpl")
	if err == nil {
		_, err = shared.New("seen").Parse(seen.Template())
	}
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "templates/*.tmpl")
	if err != nil {
		return nil, err
	}
	p := &pages{byName: map[string]*template.Template{}}
	for _, file := range names {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "templates/"), ".tmpl")
		t, err := shared.Clone()
		if err != nil {
			return nil, err
		}
		if p.byName[name], err = t.ParseFS(files, file); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *pages) execute(w io.Writer, name string, v *view) error {
	t := p.byName[name]
	if t == nil {
		return fmt.Errorf("no template for page %q", name)
	}
	if err := t.ExecuteTemplate(w, "layout", v); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	return nil
}

// functions are what templates may call: words, times and forms. None of them
// reaches data.
func functions(a *assets) template.FuncMap {
	return template.FuncMap{
		"asset": a.path, "levelWord": report.LevelWord, "familyWord": report.FamilyWord, "artefactWord": report.ArtefactWord,
		"roleWord": report.RoleWord, "statusWord": report.StatusWord, "kindWord": report.KindWord, "strengthWord": report.StrengthWord, "number": report.Number, "number64": func(n int64) string { return report.Number(int(n)) }, "list": report.List,
		"sentence": report.Sentence, "count": report.Count, "count64": func(n int64, one, many string) string { return report.Count(int(n), one, many) }, "checkWord": checkWord, "askWord": askWord, "outcomeWord": outcomeWord, "gateWord": gateWord,
		"stated": stated, "stamped": stamped, "pips": pips, "form": newForm, "upload": newUpload, "bytes": byteWord, "pair": func(a, b any) [2]any { return [2]any{a, b} },
		"checkTypes": CheckTypes, "checkOutcomes": CheckOutcomes, "clearingBases": ClearingBases, "noticeChannels": NoticeChannels, "noticeText": func() string { return casework.NoticeText }, "assurances": Assurances, "upheld": Upheld, "roleClasses": RoleClasses, "onOff": OnOff, "keyRoles": KeyRoles, "hookEvents": HookEvents, "otherWays": OtherWays, "reasonCodes": ReasonCodes, "interviewModes": InterviewModes, "stillWays": StillWays, "stillMoments": StillMoments, "answerChoices": AnswerChoices,
		"promptChoices": PromptChoices, "interviewSigns": InterviewSigns, "weights": Weights, "weightWord": weightWord, "adverseSteps": AdverseSteps, "caseOutcomes": CaseOutcomes, "payOutcomes": PayOutcomes,
		"shipmentOutcomes": ShipmentOutcomes, "roles": Roles, "keyScopes": KeyScopes, "yesNo": yesNo, "agreement": agreement, "nth": nth, "money": money, "published": published,
		"levelChip": levelChip, "people": people, "left": left, "lower": lowerFirst, "stepUpTypes": StepUpTypes, "appealOutcomes": AppealOutcomes,
	}
}

// lowerFirst makes a label fit inside a sentence.
func lowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'a' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// pips are five places, the first n filled.
func pips(n int) [5]bool {
	var p [5]bool
	for i := range p {
		p[i] = i < n
	}
	return p
}

// formView is a form as a template writes it.
type formView struct {
	ID, Action, Key, Back string
	Refused               *refusal // set when this form was refused just now
}

// allows reports whether the viewer may do an action here: by their roles, by
// the page's thing, and by the card the form stands on.
func (v *view) allows(p Permission, values []any) bool {
	if !v.Viewer.may(p) {
		return false
	}
	if t, ok := v.Page.(thing); ok && !t.allows(p) {
		return false
	}
	for _, one := range values {
		if t, ok := one.(thing); ok && !t.allows(p) {
			return false
		}
	}
	return true
}

// newForm returns the form of an action for the values of its path, or nil
// when the viewer may not do it, so that templates write {{with form …}}. A
// card among the values says itself what may be done with it.
func newForm(v *view, name string, values ...any) (*formView, error) {
	a := v.actions[name]
	if a == nil {
		return nil, fmt.Errorf("no action %q", name)
	}
	if !v.allows(a.may, values) {
		return nil, nil
	}
	for i, one := range values {
		if t, ok := one.(thing); ok {
			values[i] = t.ident()
		}
	}
	next := 0
	value := func(string) string {
		if next++; next > len(values) {
			return ""
		}
		return fmt.Sprint(values[next-1])
	}
	path := fillPath(a.path, value)
	if next != len(values) {
		return nil, fmt.Errorf("action %s has %d places in its path, not %d", name, next, len(values))
	}
	next = 0
	f := &formView{ID: formID(a.path, value), Action: path, Key: v.newKey(), Back: v.Path}
	if v.Refused != nil && v.Refused.Form == f.ID {
		f.Refused = v.Refused
		if key := v.Refused.values.Get("key"); keyForm.MatchString(key) {
			f.Key = key // the same act, tried again
		}
	}
	return f, nil
}

// field is one field of a form with what the person wrote before.
type field struct {
	ID, Name, Label, Hint, Value, Complaint string
	Required, Checked                       bool
	Kind                                    string // of an input: text, date, number, email, url
	Refuse                                  bool   // terms about looks, sound or origin are refused as they are typed
	Mark, When                              string // when it is needed, in words and as "name=value" of another control of the form
	Options                                 []Option
	values                                  url.Values
}

func (f *formView) field(name, label, hint string) *field {
	one := &field{ID: f.ID + "-" + name, Name: name, Label: label, Hint: hint, Required: true, Kind: "text"}
	if f.Refused != nil {
		one.Value, one.Complaint, one.values = f.Refused.values.Get(name), f.Refused.complaints[name], f.Refused.values
	}
	return one
}

// Reason is a required text of several lines.
func (f *formView) Reason(name, label, hint string) *field { return f.field(name, label, hint) }

// Neutral is a required text in which terms about looks, sound or origin are
// refused, as they are typed where there is script.
func (f *formView) Neutral(name, label, hint string) *field {
	one := f.field(name, label, hint)
	one.Refuse = true
	return one
}

// Mild is a neutral text that may stay empty.
func (f *formView) Mild(name, label, hint string) *field {
	one := f.Neutral(name, label, hint)
	one.Required = false
	return one
}

// Text is a text of several lines that may stay empty.
func (f *formView) Text(name, label, hint string) *field {
	one := f.field(name, label, hint)
	one.Required = false
	return one
}

// Input is a required input of a kind.
func (f *formView) Input(kind, name, label, hint string) *field {
	one := f.field(name, label, hint)
	one.Kind = kind
	return one
}

// Maybe is an input of a kind that may stay empty.
func (f *formView) Maybe(kind, name, label, hint string) *field {
	one := f.Input(kind, name, label, hint)
	one.Required = false
	return one
}

// Needed is a field that is needed while another control of the form has a value,
// and may stay empty otherwise. mark says when, beside the label.
func (f *field) Needed(mark, name, value string) *field {
	f.Mark, f.When = mark, name+"="+value
	return f
}

// Choose is a list of which one is chosen. Where an empty value is one of the
// answers it may stay empty: a browser takes no empty answer to what is required.
func (f *formView) Choose(name, label, hint string, of []Option, chosen ...any) *field {
	one := f.field(name, label, hint)
	one.Options = of
	one.Required = one.Required && !slices.ContainsFunc(of, func(o Option) bool { return o.Value == "" })
	if one.Value == "" && len(chosen) > 0 {
		one.Value = fmt.Sprint(chosen[0])
	}
	return one
}

// Pick is a list of which one or, in the words of none, nothing is chosen.
func (f *formView) Pick(name, label, hint, none string, of []Option, chosen ...any) *field {
	one := f.Choose(name, label, hint, append([]Option{{"", none}}, of...), chosen...)
	one.Required = false
	return one
}

// Closed is one of a check's own fields. A passed check states those that are
// needed; the desk says so where one is missing.
func (f *formView) Closed(of casework.FormField) *field {
	var options []Option
	for _, c := range of.Choices {
		options = append(options, Option{c.Value, c.Label})
	}
	hint := ""
	if of.Needed {
		hint = "A passed check states this."
	}
	return f.Pick(checkField+of.Name, of.Label, hint, "Not stated", options)
}

// Tick is a box for yes.
func (f *formView) Tick(name, label, hint string) *field {
	one := f.field(name, label, hint)
	one.Required, one.Checked = false, one.Value == "yes"
	return one
}

// Ticked says whether one of several values of a name was sent before.
func (f *formView) Ticked(name string, value any) bool {
	return f.Choose(name, "", "", nil).Has(fmt.Sprint(value))
}

// With is the field with a value to begin with.
func (f *field) With(value any) *field {
	if f.values == nil {
		f.Value = fmt.Sprint(value)
	}
	return f
}

// Marked is a list of which those already chosen are ticked.
func (f *formView) Marked(name, label string, of []Option, chosen []string) *field {
	one := f.Choose(name, label, "", of)
	if f.Refused == nil {
		one.values = url.Values{name: chosen}
	}
	return one
}

// newUpload returns the form that takes a file: like an action's, and read by
// an endpoint of its own.
func newUpload(v *view, path string) *formView {
	f := &formView{ID: uploadForm(path), Action: path, Key: v.newKey(), Back: v.Path}
	if v.Refused != nil && v.Refused.Form == f.ID {
		f.Refused = v.Refused
	}
	return f
}

// Has says whether one of several values of a name was chosen before.
func (f *field) Has(value string) bool {
	for _, v := range f.values[f.Name] {
		if v == value {
			return true
		}
	}
	return false
}

// Now is the moment the page was made, in the viewer's zone.
func (v *view) Now() time.Time { return v.now.In(v.Viewer.zone()) }

// Stamped shows a moment of ours in the viewer's zone.
func (v *view) Stamped(t time.Time) when { return stamped(t, v.Viewer.zone()) }

// Left says how much of a clock is left.
func (v *view) Left(c *Clock) string { return left(v.now, c.Until) }

// Over says whether a clock has run out.
func (v *view) Over(c *Clock) bool { return c.Until.Before(v.now) }

// PersonPath is where a person's page is.
func personPath(id muster.SubjectID) string { return "/people/" + url.PathEscape(string(id)) }

// Href is where the person's page is.
func (p PersonRef) Href() string { return personPath(p.ID) }

// Href is where the entry is shown.
func (s *Stamp) Href() string { return "/ledger?entry=" + strconv.FormatInt(s.Entry, 10) }
