package dossier

import (
	"slices"
	"strings"

	"muster"
	"muster/normal"
)

// card is what is kept of every subject to compare others with it: enough for
// an outcome, little enough for millions.
type card struct {
	id        muster.SubjectID
	name      string   // the claimed name
	also      []string // names tied to it by a documented change, or declared as known-as or former
	home      string   // declared home on one line, "" when undeclared
	building  muster.ArtefactID
	status    muster.Status
	started   muster.Time
	left      muster.Time
	verified  muster.Time
	first     int64 // earliest observation, microseconds
	concern   bool
	dismissed bool
	partners  []string // other names on a joint account
	vacancy   string
	entity    string           // legal entity
	agency    bool             // came through an agency
	under     muster.SubjectID // of a platform's account: the agency's account it is paid through
	emails    string           // as written, separated by semicolons
	phones    string
	born      string // date of birth, ISO
	meetings  []meetingTime
	employers []refereeAt // as references state them
	side      muster.AccountSide
}

// refereeAt is the employer one reference names.
type refereeAt struct {
	observed muster.ObservationID
	employer string
}

// meetingTime is when a subject was to meet somebody, in microseconds.
type meetingTime struct{ start, end, movedFrom int64 }

// nameOf writes a recorded name in one string.
func nameOf(n *muster.Named) string {
	if n.FullName != "" {
		return string(n.FullName)
	}
	return strings.TrimSpace(string(n.GivenName) + " " + string(n.FamilyName))
}

// fill reads a card from a subject's observations, oldest first.
func (c *card) fill(id muster.SubjectID, observations []muster.Observation, asOf muster.Time) {
	c.id, c.status = id, muster.StatusUnknown
	for i := range observations {
		o := &observations[i]
		if !o.Happened.IsZero() && (c.first == 0 || o.Happened.Micros < c.first) {
			c.first = o.Happened.Micros
		}
		c.observe(o)
	}
	c.pass(asOf)
}

// pass makes a leaver of whoever's last day is over.
func (c *card) pass(asOf muster.Time) {
	if c.left.Before(asOf) && !c.left.Before(c.started) && c.status != muster.StatusApplicant && c.status != muster.StatusUnknown && c.status != muster.StatusAccount {
		c.status = muster.StatusLeaver
	}
}

func (c *card) observe(o *muster.Observation) {
	switch d := o.Data.(type) {
	case *muster.Person:
		c.person(d)
	case *muster.Application:
		c.agency = c.agency || d.Agency != ""
		c.contacts(&d.Contact, d.DateOfBirth)
		c.setName(nameOf(&d.Named), false)
		c.setHome(homeLine(&d.Home), false)
		if c.status == muster.StatusUnknown {
			c.status = muster.StatusApplicant
		}
		c.vacancy = normal.Fold(string(d.Vacancy))
	case *muster.PlatformAccount:
		c.account(d)
	case *muster.CV:
		c.setName(string(d.Name), false)
	case *muster.Document:
		if c.name == "" {
			c.setName(string(d.Name), false)
		}
	case *muster.Interview:
		c.meeting(d)
	case *muster.Reference:
		if d.Employer != "" && len(c.employers) < mostKept {
			c.employers = append(c.employers, refereeAt{o.ID, string(d.Employer)})
		}
	case *muster.Change:
		c.changed(d)
	case *muster.Leaver:
		if c.left.IsZero() || !d.Left.IsZero() {
			c.left = d.Left
		}
		c.concern = c.concern || d.Concern == muster.Yes
		c.dismissed = c.dismissed || d.Reason == muster.LeftDismissed
		c.status = muster.StatusLeaver
	case *muster.Check:
		c.check(d)
	case *muster.BankDetails:
		c.partners = addNames(c.partners, jointHolders(string(d.Holder))...)
	}
}

func (c *card) person(d *muster.Person) {
	c.agency = c.agency || d.Agency != "" || d.Employment == muster.EmploymentAgency
	c.contacts(&d.Contact, d.DateOfBirth)
	c.setName(nameOf(&d.Named), true)
	c.setHome(homeLine(&d.Home), true)
	if d.KnownAs != "" {
		c.also = addNames(c.also, string(d.KnownAs))
	}
	for _, former := range d.FormerNames {
		c.also = addNames(c.also, string(former))
	}
	c.entity = normal.Fold(string(d.LegalEntity))
	c.started, c.status = d.Started, muster.StatusWorker
	if d.Employment == muster.EmploymentContractor || d.Employment == muster.EmploymentAgency {
		c.status = muster.StatusContractor
	}
	if !d.Ended.IsZero() {
		c.left = d.Ended
	}
	if !d.IdentityVerified.IsZero() {
		c.verified = d.IdentityVerified
	}
}

// maxContacts bounds the text of contacts kept on a card.
const maxContacts = 256

func (c *card) contacts(d *muster.Contact, born muster.Time) {
	for _, e := range d.Emails {
		c.emails = also(c.emails, string(e))
	}
	for _, p := range d.Phones {
		c.phones = also(c.phones, string(p))
	}
	if c.born == "" {
		c.born = born.ISO()
	}
}

