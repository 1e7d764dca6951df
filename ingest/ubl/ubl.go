package ubl

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/govalues/decimal"
	"golang.org/x/text/encoding/charmap"

	"muster"
)

// The limits of a document.
const (
	maxBytes = 32 << 20
	maxDepth = 32
	maxLines = 100_000
	maxText  = 4096 // of one element; more is cut off
)

// Invoice is what a document says that matters here.
type Invoice struct {
	Credit  bool // a credit note: money goes back
	Line    int  // at which the document begins
	Number  string
	Issued  muster.Time
	IDs     []string // declared ids of the seller, and what the buyer calls them
	Address string   // of the seller, on one line
	Country string
	To      muster.PayTo // where to pay; the holder is the payee, else the seller
	Payable decimal.Decimal
	Money   string // ISO 4217
	Lines   int
}

// Recognise reports whether text begins like a document that is read.
func Recognise(head []byte) bool {
	head = head[:min(len(head), 4<<10)]
	return bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \t\r\n"), []byte("<")) &&
		(bytes.Contains(head, []byte("urn:oasis:names:specification:ubl:schema:xsd:Invoice-2")) || bytes.Contains(head, []byte("urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2")))
}

// Parse reads one document. name stands in messages. Errors are [muster.Error]
// with the line in their words.
func Parse(name string, in io.Reader) (*Invoice, error) {
	raw, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err != nil {
		return nil, err
	}
	r := &reader{name: name, found: map[string]string{}, sums: map[string]decimal.Decimal{}, lines: map[string]int{}}
	if len(raw) > maxBytes {
		return nil, r.refuse(muster.CodeTooLarge, 0, "the invoice is larger than %d MB", maxBytes>>20)
	}
	if err := r.walk(raw); err != nil {
		return nil, err
	}
	return r.invoice()
}

// reader keeps what stands at the paths that matter.
type reader struct {
	name  string
	d     *xml.Decoder
	path  []string
	text  strings.Builder
	attrs []xml.Attr
	found map[string]string // the first value at a path
	ids   []string
	sums  map[string]decimal.Decimal // of amounts that repeat, by path
	lines map[string]int             // at which a path was last seen
	count int                        // of invoice lines
	root  string
	// of an allowance or charge of the whole document
	charge bool
	amount decimal.Decimal
}

func (r *reader) refuse(code muster.Code, line int, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	if line > 0 {
		message = fmt.Sprintf("line %d: %s", line, message)
	}
	return &muster.Error{Code: code, Message: message, Place: muster.Place{File: r.name}}
}

func (r *reader) damaged(format string, args ...any) error {
	line, _ := r.d.InputPos()
	return r.refuse(muster.CodeDamaged, line, format, args...)
}

func (r *reader) walk(raw []byte) error {
	r.d = xml.NewDecoder(bytes.NewReader(raw))
	r.d.CharsetReader = charset
	ended := false
	for {
		token, err := r.d.Token()
		if errors.Is(err, io.EOF) && ended {
			return nil
		}
		if err != nil {
			line, _ := r.d.InputPos()
			return r.refuse(muster.CodeDamaged, line, "the document is not XML: %s", err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return r.damaged("a document type declaration is not allowed")
		case xml.StartElement:
			if len(r.path) == maxDepth {
				return r.damaged("elements stand more than %d deep", maxDepth)
			}
			if len(r.path) == 0 {
				if r.root != "" || t.Name.Local != "Invoice" && t.Name.Local != "CreditNote" {
					return r.damaged("the document is no invoice and no credit note")
				}
				r.root = t.Name.Local
			}
			r.path = append(r.path, t.Name.Local)
			r.text.Reset()
			r.attrs = t.Attr
			if at := r.at(); at == "AllowanceCharge" {
				r.charge, r.amount = false, decimal.Decimal{}
			}
		case xml.CharData:
			// What is longer is an attached document or a note; neither is kept.
			r.text.Write(t[:min(len(t), maxText-r.text.Len())])
		case xml.EndElement:
			if err := r.end(strings.TrimSpace(strings.ToValidUTF8(r.text.String(), ""))); err != nil {
				return err
			}
			r.path, ended = r.path[:len(r.path)-1], len(r.path) == 1
			r.text.Reset()
		}
	}
}

// charset reads the encodings beside UTF-8 that invoices are found in.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "us-ascii", "ascii":
		return in, nil
	case "iso-8859-1", "latin1", "windows-1252":
		return charmap.Windows1252.NewDecoder().Reader(in), nil
	case "iso-8859-15":
		return charmap.ISO8859_15.NewDecoder().Reader(in), nil
	}
	return nil, fmt.Errorf("the encoding %q is not read; UTF-8 is", label)
}

