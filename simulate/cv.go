package simulate

import (
	"fmt"
	"strings"
	"time"
)

// cv is a curriculum vitae in parts, so that a persona can take over a passage
// or a whole career and the text still follows from the parts.
type cv struct {
	name     string
	email    string
	phone    string
	home     home
	url      string
	summary  []string
	roles    []role
	school   string
	degree   string
	from, to int
	skills   []string
	claims   []string // "Go since 2014"
	footer   string

	author   string // of the file
	document string // id that survives "save as"
	created  day
	form     int // which of the real file forms
}

type role struct {
	title, employer string
	from, to        month // to 0: to the present
	partTime        bool
	points          []string
}

// month counts months since January of year 0.
type month int

func monthOf(d day) month { t := d.time(); return month(t.Year()*12 + int(t.Month()) - 1) }

func (m month) String() string {
	if m == 0 {
		return "Present"
	}
	return fmt.Sprintf("%s %d", time.Month(int(m)%12 + 1).String()[:3], int(m)/12)
}

// moved and phoned keep a CV in step with its person; nil CVs stay nil.
func (c *cv) moved(h home) {
	if c != nil {
		c.home = h
	}
}

func (c *cv) phoned(number string) {
	if c != nil {
		c.phone = number
	}
}

// newCV draws a career that ends with the employer named in the application.
func (w *world) newCV(s source, p *person) *cv {
	h := w.params.Habits
	a := p.application
	c := &cv{
		name: p.name.full(), email: p.email, phone: p.phone, home: p.home, school: a.school, degree: a.degree, from: a.from, to: a.to,
		author: p.name.full(), document: fmt.Sprintf("%016x%016x", mix(p.number^w.params.Seed), mix(p.number+w.params.Seed<<1)),
		created: a.applied - day(s.between(0, 200)), form: s.IntN(4),
	}
	if s.chance(0.3) {
		c.author = pick(s, []string{"", "User", "Owner", "Admin"})
	}
	end := monthOf(a.applied)
	current := s.chance(0.7)
	if !current {
		end -= month(s.between(1, 6))
	}
	for n := range s.between(2, 4) {
		length := month(s.between(9, 60))
		from := end - length
		if int(from)/12 < a.to {
			break
		}
		r := role{title: p.title, employer: w.employer(s), from: from, to: end}
		if n == 0 {
			r.employer = a.employer
			if current {
				r.to = 0
			}
		} else {
			r.title = pick(s, jobs).title
		}
		for range s.between(2, 4) {
			r.points = append(r.points, point(s))
		}
		c.roles = append(c.roles, r)
		end = from - month(s.IntN(5))
	}
	w.cvHabits(s, c, h)
	return c
}

func (w *world) cvHabits(s source, c *cv, h Habits) {
	c.summary = []string{summary(s)}
	if s.chance(h.PolishedCV) {
		c.summary = append(c.summary, pick(s, polished), pick(s, polished))
	}
	if s.chance(h.TemplateCV) {
		c.footer = pick(s, templates)
	}
	for range s.between(4, 8) {
		c.skills = append(c.skills, pick(s, technologies).name)
	}
	if t := pick(s, technologies); s.chance(0.3) {
		year := max(t.published+1, int(c.to))
		c.claims = append(c.claims, fmt.Sprintf("%s since %d", t.name, min(year, w.today.time().Year()-1)))
	}
	if s.chance(h.SideJob) && len(c.roles) > 1 {
		r := c.roles[1]
		side := role{title: "Freelance consultant (part-time)", employer: "Self-employed", from: r.from + 2, to: r.to, partTime: true, points: []string{point(s)}}
		c.roles = append(c.roles, side)
	}
	if s.chance(h.DateTypo/3) && len(c.roles) > 1 {
		c.roles[1].to += 12 // a year mistyped: two jobs seem to overlap
	}
}

