package dossier

import (
	"slices"

	"muster"
	"muster/normal"
)

// addressReader reads addresses and remembers the last few: a person's home
// stands on many of their records, and reading it is the dearest step of a
// dossier. It is not safe for concurrent use; the zero value is ready.
type addressReader struct {
	lines [addressesKept]string
	forms [addressesKept]normal.AddressForm
	next  int
}

// addressesKept is more than the addresses most people have, with those of the
// people a crowd's value is told of.
const addressesKept = 32

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

// nameReader reads names and remembers the last few: the claimed name is
// compared with every other name on a person's records, of which most are equal.
// What it returns is shared and not to be changed. It is not safe for concurrent
// use; the zero value is ready.
type nameReader struct {
	names [namesKept]string
	forms [namesKept]normal.NameForm
	next  int
}

// namesKept is more than the names on most people's records.
const namesKept = 16

func (r *nameReader) read(name string) normal.NameForm { return r.readBy(normal.Name, name) }

// readBy is read by a way of one's own; a reader is read in one way only.
func (r *nameReader) readBy(way func(string) normal.NameForm, name string) normal.NameForm {
	if name == "" {
		return normal.NameForm{}
	}
	for i := range r.names {
		if r.names[i] == name {
			return r.forms[i]
		}
	}
	form := way(name)
	r.names[r.next], r.forms[r.next] = name, form
	r.next = (r.next + 1) % namesKept
	return form
}

// othersReader reads the names of other subjects and remembers those of a few
// hundred: whoever shares something with one person shares it with the next one
// too. It is not safe for concurrent use; the zero value is ready.
type othersReader struct {
	kept [othersKept]otherNames
}

// othersKept is how many subjects' names are remembered, by their places.
const othersKept = 256

type otherNames struct {
	name  string
	also  []string
	forms []normal.NameForm
}

// read returns the forms of a card's names. They are shared and not to be
// changed.
func (r *othersReader) read(place int32, c *card) []normal.NameForm {
	k := &r.kept[place%othersKept]
	if k.forms == nil || k.name != c.name || !slices.Equal(k.also, c.also) {
		*k = otherNames{c.name, c.also, c.forms()}
	}
	return k.forms
}

// payeeReader reads where money goes and remembers the last: wages go to one
// account month after month. It is not safe for concurrent use; the zero value
// is ready.
type payeeReader struct {
	kinds *normal.AccountKinds
	last  muster.PayTo
	to    payee
	known bool
}

func (r *payeeReader) read(kinds *normal.AccountKinds, p *muster.PayTo) payee {
	if !r.known || r.kinds != kinds || r.last != *p {
		r.kinds, r.last, r.to, r.known = kinds, *p, payeeOf(kinds, p), true
	}
	return r.to
}
