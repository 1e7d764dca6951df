package evaluate

import "math"

// Interval is a 95 % confidence interval of a share.
type Interval struct{ Low, High float64 }

const z95 = 1.959963984540054

// Wilson returns the score interval for part of whole independent trials; no
// trials leave the share anywhere from 0 to 1.
func Wilson(part, whole float64) Interval {
	if whole <= 0 {
		return Interval{0, 1}
	}
	p, z2 := part/whole, z95*z95
	middle := (p + z2/(2*whole)) / (1 + z2/whole)
	reach := z95 / (1 + z2/whole) * math.Sqrt(p*(1-p)/whole+z2/(4*whole*whole))
	return Interval{max(0, middle-reach), min(1, middle+reach)}
}

// clustered returns the interval of a share whose people come in cells that
// stand or fall together. The variance of the ratio estimator over cells gives
// the number of independent people that would carry as much information, and
// Wilson's interval is taken on that number. Where all people had
// the same outcome the variance says nothing, and each cell counts as one.
func clustered(parts, wholes []int) Interval {
	part, whole, cells := 0, 0, 0
	for i := range wholes {
		part += parts[i]
		whole += wholes[i]
		if wholes[i] > 0 {
			cells++
		}
	}
	if whole == 0 {
		return Interval{0, 1}
	}
	p := share(part, whole)
	effective := float64(cells)
	if p > 0 && p < 1 && cells > 1 {
		var sum float64
		for i := range wholes {
			residual := float64(parts[i]) - p*float64(wholes[i])
			sum += residual * residual
		}
		n := float64(cells)
		variance := sum * n / (n - 1) / float64(whole) / float64(whole)
		effective = float64(whole)
		if variance > 0 {
			effective = p * (1 - p) / variance
		}
	}
	// Never more information than people, never less than one cell.
	effective = min(max(effective, 1), float64(whole))
	return Wilson(p*effective, effective)
}

// overCells takes the interval of one count over the report's operators.
func (r Report) overCells(part, whole func(Cell) int) Interval {
	var parts, wholes []int
	for _, c := range r.Cells {
		parts, wholes = append(parts, part(c)), append(wholes, whole(c))
	}
	return clustered(parts, wholes)
}

// beyondChance tests whether subgroups differ in their share at verify or
// above: chi-squared over values and outcomes, with Wilson and Hilferty's
// normal approximation, at one in a thousand. Values with fewer than five
// expected cases are left out; the approximation does not hold for them.
func beyondChance(groups []Subgroup) bool {
	var all Outcome
	for _, g := range groups {
		all.add(g.Honest)
	}
	rate := share(all.Verify, all.People)
	chi, freedom := 0.0, -1.0
	for _, g := range groups {
		expected := rate * float64(g.Honest.People)
		if expected < 5 || float64(g.Honest.People)-expected < 5 {
			continue
		}
		off := float64(g.Honest.Verify) - expected
		chi += off*off/expected + off*off/(float64(g.Honest.People)-expected)
		freedom++
	}
	if freedom < 1 {
		return false
	}
	spread := 2 / (9 * freedom)
	z := (math.Cbrt(chi/freedom) - (1 - spread)) / math.Sqrt(spread)
	return z > 3.0902 // one in a thousand
}
