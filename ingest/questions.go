package ingest

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"muster"
	"muster/ingest/table"
)

// The topics of questions.
const (
	TopicDates      = "dates"
	TopicCrosswalk  = "crosswalk"
	TopicAttachment = "attachment"
	TopicKind       = "kind"
	TopicIDs        = "ids"
	TopicOwner      = "owner"
)

// maxQuestions bounds how many questions of a topic are listed one by one.
const maxQuestions = 50

// note lists a question.
func (r *run) note(q Question) {
	n := 0
	for _, other := range r.batch.Questions {
		if other.Topic == q.Topic {
			n++
		}
	}
	if n < maxQuestions {
		r.batch.Questions = append(r.batch.Questions, q)
	}
}

// ask puts a question where somebody can answer; -1 is no answer.
func (r *run) ask(ctx context.Context, q Question) (int, error) {
	if r.opt.Asker == nil {
		return -1, nil
	}
	n, err := r.opt.Asker.Ask(ctx, q)
	if err != nil {
		return -1, err
	}
	if n < 0 || n >= len(q.Lines) {
		return -1, nil
	}
	return n, nil
}

// asksOnce reports whether the answers come with the same files another time: a
// page shows the questions as they are asked, and nobody there writes muster.yaml.
func (r *run) asksOnce() bool { return r.opt.ByContent && r.opt.Asker != nil }

// dropped are the kinds of table people bring in by hand, for whoever is asked
// what a file is about.
func dropped() []TableKind {
	return []TableKind{People, Applications, Interviews, References, Documents, Checks, BankDetails, Payments, Shipments, Leavers, Changes}
}

// kindQuestion asks what a table or paper is about; its first answer leaves the
// file out.
func kindQuestion(f *file, paper bool, header []string) Question {
	q := Question{Topic: TopicKind, Place: muster.Place{File: f.path}, Text: "What is the table " + f.path + " about?", Lines: []string{ignoreText(f.path)}, Table: header, Asked: true}
	if paper {
		q.Text = "What is the document " + f.path + "?"
		for _, k := range paperKinds() {
			q.Lines = append(q.Lines, kindText(f.path, k))
		}
		return q
	}
	for _, k := range dropped() {
		q.Lines = append(q.Lines, kindText(f.path, string(k)))
	}
	return q
}

// askKind asks what a file is about where somebody answers files as they are
// dropped. An answer that leaves the file out is "", true.
func (r *run) askKind(ctx context.Context, f *file, paper bool, header []string) (kind TableKind, out bool, err error) {
	if !r.asksOnce() {
		return "", false, nil
	}
	n, err := r.ask(ctx, kindQuestion(f, paper, header))
	switch {
	case err != nil || n < 0:
		return "", false, err
	case n == 0:
		return "", true, nil
	case paper:
		return TableKind(paperKinds()[n-1]), false, nil
	}
	return dropped()[n-1], false, nil
}

// planAsked is the plan for a table nothing is known of, as whoever dropped it
// answers; nil for none.
func (r *run) planAsked(ctx context.Context, f *file, s *table.Sheet, settings FileConfig) (*plan, error) {
	kind, out, err := r.askKind(ctx, f, false, s.Header)
	f.leftOut = f.leftOut || out
	if err != nil || kind == "" {
		return nil, err
	}
	settings.Kind = kind
	return planFor(f.rel, s, settings)
}

// leftOut says that a file was not read because somebody said so.
func leftOut(f *file) *muster.Error {
	return &muster.Error{Code: muster.CodeUnsupported, Message: "it is left out, as you answered", Hint: "bring it in again to answer anew", Place: muster.Place{File: f.path}}
}

// settleDates asks once per file for the columns whose order its rows leave
// open; without an answer the columns stay empty and are named as unseen.
func (r *run) settleDates(ctx context.Context, s *sheet, open []openDates) error {
	if len(open) == 0 {
		return nil
	}
	var names []string
	for _, o := range open {
		names = append(names, o.header)
	}
	first := open[0]
	why := "every date can be read both ways, such as " + quote(first.census.example)
	if first.census.dayFirst > 0 || first.census.monthFirst > 0 {
		why = fmt.Sprintf("%d rows can only have the day first and %d only the month", first.census.dayFirst, first.census.monthFirst)
	}
	key := yamlKey(path.Base(s.File))
	q := Question{Topic: TopicDates, Place: muster.Place{File: s.File},
		Text: fmt.Sprintf("In %s, does the day or the month come first in column %s? (%s)", s.File, strings.Join(names, ", "), why)}
	orders := []DateOrder{DMY, MDY}
	for _, order := range orders {
		q.Lines = append(q.Lines, fmt.Sprintf("files: {%s: {date_order: %s}}", key, order))
	}
	q.Asked = true
	n, err := r.ask(ctx, q)
	if err != nil {
		return err
	}
	if n >= 0 {
		for _, o := range open {
			o.form.order = orders[n]
		}
		r.remember(s.File, FileConfig{DateOrder: orders[n]})
		return nil
	}
	r.note(q)
	for _, o := range open {
		s.report.undated = append(s.report.undated, o.header)
		r.batch.Unseen = append(r.batch.Unseen, muster.Unseen{
			What:   fmt.Sprintf("the dates in column %s of %s", quote(o.header), s.File),
			Why:    "day and month cannot be told apart: " + why,
			Remedy: "add to muster.yaml: " + q.Lines[0] + " (or mdy if the month comes first)",
		})
	}
	return nil
}

