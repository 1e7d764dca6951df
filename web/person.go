package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"muster"
	"muster/report"
)

// PersonReader reads one person's page. A person this viewer may not see is
// not found.
type PersonReader interface {
	Person(ctx context.Context, id muster.SubjectID) (*Person, error)
	// PersonCopy is a person's copy of what is held of them, within the hour
	// after ExportPerson: a page to read and print, or JSON for programs. It
	// identifies nobody else.
	PersonCopy(ctx context.Context, id muster.SubjectID, asJSON bool) (*Attachment, error)
}

// Person is everything this viewer may see of one person, in the order it
// helps to decide the next step.
type Person struct {
	Agreed   Agreements // with this person alone
	Ref      PersonRef
	Status   muster.Status
	Role     muster.RoleClass
	Blind    bool // findings and level are not for this viewer
	Signals  bool // devices and sign-ins are for this viewer
	Job      string
	Entity   string
	Level    muster.Level
	Because  string // which rule of the policy led to the level
	Dispute  bool   // the identity is in dispute: its holder may be the one harmed
	Stages   []Stage
	Gate     *Need  // the next gate, nil when none is ahead
	Clock    *Clock // of the escalation, nil when there is none
	Held     *Decision
	Ended    *Decision // how the time to look ended, where the level still asks for it
	Findings []Finding // those that count first, by strength; notes among them
	Unseen   []muster.Unseen
	Timeline []Moment
	Facts    []Fact
	Shares   []SharedValue
	Checks   []Check
	Claims   *Claims // what each document states, side by side; nil where there are not two
	Steps    []Step
	Decided  []Decision
	Groups   []GroupRef
	Cases    []CaseRef
	Notice   Notice
	Readers  []Reader
	Locked   []Option // fields that are hidden here and can be unlocked with a reason
	Guided   bool     // an interview can be held now
	Copied   bool     // the viewer made the person's copy within the hour
	Unused   *Unused  // an interview that was held and that no check names or can name yet
	AsOf     muster.Time

	Complaints []Complaint
	Place      Place
	MayCheck   []Option // whom a check can be given to
	MayRead    []Option // who else can read a case
	May        Allowed
}

// Place is where a person belongs, as far as somebody said so here.
type Place struct {
	Entities []Option // the legal entities there are
	Entity   string
	Team     []Option // those whose own work the person is
	MayTeam  []Option // whose own work the person can be
}

func (p *Person) ident() string              { return string(p.Ref.ID) }
func (p *Person) allows(may Permission) bool { return p.May.may(may) }

// TeamNames are those whose own work the person is, by name.
func (p Place) TeamNames() []string {
	var out []string
	for _, o := range p.Team {
		out = append(out, o.Label)
	}
	return out
}

// TeamIDs are those whose own work the person is, as a form sends them.
func (p Place) TeamIDs() []string {
	var out []string
	for _, o := range p.Team {
		out = append(out, o.Value)
	}
	return out
}

// Need is what the next gate asks for.
type Need struct {
	Gate  muster.Gate
	On    muster.Time // when the step behind it is planned
	Asks  []Ask
	Class string // "Everybody in a role with privileged access meets the same checks."
	Pass  bool   // the viewer may pass it now
	Say   bool   // passing it asks for a reason: at first pay, when something is missing
	Waits *Clock // an escalation is looked at until then
}

// Ask is one check a gate asks for.
type Ask struct {
	Type   muster.CheckType
	Have   *Check // the check that answers it, nil when none was asked for
	Passed bool
	High   bool   // at high assurance
	Drawn  bool   // the random draw asks for it
	Swap   string // the equally strong check agreed in its place
}

// Moment is something on the timeline.
type Moment struct {
	At     muster.Time
	Until  muster.Time // of the last, where several are told together
	Text   string
	Source string
	Flag   bool // a finding rests on it
	Log    bool // it is from a log
	Href   string
}

// fewLogs is up to how many records of logs in a row stand one by one.
const fewLogs = 3

// FoldLogs tells records of logs that follow each other as one moment: every day
// at work leaves several, and what matters would drown among them. A record a
// finding rests on stands by itself.
func FoldLogs(list []Moment) []Moment {
	var out []Moment
	for len(list) > 0 {
		n := 0
		for n < len(list) && list[n].Log && !list[n].Flag {
			n++
		}
		if n <= fewLogs {
			n = max(n, 1)
			out, list = append(out, list[:n]...), list[n:]
			continue
		}
		days := map[string]bool{}
		for i := range n {
			days[list[i].At.Dated().ISO()] = true
		}
		m := Moment{At: list[0].At.Dated(), Text: report.Count(n, "record", "records") + " of logs on " + report.Count(len(days), "day", "days"), Log: true}
		if len(days) > 1 {
			m.Until = list[n-1].At.Dated()
		}
		out, list = append(out, m), list[n:]
	}
	return out
}

// Fact is one claim with what each source says.
type Fact struct {
	Name    string // "Home address"
	Says    []Said
	Differs bool
	Why     string // what the difference may be, when they differ
}

// Said is what one source says, as this viewer may see it.
type Said struct {
	Source, Value string
	Differs       bool // from the first source named
}

// Claims are documents side by side: a column for each, a row for each thing
// they state.
type Claims struct {
	Columns []ClaimColumn
	Rows    []ClaimRow
	More    int // documents that are not shown
}

// ClaimColumn is one document.
type ClaimColumn struct {
	Name   string // "CV", "HR record"
	Source string // where it came from, empty where this viewer may not see it
	When   muster.Time
}

