package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/moov-io/ach"
)

// readAll reads ACH files with moov-io/ach: one row for each entry, or one that
// says why a file was not read.
func readAll(files []string, out io.Writer) error {
	w := csv.NewWriter(out)
	for _, name := range files {
		rows, err := read(name)
		if err != nil {
			rows = [][]string{{name, "refused", err.Error(), "", "", ""}}
		}
		if err := w.WriteAll(rows); err != nil {
			return err
		}
	}
	return w.Error()
}

func read(name string) ([][]string, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r := ach.NewReader(in)
	// What Muster holds a file to is that its sums agree; whether a date has passed or
	// a field may be blank is the sending bank's matter.
	r.SetValidation(&ach.ValidateOpts{BypassOriginValidation: true, BypassDestinationValidation: true, CustomReturnCodes: true, AllowEmptyIndividualName: true, AllowUnorderedBatchNumbers: true, AllowZeroEntryAmount: true, AllowSpecialCharacters: true})
	f, err := r.Read()
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for _, b := range f.Batches {
		class := b.GetHeader().StandardEntryClassCode
		for _, e := range b.GetEntries() {
			rows = append(rows, []string{name, class, e.RDFIIdentification + e.CheckDigit, e.DFIAccountNumber, nameOf(class, e), strconv.Itoa(e.Amount)})
		}
	}
	for i := range f.IATBatches {
		for _, e := range f.IATBatches[i].Entries {
			holder := ""
			if e.Addenda10 != nil {
				holder = e.Addenda10.Name
			}
			rows = append(rows, []string{name, "IAT", e.RDFIIdentification + e.CheckDigit, e.DFIAccountNumber, holder, strconv.Itoa(e.Amount)})
		}
	}
	return rows, nil
}

func nameOf(class string, e *ach.EntryDetail) string {
	switch class {
	case "CTX", "ATX", "ENR", "TRX", "DNE":
		return e.CATXReceivingCompanyField()
	case "SHR", "TRC", "XCK": // a card or a cheque stands there
		return ""
	}
	return e.IndividualName
}

// write makes files with the independent writers, and a table of what is in them.
func write(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var table [][]string
	for _, class := range []string{ach.PPD, ach.CCD, ach.WEB, ach.TEL} {
		rows, err := writeACH(filepath.Join(dir, class+".ach"), class)
		if err != nil {
			return fmt.Errorf("%s: %w", class, err)
		}
		table = append(table, rows...)
	}
	rows, err := writeMT940(filepath.Join(dir, "moj.sta"))
	if err != nil {
		return err
	}
	out, err := os.Create(filepath.Join(dir, "written.csv"))
	if err != nil {
		return err
	}
	if err := csv.NewWriter(out).WriteAll(append(table, rows...)); err != nil {
		return err
	}
	return out.Close()
}

// writeACH writes two batches: pay, and its opposite.
func writeACH(name, class string) ([][]string, error) {
	f := ach.NewFile()
	h := ach.NewFileHeader()
	h.ImmediateDestination, h.ImmediateOrigin = "231380104", "121042882"
	h.FileCreationDate, h.FileCreationTime = "261121", "0900"
	h.ImmediateDestinationName, h.ImmediateOriginName = "Example Bank", "Harbour Inc"
	f.SetHeader(h)
	var rows [][]string
	for n, service := range []int{ach.CreditsOnly, ach.DebitsOnly} {
		if class == ach.TEL && service == ach.CreditsOnly {
			continue // this class only collects
		}
		bh := ach.NewBatchHeader()
		bh.ServiceClassCode, bh.StandardEntryClassCode, bh.BatchNumber = service, class, n+1
		bh.CompanyName, bh.CompanyIdentification, bh.CompanyEntryDescription = "Harbour Inc", "121042882", "PAYROLL"
		bh.EffectiveEntryDate, bh.ODFIIdentification = "261125", "12104288"
		batch, err := ach.NewBatch(bh)
		if err != nil {
			return nil, err
		}
		for i, amount := range []int{1, 123456, 99999999} {
			e := ach.NewEntryDetail()
			e.TransactionCode = ach.CheckingCredit
			if service == ach.DebitsOnly {
				e.TransactionCode = ach.CheckingDebit
			}
			e.SetRDFI("231380104")
			e.DFIAccountNumber = fmt.Sprintf("7000%d%d", n, i)
			e.Amount, e.IdentificationNumber, e.IndividualName = amount, fmt.Sprintf("E-%d", i), fmt.Sprintf("Person %d", i)
			if class == ach.WEB || class == ach.TEL {
				e.SetPaymentType("S")
			}
			e.SetTraceNumber(bh.ODFIIdentification, i+1)
			batch.AddEntry(e)
			rows = append(rows, []string{filepath.Base(name), strconv.FormatBool(service == ach.DebitsOnly), e.DFIAccountNumber, fmt.Sprintf("%d.%02d", amount/100, amount%100), e.IdentificationNumber})
		}
		if err := batch.Create(); err != nil {
			return nil, err
		}
		f.AddBatch(batch)
	}
	if err := f.Create(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := ach.NewWriter(&out)
	if err := w.Write(f); err != nil {
		return nil, err
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	return rows, os.WriteFile(name, out.Bytes(), 0o600)
}

// statement has mt940-writer, by the Ministry of Justice of England and Wales, write
// one statement.
const statement = `
import datetime, decimal, sys
sys.path.insert(0, sys.argv[1])
from mt940_writer import Account, Balance, Statement, Transaction, TransactionAdditionalInfo, TransactionType
day = datetime.date(2026, 11, 21)
moves = [("100.00", "E-1"), ("-0.01", "E-2"), ("-12345.67", "E-3")]
total = sum(decimal.Decimal(amount) for amount, _ in moves)
transfer = next(iter(TransactionType))
entries = [Transaction(day, decimal.Decimal(amount), transfer, name, TransactionAdditionalInfo("Pay " + name)) for amount, name in moves]
start = decimal.Decimal("20000.00")
print(Statement("59716", Account("12345678", "203040"), "1/1", Balance(start, day, "GBP"), Balance(start + total, day, "GBP"), entries))
`

func writeMT940(name string) ([][]string, error) {
	found, err := filepath.Glob(filepath.Join(wheels, "mt940_writer-*.whl"))
	if err != nil || len(found) != 1 {
		return nil, fmt.Errorf("%d wheels of mt940-writer are there; one should be", len(found))
	}
	cmd := exec.Command("python3", "-c", statement, found[0])
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	file := filepath.Base(name)
	return [][]string{{file, "true", "", "100.00", "E-1"}, {file, "false", "", "0.01", "E-2"}, {file, "false", "", "12345.67", "E-3"}}, os.WriteFile(name, text, 0o600)
}
