package bankfile

import (
	"slices"
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

	// As Wise's interface answers: the latest first, digits as they come, blanks in
	// accounts, a card without a recipient.
	wiseAnswer = `{"accountHolder": {"type": "BUSINESS", "businessName": "Harbour Ltd"}, "issuer": {"name": "Wise"}, "bankDetails": null,
 "transactions": [
  {"type": "DEBIT", "date": "2026-11-21T09:00:00.000Z", "amount": {"value": -50.5, "currency": "EUR", "zero": false}, "totalFees": {"value": 0.5, "currency": "EUR"},
   "details": {"type": "TRANSFER", "description": "Sent money to Ann Mercer", "recipient": {"name": "Ann Mercer", "bankAccount": "GB29 NWBK 6016 1331 9268 19"}, "paymentReference": "E-101"},
   "exchangeDetails": null, "runningBalance": {"value": 2937.50, "currency": "EUR"}, "referenceNumber": "TRANSFER-3"},
  {"type": "DEBIT", "date": "2026-11-20T09:00:00.000Z", "amount": {"value": -12.00, "currency": "EUR"}, "totalFees": {"value": 0, "currency": "EUR"},
   "details": {"type": "CARD", "description": "Card transaction", "merchant": {"name": "Paper Ltd", "city": "Leeds"}},
   "exchangeDetails": null, "runningBalance": {"value": 2988.00, "currency": "EUR"}, "referenceNumber": "CARD-2"},
  {"type": "CREDIT", "date": "2026-11-05T08:00:00.000Z", "amount": {"value": 3000, "currency": "EUR"}, "totalFees": {"value": 0, "currency": "EUR"},
   "details": {"type": "DEPOSIT", "description": "Received money", "senderName": "Client GmbH", "senderAccount": "X", "paymentReference": "R1"},
   "exchangeDetails": null, "runningBalance": {"value": 3000.00, "currency": "EUR"}, "referenceNumber": "TRANSFER-1"}
 ],
 "startOfStatementBalance": {"value": 0, "currency": "EUR"},
 "endOfStatementBalance": {"value": 2937.50, "currency": "EUR"},
 "query": {"currency": "EUR", "accountId": 64}}
`

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

// What public examples of Wise's files do that its pages do not say. Each trait is
// written here anew, with invented payments; its name says where it was seen.
func TestTraitsOfServices(t *testing.T) {
	for _, test := range []struct{ seen, text, want string }{
		{"a statement with its title above the columns", "statement_1234_EUR_2026-11-01_2026-11-30\n" + wiseShort, "2026-11-20|2100.00|EUR|to|Ann Mercer||E-101|Sent money to Ann Mercer"},
		{"the title as a spreadsheet writes it again", "\xef\xbb\xbf\"statement_1234_EUR_2026-11-01_2026-11-30\",,,\r\n" + wiseShort, "2026-11-20|2100.00|EUR|to|Ann Mercer||E-101|Sent money to Ann Mercer"},
		{"a history whose ids are called as in a statement", strings.NewReplacer("ID,Status", "TransferWise ID,Status", "Created on,Finished on", "Created,Finished").Replace(wiseHistory), "2026-11-20|800.00|USD|to|Ann Mercer||E-101|"},
		{"a fee kept back of what came in", strings.Replace(wiseHistory, ",,,,,Client GmbH,1500,EUR,Harbour Ltd,1500,EUR", ",,,5.00,EUR,Client GmbH,1505,EUR,Harbour Ltd,1500,EUR", 1), "2026-11-18|1500|EUR|from|Client GmbH||Invoice 42|"},
		{"a batch whose columns say whose they are", "recipientName,recipientEmail,sourceCurrency,targetCurrency,amountCurrency,amount,reference,recipientAccountNumber,recipientBankCode,recipientType\nAnn Mercer,,EUR,GBP,GBP,2100.50,E-101,55779911,401002,PERSON\n", "|2100.50|GBP|to|Ann Mercer|401002 55779911|E-101|"},
	} {
		t.Run(test.seen, func(t *testing.T) {
			if got := said(read(t, test.text)); !slices.Contains(got, test.want) {
				t.Errorf("%q", got)
			}
		})
	}
	const report = "\xef\xbb\xbf\"Transaction Date\",\"Description\",\"Amount\",\"Currency\",\"Status\",\"Running Balance\",\"Transaction ID \"\n" +
		"\"30 Nov, 2026\",\"Payment to Ann Mercer\",\"-1,250.00\",\"USD\",\"Completed\",\"3,250.00\",111\n\"28 Nov, 2026\",\"Payment from Client\",\"50.00\",\"USD\",\"Completed\",\"4,500.00\",112\n"
	f := read(t, report)
	if diff := cmp.Diff([]string{"2026-11-30|1250.00|USD|to|||111|Payment to Ann Mercer", "2026-11-28|50.00|USD|from|||112|Payment from Client"}, said(f)); diff != "" || f.Format != PayoneerStatement || len(f.Totals) != 1 {
		t.Error(f.Format, f.Totals, diff)
	}
	for _, other := range []string{strings.Replace(report, `"Status"`, `"Status","Employee ID"`, 1), strings.Replace(report, `"Status",`, "", 1)} {
		if format, err := Recognise([]byte(other)); err == nil {
			t.Errorf("%.90q is %s", other, format)
		}
	}
	for _, test := range []struct{ name, text, want string }{
		{"an amount of a report", strings.Replace(report, "-1,250.00", "-1,250.01", 1), "line 3: the running balance 4500.00 does not follow"},
		{"a fee that does not explain the gap", strings.Replace(wiseHistory, ",,,,,Client GmbH,1500,EUR", ",,,3.00,EUR,Client GmbH,1505,EUR", 1), "line 5: 1505 at a rate of 1.0 does not come to 1500"},
		{"a fee in another currency", strings.Replace(wiseHistory, ",,,,,Client GmbH,1500,EUR", ",,,5.00,USD,Client GmbH,1505,EUR", 1), "line 5: 1505 at a rate of 1.0 does not come to 1500"},
		{"a line below the title", "statement_1234_EUR\n" + strings.Replace(wiseStatement, "-2100.00", "-2100.01", 1), "line 5: the running balance 3000.00 does not follow"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Parse("pay", strings.NewReader(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// TestStatementInJSON reads what Wise's interface answers, held to its balances.
func TestStatementInJSON(t *testing.T) {
	want := []string{
		"2026-11-21|50.5|EUR|to|Ann Mercer|GB29 NWBK 6016 1331 9268 19|E-101|Sent money to Ann Mercer", "2026-11-20|12.00|EUR|to|Paper Ltd||CARD-2|Card transaction",
		"2026-11-05|3000|EUR|from|Client GmbH||R1|Received money",
	}
	f := read(t, "\xef\xbb\xbf\n"+wiseAnswer)
	if diff := cmp.Diff(want, said(f)); diff != "" || f.Format != WiseStatement || len(f.Totals) != 2 || f.Payments[1].Line != 7 {
		t.Error(f.Format, f.Totals, f.Payments[1].Line, diff)
	}
	f = read(t, strings.ReplaceAll(wiseAnswer, "\n", " "))
	if diff := cmp.Diff(want, said(f)); diff != "" || f.Payments[1].Line != 2 {
		t.Error("on one line", diff)
	}
	read(t, strings.NewReplacer(`"value": -`, `"value": `).Replace(wiseAnswer)) // DEBIT says it too
	turned := strings.NewReplacer(` "startOfStatementBalance": {"value": 0, "currency": "EUR"},`+"\n", "", `"endOfStatementBalance": {"value": 2937.50`, `"endOfStatementBalance": {"value": 3000.00`).Replace(wiseAnswer)
	if _, err := Parse("pay", strings.NewReader(turned)); err == nil || !strings.Contains(err.Error(), "line 13: the statement closes at 3000") {
		t.Errorf("closed with its oldest entry: %v", err)
	}
	read(t, `{"transactions": [], "endOfStatementBalance": {"value": 42.00, "currency": "EUR"}}`)
	for _, test := range []struct{ name, old, new, want string }{
		{"an amount", "-50.5,", "-50.6,", "line 6: the running balance 2988.00 does not follow"},
		{"a closing balance", `"endOfStatementBalance": {"value": 2937.50`, `"endOfStatementBalance": {"value": 2937.51`, "line 14: the statement closes at 2937.51"},
		{"an opening balance", `"startOfStatementBalance": {"value": 0`, `"startOfStatementBalance": {"value": 1`, "line 14: the statement closes at 2937.50"},
		{"the balance before the last entry", `"endOfStatementBalance": {"value": 2937.50`, `"endOfStatementBalance": {"value": 3000.00`, "line 14: the statement closes at 3000.00"},
		{"an exponent", "-50.5,", "-5.05e1,", `line 3: the amount "-5.05e1" cannot be read`},
		{"no running balance", `"runningBalance": {"value": 2988.00, "currency": "EUR"}, `, "", "line 6: the entry states no running balance"},
		{"no currency", `"value": -12.00, "currency": "EUR"`, `"value": -12.00, "currency": "euro"`, `line 6: the currency "EURO" is not a code`},
		{"a list that is none", `"transactions": [`, `"transactions": {"a": [`, "the transactions are no list"},
		{"cut in the middle", wiseAnswer[1200:], "", "the statement ends before it should"},
		{"two in one file", wiseAnswer[len(wiseAnswer)-3:], wiseAnswer[len(wiseAnswer)-3:] + "{}", "more stands behind the end"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(wiseAnswer, test.old, test.new, 1)
			if text == wiseAnswer {
				t.Fatal("nothing was changed")
			}
			if _, err := Parse("pay", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), test.want) {
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
