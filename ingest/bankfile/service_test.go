package bankfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Invented rows under the headers that Wise and Payoneer write.
const (
	wiseStatement = "\"TransferWise ID\",Date,\"Date Time\",Amount,Currency,Description,\"Payment Reference\",\"Running Balance\",\"Exchange From\",\"Exchange To\",\"Exchange Rate\",\"Payer Name\",\"Payee Name\",\"Payee Account Number\",Merchant,\"Card Last Four Digits\",\"Card Holder Full Name\",Attachment,Note,\"Total fees\"\n" +
		"TRANSFER-3,21-11-2026,\"21-11-2026 09:00:00.000\",-50.50,EUR,Sent money to Ben Okafor,E-102,849.50,,,,,Ben Okafor,\"(401002) 55779911\",,,,,,0.50\n" +
		"TRANSFER-2,20-11-2026,\"20-11-2026 10:00:00.000\",-2100.00,EUR,Sent money to Ann Mercer,E-101,900.00,,,,,Ann Mercer,GB29NWBK60161331926819,,,,,,0.41\n" +
		"TRANSFER-1,05-11-2026,\"05-11-2026 08:00:00.000\",3000.00,EUR,Received money from Client GmbH,R1,3000.00,,,,Client GmbH,,,,,,,,0.00\n"

	wiseHistory = "ID,Status,Direction,Created on,Finished on,Source fee amount,Source fee currency,Target fee amount,Target fee currency,Source name,Source amount (after fees),Source currency,Target name,Target amount (after fees),Target currency,Exchange rate,Reference,Batch,Created by,Category,Note\n" +
		"TRANSFER-9,COMPLETED,OUT,2026-11-20 14:20:05,2026-11-20 14:23:11,3.10,EUR,,,Harbour Ltd,1136.36,EUR,Ann Mercer,800.00,USD,0.704002,E-101,Pay November,Kim Lee,,\n" +
		"TRANSFER-8,CANCELLED,OUT,2026-11-20 14:20:05,,0,EUR,,,Harbour Ltd,10.00,EUR,Ben Okafor,99.00,EUR,1,E-102,,Kim Lee,,\n" +
		"BALANCE-7,COMPLETED,NEUTRAL,2026-11-19 10:00:00,2026-11-19 10:00:02,1.20,EUR,,,Harbour Ltd,498.80,EUR,Harbour Ltd,498.80,EUR,1.0,,,Kim Lee,,\n" +
		"TRANSFER-6,COMPLETED,IN,2026-11-18 10:00:00,2026-11-18 10:00:02,,,,,Client GmbH,1500,EUR,Harbour Ltd,1500,EUR,1.0,Invoice 42,,,,\n"

	wiseBatch = "name,recipientEmail,paymentReference,receiverType,amountCurrency,amount,sourceCurrency,targetCurrency,sortCode,accountNumber,IBAN\n" +
		"Ann Mercer,,E-101,PERSON,target,2100.50,EUR,GBP,40-10-02,55779911,\n" +
		"Ben Okafor,,E-102,PERSON,target,\"1,850.00\",EUR,EUR,,,DE89370400440532013000\n"

	wiseShort = "TransferWise ID,Date,Amount,Currency,Description,Payment Reference,Exchange From,Exchange To,Exchange Rate,Exchange From Amount,Exchange To Amount,Payer Name,Payee Name,Merchant,Total fees,Note\n" +
		"TRANSFER-2,2026-11-20,-2100.00,EUR,Sent money to Ann Mercer,E-101,,,,,,,Ann Mercer,,0.41,\n"

	payoneerStatement = "Transaction date,Transaction time,Time zone,Transaction ID,Description,Credit amount,Debit amount,Currency,Transfer amount,Transfer amount currency,Status,Running balance,Additional description,Store name,Source,Target,Reference ID\n" +
		"11-05-2026,08:00:00,UTC,70001,Payment from Client,\"1,500.00\",,USD,,,Completed,\"1,500.00\",,,Client Inc,,C-1\n" +
		"11-20-2026,09:00:00,UTC,70002,Payment to Ann Mercer,,900.25,USD,,,Completed,599.75,,,,Ann Mercer,E-101\n" +
		"11-21-2026,09:00:00,UTC,70003,Payment to Ben Okafor,,100.00,USD,,,Cancelled,599.75,,,,Ben Okafor,E-102\n"

	payoneerShort = "Transaction Date,Transaction Time,Time Zone,Transaction ID,Description,Credit Amount,Debit Amount,Currency,Transfer Amount,Transfer Amount Currency,Status,Additional Description,Store Name,Source,Target,Reference ID\n" +
		"11/20/2026,09:00:00,UTC,70002,Payment to Ann Mercer,,900.25,USD,,,Completed,,,,Ann Mercer,E-101\n"

	payoneerEmail = "Recipient email,Payment amount,Payment currency,Payment description\nann@mail.example,2100.50,USD,November\n"

	payoneerBatch = "Payee ID,Amount,Currency,Payment ID,Description,Payment date\nE-101,2100.50,USD,P-1,November,2026-11-25\nE-102,900,USD,P-2,November,2026-11-25\n"
)

