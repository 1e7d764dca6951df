package lists

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"muster"
)

// table reads a CSV file by the names of its columns.
type table struct {
	in      *input
	rows    *csv.Reader
	header  []string
	columns map[string]int
	made    bool // by a publisher's program, which writes every cell of every row
}

func openTable(in *input, comma rune) (*table, error) {
	t := &table{in: in, rows: newRows(in, comma)}
	return t, t.nextHeader()
}

// openMade is openTable for a publisher's own CSV.
func openMade(in *input, comma rune) (*table, error) {
	t, err := openTable(in, comma)
	t.made = true
	return t, err
}

func newRows(in *input, comma rune) *csv.Reader {
	rows := csv.NewReader(in.front)
	rows.Comma = comma
	rows.FieldsPerRecord = -1
	return rows
}

// readRow reads a row. Cells that are not UTF-8 are Windows-1252, as spreadsheets
// save: a name that lost its letters would be met by nobody, in silence.
func (t *table) readRow() ([]string, error) {
	row, err := t.rows.Read()
	if err != nil {
		return nil, err
	}
	for i, cell := range row {
		if !utf8.ValidString(cell) {
			if row[i], err = charmap.Windows1252.NewDecoder().String(cell); err != nil {
				return nil, err
			}
		}
	}
	return row, nil
}

// columnName is how columns are looked up: letters and digits, lower case.
func columnName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

