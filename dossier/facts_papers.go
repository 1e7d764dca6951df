package dossier

import (
	"slices"
	"strings"
	"time"

	"muster"
	"muster/normal"
)

// document checks a document record against its own machine-readable zone and
// against the person's claims.
func (b *builder) document(ref muster.Ref, d *muster.Document, happened muster.Time) {
	f := muster.DocumentFact{
		Ref: ref, Type: d.Type, Seen: earliest(d.Seen, happened), Original: d.Original == muster.Yes,
		Portrait: d.Portrait, Confirmed: d.Recorded.By != "" && d.Recorded.Confirmed == muster.Yes,
	}
	if d.Name != "" && b.card.name != "" {
		var knownAs bool
		f.Name, f.Documented, knownAs = b.compareName(b.card.name, string(d.Name))
		f.Documented = f.Documented || knownAs
	}
	if birth := b.birth(); !d.Birth.IsZero() && !birth.IsZero() {
		f.Birth = sameDay(d.Birth, birth)
	}
	if !d.Expires.IsZero() && !f.Seen.IsZero() {
		f.Expired = d.Expires.Before(f.Seen)
	}
	if d.MRZ != "" {
		b.zone(&f, d)
	}
	b.d.Documents = append(b.d.Documents, f)
}

// birth returns the date of birth claimed outside documents.
func (b *builder) birth() muster.Time {
	if b.own.birth != nil {
		return *b.own.birth
	}
	var found muster.Time
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.Person:
			found = earliest(d.DateOfBirth, found)
		case *muster.Application:
			found = earliest(found, d.DateOfBirth)
		}
	}
	b.own.birth = &found
	return found
}

func sameDay(a, b muster.Time) muster.Outcome {
	days, ok := a.Days(b)
	switch {
	case !ok:
		return muster.OutcomeUnknown
	case days == 0:
		return muster.OutcomeSame
	case daySwapped(a, b):
		return muster.OutcomeVariant
	}
	return muster.OutcomeDifferent
}

// daySwapped reports whether two dates are one with day and month exchanged,
// which is how forms of different countries disagree.
func daySwapped(a, b muster.Time) bool {
	x, y := a.UTC(), b.UTC()
	return x.Year() == y.Year() && int(x.Month()) == y.Day() && x.Day() == int(y.Month())
}

// zone reads the machine-readable zone and compares its fields.
func (b *builder) zone(f *muster.DocumentFact, d *muster.Document) {
	form, err := normal.MRZ(string(d.MRZ))
	if err != nil {
		f.MRZ = muster.MRZBroken
		return
	}
	f.MRZ = muster.MRZValid
	if !form.OK() {
		f.MRZ = muster.MRZFailed
	}
	if d.Number != "" {
		f.Number = equalOutcome(normal.DocumentNumber("", "", form.DocumentNumber), normal.DocumentNumber("", "", string(d.Number)))
	}
	if birth := earliest(d.Birth, b.birth()); !birth.IsZero() {
		f.Birth = closerZone(f.Birth, zoneDate(form.BirthDate, birth))
	}
	if !d.Expires.IsZero() {
		f.Expiry = zoneDate(form.ExpiryDate, d.Expires)
	}
	if b.card.name != "" && !form.NamesTruncated {
		outcome, documented, knownAs := b.compareName(b.card.name, form.GivenNames+" "+form.Surname)
		f.Documented = f.Documented || documented || knownAs
		if f.Name == muster.OutcomeUnknown || outcome == muster.OutcomeDifferent {
			f.Name = outcome
		}
	}
}

// closerZone keeps a difference that either comparison found.
func closerZone(recorded, zone muster.Outcome) muster.Outcome {
	if recorded == muster.OutcomeDifferent || zone == muster.OutcomeUnknown {
		return recorded
	}
	return zone
}

func equalOutcome(a, b string) muster.Outcome {
	switch {
	case a == "" || b == "":
		return muster.OutcomeUnknown
	case a == b:
		return muster.OutcomeSame
	}
	return muster.OutcomeDifferent
}

// zoneDate compares a zone's YYMMDD with a date; unknown parts compare with
// nothing.
func zoneDate(printed string, t muster.Time) muster.Outcome {
	if strings.Contains(printed, "<") || len(printed) != 6 || t.Precision < muster.PrecisionDay {
		return muster.OutcomeUnknown
	}
	return equalOutcome(printed, t.UTC().Format("060102"))
}

