// Package ingest turns the files a company has into observations about
// subjects, without losing or guessing anything.
//
// [Read] walks the paths given, recognises each file by its content, reads
// tables into columns (package ingest/table), documents and pictures into
// their facts (ingest/document, ingest/image), and returns a [Batch]: a
// muster.Population whose observations are built from the columns when they
// are asked for, so that ten million rows fit in memory. What is not about a
// subject (agencies, offices, adverts, indicators) is in Batch.Registers.
//
// A table's kind is recognised by its headers, from the dictionaries in the
// headers_*.go files; [Kinds] lists them. A subject's id is the people
// table's id, else the applications table's, else "file:row". Other rows
// attach by an id column or a crosswalk, files also by an attachment column
// or an id in their path; what attaches to nobody is a subject of its own. A
// likeness never attaches anything: it is at most put as a question, with the
// lines for muster.yaml that settle it.
//
// Dates are decided column by column from all rows, never row by row. A
// column that stays undecidable is left empty and named under what could not
// be seen.
//
// Nothing is dropped silently. A row that cannot be read is a [Reject] with
// file, row, column and reason; a bad optional cell is rejected by itself and
// its row kept; unknown columns are listed; and records in always equal
// records out plus rejects, which Read checks before it returns.
package ingest
