package bankfile

import (
	"strconv"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"muster"
)

const (
	nachaWidth = 94
	nachaBlock = 10 // records
)

// isNACHA recognises a file header: its record, priority, and the three fields
// that every such file states alike.
func isNACHA(line []byte) bool {
	return len(line) >= 40 && string(line[:3]) == "101" && string(line[34:40]) == "094101"
}

// nacha is what an ACH file holds beside its payments.
type nacha struct {
	batches  []nachaBatch
	control  textLine // the file's
	all      nachaSums
	made     muster.Time // the day of the file header
	unbroken bool        // records follow one another without line ends
	told     bool        // something comes back: the bank tells, and nobody orders
}

type nachaBatch struct {
	header, control textLine
	company         string
	class           string // standard entry class: PPD, CTX, IAT
	date            muster.Time
	sums            nachaSums
}

// nachaSums are what control records state.
type nachaSums struct {
	entries        int // with addenda
	hash           int64
	debits, credit sums
}

func (s *nachaSums) add(o *nachaSums) {
	s.entries += o.entries
	s.hash = (s.hash + o.hash) % nachaHash
	s.debits.add(o.debits.total)
	s.credit.add(o.credit.total)
}

// nachaHash is what the sum of the banks' numbers is cut to: ten digits.
const nachaHash = 10_000_000_000

func readNACHA(f *File) error {
	n := &nacha{}
	open := false // a batch
	for _, l := range n.records(f.raw) {
		text := string(f.raw[l.start:l.end])
		if strings.Trim(text, "\x1a ") == "" {
			continue
		}
		text, err := wholeRecord(f, l, text)
		if err != nil {
			return err
		}
		if n.control.number != 0 {
			if strings.Trim(text, "9") != "" {
				return f.damaged(l.number, "a record stands after the file control")
			}
			continue // the last block is filled with nines
		}
		switch kind := text[0]; {
		case kind == '1':
			n.made, _ = shortDate(text[23:29])
		case kind == '5' && !open:
			open = true
			err = n.header(f, l, text)
		case kind == '6' && open:
			err = n.entry(f, l, text)
		case kind == '7' && open && len(f.entries) > 0 && f.entries[len(f.entries)-1].parent == len(n.batches)-1:
			n.addenda(f, l, text)
		case kind == '8' && open:
			open = false
			err = n.batchControl(f, l, text)
		case kind == '9' && !open:
			err = n.fileControl(f, l, text)
		default:
			err = f.damaged(l.number, "a record of type %q may not stand here", kind)
		}
		if err != nil {
			return err
		}
	}
	if n.control.number == 0 {
		return refuse(f.Name, muster.CodeTruncated, 0, "the file has no file control record (9): it ends before it should")
	}
	if !n.told {
		f.layout = n
	}
	return nil
}

// records cuts a file into records: lines, or stretches of 94 characters in a
// file without line ends, numbered alike.
func (n *nacha) records(raw []byte) []textLine {
	list := lines(raw)
	if len(list) != 1 || list[0].end-list[0].start <= nachaWidth {
		return list
	}
	n.unbroken = true
	whole := list[0]
	list = nil
	for at := whole.start; at < whole.end; at += nachaWidth {
		end := min(at+nachaWidth, whole.end)
		list = append(list, textLine{number: len(list) + 1, start: at, end: end, after: end})
	}
	return list
}

// wholeRecord gives a record its full width. The two records that end in blanks, the
// file's header and control, are often found without them; blanks behind a record
// are no part of it.
func wholeRecord(f *File, l textLine, text string) (string, error) {
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "", f.damaged(l.number, "the record holds letters that ACH does not have")
	}
	short := strings.TrimRight(text, " ")
	if len(short) > nachaWidth || len(text) < nachaWidth && text[0] != '1' && text[0] != '9' {
		return "", f.damaged(l.number, "a record has %d characters, not %d", len(text), nachaWidth)
	}
	return short + strings.Repeat(" ", nachaWidth-len(short)), nil
}

// header begins a batch. Returns and changes that a bank sends state no effective
// date; they have the day on which they were settled, else the file's.
func (n *nacha) header(f *File, l textLine, text string) error {
	class := text[50:53]
	if text[4:10] == "IATCOR" { // a correction of payments abroad
		class = "IAT"
	}
	if class == "ADV" {
		return refuse(f.Name, muster.CodeUnsupported, l.number, "the batch holds accounting advices (ADV), which tell a bank what was settled and order no payment")
	}
	date, ok := shortDate(text[69:75])
	if !ok && strings.Trim(text[69:75], " 0") != "" {
		return f.damaged(l.number, "the effective date %q is not written as year, month, day", text[69:75])
	}
	if !ok {
		date = n.settled(text[75:78])
	}
	n.batches = append(n.batches, nachaBatch{header: l, company: strings.TrimSpace(text[4:20]), class: class, date: date})
	return nil
}

// settled reads the day of the year nearest to the day of the file.
func (n *nacha) settled(day string) muster.Time {
	number, err := strconv.Atoi(day)
	if err != nil || number < 1 || number > 366 || n.made.IsZero() {
		return n.made
	}
	made := n.made.UTC()
	near := time.Date(made.Year(), 1, number, 0, 0, 0, 0, time.UTC)
	switch half := 183 * 24 * time.Hour; {
	case near.Sub(made) > half:
		near = time.Date(made.Year()-1, 1, number, 0, 0, 0, 0, time.UTC)
	case made.Sub(near) > half:
		near = time.Date(made.Year()+1, 1, number, 0, 0, 0, 0, time.UTC)
	}
	return muster.Date(near.Year(), near.Month(), near.Day())
}

