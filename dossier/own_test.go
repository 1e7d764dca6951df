package dossier

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"muster"
	"muster/normal"
)

// word is a word of letters, another for each number.
func word(k int) string {
	var w []byte
	for range 6 {
		w = append(w, "bcdfghklmnprstvz"[k%16], "aeiou"[k/16%5])
		k = k/3 + k*7919%100003
	}
	return string(w)
}

// manyOf are the records that tools mistaken in a number write under one person:
// every row says something else.
func manyOf(n int, data func(i int, name muster.PersonName, place muster.Address) muster.Data) []muster.Observation {
	list := []muster.Observation{about("p", day(1, 1), &muster.Person{Named: named("Ann Example"), Home: livesAt("1 High Street, Leeds, LS1 1AA")})}
	for i := range n {
		name := muster.PersonName(word(i) + " " + word(i*31+7))
		place := muster.Address(fmt.Sprintf("%d %s Street, %s, LS%d %dAA", i%400+1, word(i), word(i*5+1), i%30+1, i%9+1))
		o := about("p", day(2, 1+i%20), data(i, name, place))
		o.Record = fmt.Sprint("row ", i)
		if err := o.Seal(); err != nil {
			panic(err)
		}
		list = append(list, o)
	}
	return list
}

// kindsOfMany are records of one person that were compared with one another, or with
// all the others for each.
var kindsOfMany = map[string]func(i int, name muster.PersonName, place muster.Address) muster.Data{
	"people": func(i int, name muster.PersonName, place muster.Address) muster.Data {
		return &muster.Person{Named: muster.Named{FullName: name}, KnownAs: name + "a", Home: muster.Home{Address: place}, TaxAddress: "2 " + place}
	},
	"applications": func(i int, name muster.PersonName, place muster.Address) muster.Data {
		return &muster.Application{Named: muster.Named{FullName: name}, Employer: muster.Text(place), Education: []muster.Education{{Institution: muster.Text(place), Degree: muster.Text(name), Start: muster.Date(2000+i%20, 9, 1)}}}
	},
	"CVs": func(i int, name muster.PersonName, place muster.Address) muster.Data {
		return &muster.CV{Name: name, Roles: []muster.Role{{Employer: muster.Text(place)}, {Employer: muster.Text(name)}}, Education: []muster.Education{{Institution: muster.Text(place), Degree: muster.Text(name)}}}
	},
	"parcels": func(i int, name muster.PersonName, place muster.Address) muster.Data {
		d := &muster.Shipment{Direction: muster.DirectionOut, Address: place, Recipient: name, Item: muster.Text(name), Serial: muster.Text(fmt.Sprint("S", i)), Dispatched: day(2, 1)}
		if i%2 == 0 {
			d.Direction, d.Status, d.ReturnDue = muster.DirectionReturn, muster.ShipmentOrdered, day(3, 1)
		}
		return d
	},
	"documents": func(i int, name muster.PersonName, place muster.Address) muster.Data {
		return &muster.Document{Name: name, Address: place, Birth: day(1, 1)}
	},
	"interviews": func(i int, name muster.PersonName, _ muster.Address) muster.Data {
		return &muster.Interview{Start: clock(9, i%60), DisplayName: name, AccountEmails: []muster.Email{muster.Email(fmt.Sprintf("m%d@mail.example", i))}}
	},
	"sign-ins": func(i int, _ muster.PersonName, _ muster.Address) muster.Data {
		return &muster.SignIns{Day: day(2, 1+i%20), IP: muster.Network(fmt.Sprintf("203.0.%d.%d", i/250%250, i%250+1)), Country: "GB", Device: muster.Device(fmt.Sprint("d", i))}
	},
}

// TestManyRecordsOfOnePersonCostNoPairs counts what is allocated, not time: four
// times the records of one person may cost some four times as much, never sixteen.
func TestManyRecordsOfOnePersonCostNoPairs(t *testing.T) {
	const few = 600
	for what, data := range kindsOfMany {
		cost := func(n int) float64 {
			list := manyOf(n, data)
			return testing.AllocsPerRun(1, func() { population(t, nil, Options{Workers: 1}, list...) })
		}
		if one, four := cost(few), cost(4*few); four > 8*one {
			t.Errorf("%s: %.0f allocations for %d, %.0f for %d", what, one, few, four, 4*few)
		}
	}
}

// BenchmarkManyRecordsOfOnePerson makes the dossier of somebody with twenty thousand
// records of one kind.
func BenchmarkManyRecordsOfOnePerson(b *testing.B) {
	for what, data := range kindsOfMany {
		b.Run(what, func(b *testing.B) {
			list := manyOf(20_000, data)
			for b.Loop() {
				population(b, nil, Options{}, list...)
			}
		})
	}
}

