package table

import (
	"context"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"muster"
)

// batchRows is how many rows of a Parquet file are decoded at a time.
const batchRows = 8192

// readParquet reads a Parquet file.
func readParquet(ctx context.Context, src Source, opt Options) (*Sheet, error) {
	if src.Size > opt.Limits.MaxBytes {
		return nil, tooLarge(src, opt.Limits.MaxBytes)
	}
	pf, err := file.NewParquetReader(io.NewSectionReader(src.R, 0, src.Size), file.WithReadProps(parquet.NewReaderProperties(memory.DefaultAllocator)))
	if err != nil {
		return nil, failure(src, muster.CodeDamaged, "the Parquet file is cut short, encrypted or damaged", "export it again", err)
	}
	defer pf.Close()
	if err := checkParquet(src, pf, opt.Limits); err != nil {
		return nil, err
	}
	reader, err := pqarrow.NewFileReader(pf, pqarrow.ArrowReadProperties{BatchSize: batchRows}, memory.DefaultAllocator)
	if err != nil {
		return nil, failure(src, muster.CodeDamaged, "the Parquet file's schema cannot be read", "export it again", err)
	}
	records, err := reader.GetRecordReader(ctx, nil, nil)
	if err != nil {
		return nil, failure(src, muster.CodeDamaged, "the Parquet file cannot be read", "export it again", err)
	}
	defer records.Release()
	return parquetSheet(ctx, src, opt, records)
}

// checkParquet refuses files that unpack beyond reason: a few bytes can stand
// for billions of repeated values.
func checkParquet(src Source, pf *file.Reader, lim Limits) error {
	if n := pf.MetaData().Schema.NumColumns(); n > lim.MaxColumns {
		return failure(src, muster.CodeTooLarge, fmt.Sprintf("the file has %d columns, more than the limit of %d", n, lim.MaxColumns), "export fewer columns", nil)
	}
	total := int64(0)
	for i := range pf.NumRowGroups() {
		group := pf.MetaData().RowGroup(i)
		if group.NumRows() < 0 || group.TotalByteSize() < 0 {
			return failure(src, muster.CodeDamaged, "the Parquet file states a negative size", "export it again", nil)
		}
		total += group.TotalByteSize()
	}
	if total > lim.MaxInflated || pf.NumRows() > maxRows || pf.NumRows() < 0 {
		return failure(src, muster.CodeBomb, "the Parquet file unpacks to more than the limit", "split it into smaller files", nil)
	}
	return nil
}

// maxRows is the most rows a table may have; row numbers are 32 bits.
const maxRows = 1 << 30

func parquetSheet(ctx context.Context, src Source, opt Options, records pqarrow.RecordReader) (*Sheet, error) {
	k := newSink(ctx, src, opt, Parquet, "")
	schema := records.Schema()
	header := make([]string, schema.NumFields())
	for i := range header {
		header[i] = schema.Field(i).Name
	}
	row := 1
	for records.Next() {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		batch := records.RecordBatch()
		if !k.open {
			k.sheet.HeaderRow = 1
			k.sheet.Sample = parquetRows(batch, int(min(batch.NumRows(), sampleRows)))
			if err := k.header(header); err != nil {
				return nil, err
			}
		}
		for i := range int(batch.NumRows()) {
			row++
			if err := k.append(row, parquetRow(batch, i)); err != nil {
				return nil, err
			}
		}
	}
	if err := records.Err(); err != nil {
		return nil, failure(src, muster.CodeDamaged, "the Parquet file is damaged", "export it again", err)
	}
	if !k.open {
		return nil, failure(src, muster.CodeEmpty, "the file holds no rows", "ask for it to be exported again", nil)
	}
	return k.sheet, nil
}

func parquetRows(batch arrow.RecordBatch, n int) [][]string {
	out := make([][]string, n)
	for i := range out {
		out[i] = parquetRow(batch, i)
	}
	return out
}

func parquetRow(batch arrow.RecordBatch, i int) []string {
	cells := make([]string, batch.NumCols())
	for c := range cells {
		cells[c] = parquetCell(batch.Column(c), i)
	}
	return cells
}

// parquetCell writes a value as text; dates and times in ISO form.
func parquetCell(a arrow.Array, i int) string {
	if a.IsNull(i) {
		return ""
	}
	switch v := a.(type) {
	case *array.String:
		return string(trim([]byte(v.Value(i))))
	case *array.Date32:
		return v.Value(i).ToTime().Format("2006-01-02")
	case *array.Timestamp:
		unit := v.DataType().(*arrow.TimestampType)
		t := v.Value(i).ToTime(unit.Unit)
		if unit.TimeZone == "" {
			return t.Format("2006-01-02T15:04:05.999999")
		}
		return t.Format("2006-01-02T15:04:05.999999Z07:00")
	}
	return a.ValueStr(i)
}
