// Package catalogue holds the public references behind the red flags, as
// sources.yaml beside it lists them, for pages that say where a rule comes from.
package catalogue

import (
	_ "embed"
	"fmt"

	"github.com/goccy/go-yaml"
)

//go:embed sources.yaml
var sources string

// Source is a public reference. Title is a description in our own words.
type Source struct {
	ID        string `yaml:"id"`
	Kind      string `yaml:"kind"` // government, industry, community, legal or project
	Read      string `yaml:"read"` // how far we read it: primary, partial or secondary
	Date      string `yaml:"date"` // as precise as known
	Publisher string `yaml:"publisher"`
	Title     string `yaml:"title"`
}

// Cite is the reference in a line: who published it, when, what it is, and how
// we know it.
func (s *Source) Cite() string {
	line := s.Publisher + ", " + s.Date + ": " + s.Title + "."
	switch s.Read {
	case "partial":
		line += " Read in part."
	case "secondary":
		line += " Known from others' accounts of it."
	}
	return line
}

// Sources returns every reference by its id.
func Sources() (map[string]Source, error) {
	var list []Source
	if err := yaml.Unmarshal([]byte(sources), &list); err != nil {
		return nil, fmt.Errorf("sources.yaml: %w", err)
	}
	byID := make(map[string]Source, len(list))
	for _, s := range list {
		byID[s.ID] = s
	}
	return byID, nil
}
