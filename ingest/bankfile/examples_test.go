package bankfile

import (
	"fmt"
	"strings"
)

// The examples are written here from the standards' layouts; names and
// accounts are invented.

func fixed(width int, parts ...any) string {
	line := []byte(strings.Repeat(" ", width))
	for i := 0; i < len(parts); i += 2 {
		copy(line[parts[i].(int)-1:], parts[i+1].(string))
	}
	return string(line)
}

func bacsPayment(account, code, own string, pence int, user, reference, name string) string {
	return fixed(100, 1, account, 15, "0", 16, code, 18, own, 32, "/A1B", 36, fmt.Sprintf("%011d", pence), 47, user, 65, reference, 83, name)
}

const ownAccount = "20304012345678"

func bacsExample() string {
	return strings.Join([]string{
		fixed(80, 1, "VOL1", 5, "000001", 38, "    123456", 80, "1"),
		fixed(80, 1, "HDR1", 5, "A123456S  1123456", 28, "00010001", 42, " 26325", 48, " 26335"),
		fixed(80, 1, "HDR2", 5, "F", 6, "02000", 11, "00100"),
		fixed(80, 1, "UHL1", 5, " 26328", 11, "999999    ", 21, "00", 29, "1 DAILY  ", 38, "001"),
		bacsPayment("40100255779911", "99", ownAccount, 210050, "HARBOUR LTD", "E-101", "A MERCER"),
		bacsPayment("60837144556677", "99", ownAccount, 185000, "HARBOUR LTD", "E-102", "B OKAFOR"),
		bacsPayment("07011698765432", "99", ownAccount, 99999, "HARBOUR LTD", "E-103", "C LIND"),
		bacsPayment(ownAccount, "17", ownAccount, 495049, "PAYROLL", "CONTRA", "HARBOUR LTD"),
		fixed(80, 1, "EOF1", 5, "A123456S  1123456"),
		fixed(80, 1, "EOF2", 5, "F", 6, "02000"),
		fixed(80, 1, "UTL1", 5, "0000000495049", 18, "0000000495049", 31, "0000001", 38, "0000003"),
	}, "\r\n") + "\r\n"
}

func nachaEntry(code, routing, account string, cents int, id, name, trace string) string {
	return fixed(94, 1, "6", 2, code, 4, routing, 13, account, 30, fmt.Sprintf("%010d", cents), 40, id, 55, name, 79, "0", 80, trace)
}

// nachaExample is a balanced batch: one debit takes what the credits pay.
func nachaExample() string {
	rows := []string{
		fixed(94, 1, "101 021000021 1234567890", 24, "2611210900A094101", 41, "BANK", 64, "HARBOUR INC"),
		fixed(94, 1, "5200HARBOUR INC", 41, "1234567890", 51, "PPDPAYROLL", 64, "261121", 70, "261125", 79, "1", 80, "02100002", 88, "0000001"),
		nachaEntry("22", "011000015", "551177", 250000, "E-1", "ANN MERCER", "021000020000001"),
		fixed(94, 1, "705PAY FOR NOVEMBER", 84, "0001", 88, "0000001"),
		nachaEntry("32", "021000021", "990011", 123456, "E-2", "BEN OKAFOR", "021000020000002"),
		nachaEntry("27", "021000021", "700700", 373456, "OFFSET", "HARBOUR INC", "021000020000003"),
	}
	rows[3] = rows[3][:94]
	hash := 1100001 + 2100002 + 2100002
	rows = append(rows,
		fixed(94, 1, "8200", 5, "000004", 11, fmt.Sprintf("%010d", hash), 21, "000000373456", 33, "000000373456", 45, "1234567890", 80, "02100002", 88, "0000001"),
		fixed(94, 1, "9", 2, "000001", 8, "000001", 14, "00000004", 22, fmt.Sprintf("%010d", hash), 32, "000000373456", 44, "000000373456"))
	for len(rows)%10 != 0 {
		rows = append(rows, strings.Repeat("9", 94))
	}
	return strings.Join(rows, "\n") + "\n"
}

