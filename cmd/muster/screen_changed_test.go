package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/assess"
	"muster/dossier"
	"muster/policy"
	"muster/simulate"
)

// monitored is the file without which no sign-ins are kept.
const monitoredFile = "monitoring: {notice: HR-1, impact_assessment: DPIA-1}\n"

// runs is runs over folders into databases that share a key.
type runs struct {
	t      *testing.T
	key    string
	policy string
	asOf   string
	db     string // a path, or the address of a server
}

func newRuns(t *testing.T, asOf string) *runs {
	r := &runs{t: t, key: filepath.Join(t.TempDir(), "key"), asOf: asOf}
	if err := os.WriteFile(r.key, bytes.Repeat([]byte{7}, dossier.KeySize), 0o600); err != nil {
		t.Fatal(err)
	}
	r.policy = filepath.Join(t.TempDir(), "policy.yaml")
	text := policy.DefaultText() // with nothing past its days: a database does not hold that, and a run over files alone does
	text = append(text[:bytes.Index(text, []byte("retention_days:"))], bytes.ReplaceAll(text[bytes.Index(text, []byte("retention_days:")):], []byte(": 365\n"), []byte(": 3650\n"))...)
	if err := os.WriteFile(r.policy, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return r
}

// begin opens the database and reads the folders.
func (r *runs) begin(changed bool, paths ...string) (*screenOptions, *changedRun) {
	r.t.Helper()
	cmd := screenCommand()
	cmd.SetContext(r.t.Context())
	cmd.SetErr(io.Discard)
	o := &screenOptions{policy: r.policy, out: r.t.TempDir(), db: r.db, retain: inMonths(12), keyFile: r.key, asOf: r.asOf, region: "GB", memory: defaultMemory, changed: changed}
	c := &changedRun{screening: screening{progress: newProgress(io.Discard, true)}}
	r.t.Cleanup(c.progress.stop)
	var err error
	if c.asOf, err = muster.ParseISO(r.asOf); err != nil {
		r.t.Fatal(err)
	}
	if c.vault, err = o.openVault(r.t.Context(), cmd); err != nil {
		r.t.Fatal(err)
	}
	if c.batch, err = o.read(r.t.Context(), cmd, paths, c.asOf, c.progress); err != nil {
		r.t.Fatal(err)
	}
	if err := c.vault.enter(r.t.Context(), cmd, o, c.batch); err != nil {
		r.t.Fatal(err)
	}
	return o, c
}

// whole looks at everybody.
func (r *runs) whole(paths ...string) *assess.Result {
	r.t.Helper()
	o, c := r.begin(false, paths...)
	defer c.vault.close()
	result, err := o.assess(r.t.Context(), c.batch, c.vault, c.asOf, c.progress, nil)
	if err == nil {
		err = c.vault.save(r.t.Context(), c.batch, result)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return result
}

// changed looks at what changed, and returns an error of it.
func (r *runs) changed(paths ...string) (*changedRun, error) {
	r.t.Helper()
	o, c := r.begin(true, paths...)
	defer c.vault.close()
	q, err := o.request(c.batch, c.vault, c.asOf, c.progress)
	if err != nil {
		return nil, err
	}
	if err := c.goOn(r.t.Context(), q); err != nil {
		return nil, err
	}
	if err := c.follow(r.t.Context(), q); err != nil {
		return nil, err
	}
	defer c.night.Close()
	if c.result, err = assess.Run(r.t.Context(), q); err != nil {
		return nil, err
	}
	return c, c.keep(r.t.Context())
}

// outcome is what was found of somebody.
type outcome struct {
	Findings   []muster.Finding
	Assessment muster.Assessment
	Groups     []string
	Checks     []muster.PastCheck
	Farm       *muster.FarmFact
}

func outcomes(t *testing.T, result *assess.Result) map[muster.SubjectID]string {
	t.Helper()
	all := map[muster.SubjectID]string{}
	for p, err := range result.Each() {
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.MarshalIndent(outcome{p.Findings, p.Assessment, p.Groups, p.Checks, p.Farm}, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		all[p.ID] = string(text)
	}
	return all
}

// counts is what a finding says of how many people there are in all.
var counts = regexp.MustCompile(`[0-9,]+ of [0-9,]+ people|"base": [0-9]+`)

// spelling is how a value is written that several people write in several ways: one
// of those who are looked at is asked.
var spelling = regexp.MustCompile(`"value_masked": ".*"`)

// sameBut compares what a run over what changed says with a run over everybody.
func sameBut(t *testing.T, night *changedRun, before, want *assess.Result) {
	t.Helper()
	got, were, wanted := outcomes(t, night.result), outcomes(t, before), outcomes(t, want)
	for id, text := range wanted {
		now, looked := got[id]
		switch {
		case looked:
			if diff := cmp.Diff(text, now); diff != "" {
				t.Errorf("%s, looked at (-everybody +changed):\n%s", id, diff)
			}
		case counts.ReplaceAllString(text, "") != counts.ReplaceAllString(were[id], ""):
			t.Errorf("%s was not looked at, and is another now (-before +everybody):\n%s", id, cmp.Diff(were[id], text))
		}
	}
	groups := func(list []muster.Group) map[string]string {
		all := map[string]string{}
		for i := range list {
			if slices.ContainsFunc(list[i].Members, func(m muster.Member) bool { return night.night.Part.Look[m.Subject] }) {
				text, _ := json.MarshalIndent(list[i], "", " ")
				all[list[i].ID] = spelling.ReplaceAllString(string(text), "")
			}
		}
		return all
	}
	if diff := cmp.Diff(groups(want.Groups), groups(night.result.Groups)); diff != "" {
		t.Errorf("groups (-everybody +changed):\n%s", diff)
	}
}

// A run over a day's change says of everybody it looks at what a run over everybody
// says, and of nobody else would that one say something new.
func TestOnlyChangedSaysTheSame(t *testing.T) {
	for _, test := range []struct {
		seed uint64
		day  string
	}{{3, "2026-06-15"}, {4, "2026-05-04"}, {5, "2026-06-29"}} {
		t.Run(fmt.Sprint(test.seed), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "platform")
			p := simulate.DefaultPlatform(3000, test.seed)
			p.Operators = 12
			var err error
			if p.Day, err = time.Parse(time.DateOnly, test.day); err != nil {
				t.Fatal(err)
			}
			if _, err := simulate.WritePlatform(t.Context(), p, dir); err != nil {
				t.Fatal(err)
			}
			day := filepath.Join(t.TempDir(), "day")
			if err := os.Rename(filepath.Join(dir, "day"), day); err != nil {
				t.Fatal(err)
			}
			for _, in := range []string{dir, day} {
				if err := os.WriteFile(filepath.Join(in, "muster.yaml"), []byte(monitoredFile), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			r := newRuns(t, test.day)
			r.db = filepath.Join(t.TempDir(), "whole.db")
			want := r.whole(dir, day)
			r.db = filepath.Join(t.TempDir(), "platform.db")
			before := r.whole(dir)
			night, err := r.changed(day)
			if err != nil {
				t.Fatal(err)
			}
			sameBut(t, night, before, want)
			t.Logf("%d changed, %d of %d looked at, %d read", len(night.night.Changed), night.result.Len(), night.night.Part.People, night.night.Population.Len())
		})
	}
}
