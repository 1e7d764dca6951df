package all

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"muster"
	"muster/detect"
)

// flag is one entry of docs/catalogue/flags.yaml.
type flag struct {
	ID      muster.FlagID `yaml:"id"`
	Family  muster.Family `yaml:"family"`
	Low     int           `yaml:"low"`
	High    int           `yaml:"high"`
	By      string        `yaml:"by"`
	Note    bool          `yaml:"note"`
	Sources []string      `yaml:"sources"`
	Title   string        `yaml:"title"`
}

// source is one entry of docs/catalogue/sources.yaml.
type source struct {
	ID        string `yaml:"id"`
	Kind      string `yaml:"kind"`
	Read      string `yaml:"read"`
	Date      string `yaml:"date"`
	Publisher string `yaml:"publisher"`
	Title     string `yaml:"title"`
}

func load[T any](t *testing.T, name string) []T {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "catalogue", name))
	if err != nil {
		t.Fatal(err)
	}
	var list []T
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&list); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(list) == 0 {
		t.Fatalf("%s is empty", name)
	}
	return list
}

func catalogue(t *testing.T) map[muster.FlagID]flag {
	t.Helper()
	flags := map[muster.FlagID]flag{}
	for _, f := range load[flag](t, "flags.yaml") {
		if _, twice := flags[f.ID]; twice {
			t.Errorf("flags.yaml: %s stands twice", f.ID)
		}
		flags[f.ID] = f
	}
	return flags
}

func sources(t *testing.T) map[string]source {
	t.Helper()
	known := map[string]source{}
	for _, s := range load[source](t, "sources.yaml") {
		if _, twice := known[s.ID]; twice {
			t.Errorf("sources.yaml: %s stands twice", s.ID)
		}
		known[s.ID] = s
	}
	return known
}

func TestDetectorsAreComplete(t *testing.T) {
	list := Detectors()
	if err := detect.Validate(list); err != nil {
		t.Error(err)
	}
	if !slices.IsSortedFunc(list, func(a, b detect.Detector) int { return strings.Compare(string(a.Flag), string(b.Flag)) }) {
		t.Error("the list is not sorted by flag")
	}
}

func TestSourcesAreComplete(t *testing.T) {
	used := map[string]bool{}
	for _, f := range catalogue(t) {
		for _, s := range f.Sources {
			used[s] = true
		}
	}
	for id, s := range sources(t) {
		if s.Publisher == "" || s.Title == "" || s.Date == "" {
			t.Errorf("source %s lacks a publisher, title or date", id)
		}
		if !slices.Contains([]string{"government", "industry", "community", "legal", "project"}, s.Kind) {
			t.Errorf("source %s: kind %q is not known", id, s.Kind)
		}
		if !slices.Contains([]string{"primary", "partial", "secondary"}, s.Read) {
			t.Errorf("source %s: read %q is not known", id, s.Read)
		}
		if !used[id] {
			t.Errorf("source %s is used by no flag", id)
		}
	}
}

func TestFlagsAreComplete(t *testing.T) {
	families := []muster.Family{
		muster.FamilyPlace, muster.FamilyDevice, muster.FamilyPapers, muster.FamilyText, muster.FamilyLink, muster.FamilyBank,
		muster.FamilyAddress, muster.FamilyFace, muster.FamilyConduct, muster.FamilyHistory, muster.FamilyCode,
	}
	known, titles := sources(t), map[string]muster.FlagID{}
	for id, f := range catalogue(t) {
		if f.Title == "" || len(f.Sources) == 0 {
			t.Errorf("flag %s lacks a title or sources", id)
		}
		if twin, twice := titles[f.Title]; twice {
			t.Errorf("flags %s and %s have one title", id, twin)
		}
		titles[f.Title] = id
		if f.Low < 0 || f.Low > f.High || f.High > 5 {
			t.Errorf("flag %s: strength %d to %d is not a range within 0 to 5", id, f.Low, f.High)
		}
		if !slices.Contains([]string{"automatic", "recorded", "never"}, f.By) || (f.By == "never") != (f.Low == 0) {
			t.Errorf("flag %s: by %q does not fit strength %d", id, f.By, f.Low)
		}
		if f.High > 0 && !slices.Contains(families, f.Family) {
			t.Errorf("flag %s: family %q is not known", id, f.Family)
		}
		for _, s := range f.Sources {
			if _, ok := known[s]; !ok {
				t.Errorf("flag %s: source %q is not in sources.yaml", id, s)
			}
		}
	}
}

