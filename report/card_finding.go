package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/internal/escape"
)

// findingView is a finding as the template shows it.
type findingView struct {
	Anchor   string
	Nth      int // its number within the card; 0 for notes
	Flag     muster.FlagID
	Title    string
	Detail   string
	Rival    string // the honest explanation to look at first
	Shared   string // how many share the value, out of how many
	Others   []link // the people joined
	More     int    // joined people not listed
	Strength string
	Standing string // why it does not count, empty when it does
	Settled  string // what a check did to it, a sentence
	Cleared  bool
	ByCheck  string // which checks settle it
	Renamed  []renamedView
	New      bool
	Seen     []evidenceView
	Unlisted int  // records cited beyond those shown
	Counted  bool // some of the records are days of logs, with ids of events
	Arrived  []arrivedView
	Innocent []string
	Clear    []string
	What     string
	Why      string
	Sources  []string
}

// arrivedView is an event as it arrived.
type arrivedView struct{ Source, ID, Raw string }

// The bounds of what one finding shows of events as they arrived.
const (
	mostArrived      = 10
	mostArrivedBytes = 8 << 10
)

// arrived shows the events of a record of the person's own, where values are shown.
func (v *view) arrived(shown *findingView, e *muster.Evidence) {
	if !v.in.Show || v.in.Arrived == nil {
		return
	}
	for _, id := range e.Events {
		same := func(a arrivedView) bool { return a.ID == escape.Line(string(id)) }
		if raw := v.in.Arrived(e.Source, id); raw != nil && len(shown.Arrived) < mostArrived && !slices.ContainsFunc(shown.Arrived, same) {
			shown.Arrived = append(shown.Arrived, arrivedView{escape.Line(e.Source), escape.Line(string(id)), legible(raw)})
		}
	}
}

// legible is an event with its lines broken where a person would break them.
func legible(raw []byte) string {
	var b bytes.Buffer
	text := raw
	if json.Indent(&b, raw, "", "  ") == nil {
		text = b.Bytes()
	}
	if len(text) > mostArrivedBytes {
		return escape.Block(string(text[:mostArrivedBytes])) + "\n… and more, which is cut here"
	}
	return escape.Block(string(text))
}

type evidenceView struct {
	Who    link
	What   string
	Source string
	File   string
	Row    int
	When   timeView
	Events []string // the source's ids of the first events a day was counted from
}

// timeView is a moment for people, with its zone for those who ask.
type timeView struct{ Text, ISO, Zone string }

func newTime(t muster.Time) timeView {
	v := timeView{Text: t.String(), ISO: t.ISO()}
	switch {
	case t.IsZero():
		v.Text = "not stated"
	case t.OffsetKnown():
		v.Zone = fmt.Sprintf("UTC%+03d:%02d", t.Offset/60, max(t.Offset%60, -(t.Offset%60)))
	case t.Precision >= muster.PrecisionMinute:
		v.Zone = "zone not stated"
	}
	return v
}

// most rows of evidence and names a card lists; findings.jsonl has them all.
const (
	maxEvidence = 12
	maxOthers   = 24
)