func TestPaymentServicesAreRead(t *testing.T) {
	for _, test := range []struct {
		text   string
		format Format
		totals int
		want   []string
	}{
		{wiseStatement, WiseStatement, 1, []string{
			"2026-11-21|50.50|EUR|to|Ben Okafor|401002 55779911|E-102|Sent money to Ben Okafor", "2026-11-20|2100.00|EUR|to|Ann Mercer|GB29NWBK60161331926819|E-101|Sent money to Ann Mercer",
			"2026-11-05|3000.00|EUR|from|Client GmbH||R1|Received money from Client GmbH",
		}},
		{wiseShort, WiseStatement, 0, []string{"2026-11-20|2100.00|EUR|to|Ann Mercer||E-101|Sent money to Ann Mercer"}},
		{"\xef\xbb\xbf \r\n\n" + wiseShort, WiseStatement, 0, []string{"2026-11-20|2100.00|EUR|to|Ann Mercer||E-101|Sent money to Ann Mercer"}},
		{wiseHistory, WiseHistory, 0, []string{"2026-11-20|800.00|USD|to|Ann Mercer||E-101|", "2026-11-18|1500|EUR|from|Client GmbH||Invoice 42|"}},
		{wiseBatch, WiseBatch, 0, []string{"|2100.50|GBP|to|Ann Mercer|40-10-02 55779911|E-101|", "|1850.00|EUR|to|Ben Okafor|DE89370400440532013000|E-102|"}},
		{payoneerStatement, PayoneerStatement, 1, []string{"2026-11-05|1500.00|USD|from|Client Inc||C-1|Payment from Client", "2026-11-20|900.25|USD|to|Ann Mercer||E-101|Payment to Ann Mercer"}},
		{payoneerBatch, PayoneerBatch, 0, []string{"2026-11-25|2100.50|USD|to||payoneer E-101|E-101|November", "2026-11-25|900|USD|to||payoneer E-102|E-102|November"}},
		{payoneerShort, PayoneerStatement, 0, []string{"2026-11-20|900.25|USD|to|Ann Mercer||E-101|Payment to Ann Mercer"}},
		{payoneerEmail, PayoneerBatch, 0, []string{"|2100.50|USD|to||payoneer ann@mail.example|ann@mail.example|November"}},
	} {
		t.Run(string(test.format), func(t *testing.T) {
			f := read(t, test.text)
			if f.Format != test.format || len(f.Totals) != test.totals {
				t.Errorf("format %s with totals %v", f.Format, f.Totals)
			}
			if diff := cmp.Diff(test.want, said(f)); diff != "" {
				t.Error(diff)
			}
			if turned := test.text == wiseStatement; turned { // the same lines, oldest first
				lines := strings.SplitAfter(test.text, "\n")
				f := read(t, lines[0]+lines[3]+lines[2]+lines[1])
				if len(f.Payments) != 3 {
					t.Errorf("oldest first: %v", said(f))
				}
			}
		})
	}
}

// A statement whose lines do not follow from one another was changed, or cut.
func TestServiceContradictionsAreRefused(t *testing.T) {
	for _, test := range []struct{ name, text, old, new, want string }{
		{"an amount of Wise", wiseStatement, "-2100.00", "-2100.01", "line 4: the running balance 3000.00 does not follow"},
		{"a balance of Payoneer", payoneerStatement, "599.75", "599.76", "line 3: the running balance 599.76 does not follow"},
		{"a rate", wiseHistory, "0.704002", "0.714002", "line 2: 1136.36 at a rate of 0.714002 does not come to 800.00"},
		{"a direction", wiseHistory, "COMPLETED,IN", "COMPLETED,UP", `line 5: the direction "UP" is not`},
		{"an amount with an exponent", payoneerBatch, "900,USD", "9e2,USD", `line 3: the amount "9e2" cannot be read`},
		{"a negative amount", wiseBatch, "2100.50", "-2100.50", "line 2: the amount -2100.50 is negative"},
		{"no currency", payoneerBatch, "900,USD", "900,dollars", `line 3: the currency "DOLLARS" is not a code`},
		{"groups of two", wiseBatch, "1,850.00", "18,50.00", `line 3: the amount "18,50.00" cannot be read`},
		{"a quote left open", payoneerBatch, "E-102", `"E-102`, "line 3: the row is not CSV"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("pay", strings.NewReader(strings.Replace(test.text, test.old, test.new, 1)))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// What merely has the width of a NACHA file, or a table that shares a few
// columns, is not taken for one.
func TestOtherTextIsNoPaymentFile(t *testing.T) {
	for _, text := range []string{
		"1" + strings.Repeat("x", 93) + "\n", "101 " + strings.Repeat("0", 90) + "\n", "101" + strings.Repeat(" a longer line of somebody's notes", 5) + "\n",
		"ID,Amount,Currency\n1,2,EUR\n", "Transaction date,Credit amount,Debit amount,Currency,Running balance\n", "Payee ID,Amount\n",
	} {
		if format, err := Recognise([]byte(text)); err == nil {
			t.Errorf("%.40q is %s", text, format)
		}
	}
}
