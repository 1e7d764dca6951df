package server

import (
	"bytes"
	"encoding/csv"
	"strings"

	"muster"
	"muster/ingest/bankfile"
	"muster/payrun"
)

// batchColumns says how a payment service's table of payments is read. Such
// tables name payees by account, or by the service's own number for them.
func batchColumns(name string, raw []byte, format bankfile.Format) (payLayout, error) {
	if _, err := bankfile.Parse(name, bytes.NewReader(raw)); err != nil { // strictly, before anything is made of it
		return payLayout{}, err
	}
	var err error
	comma, names := bankfile.TableHeader(raw)
	column := func(words ...string) int {
		for _, word := range words {
			for i, n := range names {
				if n == word {
					return i
				}
			}
		}
		return -1
	}
	c := payrun.NoColumns()
	c.Amount, c.Name, c.IBAN, c.Number = column("amount", "payment amount"), column("name", "payee name", "recipientname"), column("iban"), column("accountnumber", "recipientaccountnumber")
	c.BankCode = column("sortcode", "abartn", "abaroutingnumber", "swiftcode", "bic", "bankcode", "recipientbankcode")
	switch format {
	case bankfile.PayoneerBatch:
		payee := column("payee id", "recipient email")
		c.Service, c.Payee, c.Reference, c.Currency, c.Date = "payoneer", payee+1, payee, column("currency", "payment currency"), column("payment date", "date")
	default:
		c.Service, c.Payee, c.Reference = "wise", column("recipientid", "recipientemail")+1, column("paymentreference", "recipientdetail", "reference")
		if c.Currency, err = currencyColumn(name, raw, comma, column("amountcurrency"), column("sourcecurrency"), column("targetcurrency")); err != nil {
			return payLayout{}, err
		}
	}
	return payLayout{Comma: comma, Header: 1, Columns: c}, nil
}

// currencyColumn finds the column that holds the currency of the amounts: the
// payer's or the payee's, as each row says.
func currencyColumn(name string, raw []byte, comma rune, says, source, target int) (int, error) {
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma, r.FieldsPerRecord = comma, -1
	rows, err := r.ReadAll()
	if err != nil {
		return -1, err
	}
	found := -1
	for i, cells := range rows {
		if i == 0 || says >= len(cells) || strings.Join(cells, "") == "" {
			continue
		}
		at := says
		switch strings.ToLower(strings.TrimSpace(cells[says])) {
		case "source":
			at = source
		case "target":
			at = target
		}
		if found >= 0 && at != found {
			return -1, &muster.Error{Code: muster.CodeUnsupported, Message: "some amounts of the batch are in the payer's currency and some in the payee's", Hint: "make one file for each", Place: muster.Place{File: name, Row: i + 1}}
		}
		found = at
	}
	return found, nil
}