// at is the path below the root.
func (r *reader) at() string { return strings.Join(r.path[1:], "/") }

// end takes one element in.
func (r *reader) end(text string) error {
	at := r.at()
	at = strings.TrimPrefix(strings.Replace(at, "CreditNoteLine", "InvoiceLine", 1), "/")
	line, _ := r.d.InputPos()
	r.lines[at] = line
	switch {
	case at == "InvoiceLine":
		if r.count++; r.count > maxLines {
			return r.damaged("more than %d lines", maxLines)
		}
	case at == "AllowanceCharge":
		what := "allowances"
		if r.charge {
			what = "charges"
		}
		return r.add(what, r.amount)
	case at == "AllowanceCharge/ChargeIndicator":
		r.charge = text == "true" || text == "1"
	case at == "AllowanceCharge/Amount":
		amount, err := r.money(text)
		r.amount = amount
		return err
	case at == "InvoiceLine/LineExtensionAmount":
		return r.addText("lines", text)
	case at == "TaxTotal/TaxSubtotal/TaxAmount" && !r.foreign():
		r.found["taxes"] = text
		return r.addText("taxes", text)
	case at == "TaxTotal/TaxAmount":
		if r.foreign() { // the same tax once more, in the currency of its authority
			return nil
		}
		return r.addText("tax", text)
	case strings.HasPrefix(at, "LegalMonetaryTotal/"):
		amount, err := r.money(text)
		if err != nil {
			return err
		}
		r.sums[at] = amount
		r.found[at] = text
	case text == "":
	case strings.HasPrefix(at, "AccountingSupplierParty/Party/") && (strings.HasSuffix(at, "/PartyIdentification/ID") || strings.HasSuffix(at, "/EndpointID") || strings.HasSuffix(at, "/CompanyID")), at == "BuyerReference", at == "AccountingSupplierParty/CustomerAssignedAccountID":
		if len(r.ids) < 16 {
			r.ids = append(r.ids, text)
		}
	default:
		if _, had := r.found[at]; !had && len(r.found) < 512 {
			r.found[at] = text
		}
	}
	return nil
}

func (r *reader) foreign() bool {
	for _, a := range r.attrs {
		if a.Name.Local == "currencyID" && r.found["DocumentCurrencyCode"] != "" {
			return a.Value != r.found["DocumentCurrencyCode"]
		}
	}
	return false
}

// addText adds an amount as it is written.
func (r *reader) addText(what, text string) error {
	amount, err := r.money(text)
	if err != nil {
		return err
	}
	return r.add(what, amount)
}

func (r *reader) add(what string, amount decimal.Decimal) error {
	sum, err := r.sums[what].Add(amount)
	if err != nil {
		return r.damaged("the amounts are too large to add")
	}
	r.sums[what] = sum
	return nil
}

// money reads an amount: digits with at most one point, in the document's own
// currency. A document that names none is in that of its first amount.
func (r *reader) money(text string) (decimal.Decimal, error) {
	digits, negative := strings.CutPrefix(text, "-")
	if digits == "" || len(digits) > 24 || strings.Trim(digits, "0123456789.") != "" || strings.Count(digits, ".") > 1 || digits[0] == '.' || digits[len(digits)-1] == '.' {
		return decimal.Decimal{}, r.damaged("the amount %q is not a plain decimal number", text)
	}
	for _, a := range r.attrs {
		if a.Name.Local != "currencyID" {
			continue
		}
		switch money := r.found["DocumentCurrencyCode"]; {
		case money == "":
			r.found["DocumentCurrencyCode"] = a.Value
		case a.Value != money:
			return decimal.Decimal{}, r.damaged("an amount is in %q, and the invoice in %s", a.Value, money)
		}
	}
	d, err := decimal.Parse(digits)
	if err != nil {
		return d, r.damaged("the amount %q is too long", text)
	}
	if negative {
		d = d.Neg()
	}
	return d, nil
}

// total is one total that a document states, and what it must come to.
type total struct {
	name, what string
	plus       []string
	minus      []string
}

func totals() []total {
	const of = "LegalMonetaryTotal/"
	return []total{
		{of + "LineExtensionAmount", "sum of its lines", []string{"lines"}, nil},
		{of + "AllowanceTotalAmount", "sum of its allowances", []string{"allowances"}, nil},
		{of + "ChargeTotalAmount", "sum of its charges", []string{"charges"}, nil},
		{of + "TaxExclusiveAmount", "total without tax", []string{"lines", "charges"}, []string{"allowances"}},
		{of + "TaxInclusiveAmount", "total with tax", []string{of + "TaxExclusiveAmount", "tax"}, nil},
		{of + "PayableAmount", "amount to be paid", []string{of + "TaxInclusiveAmount", of + "PayableRoundingAmount"}, []string{of + "PrepaidAmount"}},
	}
}

