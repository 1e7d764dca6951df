package dossier

import (
	"strings"

	"muster"
	"muster/normal"
)

func (b *builder) signIns(ref muster.Ref, d *muster.SignIns) {
	f := muster.SignInFact{
		Ref: ref, Day: d.Day, Passed: d.Passed, Network: d.Network, Service: d.Service, Managed: d.Managed, Client: d.Client,
		Device: b.issue(d.Device, d.Managed, d.Day),
	}
	if onPhone(d) {
		f.Client = muster.ClientMobile // in a telephone's browser too
	}
	f.Place, f.Agreed = b.travelled(string(d.Country), string(d.City), d.First)
	f.Agreed = f.Agreed || hides(d.Network) && b.agreed(muster.AgreedVPN, d.First, nil)
	f.Stage, f.SinceDay = b.stage(d.First)
	if b.d.Status == muster.StatusApplicant {
		f.Stage = muster.StageBefore
	}
	if d.Paperwork == muster.Yes {
		b.paper(muster.PaperFact{Ref: ref, At: d.First, Network: d.Network, Place: f.Place, Agreed: f.Agreed})
	}
	b.d.Live.SignIns = append(b.d.Live.SignIns, f)
}

// hides reports whether a network stands between a person and where they are.
func hides(n muster.NetworkClass) bool {
	switch n {
	case muster.NetworkVPN, muster.NetworkHosting, muster.NetworkResidential, muster.NetworkTor, muster.NetworkRelay:
		return true
	}
	return false
}

// issue says whose device somebody signed in from.
func (b *builder) issue(device muster.Device, managed muster.Answer, at muster.Time) muster.Issue {
	var any, own, returned bool
	folded := normal.Fold(string(device))
	for _, issued := range b.issues() {
		d := issued.data
		if at.Before(d.From) {
			continue
		}
		same := device != "" && issued.device == folded
		ended := !d.Until.IsZero() && d.Until.End().Before(at)
		any, own, returned = any || !ended, own || same && !ended, returned || same && ended
	}
	switch {
	case own:
		return muster.IssueOwn
	case returned:
		return muster.IssueReturned
	case b.agreed(muster.AgreedDevice, at, nil):
		return muster.IssueAgreed
	case any && managed == muster.No:
		return muster.IssueNone
	}
	return muster.IssueUnknown
}

func (b *builder) movement(ref muster.Ref, d *muster.Movement) {
	if d.What == "" {
		return // withdrawn
	}
	f := muster.MovementFact{Ref: ref, At: d.From, What: d.What, Times: d.Times, Km: d.Km}
	f.Place, f.Agreed = b.travelled(string(d.Country), string(d.City), d.From)
	_, f.SinceDay = b.stage(d.From)
	b.d.Live.Movements = append(b.d.Live.Movements, f)
}

// seenFrom is where an address was, by what the person's own sign-ins say of it.
type seenFrom struct {
	country, city string
	network       muster.NetworkClass
}

// fromSignIns returns what the person's own sign-ins say of an address that
// another record names without saying where it is.
func (b *builder) fromSignIns(address muster.Network) (seenFrom, bool) {
	want, err := normal.IP(string(address))
	if err != nil {
		return seenFrom{}, false
	}
	if b.own.signedIn == nil {
		b.own.signedIn = map[string]seenFrom{}
		for i := range b.observations {
			d, ok := b.observations[i].Data.(*muster.SignIns)
			if !ok || d.IP == "" || d.Country == "" && d.Network == "" {
				continue
			}
			form, err := normal.IP(string(d.IP))
			if _, known := b.own.signedIn[form.Canonical]; err == nil && !known {
				b.own.signedIn[form.Canonical] = seenFrom{string(d.Country), string(d.City), d.Network}
			}
		}
	}
	from, ok := b.own.signedIn[want.Canonical]
	return from, ok
}

// paper adds contract or pay set-up, with how long after the first day it was.
func (b *builder) paper(f muster.PaperFact) {
	stage, since := b.stage(f.At)
	if stage != muster.StageBefore && stage != muster.StageNew {
		return
	}
	f.SinceDay = since
	b.d.Live.Networks.Papers = append(b.d.Live.Networks.Papers, f)
}

// paySetUp looks at the address from which somebody entered where their pay goes.
func (b *builder) paySetUp(ref muster.Ref, d *muster.BankDetails, at muster.Time) {
	if d.ChangedBy == muster.ChangedByStaff {
		return // entered for them, from an office
	}
	from, known := b.fromSignIns(d.IP)
	if !known {
		return
	}
	f := muster.PaperFact{Ref: ref, At: at, Network: from.network, Pay: true}
	f.Place, f.Agreed = b.travelled(from.country, from.city, at)
	f.Agreed = f.Agreed || hides(from.network) && b.agreed(muster.AgreedVPN, at, nil)
	b.paper(f)
}

// listed looks the addresses of sign-ins up in the indicator lists. The
// organisation's own verified people who use an address make its entry doubtful.
func (b *builder) listed() {
	if len(b.x.leads) == 0 {
		return
	}
	reader := b.stayReader()
	seen := map[muster.ArtefactID]bool{}
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.SignIns)
		if !ok || d.IP == "" {
			continue
		}
		form, err := normal.IP(string(d.IP))
		if err != nil {
			continue
		}
		id := b.hash.id(muster.ArtefactNetwork, form.Canonical)
		l := b.x.leads[id]
		if l == nil || seen[id] {
			continue
		}
		seen[id] = true
		_, stays := reader.of(&muster.SignIns{Day: d.Day, Passed: 1, IP: d.IP})
		staff := 0
		for _, s := range stays {
			for _, r := range b.x.residents[s.key] {
				if r != b.index && b.x.brief(r).verified() {
					staff++
				}
			}
		}
		b.d.Leads = append(b.d.Leads, muster.LeadFact{
			Artefact: muster.Artefact{Kind: muster.ArtefactNetwork, Role: muster.RoleOwn, ID: id}, Ref: muster.Ref(i), Source: string(l.indicator.Source),
			LastSeen: l.indicator.LastSeen, OwnStaff: staff, Expired: l.indicator.Expires.Before(b.d.AsOf),
		})
	}
}

// systemOf is the make of operating system a model of computer comes with, as far
// as its name says: one maker's run its own, some others never do.
func systemOf(model string) muster.OperatingSystem {
	m := normal.Fold(model)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(m, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("macbook", "imac", "mac mini", "mac studio", "mac pro", "macbookpro", "macbookair"):
		return muster.SystemMac
	case has("chromebook"):
		return muster.SystemChromeOS
	case has("thinkpad", "latitude", "elitebook", "probook", "surface", "xps", "precision", "zbook", "optiplex", "vostro", "inspiron"):
		return muster.SystemWindows
	}
	return muster.SystemUnknown
}

// joinedFrom says where somebody joined a meeting from, by the service's own word
// or by what their sign-ins say of the same address.
func (b *builder) joinedFrom(f *muster.AttendanceFact, d *muster.Attendance) {
	from := seenFrom{string(d.Country), string(d.City), d.Network}
	if from.country == "" && from.network == "" {
		from, _ = b.fromSignIns(d.IP)
	}
	f.Network = from.network
	f.Place, f.Agreed = b.travelled(from.country, from.city, d.Start)
	f.Agreed = f.Agreed || hides(from.network) && b.agreed(muster.AgreedVPN, d.Start, nil)
}
