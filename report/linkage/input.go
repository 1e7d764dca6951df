package linkage

import (
	"muster"
	"muster/report"
	"muster/resolve"
)

// Input is everything the files of a run say.
type Input struct {
	Plan      *resolve.Plan
	Result    *resolve.Result
	Files     []File
	Rejects   []report.Reject
	Rings     []muster.Group
	Shared    []SharedValue      // values so common that they join nobody
	Decisions []resolve.Decision // all that were kept, oldest first
	Run       int                // 1 for the first run into the folder; later ones are compared with the clusters.csv there
	RunFile   []byte             // run.json
	Version   string             // of the program
	Answers   *Answers           // how the result meets known answers; nil when none were given
	Shown     bool               // values in clear

	// Find sets Rings and Shared; it is called once, beside the writing of what
	// does not need them. Nil when they are set.
	Find func() ([]muster.Group, []SharedValue)

	// Mask hides most of a value of a kind. It is not asked when Shown is set.
	Mask func(kind resolve.Kind, value string) string
}

// File is one input as it was read.
type File struct {
	Path    string `json:"path"`
	Format  string `json:"format"`
	Records int    `json:"records"`
	Read    int    `json:"read"`
	Rejects int    `json:"rejects"` // records set aside; Records = Read + Rejects
	SHA256  string `json:"sha256"`
}

// SharedValue is a value held by so many people that it joins nobody.
type SharedValue struct {
	Kind    string `json:"kind"`
	Value   string `json:"value_masked"`
	Records int    `json:"records"`
}

// Answers counts known answers and how many of them the result meets. They
// refined the model, so the result does better on them than it would on others.
type Answers struct {
	Same      int `json:"same"`      // pairs known to be one person
	Together  int `json:"together"`  // of these, in one cluster
	Different int `json:"different"` // pairs known to be two people
	Apart     int `json:"apart"`     // of these, in two clusters
	Doubted   int `json:"doubted"`   // pairs said to be one person that differ in so much that nothing was learned from them
}

// Summary is a run in figures: what `muster resolve --json` prints.
type Summary struct {
	Records        int                     `json:"records"`
	Clusters       int                     `json:"clusters"`
	Largest        int                     `json:"largest"`
	Links          int                     `json:"links"`
	Apart          int                     `json:"links_kept_apart"` // pairs with evidence enough whose clusters did not agree
	SaidApart      int                     `json:"links_said_apart"` // of these, pairs of which a person said so
	Rings          int                     `json:"rings"`
	Rejects        int                     `json:"rejects"`
	Estimate       resolve.Estimate        `json:"estimate"`
	Common         []resolve.CommonValue   `json:"common,omitempty"`
	Contradictions []resolve.Contradiction `json:"contradictions,omitempty"`
	Warnings       []string                `json:"warnings,omitempty"`
	Events         map[string]int          `json:"events,omitempty"` // by kind, since the run before
	Answers        *Answers                `json:"known_answers,omitempty"`
	Out            string                  `json:"out"`
	Files          []string                `json:"files"`
}

// Estimated reports whether there was evidence to estimate quality from; copies
// and decisions alone give none.
func (s *Summary) Estimated() bool {
	p := s.Estimate.Precision
	return p.High-p.Low < 1
}

// The files of a run.
const (
	FileClusters  = "clusters.csv"
	FileLinks     = "links.jsonl"
	FileRings     = "rings.json"
	FileReport    = "report.html"
	FileModel     = "model.json"
	FileCard      = "model-card.md"
	FileRejects   = "rejects.csv"
	FileEvents    = "events.jsonl"
	FileDecisions = "decisions.jsonl"
	FileRun       = "run.json"
)

// value shows a value as the reader may see it.
func (in *Input) value(kind resolve.Kind, v string) string {
	if in.Shown || in.Mask == nil {
		return v
	}
	return in.Mask(kind, v)
}

// kindOf is the kind of a compared field.
func (in *Input) kindOf(field string) resolve.Kind {
	for _, c := range in.Plan.Comparisons {
		if c.Field == field {
			return c.Kind
		}
	}
	return resolve.FreeText
}
