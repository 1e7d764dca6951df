package muster

import (
	"slices"
	"strconv"
)

// Place is where a record stood in its source.
type Place struct {
	File string `json:"file,omitempty"` // path as the user gave it, with / between folders
	Row  int    `json:"row,omitempty"`  // row as a spreadsheet shows it, the header being row 1; 0 for a whole file
}

// String writes the place as people look it up: "people.csv row 14".
func (p Place) String() string {
	if p.Row == 0 {
		return p.File
	}
	return p.File + " row " + strconv.Itoa(p.Row)
}

// Table is a source's records as columns. Cell values are kept as the source
// wrote them, trimmed; an empty string is a missing value.
type Table struct {
	Name    string   // file name or sheet, for messages
	File    string   // path of the file
	Columns []Column // all of the same length
	Rows    []int32  // for each record its row in the file, the header being row 1
}

// Column is one named column of a table. Values are held end to end in one
// buffer, so that a million cells cost two allocations.
type Column struct {
	Name string // as the header had it

	data []byte
	ends []uint32
}

// Append adds one value to the column. A column holds at most 4 GiB of text;
// readers split larger files into several tables.
func (c *Column) Append(value string) {
	c.data = append(c.data, value...)
	c.ends = append(c.ends, uint32(len(c.data)))
}

// Extend appends all values of other columns, in order.
func (c *Column) Extend(parts ...*Column) {
	text, values := 0, 0
	for _, p := range parts {
		text, values = text+len(p.data), values+len(p.ends)
	}
	c.data, c.ends = slices.Grow(c.data, text), slices.Grow(c.ends, values)
	for _, p := range parts {
		from := uint32(len(c.data))
		c.data = append(c.data, p.data...)
		for _, end := range p.ends {
			c.ends = append(c.ends, from+end)
		}
	}
}

// Clip gives back the memory that appending left spare. Readers call it when a
// column is complete.
func (c *Column) Clip() {
	c.data, c.ends = slices.Clip(slices.Clone(c.data)), slices.Clip(slices.Clone(c.ends))
}

// Reset takes all values out and keeps the memory for others. Values that
// Bytes returned are no longer valid.
func (c *Column) Reset() { c.data, c.ends = c.data[:0], c.ends[:0] }

// Len returns the number of values.
func (c *Column) Len() int { return len(c.ends) }

// Size returns the bytes of text held.
func (c *Column) Size() int { return len(c.data) }

// Bytes returns value i without copying; the caller must not change it.
func (c *Column) Bytes(i int) []byte {
	var start uint32
	if i > 0 {
		start = c.ends[i-1]
	}
	return c.data[start:c.ends[i]]
}

// Value returns value i.
func (c *Column) Value(i int) string { return string(c.Bytes(i)) }

// Len returns the number of records.
func (t *Table) Len() int { return len(t.Rows) }

// Place returns where record i stands in its file.
func (t *Table) Place(i int) Place { return Place{File: t.File, Row: int(t.Rows[i])} }

// Column returns the column with that header, or nil.
func (t *Table) Column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}
