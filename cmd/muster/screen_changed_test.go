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
	"strings"
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
	}{{3, "2026-06-15"}, {4, "2026-05-04"}} {
		t.Run(fmt.Sprint(test.seed), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "platform")
			p := simulate.DefaultPlatform(1500, test.seed)
			p.Operators = 8
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
			t.Logf("%d changed, %d of %d looked at, %d read", len(night.night.Changed), night.result.Len(), night.night.Part.People, night.night.Read)
		})
	}
}

// day is the rows of some tables, by file.
type day map[string]string

func (d day) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	heads := map[string]string{
		"accounts.csv":  "Account ID,Name,Email,Phone,Address,City,Postcode,Country,Side,Agency,Created,Identity Verified,IP,Device ID\n",
		"bank.csv":      "Account ID,Account Holder,IBAN,Sort Code,Account Number,Changed On\n",
		"ratings.csv":   "Account ID,Client ID,Date,Stars\n",
		"contracts.csv": "Account ID,Client ID,Started,Amount,Currency\n",
		"messages.csv":  "Account ID,Text,Sent,Channel\n",
		"documents.csv": "Account ID,Document Type,Document Number,Issuing Country,Name on Document,Date of Birth,Expiry Date,Seen On\n",
		"checks.csv":    "Account ID,Check Type,Completed On,Outcome,Recorded By\n",
	}
	for name, rows := range d {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(heads[name]+rows), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// account is a row of accounts.csv, of somebody with a home of their own.
func account(n int, device string) string {
	names := []string{"Ada Brook", "Ben Carter", "Cleo Dunn", "Dora Evans", "Eli Frost", "Fay Grant", "Gus Hale", "Hope Irwin", "Ivan Joyce", "Jane Kerr"}
	return fmt.Sprintf("F-%d,%s,person%d@mail.example,,%d Orchard Lane,Leeds,LS%d 4AB,United Kingdom,talent,,2026-0%d-0%dT09:00:00Z,,,%s\n", n, names[n], n, 10+7*n, 1+n, 1+n%5, 1+n%8, device)
}

// signIn is a line of a log.
func signIn(account, network, at string) string {
	return fmt.Sprintf(`{"muster_signal":1,"id":"%s-%s","at":"%s","account":"%s","device":"d-%s","kind":"sign_in","origin":{"ip":"%s","city":"Leeds","country":"GB","provider":"Hearth Broadband","client":"browser"},"data":{"passed":true}}`+"\n", account, at, at, account, account, network)
}

// sharing is a platform of ten accounts of which some share devices and payouts.
func sharing() day {
	d := day{}
	for n, device := range []string{"d-1", "d-1", "d-1", "d-4", "d-4", "d-4", "d-7", "d-8", "d-9", ""} {
		d["accounts.csv"] += account(n, device)
	}
	same := func(n int, number string) string { return fmt.Sprintf("F-%d,Holder %d,,20-11-30,%s,\n", n, n, number) }
	for n, number := range []string{"11111111", "11111111", "22222222", "33333333", "33333333", "44444444", "55555555", "66666666"} {
		d["bank.csv"] += same(n, number)
	}
	d["documents.csv"] = "F-6,passport,572846610,GBR,Gus Hale,1981-01-04,2032-02-22,2026-06-01\n"
	d["signins.jsonl"] = signIn("F-7", "2001:db8:a8b1:63ba:6a7b::1", "2026-06-10T09:00:00Z")
	d["muster.yaml"] = monitoredFile
	d["ratings.csv"] = "F-3,F-9,2026-03-01,5\nF-4,F-9,2026-03-02,5\nF-8,F-9,2026-03-03,4\n"
	return d
}

// Each kind of change is followed to whom it touches.
func TestOnlyChangedFollows(t *testing.T) {
	praised := "" // by F-7, just opened: one fewer than are told of
	for n, id := range []int{1, 2, 3, 4} {
		praised += fmt.Sprintf("F-%d,F-7,2026-03-0%d,5\n", id, 5+n)
	}
	const fifth = "F-6,F-7,2026-03-10,5\n"
	for name, test := range map[string]struct {
		day    day
		looked []muster.SubjectID // among others
		before string             // ratings
	}{
		"nothing new":                  {day{"ratings.csv": sharing()["ratings.csv"]}, nil, ""},
		"first seen":                   {day{"accounts.csv": strings.Replace(account(9, "d-7"), "F-9", "G-1", 1)}, []muster.SubjectID{"F-6", "G-1"}, ""},
		"a payout joins two":           {day{"bank.csv": "F-3,Holder 0,,20-11-30,11111111,2026-06-14\n"}, []muster.SubjectID{"F-0", "F-1", "F-2", "F-3", "F-4", "F-5"}, ""},
		"a payout of one":              {day{"bank.csv": "F-6,Holder 6,,20-11-30,77777777,2026-06-14\n"}, []muster.SubjectID{"F-6"}, ""},
		"a rating":                     {day{"ratings.csv": "F-6,F-9,2026-03-05,5\n"}, []muster.SubjectID{"F-3", "F-4", "F-6", "F-8", "F-9"}, ""},
		"a contract":                   {day{"contracts.csv": "F-7,F-9,2026-06-14,100,GBP\n"}, []muster.SubjectID{"F-7"}, ""},
		"an account not there":         {day{"contracts.csv": "F-7,Z-9,2026-06-14,100,GBP\n"}, []muster.SubjectID{"F-7"}, ""},
		"a client's own change":        {day{"accounts.csv": strings.Replace(account(9, ""), ",,,\n", ",2026-06-14,,d-1\n", 1)}, []muster.SubjectID{"F-0", "F-9"}, ""},
		"a client's fifth":             {day{"ratings.csv": fifth}, []muster.SubjectID{"F-1", "F-2", "F-3", "F-4", "F-6", "F-7"}, praised},
		"a client is verified":         {day{"accounts.csv": strings.Replace(account(7, "d-8"), ",,,d-8", ",2026-06-14,,d-8", 1)}, []muster.SubjectID{"F-1", "F-2", "F-3", "F-4", "F-6", "F-7"}, praised + fifth},
		"a document of another":        {day{"documents.csv": "F-8,passport,572846610,GBR,Ivan Joyce,1984-05-01,2032-02-22,2026-06-14\n"}, []muster.SubjectID{"F-6", "F-8"}, ""},
		"a document of another kind":   {day{"documents.csv": "F-6,identity_card,991846610,GBR,August Hale,1982-01-04,2032-02-22,2026-06-14\n"}, []muster.SubjectID{"F-6"}, ""},
		"a name and home of a group's": {day{"accounts.csv": strings.NewReplacer("Ada Brook", "Adah Brooke", "10 Orchard", "77 Orchard").Replace(account(0, "d-1"))}, []muster.SubjectID{"F-0", "F-1", "F-2"}, ""},
		"a check within a group":       {day{"checks.csv": "F-0,identity,2026-06-14,passed,Verification team\n"}, []muster.SubjectID{"F-0", "F-1", "F-2"}, ""},
		"a check that failed":          {day{"checks.csv": "F-3,identity,2026-06-14,failed,Verification team\n"}, []muster.SubjectID{"F-3"}, ""},
		"a network of another":         {day{"signins.jsonl": signIn("F-8", "2001:db8:a8b1:63ba:6a7b::1", "2026-06-14T10:00:00Z"), "muster.yaml": monitoredFile}, []muster.SubjectID{"F-7", "F-8"}, ""},
		"a network of nobody else":     {day{"signins.jsonl": signIn("F-7", "2001:db8:a8b1:77ba:6a7b::1", "2026-06-14T10:00:00Z"), "muster.yaml": monitoredFile}, []muster.SubjectID{"F-7"}, ""},
		"a device of a group":          {day{"signins.jsonl": strings.ReplaceAll(signIn("F-8", "2001:db8:a8b1:78ba:6a7b::1", "2026-06-14T10:00:00Z"), "d-F-8", "d-4"), "muster.yaml": monitoredFile}, []muster.SubjectID{"F-3", "F-4", "F-5", "F-8"}, ""},
		"no client by far":             {day{"ratings.csv": "F-6,F-0,2026-03-10,5\n"}, []muster.SubjectID{"F-6"}, praised},
	} {
		t.Run(name, func(t *testing.T) {
			base := sharing()
			base["ratings.csv"] += test.before
			first, then := base.write(t), test.day.write(t)
			r := newRuns(t, "2026-06-15")
			r.db = filepath.Join(t.TempDir(), "whole.db")
			want := r.whole(first, then)
			if strings.Contains(outcomes(t, want)["F-1"], `"PLT-08"`) != (len(test.looked) == 6 && test.before != "") {
				t.Error("whether F-1 is told of praise is not as the case says")
			}
			r.db = filepath.Join(t.TempDir(), "platform.db")
			before := r.whole(first)
			night, err := r.changed(then)
			if err != nil {
				t.Fatal(err)
			}
			sameBut(t, night, before, want)
			for _, id := range test.looked {
				if !night.night.Part.Look[id] {
					t.Errorf("%s was not looked at", id)
				}
			}
			if len(test.looked) == 0 && night.result.Len() > 0 {
				t.Errorf("%d were looked at, and nothing is new", night.result.Len())
			}
			again, err := r.changed(then)
			if err != nil || len(again.night.Changed) > 0 {
				t.Errorf("given again: %v changed, %v", again.night.Changed, err)
			}
		})
	}
}

// A row that is put right takes somebody out of a group, and those left in it are
// looked at again.
func TestOnlyChangedFollowsACorrection(t *testing.T) {
	first := sharing().write(t)
	r := newRuns(t, "2026-06-15")
	r.db = filepath.Join(t.TempDir(), "platform.db")
	before := r.whole(first)
	place, _ := before.Find("F-1")
	list, err := before.Requested.Population.Observations(place, nil)
	if err != nil {
		t.Fatal(err)
	}
	var rows []byte
	for _, o := range list {
		switch d := o.Data.(type) {
		case *muster.PlatformAccount:
			own := *d
			own.Device, o.Data = "d-own", &own
		case *muster.BankDetails:
			own := *d
			own.Number, o.Data = "99999999", &own
		default:
			continue
		}
		o.Supersedes, o.Record = o.ID, o.Record+"-right"
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		line, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(append(rows, line...), '\n')
	}
	then := t.TempDir()
	if err := os.WriteFile(filepath.Join(then, "corrections.jsonl"), rows, 0o600); err != nil {
		t.Fatal(err)
	}
	night, err := r.changed(then)
	if err != nil {
		t.Fatal(err)
	}
	r.db = filepath.Join(t.TempDir(), "whole.db")
	want := r.whole(first, then)
	sameBut(t, night, before, want)
	if len(night.night.Changed) != 1 || !night.night.Part.Look["F-0"] || !night.night.Part.Look["F-2"] {
		t.Errorf("changed %v, looked at %v", night.night.Changed, night.night.Part.Look)
	}
}

// A run over what changed is refused where it would say something else than one
// over everybody, and then keeps nothing.
func TestOnlyChangedIsRefused(t *testing.T) {
	first, then := sharing().write(t), day{"ratings.csv": "F-6,F-9,2026-03-05,5\n"}.write(t)
	const messages = "messages: {purpose: Template bids, lawful_basis: Legitimate interest}\n"
	for name, test := range map[string]struct {
		change func(t *testing.T, r *runs) (then string)
		want   string
	}{
		"nobody looked": {func(t *testing.T, r *runs) string { r.db = filepath.Join(t.TempDir(), "new.db"); return then }, "no run has looked at everybody"},
		"another policy": {func(t *testing.T, r *runs) string {
			text, err := os.ReadFile(r.policy)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(r.policy, bytes.Replace(text, []byte("people_in_a_home: 5"), []byte("people_in_a_home: 6"), 1), 0o600); err != nil {
				t.Fatal(err)
			}
			return then
		}, "another policy"},
		"an earlier day": {func(t *testing.T, r *runs) string { r.asOf = "2026-06-14"; return then }, "2026-06-15, which is later"},
		"texts": {func(t *testing.T, r *runs) string {
			return day{"messages.csv": "F-6," + strings.Repeat("I have built many shops and will gladly build yours with all that belongs to it. ", 8) + ",2026-06-14,proposal\n", "muster.yaml": messages}.write(t)
		}, "of F-6 there is a text of 200 letters or more"},
		"texts before": {func(t *testing.T, r *runs) string {
			r.whole(day{"messages.csv": "F-6," + strings.Repeat("I have built many shops and will gladly build yours with all that belongs to it. ", 8) + ",2026-06-14,proposal\n", "muster.yaml": messages}.write(t))
			return then
		}, "a database of its own"},
		"somebody erased": {func(t *testing.T, r *runs) string {
			v := r.open()
			defer v.close()
			people, err := v.db.PopulationOf(t.Context(), muster.DefaultOrganisation, []muster.SubjectID{"F-1"})
			if err != nil {
				t.Fatal(err)
			}
			defer people.Close()
			kept, err := people.Observations(0, nil)
			if err != nil || len(kept) == 0 {
				t.Fatalf("%d kept, %v", len(kept), err)
			}
			if n, err := v.db.Forget(t.Context(), muster.DefaultOrganisation, "F-1", kept[0].Source); n == 0 || err != nil {
				t.Fatalf("%d erased, %v", n, err)
			}
			return then
		}, "otherwise than by a run"},
		"other records": {func(t *testing.T, r *runs) string {
			o := muster.Observation{Organisation: muster.DefaultOrganisation, Subject: "F-6", Source: "service", Record: "1", Data: &muster.Bid{Times: 2}}
			if err := o.Seal(); err != nil {
				t.Fatal(err)
			}
			v := r.open()
			defer v.close()
			if _, _, err := v.db.Append(t.Context(), o.Organisation, []muster.Observation{o}); err != nil {
				t.Fatal(err)
			}
			return then
		}, "otherwise than by a run"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRuns(t, "2026-06-15")
			r.db = filepath.Join(t.TempDir(), "platform.db")
			r.whole(first)
			in := test.change(t, r)
			if _, err := r.changed(in); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// open opens the database by itself.
func (r *runs) open() *vault {
	r.t.Helper()
	o := &screenOptions{out: r.t.TempDir(), db: r.db, retain: inMonths(12), keyFile: r.key}
	cmd := screenCommand()
	cmd.SetErr(io.Discard)
	v, err := o.openVault(r.t.Context(), cmd)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}
