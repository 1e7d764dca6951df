package bankfile

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/govalues/decimal"
	"golang.org/x/text/encoding/charmap"

	"muster"
	"muster/normal"
)

// statement940 is one statement while it is read.
type statement940 struct {
	account  muster.PayTo
	currency string
	opening  *decimal.Decimal
	closed   bool
	in, out  sums
	last     int // index of the entry that :86: is about, or -1
}

// field940 is one field: its tag and its lines.
type field940 struct {
	tag  string
	line int
	text []string
}

// isMT940 recognises the first field of a statement (:20:), at the front or behind
// what a bank writes before it: a SWIFT header, or a few lines of its own. The
// field of the account must follow.
func isMT940(head []byte) bool {
	at := bytes.Index(head, []byte(":20:"))
	if at < 0 || at > 200 || !bytes.Contains(head[at:], []byte("\n:25")) {
		return false
	}
	return at == 0 || head[at-1] == '\n' || head[at-1] == ':' && bytes.HasPrefix(head, []byte("{1:"))
}

func readMT940(f *File) error {
	// Banks write the letters of Western Europe in one byte.
	if !utf8.Valid(f.raw) {
		text, err := charmap.Windows1252.NewDecoder().Bytes(f.raw)
		if err != nil {
			return f.damaged(0, "the letters cannot be read")
		}
		f.raw = text
	}
	fields, err := f.fields940()
	if err != nil {
		return err
	}
	s := &statement940{last: -1}
	for i := range fields {
		d := &fields[i]
		switch d.tag {
		case "20":
			if s.opening != nil && !s.closed {
				return f.damaged(d.line, "a statement begins before the last one closed (:62F:)")
			}
			*s = statement940{last: -1}
		case "25", "25P":
			s.own(d.text[0])
		case "34F", "13D":
			return refuse(f.Name, muster.CodeUnsupported, d.line, "this is an interim report (MT942) without balances to hold its entries against; ask the bank for the statement (MT940)")
		case "60F", "60M":
			err = s.open(f, d)
		case "61":
			err = s.entry(f, d)
		case "62F", "62M":
			err = s.close(f, d)
		case "86":
			if s.last >= 0 && !s.closed {
				about(&f.Payments[s.last], d.text)
				s.last = -1 // what follows is about the statement
			}
		}
		if err != nil {
			return err
		}
	}
	if !s.closed {
		return refuse(f.Name, muster.CodeTruncated, 0, "the statement has no closing balance (:62F:): it ends before it should")
	}
	return nil
}

// fields940 cuts a file into fields. Blocks of a SWIFT message around them are
// left out, and so are the lines of a bank's own between two statements.
func (f *File) fields940() ([]field940, error) {
	var list []field940
	within := false
	for _, l := range lines(f.raw) {
		text := strings.Trim(string(f.raw[l.start:l.end]), " \x00\x01\x03\x1a")
		if at := strings.Index(text, "{4:"); at >= 0 {
			text, within = text[at+3:], false
		}
		if text == "" || strings.HasPrefix(text, "{") {
			continue
		}
		if text == "-" || strings.HasPrefix(text, "-}") {
			within = false
			continue
		}
		if len(text) > 1024 {
			return nil, f.damaged(l.number, "a line has more than 1,024 characters")
		}
		if tag, rest, ok := cutTag(text); ok && (within || tag == "20") {
			within = true
			list = append(list, field940{tag: tag, line: l.number, text: []string{rest}})
			continue
		} else if ok && tag != "940" {
			return nil, f.damaged(l.number, "the field :%s: stands outside any statement", tag)
		}
		if !within {
			continue
		}
		last := &list[len(list)-1]
		last.text = append(last.text, text)
	}
	return list, nil
}

// cutTag reads ":61:".
func cutTag(s string) (tag, rest string, ok bool) {
	if len(s) < 4 || s[0] != ':' {
		return "", "", false
	}
	end := strings.IndexByte(s[1:], ':')
	if end < 2 || end > 3 || !allDigits(s[1:3]) {
		return "", "", false
	}
	return s[1 : 1+end], s[2+end:], true
}