// cv checks a CV against itself, against earlier CVs of the same person, and
// against the adverts.
func (b *builder) cv(ref muster.Ref, d *muster.CV) {
	f := muster.CVFact{Ref: ref, Unreadable: d.NoText == muster.Yes}
	f.AdvertShare = b.x.texts.advertShare(string(d.Text))
	for _, t := range d.Technologies {
		if t.Claimed > 0 && t.Published > t.Claimed {
			f.Anachronisms++
			f.AnachronismYears = max(f.AnachronismYears, t.Published-t.Claimed)
		}
	}
	made := earliest(d.File.Modified, earliest(d.File.Created, b.observations[ref].Happened))
	f.Overlaps, f.OverlapMonths = overlaps(d.Roles, made)
	f.TenureAhead = slices.ContainsFunc(d.Roles, func(r muster.Role) bool { return clearlyAfter(r.Start, made) })
	f.History, f.HistoryRef = b.history(ref, d)
	f.Employers = b.latestEmployer(d)
	b.d.CVs = append(b.d.CVs, f)
}

// clearlyAfter reports whether a role starts more than a month after the CV
// was made; future starts by agreement are nearer.
func clearlyAfter(start, made muster.Time) bool {
	days, ok := made.Days(start)
	return ok && days > 45
}

// overlapMonths is how long two full-time roles may overlap unremarked:
// notice periods, handovers, and months rounded up.
const overlapMonths = 3

// mostRoles is how many roles of one CV are compared with one another.
const mostRoles = 200

// overlaps counts pairs of full-time roles that overlap for longer than that,
// and the months of the longest overlap. Of a CV that lists more roles than
// anybody has, the first are compared.
func overlaps(roles []muster.Role, made muster.Time) (pairs, months int) {
	roles = roles[:min(len(roles), mostRoles)]
	for i := range roles {
		for j := i + 1; j < len(roles); j++ {
			a, b := &roles[i], &roles[j]
			if a.PartTime == muster.Yes || b.PartTime == muster.Yes || textOutcome(string(a.Employer), string(b.Employer)) != muster.OutcomeDifferent {
				continue
			}
			if m := overlap(a, b, made); m > overlapMonths {
				pairs++
				months = max(months, m)
			}
		}
	}
	return pairs, months
}

// overlap returns the months two roles certainly overlap: a year alone may
// mean any month of it.
func overlap(a, b *muster.Role, made muster.Time) int {
	if a.Start.IsZero() || b.Start.IsZero() {
		return 0
	}
	from := max(latestMonth(a.Start), latestMonth(b.Start))
	to := min(roleEnd(a, made), roleEnd(b, made))
	return max(to-from, 0)
}

func roleEnd(r *muster.Role, made muster.Time) int {
	switch {
	case !r.End.IsZero():
		return earliestMonth(r.End)
	case r.Current == muster.Yes && !made.IsZero():
		return earliestMonth(made)
	}
	return latestMonth(r.Start)
}

func earliestMonth(t muster.Time) int {
	u := t.UTC()
	if t.Precision == muster.PrecisionYear {
		return u.Year() * 12
	}
	return u.Year()*12 + int(u.Month()) - 1
}

func latestMonth(t muster.Time) int {
	if t.Precision == muster.PrecisionYear {
		return t.UTC().Year()*12 + int(time.December) - 1
	}
	return earliestMonth(t)
}

// history compares a CV with the subject's CV before it: a tailored CV keeps
// most employers, another history keeps none.
func (b *builder) history(ref muster.Ref, d *muster.CV) (muster.Outcome, muster.Ref) {
	if len(d.Roles) < 2 {
		return muster.OutcomeUnknown, 0
	}
	before := b.own.history
	b.own.history = &ref
	if before == nil {
		return muster.OutcomeUnknown, 0
	}
	theirs := b.observations[*before].Data.(*muster.CV).Roles
	now, then := employersOf(d.Roles), employersOf(theirs)
	kept := 0
	for i := range now {
		if slices.ContainsFunc(then, func(e shortText) bool { return compareShort(&e, &now[i]) != muster.OutcomeDifferent }) {
			kept++
		}
	}
	switch {
	case kept == len(now) && kept == len(then):
		return muster.OutcomeSame, *before
	case kept > 0:
		return muster.OutcomeVariant, *before
	}
	return muster.OutcomeDifferent, *before
}

// employersOf reads the employers of a CV's roles, as many as are compared.
func employersOf(roles []muster.Role) []shortText {
	list := make([]shortText, min(len(roles), mostRoles))
	for i := range list {
		list[i] = readShort(string(roles[i].Employer))
	}
	return list
}

