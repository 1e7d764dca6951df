package bankfile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"muster"
	"muster/normal"
)

// Edit is what becomes of one payment.
type Edit struct {
	Out bool         // it is left out
	To  muster.PayTo // else where it goes instead: holder (kept when empty) and account
}

// Rewrite writes the file with some payments changed; edits are by index into
// Payments. Totals follow, and every other byte stays. The result has been read
// again. Only files that order payments are written.
func (f *File) Rewrite(edits map[int]Edit) ([]byte, error) {
	if f.Format.Batch() {
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: "a " + f.Format.Words() + " is written as a table", Place: muster.Place{File: f.Name}}
	}
	if f.layout == nil {
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: f.Format.Words() + " files say what happened; there is nothing to change", Place: muster.Place{File: f.Name}}
	}
	left := len(f.Payments)
	for i, e := range edits {
		if i < 0 || i >= len(f.Payments) {
			return nil, fmt.Errorf("payment %d of %d cannot be changed", i, len(f.Payments))
		}
		if e.Out {
			left--
		}
	}
	if left == 0 {
		return nil, &muster.Error{Code: muster.CodeEmpty, Message: "every payment of the file is left out, so there is no file to write", Place: muster.Place{File: f.Name}}
	}
	out, err := f.layout.rewrite(f, edits)
	if err != nil {
		return nil, err
	}
	return out, f.verify(out, edits)
}

// Carries reports whether the file can lead a payment, by its index into
// Payments, to another account: a kind of file pays only accounts of some kinds.
func (f *File) Carries(i int, to *muster.PayTo) bool {
	return f.layout != nil && i >= 0 && i < len(f.Payments) && f.layout.carries(f, i, to)
}

// verify reads what was written and compares it with what was asked for.
func (f *File) verify(out []byte, edits map[int]Edit) error {
	again, err := parse(f.Name, out)
	if err != nil {
		return fmt.Errorf("the file written does not read back: %w", err)
	}
	k := 0
	for i := range f.Payments {
		e, edited := edits[i]
		if edited && e.Out {
			continue
		}
		was := &f.Payments[i]
		if was.In && k < len(again.Payments) && !again.Payments[k].In || was.In && k == len(again.Payments) {
			continue // a debit that balanced payments which are all left out
		}
		if k == len(again.Payments) || !was.In && again.Payments[k].Amount.Cmp(was.Amount) != 0 || again.Payments[k].Reference != was.Reference {
			return fmt.Errorf("the file written differs at the payment of line %d", was.Line)
		}
		k++
	}
	if k != len(again.Payments) {
		return fmt.Errorf("the file written has %d payments, not %d", len(again.Payments), k)
	}
	return nil
}

// cannot says that a payment cannot be led to an account by this kind of file.
func (f *File) cannot(p *Payment, want string) error {
	return &muster.Error{
		Code: muster.CodeUsage, Place: muster.Place{File: f.Name},
		Message: fmt.Sprintf("line %d: %s can pay only %s, and the account to be paid is none", p.Line, f.Format.Words(), want),
		Hint:    "leave the payment out of the file and pay it on the same day by other means",
	}
}

// put writes text over the bytes from at, cut or filled with spaces to width.
func put(record []byte, at, width int, text string) {
	copy(record[at:at+width], fmt.Sprintf("%-*.*s", width, width, text))
}

func (b *bacs) carries(_ *File, _ int, to *muster.PayTo) bool {
	_, err := ukAccount(to)
	return err == nil
}

