package document

import (
	"strings"
)

// Date is a calendar date as a CV states it: Month and Day are 0 when it does
// not. The zero Date means no date.
type Date struct{ Year, Month, Day int }

// IsZero reports whether no date is stated.
func (d Date) IsZero() bool { return d.Year == 0 }

// months counts months; a missing month becomes missing (1 to 12).
func (d Date) months(missing int) int {
	if d.Month == 0 {
		return d.Year*12 + missing - 1
	}
	return d.Year*12 + d.Month - 1
}

// CVFacts is what a CV claims, with nothing added. Nationality, birth,
// religion, sex, family status and spoken languages are never among it.
type CVFacts struct {
	Name         string // the first line, when it looks like a name
	Emails       []string
	Phones       []string // as written
	URLs         []string
	Profiles     []Profile
	Address      string // a line with a postcode or street, as written
	Location     string // where the person says they are: "London, UK"
	Roles        []Role // in the order of the CV
	Education    []Education
	Technologies []Technology
	Gaps         []Gap
	Overlaps     []Overlap
	Figures      []Figure
	Skeleton     []Feature
	Dropped      int // lines about protected characteristics that were not read
}

// Profile is a page of a known site that belongs to one person.
type Profile struct {
	Site   string // linkedin, github, gitlab, stackoverflow ...
	Handle string
	URL    string // as written
}

// Role is one claimed job.
type Role struct {
	Title      string
	Employer   string
	Start, End Date // End is zero when Current or not stated
	Current    bool
	PartTime   bool // part-time, freelance, contract, advisory, study: overlaps are expected
	Lines      []string
}

// Education is one claimed course.
type Education struct {
	Institution string
	Degree      string
	Start, End  Date
}

// Technology is a technology a CV names. From is the latest year by which its
// use must have begun for the claim to be true, 0 when no time is claimed:
// for "Go since 2015" it is 2015, for a technology named under a job it is the
// year that job ended, for "10 years of Go" it is ten years before the CV.
type Technology struct {
	Name   string
	From   int
	Public int    // first year it was public, 0 when the table does not know it
	Line   string // where the claim stands
}

// Gap is a stretch of at least three months between two roles.
type Gap struct {
	From, To Date // the month one role ended and the month the next began
	Months   int
}

// Overlap is a pair of full-time roles at different employers that ran at the
// same time for at least two months, counted so that missing months favour the
// person.
type Overlap struct {
	First, Second int // indexes of Roles
	Months        int
}

// Bounds on what is read of one text: several times the longest CV.
const (
	maxFactText  = 400_000
	maxFactLines = 6_000
	maxRoles     = 80
)

// Facts reads the claims of a CV. now is the day the CV counts from, usually
// that of the application: "10 years of Go" and "Present" refer to it. The text
// is that of a Document; any other text gives few facts or none, never an error.
func Facts(text string, now Date) CVFacts {
	if len(text) > maxFactText {
		text = cutText(text, maxFactText)
	}
	clean, dropped := WithoutProtected(text)
	lines := strings.Split(clean, "\n")
	if len(lines) > maxFactLines {
		lines = lines[:maxFactLines]
	}
	f := CVFacts{Dropped: dropped}
	parts := sections(lines)
	f.contact(parts)
	for _, p := range parts {
		switch p.kind {
		case experience:
			f.Roles = append(f.Roles, roles(p.lines, now)...)
		case education:
			f.Education = append(f.Education, courses(p.lines, now)...)
		}
	}
	if len(f.Roles) == 0 {
		// No heading was recognised: dated lines anywhere but under education.
		for _, p := range parts {
			if p.kind == header || p.kind == other {
				f.Roles = append(f.Roles, rolesOnly(roles(p.lines, now))...)
			}
		}
	}
	f.Roles = f.Roles[:min(len(f.Roles), maxRoles)]
	f.Technologies = technologies(parts, f.Roles, now)
	f.Gaps, f.Overlaps = timeline(f.Roles, now)
	f.Figures = figures(parts)
	f.Skeleton = skeleton(&f, now)
	return f
}

// rolesOnly keeps entries that name a job, where nothing else says they are.
func rolesOnly(in []Role) []Role {
	var out []Role
	for _, r := range in {
		if isTitle(r.Title) && r.Employer != "" {
			out = append(out, r)
		}
	}
	return out
}
