package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"muster"
	"muster/internal/escape"
	"muster/watchlist"
)

// queriesName is how the queries are called where something of them is told.
func queriesName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return filepath.Base(path)
}

func openQueries(path string, stdin io.Reader) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(stdin), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "the file " + path + " cannot be opened", Hint: "give --queries a CSV file", Err: err}
	}
	return f, nil
}

// The columns of queries.
var queryColumns = map[string][]string{
	"name":   {"query", "full_name", "name"},
	"alias":  {"aliases", "alias", "other_names"},
	"birth":  {"date_of_birth", "dob", "birth_date", "birthdate"},
	"place":  {"place_of_birth", "birth_place", "pob"},
	"paper":  {"document_number", "passport_number", "passport", "id_number", "documents"},
	"issuer": {"document_country", "passport_country", "issuing_country"},
	"wallet": {"wallet", "wallets", "crypto_address"},
}

// queryReader reads queries from a CSV.
type queryReader struct {
	rows *queryRows
	at   map[string]int
	row  int
	bad  []badBirth // of the rows since a batch took them along: all of a file's would be kept
}

// badBirth is a date of birth that no calendar has. It is set aside: the row is
// compared without it.
type badBirth struct {
	row           int
	text, because string
}

func newQueryReader(in io.Reader) (*queryReader, error) {
	rows := newQueryRows(in)
	header, err := rows.read()
	if err != nil {
		return nil, noHeader("queries", err)
	}
	r := &queryReader{rows: rows, at: map[string]int{}}
	for what, names := range queryColumns {
		for _, name := range names {
			for i, h := range header {
				if _, found := r.at[what]; !found && strings.EqualFold(strings.TrimSpace(h), name) {
					r.at[what] = i
				}
			}
		}
	}
	if _, ok := r.at["name"]; !ok {
		return nil, usageError("the queries have no column query, full_name or name", "add one of them to the first line")
	}
	return r, nil
}

// next returns a query with its row, from 1 after the header.
func (r *queryReader) next() (watchlist.Query, error) {
	fields, err := r.rows.read()
	if err != nil {
		return watchlist.Query{}, err
	}
	r.row++
	get := func(what string) string {
		if i, ok := r.at[what]; ok && i < len(fields) {
			return strings.TrimSpace(fields[i])
		}
		return ""
	}
	q := watchlist.Query{Name: get("name"), Aliases: splitValues(get("alias")), Births: r.births(get("birth")), Places: splitValues(get("place")), Wallets: splitValues(get("wallet"))}
	for _, number := range splitValues(get("paper")) {
		q.Documents = append(q.Documents, watchlist.Document{Country: get("issuer"), Number: number})
	}
	return q, nil
}

// births are the dates of birth of a row that can be dates.
func (r *queryReader) births(text string) []string {
	return slices.DeleteFunc(splitValues(text), func(s string) bool {
		err := watchlist.CheckBirth(s)
		if err != nil {
			r.bad = append(r.bad, badBirth{r.row, s, err.Error()})
		}
		return err != nil
	})
}

// tell says which dates of birth of a batch were set aside, with their place.
func (b *queryBatch) tell(out io.Writer, file string) {
	for _, one := range b.bad {
		fmt.Fprintf(out, "%s, row %d: the date of birth %q is set aside: %s; the person is compared without it\n", escape.Line(file), one.row, escape.Line(one.text), one.because)
	}
}

func splitValues(s string) []string {
	if s == "" {
		return nil
	}
	return strings.FieldsFunc(s, func(r rune) bool { return r == '|' })
}