func (b *bacs) rewrite(f *File, edits map[int]Edit) ([]byte, error) {
	var changes []change
	removed := map[string]*sums{}
	var gone sums
	for _, i := range slices.Sorted(maps.Keys(edits)) {
		e, p := edits[i], &f.Payments[i]
		at := span{f.entries[i].start, f.entries[i].end}
		if e.Out {
			if p.In {
				return nil, f.cannot(p, "out what it collects in the same file")
			}
			changes = append(changes, change{at: at})
			removed[contraKey(p)] = plus(removed[contraKey(p)], p.Amount)
			gone.add(p.Amount)
			continue
		}
		account, err := ukAccount(&e.To)
		if err != nil {
			return nil, f.cannot(p, "British accounts")
		}
		record := slices.Clone(f.raw[at.start:at.end])
		put(record, 0, 14, account.SortCode+account.Account)
		if e.To.Holder != "" && len(record) >= bacsRecord {
			put(record, 82, 18, bacsText(string(e.To.Holder)))
		}
		changes = append(changes, change{at, string(record)})
	}
	debits := 0
	balanced, err := b.rewriteContras(f, removed, &changes, &debits)
	if err != nil {
		return nil, err
	}
	if b.trailer.number != 0 {
		changes = append(changes, b.rewriteTrailer(f, edits, gone.total, balanced, debits))
	}
	return replaceAll(f.raw, changes), nil
}

// rewriteContras lowers each contra record by what was left out; one that
// comes to nothing is left out too. It returns how much less is debited.
func (b *bacs) rewriteContras(f *File, removed map[string]*sums, changes *[]change, dropped *int) (less decimal.Decimal, err error) {
	for _, key := range slices.Sorted(maps.Keys(removed)) {
		i := slices.IndexFunc(b.contras, func(c contra) bool { return sideKey(c.key, !c.debit) == key && c.amount.Cmp(removed[key].total) >= 0 })
		if i < 0 {
			continue // the file has none for this account
		}
		c := b.contras[i]
		amount, err := c.amount.Sub(removed[key].total)
		if err != nil {
			return less, err
		}
		if less, err = less.Add(removed[key].total); err != nil {
			return less, err
		}
		if amount.IsZero() {
			*dropped++
			*changes = append(*changes, change{at: span{c.line.start, c.line.after}})
			continue
		}
		record := slices.Clone(f.raw[c.line.start:c.line.end])
		put(record, 35, 11, pence(amount, 11))
		*changes = append(*changes, change{span{c.line.start, c.line.end}, string(record)})
	}
	return less, nil
}

func (b *bacs) rewriteTrailer(f *File, edits map[int]Edit, gone, balanced decimal.Decimal, contras int) change {
	left := 0
	for _, e := range edits {
		if e.Out {
			left++
		}
	}
	credits, _ := b.credits.total.Sub(gone)   // both were in the sum
	debits, _ := b.debits.total.Sub(balanced) // likewise
	record := slices.Clone(f.raw[b.trailer.start:b.trailer.end])
	put(record, 4, 13, pence(debits, 13))
	put(record, 17, 13, pence(credits, 13))
	put(record, 30, 7, fmt.Sprintf("%07d", b.nDebits-contras))
	put(record, 37, 7, fmt.Sprintf("%07d", b.nCredits-left))
	return change{span{b.trailer.start, b.trailer.end}, string(record)}
}

// pence writes an amount in hundredths, filled with zeros.
func pence(d decimal.Decimal, width int) string {
	whole, frac, _ := d.Pad(2).Int64(2)
	return fmt.Sprintf("%0*d", width, whole*100+frac)
}

// bacsText writes a name in the letters that Bacs carries.
func bacsText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" .&/-", r):
			return r
		}
		return -1
	}, strings.ToUpper(normal.Fold(s)))
}

// ukAccount reads a British account from either of its spellings.
func ukAccount(p *muster.PayTo) (normal.UKAccount, error) {
	if p.IBAN != "" {
		form, err := normal.IBAN(string(p.IBAN))
		if err != nil {
			return normal.UKAccount{}, err
		}
		if account, ok := normal.UKAccountOfIBAN(form); ok {
			return account, nil
		}
		return normal.UKAccount{}, normal.ErrAccount
	}
	return normal.SortCodeAccount(string(p.BankCode), string(p.Number))
}
