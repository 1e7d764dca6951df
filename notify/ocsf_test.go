package notify_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"muster"
	"muster/notify"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rule is what the published schema of OCSF says of one attribute.
type rule struct {
	required bool
	kind     string // number, string, object or list
	values   []float64
}

// detectionFinding holds the attributes of the class 2004 that we write, from
// the files detection_finding, finding, base_event and classification of the
// schema, and those of the objects in them.
var detectionFinding = map[string]map[string]rule{
	"": {
		"activity_id": {true, "number", []float64{0, 1, 2, 3, 99}}, "activity_name": {false, "string", nil},
		"category_uid": {true, "number", []float64{2}}, "category_name": {false, "string", nil},
		"class_uid": {true, "number", []float64{2004}}, "class_name": {false, "string", nil},
		"type_uid": {true, "number", []float64{200400, 200401, 200402, 200403, 200499}}, "time": {true, "number", nil},
		"severity_id": {true, "number", []float64{0, 1, 2, 3, 4, 5, 6, 99}}, "severity": {false, "string", nil},
		"status_id": {false, "number", []float64{0, 1, 2, 3, 4, 5, 6, 99}}, "status": {false, "string", nil},
		"message": {false, "string", nil}, "metadata": {true, "object", nil}, "finding_info": {true, "object", nil},
		"resources": {false, "list", nil}, "unmapped": {false, "object", nil},
	},
	"metadata":         {"version": {true, "string", nil}, "uid": {false, "string", nil}, "product": {true, "object", nil}},
	"metadata.product": {"name": {true, "string", nil}, "vendor_name": {true, "string", nil}, "version": {false, "string", nil}},
	"finding_info": {
		"uid": {true, "string", nil}, "title": {true, "string", nil}, "desc": {false, "string", nil}, "types": {false, "list", nil},
		"src_url": {false, "string", nil}, "analytic": {false, "object", nil}, "attacks": {false, "list", nil}, "data_sources": {false, "list", nil},
	},
	"finding_info.analytic": {
		"type_id": {true, "number", []float64{0, 1, 2, 3, 4, 99}}, "type": {false, "string", nil}, "uid": {true, "string", nil}, "name": {false, "string", nil},
	},
	"finding_info.attacks":               {"version": {false, "string", nil}, "technique": {true, "object", nil}, "sub_technique": {false, "object", nil}},
	"finding_info.attacks.technique":     {"uid": {true, "string", nil}, "name": {false, "string", nil}},
	"finding_info.attacks.sub_technique": {"uid": {true, "string", nil}, "name": {false, "string", nil}},
	"resources":                          {"uid": {true, "string", nil}, "type": {false, "string", nil}},
}

func conforms(t *testing.T, path string, v map[string]any) {
	t.Helper()
	rules, ok := detectionFinding[path]
	if !ok {
		return // unmapped is ours
	}
	for name, r := range rules {
		if _, ok := v[name]; r.required && !ok {
			t.Errorf("%s lacks %s", path, name)
		}
	}
	for name, value := range v {
		r, ok := rules[name]
		if !ok {
			t.Errorf("%s has %s, which the schema does not", path, name)
			continue
		}
		below := strings.TrimPrefix(path+"."+name, ".")
		kind := ""
		switch x := value.(type) {
		case float64:
			kind = "number"
			if r.values != nil && !slices.Contains(r.values, x) {
				t.Errorf("%s is %v", below, x)
			}
		case string:
			kind = "string"
		case map[string]any:
			kind = "object"
			conforms(t, below, x)
		case []any:
			kind = "list"
			for _, e := range x {
				if o, ok := e.(map[string]any); ok {
					conforms(t, below, o)
				}
			}
		}
		if kind != r.kind {
			t.Errorf("%s is a %s, want a %s", below, kind, r.kind)
		}
	}
}

