package report

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"muster"
)

// The files of a report.
const (
	fileReport   = "report.html"
	filePeople   = "people.csv"
	fileFindings = "findings.jsonl"
	fileGroups   = "groups.json"
	fileRejects  = "rejects.csv"
	fileSummary  = "summary.json"
	pagesFolder  = "pages"
	pagesIndex   = "index.html"
)

// run is one report being written.
type run struct {
	in      *Input
	options Options
	earlier *Previous
	said    string // about the earlier report, if it could not be read

	summary  Summary
	folder   string                          // the folder all files of the input are in, with its slash
	groups   map[muster.SubjectID][]int      // positions in in.Groups
	passages map[muster.SubjectID][]*Passage // those a subject is a side of
	levels   map[muster.SubjectID]muster.Level
	top      top
	rest     []listed // at verify or above and not in full
	gaps     *gaps
	classes  map[standing]int // clear people, by what is known of them
	concerns concerns
	cleared  clearedList
	rejects  []Reject // the first few, for the page

	pages *pageWriter // nil unless pages are asked for
}

// standing is how people with nothing due are counted.
type standing struct {
	status  muster.Status
	flagged bool // something was seen that asks for nothing on its own
}

// Write writes the report into dir, making the folder if needed, and returns
// what it says in figures. On an error the files that were there stay as they
// were.
func Write(dir string, in *Input, options Options) (Summary, error) {
	r := newRun(in, options)
	r.earlier, r.said = earlier(dir)
	st, err := newStage(dir)
	if err != nil {
		return Summary{}, err
	}
	defer st.discard()
	for _, step := range []func(*stage) error{r.survey, r.writePages, r.writePeople, r.writeGroups, r.writeRejects, r.finish, r.writeReport, r.writeIndex} {
		if err := step(st); err != nil {
			return Summary{}, writeError(dir, err)
		}
	}
	r.summary.Out = filepath.ToSlash(dir)
	r.summary.Files = []string{fileReport, filePeople, fileFindings, fileGroups, fileRejects, fileSummary}
	if options.Pages {
		r.summary.Files = append(r.summary.Files, pagesFolder+"/"+pagesIndex)
	}
	f, err := st.create(fileSummary) // last, see commit
	if err != nil {
		return Summary{}, err
	}
	if err := writeSummary(f, &r.summary); err != nil {
		return Summary{}, writeError(filepath.Join(dir, fileSummary), err)
	}
	return r.summary, st.commit()
}

func newRun(in *Input, options Options) *run {
	r := &run{
		in: in, options: options,
		groups: map[muster.SubjectID][]int{}, passages: map[muster.SubjectID][]*Passage{},
		levels: map[muster.SubjectID]muster.Level{}, classes: map[standing]int{},
		top: top{n: options.inFull()}, gaps: newGaps(in.Unseen),
	}
	r.summary = Summary{
		Organisation: in.Organisation, Title: in.title(), Made: in.Made, Versions: in.Versions,
		Flags: map[muster.FlagID]int{}, Rows: in.Rows, Open: len(in.Open), First: []Due{},
	}
	for i := range in.Groups {
		for _, m := range in.Groups[i].Members {
			r.groups[m.Subject] = append(r.groups[m.Subject], i)
		}
		if in.Groups[i].Kind == muster.GroupSameHuman {
			r.summary.Groups.SameHuman++
		} else {
			r.summary.Groups.Ring++
		}
	}
	for i := range in.Passages {
		for _, side := range in.Passages[i].Sides {
			r.passages[side.Subject] = append(r.passages[side.Subject], &in.Passages[i])
		}
	}
	r.folder = commonFolder(in.Files)
	for i := range in.Files {
		if in.Files[i].Err != nil {
			r.summary.Inputs.Unreadable++
		} else {
			r.summary.Inputs.Read++
		}
	}
	return r
}

func (in *Input) title() string {
	if in.Title == "" {
		return "Screening report"
	}
	return in.Title
}

func (r *run) writePages(st *stage) error {
	if !r.options.Pages {
		return nil
	}
	dir, err := st.createPages()
	r.pages = &pageWriter{run: r, dir: dir}
	return err
}

