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
	return len(line) == nachaWidth && string(line[:3]) == "101" && string(line[34:40]) == "094101"
}

// nacha is what an ACH file holds beside its payments.
type nacha struct {
	batches []nachaBatch
	control textLine // the file's
	all     nachaSums
}

type nachaBatch struct {
	header, control textLine
	company         string
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
	f.layout = n
	open := false // a batch
	for _, l := range lines(f.raw) {
		text := string(f.raw[l.start:l.end])
		if strings.TrimSpace(text) == "" {
			continue
		}
		if len(text) != nachaWidth {
			return f.damaged(l.number, "a record has %d characters, not %d", len(text), nachaWidth)
		}
		if n.control.number != 0 {
			if strings.Trim(text, "9") != "" {
				return f.damaged(l.number, "a record stands after the file control")
			}
			continue // the last block is filled with nines
		}
		var err error
		switch kind := text[0]; {
		case kind == '1':
		case kind == '5' && !open:
			open = true
			err = n.header(f, l, text)
		case kind == '6' && open:
			err = n.entry(f, l, text)
		case kind == '7' && open && len(f.entries) > 0:
			n.batches[len(n.batches)-1].sums.entries++
			f.entries[len(f.entries)-1].end = l.after
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
	return nil
}

func (n *nacha) header(f *File, l textLine, text string) error {
	date, ok := shortDate(text[69:75])
	if !ok {
		return f.damaged(l.number, "the effective date %q is not written as year, month, day", text[69:75])
	}
	n.batches = append(n.batches, nachaBatch{header: l, company: strings.TrimSpace(text[4:20]), date: date})
	return nil
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
	return f.add(Payment{
		Line: l.number, In: debit, Reference: strings.TrimSpace(text[39:54]), Amount: amount, Currency: "USD", Date: b.date,
		To:   muster.PayTo{Holder: muster.PersonName(strings.TrimSpace(text[54:76])), BankCode: muster.BankCode(routing), Number: muster.Account(strings.TrimSpace(text[12:29]))},
		From: muster.PayTo{Holder: muster.PersonName(b.company)},
	}, entry{start: l.start, end: l.after, parent: len(n.batches) - 1})
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
