package dossier

import (
	"slices"

	"muster"
	"muster/normal"
)

// namedIn is a name as one observation gives it.
type namedIn struct {
	source muster.NameSource
	ref    muster.Ref
	name   string
}

// names compares the claimed name with every other name on the subject's
// records. Accounts, invoices and deliveries have facts of their own.
func (b *builder) names() {
	all := b.namesOnRecord()
	base := slices.IndexFunc(all, func(n namedIn) bool { return n.source == muster.NameInHR })
	if base < 0 {
		base = slices.IndexFunc(all, func(n namedIn) bool { return n.source == muster.NameInApplication })
	}
	if base < 0 {
		base = slices.IndexFunc(all, func(n namedIn) bool { return n.source == muster.NameInPlatform })
	}
	if base < 0 {
		return
	}
	for i := range all {
		if i == base || all[i].source == all[base].source && all[i].name == all[base].name {
			continue
		}
		outcome, documented, knownAs := b.compareName(all[base].name, all[i].name)
		b.d.Names = append(b.d.Names, muster.NameFact{
			A: all[base].source, B: all[i].source, ARef: all[base].ref, BRef: all[i].ref,
			Outcome: outcome, Documented: documented, KnownAs: knownAs, PartShared: outcome == muster.OutcomeDifferent && b.partShared(all[base].name, all[i].name),
		})
	}
}

func (b *builder) namesOnRecord() []namedIn {
	var all []namedIn
	add := func(source muster.NameSource, i int, name string) {
		if name != "" {
			all = append(all, namedIn{source, muster.Ref(i), name})
		}
	}
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.Person:
			add(muster.NameInHR, i, nameOf(&d.Named))
		case *muster.Application:
			add(muster.NameInApplication, i, nameOf(&d.Named))
		case *muster.PlatformAccount:
			add(muster.NameInPlatform, i, nameOf(&d.Named))
		case *muster.CV:
			add(muster.NameInCV, i, string(d.Name))
		case *muster.Document:
			add(muster.NameInDocument, i, string(d.Name))
		case *muster.Check:
			add(muster.NameInCheck, i, string(d.Name))
		case *muster.Interview:
			add(muster.NameInMeeting, i, b.displayName(d.DisplayName).Full) // "Ann's iPhone" is Ann
		}
	}
	return all
}

// displayName reads a name as a meeting showed it.
func (b *builder) displayName(name muster.PersonName) normal.NameForm {
	return b.shown.readBy(normal.DisplayName, string(name))
}

// compareName compares the claimed name with another, then asks whether a
// documented change or a declared known-as name explains a difference.
func (b *builder) compareName(claimed, other string) (outcome muster.Outcome, documented, knownAs bool) {
	return b.compareForm(claimed, b.reader.read(other))
}

func (b *builder) compareForm(claimed string, form normal.NameForm) (outcome muster.Outcome, documented, knownAs bool) {
	outcome = nameOutcome(normal.CompareNames(b.reader.read(claimed), form))
	if outcome != muster.OutcomeDifferent {
		return outcome, false, false
	}
	tied := b.tiedNames()
	documented, knownAs = sameAsOne(tied.documented, form), sameAsOne(tied.knownAs, form)
	if tied.more && !documented && !knownAs {
		return muster.OutcomeUnknown, false, false
	}
	return outcome, documented, knownAs
}

// partShared reports whether two names have a word of three or more letters in
// common: a given name that stayed, a family name before or after a marriage.
func (b *builder) partShared(one, other string) bool {
	x, y := b.reader.read(one), b.reader.read(other)
	return slices.ContainsFunc(x.Tokens, func(w string) bool { return len(w) >= 3 && slices.Contains(y.Tokens, w) })
}

func sameAsOne(names []normal.NameForm, form normal.NameForm) bool {
	return slices.ContainsFunc(names, func(n normal.NameForm) bool {
		o := normal.CompareNames(n, form)
		return o == normal.NameSame || o == normal.NameVariant
	})
}