// writePeople is the one pass over everybody: it writes people.csv,
// findings.jsonl and the pages, counts, and keeps the most urgent.
func (r *run) writePeople(st *stage) error {
	file, err := st.create(filePeople)
	if err != nil {
		return err
	}
	lines, err := st.create(fileFindings)
	if err != nil {
		return err
	}
	table, err := newPeopleTable(file)
	if err != nil {
		return err
	}
	findings := newFindingLines(lines, r.in, &r.concerns)
	for p, err := range r.in.People {
		if err != nil {
			return fmt.Errorf("read people: %w", err)
		}
		if err := errors.Join(table.add(p, r.groupIDs(p.ID), sortedFlags(r.concerns.named[p.ID])), r.addFindings(findings, p), r.add(p)); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) groupIDs(id muster.SubjectID) []string {
	ids := make([]string, 0, len(r.groups[id]))
	for _, i := range r.groups[id] {
		ids = append(ids, r.in.Groups[i].ID)
	}
	return ids
}

func (r *run) addFindings(lines *findingLines, p *Person) error {
	for i := range p.Findings {
		f := &p.Findings[i]
		fresh, err := lines.add(p, f)
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		r.summary.Flags[f.Flag]++
		if f.Scored {
			r.summary.Findings++
		} else {
			r.summary.Notes++
		}
		if r.earlier.newFinding(f.Key) {
			r.change().Findings++
		}
	}
	return nil
}

func (r *run) add(p *Person) error {
	level := levelOf(p)
	r.summary.People.add(level)
	r.gaps.add(p.ID, p.Assessment.Unseen)
	r.cleared.add(p)
	if level == muster.Clear {
		r.classes[standing{knownStatus(p.Status), len(p.Findings) > 0}]++
		return nil
	}
	r.levels[p.ID] = level
	if r.earlier.newPerson(p.ID, level) {
		if r.earlier.levels[p.ID] == "" {
			r.change().Listed++
		} else {
			r.change().Raised++
		}
	}
	if out := r.top.add(p); out != nil {
		r.rest = append(r.rest, newListed(r.in, out))
	}
	if r.pages != nil {
		return r.pages.person(p)
	}
	return nil
}

func (r *run) change() *Change {
	if r.summary.New == nil {
		r.summary.New = &Change{}
	}
	return r.summary.New
}

func (r *run) writeGroups(st *stage) error {
	f, err := st.create(fileGroups)
	if err != nil {
		return err
	}
	return writeGroups(f, r.in.Groups)
}

func (r *run) writeRejects(st *stage) error {
	f, err := st.create(fileRejects)
	if err != nil {
		return err
	}
	n, first, err := writeRejects(f, r.in)
	if err != nil {
		return err
	}
	r.rejects = first
	if n != r.summary.Rows.Rejects {
		// what is in the file counts; the page then says that figures differ
		r.summary.Rows.Rejects = n
	}
	return nil
}

// finish fills the rest of the summary once everybody was seen.
func (r *run) finish(*stage) error {
	r.gaps.finish(r.summary.People.Total)
	sortListed(r.rest)
	all := r.gaps.list()
	r.summary.Unseen = all[:min(20, len(all))]
	r.summary.Controls = r.gaps.best(3)
	if r.earlier == nil {
		return nil
	}
	change := r.change()
	change.Since = r.earlier.Made
	for id := range r.earlier.levels {
		if r.levels[id] == "" {
			change.Settled++
		}
	}
	return nil
}

// Sentence says in one line what the run asks for.
func (s *Summary) Sentence() string {
	c := s.People
	if c.Total == 0 {
		return "No people were found in these files."
	}
	var parts []string
	if c.Escalate > 0 {
		parts = append(parts, people(c.Escalate)+" "+is(c.Escalate, "needs", "need")+" two reviewers")
	}
	if c.Verify > 0 {
		parts = append(parts, number(c.Verify)+" "+is(c.Verify, "needs", "need")+" a check")
	}
	if len(parts) == 0 {
		return "Nobody needs a check now: " + people(c.Clear) + ", nothing due."
	}
	if c.Escalate == 0 {
		parts[0] = people(c.Verify) + " " + is(c.Verify, "needs", "need") + " a check"
	}
	if c.Clear > 0 {
		parts = append(parts, number(c.Clear)+" "+is(c.Clear, "has", "have")+" nothing due")
	}
	return sentence(strings.Join(parts, ", ")) + "."
}

// Sentence says what changed since the earlier report.
func (c *Change) Sentence() string {
	var parts []string
	if c.Listed > 0 {
		parts = append(parts, people(c.Listed)+" "+is(c.Listed, "is", "are")+" new to this list")
	}
	if c.Raised > 0 {
		parts = append(parts, number(c.Raised)+" moved up to Escalate")
	}
	if c.Settled > 0 {
		parts = append(parts, number(c.Settled)+" now "+is(c.Settled, "has", "have")+" nothing due")
	}
	if c.Findings > 0 {
		parts = append(parts, count(c.Findings, "finding is", "findings are")+" new")
	}
	if len(parts) == 0 {
		parts = []string{"nothing changed"}
	}
	return "Since the report of " + day(c.Since) + c.Since.Format(", 15:04") + ": " + list(parts) + "."
}
