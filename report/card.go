package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"muster"
	"muster/internal/escape"
	"muster/report/seen"
)

// card is a person in full, as the template shows it.
type card struct {
	Anchor   string
	Chip     chip
	Heading  string
	Facts    []string
	New      string   // "New since 3 March 2026", or empty
	Says     string   // what the level asks for
	Harmed   bool     // the person may be the one to protect
	Reason   string   // which rule led to it
	Rivals   []string // the honest explanations of what weighs most
	Steps    []stepView
	Families []familyView
	Findings []findingView
	Notes    []findingView
	Passages []passageView
	Unseen   []muster.Unseen
	Groups   []link
	Seen     *seen.View // what logs showed; nil for nothing
}

type chip struct {
	Level muster.Level
	Word  string
}

func newChip(l muster.Level) chip { return chip{l, levelWord(l)} }

// link is text that leads somewhere, or plain text when Href is empty.
type link struct{ Text, Href string }

type stepView struct {
	Say     string
	Settles []link // the findings it would settle, by their numbers
}

// anchor is a name for a subject that is safe in a page and as a file name,
// and the same in every run.
func anchor(id muster.SubjectID) string {
	slug := make([]byte, 0, 32)
	for _, c := range []byte(strings.ToLower(string(id))) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			slug = append(slug, c)
		} else if len(slug) > 0 && slug[len(slug)-1] != '-' {
			slug = append(slug, '-')
		}
		if len(slug) == 32 {
			break
		}
	}
	sum := sha256.Sum256([]byte(id))
	return "p-" + strings.TrimSuffix(string(slug), "-") + "-" + hex.EncodeToString(sum[:4])
}

// view makes what the templates show from a run. Links differ between the one
// file and the folder of pages.
type view struct {
	*run
	values values
	person func(muster.SubjectID) string // where a person is shown in full, or ""
	group  func(i int) string            // where a group is shown, or ""
	level  func(muster.SubjectID) muster.Level
}

// label is how a person is called: by id, with the name only when shown.
func (v *view) label(id muster.SubjectID) string {
	text := v.shownID(id)
	if name := v.name(id); name != "" {
		return name + " (" + text + ")"
	}
	return text
}

// shownID is an id as people see it. One made from a file is called after the
// file, and files of one person are often called after them: unless names are
// shown, a short digest stands for it, the same in every run.
func (v *view) shownID(id muster.SubjectID) string {
	file, made := strings.CutPrefix(string(id), "file:")
	if !made || v.in.Show {
		return escape.Line(string(id))
	}
	sum := sha256.Sum256([]byte(id))
	return "file " + hex.EncodeToString(sum[:3]) + " (" + escape.Line(strings.TrimPrefix(path.Ext(file), ".")) + ")"
}

// name is a person's name if names are shown and it is known.
func (v *view) name(id muster.SubjectID) string {
	if !v.in.Show || v.in.Names == nil {
		return ""
	}
	return escape.Line(v.in.Names(id))
}

func (r *run) levelOf(id muster.SubjectID) muster.Level { return r.levels[id] }

func (v *view) link(id muster.SubjectID) link { return link{v.label(id), v.person(id)} }

func (v *view) card(p *Person) *card {
	level := levelOf(p)
	c := &card{
		Anchor: anchor(p.ID), Chip: newChip(level), Heading: v.heading(p.ID), Facts: facts(p),
		Says: v.in.levelSays(level), Reason: full(familyNames(escape.Line(p.Assessment.Reason))), Unseen: cleanUnseen(p.Assessment.Unseen),
	}
	if news := v.news(p.ID, level); news != "" {
		c.New = news + " since " + day(v.earlier.Made)
	}
	titles := map[muster.FindingKey]string{}
	for _, f := range ordered(p) {
		shown := v.finding(p, f, c.Anchor)
		titles[f.Key] = shown.Title
		if f.Scored {
			shown.Nth = len(c.Findings) + 1
			c.Findings = append(c.Findings, shown)
		} else {
			c.Notes = append(c.Notes, shown)
		}
	}
	c.Families = familyViews(p, titles)
	c.Steps = steps(p, c)
	c.Rivals, c.Harmed = rivals(p), harmed(p)
	for i := range c.Findings {
		if f := &c.Findings[i]; c.Harmed && slices.Contains(c.Rivals, full(f.Rival)) {
			f.Rival = "" // it stands above, before anything else
		}
	}
	c.Seen = v.seen(p.ID)
	c.Passages = v.passageViews(p)
	for _, i := range v.groups[p.ID] {
		c.Groups = append(c.Groups, link{groupTitle(&v.in.Groups[i]), v.group(i)})
	}
	return c
}

func (v *view) heading(id muster.SubjectID) string {
	if v.name(id) == "" {
		return "Person " + v.label(id)
	}
	return v.label(id)
}

func facts(p *Person) []string {
	out := []string{sentence(escape.Line(statusWord(p.Status)))}
	if role := escape.Line(roleWord(p.Role)); role != "" {
		out = append(out, role)
	}
	if len(p.OtherIDs) > 0 {
		ids := p.OtherIDs
		if len(ids) > maxOtherIDs {
			ids = append(slices.Clone(ids[:maxOtherIDs]), "others in people.csv")
		}
		out = append(out, "also on record as "+list(clean(ids)))
	}
	return out
}

