package document

import (
	"slices"

	"muster/normal"
)

// timeline finds gaps between roles and overlaps of full-time ones. Where a
// month is missing it is taken so that neither is overstated.
func timeline(roles []Role, now Date) (gaps []Gap, overlaps []Overlap) {
	type interval struct{ role, from, to int }
	var known []interval // stated to the month at both ends
	for i, r := range roles {
		end := r.endOr(now)
		if r.Start.IsZero() || end.IsZero() {
			continue
		}
		for j := range i {
			if n := overlapMonths(roles[j], r, now); n >= 2 {
				overlaps = append(overlaps, Overlap{j, i, n})
			}
		}
		known = append(known, interval{i, r.Start.months(1), end.months(12)})
	}
	slices.SortStableFunc(known, func(a, b interval) int { return a.from - b.from })
	reach := 0
	for i, k := range known {
		if i > 0 {
			if n := k.from - reach - 1; n >= 3 {
				gaps = append(gaps, Gap{fromMonths(reach), fromMonths(k.from), n})
			}
		}
		reach = max(reach, k.to)
	}
	return gaps, overlaps
}

func (r Role) endOr(now Date) Date {
	if r.Current {
		return now
	}
	return r.End
}

func fromMonths(n int) Date { return Date{n / 12, n%12 + 1, 0} }

// overlapMonths counts the whole months two full-time roles at different
// employers certainly ran together: a start without a month counts as December,
// an end without one as January, and a shared month of change as none.
func overlapMonths(a, b Role, now Date) int {
	ea, eb := a.endOr(now), b.endOr(now)
	if a.PartTime || b.PartTime || a.Start.IsZero() || b.Start.IsZero() || ea.IsZero() || eb.IsZero() || sameEmployer(a.Employer, b.Employer) {
		return 0
	}
	from := max(a.Start.months(12), b.Start.months(12))
	to := min(ea.months(1), eb.months(1))
	return max(0, to-from)
}

// sameEmployer compares employers without their legal forms; an unknown one is
// never another.
func sameEmployer(a, b string) bool {
	ka, kb := employerKey(a), employerKey(b)
	return ka == "" || kb == "" || ka == kb
}

func employerKey(s string) string {
	key := ""
	for _, w := range normal.Words(s) {
		switch w {
		case "ltd", "limited", "plc", "llp", "inc", "llc", "corp", "corporation", "co", "company", "gmbh", "ag", "kg", "se", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "oy", "ab", "group", "the", "uk":
			continue
		}
		key += w
	}
	return key
}
