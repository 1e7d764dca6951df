package watchlist

import (
	"cmp"
	"slices"
)

// Change is an entry that differs between two versions of a list.
type Change struct {
	ID     string   `json:"id"`
	Fields []string `json:"fields"` // which: kind, names, births, places, documents, wallets, programs
	Old    Entry    `json:"-"`
	New    Entry    `json:"-"`
}

// Difference is what changed between two versions of a list, each part ordered by id.
type Difference struct {
	Added   []Entry  `json:"added"`
	Removed []Entry  `json:"removed"`
	Changed []Change `json:"changed"`
}

// Empty reports that nothing changed.
func (d Difference) Empty() bool { return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 }

// Compare returns the difference between two versions of a list. The order of
// entries and of values within an entry's fields does not count, except that of
// names: the first is the main one.
func Compare(before, after []Entry) Difference {
	old := make(map[string]Entry, len(before))
	for _, e := range before {
		old[e.ID] = e
	}
	var d Difference
	for _, e := range after {
		was, known := old[e.ID]
		delete(old, e.ID)
		switch fields := changedFields(was, e); {
		case !known:
			d.Added = append(d.Added, e)
		case len(fields) > 0:
			d.Changed = append(d.Changed, Change{ID: e.ID, Fields: fields, Old: was, New: e})
		}
	}
	for _, e := range old {
		d.Removed = append(d.Removed, e)
	}
	byID := func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) }
	slices.SortFunc(d.Added, byID)
	slices.SortFunc(d.Removed, byID)
	slices.SortFunc(d.Changed, func(a, b Change) int { return cmp.Compare(a.ID, b.ID) })
	return d
}

func changedFields(a, b Entry) []string {
	var fields []string
	add := func(name string, same bool) {
		if !same {
			fields = append(fields, name)
		}
	}
	add("kind", a.Kind == b.Kind)
	add("names", sameNames(a.Names, b.Names))
	add("births", sameSet(a.Births, b.Births))
	add("places", sameSet(a.Places, b.Places))
	add("documents", sameDocuments(a.Documents, b.Documents))
	add("wallets", sameSet(a.Wallets, b.Wallets))
	add("programs", sameSet(a.Programs, b.Programs))
	return fields
}

func sameNames(a, b []ListedName) bool {
	if len(a) != len(b) || len(a) > 0 && a[0] != b[0] {
		return false
	}
	byText := func(x, y ListedName) int { return cmp.Compare(x.Text, y.Text) }
	return slices.Equal(slices.SortedFunc(slices.Values(a), byText), slices.SortedFunc(slices.Values(b), byText))
}

func sameSet(a, b []string) bool {
	return len(a) == len(b) && slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func sameDocuments(a, b []Document) bool {
	order := func(x, y Document) int {
		return cmp.Or(cmp.Compare(x.Number, y.Number), cmp.Compare(x.Country, y.Country), cmp.Compare(x.Kind, y.Kind))
	}
	return slices.Equal(slices.SortedFunc(slices.Values(a), order), slices.SortedFunc(slices.Values(b), order))
}
