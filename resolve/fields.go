package resolve

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"muster"
)

// ErrNothingToCompare says that the tables hold nothing that tells people
// apart, such as a name, a contact or a date of birth.
var ErrNothingToCompare = errors.New("no column can be compared")

// maxFields is how many fields a comparison pattern can hold.
const maxFields = 16

// listKinds may occur several times in one record: all phones of a person.
func listKind(k Kind) bool {
	return k == Phone || k == Email || k == BankAccount || k == Device || k == IP || k == PhotoPrint
}

// never are kinds that are not compared unless a model names them.
func neverCompared(k Kind) bool {
	switch k {
	case Identifier, Number, Truth, Protected, Time, Empty, Ignored:
		return true
	}
	return false
}

// onlyDerived are kinds that are compared by what is read out of them.
func onlyDerived(k Kind) bool {
	return k == FullName || k == BirthYear || k == BirthMonth || k == BirthDay
}

// fieldPlan is one field before anything is read.
type fieldPlan struct {
	name    string
	kind    Kind
	sources []fieldSource
	slots   int
}

// planFields turns recognised columns of all tables into fields. Columns of
// several tables meet by header first, then by kind.
func planFields(tables []*muster.Table, seen [][]Recognised) ([]fieldPlan, error) {
	var plans []fieldPlan
	for t := range tables {
		lists := map[Kind]int{}
		taken := map[int]bool{}
		for _, c := range meeting(seen[t], plans) {
			r := seen[t][c]
			k := r.Kind
			if neverCompared(k) || onlyDerived(k) {
				continue
			}
			if listKind(k) {
				if at, ok := lists[k]; ok {
					src := &plans[at].sources[t]
					src.columns = append(src.columns, c)
					plans[at].slots = maxSlots
					continue
				}
			}
			at := findPlan(plans, taken, r, t)
			if at < 0 {
				at = len(plans)
				plans = append(plans, fieldPlan{name: r.Column, kind: k, slots: 1, sources: absentSources(len(tables))})
			}
			taken[at] = true
			lists[k] = at
			plans[at].sources[t] = fieldSource{columns: []int{c}}
			if r.Listed {
				plans[at].slots = maxSlots
			}
		}
		plans = deriveNames(plans, seen[t], t, len(tables))
		plans = deriveDate(plans, seen[t], t, len(tables))
	}
	if len(plans) == 0 {
		return nil, fmt.Errorf("resolve: %w: name the columns in a model, or check that the first row holds headers", ErrNothingToCompare)
	}
	return plans, nil
}

// meeting lists a table's columns in the order in which they meet the fields of
// earlier tables: those of the same header, then the best filled, so that the
// home's address does not meet one that hardly any row has. The order in which
// an export put its columns means nothing.
func meeting(seen []Recognised, plans []fieldPlan) []int {
	out, known := make([]int, len(seen)), make([]int, len(seen))
	for i, r := range seen {
		out[i] = i
		if slices.ContainsFunc(plans, func(p fieldPlan) bool { return p.kind == r.Kind && plainName(p.name) == plainName(r.Column) }) {
			known[i] = 1
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		x, y := seen[a], seen[b]
		return cmp.Or(cmp.Compare(known[b], known[a]), cmp.Compare(math.Round(10*y.Filled), math.Round(10*x.Filled)), cmp.Compare(plainName(x.Column), plainName(y.Column)))
	})
	return out
}

func plainName(column string) string { return strings.ToLower(strings.TrimSpace(column)) }

// mostTelling orders the fields by how well their kinds tell people apart, then
// by name, and keeps as many as can be compared.
func mostTelling(plans []fieldPlan) []fieldPlan {
	order := []Kind{GivenName, FamilyName, BirthDate, Document, Email, Phone, OtherNames, BankAccount, PhotoPrint, Address, Postcode, Device, HouseNumber, Place, IP, FreeText, Category}
	plans = slices.Clone(plans)
	slices.SortStableFunc(plans, func(a, b fieldPlan) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.kind), slices.Index(order, b.kind)), cmp.Compare(plainName(a.name), plainName(b.name)))
	})
	return plans[:min(len(plans), maxFields)]
}

// unusedColumns says which columns look comparable and are not compared.
func unusedColumns(tables []*muster.Table, seen [][]Recognised, plans []fieldPlan) []string {
	var names, dates, many []string
	for t, table := range tables {
		used := map[int]bool{}
		for _, p := range plans {
			for _, c := range p.sources[t].columns {
				used[c] = true
			}
		}
		for c, r := range seen[t] {
			switch {
			case used[c] || neverCompared(r.Kind):
			case r.Kind == FullName:
				names = append(names, fmt.Sprintf("%q of %s", r.Column, table.Name))
			case onlyDerived(r.Kind):
				dates = append(dates, fmt.Sprintf("%q of %s", r.Column, table.Name))
			default:
				many = append(many, fmt.Sprintf("%q of %s", r.Column, table.Name))
			}
		}
	}
	var out []string
	if len(names) > 0 {
		out = append(out, "not compared, because the names of the table's own are: "+fewOf(names))
	}
	if len(dates) > 0 {
		out = append(out, "not compared, because they are no whole date of birth or the table has one of its own: "+fewOf(dates))
	}
	if len(many) > 0 {
		out = append(out, fmt.Sprintf("not compared, because at most %d fields are: %s", maxFields, fewOf(many)))
	}
	return out
}

