package report

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"muster"
	"muster/internal/escape"
)

// The columns of the tables are fixed; schemas/people.schema.json and
// schemas/rejects.schema.json describe them.
const (
	peopleHeader  = "subject,level,families,findings,groups\n"
	rejectsHeader = "file,row,column,reason\n"
)

// peopleTable writes people.csv: every subject, whatever its level.
type peopleTable struct {
	w   io.Writer
	row []byte
}

func newPeopleTable(w io.Writer) (*peopleTable, error) {
	_, err := io.WriteString(w, peopleHeader)
	return &peopleTable{w: w}, err
}

func (t *peopleTable) add(p *Person, groups []string) error {
	row := escape.AppendID(t.row[:0], string(p.ID))
	row = append(row, ',')
	row = append(row, levelOf(p)...)
	row = append(row, ',')
	row = escape.AppendCell(row, joinWords(p.Assessment.Families))
	row = append(row, ',')
	row = escape.AppendCell(row, joinWords(flagsOf(p)))
	row = append(row, ',')
	row = escape.AppendID(row, strings.Join(groups, " "))
	t.row = append(row, '\n')
	_, err := t.w.Write(t.row)
	return err
}

// levelOf is the person's level; an assessment without one asks for nothing.
func levelOf(p *Person) muster.Level {
	if p.Assessment.Level.Rank() == 0 {
		return muster.Clear
	}
	return p.Assessment.Level
}

// flagsOf lists the flags seen on a person, notes included, each once.
func flagsOf(p *Person) []muster.FlagID {
	flags := make([]muster.FlagID, 0, len(p.Findings))
	for i := range p.Findings {
		flags = append(flags, p.Findings[i].Flag)
	}
	slices.Sort(flags)
	return slices.Compact(flags)
}

func joinWords[S ~string](words []S) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(w))
	}
	return b.String()
}

// writeRejects writes rejects.csv and returns how many records were
// set aside and the first few entries for the page.
func writeRejects(w io.Writer, in *Input) (int, []Reject, error) {
	const shown = 20
	if _, err := io.WriteString(w, rejectsHeader); err != nil {
		return 0, nil, err
	}
	if in.Rejects == nil {
		return 0, nil, nil
	}
	var first []Reject
	var row []byte
	n := 0
	for r, err := range in.Rejects {
		if err != nil {
			return n, first, err
		}
		row = escape.AppendCell(row[:0], r.File)
		row = append(row, ',')
		if r.Row > 0 {
			row = strconv.AppendInt(row, int64(r.Row), 10)
		}
		row = append(row, ',')
		row = escape.AppendCell(row, r.Column)
		row = append(row, ',')
		row = append(escape.AppendCell(row, r.Reason), '\n')
		if _, err := w.Write(row); err != nil {
			return n, first, err
		}
		if r.Column == "" {
			n++ // a cell that could not be read does not cost its row
		}
		if len(first) < shown {
			first = append(first, r)
		}
	}
	return n, first, nil
}
