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
