package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// sigmaFile reads a file of Sigma's own specification.
func sigmaFile(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open("../../../shared/data/sigma/specification.tar.gz")
	if errors.Is(err, os.ErrNotExist) && os.Getenv("CI") == "" {
		t.Skip("the published data are not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			t.Fatalf("%s is not in the specification", name)
		}
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(h.Name) != name {
			continue
		}
		text, err := io.ReadAll(files)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
}

// sigmaSchema reads Sigma's own schema of rules.
func sigmaSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	form, err := jsonschema.UnmarshalJSON(bytes.NewReader(sigmaFile(t, "sigma-detection-rule-schema.json")))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sigma.json", form); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sigma.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestSigmaTaxonomy finds each kind of log, and each field of a process, in
// Sigma's own taxonomy.
func TestSigmaTaxonomy(t *testing.T) {
	taxonomy := string(sigmaFile(t, "sigma-appendix-taxonomy.md"))
	for _, r := range lineRules() {
		source := "product: " + r.source.product + "<br>"
		if r.source.category != "" {
			source += "category: " + r.source.category
		} else {
			source += "service: " + r.source.service
		}
		if !strings.Contains(taxonomy, source+" ") {
			t.Errorf("%s %s: no log is called %s", r.flag, r.name, source)
		}
		for _, m := range r.match {
			if r.source.category == "process_creation" && !strings.Contains(taxonomy, "| "+m.field+" ") {
				t.Errorf("%s %s: a process has no %s", r.flag, r.name, m.field)
			}
		}
	}
}

// TestSigma holds every rule to Sigma's schema; ids are unique and stay.
func TestSigma(t *testing.T) {
	schema := sigmaSchema(t)
	dir := t.TempDir()
	var out, wrong bytes.Buffer
	if status := run(t.Context(), []string{"detections", "export", "sigma", "--out", dir}, strings.NewReader(""), &out, &wrong); status != exitDone {
		t.Fatal(wrong.String())
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.yml"))
	if err != nil || len(files) < 10 || len(files) != len(lineRules()) {
		t.Fatalf("%d files, %v", len(files), err)
	}
	seen := map[any]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := yaml.YAMLToJSON(text)
		if err != nil {
			t.Fatal(err)
		}
		rule, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(rule); err != nil {
			t.Errorf("%s: %v\n%s", filepath.Base(file), err, text)
		}
		m := rule.(map[string]any)
		if seen[m["id"]] || len(m["falsepositives"].([]any)) < 2 {
			t.Errorf("%s: its id is another's, or it says nothing of honest explanations", filepath.Base(file))
		}
		seen[m["id"]] = true
	}
	if got := ruleID(&lineRule{flag: "END-03", name: "fixed-pin"}); !seen[got] {
		t.Errorf("the id %s is not there", got)
	}
}

// TestKQL writes queries that narrow a table, each with its honest explanations.
func TestKQL(t *testing.T) {
	var out, wrong bytes.Buffer
	if status := run(t.Context(), []string{"detections", "export", "kql"}, strings.NewReader(""), &out, &wrong); status != exitDone {
		t.Fatal(wrong.String())
	}
	for _, want := range []string{"DeviceProcessEvents\n| where FileName in~ (", "\"VID_1D6B&PID_0104\"", "| where ProcessCommandLine contains \"--pin\"", "// It may be: ", "OktaV2_CL\n| where tostring(DebugData.tunnels) contains \"ASTRILL\"", "| where tostring(parse_json(AdditionalFields).DeviceId) "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("without %q", want)
		}
	}
	for _, r := range lineRules() {
		for _, m := range r.match {
			for _, v := range m.values { // an empty one fits every line
				if v == "" || m.field == "Image" && strings.Count(v, ".") > 2 {
					t.Errorf("%s %s: %s is %q", r.flag, r.name, m.field, v)
				}
			}
			if len(m.values) == 0 {
				t.Errorf("%s %s: %s is nothing", r.flag, r.name, m.field)
			}
		}
	}
	if status := run(t.Context(), []string{"detections", "export", "spl"}, strings.NewReader(""), &out, &wrong); status == exitDone {
		t.Error("another form is taken")
	}
}
