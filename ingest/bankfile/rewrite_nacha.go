package bankfile

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"muster"
	"muster/normal"
)

// nachaRewrite is one rewriting of an ACH file.
type nachaRewrite struct {
	n       *nacha
	f       *File
	changes []change
	sums    []nachaSums // of each batch, as it will be
	left    []int       // entries of each batch
}

func (n *nacha) carries(f *File, i int, to *muster.PayTo) bool {
	_, _, err := usAccount(to)
	return err == nil && n.batches[f.entries[i].parent].class != "IAT"
}

func (n *nacha) rewrite(f *File, edits map[int]Edit) ([]byte, error) {
	w := &nachaRewrite{n: n, f: f, sums: make([]nachaSums, len(n.batches)), left: make([]int, len(n.batches))}
	offsets, err := w.offsets(edits)
	if err != nil {
		return nil, err
	}
	for i := range f.Payments {
		if err := w.payment(i, edits, offsets); err != nil {
			return nil, err
		}
	}
	batches, number := nachaSums{}, 0
	for i := range n.batches {
		b := &n.batches[i]
		if w.left[i] == 0 {
			w.changes = append(w.changes, change{at: span{b.header.start, b.header.after}}, change{at: span{b.control.start, b.control.after}})
			continue
		}
		number++
		batches.add(&w.sums[i])
		w.control(b.control, &w.sums[i])
	}
	return w.finish(replaceAll(f.raw, w.changes), number, &batches), nil
}

// offsets finds, for each batch that loses payments, the one debit that takes
// the sum of its credits from the payer's own account.
func (w *nachaRewrite) offsets(edits map[int]Edit) (map[int]decimal.Decimal, error) {
	less := map[int]*sums{} // by batch
	for i, e := range edits {
		if !e.Out {
			continue
		}
		if w.f.Payments[i].In {
			return nil, w.f.cannot(&w.f.Payments[i], "out what it collects in the same file")
		}
		b := w.f.entries[i].parent
		less[b] = plus(less[b], w.f.Payments[i].Amount)
	}
	offsets := map[int]decimal.Decimal{}
	for b, s := range less {
		if w.n.batches[b].sums.debits.total.IsZero() {
			continue
		}
		debits := w.debits(b)
		if len(debits) != 1 || w.f.Payments[debits[0]].Amount.Cmp(w.n.batches[b].sums.credit.total) != 0 {
			return nil, &muster.Error{
				Code: muster.CodeUsage, Place: muster.Place{File: w.f.Name},
				Message: fmt.Sprintf("the batch at line %d collects and pays; which of its debits balances its credits cannot be told", w.n.batches[b].header.number),
				Hint:    "make the file again without the payments that are left out",
			}
		}
		amount, err := w.f.Payments[debits[0]].Amount.Sub(s.total)
		if err != nil {
			return nil, err
		}
		offsets[debits[0]] = amount
	}
	return offsets, nil
}

// debits are the payments of a batch that collect.
func (w *nachaRewrite) debits(batch int) (list []int) {
	for i := range w.f.Payments {
		if w.f.entries[i].parent == batch && w.f.Payments[i].In {
			list = append(list, i)
		}
	}
	return list
}

// payment writes one payment as it will be, and counts it.
func (w *nachaRewrite) payment(i int, edits map[int]Edit, offsets map[int]decimal.Decimal) error {
	p, at := &w.f.Payments[i], span{w.f.entries[i].start, w.f.entries[i].end}
	e, edited := edits[i]
	amount, balances := offsets[i]
	if edited && e.Out || balances && amount.IsZero() {
		w.changes = append(w.changes, change{at: at})
		return nil
	}
	record := slices.Clone(w.f.raw[at.start:at.end])
	if edited {
		class := w.n.batches[w.f.entries[i].parent].class
		if class == "IAT" {
			return w.f.cannot(p, "international payees as they were given")
		}
		routing, number, err := usAccount(&e.To)
		if err != nil {
			return w.f.cannot(p, "accounts of the United States with a routing number")
		}
		put(record, 3, 9, routing)
		put(record, 12, 17, number)
		if at, width := nachaName(class); e.To.Holder != "" && width > 0 {
			put(record, at, width, asciiText(string(e.To.Holder)))
		}
	}
	if balances {
		put(record, 29, 10, pence(amount, 10))
	} else {
		amount = p.Amount
	}
	if edited || balances {
		w.changes = append(w.changes, change{at, string(record)})
	}
	return w.count(w.f.entries[i].parent, record, p.In, amount)
}

// count adds a payment, with its addenda, to the sums of its batch.
func (w *nachaRewrite) count(batch int, record []byte, debit bool, amount decimal.Decimal) error {
	bank, err := strconv.ParseInt(string(record[3:11]), 10, 64)
	if err != nil {
		return err
	}
	s := &w.sums[batch]
	w.left[batch]++
	s.hash = (s.hash + bank) % nachaHash
	s.entries += w.n.countRecords(record)
	side := &s.credit
	if debit {
		side = &s.debits
	}
	side.add(amount)
	return side.err
}

// control writes the sums of a batch into its control record.
func (w *nachaRewrite) control(l textLine, s *nachaSums) {
	record := slices.Clone(w.f.raw[l.start:l.end])
	put(record, 4, 6, fmt.Sprintf("%06d", s.entries))
	put(record, 10, 10, fmt.Sprintf("%010d", s.hash))
	put(record, 20, 12, pence(s.debits.total, 12))
	put(record, 32, 12, pence(s.credit.total, 12))
	w.changes = append(w.changes, change{span{l.start, l.end}, string(record)})
}

// countRecords counts the records of a stretch.
func (n *nacha) countRecords(text []byte) int {
	if n.unbroken {
		return len(text) / nachaWidth
	}
	count := 0
	for _, l := range lines(text) {
		if l.end > l.start {
			count++
		}
	}
	return count
}

// finish writes the file control and fills the last block.
func (w *nachaRewrite) finish(out []byte, batches int, all *nachaSums) []byte {
	ending := string(w.f.raw[w.n.control.end:w.n.control.after])
	if ending == "" && !w.n.unbroken {
		ending = "\n"
	}
	control := slices.Clone(w.f.raw[w.n.control.start:w.n.control.end])
	at := bytes.LastIndex(out, control)
	records := w.n.countRecords(out[:at]) + 1
	blocks := (records + nachaBlock - 1) / nachaBlock
	put(control, 1, 6, fmt.Sprintf("%06d", batches))
	put(control, 7, 6, fmt.Sprintf("%06d", blocks))
	put(control, 13, 8, fmt.Sprintf("%08d", all.entries))
	put(control, 21, 10, fmt.Sprintf("%010d", all.hash))
	put(control, 31, 12, pence(all.debits.total, 12))
	put(control, 43, 12, pence(all.credit.total, 12))
	out = append(append(out[:at:at], control...), ending...)
	for ; records < blocks*nachaBlock; records++ {
		out = append(append(out, strings.Repeat("9", nachaWidth)...), ending...)
	}
	return out
}

// usAccount reads a routing number and an account number.
func usAccount(p *muster.PayTo) (routing, number string, err error) {
	if routing, err = normal.ABA(string(p.BankCode)); err != nil {
		return "", "", err
	}
	number = strings.TrimSpace(string(p.Number))
	if number == "" || len(number) > 17 || asciiText(number) != strings.ToUpper(number) {
		return "", "", normal.ErrAccount
	}
	return routing, number, nil
}

// asciiText writes text in the letters that ACH carries.
func asciiText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, strings.ToUpper(normal.Fold(s)))
}