func (s *statement940) own(text string) {
	if form, err := normal.IBAN(text); err == nil {
		s.account.IBAN = muster.Account(form.IBAN)
		return
	}
	bank, number, found := strings.Cut(text, "/")
	if !found {
		bank, number = "", text
	}
	s.account.BankCode, s.account.Number = muster.BankCode(bank), muster.Account(number)
}

// balance reads "C261031EUR1234,56"; owed is negative.
func balance940(text string) (amount decimal.Decimal, currency string, ok bool) {
	if len(text) < 11 || text[0] != 'C' && text[0] != 'D' {
		return amount, "", false
	}
	if _, ok = shortDate(text[1:7]); !ok {
		return amount, "", false
	}
	amount, err := comma(text[10:])
	if err != nil {
		return amount, "", false
	}
	if text[0] == 'D' {
		amount = amount.Neg()
	}
	return amount, text[7:10], true
}

// comma reads an amount whose fraction stands behind a comma.
func comma(s string) (decimal.Decimal, error) {
	if strings.Contains(s, ".") {
		return exact("")
	}
	return exact(strings.Replace(s, ",", ".", 1))
}

func (s *statement940) open(f *File, d *field940) error {
	amount, currency, ok := balance940(d.text[0])
	if !ok {
		return f.damaged(d.line, "the opening balance %q is not written as C or D, date, currency, amount", d.text[0])
	}
	s.opening, s.currency, s.closed = &amount, currency, false
	s.in, s.out = sums{}, sums{}
	return nil
}

func (s *statement940) close(f *File, d *field940) error {
	amount, _, ok := balance940(d.text[0])
	if !ok {
		return f.damaged(d.line, "the closing balance %q is not written as C or D, date, currency, amount", d.text[0])
	}
	if s.opening == nil {
		return f.damaged(d.line, "a statement closes that never opened (:60F:)")
	}
	if s.in.err != nil || s.out.err != nil {
		return f.damaged(d.line, "the amounts are too large to add")
	}
	s.closed = true
	return f.moves(d.line, *s.opening, amount, s.in.total, s.out.total)
}

// entry reads a statement line: value date, day of booking, direction, amount,
// type and references.
func (s *statement940) entry(f *File, d *field940) error {
	text := d.text[0]
	bad := func() error { return f.damaged(d.line, "%q is not a statement line", text) }
	if s.opening == nil || s.closed {
		return f.damaged(d.line, "an entry stands outside the balances of a statement")
	}
	if len(text) < 12 {
		return bad()
	}
	date, ok := valueDate(text[:6])
	if !ok {
		return bad()
	}
	rest := strings.TrimPrefix(text[6:], " ")
	if len(rest) > 4 && allDigits(rest[:4]) {
		rest = rest[4:]
	}
	in, rest, ok := direction(rest)
	if !ok {
		return bad()
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return (r < '0' || r > '9') && r != ',' })
	if end < 1 || len(rest) < end+4 { // the type of the entry follows
		return bad()
	}
	amount, err := comma(rest[:end])
	if err != nil {
		return bad()
	}
	rest = strings.TrimLeft(rest[end:], " ")
	if in {
		s.in.add(amount)
	} else {
		s.out.add(amount)
	}
	reference, _, _ := strings.Cut(rest[min(4, len(rest)):], "//")
	s.last = len(f.Payments)
	p := Payment{Line: d.line, In: in, Reference: strings.TrimSpace(reference), From: s.account, Amount: amount, Currency: s.currency, Date: date}
	for _, more := range d.text[1:] { // some banks write the other account below
		if form, err := normal.IBAN(more); err == nil {
			p.To.IBAN = muster.Account(form.IBAN)
		}
	}
	return f.add(p, entry{})
}

// valueDate reads a day. Banks that count interest in months of thirty days write
// the 29th and the 30th of February, which is its last day.
func valueDate(text string) (muster.Time, bool) {
	date, ok := shortDate(text)
	if ok || text[2:] != "0229" && text[2:] != "0230" {
		return date, ok
	}
	if date, ok = shortDate(text[:4] + "29"); ok {
		return date, ok
	}
	return shortDate(text[:4] + "28")
}

