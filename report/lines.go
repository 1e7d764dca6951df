package report

import (
	"encoding/json"
	"io"

	"muster"
)

// findingLine is one line of findings.jsonl. It stands alone: somebody who
// only has the line can look up every record it cites.
type findingLine struct {
	Key        muster.FindingKey  `json:"key"`
	Flag       muster.FlagID      `json:"flag"`
	Detector   string             `json:"detector,omitempty"`
	Subjects   []muster.SubjectID `json:"subjects"`
	Strength   int                `json:"strength"`
	Family     muster.Family      `json:"family"`
	Scored     bool               `json:"scored"`
	Confirmed  bool               `json:"confirmed,omitempty"`
	ObservedAt *muster.Time       `json:"observed_at"`
	Title      string             `json:"title"`
	Detail     string             `json:"detail"`
	Evidence   []muster.Evidence  `json:"evidence"`
	Join       *joinLine          `json:"join,omitempty"`
	Rival      string             `json:"rival,omitempty"`
	Concerns   []muster.SubjectID `json:"concerns"`
	Clearances []clearanceLine    `json:"clearances,omitempty"`
}

// joinLine is a join without the opaque ids, which are personal data and of no
// use outside the store.
type joinLine struct {
	Kinds          []muster.ArtefactKind `json:"kinds"`
	Values         []string              `json:"values_masked"`
	SharedBy       int                   `json:"shared_by"`
	Base           int                   `json:"base,omitempty"`
	DifferentHomes int                   `json:"different_homes,omitempty"`
	Unshareable    bool                  `json:"unshareable,omitempty"`
	Growing        bool                  `json:"growing,omitempty"`
}

// findingLines writes findings.jsonl, each finding once: a join is found from
// the side of everybody in it, under one key.
type findingLines struct {
	in       *Input
	concerns *concerns
	enc      *json.Encoder
	seen     map[muster.FindingKey]struct{}
}

func newFindingLines(w io.Writer, in *Input, concerns *concerns) *findingLines {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &findingLines{in: in, concerns: concerns, enc: enc, seen: map[muster.FindingKey]struct{}{}}
}

// add writes a person's finding unless it was written before, and reports whether it did.
func (l *findingLines) add(p *Person, f *muster.Finding) (bool, error) {
	if _, ok := l.seen[f.Key]; ok {
		return false, nil
	}
	l.seen[f.Key] = struct{}{}
	masked := values{in: l.in}
	line := findingLine{
		Key: f.Key, Flag: f.Flag, Detector: f.Detector, Subjects: orEmpty(f.Subjects),
		Strength: f.Strength, Family: f.Family, Scored: f.Scored, Confirmed: f.Confirmed,
		Title: f.Title, Detail: masked.fill(f.Detail, f), Evidence: orEmpty(f.Evidence), Rival: f.Rival,
	}
	line.Concerns, line.Clearances = l.concerns.of(p, f)
	if !f.ObservedAt.IsZero() {
		line.ObservedAt = &f.ObservedAt
	}
	if j := f.Join; j != nil {
		line.Join = &joinLine{
			Kinds: orEmpty(j.Kinds), Values: orEmpty(masked.all(j.Artefacts)), SharedBy: j.SharedBy, Base: j.Base,
			DifferentHomes: j.DifferentHomes, Unshareable: j.Unshareable, Growing: j.Growing,
		}
	}
	return true, l.enc.Encode(line)
}

// orEmpty makes JSON say [] instead of null.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// writeGroups writes groups.json: an array, one group a line.
func writeGroups(w io.Writer, groups []muster.Group) error {
	if _, err := io.WriteString(w, "["); err != nil {
		return err
	}
	for i := range groups {
		g := groups[i]
		g.Members, g.Joints, g.Rivals = orEmpty(g.Members), orEmpty(g.Joints), orEmpty(g.Rivals)
		line, err := json.Marshal(g)
		if err != nil {
			return err
		}
		lead := ",\n"
		if i == 0 {
			lead = "\n"
		}
		if _, err := w.Write(append([]byte(lead), line...)); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n]\n")
	return err
}

func writeSummary(w io.Writer, s *Summary) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(s)
}
