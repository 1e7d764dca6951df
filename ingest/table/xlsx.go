package table

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"muster"
)

// Workbooks of honest making pack to a tenth or a twentieth.
const (
	bombRatio = 300
	bombFloor = 64 << 20
	maxCell   = 32767 * 4 // bytes: no spreadsheet program holds more characters in a cell
)

// readXLSX reads every sheet of a workbook that holds rows.
func readXLSX(ctx context.Context, src Source, opt Options) ([]*Sheet, error) {
	if src.Size > opt.Limits.MaxWhole {
		return nil, tooLarge(src, opt.Limits.MaxWhole)
	}
	if err := checkArchive(src, opt.Limits); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(io.NewSectionReader(src.R, 0, src.Size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: opt.Limits.MaxInflated, UnzipXMLSizeLimit: opt.Limits.MaxInflated,
	})
	if err != nil {
		return nil, workbookError(src, err)
	}
	defer book.Close()
	epoch1904 := false
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		epoch1904 = *props.Date1904
	}
	var out []*Sheet
	for _, name := range book.GetSheetList() {
		s, err := readWorksheet(ctx, book, name, src, opt, epoch1904)
		if err != nil {
			return nil, err
		}
		if s != nil {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return nil, failure(src, muster.CodeEmpty, "no sheet of the workbook holds rows", "ask for it to be exported again", nil)
	}
	return out, nil
}

// checkArchive refuses what would unpack beyond reason, before unpacking it.
func checkArchive(src Source, lim Limits) error {
	arc, err := zip.NewReader(src.R, src.Size)
	if err != nil {
		return failure(src, muster.CodeTruncated, "the workbook is cut short or damaged", "ask for it to be exported again", err)
	}
	total := uint64(0)
	for _, f := range arc.File {
		total += f.UncompressedSize64
		if f.UncompressedSize64 > uint64(lim.MaxInflated) || total > uint64(lim.MaxInflated) ||
			f.UncompressedSize64 > bombFloor && f.UncompressedSize64 > bombRatio*max(f.CompressedSize64, 1) {
			return failure(src, muster.CodeBomb, "the workbook unpacks to far more than it should and was not opened", "save it again with a spreadsheet program, or export CSV", nil)
		}
	}
	return nil
}

func workbookError(src Source, err error) error {
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword):
		return failure(src, muster.CodeEncrypted, "the workbook needs a password", "save a copy without one", err)
	case strings.Contains(err.Error(), "size exceeds"):
		return failure(src, muster.CodeBomb, "the workbook unpacks to more than the limit", "export fewer rows, or CSV", err)
	}
	return failure(src, muster.CodeDamaged, "the workbook is damaged", "open it with a spreadsheet program and save it again", err)
}

func readWorksheet(ctx context.Context, book *excelize.File, name string, src Source, opt Options, epoch1904 bool) (*Sheet, error) {
	rows, err := book.Rows(name)
	if err != nil {
		var missing excelize.ErrSheetNotExist
		if errors.As(err, &missing) { // a chart sheet
			return nil, nil
		}
		return nil, workbookError(src, err)
	}
	defer rows.Close()
	k := newSink(ctx, src, opt, XLSX, name)
	k.sheet.Serials, k.sheet.Epoch1904 = true, epoch1904
	empty := 0
	for row := 1; rows.Next(); row++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, workbookError(src, err)
		}
		if len(cells) == 0 {
			if empty++; empty > 1<<20 {
				break
			}
			continue
		}
		empty = 0
		if len(cells) > opt.Limits.MaxColumns*8 {
			return nil, failure(src, muster.CodeTooLarge, fmt.Sprintf("a row of sheet %s has %d cells", strconv.Quote(name), len(cells)), "remove the columns that are not needed", nil)
		}
		if slices.ContainsFunc(cells, func(c string) bool { return len(c) > maxCell }) {
			k.reject(row, "a cell is longer than a spreadsheet allows")
			continue
		}
		for i := range cells {
			cells[i] = plainNumber(strings.TrimSpace(strings.ToValidUTF8(cells[i], "\ufffd")))
		}
		if err := k.add(row, cells); err != nil {
			return nil, err
		}
	}
	if err := rows.Error(); err != nil {
		return nil, workbookError(src, err)
	}
	return k.done()
}

// plainNumber undoes the way spreadsheets keep long whole numbers:
// 4.477009E+11 is a telephone number.
func plainNumber(cell string) string {
	if len(cell) < 5 || len(cell) > 30 || !strings.Contains(cell, "E+") || cell[0] < '0' || cell[0] > '9' {
		return cell
	}
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil || x != float64(int64(x)) || x >= 1e17 {
		return cell
	}
	return strconv.FormatInt(int64(x), 10)
}