func (v *view) finding(p *Person, f *muster.Finding, within string) findingView {
	manual := v.in.Manuals[f.Flag]
	shown := findingView{
		Anchor: within + "-" + f.Key.String()[:8], Flag: f.Flag,
		Title: escape.Line(f.Title), Detail: escape.Line(v.values.fill(f.Detail, f)),
		Strength: strengthWord(f.Strength), New: v.earlier.newFinding(f.Key),
		Innocent: clean(manual.Innocent), Clear: clean(manual.Clear), What: escape.Line(manual.What), Why: escape.Line(manual.Why),
		Sources: sources(f, &manual),
	}
	shown.ByCheck, shown.Renamed = v.in.settledBy(f), v.renamed(p, f)
	shown.Shared, shown.Rival = shared(f.Join, shown.Detail), escape.Line(f.Rival)
	if slices.ContainsFunc(shown.Innocent, func(s string) bool { return full(s) == full(shown.Rival) }) {
		shown.Rival = ""
	}
	for _, c := range p.Assessment.Contributions {
		if c.Finding == f.Key {
			shown.Strength = strengthWord(c.Strength)
			shown.Settled, shown.Cleared = clearanceSentence(c.Clearance), c.Cleared()
			if !c.Counted && !c.Cleared() {
				shown.Standing = escape.Line(c.Why)
			}
			break
		}
	}
	for _, id := range f.Subjects {
		switch {
		case id == p.ID:
		case len(shown.Others) < maxOthers:
			shown.Others = append(shown.Others, v.link(id))
		default:
			shown.More++
		}
	}
	for i := range f.Evidence {
		if i == maxEvidence {
			shown.Unlisted = len(f.Evidence) - maxEvidence
			break
		}
		shown.Seen = append(shown.Seen, v.evidence(p, &f.Evidence[i]))
		shown.Counted = shown.Counted || len(f.Evidence[i].Events) > 0
		if f.Evidence[i].Subject == p.ID {
			v.arrived(&shown, &f.Evidence[i])
		}
	}
	return shown
}

func (v *view) evidence(p *Person, e *muster.Evidence) evidenceView {
	shown := evidenceView{
		Who: link{Text: "This person"}, What: kindWord(e.Kind), Source: escape.Line(e.Source),
		File: escape.Line(strings.TrimPrefix(e.Place.File, v.folder)), Row: e.Place.Row, When: newTime(e.When()),
	}
	for _, id := range e.Events {
		shown.Events = append(shown.Events, escape.Line(string(id)))
	}
	own := e.Subject == p.ID
	if !own {
		shown.Who = v.link(e.Subject)
	}
	// a file of one person is often called after them
	if !own && e.Place.Row == 0 && !v.in.Show {
		shown.File, shown.Source = maskedFile(shown.File), ""
	}
	if shown.Source == path.Base(shown.File) || strings.HasSuffix(e.Place.File, e.Source) {
		shown.Source = ""
	}
	return shown
}

// maskedFile shows where a file is and what kind of file, not what it is
// called: "cvs/… (pdf)".
func maskedFile(file string) string {
	if file == "" {
		return ""
	}
	dir := path.Dir(file)
	masked := "… (" + strings.TrimPrefix(path.Ext(file), ".") + ")"
	if path.Ext(file) == "" {
		masked = "…"
	}
	if dir == "." {
		return masked
	}
	return dir + "/" + masked
}

// shared says how common the joined values are, with the base, as far as the
// detail does not say it already.
func shared(j *muster.Join, detail string) string {
	if j == nil || j.SharedBy < 2 {
		return ""
	}
	var said []string
	// likenesses are found between those that have them: out of those, all do
	telling := j.Base > j.SharedBy && len(j.Kinds) == 1 && !byPairs(j.Kinds[0])
	if base := number(j.Base); telling && !strings.Contains(detail, "of "+base+" ") {
		said = append(said, fmt.Sprintf("%s of the %s people with %s on record share it", number(j.SharedBy), base, artefactPhrase(j.Kinds[0])))
	}
	if j.DifferentHomes > 1 {
		said = append(said, fmt.Sprintf("the people joined declare %s different homes", number(j.DifferentHomes)))
	}
	if j.Growing {
		said = append(said, "most of the sharing appeared within four weeks")
	}
	return full(strings.Join(said, "; "))
}

// sources lists the catalogue ids behind a finding, its own flag first.
func sources(f *muster.Finding, m *muster.Manual) []string {
	out := []string{string(f.Flag)}
	for _, s := range m.Sources {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return clean(out)
}

// clean makes texts safe to show. Manual pages are ours, but users may write
// rules of their own.
func clean(texts []string) []string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = escape.Line(s)
	}
	return out
}

// made is when the report was made, for its head.
func made(t time.Time) timeView {
	return timeView{Text: t.Format("2 January 2006, 15:04"), ISO: t.Format(time.RFC3339), Zone: t.Format("UTC-07:00")}
}