// remember notes an answer about how a file is read.
func (r *run) remember(file string, c FileConfig) {
	answers := r.answered(file)
	answers.Files[path.Base(file)] = answers.Files[path.Base(file)].with(c)
}

// columnText and kindText are lines of muster.yaml about one file.
func columnText(file, header, field string) string {
	return fmt.Sprintf("files: {%s: {columns: {%s: %s}}}", yamlKey(path.Base(file)), yamlKey(header), field)
}

func kindText(file, kind string) string {
	return fmt.Sprintf("files: {%s: {kind: %s}}", yamlKey(path.Base(file)), kind)
}

func ignoreText(file string) string {
	return fmt.Sprintf("files: {%s: {ignore: true}}", yamlKey(path.Base(file)))
}

// answered returns the answers to be remembered beside a file.
func (r *run) answered(file string) *Config {
	dir := filepath.Dir(filepath.FromSlash(file))
	for _, in := range r.inputs {
		if in.path == file && in.root != in.file {
			dir = in.root
		}
	}
	if r.answers == nil {
		r.answers = map[string]*Config{}
	}
	if r.answers[dir] == nil {
		r.answers[dir] = &Config{Files: map[string]FileConfig{}, Attachments: map[string]string{}}
	}
	return r.answers[dir]
}

// rememberAnswers writes the answers given into the muster.yaml files. A
// folder that cannot be written is a warning: the answers held for this run.
func (r *run) rememberAnswers() {
	dirs := make([]string, 0, len(r.answers))
	for dir := range r.answers {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	for _, dir := range dirs {
		if err := remember(dir, r.answers[dir], r.opt.Now); err != nil {
			r.batch.Warnings = append(r.batch.Warnings, "the answers could not be kept: "+err.Error())
		}
	}
}

// pair is a subject of an applications table and one of a people table with
// equal name and e-mail.
type pair struct {
	person, candidate int32
	id, system        string // as a crosswalk names it
	who               identity
	place             muster.Place
}

// proposeCrosswalk asks once about all pairs, and joins them if told to.
func (r *run) proposeCrosswalk(ctx context.Context, reg *registry) error {
	pairs := reg.equalNameAndEmail(r.batch.sheets)
	if len(pairs) == 0 {
		return nil
	}
	line := func(p pair) CrosswalkLine {
		return CrosswalkLine{Subject: string(reg.ids[p.person]), System: p.system, ID: p.id}
	}
	example := pairs[0]
	q := Question{Topic: TopicCrosswalk, Place: example.place,
		Text: fmt.Sprintf("%s the same name and e-mail as somebody in the people table, such as %s and %s. Are they the same people?",
			plural(len(pairs), "application has", "applications have"), reg.ids[example.candidate], reg.ids[example.person]),
		Lines: []string{crosswalkText(line(example)) + " (and so on)", "leave them apart"}}
	q.Asked = true
	n, err := r.ask(ctx, q)
	if err != nil {
		return err
	}
	if n < 0 && r.asksOnce() {
		r.note(q)
		return nil
	}
	if n == 0 {
		answers := r.answered(example.place.File)
		for _, p := range pairs {
			reg.join(p.candidate, p.person)
			answers.Crosswalk = append(answers.Crosswalk, line(p))
		}
		return nil
	}
	if r.asksOnce() {
		return nil // told apart, as answered
	}
	for _, p := range pairs[:min(len(pairs), maxQuestions)] {
		r.note(Question{Topic: TopicCrosswalk, Place: p.place,
			Text:  fmt.Sprintf("%s and %s have the same name and e-mail; they stay apart until muster.yaml says they are one person", reg.ids[p.candidate], reg.ids[p.person]),
			Lines: []string{crosswalkText(line(p))}})
	}
	return nil
}

func crosswalkText(l CrosswalkLine) string {
	return fmt.Sprintf("crosswalk: [{subject: %s, system: %s, id: %s}]", yamlKey(l.Subject), yamlKey(l.System), yamlKey(l.ID))
}
