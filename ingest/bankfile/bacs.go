package bankfile

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"muster"
)

// The widths of Bacs Standard 18: labels, payments of one processing day, and
// payments of several.
const (
	bacsLabel  = 80
	bacsRecord = 100
	bacsMulti  = 106
)

// bacs is what a Standard 18 file holds beside its payments.
type bacs struct {
	day      muster.Time // from UHL1
	contras  []contra
	trailer  textLine // UTL1
	debits   sums
	credits  sums
	nDebits  int
	nCredits int
	nOrders  int // instructions about direct debits, which move nothing
}

// contra is the record that takes the sum of the payments from the payer's own
// account, or puts there the sum of what is collected.
type contra struct {
	line   textLine
	key    string // own account and day
	debit  bool
	amount decimal.Decimal
}

func isBacs(line []byte) bool {
	for _, label := range []string{"VOL1", "HDR1", "HDR2", "UHL1"} {
		if strings.HasPrefix(string(line), label) {
			return true
		}
	}
	n := len(strings.TrimRight(string(line), " "))
	return n > 82 && len(line) >= 89 && len(line) <= bacsMulti && allDigits(string(line[:15])) && allDigits(string(line[17:31])) && allDigits(string(line[35:46])) && isBacsCode(string(line[15:17])) && !allDigits(strings.TrimSpace(string(line[46:])))
}

func isBacsCode(code string) bool {
	switch code {
	case "99", "01", "17", "18", "19", "Z4", "Z5", "0N", "0C", "0S":
		return true
	}
	return false
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func readBacs(f *File) error {
	b := &bacs{}
	f.layout = b
	for _, l := range lines(f.raw) {
		text := string(f.raw[l.start:l.end])
		label := ""
		if len(text) >= 4 {
			label = text[:4]
		}
		var err error
		switch {
		case strings.Trim(text, "\x1a ") == "":
			continue
		case slices.Contains([]string{"VOL1", "HDR1", "HDR2", "EOF1", "EOF2", "EOV1", "EOV2"}, label):
			// Files whose records are all of one length have blanks behind labels.
			if len(strings.TrimRight(text, " ")) > bacsLabel {
				err = f.damaged(l.number, "a label has %d characters, not %d", len(text), bacsLabel)
			}
		case label == "UHL1":
			err = b.header(f, l, text)
		case label == "UTL1":
			b.trailer = l
			err = b.totals(f, l, text)
		case b.trailer.number != 0:
			err = f.damaged(l.number, "a record stands after the trailer (UTL1)")
		default:
			err = b.record(f, l, text)
		}
		if err != nil {
			return err
		}
	}
	return b.balance(f)
}

// header reads the processing day.
func (b *bacs) header(f *File, l textLine, text string) error {
	if len(text) < 10 {
		return f.damaged(l.number, "UHL1 ends before its processing day")
	}
	day, ok := julian(text[4:10])
	if !ok {
		return f.damaged(l.number, "the processing day %q is not written as a space, two digits of the year and the day of the year", text[4:10])
	}
	b.day = day
	return nil
}

// julian reads " YYDDD". Bacs began in 1968; two digits of a year are this
// century's.
func julian(s string) (muster.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) != 5 || !allDigits(s) {
		return muster.Time{}, false
	}
	year, day := 2000+int(s[0]-'0')*10+int(s[1]-'0'), int(s[2]-'0')*100+int(s[3]-'0')*10+int(s[4]-'0')
	t := time.Date(year, 1, day, 0, 0, 0, 0, time.UTC)
	if day == 0 || t.Year() != year {
		return muster.Time{}, false
	}
	return muster.Date(t.Year(), t.Month(), t.Day()), true
}