// Of more homes or names than are compared, what is like none of those compared is
// not said to differ; what is like one of them is.
func TestWhatWasNotComparedIsNotSaidToDiffer(t *testing.T) {
	rows := func(n int, home muster.Address) *muster.Dossier {
		list := manyOf(n, func(_ int, name muster.PersonName, place muster.Address) muster.Data {
			return &muster.Person{Named: named("Ann Example"), KnownAs: name, Home: muster.Home{Address: place}}
		})
		return population(t, nil, Options{}, append(list,
			about("p", day(3, 1), &muster.Shipment{Direction: muster.DirectionOut, Address: home, Dispatched: day(3, 1)}),
			about("p", day(3, 2), &muster.Document{Name: "Zoltan Quux"}))...)["p"]
	}
	const elsewhere, first = "77 Dock Road, Hull, HU1 1AA", "1 High Street, Leeds, LS1 1AA"
	if d := rows(3, elsewhere); d.Shipments[0].Place != muster.OutcomeDifferent || d.Documents[0].Name != muster.OutcomeDifferent {
		t.Errorf("of a few homes and names: place %q, name %q", d.Shipments[0].Place, d.Documents[0].Name)
	}
	if d := rows(2*mostHomes, elsewhere); d.Shipments[0].Place != muster.OutcomeUnknown || d.Documents[0].Name != muster.OutcomeUnknown {
		t.Errorf("of very many homes and names: place %q, name %q", d.Shipments[0].Place, d.Documents[0].Name)
	}
	if d := rows(2*mostHomes, first); d.Shipments[0].Place != muster.OutcomeSame {
		t.Errorf("the first of very many homes: %q", d.Shipments[0].Place)
	}
}

// TestWhatCameBack compares the table of what came back with every two records
// compared: neither serial numbers nor items may tell them apart.
func TestWhatCameBack(t *testing.T) {
	same := func(a, b *muster.Shipment) bool {
		if a.Serial != "" && b.Serial != "" {
			return normal.Fold(string(a.Serial)) == normal.Fold(string(b.Serial))
		}
		return a.Item == "" || b.Item == "" || normal.Fold(string(a.Item)) == normal.Fold(string(b.Item))
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) *muster.Shipment {
			return &muster.Shipment{
				Serial: muster.Text(rapid.SampledFrom([]string{"", "S1", "s1", "S2"}).Draw(t, name+" serial")),
				Item:   muster.Text(rapid.SampledFrom([]string{"", "Laptop", "laptop", "phone"}).Draw(t, name+" item")),
			}
		}
		list := backList{serials: map[string]bool{}, items: map[string]bool{}, unnumbered: map[string]bool{}}
		var back []*muster.Shipment
		for range rapid.IntRange(0, 3).Draw(t, "back") {
			d := draw("back")
			back = append(back, d)
			list.add(d)
		}
		d := draw("due")
		want := slices.ContainsFunc(back, func(b *muster.Shipment) bool { return same(d, b) })
		if got := list.has(d); got != want {
			t.Errorf("%+v among %+v: %v", d, back, got)
		}
	})
}

// TestMovesAndDeliveriesAroundADay compares what is looked up in order with all
// records looked through.
func TestMovesAndDeliveriesAroundADay(t *testing.T) {
	at := rapid.Custom(func(t *rapid.T) muster.Time {
		d := muster.Date(2026, 1, 1+rapid.IntRange(0, 500).Draw(t, "day"))
		d.Micros += int64(rapid.IntRange(0, 2).Draw(t, "hours")) * 3_600_000_000
		d.Precision = rapid.SampledFrom([]muster.Precision{muster.PrecisionMonth, muster.PrecisionDay, muster.PrecisionMinute, muster.PrecisionMinute, muster.PrecisionMinute}).Draw(t, "precision")
		return d
	})
	rapid.Check(t, func(t *rapid.T) {
		b := &builder{d: &muster.Dossier{}, card: &card{}}
		var moved, delivered, changed []muster.Time
		for range rapid.IntRange(0, 4).Draw(t, "records") {
			m, d := at.Draw(t, "move"), at.Draw(t, "delivery")
			moved, delivered = append(moved, m), append(delivered, d)
			b.observations = append(b.observations,
				muster.Observation{Data: &muster.Change{Field: muster.ChangeAddress, At: m}}, muster.Observation{Data: &muster.Shipment{Delivered: d}})
		}
		now := at.Draw(t, "now")
		around := slices.ContainsFunc(moved, func(m muster.Time) bool {
			days, known := m.Days(now)
			return !known || days >= -moveWindow && days <= moveWindow
		})
		if got := b.movedAround(now); got != around {
			t.Errorf("moved around %v: %v, of %v", now, got, moved)
		}
		due := at.Draw(t, "due")
		late := slices.ContainsFunc(moved, func(m muster.Time) bool { return now.Before(m) && m.Before(due) })
		if got := b.addressChangedLate(&muster.Shipment{Ordered: now, Dispatched: due}); got != late {
			t.Errorf("changed between %v and %v: %v, of %v", now, due, got, moved)
		}
		since := -1
		for _, d := range delivered {
			if days, ok := d.Days(now); ok && days >= 0 && (since < 0 || days < since) {
				since = days
			}
		}
		if got := b.sinceDelivery(now); got != since {
			t.Errorf("%d days since a delivery, want %d", got, since)
		}
		var list []int32
		for _, c := range delivered {
			changed = append(changed, c)
			n, want := 0, 0
			for _, k := range changed {
				if days, ok := k.Days(c); ok && days >= 0 && days <= changeWindow {
					want++
				}
			}
			if list, n = another(list, c); n != want {
				t.Errorf("%d changes up to %v, want %d of %v", n, c, want, changed)
			}
		}
	})
}