// shortDate reads YYMMDD of this century.
func shortDate(s string) (muster.Time, bool) {
	t, err := time.Parse("060102", s)
	if err != nil {
		return muster.Time{}, false
	}
	if t.Year() < 2000 {
		t = t.AddDate(100, 0, 0)
	}
	return muster.Date(t.Year(), t.Month(), t.Day()), true
}

func (n *nacha) entry(f *File, l textLine, text string) error {
	b := &n.batches[len(n.batches)-1]
	code, routing := text[1:3], text[3:12]
	debit, ok := nachaCode(code)
	if !ok {
		return f.damaged(l.number, "transaction code %q is not one of ACH", code)
	}
	bank, err := strconv.ParseInt(routing[:8], 10, 64)
	if err != nil || bank < 0 {
		return f.damaged(l.number, "the bank's number %q is not all digits", routing)
	}
	amount, err := minor(text[29:39])
	if err != nil {
		return f.damaged(l.number, "the amount %q is not all digits", text[29:39])
	}
	b.sums.entries++
	b.sums.hash = (b.sums.hash + bank) % nachaHash
	if debit {
		b.sums.debits.add(amount)
	} else {
		b.sums.credit.add(amount)
	}
	parts := nachaFields(b.class, text)
	return f.add(Payment{
		Line: l.number, In: debit, Reference: strings.TrimSpace(parts.reference), Amount: amount, Currency: "USD", Date: b.date,
		To:   muster.PayTo{Holder: muster.PersonName(strings.TrimSpace(parts.holder)), BankCode: muster.BankCode(routing), Number: muster.Account(strings.TrimSpace(parts.account))},
		From: muster.PayTo{Holder: muster.PersonName(b.company)},
	}, entry{start: l.start, end: l.after, parent: len(n.batches) - 1})
}

// nachaParts are the fields of an entry whose place hangs on the batch's class.
type nachaParts struct{ account, reference, holder string }

func nachaFields(class, text string) nachaParts {
	at, width := nachaName(class)
	p := nachaParts{account: text[12:29], reference: text[39:54], holder: text[at : at+width]}
	switch class {
	case "IAT":
		p.account, p.reference = text[39:74], ""
	case "CIE", "MTE":
		p.reference = text[54:76]
	}
	return p
}

// nachaName is where the name of the other side stands in an entry, and how
// wide; zero where the entry has none.
func nachaName(class string) (at, width int) {
	switch class {
	case "IAT", "SHR", "TRC", "XCK": // in an addenda record; or a card or a cheque stands there
		return 0, 0
	case "CTX", "ATX", "ENR", "TRX", "DNE": // behind the number of addenda
		return 58, 16
	case "CIE", "MTE":
		return 39, 15
	}
	return 54, 22
}

// addenda adds what a record says about the entry before it: who is paid abroad,
// or that the entry comes back or was corrected, which turns an order into news.
func (n *nacha) addenda(f *File, l textLine, text string) {
	b := &n.batches[len(n.batches)-1]
	b.sums.entries++
	f.entries[len(f.entries)-1].end = l.after
	p := &f.Payments[len(f.Payments)-1]
	switch kind := text[1:3]; {
	case kind == "99" && !strings.HasPrefix(p.Text, "returned"):
		n.told, p.In, p.Text = true, !p.In, "returned: "+text[3:6]
	case kind == "98":
		n.told, p.In, p.Text = true, true, "account to be corrected: "+text[3:6]
	case kind == "10" && b.class == "IAT":
		p.To.Holder = muster.PersonName(strings.TrimSpace(text[46:81]))
	case kind == "11" && b.class == "IAT":
		p.From.Holder = muster.PersonName(strings.TrimSpace(text[3:38]))
	case kind == "15" && b.class == "IAT":
		p.Reference = strings.TrimSpace(text[3:18])
	}
}

// nachaCode says whether a transaction code takes money from the other side.
func nachaCode(code string) (debit, ok bool) {
	if len(code) != 2 || code[0] < '2' || code[0] > '5' {
		return false, false
	}
	switch code[1] {
	case '1', '2', '3', '4':
		return false, true
	case '6', '7', '8', '9':
		return true, true
	}
	return code == "55", code == "55"
}

func (n *nacha) batchControl(f *File, l textLine, text string) error {
	b := &n.batches[len(n.batches)-1]
	b.control = l
	n.all.add(&b.sums)
	return b.sums.compare(f, l, "batch ", text[4:10], text[10:20], text[20:32], text[32:44])
}

func (n *nacha) fileControl(f *File, l textLine, text string) error {
	n.control = l
	if err := f.counts(l.number, "number of batches", text[1:7], len(n.batches)); err != nil {
		return err
	}
	return n.all.compare(f, l, "", text[13:21], text[21:31], text[31:43], text[43:55])
}

// compare holds a control record against what was read.
func (s *nachaSums) compare(f *File, l textLine, of, entries, hash, debits, credits string) error {
	if s.debits.err != nil || s.credit.err != nil {
		return f.damaged(l.number, "the amounts are too large to add")
	}
	if err := f.counts(l.number, of+"number of entries", entries, s.entries); err != nil {
		return err
	}
	if err := f.states(l.number, of+"entry hash", hash, decimal.MustNew(s.hash, 0)); err != nil {
		return err
	}
	for _, t := range []struct {
		what, text string
		found      decimal.Decimal
	}{{"debit total", debits, s.debits.total}, {"credit total", credits, s.credit.total}} {
		stated, err := minor(t.text)
		if err != nil {
			return f.damaged(l.number, "%s%s: %q is not all digits", of, t.what, t.text)
		}
		if err := f.states(l.number, of+t.what, stated.String(), t.found); err != nil {
			return err
		}
	}
	return nil
}
