package resolve

import (
	"fmt"
	"slices"
	"strings"
)

// ModelVersion is the version of the model format.
const ModelVersion = 1

// Model is everything that can be set, and everything a run has learned that
// another run needs to score the same way. It is plain data: written after
// every run, read again as it is, or edited. Empty parts are filled in from
// the data; a Guard that is all zero, and with it a Threshold of zero, stands
// for the standard one.
type Model struct {
	Version   int          `json:"version" yaml:"version"`
	Columns   []ColumnKind `json:"columns,omitempty" yaml:"columns,omitempty"`     // what columns are, where recognition is wrong
	Fields    []FieldModel `json:"fields,omitempty" yaml:"fields,omitempty"`       // comparisons and their levels
	Rules     []RuleModel  `json:"rules,omitempty" yaml:"rules,omitempty"`         // blocking rules
	Ties      []TieModel   `json:"ties,omitempty" yaml:"ties,omitempty"`           // fields that repeat each other
	Moves     *MoveModel   `json:"moves,omitempty" yaml:"moves,omitempty"`         // fields that differ together
	Prior     float64      `json:"prior,omitempty" yaml:"prior,omitempty"`         // chance that two records drawn at random are one person
	Threshold float64      `json:"threshold" yaml:"threshold"`                     // bits of evidence a link needs; 0 is even odds, 10 a thousand to one
	Guard     GuardModel   `json:"guard" yaml:"guard"`                             // when two clusters may merge
	MaxBlock  int          `json:"max_block,omitempty" yaml:"max_block,omitempty"` // larger blocks are split by further fields
	Pairs     float64      `json:"pairs,omitempty" yaml:"pairs,omitempty"`         // pairs to compare at most, about
	Frozen    bool         `json:"frozen,omitempty" yaml:"frozen,omitempty"`       // use the shares and the prior as they stand, fit nothing
}

// ColumnKind overrides what a column was recognised as.
type ColumnKind struct {
	Column string `json:"column" yaml:"column"`
	Kind   Kind   `json:"kind" yaml:"kind"`
	// OnePerPerson: two different values are never one person, such as a
	// verified document number.
	OnePerPerson bool `json:"one_per_person,omitempty" yaml:"one_per_person,omitempty"`
}

// FieldModel is one comparison.
type FieldModel struct {
	Name   string       `json:"name" yaml:"name"`
	Kind   Kind         `json:"kind" yaml:"kind"`
	Levels []LevelModel `json:"levels" yaml:"levels"` // found by name; those left out stay as expected of the kind, and "missing" weighs nothing
}

// LevelModel is one named level of agreement.
type LevelModel struct {
	Name   string   `json:"name" yaml:"name"`
	M      float64  `json:"m" yaml:"m"`                               // share of true pairs at this level
	U      float64  `json:"u" yaml:"u"`                               // share of other pairs
	Bits   float64  `json:"bits" yaml:"bits"`                         // log2(m/u), for readers
	Rarity *float64 `json:"rarity,omitempty" yaml:"rarity,omitempty"` // how much of the value's rarity counts, 0 to 1; left out, as usual of the kind
}

// RuleModel is one blocking rule: keys of fields that must agree.
type RuleModel struct {
	Keys []string `json:"keys" yaml:"keys"`
}

// TieModel says that B repeats A among strangers; Share of the lesser
// evidence is then counted once.
type TieModel struct {
	A     string  `json:"a" yaml:"a"`
	B     string  `json:"b" yaml:"b"`
	Share float64 `json:"share" yaml:"share"`
}

// MoveModel says that fields differ together, as address, postcode and town do
// when somebody moves house. Of all that differ the strongest evidence against
// counts in full, of the others Share is taken back.
type MoveModel struct {
	Fields []string `json:"fields" yaml:"fields"`
	Share  float64  `json:"share" yaml:"share"`
}

// GuardModel holds the bars for merging clusters, in bits.
type GuardModel struct {
	Mean   float64 `json:"mean" yaml:"mean"`     // mean over all cross pairs that a merge needs
	Unseen float64 `json:"unseen" yaml:"unseen"` // what a pair counts that was never compared; the least any pair counts
	Most   float64 `json:"most" yaml:"most"`     // the most one pair counts
	Names  float64 `json:"names" yaml:"names"`   // bits beyond the threshold that a link needs where little but names agrees
	Person float64 `json:"person" yaml:"person"` // least evidence from what a person carries alone (name, birth, documents) that a link may have
	// Relatives says whether a pair of one family name and one home is kept
	// apart where the given name or the birth is another's altogether: "apart"
	// or "one"; left out, the data decide.
	Relatives Relatives `json:"relatives,omitempty" yaml:"relatives,omitempty"`
}

// DefaultModel is used where nothing is said.
func DefaultModel() *Model {
	return &Model{
		Version:   ModelVersion,
		Threshold: 1,
		Guard:     GuardModel{Mean: 0, Unseen: -4, Most: 14, Names: 3, Person: -3},
		MaxBlock:  maxBlock,
	}
}

// withDefaults fills in what a model that overrides only a part leaves out.
func (m *Model) withDefaults() Model {
	out, standard := *m, DefaultModel()
	if out.Version == 0 {
		out.Version = standard.Version
	}
	if out.MaxBlock <= 0 {
		out.MaxBlock = standard.MaxBlock
	}
	if out.Guard == (GuardModel{}) {
		out.Guard = standard.Guard
		if out.Threshold == 0 {
			out.Threshold = standard.Threshold
		}
	}
	return out
}

