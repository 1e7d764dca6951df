package dossier

import "muster/normal"

// addressReader reads addresses and remembers the last few: a person's home
// stands on many of their records, and reading it is the dearest step of a
// dossier. It is not safe for concurrent use; the zero value is ready.
type addressReader struct {
	lines [addressesKept]string
	forms [addressesKept]normal.AddressForm
	next  int
}

// addressesKept is more than the addresses most people have.
const addressesKept = 8

func (r *addressReader) read(line string) normal.AddressForm {
	if line == "" {
		return normal.AddressForm{}
	}
	for i := range r.lines {
		if r.lines[i] == line {
			return r.forms[i]
		}
	}
	form := normal.Address(line)
	r.lines[r.next], r.forms[r.next] = line, form
	r.next = (r.next + 1) % addressesKept
	return form
}
