package simulate

import (
	"fmt"
	"testing"
)

// TestWhatTiesAnOperator says which shared values make an operator linkable: a
// home ties only more people than may live in one.
func TestWhatTiesAnOperator(t *testing.T) {
	one := home{unit: "Flat 2", street: "4 High Street", town: "Westport", postcode: "ZY1 1BB", country: "GB"}
	other := home{street: "9 Mill Lane", town: "Harbourton", postcode: "ZZ9 9AA", country: "GB"}
	lines := 0
	at := func(h home) *person {
		lines++
		return &person{home: h, application: &application{home: h, network: fmt.Sprintf("198.51.100.%d", lines), email: fmt.Sprintf("p%d@mail.example", lines)}}
	}
	with := func(p *person, phone string) *person {
		p.mobile = phone
		return p
	}
	sent := func(p *person, to home) *person {
		p.shipments = append(p.shipments, shipment{to: to})
		return p
	}
	for name, c := range map[string]struct {
		personas  []*person
		traceable bool
		linkable  bool
	}{
		"nothing":                                   {[]*person{at(one), at(other)}, false, false},
		"a home of two":                             {[]*person{at(one), at(one)}, true, false},
		"a home of two, laptops there":              {[]*person{sent(at(one), one), sent(at(one), one)}, true, false},
		"a home of six":                             {[]*person{at(one), at(one), at(one), at(one), at(one), at(one)}, true, true},
		"a home and a phone":                        {[]*person{with(at(one), "1"), with(at(one), "1")}, true, true},
		"a phone, homes apart":                      {[]*person{with(at(one), "1"), with(at(other), "1")}, true, true},
		"one's home, where the other's laptop goes": {[]*person{at(one), sent(at(other), one)}, true, true},
	} {
		traces := judge([]*operator{{personas: c.personas}}, DocumentsNone)
		for i, p := range c.personas {
			if got := traces[p]; got != (trace{c.traceable, c.linkable}) {
				t.Errorf("%s: persona %d is %+v, want %+v", name, i, got, trace{c.traceable, c.linkable})
			}
		}
	}
}
