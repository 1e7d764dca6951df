package report

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"muster"
	"muster/internal/escape"
)

// Previous is what the report already in a folder said: who was listed and
// which findings there were. It is what "new" is measured against.
type Previous struct {
	Made   time.Time
	levels map[muster.SubjectID]muster.Level // those at verify or above
	keys   map[muster.FindingKey]struct{}
}

// ReadPrevious reads the report in dir. The error wraps fs.ErrNotExist when
// there is none.
func ReadPrevious(dir string) (*Previous, error) {
	p := &Previous{levels: map[muster.SubjectID]muster.Level{}, keys: map[muster.FindingKey]struct{}{}}
	for _, part := range []struct {
		name string
		read func(io.Reader) error
	}{
		{fileSummary, p.readSummary}, {filePeople, p.readPeople}, {fileFindings, p.readFindings},
	} {
		if err := readPart(filepath.Join(dir, part.name), part.read); err != nil {
			return nil, fmt.Errorf("read earlier report: %w", err)
		}
	}
	return p, nil
}

func readPart(path string, read func(io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := read(bufio.NewReaderSize(f, 1<<16)); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func (p *Previous) readSummary(r io.Reader) error {
	var s struct {
		Made time.Time `json:"made"`
	}
	if err := json.NewDecoder(r).Decode(&s); err != nil {
		return err
	}
	p.Made = s.Made
	return nil
}

func (p *Previous) readPeople(r io.Reader) error {
	rows := csv.NewReader(r)
	rows.ReuseRecord = true
	rows.FieldsPerRecord = 0 // all the same; columns are added over time
	for line := 0; ; line++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(row) < 5 {
			return fmt.Errorf("people.csv has %d columns, want 5 or more", len(row))
		}
		if l := muster.Level(row[1]); line > 0 && l.Rank() > 0 {
			p.levels[muster.SubjectID(escape.ReadSafeID(row[0]))] = l
		}
	}
}

func (p *Previous) readFindings(r io.Reader) error {
	dec := json.NewDecoder(r)
	for {
		var line struct {
			Key muster.FindingKey `json:"key"`
		}
		err := dec.Decode(&line)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		p.keys[line.Key] = struct{}{}
	}
}

// newPerson reports whether somebody is listed now and was not, or stands
// higher than before. Without an earlier report nothing is new.
func (p *Previous) newPerson(id muster.SubjectID, l muster.Level) bool {
	return p != nil && l.Rank() > p.levels[id].Rank()
}

func (p *Previous) newFinding(k muster.FindingKey) bool {
	if p == nil {
		return false
	}
	_, old := p.keys[k]
	return !old
}

// earlier reads the report in dir. A folder without one is no error; one that
// cannot be read must not stop a new report, so it is only said.
func earlier(dir string) (p *Previous, said string) {
	p, err := ReadPrevious(dir)
	switch {
	case err == nil:
		return p, ""
	case errors.Is(err, fs.ErrNotExist):
		return nil, ""
	}
	return nil, "The earlier report in this folder could not be read, so nothing is marked as new."
}