func also(list, value string) string {
	switch {
	case value == "" || len(list)+len(value) > maxContacts || strings.Contains(list, value):
		return list
	case list == "":
		return value
	}
	return list + "; " + value
}

// mostKept is how many meetings and employers of referees a card keeps: those of
// everybody beside somebody are looked through for each of that person's own.
const mostKept = 1024

// addNames adds names that are not there yet, up to as many as are compared:
// everybody who shares something with somebody is compared with all of them.
func addNames(list []string, names ...string) []string {
	for _, n := range names {
		if len(list) < mostNames && !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	return list
}

// setName keeps the HR system's name, else the first one seen.
func (c *card) setName(name string, hr bool) {
	if name != "" && (hr || c.name == "") {
		c.name = name
	}
}

func (c *card) setHome(home string, hr bool) {
	if home != "" && (hr || c.home == "") {
		c.home = home
	}
}

func (c *card) changed(d *muster.Change) {
	switch {
	case d.Field == muster.ChangeName && d.Documented == muster.Yes:
		c.also = addNames(c.also, string(d.Old), string(d.New))
	case d.Field == muster.ChangeAddress && d.New != "":
		c.home = string(d.New)
	}
}

func (c *card) check(d *muster.Check) {
	identity := d.Type == muster.CheckIdentity || d.Type == muster.CheckInPerson || d.Type == muster.CheckRightToWork
	if identity && d.Outcome == muster.OutcomePassed && !d.Done.IsZero() {
		c.verified = d.Done
	}
}

func (c *card) meeting(d *muster.Interview) {
	if d.Start.Precision < muster.PrecisionMinute || len(c.meetings) == mostKept {
		return
	}
	m := meetingTime{start: d.Start.Micros, end: d.End.Micros, movedFrom: d.MovedFrom.Micros}
	if m.end <= m.start {
		m.end = m.start + 30*60*1_000_000 // an unstated end counts as half an hour
	}
	c.meetings = append(c.meetings, m)
}

// jointHolders returns the names on an account that names several people.
func jointHolders(holder string) []string {
	forms := normal.HolderNames(holder)
	if len(forms) < 2 {
		return nil
	}
	names := make([]string, len(forms))
	for i := range forms {
		names[i] = forms[i].Full
	}
	return names
}

// compareNames compares one card's names, read, with another's: claimed names
// over all names that papers or declarations tie to each.
func compareNames(own []normal.NameForm, other *card) muster.Outcome {
	return compareForms(own, other.forms())
}

func compareForms(own, other []normal.NameForm) muster.Outcome {
	best := muster.OutcomeUnknown
	for _, y := range other {
		for _, x := range own {
			best = Closer(best, nameOutcome(normal.CompareNames(x, y)))
		}
	}
	return best
}

// forms reads all of the card's names.
func (c *card) forms() []normal.NameForm {
	names := c.names()
	forms := make([]normal.NameForm, len(names))
	for i, name := range names {
		forms[i] = normal.Name(name)
	}
	return forms
}

// ownNames reads the subject's names once for all others of its dossier.
func (b *builder) ownNames() []normal.NameForm {
	if b.forms == nil {
		b.forms = b.card.forms()
	}
	return b.forms
}

func (c *card) names() []string {
	if c.name == "" {
		return c.also
	}
	return append([]string{c.name}, c.also...)
}

func nameOutcome(o normal.NameOutcome) muster.Outcome {
	switch o {
	case normal.NameSame:
		return muster.OutcomeSame
	case normal.NameVariant:
		return muster.OutcomeVariant
	case normal.NameDifferent:
		return muster.OutcomeDifferent
	}
	return muster.OutcomeUnknown
}

// PlaceOutcome puts a comparison of addresses in the words of facts.
func PlaceOutcome(o normal.PlaceOutcome) muster.Outcome {
	switch o {
	case normal.PlaceSame:
		return muster.OutcomeSame
	case normal.PlaceNear:
		return muster.OutcomeNear
	case normal.PlaceSameArea:
		return muster.OutcomeSameArea
	case normal.PlaceDifferent:
		return muster.OutcomeDifferent
	}
	return muster.OutcomeUnknown
}

// claimed returns the claimed name of a card, read, of its forms.
func (c *card) claimed(forms []normal.NameForm) normal.NameForm {
	if c.name == "" || len(forms) == 0 {
		return normal.Name(c.name)
	}
	return forms[0]
}

// Closer returns the outcome that is nearer to "same"; unknown gives way to
// anything.
func Closer(a, b muster.Outcome) muster.Outcome {
	if outcomeRank(b) > outcomeRank(a) {
		return b
	}
	return a
}

func outcomeRank(o muster.Outcome) int {
	switch o {
	case muster.OutcomeSame:
		return 5
	case muster.OutcomeVariant, muster.OutcomeNear:
		return 4
	case muster.OutcomeSameArea:
		return 3
	case muster.OutcomeDifferent:
		return 2
	}
	return 1
}

// declares reports whether the card's joint account names a person with the
// other's name: the relation was declared.
func (c *card) declares(other *card) bool {
	for _, partner := range c.partners {
		switch normal.CompareNames(normal.Name(partner), normal.Name(other.name)) {
		case normal.NameSame, normal.NameVariant:
			return true
		}
	}
	return false
}