// most further ids of a person that a card lists.
const maxOtherIDs = 6

// steps are the checks asked for, in order, each with the findings it would
// settle.
func steps(p *Person, c *card) []stepView {
	out := make([]stepView, 0, len(p.Assessment.Checks))
	for _, check := range p.Assessment.Checks {
		s := stepView{Say: escape.Line(check.Say)}
		for i := range c.Findings {
			if slices.Contains(check.Flags, c.Findings[i].Flag) {
				s.Settles = append(s.Settles, link{number(c.Findings[i].Nth), "#" + c.Findings[i].Anchor})
			}
		}
		out = append(out, s)
	}
	return out
}

// ordered returns a person's findings as they are shown: those that count
// first, then by strength.
func ordered(p *Person) []*muster.Finding {
	counted := map[muster.FindingKey]int{}
	for _, c := range p.Assessment.Contributions {
		counted[c.Finding] = c.Strength
		switch {
		case c.Counted:
			counted[c.Finding] += 10
		case c.Cleared():
			counted[c.Finding] -= 10
		}
	}
	out := make([]*muster.Finding, len(p.Findings))
	for i := range p.Findings {
		out[i] = &p.Findings[i]
	}
	slices.SortStableFunc(out, func(a, b *muster.Finding) int { return counted[b.Key] - counted[a.Key] })
	return out
}

// rivals are the honest explanations to look at before anything else: those of
// the two findings that weigh most. The others stand with their findings.
func rivals(p *Person) []string {
	counted := slices.DeleteFunc(slices.Clone(p.Assessment.Contributions), func(c muster.Contribution) bool { return !c.Counted })
	slices.SortStableFunc(counted, func(a, b muster.Contribution) int { return b.Strength - a.Strength })
	var out []string
	for _, c := range counted {
		f := findingOf(p, c.Finding)
		if f == nil || f.Rival == "" || len(out) == 2 {
			continue
		}
		if rival := full(escape.Line(f.Rival)); !slices.Contains(out, rival) {
			out = append(out, rival)
		}
	}
	return out
}

// familyView is one column of the contribution bar.
type familyView struct {
	Name    string
	Counted *partView // the finding that counts, nil when none does
	Ghosts  []partView
}

type partView struct {
	Title    string
	Strength int
	Pips     [5]bool
	Why      string // why it does not count
}

func newPart(title string, strength int, why string) partView {
	p := partView{Title: title, Strength: strength, Why: why}
	for i := range p.Pips {
		p.Pips[i] = i < strength
	}
	return p
}

func familyViews(p *Person, titles map[muster.FindingKey]string) []familyView {
	var out []familyView
	index := map[muster.Family]int{}
	for _, f := range p.Assessment.Families {
		if _, ok := index[f]; !ok {
			index[f] = len(out)
			out = append(out, familyView{Name: familyWord(f)})
		}
	}
	for _, c := range p.Assessment.Contributions {
		if f := findingOf(p, c.Finding); f != nil && !f.Scored {
			continue // a note never counts and would only look as if it might
		}
		i, ok := index[c.Family]
		if !ok {
			i = len(out)
			index[c.Family] = i
			out = append(out, familyView{Name: familyWord(c.Family)})
		}
		why, _, _ := strings.Cut(escape.Line(c.Why), ":") // the card says the rest
		part := newPart(titles[c.Finding], c.Strength, why)
		if c.Counted && out[i].Counted == nil {
			out[i].Counted = &part
		} else {
			out[i].Ghosts = append(out[i].Ghosts, part)
		}
	}
	return out
}

func cleanUnseen(unseen []muster.Unseen) []muster.Unseen {
	out := slices.Clone(unseen)
	for i := range out {
		out[i].What, out[i].Why, out[i].Remedy = full(escape.Line(out[i].What)), full(escape.Line(out[i].Why)), full(escape.Line(out[i].Remedy))
	}
	return out
}

// strengthWord says a strength in words, because a bare number reads like a
// score.
func strengthWord(s int) string {
	words := []string{"", "context only", "weak", "worth a check", "strong", "very strong if a person confirms it"}
	if s < 1 || s >= len(words) {
		return fmt.Sprintf("Strength %d", s)
	}
	return fmt.Sprintf("Strength %d of 5, %s", s, words[s])
}

// seen is what logs showed of a person, others called as everywhere in the
// report; nil for nothing. What cannot be read is left out: the findings say
// what weighs.
func (v *view) seen(id muster.SubjectID) *seen.View {
	if v.in.Seen == nil {
		return nil
	}
	shown, err := v.in.Seen(id)
	if err != nil || shown.Empty() {
		return nil
	}
	if shown.Farm != nil {
		for i := range shown.Farm.People {
			b := &shown.Farm.People[i]
			to := v.link(b.ID)
			b.Label, b.Href = to.Text, to.Href
		}
	}
	return shown
}