// fewOf lists the first few of many.
func fewOf(list []string) string {
	const most = 8
	s := strings.Join(list[:min(len(list), most)], ", ")
	if n := len(list) - most; n > 0 {
		s += fmt.Sprintf(" and %d more", n)
	}
	return s
}

func absentSources(n int) []fieldSource {
	s := make([]fieldSource, n)
	for i := range s {
		s[i].how = absent
	}
	return s
}

// findPlan looks for the field that column r belongs to.
func findPlan(plans []fieldPlan, taken map[int]bool, r Recognised, t int) int {
	byKind := -1
	for i, p := range plans {
		if taken[i] || p.kind != r.Kind || p.sources[t].how != absent {
			continue
		}
		if strings.EqualFold(strings.TrimSpace(p.name), strings.TrimSpace(r.Column)) {
			return i
		}
		if byKind < 0 {
			byKind = i
		}
	}
	return byKind
}

// deriveNames takes given, family and other names from a full name column
// where the table has none of its own.
func deriveNames(plans []fieldPlan, seen []Recognised, t, tables int) []fieldPlan {
	full := fullName(seen)
	if full < 0 {
		return plans
	}
	var own []int
	for _, k := range []Kind{GivenName, FamilyName} {
		for i := range plans {
			if plans[i].kind == k && plans[i].sources[t].how == direct {
				own = append(own, plans[i].sources[t].columns...)
			}
		}
	}
	add := func(k Kind, how derivation, drop []int) {
		plans = derive(plans, k, t, tables, fieldSource{columns: []int{full}, how: how, drop: drop})
	}
	if namesAPost(seen[full].Column) {
		return plans
	}
	if len(own) == 0 {
		add(GivenName, givenOfFull, nil)
		add(FamilyName, familyOfFull, nil)
	}
	add(OtherNames, otherOfFull, own)
	return plans
}

// derive reads the field of a kind of table t from src where the table does not
// hold it as it is.
func derive(plans []fieldPlan, k Kind, t, tables int, src fieldSource) []fieldPlan {
	at := slices.IndexFunc(plans, func(p fieldPlan) bool { return p.kind == k })
	if at < 0 {
		at = len(plans)
		plans = append(plans, fieldPlan{name: string(k), kind: k, slots: 1, sources: absentSources(tables)})
	}
	if plans[at].sources[t].how == absent {
		plans[at].sources[t] = src
	}
	return plans
}

// fullName finds the column that names the person of each row, -1 where there
// is none. Of several that are filled it is the one of most different values:
// people have more names than there are jobs, teams or agencies.
func fullName(seen []Recognised) int {
	best := -1
	for i, r := range seen {
		if r.Kind != FullName {
			continue
		}
		if best >= 0 && namesAPost(r.Column) != namesAPost(seen[best].Column) {
			if namesAPost(seen[best].Column) {
				best = i
			}
			continue
		}
		if best < 0 || r.Filled >= 0.5 && (seen[best].Filled < 0.5 || r.Distinct > 2*seen[best].Distinct) {
			best = i
		}
	}
	return best
}

// namesAPost reports headers such as "Job Name", which call nobody by name.
func namesAPost(header string) bool {
	return slices.ContainsFunc(words(header), func(w string) bool {
		return slices.Contains([]string{"job", "role", "position", "vacancy", "requisition", "project", "team"}, w)
	})
}

// newFrame builds the frame of the tables.
func newFrame(tables []*muster.Table, plans []fieldPlan, ids []int) *frame {
	f := &frame{tables: tables, idCol: ids, starts: make([]int, 1, len(tables)+1)}
	for _, t := range tables {
		f.starts = append(f.starts, f.rows()+t.Len())
	}
	specs := kinds()
	var names *dict
	for _, p := range plans {
		fl := &field{name: p.name, kind: p.kind, spec: specs[p.kind], slots: p.slots, source: p.sources, word: f.width}
		f.width += p.slots
		switch p.kind {
		case GivenName, FamilyName:
			// One dictionary, so that swapped names are equal codes.
			if names == nil {
				names = newDict()
				f.dicts = append(f.dicts, names)
			}
			fl.dict = names
		default:
			fl.dict = newDict()
			f.dicts = append(f.dicts, fl.dict)
		}
		f.fields = append(f.fields, fl)
	}
	return f
}
