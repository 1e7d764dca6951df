package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"muster"
	"muster/ingest"
	"muster/report"
	"muster/web"
)

// answering answers an import's questions as somebody chose in the browser.
type answering struct {
	dir     string
	answers web.ImportAnswers
	say     *saying
}

// Ask returns the answer chosen for a question, -1 for none.
func (a answering) Ask(_ context.Context, q ingest.Question) (int, error) {
	n, err := strconv.Atoi(a.answers[questionID(withoutFolder(q.Text, a.dir))])
	if err != nil || n < 0 || n >= len(q.Lines) {
		return -1, nil // left open
	}
	switch kind := kindIn(q.Lines[n]); {
	case q.Topic == ingest.TopicOwner && n > 0:
		a.say.chose(&q, q.Kind, map[string]string{q.Owners[n-1]: q.Owner})
	case q.Topic == ingest.TopicOwner:
		a.say.chose(&q, q.Kind, nil)
	case q.Topic == ingest.TopicKind && q.Table != nil && kind != "":
		a.say.chose(&q, ingest.TableKind(kind), nil)
	}
	return n, nil
}

// questionID names a question by its words, so that the answer finds it when
// the same files come again.
func questionID(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// withoutFolder takes the folders of our own making out of a text.
func withoutFolder(text, dir string) string {
	text = strings.ReplaceAll(text, filepath.ToSlash(dir)+"/", "")
	return regexp.MustCompile(`\b[0-9]{3}/`).ReplaceAllString(strings.ReplaceAll(text, dir, ""), "")
}

// The bounds of what a page says of an import.
const (
	maxRejectsShown = 100 // rows set aside
	maxFilesShown   = 100
	maxColumnsShown = 40
	maxNotesShown   = 20
)

// importedFrom is what the list of people says of an import; answerable, for
// whoever answers questions there.
func (s *Server) importedFrom(batch *ingest.Batch, logs map[int]connectorState, dir string, answerable bool) *web.Imported {
	out := &web.Imported{At: muster.Instant(s.now().UTC()), Rows: batch.Records, People: batch.Len()}
	for _, w := range batch.Warnings[:min(len(batch.Warnings), maxNotesShown)] {
		out.Notes = append(out.Notes, report.Sentence(withoutFolder(w, dir))+".")
	}
	for i := range batch.Files {
		if len(out.Files) == maxFilesShown {
			out.MoreFiles++
			continue
		}
		one := importedFile(&batch.Files[i], dir)
		if sum, log := logs[i]; log {
			saysOfLog(&one, &batch.Files[i], &sum)
			out.Rows += int(sum.Records)
		}
		out.Files = append(out.Files, one)
	}
	for _, r := range batch.Rejects {
		if len(out.Rejects) == maxRejectsShown {
			out.More++
			continue
		}
		out.Rejects = append(out.Rejects, web.Reject{File: strings.TrimPrefix(filepath.Base(r.File), notUsed), Row: r.Row, Column: r.Column, Reason: withoutFolder(r.Reason, dir)})
	}
	for _, q := range batch.Questions {
		text := withoutFolder(q.Text, dir)
		if answerable && !q.Asked {
			continue // no answer on a page would settle it; warnings say what there is to do
		}
		one := web.ImportQuestion{ID: questionID(text), Table: tableAsked(batch, &q), Ask: text, Line: withoutFolder(strings.Join(q.Lines, " "), dir)}
		for i, line := range q.Lines {
			one.Answers = append(one.Answers, web.Option{Value: strconv.Itoa(i), Label: answerLabel(&q, i, withoutFolder(line, dir))})
		}
		out.Questions = append(out.Questions, one)
	}
	return out
}

// answerLabel is how an answer reads on a page.
func answerLabel(q *ingest.Question, i int, line string) string {
	switch {
	case q.Topic == ingest.TopicOwner && i == 0:
		return "None: take each row for a person as it stands"
	case q.Topic == ingest.TopicOwner:
		return "“" + q.Owners[i-1] + "”"
	}
	return answerWord(q.Topic, line)
}

// answerWord puts a line of configuration in words where there is a wording.
func answerWord(topic, line string) string {
	switch {
	case topic == ingest.TopicDates && strings.Contains(line, ": "+string(ingest.DMY)+"}"):
		return "The day comes first"
	case topic == ingest.TopicDates && strings.Contains(line, ": "+string(ingest.MDY)+"}"):
		return "The month comes first"
	case topic == ingest.TopicKind && strings.Contains(line, "ignore: true"):
		return "Nothing to read: leave it out"
	case strings.HasPrefix(line, "leave them apart"), strings.HasPrefix(line, "# no"):
		return "No"
	case topic == ingest.TopicCrosswalk, topic == ingest.TopicAttachment, topic == ingest.TopicIDs:
		return "Yes"
	case topic == ingest.TopicKind:
		if kind := kindIn(line); kind != "" {
			return report.Sentence(strings.ReplaceAll(kind, "_", " "))
		}
	}
	return line
}

// kindIn is the kind that a line of configuration gives a file, "" for none.
func kindIn(line string) string {
	if m := regexp.MustCompile(`kind: ([a-z_]+)`).FindStringSubmatch(line); m != nil {
		return m[1]
	}
	return ""
}

// importedFile is how one file was read.
func importedFile(f *ingest.FileReport, dir string) web.ImportedFile {
	one := web.ImportedFile{Name: strings.TrimPrefix(path.Base(f.Path), notUsed), Rows: f.Rows, Aside: f.RowsRejected, What: report.Sentence(strings.ReplaceAll(string(f.Kind), "_", " "))}
	if one.Sheet, one.Kind = f.Sheet, string(f.Kind); headings(f) != nil {
		one.Table = columnsID(headings(f))
	}
	if f.Sheet != "" {
		one.Name += ", sheet " + f.Sheet
	}
	switch {
	case f.Kind != "" || f.Err != nil:
	case f.TextLength > 0:
		one.What = "A document with text"
	case slices.Contains([]ingest.FileType{ingest.TypeJPEG, ingest.TypePNG, ingest.TypeWebP, ingest.TypeHEIC}, f.Type):
		one.What = "A picture"
	case slices.Contains([]ingest.FileType{ingest.TypePDF, ingest.TypeDOCX, ingest.TypeODT, ingest.TypeRTF}, f.Type):
		one.What = "A document without text that can be read"
	}
	if f.Said {
		one.What += ", as you said"
	}
	if f.Vendor != "" {
		one.What += ", as " + f.Vendor + " writes it"
	}
	if f.Err != nil {
		one.Problem = withoutFolder(report.Sentence(f.Err.Message)+". "+report.Sentence(f.Err.Hint)+".", dir)
	}
	for _, c := range f.Columns {
		switch {
		case c.Known() && len(one.Columns) < maxColumnsShown:
			one.Columns = append(one.Columns, c.Header+": "+strings.ReplaceAll(c.Field[strings.LastIndexByte(c.Field, '.')+1:], "_", " "))
		case !c.Known() && !c.Empty && len(one.Unknown) < maxColumnsShown:
			one.Unknown = append(one.Unknown, c.Header)
		}
	}
	for _, w := range f.Warnings {
		one.Warnings = append(one.Warnings, withoutFolder(w, dir))
	}
	return one
}
