package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"muster"
	"muster/ingest/table"
	"muster/normal"
)

// maxModulusFile bounds a modulus table; the published one has about 150 kB.
const maxModulusFile = 8 << 20

// names returns the files named.
func (m ModulusFiles) names() []string {
	var out []string
	for _, name := range []string{m.Weights, m.Substitutions} {
		if name != "" {
			out = append(out, name)
		}
	}
	return out
}

// loadModulus reads the modulus table that one of the configurations names,
// the last winning; nil if none does. A table that cannot be read stops the
// run: numbers would go unchecked that somebody wants checked.
func loadModulus(configs []*Config) (*normal.ModulusTable, error) {
	var out *normal.ModulusTable
	for _, c := range configs {
		if c.Modulus == (ModulusFiles{}) {
			continue
		}
		if c.Modulus.Weights == "" {
			return nil, configError(filepath.Join(c.dir, ConfigName), errors.New("modulus: substitutions are of no use without weights"))
		}
		t := &normal.ModulusTable{}
		for _, name := range c.Modulus.names() {
			path := filepath.Join(c.dir, filepath.FromSlash(name))
			text, err := readOrdinary(path, maxModulusFile)
			if err != nil {
				return nil, err
			}
			if err := t.Load(bytes.NewReader(text)); err != nil {
				return nil, modulusError(path, err)
			}
			if t.Len() == 0 {
				return nil, modulusError(path, errors.New("the file named under weights holds none"))
			}
		}
		out = t
	}
	return out, nil
}

func modulusError(file string, err error) *muster.Error {
	e := &muster.Error{Code: muster.CodeUsage, Message: err.Error(), Place: muster.Place{File: filepath.ToSlash(file)}, Err: err,
		Hint: "download the table again, or take it out of muster.yaml: numbers are then not checked"}
	if line := new(normal.ModulusLineError); errors.As(err, &line) {
		e.Place.Row = line.Line
	}
	return e
}

// readOrdinary reads a file that muster.yaml names, up to a size.
func readOrdinary(file string, most int64) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, pathError(file, err)
	case !info.Mode().IsRegular():
		return nil, special(file)
	case info.Size() > most:
		return nil, &muster.Error{Code: muster.CodeTooLarge, Message: fmt.Sprintf("the file is larger than %d MB, which no such file is", most>>20),
			Hint: "check which file muster.yaml names", Place: muster.Place{File: filepath.ToSlash(file)}}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, pathError(file, err)
	}
	return text, nil
}

// payTo returns where an observation says money goes; nil for other kinds.
func payTo(data any) *muster.PayTo {
	switch d := data.(type) {
	case *muster.BankDetails:
		return &d.PayTo
	case *muster.Payment:
		return &d.PayTo
	case *muster.Invoice:
		return &d.PayTo
	}
	return nil
}

// dropImpossible takes account numbers out of data that by the table no account
// can have, and returns the paths of their fields: a slip of the pen is
// nobody's account, and must join nobody. What the table does not list is
// presumed to be valid.
func dropImpossible(t *normal.ModulusTable, data any) (paths []string) {
	if t == nil {
		return nil
	}
	p := payTo(data)
	if p == nil {
		return nil
	}
	if form, err := normal.IBAN(string(p.IBAN)); err == nil {
		if a, ok := normal.UKAccountOfIBAN(form); ok && t.Check(a.SortCode, a.Account) == normal.ModulusInvalid {
			p.IBAN, paths = "", append(paths, "iban")
		}
	}
	if a, err := normal.SortCodeAccount(string(p.BankCode), string(p.Number)); err == nil && t.Check(a.SortCode, a.Account) == normal.ModulusInvalid {
		p.Number, paths = "", append(paths, "account_number")
	}
	return paths
}

// checkAccounts lists the cells with numbers that no account can have: those that are
// taken out by the table, and IBANs whose check digits do not agree, which lead to
// nobody as they stand.
func (f *found) checkAccounts(t *normal.ModulusTable, p *plan, seg *muster.Table, subjects []int32) {
	f.checkIBANs(p, seg, subjects)
	if t == nil || payTo(p.spec.make()) == nil {
		return
	}
	for row := range subjects {
		if subjects[row] == none {
			continue
		}
		for _, path := range dropImpossible(t, p.build(seg, row)) {
			f.impossible(int(seg.Rows[row]), p.headerOf(path))
		}
	}
}

func (f *found) checkIBANs(p *plan, seg *muster.Table, subjects []int32) {
	if payTo(p.spec.make()) == nil {
		return
	}
	for i := range p.columns {
		c := &p.columns[i]
		if c.place < 0 || c.path != "iban" && c.path != "account_number" {
			continue
		}
		for row := range subjects {
			if subjects[row] != none && wrongIBAN(string(seg.Columns[c.place].Bytes(row))) {
				f.badCell(int(seg.Rows[row]), c.header, wrongDigits)
			}
		}
	}
}

// wrongIBAN reports whether a text is an IBAN but for its check digits. Half of one,
// one that is masked, and words say nothing about a number.
func wrongIBAN(text string) bool {
	_, err := normal.IBAN(text)
	return errors.Is(err, normal.ErrIBANDigits)
}

const wrongDigits = "no account can have this IBAN: its check digits do not agree, so a letter or digit is wrong; it leads to nobody"

func (f *found) impossible(row int, header string) {
	f.badCell(row, header, "no account of that bank can have this number, by the modulus table: a digit may be wrong, or the table out of date")
}

// badCell counts one bad cell and lists it while there is room.
func (f *found) badCell(row int, header, reason string) {
	if f.badCells++; len(f.cells) < maxCellRejects {
		f.cells = append(f.cells, table.Reject{Row: row, Column: header, Reason: reason})
	}
}

// headerOf returns the header of the first column of a path.
func (p *plan) headerOf(path string) string {
	for i := range p.columns {
		if c := &p.columns[i]; c.path == path && c.place >= 0 {
			return c.header
		}
	}
	return path
}
