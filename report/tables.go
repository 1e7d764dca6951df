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
	peopleHeader  = "subject,level,families,findings,groups,cleared,named_in,other_ids\n"
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

func (t *peopleTable) add(p *Person, groups []string, named []muster.FlagID) error {
	standing, cleared := flagsOf(p)
	named = slices.DeleteFunc(named, func(f muster.FlagID) bool { return slices.Contains(standing, f) || slices.Contains(cleared, f) })
	row := escape.AppendSafeID(t.row[:0], string(p.ID))
	row = append(row, ',')
	row = append(row, levelOf(p)...)
	for _, list := range []string{joinWords(p.Assessment.Families), joinWords(standing)} {
		row = escape.AppendCell(append(row, ','), list)
	}
	row = escape.AppendSafeID(append(row, ','), strings.Join(groups, " "))
	for _, list := range []string{joinWords(cleared), joinWords(named)} {
		row = escape.AppendCell(append(row, ','), list)
	}
	row = escape.AppendSafeID(append(row, ','), strings.Join(p.OtherIDs, " "))
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

// flagsOf lists the flags that stand on a person's record, notes included, and
// those that a check cleared, each once and sorted. A flag of which one finding
// was cleared and another was not stands.
func flagsOf(p *Person) (standing, cleared []muster.FlagID) {
	for i := range p.Findings {
		if f := &p.Findings[i]; p.cleared(f.Key) {
			cleared = append(cleared, f.Flag)
		} else {
			standing = append(standing, f.Flag)
		}
	}
	standing, cleared = sortedFlags(standing), sortedFlags(cleared)
	return standing, slices.DeleteFunc(cleared, func(f muster.FlagID) bool { return slices.Contains(standing, f) })
}

func sortedFlags(flags []muster.FlagID) []muster.FlagID {
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
			n += 1 + r.More // a cell that could not be read does not cost its row
		}
		if len(first) < shown {
			first = append(first, r)
		}
	}
	return n, first, nil
}
