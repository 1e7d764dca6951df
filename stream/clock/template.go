package clock

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// Template says how profiles look and vary among people whose clock is known.
// It holds sums over all of them and nothing about one. Safe for concurrent
// use once made.
type Template struct {
	people int
	mean   profile
	cov    [width][width]float64
}

//go:embed template.json
var shipped []byte

// written is a template as it is stored: the mean, and the lower triangle of
// the covariance row by row.
type written struct {
	About      string    `json:"about"`
	People     int       `json:"people"`
	Mean       []float64 `json:"mean"`
	Covariance []float64 `json:"covariance"`
}

// Shipped returns the template that comes with Muster.
func Shipped() (*Template, error) { return Parse(shipped) }

// fewest is how many people a template must be made of, so that it says
// nothing about one of them.
const fewest = 50

// Parse reads a template. An error says what is wrong with it.
func Parse(data []byte) (*Template, error) {
	var w written
	if err := json.Unmarshal(data, &w); err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	if w.People < fewest || len(w.Mean) != width || len(w.Covariance) != width*(width+1)/2 {
		return nil, fmt.Errorf("template: needs %d people or more, %d means and %d covariances", fewest, width, width*(width+1)/2)
	}
	t := &Template{people: w.People, mean: profile(w.Mean)}
	k := 0
	for r := range width {
		for c := range r + 1 {
			t.cov[r][c], t.cov[c][r] = w.Covariance[k], w.Covariance[k]
			k++
		}
	}
	if !t.spread(smallest).ok {
		return nil, errors.New("template: the covariance is none")
	}
	return t, nil
}

// Knowns is a person whose clock is known, for learning a template.
type Knowns struct {
	Hours *Hours
	// Standard is the standard time's offset from UTC in minutes.
	Standard int
	// Summer and Winter say that an hour is added in the northern summer, or in
	// the northern winter, as south of the equator.
	Summer, Winter bool
}

func (k *Knowns) profile() profile {
	s := never
	if k.Summer {
		s = inNorthernSummer
	} else if k.Winter {
		s = inNorthernWinter
	}
	counts := k.Hours.counts()
	return profileOf(&counts, k.Standard, s)
}

// Learn makes a template. People without activity must be left out.
func Learn(people []Knowns) *Template {
	t := &Template{people: len(people)}
	profiles := make([]profile, len(people))
	for i := range people {
		profiles[i] = people[i].profile()
		for h, v := range profiles[i] {
			t.mean[h] += v / float64(len(people))
		}
	}
	for i := range profiles {
		for r := range width {
			for c := range width {
				t.cov[r][c] += (profiles[i][r] - t.mean[r]) * (profiles[i][c] - t.mean[c]) / float64(len(people))
			}
		}
	}
	return t
}

// MarshalJSON writes the template to five decimals.
func (t *Template) MarshalJSON() ([]byte, error) {
	w := written{
		About:  "how the activity of people whose clock is known spreads over the hours of a working day and of a weekend day: mean and covariance over all of them, nothing about one",
		People: t.people,
	}
	round := func(v float64) float64 { return math.Round(v*1e5) / 1e5 }
	for r := range width {
		w.Mean = append(w.Mean, round(t.mean[r]))
		for c := range r + 1 {
			w.Covariance = append(w.Covariance, round(t.cov[r][c]))
		}
	}
	return json.Marshal(w)
}

// The room given to what the template has not seen: a fixed amount for every
// hour, and more for a person of whom few half hours are known.
const (
	smallest = 0.12
	perCount = 10.0
)

// triangle is the Cholesky root of a covariance.
type triangle struct {
	root [width][width]float64
	ok   bool
}

// spread returns the root of the covariance with room added to each hour.
func (t *Template) spread(room float64) (l triangle) {
	for r := range width {
		for c := range r + 1 {
			v := t.cov[r][c]
			if r == c {
				v += room
			}
			for k := range c {
				v -= l.root[r][k] * l.root[c][k]
			}
			switch {
			case r != c:
				l.root[r][c] = v / l.root[c][c]
			case !(v > 0):
				return l
			default:
				l.root[r][r] = math.Sqrt(v)
			}
		}
	}
	l.ok = true
	return l
}

// likelihood is the logarithm of how likely a profile is, up to a constant.
func (t *Template) likelihood(l *triangle, p *profile) float64 {
	var z profile
	sum := 0.0
	for r := range width {
		v := p[r] - t.mean[r]
		for k := range r {
			v -= l.root[r][k] * z[k]
		}
		z[r] = v / l.root[r][r]
		sum += z[r] * z[r]
	}
	return -sum / 2
}
