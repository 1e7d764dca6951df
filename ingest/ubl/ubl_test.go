package ubl

import (
	"slices"
	"strings"
	"testing"

	"muster"
)

// example is an invented invoice: two lines, a charge and an allowance of the
// whole document, tax, and something paid before.
const example = `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>R-17</cbc:ID><cbc:IssueDate>2026-11-20</cbc:IssueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cbc:BuyerReference>C-204</cbc:BuyerReference>
<cac:AccountingSupplierParty><cac:Party><cbc:EndpointID schemeID="0088">7300010000001</cbc:EndpointID><cac:PartyName><cbc:Name>Example Design</cbc:Name></cac:PartyName>
<cac:PostalAddress><cbc:StreetName>1 High Street</cbc:StreetName><cbc:CityName>Leeds</cbc:CityName><cbc:PostalZone>LS1 1AA</cbc:PostalZone><cac:Country><cbc:IdentificationCode>GB</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyLegalEntity><cbc:RegistrationName>Example Design Ltd</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cac:PayeeFinancialAccount><cbc:ID>GB29NWBK60161331926819</cbc:ID><cbc:Name>Ann Example</cbc:Name></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount currencyID="EUR">10.00</cbc:Amount></cac:AllowanceCharge>
<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:Amount currencyID="EUR">4.50</cbc:Amount></cac:AllowanceCharge>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">198.90</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxAmount currencyID="EUR">150.00</cbc:TaxAmount></cac:TaxSubtotal><cac:TaxSubtotal><cbc:TaxAmount currencyID="EUR">48.90</cbc:TaxAmount></cac:TaxSubtotal></cac:TaxTotal>
<cac:TaxTotal><cbc:TaxAmount currencyID="GBP">170.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxAmount currencyID="GBP">170.00</cbc:TaxAmount></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">1000.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="EUR">994.50</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">1193.40</cbc:TaxInclusiveAmount>
<cbc:AllowanceTotalAmount currencyID="EUR">10.00</cbc:AllowanceTotalAmount><cbc:ChargeTotalAmount currencyID="EUR">4.50</cbc:ChargeTotalAmount><cbc:PrepaidAmount currencyID="EUR">100.00</cbc:PrepaidAmount>
<cbc:PayableAmount currencyID="EUR">1093.40</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount currencyID="EUR">900.00</cbc:LineExtensionAmount><cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount currencyID="EUR">5.00</cbc:Amount></cac:AllowanceCharge></cac:InvoiceLine>
<cac:InvoiceLine><cbc:ID>2</cbc:ID><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount></cac:InvoiceLine>
</Invoice>
`

func TestInvoice(t *testing.T) {
	in, err := Parse("i.xml", strings.NewReader(example))
	if err != nil {
		t.Fatal(err)
	}
	if in.Number != "R-17" || in.Issued.ISO() != "2026-11-20" || in.Payable.String() != "1093.40" || in.Money != "EUR" || in.Lines != 2 || in.Credit {
		t.Errorf("read %+v", in)
	}
	if in.To.Holder != "Ann Example" || in.To.IBAN != "GB29NWBK60161331926819" || in.Address != "1 High Street, LS1 1AA, Leeds" || in.Country != "GB" {
		t.Errorf("to %+v at %q, %q", in.To, in.Address, in.Country)
	}
	if !slices.Equal(in.IDs, []string{"C-204", "7300010000001"}) {
		t.Errorf("ids %v", in.IDs)
	}
	if !Recognise([]byte(example)) || Recognise([]byte("<html>Invoice-2</html>")) {
		t.Error("what begins like an invoice is told wrongly")
	}
}