const painHead = `<?xml version="1.0" encoding="UTF-8"?>
<p:Document xmlns:p="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><p:CstmrCdtTrfInitn>
<p:GrpHdr><p:MsgId>M1</p:MsgId><p:CreDtTm>2026-11-21T09:00:00</p:CreDtTm><p:NbOfTxs>3</p:NbOfTxs><p:CtrlSum>4950.49</p:CtrlSum></p:GrpHdr>
`

func painPayment(id, amount, agent, name, account string) string {
	return `<p:CdtTrfTxInf><p:PmtId><p:EndToEndId>` + id + `</p:EndToEndId></p:PmtId><p:Amt><p:InstdAmt Ccy="EUR">` + amount + `</p:InstdAmt></p:Amt>` + agent +
		`<p:Cdtr><p:Nm>` + name + `</p:Nm></p:Cdtr><p:CdtrAcct><p:Id>` + account + `</p:Id></p:CdtrAcct><p:RmtInf><p:Ustrd>Pay November</p:Ustrd></p:RmtInf></p:CdtTrfTxInf>
`
}

func painExample() string {
	group := func(id, count, sum string, payments ...string) string {
		return `<p:PmtInf><p:PmtInfId>` + id + `</p:PmtInfId><p:PmtMtd>TRF</p:PmtMtd><p:NbOfTxs>` + count + `</p:NbOfTxs><p:CtrlSum>` + sum + `</p:CtrlSum><p:ReqdExctnDt><p:Dt>2026-11-25</p:Dt></p:ReqdExctnDt>` +
			`<p:Dbtr><p:Nm>Harbour BV</p:Nm></p:Dbtr><p:DbtrAcct><p:Id><p:IBAN>NL91ABNA0417164300</p:IBAN></p:Id></p:DbtrAcct>
` + strings.Join(payments, "") + "</p:PmtInf>\n"
	}
	agent := `<p:CdtrAgt><p:FinInstnId><p:BICFI>COBADEFF</p:BICFI></p:FinInstnId></p:CdtrAgt>`
	return painHead +
		group("G1", "2", "3950.50", painPayment("E-1", "2100.50", agent, "Ann &amp; Co", "<p:IBAN>DE89370400440532013000</p:IBAN>"), painPayment("E-2", "1850", "", "Ben Okafor", "<p:IBAN>GB29NWBK60161331926819</p:IBAN>")) +
		group("G2", "1", "999.99", painPayment("E-3", "999.99", "", "Cid Lind", "<p:Othr><p:Id>98765432</p:Id></p:Othr>")) +
		"</p:CstmrCdtTrfInitn></p:Document>\n"
}

const camtExample = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>S</MsgId></GrpHdr><Stmt><Id>1</Id>
<Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">849.50</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>5050.50</Sum></TtlNtries><TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>3000.00</Sum></TtlCdtNtries></TxsSummry>
<Ntry><Amt Ccy="EUR">3000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>R1</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Client GmbH</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">2050.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>2026-11-21T10:00:00</DtTm></BookgDt><NtryDtls>
<TxDtls><Refs><EndToEndId>E-1</EndToEndId></Refs><Amt Ccy="EUR">2000.00</Amt><RltdPties><Cdtr><Nm>Ann Mercer</Nm></Cdtr><CdtrAcct><Id><IBAN>GB29NWBK60161331926819</IBAN></Id></CdtrAcct></RltdPties></TxDtls>
<TxDtls><Refs><EndToEndId>E-2</EndToEndId></Refs><Amt Ccy="EUR">50.50</Amt><RltdPties><Cdtr><Nm>Ben Okafor</Nm></Cdtr></RltdPties></TxDtls>
</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>`

const mt940Example = "{1:F01BANKNL2AXXXX0000000000}{2:I940BANKNL2AXXXXN}{4:\r\n" +
	":20:STMT1\r\n:25:NL91ABNA0417164300\r\n:28C:1/1\r\n:60F:C261120EUR1000,00\r\n" +
	":61:2611201120D2100,50NTRFE-101//B1\r\n:86:/NAME/ANN MERCER/IBAN/GB29NWBK60161331926819/REMI/PAY NOVEMBER/2026\r\n" +
	":61:261121RD100,NTRFBACK\r\n:86:166?00BACK?20WAGE?21 RETURNED?3037040044?310532013000?32BEN?33 OKAFOR\r\n" +
	":62F:D261121EUR1000,50\r\n-}\r\n"