func (t *table) nextHeader() error {
	row, err := t.readRow()
	if err == io.EOF {
		return fmt.Errorf("%w: no header found", ErrFormat)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	t.header, t.columns = row, map[string]int{}
	for i, h := range row {
		if key := columnName(h); key != "" {
			if _, twice := t.columns[key]; !twice {
				t.columns[key] = i
			}
		}
	}
	return nil
}

func (t *table) hasColumn(name string) bool {
	_, ok := t.columns[columnName(name)]
	return ok
}

// each hands on every row as a function from column to value.
func (t *table) each(take func(get func(string) string) error) error {
	return t.eachRow(func(row []string) error {
		return take(func(column string) string {
			if i, ok := t.columns[columnName(column)]; ok && i < len(row) {
				return row[i]
			}
			return ""
		})
	})
}

// eachRow hands on every row. A publisher's file that ends within a row did not
// arrive whole: the cells that are there would be taken for the entry.
func (t *table) eachRow(take func(row []string) error) error {
	cells, last := len(t.header), 0
	for {
		t.in.mark()
		row, err := t.readRow()
		if errors.Is(err, io.EOF) {
			if t.made && last > 0 && last < cells && t.in.last != '\n' {
				return fmt.Errorf("%w: it ends within a row, after %d of %d cells", ErrFormat, last, cells)
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		if cells == 0 {
			cells = len(row)
		}
		if last = len(row); last == 1 && strings.Trim(row[0], "\x1a ") == "" { // the mark at the end of a file
			last = 0
		}
		if err := take(row); err != nil {
			line, _ := t.rows.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

// The columns of plain tables, by the names they have in use.
var (
	idColumns     = []string{"id", "un_ref", "uid", "ref", "reference", "reference_number", "list_id", "entity_id", "unique_id", "ent_num"}
	nameColumns   = []string{"name", "full_name", "caption", "primary_name", "whole_name", "sdn_name"}
	givenColumns  = []string{"first_name", "given_name", "given_names", "forename", "forenames"}
	middleColumns = []string{"middle_name", "second_name", "father_name", "patronymic"}
	familyColumns = []string{"last_name", "family_name", "surname"}
	aliasColumns  = []string{"aliases", "alias", "aka", "other_names", "alternative_names", "alt_names"}
	weakColumns   = []string{"weak_aliases", "weak_alias", "low_quality_aliases"}
	birthColumns  = []string{"dob", "date_of_birth", "birth_date", "birthdate", "dates_of_birth", "born"}
	placeColumns  = []string{"place_of_birth", "birth_place", "pob", "town_of_birth"}
	paperColumns  = []string{"identifiers", "documents", "passport", "passport_number", "document_number", "id_number", "national_id"}
	walletColumns = []string{"wallets", "wallet", "crypto_address", "public_key"}
	kindColumns   = []string{"schema", "type", "kind", "entity_type"}
	regimeColumns = []string{"sanctions", "programs", "program", "programme", "regime", "list", "program_ids"}
)

// readTable reads any CSV with a column of names; several values of a field are
// divided by | or ;.
func readTable(in *input, b *book) error {
	t, err := openTable(in, dividerOf(in))
	if err != nil {
		return err
	}
	named := false
	for _, c := range append(nameColumns[:len(nameColumns):len(nameColumns)], familyColumns...) {
		named = named || t.hasColumn(c)
	}
	if !named {
		return fmt.Errorf("%w: no column of names (%s, or first_name and last_name)", ErrFormat, strings.Join(nameColumns, ", "))
	}
	row := 0
	return t.each(func(get func(string) string) error {
		row++
		id := first(values(get, idColumns)...)
		if id == "" {
			id = fmt.Sprint("row ", row)
		}
		e, err := b.entry(id)
		if err != nil {
			return err
		}
		e.Kind = schemaKind(first(values(get, kindColumns)...))
		whole := joinText(" ", first(values(get, givenColumns)...), first(values(get, middleColumns)...), first(values(get, familyColumns)...))
		addName(e, first(append(values(get, nameColumns), whole)...), false)
		eachValue(get, aliasColumns, func(s string) { addName(e, s, false) })
		eachValue(get, weakColumns, func(s string) { addName(e, s, true) })
		eachValue(get, birthColumns, func(s string) { addText(&e.Births, s) })
		eachValue(get, placeColumns, func(s string) { addText(&e.Places, s) })
		eachValue(get, paperColumns, func(s string) { addDocument(e, "", "", s) })
		eachValue(get, walletColumns, func(s string) { addText(&e.Wallets, s) })
		eachValue(get, regimeColumns, func(s string) { addText(&e.Programs, s) })
		return nil
	})
}

// dividerOf returns what stands between the cells of the header: a comma, a
// semicolon or a tab.
func dividerOf(in *input) rune {
	head, _ := in.front.Peek(sniffBytes)
	line, _, _ := strings.Cut(string(head), "\n")
	best, most := ',', 0
	for _, divider := range ",;\t" {
		if n := strings.Count(line, string(divider)); n > most {
			best, most = divider, n
		}
	}
	return best
}

func values(get func(string) string, columns []string) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = get(c)
	}
	return out
}

func eachValue(get func(string) string, columns []string, take func(string)) {
	for _, c := range columns {
		for v := range strings.FieldsFuncSeq(get(c), func(r rune) bool { return r == '|' || r == ';' }) {
			take(v)
		}
	}
}

// schemaKind reads the kinds of FollowTheMoney and of plain words. A table that
// says nothing is one of people or firms; which is not known.
func schemaKind(s string) muster.ListKind {
	switch strings.ToLower(clean(s)) {
	case "person", "individual", "p", "i":
		return muster.ListPerson
	case "company", "organization", "organisation", "legalentity", "publicbody", "entity", "e":
		return muster.ListEntity
	case "vessel", "ship":
		return muster.ListVessel
	case "airplane", "aircraft":
		return muster.ListAircraft
	case "cryptowallet", "wallet":
		return muster.ListWallet
	}
	return muster.ListUnknown
}

// readEUTable reads the EU's list in CSV (version 1.1): one row for each name,
// date of birth or document, divided by semicolons.
func readEUTable(in *input, b *book) error {
	t, err := openMade(in, ';')
	if err != nil {
		return err
	}
	return t.each(func(get func(string) string) error {
		if b.published == "" {
			b.published = clean(get("fileGenerationDate"))
		}
		e, err := b.entry(first(get("Entity_EU_ReferenceNumber"), get("Entity_LogicalId")))
		if err != nil {
			return err
		}
		if code := first(get("Entity_SubjectType_ClassificationCode"), get("Entity_SubjectType")); code != "" {
			e.Kind = euKind(code)
		}
		addName(e, first(get("NameAlias_WholeName"), joinText(" ", get("NameAlias_FirstName"), get("NameAlias_MiddleName"), get("NameAlias_LastName"))), strings.EqualFold(get("NameAlias_Strong"), "false"))
		addText(&e.Births, euBirth(get("BirthDate_BirthDate"), get("BirthDate_Year"), get("BirthDate_YearRangeFrom"), get("BirthDate_YearRangeTo"), strings.EqualFold(get("BirthDate_Circa"), "true")))
		addText(&e.Places, joinText(", ", get("BirthDate_Place"), get("BirthDate_City"), get("BirthDate_Region")))
		addDocument(e, get("Identification_CountryIso2Code"), get("Identification_TypeCode"), get("Identification_Number"))
		addText(&e.Programs, first(get("Entity_Regulation_Programme"), get("Programme")))
		return nil
	})
}