// One figure changed, and the document no longer agrees with itself.
func TestContradictionsAreRefused(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"a line", ">900.00<", ">900.01<", "line 12: the invoice states 1000.00 as the sum of its lines, and it comes to 1000.01"},
		{"the total without tax", ">994.50<", ">994.51<", "994.51 as the total without tax, and it comes to 994.50"},
		{"the tax", ">198.90<", ">198.91<", "198.91 as its tax, and its rates come to 198.90"},
		{"the tax of one rate", ">48.90<", ">48.91<", "198.90 as its tax, and its rates come to 198.91"},
		{"the tax and its rate", ">198.90</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxAmount currencyID=\"EUR\">150.00<", ">198.91</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxAmount currencyID=\"EUR\">150.01<", "1193.40 as the total with tax, and it comes to 1193.41"},
		{"what is paid", ">1093.40<", ">1093.41<", "1093.41 as the amount to be paid, and it comes to 1093.40"},
		{"an allowance", ">10.00</cbc:Amount>", ">11.00</cbc:Amount>", "10.00 as the sum of its allowances, and it comes to 11.00"},
		{"another currency", `currencyID="EUR">900`, `currencyID="USD">900`, `an amount is in "USD", and the invoice in EUR`},
		{"an exponent", ">900.00<", ">9e2<", "not a plain decimal number"},
		{"a currency that is none", ">EUR</cbc:DocumentCurrencyCode>", ">Euro</cbc:DocumentCurrencyCode>", `an amount is in "EUR", and the invoice in Euro`},
		{"no amount to be paid", "<cbc:PayableAmount currencyID=\"EUR\">1093.40</cbc:PayableAmount>", "", "states no amount to be paid"},
		{"a rounding that is none", "<cbc:PayableAmount ", `<cbc:PayableRoundingAmount currencyID="EUR">0.10</cbc:PayableRoundingAmount><cbc:PayableAmount `, "1093.40 as the amount to be paid, and it comes to 1093.50"},
		{"an encoding nobody reads", `encoding="UTF-8"`, `encoding="EBCDIC-CP-BE"`, "line 1: the document is not XML"},
		{"a day that is none", "2026-11-20", "20/11/2026", "line 3: the day of issue"},
		{"an entity of its own", "<Invoice ", "<!DOCTYPE x [<!ENTITY e \"y\">]>\n<Invoice ", "a document type declaration is not allowed"},
		{"cut off", "</Invoice>", "", "not XML"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(example, test.old) {
				t.Fatalf("the example does not hold %q", test.old)
			}
			_, err := Parse("i.xml", strings.NewReader(strings.Replace(example, test.old, test.new, 1)))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// What public examples of UBL do and Peppol's rules do not have. Each is named
// with where it was seen; the documents themselves are read by the test of
// public examples.
func TestTraitsOfPublicExamples(t *testing.T) {
	attached := "<cac:AdditionalDocumentReference><cac:Attachment><cbc:EmbeddedDocumentBinaryObject>" + strings.Repeat("QUJD", 20_000) + "</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>"
	for _, test := range []struct{ name, old, new, payable string }{
		{"Peppol BIS Billing, attachments: a PDF within the invoice", "<cac:PaymentMeans>", attached + "<cac:PaymentMeans>", "1093.40"},
		{"OASIS UBL 2.1 example: the total with tax is rounded", "1193.40</cbc:TaxInclusiveAmount>", `1193.00</cbc:TaxInclusiveAmount><cbc:PayableRoundingAmount currencyID="EUR">-0.40</cbc:PayableRoundingAmount>`, "1093.00"},
		{"Peppol BIS Billing, rounding: what is paid is rounded", "1193.40</cbc:TaxInclusiveAmount>", `1193.40</cbc:TaxInclusiveAmount><cbc:PayableRoundingAmount currencyID="EUR">-0.40</cbc:PayableRoundingAmount>`, "1093.00"},
		{"OASIS UBL 2.1 trivial example: no currency of the document", "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", "", "1093.40"},
		{"the same: no total but what is to be paid", `<cbc:TaxExclusiveAmount currencyID="EUR">994.50</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">1193.40</cbc:TaxInclusiveAmount>`, "", "1093.40"},
		{"OCA, import of UBL invoices: an older encoding", `encoding="UTF-8"`, `encoding="US-ASCII"`, "1093.40"},
		{"an older encoding with its own letters", `<?xml version="1.0" encoding="UTF-8"?>`, `<?xml version="1.0" encoding="ISO-8859-1"?><!-- ` + "\xe9" + ` -->`, "1093.40"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(example, test.old, test.new, 1)
			if text == example {
				t.Fatalf("the example does not hold %q", test.old)
			}
			if test.payable != "1093.40" {
				text = strings.Replace(text, ">1093.40<", ">"+test.payable+"<", 1)
			}
			in, err := Parse("i.xml", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if in.Payable.String() != test.payable || in.Money != "EUR" || in.To.IBAN != "GB29NWBK60161331926819" {
				t.Errorf("read %+v", in)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add(example)
	f.Add(strings.ReplaceAll(example, "Invoice", "CreditNote"))
	f.Fuzz(func(t *testing.T, text string) {
		in, err := Parse("i.xml", strings.NewReader(text))
		switch {
		case err != nil && muster.CodeOf(err) == muster.CodeInternal:
			t.Fatalf("an error without a place: %v", err)
		case err == nil && (in.Lines < 1 || len(in.Money) != 3 || in.Number == "" || in.Issued.IsZero()):
			t.Fatalf("read %+v", in)
		}
	})
}
