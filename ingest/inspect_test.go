package ingest

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func inspectAll(t *testing.T, paths ...string) []FileInspection {
	t.Helper()
	var out []FileInspection
	err := Inspect(context.Background(), paths, Options{}, func(x FileInspection) error {
		out = append(out, x)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestInspect(t *testing.T) {
	dir := folder(t, map[string]string{
		"a_people.csv": "Employee ID,Full name,Personal email,Start date,Shoe size\nE1,Ada Moor,ada@example.com,13/04/2024,38\nE2,Bo\nE3,Cy,cy@example.com,14/04/2024,40\n",
		"b_cv.txt":     cvText("Ada Moor"),
		"c_bad.csv":    "",
		"d_what.csv":   "aa,bb\n1,2\n3,4\n",
	})
	got := inspectAll(t, dir, filepath.Join(dir, "nothing.csv"))
	if len(got) != 5 {
		t.Fatalf("%d lines, want 5: %+v", len(got), got)
	}
	first, err := json.Marshal(got[0])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"path":"` + filepath.ToSlash(dir) + `/a_people.csv","type":"csv","rows":3,"text_length":null,"columns":[` +
		`{"name":"Employee ID","field":"person_id","sample":"E0"},{"name":"Full name","field":"full_name","sample":"Axx xxxx"},` +
		`{"name":"Personal email","field":"contact.emails","sample":"axx@xxxxxxx.xxx"},{"name":"Start date","field":"started","dates":"dmy","sample":"13/04/2024"},` +
		`{"name":"Shoe size","sample":"00"}],"metadata":{"delimiter":",","encoding":"utf-8","kind":"people","rows_rejected":"1"},"error":null}`
	if diff := cmp.Diff(want, string(first)); diff != "" {
		t.Error(diff)
	}
	if got[1].Type != TypeText || got[1].TextLength == nil || *got[1].TextLength < 100 || got[1].Rows != nil {
		t.Errorf("document %+v", got[1])
	}
	if got[2].Error == nil || got[2].Error.Code != "empty" || got[3].Error != nil || !strings.Contains(got[3].Metadata["not_read"], "muster.yaml") || *got[3].Rows != 2 || len(got[3].Columns) != 2 {
		t.Errorf("bad files %+v %+v", got[2], got[3])
	}
	if got[4].Error == nil || got[4].Error.Code != "not_found" {
		t.Errorf("missing file %+v", got[4])
	}
	for _, x := range append(got, inspectAll(t, folder(t, map[string]string{"muster.yaml": "organisation: quay\n"}))...) {
		text, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		var keys map[string]json.RawMessage
		if err := json.Unmarshal(text, &keys); err != nil || len(keys) != 7 || string(keys["columns"]) == "null" || string(keys["metadata"]) == "null" {
			t.Errorf("%s has not every key: %s", x.Path, text)
		}
		if !slices.Contains(FileTypes(), x.Type) {
			t.Errorf("type %q is not documented", x.Type)
		}
	}
}

// Nothing that inspect writes of the example holds a value of a cell that
// names somebody.
func TestInspectMasks(t *testing.T) {
	lines := inspectAll(t, "../examples/harbour")
	if len(lines) < 20 {
		t.Fatalf("only %d files inspected", len(lines))
	}
	for _, x := range lines {
		text, err := json.Marshal(x.Columns)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"Mercer", "Hartmann", "Nambiar", "Tollgate", "@gmail", "@example"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s shows %s", x.Path, secret)
			}
		}
	}
}