// sum holds every total against what it is made of. Peppol wants all of them
// stated; plain UBL only the last, and the others are what they come to.
func (r *reader) sum() error {
	if tax, taxes := r.sums["tax"], r.sums["taxes"]; r.found["taxes"] != "" && tax.Cmp(taxes) != 0 {
		return r.refuse(muster.CodeDamaged, r.lines["TaxTotal/TaxAmount"], "the invoice states %s as its tax, and its rates come to %s; ask whoever made it for a right one", tax, taxes)
	}
	for _, t := range totals() {
		found := decimal.Decimal{}
		var err error
		for _, name := range t.plus {
			if found, err = found.Add(r.sums[name]); err != nil {
				return r.refuse(muster.CodeDamaged, r.lines[t.name], "the amounts are too large to add")
			}
		}
		for _, name := range t.minus {
			if found, err = found.Sub(r.sums[name]); err != nil {
				return r.refuse(muster.CodeDamaged, r.lines[t.name], "the amounts are too large to add")
			}
		}
		stated, there := r.sums[t.name]
		if !there {
			r.sums[t.name] = found
			continue
		}
		if stated.Cmp(found) != 0 && !r.rounded(t.name, stated, found) {
			return r.refuse(muster.CodeDamaged, r.lines[t.name], "the invoice states %s as the %s, and it comes to %s; ask whoever made it for a right one", stated, t.what, found)
		}
	}
	return nil
}

// rounded reports whether a total with tax differs by the rounding that the
// document states. EN 16931 rounds what is to be paid; the examples of UBL itself
// round the total with tax, and then nothing is left to round.
func (r *reader) rounded(name string, stated, found decimal.Decimal) bool {
	const of = "LegalMonetaryTotal/"
	if name != of+"TaxInclusiveAmount" {
		return false
	}
	with, err := found.Add(r.sums[of+"PayableRoundingAmount"])
	if err != nil || stated.Cmp(with) != 0 {
		return false
	}
	r.sums[of+"PayableRoundingAmount"] = decimal.Decimal{}
	return true
}

func (r *reader) invoice() (*Invoice, error) {
	const payable = "LegalMonetaryTotal/PayableAmount"
	money := r.found["DocumentCurrencyCode"]
	switch {
	case r.count == 0:
		return nil, r.refuse(muster.CodeEmpty, 0, "the invoice has no lines")
	case len(money) != 3 || strings.Trim(money, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "":
		return nil, r.refuse(muster.CodeDamaged, r.lines["DocumentCurrencyCode"], "the currency %q is not a code of three letters", money)
	case r.found["ID"] == "" || r.found[payable] == "":
		return nil, r.refuse(muster.CodeDamaged, 0, "the invoice has no number, or states no amount to be paid")
	}
	if err := r.sum(); err != nil {
		return nil, err
	}
	day, err := time.Parse(time.DateOnly, r.found["IssueDate"])
	if err != nil {
		return nil, r.refuse(muster.CodeDamaged, r.lines["IssueDate"], "the day of issue %q is not written as year-month-day", r.found["IssueDate"])
	}
	const seller, means = "AccountingSupplierParty/Party/", "PaymentMeans/PayeeFinancialAccount/"
	in := &Invoice{
		Line: 1, Number: r.found["ID"], Issued: muster.Date(day.Year(), day.Month(), day.Day()), IDs: r.ids, Payable: r.sums[payable], Money: money, Lines: r.count,
		Country: r.found[seller+"PostalAddress/Country/IdentificationCode"], Credit: r.root == "CreditNote" || r.found["InvoiceTypeCode"] == "381",
	}
	var address []string
	for _, part := range []string{"StreetName", "AdditionalStreetName", "AddressLine/Line", "PostalZone", "CityName"} {
		if text := r.found[seller+"PostalAddress/"+part]; text != "" {
			address = append(address, text)
		}
	}
	in.Address = strings.Join(address, ", ")
	account, code := r.found[means+"ID"], r.found[means+"FinancialInstitutionBranch/ID"]
	in.To = muster.PayTo{Holder: muster.PersonName(firstOf(r.found[means+"Name"], r.found["PayeeParty/PartyName/Name"], r.found[seller+"PartyLegalEntity/RegistrationName"], r.found[seller+"PartyName/Name"]))}
	if len(account) >= 15 && account[0] >= 'A' && account[0] <= 'Z' {
		in.To.IBAN = muster.Account(account)
	} else {
		in.To.Number, in.To.BankCode = muster.Account(account), muster.BankCode(code)
	}
	return in, nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
