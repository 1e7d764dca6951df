package casework

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"

	"muster"
)

// Said is what one record says of a field of the table, as the reader may see it.
type Said struct {
	Field       Field
	Observation muster.ObservationID
	Kind        muster.Kind
	Source      string
	Place       muster.Place
	At          muster.Time
	Variant     int // records that say the same have the same number; the first said is 0
	Shown
}

// saying is a clear value of a record.
type saying struct {
	field  Field
	record *muster.Observation
	text   string
	keys   []string // what is compared; any one in common is the same
}

// said applies the table of fields to all that a person's records say. Whether
// two agree is found on the clear values; that outcome shows with the masked.
func (r *reading) said(about *about) ([]Said, error) {
	var out []Said
	variants := map[Field][][]string{}
	for _, s := range sayings(about.observations) {
		shown, err := r.show(s.field, about, s.text)
		if err != nil {
			return nil, err
		}
		if shown.Sight == Hidden {
			continue
		}
		variant := -1
		for i, keys := range variants[s.field] {
			if agree(keys, s.keys) {
				variant = i
				break
			}
		}
		if variant < 0 {
			variant = len(variants[s.field])
			variants[s.field] = append(variants[s.field], nil)
		}
		variants[s.field][variant] = append(variants[s.field][variant], s.keys...)
		out = append(out, Said{s.field, s.record.ID, s.record.Kind(), s.record.Source, s.record.Place, s.record.Happened, variant, shown})
	}
	return out, nil
}

// InReadingOrder sorts records as people compare them: applications, CVs, HR
// records, papers, the rest; each by when it happened.
func InReadingOrder(list []muster.Observation) []*muster.Observation {
	rank := map[muster.Kind]int{muster.KindApplication: -4, muster.KindCV: -3, muster.KindPerson: -2, muster.KindDocument: -1}
	out := make([]*muster.Observation, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	slices.SortStableFunc(out, func(a, b *muster.Observation) int {
		return cmp.Or(rank[a.Kind()]-rank[b.Kind()], cmp.Compare(a.Happened.Micros, b.Happened.Micros), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return out
}

// sayings lists what each record says, in reading order.
func sayings(list []muster.Observation) []saying {
	var out []saying
	for _, o := range InReadingOrder(list) {
		add := func(f Field, whole bool, parts ...string) {
			var kept, keys []string
			for _, p := range parts {
				if p = oneLine(p); p != "" {
					kept, keys = append(kept, p), append(keys, folded(p))
				}
			}
			if len(kept) == 0 {
				return
			}
			text := strings.Join(kept, ", ")
			if whole {
				keys = []string{folded(text)}
			}
			out = append(out, saying{f, o, text, keys})
		}
		person := func(named string, c *muster.Contact, h *muster.Home, born muster.Time) {
			add(FieldName, true, named)
			add(FieldContact, false, contact(c)...)
			add(FieldHome, true, home(h)...)
			add(FieldBorn, true, stated(born))
		}
		switch d := o.Data.(type) {
		case *muster.Application:
			person(name(&d.Named), &d.Contact, &d.Home, d.DateOfBirth)
		case *muster.CV:
			person(string(d.Name), &d.Contact, &d.Home, muster.Time{})
		case *muster.Person:
			person(name(&d.Named), &d.Contact, &d.Home, d.DateOfBirth)
			for _, n := range d.FormerNames {
				add(FieldNameHistory, true, string(n))
			}
		case *muster.Document:
			person(string(d.Name), &muster.Contact{}, &muster.Home{Address: d.Address}, d.Birth)
			add(FieldDocument, true, string(d.Number))
		case *muster.BankDetails:
			add(FieldBank, true, string(d.Holder), string(d.IBAN), string(d.Number), string(d.Wallet))
		}
	}
	return out
}

// agree reports whether two records may say the same: one value in common, or
// one value that the other states in more words.
func agree(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y || within(x, y) || within(y, x) {
				return true
			}
		}
	}
	return false
}

// within reports whether every word of x is one of y.
func within(x, y string) bool {
	has := map[string]bool{}
	for _, w := range strings.Fields(y) {
		has[w] = true
	}
	for _, w := range strings.Fields(x) {
		if !has[w] {
			return false
		}
	}
	return true
}

// folded is a value by its letters and digits alone.
func folded(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) })
	if s := strings.Join(words, " "); s != "" {
		return s
	}
	return strings.ToLower(s)
}
