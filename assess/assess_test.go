package assess_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/assess"
	"muster/detect/all"
	"muster/dossier"
)

func about(subject muster.SubjectID, happened muster.Time, data muster.Data) muster.Observation {
	o := muster.Observation{
		Organisation: muster.DefaultOrganisation, Subject: subject, Source: "test", Record: fmt.Sprintf("%s %s", subject, data.Kind()),
		Place: muster.Place{File: string(data.Kind()) + ".csv", Row: 2}, Happened: happened, Data: data,
	}
	if err := o.Seal(); err != nil {
		panic(err)
	}
	return o
}

func day(d int) muster.Time { return muster.Date(2026, 1, d) }

// applicant is somebody with a name, a contact and a home.
func applicant(id muster.SubjectID, d int, name, mail, phone, home string) muster.Observation {
	a := &muster.Application{Named: muster.Named{FullName: muster.PersonName(name)}, Home: muster.Home{Address: muster.Address(home)}, Vacancy: "Engineer"}
	if mail != "" {
		a.Contact.Emails = []muster.Email{muster.Email(mail)}
	}
	if phone != "" {
		a.Contact.Phones = []muster.Phone{muster.Phone(phone)}
	}
	return about(id, day(d), a)
}

// company is three people of different homes behind one phone and one account,
// and honest people beside them.
func company(honest int) []muster.Observation {
	list := []muster.Observation{
		applicant("ring1", 1, "Ada Winter", "ada@example.com", "020 7946 0101", "12 High Street, Leeds, LS1 1AA"),
		applicant("ring2", 2, "Boris Quill", "boris@example.com", "020 7946 0101", "9 Mill Lane, York, YO1 7EP"),
		applicant("ring3", 3, "Carla Mendes", "carla@example.com", "020 7946 0101", "4 Dock Road, Hull, HU1 1AA"),
	}
	for i := range 3 {
		list = append(list, about(muster.SubjectID(fmt.Sprint("ring", i+1)), day(10+i), &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB33BUKB20201555555555"}}))
	}
	for i := range honest {
		list = append(list, applicant(muster.SubjectID(fmt.Sprintf("honest%03d", i)), 1+i%28, fmt.Sprintf("Honest%c%c Person%c", 'a'+i%26, 'a'+i/26, 'a'+i%7),
			fmt.Sprintf("h%d@mail%d.example", i, i), "", fmt.Sprintf("%d Long Road, Bath, BA1 %dAA", i+1, 1+i%9)))
	}
	return list
}

func request(observations []muster.Observation) *assess.Request {
	return &assess.Request{
		Population: muster.NewSlice(observations), Detectors: all.Detectors(), Key: bytes.Repeat([]byte{5}, dossier.KeySize), AsOf: muster.Date(2026, 6, 1), Version: "test",
	}
}

func run(t testing.TB, change func(*assess.Request), observations []muster.Observation) *assess.Result {
	t.Helper()
	r := request(observations)
	if change != nil {
		change(r)
	}
	res, err := assess.Run(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func person(t testing.TB, res *assess.Result, id muster.SubjectID) *assess.Person {
	t.Helper()
	i := slices.IndexFunc(res.People, func(p assess.Person) bool { return p.ID == id })
	if i < 0 {
		t.Fatalf("%s is not among the people", id)
	}
	return &res.People[i]
}

func TestRunEndToEnd(t *testing.T) {
	var phases []string
	res := run(t, func(r *assess.Request) {
		r.Workers = 1
		r.Progress = func(phase string, done, total int) {
			if done == total {
				phases = append(phases, phase)
			}
		}
	}, company(40))
	for i := 1; i <= 3; i++ {
		p := person(t, res, muster.SubjectID(fmt.Sprint("ring", i)))
		if p.Assessment.Level != muster.Escalate || len(p.Groups) != 1 || len(p.Assessment.Checks) == 0 {
			t.Errorf("%s: %s (%s) in groups %v", p.ID, p.Assessment.Level, p.Assessment.Reason, p.Groups)
		}
	}
	for i := range res.People {
		if p := &res.People[i]; strings.HasPrefix(string(p.ID), "honest") && p.Assessment.Level != muster.Clear {
			t.Errorf("%s: %s (%s)", p.ID, p.Assessment.Level, p.Assessment.Reason)
		}
	}
	if len(res.Groups) != 1 || res.Groups[0].Kind != muster.GroupRing || len(res.Groups[0].Members) != 3 {
		t.Fatalf("groups %+v", res.Groups)
	}
	for _, j := range res.Groups[0].Joints {
		if j.Value == "" || strings.Contains(j.Value, "7946 0101") || strings.Contains(j.Value, "20201555555555") {
			t.Errorf("joint %s is shown as %q", j.Kind, j.Value)
		}
	}
	if res.Observed != 46 || res.Kinds[muster.KindApplication] != 43 || len(res.People) != 43 {
		t.Errorf("%d observations of kinds %v on %d people", res.Observed, res.Kinds, len(res.People))
	}
	if diff := cmp.Diff([]string{"comparing records", "looking at each person"}, phases); diff != "" {
		t.Errorf("progress: %s", diff)
	}
	if res.Versions.Program != "test" || res.Versions.Policy == "" || res.Versions.Normaliser == "" || len(res.Phases) != 5 {
		t.Errorf("versions %+v, phases %v", res.Versions, res.Phases)
	}
}

// What a run says does not depend on the number of cores or the order of rows.
func TestRunIsTheSameOnAnyNumberOfCores(t *testing.T) {
	observations := append(company(600),
		about("honest003", day(3), &muster.CV{NoText: muster.Yes}), about("honest500", day(3), &muster.CV{NoText: muster.Yes}))
	want := run(t, func(r *assess.Request) { r.Workers = 1 }, observations)
	for _, workers := range []int{0, 3, 8} {
		reversed := slices.Clone(observations)
		slices.Reverse(reversed)
		got := run(t, func(r *assess.Request) { r.Workers = workers }, reversed)
		apart := cmp.FilterPath(func(p cmp.Path) bool {
			return slices.Contains([]string{"Requested", "Phases", "Index", "found", "measure"}, p.String()) // what was asked, how long it took, and what it worked on
		}, cmp.Ignore())
		if diff := cmp.Diff(*want, *got, apart); diff != "" {
			t.Fatalf("%d workers: %s", workers, diff)
		}
	}
}

func TestACancelledRunStops(t *testing.T) {
	request := func() *assess.Request {
		return &assess.Request{Population: muster.NewSlice(company(600)), Detectors: all.Detectors(), Key: bytes.Repeat([]byte{5}, dossier.KeySize), AsOf: day(28), Workers: 2}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := assess.Run(ctx, request()); !errors.Is(err, context.Canceled) {
		t.Errorf("before the start: %v", err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	r := request()
	r.Workers = 1
	r.Progress = func(phase string, _, _ int) {
		if phase == "looking at each person" {
			cancel()
		}
	}
	if _, err := assess.Run(ctx, r); !errors.Is(err, context.Canceled) {
		t.Errorf("in the middle: %v", err)
	}
	r = request()
	r.Key = nil
	if _, err := assess.Run(context.Background(), r); err == nil {
		t.Error("a run without a key went on")
	}
}

func TestNobodyIsAnEmptyResult(t *testing.T) {
	if res := run(t, nil, nil); len(res.People) != 0 || len(res.Groups) != 0 || len(res.Unseen) == 0 {
		t.Errorf("%+v", res)
	}
}

// Silence never reads as clean: every kind no file held is named, with the
// flags that could not run.
func TestUnseenNamesMissingKinds(t *testing.T) {
	none := run(t, nil, nil)
	// One account, so that what platforms hold is asked for as well: it alone runs nothing.
	account := run(t, nil, []muster.Observation{about("a1", day(2), &muster.PlatformAccount{Side: muster.SideTalent})})
	var flags []muster.FlagID
	for _, u := range slices.Concat(none.Unseen, account.Unseen) {
		if u.What == "" || u.Why == "" || u.Remedy == "" || u.Control == "" {
			t.Errorf("%+v", u)
		}
		flags = append(flags, u.Flags...)
	}
	for _, d := range all.Detectors() {
		told := slices.ContainsFunc(d.Needs, func(k muster.Kind) bool { return k != muster.KindMessage && k != muster.KindAccount })
		if told && !slices.Contains(flags, d.Flag) {
			t.Errorf("%s could not run and is not named", d.Flag)
		}
	}
	if len(account.Unseen) != len(none.Unseen)+4 {
		t.Errorf("contracts, bids, ratings and movements are asked for where there are accounts alone: %d and %d", len(none.Unseen), len(account.Unseen))
	}
	some := run(t, nil, append(company(1), about("honest000", day(2), &muster.CV{NoText: muster.Yes}), about("ring1", day(2), &muster.Document{MRZ: "P<"})))
	if len(some.Unseen) != len(none.Unseen)-4+2 {
		t.Errorf("%d kinds unseen of %d, with two of single people: %+v", len(some.Unseen), len(none.Unseen), some.Unseen)
	}
	single := map[muster.SubjectID]bool{}
	for _, u := range some.Unseen {
		if u.Subject != "" {
			single[u.Subject] = u.Remedy != ""
		}
		if strings.HasPrefix(u.What, "Applications") {
			t.Errorf("applications are named missing: %+v", u)
		}
	}
	if !single["honest000"] || !single["ring1"] {
		t.Errorf("of single people: %v", single)
	}
}

func TestTheRootCommitsToTheFindings(t *testing.T) {
	base := run(t, nil, company(5))
	if again := run(t, nil, company(5)); again.Root != base.Root {
		t.Error("the same findings have another root")
	}
	more := run(t, nil, append(company(5), about("ring1", day(20), &muster.Report{Sign: muster.SignExtortion, At: day(20), Recorded: muster.Recorded{By: "N. N.", Confirmed: muster.Yes}})))
	none := run(t, nil, company(5)[6:])
	if more.Root == base.Root || none.Root == base.Root || more.Root == none.Root {
		t.Error("other findings have the same root")
	}
	off := run(t, func(r *assess.Request) {
		p := *base.Requested.Policy
		p.Off = []muster.FlagID{person(t, base, "ring1").Findings[0].Flag}
		r.Policy = &p
	}, company(5))
	if off.Root == base.Root || len(person(t, off, "ring1").Findings) >= len(person(t, base, "ring1").Findings) {
		t.Error("a flag switched off is still told")
	}
}

func TestRecordsOfOneHuman(t *testing.T) {
	born := func(o muster.Observation, year int) muster.Observation {
		o.Data.(*muster.Application).DateOfBirth = muster.Date(year, 5, 5)
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		return o
	}
	const leeds, york = "12 High Street, Leeds, LS1 1AA", "9 Mill Lane, York, YO1 7EP"
	for _, c := range []struct {
		name string
		want bool
		list []muster.Observation
	}{
		{"applied twice", true, []muster.Observation{applicant("a", 1, "Ada Winter", "ada@example.com", "", leeds), applicant("b", 9, "Ada Winter", "ada@example.com", "", york)}},
		{"a documented change of name", true, []muster.Observation{
			applicant("a", 1, "Ada Summers", "ada@example.com", "", leeds), applicant("b", 9, "Ada Winter", "ada@example.com", "", leeds),
			about("b", day(9), &muster.Change{Field: muster.ChangeName, Old: "Ada Summers", New: "Ada Winter", Documented: muster.Yes}),
		}},
		{"a declared former name", true, []muster.Observation{
			applicant("a", 1, "Greta Hall", "ada@example.com", "", leeds),
			about("b", day(9), &muster.Person{Named: muster.Named{FullName: "Ada Winter"}, FormerNames: []muster.PersonName{"Greta Hall"}, Contact: muster.Contact{Emails: []muster.Email{"ada@example.com"}}}),
		}},
		{"different births", false, []muster.Observation{born(applicant("a", 1, "Ada Winter", "ada@example.com", "", leeds), 1980), born(applicant("b", 9, "Ada Winter", "ada@example.com", "", leeds), 1990)}},
		{"namesakes without contact", false, []muster.Observation{applicant("a", 1, "Ada Winter", "ada@example.com", "", leeds), applicant("b", 9, "Ada Winter", "other@example.com", "", york)}},
		{"namesakes of one home, births unknown", false, []muster.Observation{applicant("a", 1, "Ada Winter", "ada@example.com", "", leeds), applicant("b", 9, "Ada Winter", "other@example.com", "", leeds)}},
		{"one home and one birth, no contact in common", true, []muster.Observation{
			born(applicant("a", 1, "Ada Winter", "ada@example.com", "", leeds), 1980), born(applicant("b", 9, "Ada Winter", "other@example.com", "", leeds), 1980),
		}},
		{"twins of one home", false, []muster.Observation{
			born(applicant("a", 1, "Ada Winter", "ada@example.com", "", leeds), 1980), born(applicant("b", 9, "Boris Winter", "boris@example.com", "", leeds), 1980),
		}},
		{"twins called Alex and Alexandra", false, []muster.Observation{
			born(applicant("a", 1, "Alex Winter", "alex@example.com", "", leeds), 1980), born(applicant("b", 9, "Alexandra Winter", "other@example.com", "", leeds), 1980),
		}},
		{"twins of whom one writes an initial", false, []muster.Observation{
			born(applicant("a", 1, "A Winter", "alex@example.com", "", leeds), 1980), born(applicant("b", 9, "Anna Winter", "other@example.com", "", leeds), 1980),
		}},
		{"neighbours of one name and birth", false, []muster.Observation{
			born(applicant("a", 1, "Ada Winter", "ada@example.com", "", "Flat 1, 12 High Street, Leeds, LS1 1AA"), 1980),
			born(applicant("b", 9, "Ada Winter", "other@example.com", "", "Flat 9, 12 High Street, Leeds, LS1 1AA"), 1980),
		}},
		{"other names behind one contact", false, []muster.Observation{applicant("a", 1, "Ada Winter", "ada@example.com", "", leeds), applicant("b", 9, "Boris Quill", "ada@example.com", "", york)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := run(t, nil, c.list)
			i := slices.IndexFunc(res.Groups, func(g muster.Group) bool { return g.Kind == muster.GroupSameHuman })
			if (i >= 0) != c.want {
				t.Fatalf("groups %+v", res.Groups)
			}
			if !c.want {
				return
			}
			g := res.Groups[i]
			if g.ID != "same-a" || len(g.Members) != 2 || len(g.Joints) == 0 || len(g.Rivals) == 0 || g.Joints[0].Value == "" {
				t.Errorf("%+v", g)
			}
			for i := range res.People {
				if p := &res.People[i]; len(p.ID) == 1 && !slices.Contains(p.Groups, g.ID) || p.Assessment.Level != muster.Clear {
					t.Errorf("%s at %s in %v: one's own records are held against nobody", p.ID, p.Assessment.Level, p.Groups)
				}
			}
		})
	}
}

const goodCase = "name: x\nexpect: none\nobservations:\n  - {subject: a, kind: application, happened: 2026-01-01, data: {full_name: Ada Winter}}\n"

func TestCasesRefuse(t *testing.T) {
	for _, c := range []struct{ name, file, text, says string }{
		{"an unknown flag", "SRC-99/x.yaml", goodCase, "SRC-99"},
		{"an unknown key", "SRC-01/x.yaml", "expects: none\n" + goodCase, "expects"},
		{"a tag without a value", "SRC-01/x.yaml", "expect: hit\nobservations: ! ", "YAML"},
		{"a file without cases", "SRC-01/x.yaml", "# nothing\n", "no cases"},
		{"no file", "README", "", "no cases"},
		{"a file too large", "SRC-01/x.yaml", "#" + strings.Repeat("x", 4<<20), "larger"},
		{"a case that examines nobody", "SRC-01/x.yaml", goodCase + "---\nname: y\nexpect: hit\n", "no observations"},
	} {
		_, err := assess.RunCases(fstest.MapFS{c.file: {Data: []byte(c.text)}}, ".", all.Detectors())
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestCasesFail(t *testing.T) {
	for _, c := range []struct{ name, from, to, says string }{
		{"as it is", "", "", ""},
		{"another outcome", "none", "hit", "want a finding"},
		{"an unknown outcome", "none", "maybe", "maybe"},
		{"an unknown field", "full_name", "full_nam", "full_nam"},
		{"an unknown kind", "application", "aplication", "aplication"},
		{"an unknown setting", "expect:", "settings: {max_ocupancy: 3}\nexpect:", "max_ocupancy"},
		{"an unknown register", "expect:", "registers: {agency: []}\nexpect:", "agency"},
		{"a subject nobody is", "expect:", "subject: z\nexpect:", `"z"`},
		{"a date that is none", "expect:", "asof: tomorrow\nexpect:", "tomorrow"},
	} {
		text := strings.Replace(goodCase, c.from, c.to, 1)
		results, err := assess.RunCases(fstest.MapFS{"SRC-01/x.yaml": {Data: []byte(text)}}, ".", all.Detectors())
		if err != nil || len(results) != 1 {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := results[0].Err; (got == nil) != (c.says == "") || got != nil && !strings.Contains(got.Error(), c.says) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// FuzzCases: no case file crashes the harness.
func FuzzCases(f *testing.F) {
	for _, seed := range []string{
		goodCase, "", "---\n---\n", "observations: [{}]", "name: x\nexpect: hit\nobservations: [{subject: a, kind: cv, data: {roles: [{start: 2020-01}]}}]",
		"expect: none\nobservations: [{kind: person, data: null}]", "observations: &a [*a]", "registers: {offices: [{network: x}]}\nobservations: [{subject: a, kind: image, data: {latitude: 1}}]",
	} {
		f.Add([]byte(seed))
	}
	detectors := all.Detectors()
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<13 {
			t.Skip()
		}
		results, err := assess.RunCases(fstest.MapFS{"SRC-01/x.yaml": {Data: text}}, ".", detectors)
		if err == nil && len(results) == 0 {
			t.Error("a file without cases passed")
		}
	})
}
