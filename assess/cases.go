package assess

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"muster"
	"muster/detect"
	"muster/dossier"
	"muster/internal/plainyaml"
	"muster/policy"
)

// Case is one test case of a detector, as people write it: observations, and
// whether the detector should speak.
type Case struct {
	Name         string           `yaml:"name"`
	Expect       string           `yaml:"expect"`   // hit or none; or hit and what the checks on record did to it: cleared, lowered, reopened or not_settled
	Subject      string           `yaml:"subject"`  // whose findings are examined; default the first observation's
	Strength     int              `yaml:"strength"` // expected strength, if given
	With         []string         `yaml:"with"`     // expected other people, if given
	Why          string           `yaml:"why"`      // for innocents: the explanation it stands for
	AsOf         string           `yaml:"asof"`     // default the latest date in the case
	Settings     map[string]any   `yaml:"settings"`
	Registers    map[string]any   `yaml:"registers"`
	Observations []map[string]any `yaml:"observations"`

	File string        `yaml:"-"`
	Flag muster.FlagID `yaml:"-"`
}

// CaseResult is the outcome of one case; Err is nil when it passed.
type CaseResult struct {
	Case Case
	Err  error
}

// ErrNoCases says that a folder holds no case at all: a harness that finds
// nothing has tested nothing.
var ErrNoCases = errors.New("no cases found: want FLAG/*.yaml")

// RunCases runs every case below dir: folders named after flags, holding YAML
// files of one or more cases each. It fails on an empty folder and on a flag
// no detector has.
func RunCases(fsys fs.FS, dir string, detectors []detect.Detector) ([]CaseResult, error) {
	files, err := fs.Glob(fsys, path.Join(dir, "*", "*.yaml"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: %w", dir, ErrNoCases)
	}
	var results []CaseResult
	for _, file := range files {
		flag := muster.FlagID(path.Base(path.Dir(file)))
		i := slices.IndexFunc(detectors, func(d detect.Detector) bool { return d.Flag == flag })
		if i < 0 {
			return nil, fmt.Errorf("%s: no detector has the flag %s", file, flag)
		}
		cases, err := readCases(fsys, file)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			c.File, c.Flag = file, flag
			results = append(results, CaseResult{c, runCase(&c, detectors[i])})
		}
	}
	return results, nil
}

// maxCaseFile bounds a case file.
const maxCaseFile = 4 << 20

func readCases(fsys fs.FS, file string) ([]Case, error) {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, err
	}
	if len(text) > maxCaseFile {
		return nil, fmt.Errorf("%s: larger than %d bytes", file, maxCaseFile)
	}
	decoder := plainyaml.NewDecoder(text)
	var cases []Case
	for {
		var c Case
		err := decoder.Decode(&c)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: case %d: %w", file, len(cases)+1, err)
		}
		switch {
		case len(c.Observations) > 0:
			cases = append(cases, c)
		case c.Name != "" || c.Expect != "":
			return nil, fmt.Errorf("%s: case %q: no observations: it would test nothing", file, c.Name)
		}
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("%s: %w", file, ErrNoCases)
	}
	return cases, nil
}

func runCase(c *Case, d detect.Detector) error {
	built, settings, err := caseDossier(c)
	if err != nil {
		return err
	}
	findings := detect.Run([]detect.Detector{d}, built.Dossier, settings)
	switch c.Expect {
	case "none":
		if len(findings) > 0 {
			return fmt.Errorf("want no finding, got %q at strength %d: %s", findings[0].Title, findings[0].Strength, findings[0].Detail)
		}
		return nil
	case "hit":
		return hit(c, findings)
	case string(muster.ClearanceCleared), string(muster.ClearanceLowered), string(muster.ClearanceReopened), string(muster.ClearanceNone):
		if err := hit(c, findings); err != nil {
			return err
		}
		return cleared(c, d, findings, built.Checks)
	}
	return fmt.Errorf("expect is %q, want hit, none, cleared, lowered, reopened or not_settled", c.Expect)
}

