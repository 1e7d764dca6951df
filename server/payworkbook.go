package server

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"muster"
	"muster/casework"
	"muster/normal"
)

// readPayWorkbook brings the first sheet of a workbook that is a payroll table to
// CSV in UTF-8: many have a cover before it.
func readPayWorkbook(ctx context.Context, name string, raw []byte) ([]byte, payLayout, error) {
	sheets, epoch, err := sheetRows(name, raw)
	if err != nil {
		return nil, payLayout{}, err
	}
	var refused error
	for _, rows := range sheets {
		text, err := sheetText(name, rows)
		if err != nil {
			return nil, payLayout{}, err
		}
		known, err := payColumns(ctx, name, text)
		if err != nil {
			if refused == nil {
				refused = err
			}
			continue
		}
		plainDays(rows, known.Columns.Date, epoch)
		wholeCodes(rows, known.Columns.BankCode, known.Columns.Number)
		text, err = sheetText(name, rows)
		return text, known, err
	}
	return nil, payLayout{}, refused
}

// sheetRows reads the cells of every sheet that has any, and the day that its
// numbers of days count from.
func sheetRows(name string, raw []byte) (sheets [][][]string, epoch time.Time, err error) {
	unread := func(err error) error {
		return &muster.Error{Code: muster.CodeDamaged, Message: "the workbook cannot be read", Hint: "save the sheet as CSV in UTF-8", Place: muster.Place{File: name}, Err: err}
	}
	book, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: 512 << 20, UnzipXMLSizeLimit: 256 << 20, RawCellValue: true})
	if err != nil {
		return nil, epoch, unread(err)
	}
	defer book.Close()
	epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	size := 0
	for _, sheet := range book.GetSheetList() {
		rows, err := book.Rows(sheet)
		if err != nil {
			continue // a sheet that is a chart
		}
		var cells [][]string
		for rows.Next() {
			row, err := rows.Columns()
			if err != nil {
				return nil, epoch, errors.Join(unread(err), rows.Close())
			}
			for i := range row {
				row[i] = plainNumber(row[i])
				size += len(row[i]) + 1
			}
			if size > casework.MaxPayFile {
				return nil, epoch, errors.Join(unread(errors.New("more cells than a pay file may have")), rows.Close())
			}
			cells = append(cells, row)
		}
		if err := errors.Join(rows.Error(), rows.Close()); err != nil {
			return nil, epoch, unread(err)
		}
		if len(cells) > 0 {
			sheets = append(sheets, cells)
		}
	}
	if len(sheets) == 0 {
		return nil, epoch, unread(errors.New("no sheet holds rows"))
	}
	return sheets, epoch, nil
}

// shownDigits is how many digits a spreadsheet keeps to: what stands behind them is
// how computers add, as in 0.30000000000000004.
const shownDigits = 15

// plainNumber writes a number as the spreadsheet shows it; other text stays.
func plainNumber(cell string) string {
	if len(cell) <= shownDigits || !strings.Contains(cell, ".") || strings.Trim(cell, "-.0123456789E+") != "" {
		return cell
	}
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return cell
	}
	if x, err = strconv.ParseFloat(strconv.FormatFloat(x, 'g', shownDigits, 64), 64); err != nil {
		return cell
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// plainDays writes the days of a column, which spreadsheets keep as numbers of
// days, as people and banks read them.
func plainDays(rows [][]string, column int, epoch time.Time) {
	const first, last = 20_000, 80_000 // 1954 to 2119, counted from 1899
	for _, row := range rows {
		if column < 0 || column >= len(row) {
			continue
		}
		whole, _, _ := strings.Cut(row[column], ".")
		if days, err := strconv.Atoi(whole); err == nil && days >= first && days <= last {
			row[column] = epoch.AddDate(0, 0, days).Format(time.DateOnly)
		}
	}
}

// wholeCodes puts back the zeros that a sheet takes from the front of sort codes and
// account numbers, so that whoever pays by the file or the list of the same day has
// whole ones.
func wholeCodes(rows [][]string, code, number int) {
	if code < 0 || number < 0 {
		return
	}
	for _, row := range rows {
		if max(code, number) >= len(row) {
			continue
		}
		if a, err := normal.SortCodeAccount(normal.SortCodeWhole(row[code], row[number]), row[number]); err == nil {
			row[code], row[number] = a.SortCode, a.Account
		}
	}
}

// sheetText writes rows as CSV.
func sheetText(name string, rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		return nil, &muster.Error{Code: muster.CodeDamaged, Message: "the workbook cannot be read", Place: muster.Place{File: name}, Err: err}
	}
	return out.Bytes(), nil
}