func TestEventsFollowTheSchema(t *testing.T) {
	n := notifier(t, nil)
	for _, change := range []notify.Change{notify.Opened, notify.Updated, notify.Closed} {
		for strength := 1; strength <= 5; strength++ {
			for _, cleared := range []bool{false, true} {
				d, names := detection(t)
				d.Change, d.Cleared, d.Finding.Strength = change, cleared, strength
				event, err := n.Event(d, names)
				if err != nil {
					t.Fatal(err)
				}
				b, err := json.Marshal(event)
				if err != nil {
					t.Fatal(err)
				}
				var v map[string]any
				if err := json.Unmarshal(b, &v); err != nil {
					t.Fatal(err)
				}
				conforms(t, "", v)
				if v["type_uid"] != v["class_uid"].(float64)*100+v["activity_id"].(float64) {
					t.Errorf("type_uid %v", v["type_uid"])
				}
				if v["severity_id"].(float64) > 4 {
					t.Errorf("strength %d became severity %v", strength, v["severity_id"])
				}
			}
		}
	}
}

func TestNotesAreInformational(t *testing.T) {
	d, names := detection(t)
	d.Finding.Scored = false
	event, err := notifier(t, nil).Event(d, names)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := json.Marshal(event); err != nil || !strings.Contains(string(b), `"severity_id":1,`) {
		t.Errorf("%v in %s", err, b)
	}
}

// TestTechniques holds the flags with a technique against the catalogue.
func TestTechniques(t *testing.T) {
	b, err := os.ReadFile("../docs/catalogue/flags.yaml")
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^T[0-9]{4}(\.[0-9]{3})?$`)
	with := 0
	for _, m := range regexp.MustCompile(`\{id: ([A-Z]{3}-[0-9]{2}),`).FindAllSubmatch(b, -1) {
		ids := notify.Techniques(muster.FlagID(m[1]))
		for _, id := range ids {
			if !form.MatchString(id) {
				t.Errorf("%s: technique %q", m[1], id)
			}
		}
		if len(ids) > 0 {
			with++
		}
	}
	if with != 11 {
		t.Errorf("%d flags of the catalogue have a technique, want 11: is one of them spelt wrong?", with)
	}
}

func TestLinksNameNobody(t *testing.T) {
	n := notifier(t, nil)
	for _, c := range []struct {
		subject    muster.SubjectID
		path, want string
	}{
		{"4127", "/people/4127/checks", "https://muster.example.org/people/4127/checks"},
		{"annexample", "/people/annexample/checks", "https://muster.example.org/people"},
		{"ann.example@example.net", "/people/ann.example@example.net", "https://muster.example.org/people"},
		{"ann example", "/people/ann%20example", "https://muster.example.org/people"},
		{"ann@example.net", "/people/ann%40example.net", "https://muster.example.org/people"},
		{"", "", "https://muster.example.org"},
	} {
		m := message()
		m.Subject, m.Path = c.subject, c.path
		if got := n.Link(m); got != c.want {
			t.Errorf("%s: %s, want %s", c.subject, got, c.want)
		}
	}
	d, names := detection(t)
	d.Path = "/people/w2"
	event, err := n.Event(d, names)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := json.Marshal(event); err != nil || !strings.Contains(string(b), `"src_url":"https://muster.example.org/people"`) {
		t.Errorf("%v in %s", err, b)
	}
}

func TestSecretsAreNotWritten(t *testing.T) {
	s := notify.Secret(token)
	var log strings.Builder
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("x", "secret", s, "list", []any{s})
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "list", []any{s})
	b, err := json.Marshal(map[string]any{"s": s})
	if err != nil {
		t.Fatal(err)
	}
	shown := log.String() + string(b) + fmt.Sprintf("%v %+v %#v %s %q %x %d %v", s, s, s, s, s, s, s, []any{s})
	if strings.Contains(shown, token) || strings.Contains(shown, fmt.Sprintf("%x", token)) || !strings.Contains(shown, "[secret]") {
		t.Error(shown)
	}
}