// cleared compares what the checks on record did to the findings, under the
// default policy, with what the case expects.
func cleared(c *Case, d detect.Detector, findings []muster.Finding, checks []muster.PastCheck) error {
	p := policy.WithDeclared(policy.Default(), detect.Settling([]detect.Detector{d}))
	a := policy.Assess(p, findings[0].Subjects[0], findings, checks...)
	for i := range a.Contributions {
		contribution := &a.Contributions[i]
		got := muster.Clearance{State: muster.ClearanceNone, Why: "no check on record can settle it"}
		if contribution.Clearance != nil {
			got = *contribution.Clearance
		}
		if string(got.State) != c.Expect {
			return fmt.Errorf("want the finding %s, got it %s: %s", c.Expect, got.State, got.Why)
		}
		if contribution.Cleared() && (contribution.Counted || a.Level != muster.Clear) {
			return fmt.Errorf("the finding is cleared and still counts: level %s", a.Level)
		}
	}
	return nil
}

func hit(c *Case, findings []muster.Finding) error {
	if len(findings) == 0 {
		return errors.New("want a finding, got none")
	}
	strongest := slices.MaxFunc(findings, func(a, b muster.Finding) int { return a.Strength - b.Strength })
	if c.Strength != 0 && strongest.Strength != c.Strength {
		return fmt.Errorf("want strength %d, got %d", c.Strength, strongest.Strength)
	}
	if len(strongest.Evidence) == 0 {
		return errors.New("the finding cites no evidence")
	}
	for _, with := range c.With {
		if !slices.ContainsFunc(findings, func(f muster.Finding) bool { return slices.Contains(f.Subjects, muster.SubjectID(with)) }) {
			return fmt.Errorf("want %s among the people joined, got %v", with, strongest.Subjects)
		}
	}
	return nil
}

// caseKey is the join key of cases: they hold invented people only.
var caseKey = bytes.Repeat([]byte{7}, dossier.KeySize)

// caseDossier turns a case's observations into the dossier of its subject.
func caseDossier(c *Case) (*dossier.Built, *muster.Settings, error) {
	observations, err := c.observations()
	if err != nil {
		return nil, nil, err
	}
	var registers muster.Registers
	if err := convert(c.Registers, &registers); err != nil {
		return nil, nil, fmt.Errorf("registers: %w", err)
	}
	var settings muster.Settings
	if err := convert(c.Settings, &settings); err != nil {
		return nil, nil, fmt.Errorf("settings: %w", err)
	}
	asOf, err := c.asOf(observations)
	if err != nil {
		return nil, nil, err
	}
	pop := muster.NewSlice(observations)
	index, err := dossier.NewIndex(context.Background(), pop, &registers, dossier.Options{
		Key: caseKey, AsOf: asOf, Region: "GB", Occupancy: settings.MaxOccupancy, Workers: 1,
	})
	if err != nil {
		return nil, nil, err
	}
	subject := muster.SubjectID(c.Subject)
	if subject == "" {
		subject = observations[0].Subject
	}
	for i := range pop.Len() {
		if pop.Subject(i).ID == subject {
			return buildCase(index, i, &settings)
		}
	}
	return nil, nil, fmt.Errorf("subject %q has no observation", subject)
}

func buildCase(index *dossier.Index, i int, settings *muster.Settings) (*dossier.Built, *muster.Settings, error) {
	groups, err := findGroups(context.Background(), &Request{Settings: settings}, index)
	if err != nil {
		return nil, nil, err
	}
	builder, err := index.NewBuilder(groups.facts)
	if err != nil {
		return nil, nil, err
	}
	built, err := builder.Build(i)
	if err != nil {
		return nil, nil, err
	}
	return built, settings, nil
}

func (c *Case) observations() ([]muster.Observation, error) {
	list := make([]muster.Observation, len(c.Observations))
	for i, form := range c.Observations {
		if err := convert(form, &list[i]); err != nil {
			return nil, fmt.Errorf("observation %d: %w", i+1, err)
		}
		o := &list[i]
		o.Organisation = muster.DefaultOrganisation
		if o.Record == "" {
			o.Record = fmt.Sprintf("row %d", i+1)
		}
		if o.Place.File == "" {
			o.Place = muster.Place{File: string(o.Kind()), Row: i + 1}
		}
		if err := o.Seal(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// convert goes through JSON, so that cases and JSONL files share one form.
func convert(from, into any) error {
	text, err := json.Marshal(from)
	if err != nil {
		return err
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func (c *Case) asOf(observations []muster.Observation) (muster.Time, error) {
	if c.AsOf != "" {
		return muster.ParseISO(c.AsOf)
	}
	var latest muster.Time
	for i := range observations {
		if latest.IsZero() || latest.Before(observations[i].Happened) {
			latest = observations[i].Happened
		}
	}
	return latest, nil
}
