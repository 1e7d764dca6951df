package document

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var today = Date{2026, 11, 20}

const ukCV = `Ann Example
12 Harbour Street, Bristol BS1 4ST
Email: ann.example@example.org | Phone: +44 20 7946 0018 | linkedin.com/in/ann-example
Nationality: Utopian | Date of birth: 1 January 1990

Profile
Engineer with 9 years of experience with Kubernetes and a liking for boats.

Work Experience
Senior Software Engineer, Acme Ltd
Mar 2019 - Present
- Reduced latency by 37.4% within 7 months
- Led a team of 12 engineers serving 1,283,000 users

Software Developer | Widget Works | Jun 2015 – Jan 2019
• Built services in Go and PostgreSQL
• Maintained Docker images

Junior Developer at Tiny Co
01/2014 - 12/2014
- Wrote PHP

Education
BSc Computer Science, University of Nowhere
2010 - 2013

Languages
English (native), French (fluent)

Skills
Go since 2015, Kubernetes (10 years), React, Terraform
`

func TestFactsOfUKCV(t *testing.T) {
	f := Facts(ukCV, today)
	if f.Name != "Ann Example" || f.Address != "12 Harbour Street, Bristol BS1 4ST" || f.Dropped != 2 {
		t.Errorf("name %q, address %q, dropped %d", f.Name, f.Address, f.Dropped)
	}
	if !slices.Equal(f.Emails, []string{"ann.example@example.org"}) || !slices.Equal(f.Phones, []string{"+44 20 7946 0018"}) {
		t.Errorf("emails %q, phones %q", f.Emails, f.Phones)
	}
	if len(f.Profiles) != 1 || f.Profiles[0].Site != "linkedin" || f.Profiles[0].Handle != "ann-example" {
		t.Errorf("profiles %+v", f.Profiles)
	}
	want := []Role{
		{Title: "Senior Software Engineer", Employer: "Acme Ltd", Start: Date{2019, 3, 0}, Current: true,
			Lines: []string{"Reduced latency by 37.4% within 7 months", "Led a team of 12 engineers serving 1,283,000 users"}},
		{Title: "Software Developer", Employer: "Widget Works", Start: Date{2015, 6, 0}, End: Date{2019, 1, 0},
			Lines: []string{"Built services in Go and PostgreSQL", "Maintained Docker images"}},
		{Title: "Junior Developer", Employer: "Tiny Co", Start: Date{2014, 1, 0}, End: Date{2014, 12, 0}, Lines: []string{"Wrote PHP"}},
	}
	if d := cmp.Diff(want, f.Roles); d != "" {
		t.Errorf("roles (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]Education{{"University of Nowhere", "BSc Computer Science", Date{2010, 0, 0}, Date{2013, 0, 0}}}, f.Education); d != "" {
		t.Errorf("education (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]Gap{{Date{2014, 12, 0}, Date{2015, 6, 0}, 5}}, f.Gaps); d != "" {
		t.Errorf("gaps (-want +got):\n%s", d)
	}
	if len(f.Overlaps) != 0 {
		t.Errorf("overlaps %+v", f.Overlaps)
	}
	years := map[string]int{}
	for _, tech := range f.Technologies {
		years[tech.Name] = tech.From
		if anachronism(tech) {
			t.Errorf("anachronism %+v", tech)
		}
	}
	if years["Golang"]+years["Go"] == 0 || years["Kubernetes"] != 2016 || years["Docker"] != 2019 || years["Terraform"] != 0 {
		t.Errorf("technology years %v", years)
	}
}

// A rewritten CV keeps most features; an honest stranger's shares none.
func TestSkeletonSurvivesRewriting(t *testing.T) {
	rewritten := `A. N. Other
other@example.net

EMPLOYMENT HISTORY

Principal Platform Engineer
Northwind GmbH
03/2019 – heute
Cut response times 37.4 percent over 7 months; responsible for 12 developers and 1,283,000 customers.

Backend Programmer
Blue Fjord AS
06/2015 – 01/2019
Delivered Go back ends on Postgres.

Programmer
Little Shop Inc
January 2014 to December 2014

EDUCATION
Bachelor of Science, Nowhere University, 2010-2013
`
	stranger := strings.NewReplacer("Mar 2019", "May 2018", "Jun 2015", "Feb 2016", "Jan 2019", "Apr 2018", "37.4%", "20%", "01/2014", "03/2013", "12/2014", "01/2016", "Nowhere", "Elsewhere", "1,283,000", "1,000").Replace(ukCV)
	base := hashes(Facts(ukCV, today))
	if n, of := shared(base, hashes(Facts(rewritten, today))), len(base); n*10 < of*6 {
		t.Errorf("rewritten CV shares %d of %d features\n%v\n%v", n, of, Facts(ukCV, today).Skeleton, Facts(rewritten, today).Skeleton)
	}
	strange := hashes(Facts(stranger, today))
	if n := shared(base, strange); n != 0 {
		t.Errorf("a stranger's CV shares %d features", n)
	}
}

func hashes(f CVFacts) map[string]bool {
	out := map[string]bool{}
	for _, x := range f.Skeleton {
		out[x.Hash] = true
	}
	return out
}

func shared(a, b map[string]bool) (n int) {
	for h := range a {
		if b[h] {
			n++
		}
	}
	return n
}

// Layouts: every one of them is the same job.
func TestRoleLayouts(t *testing.T) {
	want := []Role{{Title: "Software Engineer", Employer: "Acme Ltd", Start: Date{2018, 1, 0}, End: Date{2020, 3, 0}}}
	for name, body := range map[string]string{
		"title, employer / dates":     "Software Engineer, Acme Ltd\nJan 2018 - Mar 2020",
		"one line with bars":          "Software Engineer | Acme Ltd | Jan 2018 – Mar 2020",
		"at, in brackets":             "Software Engineer at Acme Ltd (January 2018 to March 2020)",
		"employer tab dates / title":  "Acme Ltd\tJan 2018 – Mar 2020\nSoftware Engineer",
		"dates first":                 "01/2018 – 03/2020\tSoftware Engineer\nAcme Ltd, London",
		"dates alone, then the rest":  "2018-01 - 2020-03\nSoftware Engineer\nAcme Ltd",
		"title tab dates / employer":  "Software Engineer\tJan 2018 – Mar 2020\nAcme Ltd",
		"employer, place tab dates":   "Acme Ltd, Remote\t01.2018 – 03.2020\nSoftware Engineer",
		"two lines and dates":         "Software Engineer\nAcme Ltd\nJan ’18 – Mar ’20",
		"with tenure":                 "Software Engineer\nAcme Ltd · Full-time\nJan 2018 - Mar 2020 · 2 yrs 3 mos",
		"employer dash title / dates": "Acme Ltd — Software Engineer\nJan. 2018 — Mar. 2020",
		"German months":               "Software Engineer, Acme Ltd\nJanuar 2018 bis März 2020",
	} {
		got := Facts("Ann Example\n\nExperience\n"+body+"\n", today).Roles
		for i := range got {
			got[i].Lines = nil
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestDates(t *testing.T) {
	for in, want := range map[string]span{
		"Jan 2018 - Mar 2020":          {start: Date{2018, 1, 0}, end: Date{2020, 3, 0}},
		"2018 – Present":               {start: Date{2018, 0, 0}, current: true},
		"15/03/2018 - 20/04/2019":      {start: Date{2018, 3, 15}, end: Date{2019, 4, 20}},
		"03/15/2018 - 04/20/2019":      {start: Date{2018, 3, 15}, end: Date{2019, 4, 20}},
		"03/04/2018 - 05/06/2019":      {start: Date{2018, 0, 0}, end: Date{2019, 0, 0}}, // never guessed
		"01.02.2018 – 31.12.2019":      {start: Date{2018, 2, 1}, end: Date{2019, 12, 31}},
		"since 2019":                   {start: Date{2019, 0, 0}, current: true},
		"März 2017 – heute":            {start: Date{2017, 3, 0}, current: true},
		"février 2016 - août 2018":     {start: Date{2016, 2, 0}, end: Date{2018, 8, 0}},
		"Mar – Sep 2021":               {start: Date{2021, 3, 0}, end: Date{2021, 9, 0}},
		"5 May 2018 until 6 June 2019": {start: Date{2018, 5, 5}, end: Date{2019, 6, 6}},
		"Sept 2019 — current":          {start: Date{2019, 9, 0}, current: true},
		"Summer 2019 - 2020":           {start: Date{2019, 0, 0}, end: Date{2020, 0, 0}},
		"2020 -":                       {start: Date{2020, 0, 0}, current: true},
	} {
		got, ok := findSpan(in, today)
		got.from, got.to = 0, 0
		if !ok || got != want {
			t.Errorf("findSpan(%q) = %+v, %v, want %+v", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "2020", "call 020 7946 0018", "2020 - 2018", "ISO 27001-2013", "Marketing 2019", "version 1.2 - 3.4"} {
		if got, ok := findSpan(in, today); ok {
			t.Errorf("findSpan(%q) = %+v, want none", in, got)
		}
	}
}

func TestAnachronisms(t *testing.T) {
	cv := "Ann Example\n\nExperience\nEngineer, Acme Ltd\nJan 2008 - Dec 2011\n- Ran Kubernetes in production\n\nSkills\nRust since 2004, Flutter (15 years), Docker, 10 years of Python\n"
	got := map[string]bool{}
	for _, tech := range Facts(cv, today).Technologies {
		got[tech.Name] = anachronism(tech)
	}
	if d := cmp.Diff(map[string]bool{"Kubernetes": true, "Rust": true, "Flutter": true, "Docker": false, "Python": false}, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// Honest wordings that must not read as claims of time.
func TestNoAnachronismInHonestWording(t *testing.T) {
	for _, line := range []string{
		"15 years of experience in software, lately with Kubernetes and Terraform",
		"20 years in industry; Docker, Kubernetes, GitHub Actions",
		"Since 2005 I have worked as an engineer, currently using React and Vue.js",
		"I want to go further and rust never sleeps",
		"Moved a 2004 code base to Kubernetes",
		"Swift delivery of results since 1999",
	} {
		for _, tech := range Facts("Ann Example\n\nProfile\n"+line+"\n", today).Technologies {
			if anachronism(tech) {
				t.Errorf("%q gave %+v", line, tech)
			}
		}
	}
}

// A list under an unknown heading is not dated by the job above it.
func TestUnknownHeadingIsNotDated(t *testing.T) {
	cv := "Ann Example\n\nExperience\nEngineer, Acme Ltd\nJan 2008 - Dec 2011\n- Ran servers\n\nThings I like to work with\nKubernetes, Terraform\n"
	for _, tech := range Facts(cv, today).Technologies {
		if tech.From != 0 {
			t.Errorf("%+v", tech)
		}
	}
}

func TestOverlaps(t *testing.T) {
	f := Facts("Experience\nEngineer, Acme Ltd\nJan 2018 - Dec 2020\n\nEngineer, Beta GmbH\nMar 2019 - Sep 2020\n\nAdvisor (part-time), Gamma Inc\nMar 2019 - Sep 2020\n\nEngineer, Delta Ltd\n2020 - 2021\n", today)
	if d := cmp.Diff([]Overlap{{0, 1, 18}}, f.Overlaps); d != "" {
		t.Errorf("-want +got:\n%s\nroles %+v", d, f.Roles)
	}
}

func TestWithoutProtected(t *testing.T) {
	in := "Ann Example\nNationality: Utopian\nMarital status\nSingle\nDOB 01/01/1990 | ann@example.org\nSingle sign-on with SAML\nAge of Empires fan\nRace conditions fixed\nGeburtsdatum: 1.1.1990\nBorn: 1990\nBorn to run marathons\nReligion\tnone\tBristol\nGender pay gap reporting"
	want := "Ann Example\n ann@example.org\nSingle sign-on with SAML\nAge of Empires fan\nRace conditions fixed\nBorn to run marathons\nBristol\nGender pay gap reporting"
	got, n := WithoutProtected(in)
	if got != want || n != 6 {
		t.Errorf("dropped %d:\n%s\nwant:\n%s", n, got, want)
	}
}

func TestReferencesAreNotTheCandidate(t *testing.T) {
	f := Facts("Ann Example\nann@example.org\n\nReferences\nBob Boss, Acme Ltd, bob@acme.example, +44 20 7946 0999\n", today)
	if !slices.Equal(f.Emails, []string{"ann@example.org"}) || len(f.Phones) != 0 {
		t.Errorf("emails %q, phones %q", f.Emails, f.Phones)
	}
}

func TestClassify(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Kind
	}{
		"cv":     {ukCV, CV},
		"advert": {"Senior Engineer (remote)\nAbout the role\nWe are looking for an engineer. The ideal candidate knows Go.\nWhat we offer: 28 days of leave. Apply now. We are an equal opportunity employer.", Advert},
		"letter": {"Dear hiring team,\nI am writing to apply for the post of engineer. I look forward to hearing from you.\nKind regards,\nAnn Example", Letter},
		"mrz":    {"PASSPORT\nP<UTOEXAMPLE<<ANN<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n", Identity},
		"other":  {"Shopping: milk, bread, eggs.", Other},
		"empty":  {"", Other},
	} {
		if got := Classify(c.text); got.Kind != c.want {
			t.Errorf("%s: %+v, want %s", name, got, c.want)
		}
	}
}

// anachronism is a claim earlier than the technology, by more than the year
// that rounding and previews explain.
func anachronism(t Technology) bool { return t.From != 0 && t.Public != 0 && t.Public-t.From >= 2 }