func TestDetectorsFollowTheCatalogue(t *testing.T) {
	flags, known := catalogue(t), sources(t)
	for _, d := range Detectors() {
		f, ok := flags[d.Flag]
		switch {
		case !ok:
			t.Errorf("%s: flag %s is not in the catalogue", d.Name, d.Flag)
			continue
		case f.By == "never":
			t.Errorf("%s: flag %s must not be built", d.Name, d.Flag)
		case d.Family != f.Family:
			t.Errorf("%s: family %s, the catalogue has %s", d.Name, d.Family, f.Family)
		case d.Strength < f.Low || d.Strength > f.High:
			t.Errorf("%s: strength %d is outside %d to %d", d.Name, d.Strength, f.Low, f.High)
		case d.Scored == f.Note:
			t.Errorf("%s: scored is %v, the catalogue has note %v", d.Name, d.Scored, f.Note)
		case d.Recorded != (f.By == "recorded"):
			t.Errorf("%s: recorded is %v, the catalogue says %s", d.Name, d.Recorded, f.By)
		}
		for _, s := range d.Manual.Sources {
			if _, ok := known[s]; !ok {
				t.Errorf("%s: source %q is not in sources.yaml", d.Name, s)
			}
		}
	}
}

// TestZeroFlagsCannotBeExpressed holds that flags of strength 0 have no
// detector and no word on any form.
func TestZeroFlagsCannotBeExpressed(t *testing.T) {
	flags := catalogue(t)
	for _, zero := range []muster.FlagID{"IDD-14", "INT-16", "END-21"} {
		f, ok := flags[zero]
		if !ok || f.High != 0 || f.By != "never" {
			t.Errorf("%s is not listed as never built", zero)
		}
		if slices.ContainsFunc(Detectors(), func(d detect.Detector) bool { return d.Flag == zero }) {
			t.Errorf("%s has a detector", zero)
		}
	}
	banned := regexp.MustCompile(`accent|ethnic|national|citizen|appearance|looks|skin|race|language|speech|keyboard|religio|faith|origin|native|grooming|loyal|leader|insult|IDD-14|INT-16|END-21`)
	signs := signTexts(t)
	if len(signs) < 20 {
		t.Fatalf("found only %d signs: the constants have moved", len(signs))
	}
	for _, sign := range signs {
		if word := banned.FindString(sign); word != "" {
			t.Errorf("sign %s can express %q", sign, word)
		}
	}
}

// signTexts returns name, value and comment of each constant of type
// muster.Sign.
func signTexts(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", "data_checks.go"), nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Sign" {
			for i, name := range spec.Names {
				texts = append(texts, name.Name+" "+spec.Values[i].(*ast.BasicLit).Value+" "+spec.Comment.Text())
			}
		}
		return true
	})
	return texts
}

