package document

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whole CVs in the layouts people use, with the roles and the course each
// holds; nobody in them exists.
func TestWholeCVs(t *testing.T) {
	for _, c := range []struct{ name, cv, roles, course string }{
		{"a profile exported by a network", `Jane Sample
Contact
jane@example.org
www.linkedin.com/in/jane-sample-12345 (LinkedIn)

Top Skills
Go
Kubernetes

Summary
I build things. Based in Leeds.

Experience
Northwind Traders
3 years 5 months
Staff Engineer
January 2022 - Present (1 year 11 months)
Leeds, England, United Kingdom
Working on billing platform. Cut costs by 31%.

Senior Engineer
August 2020 - January 2022 (1 year 6 months)
Leeds, England, United Kingdom

Contoso
Software Engineer
September 2016 - July 2020 (3 years 11 months)

Education
University of Leeds
Bachelor of Science - BS, Computer Science · (2013 - 2016)
`,
			"Staff Engineer|Northwind Traders|2022-01|\nSenior Engineer|Northwind Traders|2020-08|2022-01\nSoftware Engineer|Contoso|2016-09|2020-07", "University of Leeds|Bachelor of Science|2016"},
		{"German, dates first", `CURRICULUM VITAE
Max Muster
Musterstraße 12, 10115 Berlin
Tel.: +49 30 1234567
E-Mail: max@example.de
Geburtsdatum: 01.02.1985
Staatsangehörigkeit: deutsch

Berufserfahrung
01/2019 – heute	Senior Softwareentwickler
	Beispiel GmbH, Berlin
	- Entwicklung in Java
07/2014 – 12/2018	Softwareentwickler
	Muster AG, München
	- Wartung

Ausbildung
10/2008 – 06/2014	Studium der Informatik, Technische Universität Berlin
	Abschluss: M.Sc. Informatik
Sprachen
Deutsch, Englisch`,
			"Senior Softwareentwickler|Beispiel GmbH|2019-01|\nSoftwareentwickler|Muster AG|2014-07|2018-12", "Technische Universität Berlin|M.Sc. Informatik|2014-06"},
		{"American, upper case", `JOHN DOE
Senior Full Stack Developer
john.doe@example.com | (555) 010-2345 | Austin, TX | github.com/jdoe

PROFESSIONAL SUMMARY
Full-stack developer with 8+ years of experience building web applications.

WORK EXPERIENCE

SENIOR FULL STACK DEVELOPER
Globex Corporation, Remote | 06/2021 - Present
• Developed scalable microservices using Node.js and React, increasing throughput by 42%.
• Worked from 2021 - 2022 on the migration.

FULL STACK DEVELOPER
Initech, Austin, TX | 03/2018 - 05/2021
• Built dashboards.

EDUCATION
Bachelor of Computer Science
National University of Example | 2010 - 2014
`,
			"SENIOR FULL STACK DEVELOPER|Globex Corporation|2021-06|\nFULL STACK DEVELOPER|Initech|2018-03|2021-05", "National University of Example|Bachelor of Computer Science|2014"},
		{"no headings", `Sam Example
2019-05 to 2021-06: Backend Developer, Foo Labs
2021-07 to present: Lead Developer, Bar Systems`,
			"Backend Developer|Foo Labs|2019-05|2021-06\nLead Developer|Bar Systems|2021-07|", ""},
		{"labelled fields", `Employment History
Company: Acme Ltd
Position: Data Analyst
Period: May 2018 – June 2020
Responsibilities: reports

Company: Zed plc
Position: Analyst
Period: July 2020 – current`,
			"Data Analyst|Acme Ltd|2018-05|2020-06\nAnalyst|Zed plc|2020-07|", ""},
	} {
		f := Facts(c.cv, today)
		var roles []string
		for _, r := range f.Roles {
			end := ""
			if !r.Current {
				end = ym(r.End)
			}
			roles = append(roles, strings.Join([]string{r.Title, r.Employer, ym(r.Start), end}, "|"))
		}
		if d := cmp.Diff(c.roles, strings.Join(roles, "\n")); d != "" {
			t.Errorf("%s: roles (-want +got):\n%s", c.name, d)
		}
		course := ""
		for _, e := range f.Education {
			course += strings.Join([]string{e.Institution, e.Degree, ym(e.End)}, "|")
		}
		if course != c.course {
			t.Errorf("%s: course %q, want %q", c.name, course, c.course)
		}
		if len(f.Gaps)+len(f.Overlaps) != 0 {
			t.Errorf("%s: gaps %v, overlaps %v", c.name, f.Gaps, f.Overlaps)
		}
	}
}

// Figures that strangers share by chance are no feature.
func TestSkeletonHoldsNoCommonFigures(t *testing.T) {
	f := Facts("Ann Example\n\nExperience\nEngineer, Acme Ltd\n2018 - 2020\n- Cut costs by 42%\n- Led a team of 12 people\n- Kept 99.9% of requests below 250 ms for 12 months\n", today)
	for _, x := range f.Skeleton {
		t.Errorf("feature %s %q", x.Hash, x.Text)
	}
}
