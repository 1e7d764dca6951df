package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"muster"
)

// ImportTable is a table of an import that nobody recognised, or with columns
// that nobody knows: somebody may say what it is and what its columns hold.
type ImportTable struct {
	ID   string // by its headings
	Name string
	Read string // as what kind it was read, "" when it was not recognised
	Kind string // whose fields are offered: as it was read, was said or is chosen
	What string // in words
	// Said is what was said of its columns, by heading; Before, in an earlier import.
	Said   map[string]string
	Before bool
	By     string      // the colleague who said so, "" when it was the viewer
	At     muster.Time // when
	Kinds  []Option    // what it may be said to be
	Fields []Option    // what its columns may be said to hold

	All      []ImportColumn // of which something can be said
	Columns  []ImportColumn // to be settled, or settled by what was said
	Known    []ImportColumn // by their headings
	More     int            // beyond those that are offered
	Headless bool           // it begins with its first row
	Chosen   bool           // in the address
	Open     bool
}

// ImportColumn is a column with what it is read as.
type ImportColumn struct {
	Place  int // among the headings, sorted
	Header string
	Sample string // a value, masked
	Looks  string // what its values look like: "bank accounts"
	Reads  string // what its heading says it holds; "" when it is not known
	Chosen string // what was said of it
}

// maxOffered bounds how many tables an address chooses kinds for.
const maxOffered = 8

// chosenTables reads what tables are said to be from an address: as-ID=KIND.
func chosenTables(v url.Values) map[string]string {
	out := map[string]string{}
	for name, values := range v {
		if id, ok := strings.CutPrefix(name, "as-"); ok && len(id) <= 64 && len(values[0]) <= 40 && len(out) < maxOffered {
			out[id] = values[0]
		}
	}
	return out
}

// Answer is the name of a column's answer in the form.
func (t ImportTable) Answer(c ImportColumn) string {
	return answerField + "t-" + t.ID + "-" + strconv.Itoa(c.Place)
}

// Settled reports whether the viewer has said of every column what it holds.
func (t ImportTable) Settled() bool {
	return t.By == "" && !t.At.IsZero() && !slices.ContainsFunc(t.Columns, func(c ImportColumn) bool { return c.Chosen == "" })
}

// Asks reports whether something of an import waits for the viewer.
func (i *Imported) Asks() bool {
	return len(i.Questions) > 0 || slices.ContainsFunc(i.Tables, func(t ImportTable) bool { return t.Read == "" })
}

// Unsettled reports whether there are columns of which nobody said anything.
func (i *Imported) Unsettled() bool {
	return slices.ContainsFunc(i.Tables, func(t ImportTable) bool { return !t.Settled() })
}

// Opened reports whether somebody chose what a table is, or a colleague said it.
func (i *Imported) Opened() bool {
	return slices.ContainsFunc(i.Tables, func(t ImportTable) bool { return t.Chosen || t.By != "" })
}