// accusing matches words that judge a person, take a case for proved or name a
// nationality. What a page knows of the scheme it tells as published cases.
func accusing() *regexp.Regexp {
	words := []string{
		`personas?`, `operators?`, `fraud\w*`, `fake\w*`, `bogus`, `sham`, `suspect\w*`, `suspicious`, `culprits?`, `criminal\w*`, `crimes?`, `guilty?`, `liars?`, `lying`,
		`scam\w*`, `schemes?`, `impost[eo]rs?`, `attackers?`, `thie(f|ves)`, `accomplices?`, `helpers?`, `mules?`, `stand-in`, `made-up`, `invented`, `pretend\w*`, `deceiv\w*`,
		`decept\w*`, `cheat\w*`, `conceal\w*`, `hid(e|es|ing|den)`, `forg(ed|ery|eries)`, `borrowed`, `dishonest\w*`, `evad\w*`, `caught`, `found out`, `unmask\w*`, `betray\w*`,
		`illegal\w*`, `illicit`, `spy`, `spies`, `fugitive`, `risky?`,
		`north korea\w*`, `dprk`, `chinese`, `russian`, `korean`, `foreign\w*`, `ethnic\w*`, `nationalit\w*`,
	}
	return regexp.MustCompile(`(?i)\b(` + strings.Join(words, "|") + `)\b`)
}

// TestDraftsAreFair reads what detectors write on findings, and the catalogue's
// titles, for the same words.
func TestDraftsAreFair(t *testing.T) {
	unfair := accusing()
	for id, f := range catalogue(t) {
		if word := unfair.FindString(f.Title); word != "" && f.By != "never" && !strings.Contains(f.Title, "operators of payment services") {
			t.Errorf("flags.yaml: the title of %s says %q", id, word)
		}
	}
	files, err := filepath.Glob(filepath.Join("..", "*", "*.go"))
	if err != nil || len(files) < 60 {
		t.Fatalf("%d files of detectors: %v", len(files), err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING && strings.Contains(l.Value, " ") {
				if word := unfair.FindString(l.Value); word != "" {
					t.Errorf("%s: %q in %s", file, word, l.Value)
				}
			}
			return true
		})
	}
}

// TestManualsAreFair reads every manual page for words that judge a person or
// name a nationality, and for clearing over a channel the person supplied.
func TestManualsAreFair(t *testing.T) {
	unfair := accusing()
	marks := regexp.MustCompile(`\{[a-z]*\}`)
	for _, d := range Detectors() {
		m := &d.Manual
		page := strings.Join(append(append([]string{m.Title, m.What, m.Why}, m.Innocent...), m.Clear...), "\n")
		if word := unfair.FindString(page); word != "" {
			t.Errorf("%s: the manual page says %q", d.Name, word)
		}
		if mark := marks.FindString(page); mark != "" {
			t.Errorf("%s: the manual page holds the mark %s, which only findings may", d.Name, mark)
		}
		for _, line := range append(append([]string{m.Title}, m.Innocent...), m.Clear...) {
			if strings.HasSuffix(line, ".") {
				t.Errorf("%s: titles and list items end without a full stop: %q", d.Name, line)
			}
		}
		for _, line := range m.Clear {
			if strings.Contains(line, "code") && !strings.Contains(line, "clears nothing by itself") {
				t.Errorf("%s: a one-time code over a channel the person supplied clears nothing: %q", d.Name, line)
			}
		}
		for _, text := range []string{m.What, m.Why} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: want whole sentences, got %q", d.Name, text)
			}
		}
	}
}

// TestEveryDetectorHasCases counts the cases of each detector: at least two
// hits and three innocent look-alikes that say what they stand for.
func TestEveryDetectorHasCases(t *testing.T) {
	for _, d := range Detectors() {
		files, err := filepath.Glob(filepath.Join("..", "*", "testdata", string(d.Flag), "*.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			t.Errorf("%s: no cases in STAGE/testdata/%s/*.yaml", d.Name, d.Flag)
			continue
		}
		var text []byte
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text = append(append(text, '\n'), b...)
		}
		hits := len(regexp.MustCompile(`(?m)^expect: hit\b`).FindAll(text, -1))
		none := len(regexp.MustCompile(`(?m)^expect: none\b`).FindAll(text, -1))
		why := len(regexp.MustCompile(`(?m)^why: \S`).FindAll(text, -1))
		if hits < 2 || none < 3 || why < none {
			t.Errorf("%s: %d hits, %d innocent look-alikes of which %d say why; want 2, 3 and all", d.Name, hits, none, why)
		}
	}
}
