package ingest

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"muster"
)

func TestScratch(t *testing.T) {
	dir := os.Getenv("SCRATCH")
	if dir == "" {
		t.Skip()
	}
	began := time.Now()
	b, err := Read(context.Background(), []string{dir}, Options{Now: muster.Date(2026, 11, 20)})
	fmt.Println(time.Since(began), err)
	if b == nil {
		return
	}
	for _, f := range b.Files {
		if f.Type == TypePDF || f.Type == TypeDOCX || f.Type == TypeJPEG {
			if f.Err == nil && len(f.Warnings) == 0 {
				continue
			}
		}
		fmt.Println("FILE", f.Path, f.Sheet, f.Type, f.Kind, f.Vendor, f.Rows, f.RowsRejected, f.CellsRejected, f.Err, f.Warnings)
		for _, c := range f.Columns {
			if c.Field == "" || os.Getenv("COLS") != "" {
				fmt.Println("    COL", c.Header, "->", c.Field, c.Dates, c.Looks, c.Sample)
			}
		}
	}
	for i, r := range b.Rejects {
		if i < 20 {
			fmt.Println("REJ", r)
		}
	}
	for i, q := range b.Questions {
		if i < 20 {
			fmt.Println("Q", q.Text, q.Lines)
		}
	}
	for i, q := range b.Unseen {
		if i < 20 {
			fmt.Println("U", q)
		}
	}
	fmt.Println(b.Warnings, b.Len(), b.Records, b.Read, len(b.Rejects))
	n := 0
	kinds := map[muster.Kind]int{}
	for i := range b.Len() {
		l, err := b.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		n += len(l)
		for _, o := range l {
			kinds[o.Kind()]++
		}
		if os.Getenv("DUMP") == string(b.Subject(i).ID) {
			for _, o := range l {
				j, _ := o.MarshalJSON()
				fmt.Println(string(j)[:min(700, len(j))])
			}
		}
	}
	fmt.Println("observations", n, kinds)
	fmt.Println("registers", len(b.Registers.Adverts), len(b.Registers.Agencies), len(b.Registers.Offices), len(b.Registers.Indicators))
}
