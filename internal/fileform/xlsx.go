package fileform

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Sheet is one sheet of a workbook: rows of cells. A cell may be text, a
// number or a time.
type Sheet struct {
	Name string
	Rows [][]any
}

// XLSX writes a workbook. Times are shown as dates.
func XLSX(sheets []Sheet) ([]byte, error) {
	f := excelize.NewFile()
	for i, sheet := range sheets {
		name := sheet.Name
		if i == 0 {
			if err := f.SetSheetName("Sheet1", name); err != nil {
				return nil, fmt.Errorf("write xlsx: %w", err)
			}
		} else if _, err := f.NewSheet(name); err != nil {
			return nil, fmt.Errorf("write xlsx: %w", err)
		}
		for n, row := range sheet.Rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", n+1), &row); err != nil {
				return nil, fmt.Errorf("write xlsx: sheet %s row %d: %w", name, n+1, err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, fmt.Errorf("write xlsx: %w", err)
	}
	return b.Bytes(), nil
}