// signs lists what named persons recorded on forms.
func (b *builder) signs() {
	for i := range b.observations {
		o := &b.observations[i]
		switch d := o.Data.(type) {
		case *muster.Interview:
			b.addSigns(i, d.Signs, &d.Recorded, earliest(d.Start, o.Happened))
		case *muster.Check:
			b.addSigns(i, d.Signs, &d.Recorded, earliest(d.Done, o.Happened))
		case *muster.Shipment:
			b.addSigns(i, d.Signs, &d.Recorded, o.Happened)
		case *muster.Report:
			b.addSigns(i, []muster.Sign{d.Sign}, &d.Recorded, earliest(d.At, o.Happened))
		}
	}
}

func (b *builder) addSigns(i int, signs []muster.Sign, r *muster.Recorded, at muster.Time) {
	for _, s := range signs {
		if s == "" {
			continue
		}
		b.d.Signs = append(b.d.Signs, muster.SignFact{
			Sign: s, Ref: muster.Ref(i), At: at, Recorded: r.By != "",
			Confirmed:  r.By != "" && r.Confirmed == muster.Yes,
			Adjustment: r.Adjustment == muster.Yes,
		})
	}
}

// earliest returns the first of the two that is stated.
func earliest(a, b muster.Time) muster.Time {
	if !a.IsZero() {
		return a
	}
	return b
}

// reference relates a referee to the candidate and to others.
func (b *builder) reference(ref muster.Ref, d *muster.Reference) {
	f := muster.ReferenceFact{
		Ref: ref, Outcome: d.Outcome, Found: d.Found,
		Confirmed: d.Recorded.By != "" && d.Recorded.Confirmed == muster.Yes,
	}
	for _, e := range d.Emails {
		if form, err := b.x.opt.mail().Email(string(e)); err == nil {
			f.Mail, f.MailDomain = mailClass(form), mailDomain(form, string(d.EmployerDomain))
		}
	}
	candidates := map[int32]bool{}
	for _, c := range b.statedIn(ref, muster.RoleReferee) {
		f.SharesWithOwn = f.SharesWithOwn || b.holds(c.id, muster.RoleOwn, ref)
		b.refereeHolders(&f, c.id, candidates)
	}
	f.RefereeFor = len(candidates)
	b.mutual(&f)
	b.d.References = append(b.d.References, f)
}

func mailDomain(form normal.EmailForm, official string) muster.MailDomain {
	official = normal.Fold(official)
	switch {
	case form.Class == normal.EmailFree || form.Class == normal.EmailDisposable || form.Class == normal.EmailISP:
		return muster.DomainFree
	case official == "":
		return muster.DomainUnknown
	case form.Domain == official || len(form.Domain) > len(official) && form.Domain[len(form.Domain)-len(official)-1:] == "."+official:
		return muster.DomainOfficial
	case normal.LookAlikeDomain(form.Domain, official):
		return muster.DomainLookAlike
	}
	return muster.DomainOther
}

// refereeHolders adds who else uses one of the referee's contacts, and as what.
// Candidates gathers the others who name the referee: people, since several
// contacts of one referee are no further candidates.
func (b *builder) refereeHolders(f *muster.ReferenceFact, id muster.ArtefactID, candidates map[int32]bool) {
	run, _, ok := b.x.run(id)
	if !ok || b.x.common[id] != muster.NotCommon {
		return
	}
	if len(run) > 4*muster.MaxOthers {
		return // an office or an agency under another name: too many to say anything
	}
	for i := range run {
		p := &run[i]
		if p.subject == b.index {
			continue
		}
		other := b.other(p)
		switch roles[p.role] {
		case muster.RoleOwn:
			f.RefereeIs = addOther(f.RefereeIs, other)
		case muster.RoleReferee:
			candidates[p.subject] = true
			f.EmployersDiffer = f.EmployersDiffer || b.otherEmployer(p, f)
		}
	}
}

// otherEmployer reports whether another application names the same referee
// for a different employer.
func (b *builder) otherEmployer(p *posting, f *muster.ReferenceFact) bool {
	mine, ok := b.observations[f.Ref].Data.(*muster.Reference)
	if !ok || mine.Employer == "" {
		return false
	}
	for _, r := range b.x.card(p.subject).employers {
		if r.observed == p.observed {
			return textOutcome(string(mine.Employer), r.employer) == muster.OutcomeDifferent
		}
	}
	return false
}