// latestEmployer compares the CV's employers with the one on the application
// form.
func (b *builder) latestEmployer(d *muster.CV) muster.Outcome {
	best, forms := muster.OutcomeUnknown, b.latestEmployers()
	if len(forms.list) == 0 {
		return best
	}
	roles := employersOf(d.Roles)
	for i := range forms.list {
		for k := range roles {
			best = Closer(best, compareShort(&forms.list[i], &roles[k]))
		}
	}
	if best == muster.OutcomeDifferent && forms.more {
		return muster.OutcomeUnknown
	}
	return best
}

// textOutcome compares two short texts such as employers: equal after folding,
// mostly the same words, or different.
func textOutcome(a, b string) muster.Outcome {
	x, y := readShort(a), readShort(b)
	return compareShort(&x, &y)
}

// shortText is a short text read for comparisons.
type shortText struct {
	folded string
	words  []string
}

func readShort(s string) shortText {
	t := shortText{folded: normal.Fold(s)}
	if t.folded != "" {
		t.words = contentWords(t.folded)
	}
	return t
}

func compareShort(a, b *shortText) muster.Outcome {
	if a.folded == "" || b.folded == "" {
		return muster.OutcomeUnknown
	}
	if a.folded == b.folded {
		return muster.OutcomeSame
	}
	common := 0
	for _, w := range a.words {
		if slices.Contains(b.words, w) {
			common++
		}
	}
	if least := min(len(a.words), len(b.words)); least > 0 && 2*common >= least {
		return muster.OutcomeVariant
	}
	return muster.OutcomeDifferent
}

// emptyWords say nothing about which institution or company is meant.
var emptyWords = []string{"the", "of", "and", "for", "at", "university", "college", "institute", "school", "technology"}

func contentWords(s string) []string {
	words := slices.DeleteFunc(strings.Fields(s), func(w string) bool {
		return slices.Contains(companyWords, w) || slices.Contains(emptyWords, w)
	})
	if len(words) == 0 {
		return strings.Fields(s)
	}
	return words
}

// course is one education entry with where it was claimed.
type course struct {
	ref                 muster.Ref
	to                  string
	years               []int
	institution, degree shortText
}

// mostCourses is how many courses of one person are compared: each is with all
// that follow it, and nobody claims as many.
const mostCourses = 1000

// education compares what was said about courses in different places.
func (b *builder) education() {
	var all []course
	add := func(i int, to string, e *muster.Education) {
		if len(all) < mostCourses {
			all = append(all, course{muster.Ref(i), to, statedYears(e), readShort(string(e.Institution)), readShort(string(e.Degree))})
		}
	}
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.CV:
			for k := range d.Education {
				add(i, "cv", &d.Education[k])
			}
		case *muster.Application:
			for k := range d.Education {
				add(i, "form "+d.Education[k].StatedTo, &d.Education[k])
			}
		}
	}
	for i := range all {
		if f, ok := bestMatch(&all[i], all[i+1:]); ok {
			b.d.Education = append(b.d.Education, f)
		}
	}
}

// bestMatch finds the course in another place that most likely is the same,
// and compares the two.
func bestMatch(c *course, others []course) (muster.EducationFact, bool) {
	var best muster.EducationFact
	found := false
	for i := range others {
		o := &others[i]
		if o.to == c.to && o.ref == c.ref || o.to == c.to && o.to != "cv" {
			continue
		}
		f := muster.EducationFact{
			ARef: c.ref, BRef: o.ref, YearsApart: yearsApart(c.years, o.years),
			Institution: compareShort(&c.institution, &o.institution),
			Degree:      compareShort(&c.degree, &o.degree),
		}
		if !found || Closer(best.Institution, f.Institution) != best.Institution ||
			f.Institution == best.Institution && f.YearsApart < best.YearsApart {
			best, found = f, true
		}
	}
	return best, found
}

// yearsApart returns the largest difference between the stated years. Where one
// side gives a single year, it may be the first or the last: the nearer counts.
func yearsApart(x, y []int) int {
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	if len(x) == 2 && len(y) == 2 {
		return max(distance(x[0], y[0]), distance(x[1], y[1]))
	}
	nearest := distance(x[0], y[0])
	for _, p := range x {
		for _, q := range y {
			nearest = min(nearest, distance(p, q))
		}
	}
	return nearest
}

func statedYears(e *muster.Education) []int {
	var years []int
	for _, t := range []muster.Time{e.Start, e.End} {
		if !t.IsZero() {
			years = append(years, t.UTC().Year())
		}
	}
	return years
}

func distance(a, b int) int { return max(a-b, b-a) }