// text writes the CV as people lay one out.
func (c *cv) text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s", c.name)
	line("%s", c.home.whole())
	line("Email: %s | Phone: %s", c.email, c.phone)
	if c.url != "" {
		line("Web: %s", c.url)
	}
	line("\nProfile\n%s", strings.Join(c.summary, " "))
	line("\nExperience")
	for _, r := range c.roles {
		line("%s, %s", r.title, r.employer)
		line("%s - %s", r.from, r.to)
		for _, point := range r.points {
			line("- %s", point)
		}
		line("")
	}
	line("Education\n%s, %s\n%d - %d\n", c.degree, c.school, c.from, c.to)
	line("Skills\n%s", strings.Join(append(c.claims, c.skills...), ", "))
	if c.footer != "" {
		line("\n%s", c.footer)
	}
	return b.String()
}

// point writes one line of achievement. The parts combine to some hundred
// million lines, so that two honest people rarely write the same.
func point(s source) string {
	line := fmt.Sprintf("%s %s for %s", pick(s, verbs), pick(s, objects), pick(s, audiences))
	switch s.IntN(4) {
	case 0:
		line += fmt.Sprintf(", which cut %s by %d%% within %d months", pick(s, costs), s.between(5, 70), s.between(2, 18))
	case 1:
		line += fmt.Sprintf(" with %s and %s in a team of %d", pick(s, technologies).name, pick(s, technologies).name, s.between(2, 14))
	case 2:
		line += fmt.Sprintf(", serving %d %s a day", s.between(3, 900)*100, pick(s, units))
	}
	return line + "."
}

func summary(s source) string {
	return fmt.Sprintf("%s with %d years around %s, most at ease when %s and %s.",
		pick(s, []string{"Engineer", "Practitioner", "Generalist", "Specialist", "Team player", "Maker", "Problem solver"}),
		s.between(2, 25), pick(s, audiences), pick(s, moods), pick(s, moods))
}

// master writes a passage long and odd enough that two people do not come up
// with it independently.
func master(s source) string {
	return fmt.Sprintf("%s %s for %s while %s, and later %s %s so that %s fell from %d to %d without touching %s.",
		pick(s, verbs), pick(s, objects), pick(s, audiences), pick(s, moods), strings.ToLower(pick(s, verbs)), pick(s, objects),
		pick(s, costs), s.between(200, 900), s.between(11, 99), pick(s, objects))
}

// letter writes a cover letter; the opening and close are everybody's.
func letter(s source) string {
	return fmt.Sprintf("%s %s I am at my best when %s. %s %s", pick(s, openings), point(s), pick(s, moods), point(s), pick(s, closings))
}

// advert is the text of a vacancy, one for each job.
func advert(title, department string) string {
	return fmt.Sprintf("We are looking for a %s who enjoys careful work in a friendly %s team, explains decisions to people who disagree, keeps promises small and often, and "+
		"leaves things tidier than they were found. You will own your part from the first idea to the day it is switched off.", title, department)
}

var (
	openings = []string{
		"I would like to apply for the position you advertise.", "Your vacancy caught my eye this week.", "Please find my application for the role.",
		"I am writing to apply for the role on your careers page.", "A friend pointed me to your vacancy.",
	}
	closings = []string{
		"I look forward to hearing from you.", "I would be glad to tell you more in a call.", "Thank you for considering my application.", "I am available from next month.",
	}
)

type technology struct {
	name      string
	published int
}

var technologies = []technology{
	{"Go", 2009}, {"Rust", 2015}, {"TypeScript", 2012}, {"React", 2013}, {"Kubernetes", 2014}, {"Docker", 2013}, {"Terraform", 2014}, {"PostgreSQL", 1996},
	{"Python", 1991}, {"Java", 1995}, {"Kotlin", 2011}, {"Swift", 2014}, {"Vue.js", 2014}, {"Angular", 2016}, {"GraphQL", 2015}, {"Node.js", 2009},
	{"Redis", 2009}, {"Kafka", 2011}, {"Spark", 2010}, {"PyTorch", 2016}, {"TensorFlow", 2015}, {"Svelte", 2016}, {"Next.js", 2016}, {"Solidity", 2014},
	{"Excel", 1985}, {"SQL", 1979}, {"Figma", 2016}, {"Jenkins", 2011}, {"Ansible", 2012}, {"Elasticsearch", 2010},
}