func (b *bacs) record(f *File, l textLine, text string) error {
	if short := strings.TrimRight(text, " "); len(text) > bacsMulti && len(short) <= bacsMulti {
		text = text[:bacsMulti]
	}
	if len(text) > bacsMulti || len(text) < 47 {
		return f.damaged(l.number, "a payment has %d characters, not %d or %d", len(text), bacsRecord, bacsMulti)
	}
	padded := text + strings.Repeat(" ", bacsMulti-len(text))
	code := padded[15:17]
	for _, part := range []struct {
		what string
		text string
	}{{"sort code", padded[:6]}, {"account number", padded[6:14]}, {"account type", padded[14:15]}, {"payer's sort code", padded[17:23]}, {"payer's account number", padded[23:31]}} {
		if !allDigits(part.text) {
			return f.damaged(l.number, "the %s %q is not all digits", part.what, part.text)
		}
	}
	if !isBacsCode(code) {
		return f.damaged(l.number, "transaction code %q is not one of Bacs", code)
	}
	amount, err := minor(padded[35:46])
	if err != nil {
		return f.damaged(l.number, "the amount %q is not all digits", padded[35:46])
	}
	date := b.day
	if day := padded[100:106]; strings.TrimSpace(day) != "" {
		var ok bool
		if date, ok = julian(day); !ok {
			return f.damaged(l.number, "the processing day %q is not written as a space, two digits of the year and the day of the year", day)
		}
	}
	debit := code == "01" || code == "17" || code == "18" || code == "19"
	if code[0] == '0' && !debit {
		if !amount.IsZero() {
			return f.damaged(l.number, "an instruction (%s) moves nothing, and this one states an amount of %s", code, amount)
		}
		b.nOrders++
		return nil
	}
	b.count(debit, amount)
	own := padded[17:31] + " " + date.ISO()
	if strings.TrimSpace(padded[64:82]) == "CONTRA" && padded[:14] == padded[17:31] {
		b.contras = append(b.contras, contra{line: l, key: own, debit: debit, amount: amount})
		return nil
	}
	return f.add(Payment{
		Line: l.number, In: debit, Reference: strings.TrimSpace(padded[64:82]), Amount: amount, Currency: "GBP", Date: date,
		To:   muster.PayTo{Holder: muster.PersonName(strings.TrimSpace(padded[82:100])), BankCode: muster.BankCode(padded[:6]), Number: muster.Account(padded[6:14])},
		From: muster.PayTo{Holder: muster.PersonName(strings.TrimSpace(padded[46:64])), BankCode: muster.BankCode(padded[17:23]), Number: muster.Account(padded[23:31])},
	}, entry{start: l.start, end: l.after})
}

func (b *bacs) count(debit bool, amount decimal.Decimal) {
	if debit {
		b.debits.add(amount)
		b.nDebits++
		return
	}
	b.credits.add(amount)
	b.nCredits++
}

// totals compares the trailer with what came before it.
func (b *bacs) totals(f *File, l textLine, text string) error {
	if b.debits.err != nil || b.credits.err != nil {
		return f.damaged(l.number, "the amounts are too large to add")
	}
	if len(text) < 44 {
		return f.damaged(l.number, "the trailer (UTL1) ends before its totals")
	}
	for _, t := range []struct {
		what  string
		text  string
		found decimal.Decimal
	}{{"debit total", text[4:17], b.debits.total}, {"credit total", text[17:30], b.credits.total}} {
		stated, err := minor(t.text)
		if err != nil {
			return f.damaged(l.number, "%s: %q is not all digits", t.what, t.text)
		}
		if err := f.states(l.number, t.what, stated.String(), t.found); err != nil {
			return err
		}
	}
	if err := f.counts(l.number, "number of debits", text[30:37], b.nDebits); err != nil {
		return err
	}
	if err := f.counts(l.number, "number of credits", text[37:44], b.nCredits); err != nil {
		return err
	}
	if len(text) < 59 || strings.Trim(text[52:59], " 0") == "" {
		return nil // most files leave the number of instructions out
	}
	return f.counts(l.number, "number of instructions", text[52:59], b.nOrders)
}

// balance compares each contra record with the payments it is for.
func (b *bacs) balance(f *File) error {
	if b.trailer.number == 0 && hasLabels(f.raw) {
		return refuse(f.Name, muster.CodeTruncated, 0, "the file has no trailer (UTL1): it ends before it should")
	}
	found := map[string]*sums{}
	for i := range f.Payments {
		p := &f.Payments[i]
		found[contraKey(p)] = plus(found[contraKey(p)], p.Amount)
	}
	stated, last := map[string]*sums{}, map[string]int{}
	for _, c := range b.contras {
		key := sideKey(c.key, !c.debit)
		stated[key], last[key] = plus(stated[key], c.amount), c.line.number
	}
	for _, key := range slices.Sorted(maps.Keys(stated)) {
		if err := f.states(last[key], "contra total", stated[key].total.String(), total(found[key])); err != nil {
			return err
		}
	}
	return nil
}

// total is a sum, or zero when nothing was added.
func total(s *sums) decimal.Decimal {
	if s == nil {
		return decimal.Decimal{}
	}
	return s.total
}

func hasLabels(raw []byte) bool {
	return strings.Contains(string(raw[:min(len(raw), headBytes)]), "UHL1")
}

// contraKey is the own account, the day and the direction of a payment.
func contraKey(p *Payment) string {
	return sideKey(string(p.From.BankCode)+string(p.From.Number)+" "+p.Date.ISO(), p.In)
}

func sideKey(own string, in bool) string {
	if in {
		return own + " in"
	}
	return own + " out"
}

func plus(s *sums, d decimal.Decimal) *sums {
	if s == nil {
		s = new(sums)
	}
	s.add(d)
	return s
}
