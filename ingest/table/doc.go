// Package table reads the table formats people have (CSV and its relatives,
// spreadsheets, JSON, JSON Lines, Parquet) into columns.
//
// The idea is that a reader knows nothing of what a table is about. It finds
// the encoding, the delimiter and the header row, and returns the cells as
// they were written, column by column, each record with its row number as a
// spreadsheet shows it. What a column means is decided by the caller, who may
// also say (Options.Keep) which columns are worth holding in memory.
//
// A table comes back as a [Sheet]: one per CSV file, one per sheet of a
// workbook. Its records lie in segments, each a muster.Table with the same
// columns, because large files are read in parallel pieces. The result does
// not depend on how a file was cut: pieces are read on a guess of where a
// record starts and read again where the guess was wrong.
//
// Records that cannot be read (a wrong number of cells, a quote that never
// closes, bytes that are no text) become a [Reject] with row and reason. The
// number of records always equals the records held plus the rejects.
//
// Files are hostile until read: their size, records, cells, columns, nesting
// and what they inflate to are bounded by [Limits], and errors are of type
// *muster.Error with one of its codes.
package table