// ClaimRow is one thing that documents state, a cell for each document.
type ClaimRow struct {
	Claim   string
	Cells   []ClaimCell
	Differs bool
}

// ClaimCell is what one document states, with how it stands to the others in
// words: "same", "differs", "only here". Text is empty where it states nothing.
type ClaimCell struct{ Text, Mark string }

// GroupRef leads to a group.
type GroupRef struct{ ID, Title string }

// CaseRef leads to a case this viewer may read.
type CaseRef struct{ ID, Title string }

// Notice is what the person was told and what they said.
type Notice struct {
	Sent   time.Time // zero: not yet
	How    string
	Until  time.Time // end of the time to answer
	Text   string    // what they were told
	Answer string    // the person's own words
	At     muster.Time
	Route  string // the other way they were offered
}

// Reader is somebody who may see the page, and when they were last known to be
// at it.
type Reader struct {
	Name, Role string
	Last       time.Time // zero: not yet
}

func (p *Person) head() head {
	return head{template: "person", title: p.Ref.Label(), section: "people"}
}

func (h *Handler) person(r *http.Request) (*Person, error) {
	return h.Person.Person(r.Context(), muster.SubjectID(r.PathValue("id")))
}

// Weighed are the findings that are not notes.
func (p *Person) Weighed() []Finding {
	return slices.DeleteFunc(slices.Clone(p.Findings), func(f Finding) bool { return f.Note })
}

// Notes are the findings that never count.
func (p *Person) Notes() []Finding {
	return slices.DeleteFunc(slices.Clone(p.Findings), func(f Finding) bool { return !f.Note })
}

// FamilyBar is one column of the contribution bar: the strongest finding of a
// family counts, the others are ghosts.
type FamilyBar struct {
	Family  muster.Family
	Counted *Finding
	Ghosts  []Finding
}

// Bar is the contribution bar, the families that count first.
func (p *Person) Bar() []FamilyBar {
	var out []FamilyBar
	at := map[muster.Family]int{}
	for _, f := range p.Weighed() {
		i, ok := at[f.Family]
		if !ok {
			i = len(out)
			at[f.Family] = i
			out = append(out, FamilyBar{Family: f.Family})
		}
		if f.Counted && out[i].Counted == nil {
			out[i].Counted = &f
		} else {
			out[i].Ghosts = append(out[i].Ghosts, f)
		}
	}
	slices.SortStableFunc(out, func(a, b FamilyBar) int { return weight(b) - weight(a) })
	return out
}

func weight(f FamilyBar) int {
	if f.Counted == nil {
		return 0
	}
	return f.Counted.Strength
}

// CaseChoices are the person's cases this viewer may read.
func (p *Person) CaseChoices() []Option {
	var out []Option
	for _, c := range p.Cases {
		out = append(out, Option{c.ID, c.Title})
	}
	return out
}

// Missing are the checks the next gate still asks for.
func (n *Need) Missing() []Ask {
	return slices.DeleteFunc(slices.Clone(n.Asks), func(a Ask) bool { return a.Passed })
}

// Sentence says in one line what this person needs from the reader.
func (p *Person) Sentence() string {
	switch {
	case p.Ended != nil && p.Ended.By != "":
		return "This was looked at. The process goes on."
	case p.Ended != nil:
		return "The time for two people to look is over. The process goes on."
	case p.Level == muster.Escalate:
		return "Two people look at this together."
	case p.Gate != nil && len(p.Gate.Missing()) > 0:
		return report.Count(len(p.Gate.Missing()), "check is", "checks are") + " due before " + gateWord(p.Gate.Gate) + "."
	case p.Level == muster.Verify:
		return "A check is due before the next step."
	case p.Blind:
		return "No check waits before a gate."
	}
	return "Nothing is due."
}

// Standing says what the level asks of people, and for somebody with nothing
// due that nothing is held against them.
func (p *Person) Standing() string {
	switch {
	case p.Blind:
		return "What was found about people is not shown to your role."
	case p.Ended != nil:
		return "What was seen stands below. It can still be looked at and explained."
	case p.Level != muster.Clear:
		return levelSays(p.Level)
	case len(p.Weighed()) > 0 && !slices.ContainsFunc(p.Weighed(), func(f Finding) bool { return f.Cleared == nil }):
		return "What was seen is explained."
	case len(p.Weighed()) > 0:
		return "What was seen is too little to ask anything of this person."
	}
	return "Nothing is held against this person."
}

// Offers are the checks that would settle findings and are not asked for yet.
func (p *Person) Offers() []muster.CheckType {
	return p.open(func(f *Finding) []muster.CheckType { return []muster.CheckType{f.Check} }, nil)
}

// Helps are the checks that help to explain findings and settle none alone.
func (p *Person) Helps() []muster.CheckType {
	return p.open(func(f *Finding) []muster.CheckType { return f.Helps }, p.Offers())
}

// open are checks of the findings that count, each once and not yet asked for.
func (p *Person) open(of func(*Finding) []muster.CheckType, but []muster.CheckType) []muster.CheckType {
	var out []muster.CheckType
	for _, f := range p.Weighed() {
		for _, c := range of(&f) {
			if f.Counted && c != "" && f.Cleared == nil && !slices.Contains(f.Asked, c) && !slices.Contains(out, c) && !slices.Contains(but, c) {
				out = append(out, c)
			}
		}
	}
	return out
}