// check reports settings that cannot work.
func (m *Model) check() error {
	if m.Version != ModelVersion {
		return fmt.Errorf("model: version %d is not known; this program writes version %d", m.Version, ModelVersion)
	}
	known := kinds()
	for _, c := range m.Columns {
		if _, ok := known[c.Kind]; !ok && !neverCompared(c.Kind) && !onlyDerived(c.Kind) {
			return fmt.Errorf("model: column %q: kind %q is not known", c.Column, c.Kind)
		}
	}
	if m.Guard.Unseen < -slack || m.Guard.Unseen > 0 {
		return fmt.Errorf("model: guard.unseen must lie between %g and 0 bits", -slack)
	}
	if r := m.Guard.Relatives; r != "" && r != RelativesApart && r != RelativesOne {
		return fmt.Errorf("model: guard.relatives must be %q or %q, not %q", RelativesApart, RelativesOne, r)
	}
	if m.Moves != nil && (m.Moves.Share < 0 || m.Moves.Share > 1) {
		return fmt.Errorf("model: moves.share must lie between 0 and 1")
	}
	if m.Prior < 0 || m.Prior >= 1 {
		return fmt.Errorf("model: prior must lie between 0 and 1")
	}
	for _, f := range m.Fields {
		spec, ok := known[f.Kind]
		if !ok {
			return fmt.Errorf("model: field %q: kind %q cannot be compared", f.Name, f.Kind)
		}
		for _, l := range f.Levels {
			if spec.level(l.Name) < 1 {
				return fmt.Errorf("model: field %q: level %q is not known; a %s has %s", f.Name, l.Name, f.Kind, spec.names())
			}
			if l.M < 0 || l.M > 1 || l.U < 0 || l.U > 1 {
				return fmt.Errorf("model: field %q, level %q: m and u must lie between 0 and 1", f.Name, l.Name)
			}
			if l.Rarity != nil && (*l.Rarity < 0 || *l.Rarity > 1) {
				return fmt.Errorf("model: field %q, level %q: rarity must lie between 0 and 1", f.Name, l.Name)
			}
		}
	}
	return nil
}

// level is the number of the level of a name, below 1 where there is none.
func (k kindSpec) level(name string) int {
	return slices.IndexFunc(k.levels, func(l levelSpec) bool { return l.name == name })
}

// names lists the levels that two values can have.
func (k kindSpec) names() string {
	var out []string
	for _, l := range k.levels[1:] {
		out = append(out, fmt.Sprintf("%q", l.name))
	}
	return strings.Join(out, ", ")
}

// describe writes fitted parameters as a model.
func (e *engine) describe(p *params, base *Model) *Model {
	m := *base
	m.Prior, m.Fields, m.Rules, m.Ties, m.Frozen = p.prior, nil, nil, nil, true
	m.Guard.Relatives = RelativesOne
	if p.apart {
		m.Guard.Relatives = RelativesApart
	}
	t := p.weights()
	for i, fl := range e.frame.fields {
		fm := FieldModel{Name: fl.name, Kind: fl.kind}
		for l, spec := range p.specs[i].levels[1:] {
			fm.Levels = append(fm.Levels, LevelModel{Name: spec.name, M: p.m[i][l+1], U: p.u[i][l+1], Bits: t.w[i][l+1], Rarity: &spec.tf})
		}
		m.Fields = append(m.Fields, fm)
	}
	for _, r := range e.rules {
		var keys []string
		for _, k := range r.parts {
			keys = append(keys, k.name)
		}
		m.Rules = append(m.Rules, RuleModel{keys})
	}
	for _, x := range t.ties {
		m.Ties = append(m.Ties, TieModel{e.frame.fields[x.a].name, e.frame.fields[x.b].name, x.share})
	}
	m.Moves = p.moves.describe(e.frame)
	return &m
}

// adopt takes shares from a model that names the field.
func (p *params) adopt(f *frame, m *Model) {
	p.specs = slices.Clone(p.specs)
	for i, fl := range f.fields {
		at := slices.IndexFunc(m.Fields, func(x FieldModel) bool { return x.Name == fl.name && x.Kind == fl.kind })
		if at < 0 {
			continue
		}
		p.specs[i].levels = slices.Clone(p.specs[i].levels)
		for _, x := range m.Fields[at].Levels {
			l := fl.spec.level(x.Name)
			if x.Rarity != nil {
				p.specs[i].levels[l].tf = *x.Rarity
			}
			if x.M > 0 {
				p.m[i][l] = x.M
			}
			if x.U > 0 {
				p.u[i][l], p.seen[i][l] = x.U, x.U
			}
		}
	}
	p.floor, p.names = m.Guard.Person, m.Guard.Names
	p.said, p.apart = m.Guard.Relatives, m.Guard.Relatives != RelativesOne
	if m.Prior > 0 {
		p.prior, p.least = m.Prior, m.Prior
	}
	p.moves.adopt(f, m)
	if m.Frozen && len(m.Fields) > 0 {
		p.fixed = []tie{}
		for _, x := range m.Ties {
			a := slices.IndexFunc(f.fields, func(y *field) bool { return y.name == x.A })
			b := slices.IndexFunc(f.fields, func(y *field) bool { return y.name == x.B })
			if a >= 0 && b >= 0 {
				p.fixed = append(p.fixed, tie{a, b, x.Share})
			}
		}
	}
}