// direction reads C, D, or the reversal of either, and the third letter of the
// currency that may follow.
func direction(s string) (in bool, rest string, ok bool) {
	for _, m := range []struct {
		mark string
		in   bool
	}{{"RC", false}, {"RD", true}, {"C", true}, {"D", false}} {
		if rest, ok = strings.CutPrefix(s, m.mark); ok {
			if rest != "" && rest[0] >= 'A' && rest[0] <= 'Z' {
				rest = rest[1:]
			}
			return m.in, rest, true
		}
	}
	return false, s, false
}

// about reads who the other side is. Banks write it in numbered parts (?32) or
// behind words between slashes (/NAME/).
func about(p *Payment, text []string) {
	whole := strings.Join(text, "")
	if mark, ok := partMark(whole); ok {
		aboutParts(p, strings.Split(whole, mark)[1:])
		return
	}
	if strings.HasPrefix(whole, "/") {
		aboutWords(p, whole)
		return
	}
	p.Text = strings.Join(text, " ")
}

// partMark finds the sign before numbered parts, which stands behind the three
// digits of a business code or at the front: ? as a rule, and what else a bank
// thought no text would hold.
func partMark(text string) (string, bool) {
	for _, at := range []int{3, 0} {
		if len(text) > at+2 && strings.ContainsRune("?>~^@+", rune(text[at])) && allDigits(text[at+1:at+3]) && (at == 0 || allDigits(text[:at])) {
			return text[at : at+1], true
		}
	}
	return "", false
}

// partWidth is how much one part of the text holds; one that is full runs on in
// the next.
const partWidth = 27

func aboutParts(p *Payment, parts []string) {
	text, full := "", false
	for _, part := range parts {
		if len(part) < 2 {
			continue
		}
		value := part[2:]
		switch code := part[:2]; {
		case code >= "20" && code <= "29", code >= "60" && code <= "63":
			if !full && text != "" {
				text += " "
			}
			text, full = text+value, utf8.RuneCountInString(value) >= partWidth
		case code == "30":
			p.To.BankCode = muster.BankCode(value)
		case code == "31", code == "38":
			account(p, value)
		case code == "32", code == "33":
			p.To.Holder += muster.PersonName(value)
		}
	}
	aboutSEPA(p, strings.Join(strings.Fields(text), " "))
}

// aboutSEPA divides a text by the words in it that SEPA gave a meaning: EREF+
// before the payer's reference, SVWZ+ before what it is for.
func aboutSEPA(p *Payment, text string) {
	p.Text = text
	rest := text
	for rest != "" {
		word, value, found := strings.Cut(rest, "+")
		if !found || len(word) != 4 || strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return
		}
		value, rest = untilWord(value)
		switch word {
		case "EREF":
			p.Reference = value
		case "SVWZ":
			p.Text = value
		}
	}
}

// untilWord cuts a text before the next of SEPA's words.
func untilWord(text string) (value, rest string) {
	for _, word := range []string{"EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "COAM+", "OAMT+", "SVWZ+", "ABWA+", "ABWE+", "IBAN+", "BICN+"} {
		if at := strings.Index(text, word); at >= 0 {
			text, rest = text[:at], text[at:]+rest
		}
	}
	return strings.TrimSpace(text), rest
}

func aboutWords(p *Payment, text string) {
	parts := strings.Split(text, "/")
	for i := 1; i+1 < len(parts); i++ {
		switch value := strings.TrimSpace(parts[i+1]); parts[i] {
		case "NAME":
			p.To.Holder = muster.PersonName(value)
		case "IBAN":
			account(p, value)
		case "BIC":
			p.To.Provider = muster.Text(value)
		case "EREF":
			p.Reference = value
		case "REMI":
			p.Text = strings.TrimSpace(strings.Join(parts[i+1:], "/"))
			return
		}
	}
}

func account(p *Payment, text string) {
	if form, err := normal.IBAN(text); err == nil {
		p.To.IBAN = muster.Account(form.IBAN)
		return
	}
	p.To.Number = muster.Account(text)
}