var (
	verbs = []string{
		"Built", "Led", "Rewrote", "Designed", "Maintained", "Migrated", "Automated", "Tested", "Documented", "Simplified", "Introduced", "Reviewed",
		"Measured", "Replaced", "Extended", "Coordinated", "Repaired", "Planned", "Audited", "Prototyped", "Delivered", "Untangled", "Operated", "Tuned",
	}
	objects = []string{
		"the invoicing pipeline", "a booking calendar", "the stock ledger", "an internal search page", "the release process", "a claims dashboard",
		"the login service", "a fleet tracker", "the returns desk", "a price comparison feed", "the data warehouse loads", "a patient letter system",
		"the tariff calculator", "a warehouse scanner app", "the month-end close", "an event bus", "the onboarding journey", "a reporting library",
		"the support macros", "a card settlement job", "the meter reading import", "a recommendation service", "the audit trail", "a mobile checkout",
		"the address cleansing run", "a weather model viewer", "the call routing rules", "a design system", "the backup schedule", "a loyalty scheme",
		"the public API", "a fraud queue for returns", "the supplier portal", "an accessibility review", "the alerting rota", "a tender library",
	}
	audiences = []string{
		"regional hospitals", "a chain of bakeries", "municipal waste services", "a ferry operator", "independent booksellers", "a water utility",
		"student housing", "an airline caterer", "wholesale florists", "a seed bank", "rail freight planners", "a museum network", "dental practices",
		"a housing association", "charity shops", "a telecoms reseller", "wind farm crews", "an insurance mutual", "grain merchants", "a theatre group",
		"school kitchens", "a leasing company", "veterinary clinics", "a brewery", "border inspectors", "a sports federation", "taxi drivers", "a paper mill",
		"orchestras", "a credit union", "parcel couriers", "a furniture importer",
	}
	moods = []string{
		"requirements change weekly", "the data is messy", "two teams have to agree", "nobody owns the old code", "the deadline is real",
		"users sit next door", "the budget is small", "a regulator is watching", "the system must not stop", "the team is new", "numbers have to add up",
		"the night shift depends on it", "half the users are offline", "the vendor has gone", "the tests are missing", "the queue keeps growing",
	}
	costs = []string{
		"support calls", "cloud spend", "page load times", "failed deliveries", "manual corrections", "release effort", "missed appointments",
		"duplicate records", "time to close", "refund delays", "paper forms", "report run times", "overnight failures", "onboarding time",
	}
	units    = []string{"orders", "messages", "meter readings", "tickets", "page views", "payments", "parcels", "appointments", "sensor rows", "calls"}
	polished = []string{
		"Results-driven professional with a proven track record of delivering high-impact solutions in fast-paced environments.",
		"Adept at leveraging cutting-edge technologies to drive innovation and foster cross-functional collaboration.",
		"Passionate about building scalable, maintainable systems that exceed stakeholder expectations.",
		"Known for translating complex requirements into elegant solutions with measurable business value.",
		"Committed to continuous improvement, mentoring peers and championing best practices across the organisation.",
		"Seasoned collaborator who thrives at the intersection of technology, product and customer experience.",
		"Detail-oriented self-starter with excellent communication skills and a growth mindset.",
		"Brings a unique blend of strategic thinking and hands-on execution to every engagement.",
	}
	templates = []string{
		"References available on request. I confirm that the information given above is true to the best of my knowledge.",
		"I hereby declare that all the details furnished above are true to the best of my knowledge and belief.",
		"I agree to the processing of personal data provided in this document for realising the recruitment process.",
		"Interests: hiking, reading, cooking for friends and following the local football club.",
	}
)