func addOther(others []muster.Other, o muster.Other) []muster.Other {
	if slices.ContainsFunc(others, func(k muster.Other) bool { return k.Subject == o.Subject }) || len(others) >= muster.MaxOthers {
		return others
	}
	return append(others, o)
}

// mutual adds those who vouch for the subject and are vouched for by it.
func (b *builder) mutual(f *muster.ReferenceFact) {
	for _, referee := range b.x.refereesOf(b.index) {
		back := b.x.refereesOf(referee)
		if slices.Contains(back, b.index) && slices.ContainsFunc(f.RefereeIs, func(o muster.Other) bool { return o.Subject == b.x.id(referee) }) {
			f.MutualWith = addOther(f.MutualWith, b.person(referee))
		}
	}
	if len(f.RefereeIs) > 0 {
		f.ClosedRing = b.x.closedRing(b.index)
	}
}

// referralWindow is how long after one's own start recommendations count as
// those of a newcomer.
const referralWindow = 180

// referralFacts places the subject in the graph of recommendations.
func (b *builder) referralFacts() {
	r := &b.d.Referrals
	for i := range b.observations {
		application, ok := b.observations[i].Data.(*muster.Application)
		if b.observations[i].Kind() == muster.KindReferral || ok && application.Referrer != "" {
			r.Refs = append(r.Refs, muster.Ref(i))
		}
	}
	by, made := b.x.recommendedBy(b.index), b.x.recommended(b.index)
	for _, by := range by {
		r.By = addOther(r.By, b.person(by))
	}
	for _, e := range made {
		other := b.person(e.to)
		other.Observed, other.First = e.row, e.row.Happened
		r.Made = addOther(r.Made, other)
		since := e.at - b.d.Started.Micros
		if !b.d.Started.IsZero() && e.at > 0 && since >= 0 && since <= referralWindow*microsPerDay {
			r.MadeWithin++
		}
	}
	if len(r.By) == 0 && len(r.Made) == 0 {
		return
	}
	r.ChainAbove, r.ChainBelow = b.x.chainAbove(b.index), b.x.chainBelow(b.index)
	r.RefereeToo = b.refereeInChain(by, made)
	r.KnownTeam = b.knownTeam()
}

// refereeInChain reports whether somebody next to the subject in the chain of
// recommendations is also its referee, or the subject theirs.
func (b *builder) refereeInChain(by []int32, made []edge) bool {
	near := slices.Clone(by)
	for _, e := range made {
		near = append(near, e.to)
	}
	return slices.ContainsFunc(near, func(s int32) bool {
		return slices.Contains(b.x.refereesOf(b.index), s) || slices.Contains(b.x.refereesOf(s), b.index)
	})
}

// knownTeam reports whether a reference that the employer itself found
// confirmed the subject's earlier work: a team that really moved together.
func (b *builder) knownTeam() bool {
	return slices.ContainsFunc(b.observations, func(o muster.Observation) bool {
		r, ok := o.Data.(*muster.Reference)
		return ok && r.Outcome == muster.ReferenceConfirmed && r.Found == muster.FoundByEmployer
	})
}

// agency looks up the agency the subject came through.
func (b *builder) agency() {
	for i := range b.observations {
		var name string
		switch d := b.observations[i].Data.(type) {
		case *muster.Person:
			name = string(d.Agency)
		case *muster.Application:
			name = string(d.Agency)
		case *muster.PlatformAccount:
			name = string(d.Agency)
		}
		if name == "" {
			continue
		}
		b.d.Agency.Named, b.d.Agency.Ref = true, muster.Ref(i)
		if at, ok := b.x.find(muster.SubjectID(name)); ok && sides[b.x.brief(at).side] == muster.SideAgency && b.x.brief(at).verified() {
			b.d.Agency.Known = true // the platform itself checked it
		}
		folded := normal.Fold(name)
		for _, a := range b.x.agencies {
			if a.folded == folded {
				b.d.Agency.Known, b.d.Agency.Evidenced = true, a.agency.ChecksEvidenced
			}
		}
	}
}
