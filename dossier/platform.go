package dossier

import (
	"cmp"
	"slices"

	"muster"
	"muster/normal"
)

const (
	bidWindow      = 90 // days before the last proposal
	earlyDays      = 14 // after an account was opened
	praiseWindow   = 30 * microsPerDay
	freshAccount   = 60 * microsPerDay
	occasionDays   = 14
	accountChanges = 180 // days
	citedRecords   = 5
)

// account reads what a platform holds of an account into its card.
func (c *card) account(d *muster.PlatformAccount) {
	c.agency = c.agency || d.Agency != "" || d.Side == muster.SideAgency
	if d.Side != muster.SideAgency {
		c.under = muster.SubjectID(d.Agency)
	}
	c.contacts(&d.Contact, d.DateOfBirth)
	c.setName(nameOf(&d.Named), true)
	c.setHome(homeLine(&d.Home), true)
	c.started, c.left, c.status, c.side = d.Created, d.Closed, muster.StatusAccount, d.Side
	if !d.IdentityVerified.IsZero() {
		c.verified = d.IdentityVerified
	}
}

// platform describes the subject as an account: whom it dealt with, what it
// bid, how its own data changed and on which devices it is used.
func (b *builder) platform() {
	if b.card.status != muster.StatusAccount {
		return
	}
	p := &b.d.Platform
	p.Account, p.Side, p.Created = true, b.card.side, b.card.started
	for i := range b.observations {
		if b.observations[i].Kind() == muster.KindAccount {
			p.Ref = muster.Ref(i)
		}
	}
	b.partners()
	b.praise()
	b.bids()
	b.accountChanges()
	b.uses()
	b.usage()
	b.machine()
	b.lent()
	b.handed()
}

// partners lists the other side of every deal, on either's record.
func (b *builder) partners() {
	p := &b.d.Platform
	at := map[int32]int{}
	partner := func(subject int32, client bool) *muster.PartnerFact {
		if i, ok := at[subject]; ok {
			return &p.Partners[i]
		}
		at[subject] = len(p.Partners)
		p.Partners = append(p.Partners, muster.PartnerFact{Other: b.person(subject), Side: b.x.card(subject).side, Client: client})
		return &p.Partners[len(p.Partners)-1]
	}
	for i := range b.observations {
		client := clientOf(b.observations[i].Data)
		if other, ok := b.x.find(client); ok && client != "" && other != b.index {
			f := partner(other, true)
			f.Refs = append(f.Refs, muster.Ref(i))
		}
	}
	for _, d := range b.x.dealsOf(b.index) {
		if d.to == b.index {
			continue
		}
		f := partner(d.to, false)
		f.Other.Observed, f.Other.First = d.row, d.row.Happened
	}
}

func clientOf(data muster.Data) muster.SubjectID {
	switch d := data.(type) {
	case *muster.Contract:
		return d.Client
	case *muster.Rating:
		return d.Client
	}
	return ""
}

// FewestFresh is how many accounts that were just opened a client rated within
// thirty days at least, for it to be told. A client that never rated so many needs
// no more to be known of it than how many there were.
const FewestFresh = 4

// freshFor reports a deal soon after an account was opened.
func (d *deal) freshFor(opened int64) bool { return d.at-opened <= freshAccount }

// praise looks for the days in which a client rated most accounts: of the
// subject where it is the client itself, else of each client that rated it
// highest.
func (b *builder) praise() {
	if b.d.Platform.Side == muster.SideClient {
		if f, ok := b.praiseOf(b.index); ok && f.Fresh >= FewestFresh {
			b.d.Platform.Praise = append(b.d.Platform.Praise, f)
		}
		return
	}
	var clients []int32
	for i := range b.observations {
		r, ok := b.observations[i].Data.(*muster.Rating)
		if !ok || !highest(r) {
			continue
		}
		if client, known := b.x.find(r.Client); known && client != b.index && !slices.Contains(clients, client) {
			clients = append(clients, client)
		}
	}
	for _, client := range clients {
		if f, ok := b.praiseOf(client); ok && len(f.Refs) > 0 && f.Fresh >= FewestFresh {
			f.Client = b.person(client)
			b.d.Platform.Praise = append(b.d.Platform.Praise, f)
		}
	}
}

// praiseOf counts the thirty days in which a client rated the most accounts
// highest, the subject among them unless it is the client.
func (b *builder) praiseOf(client int32) (best muster.PraiseFact, found bool) {
	deals := slices.DeleteFunc(b.x.dealsOf(client), func(d deal) bool { return !d.rated || d.at == 0 })
	for from := range deals {
		to := from
		for to < len(deals) && deals[to].at-deals[from].at <= praiseWindow {
			to++
		}
		top, own := b.topIn(deals[from:to])
		if top <= best.Top || client != b.index && !own {
			continue // before anybody is described: most windows end here
		}
		f := b.praiseIn(deals[from:to])
		if client != b.index && len(f.Refs) == 0 {
			continue
		}
		before := map[int32]bool{}
		for _, d := range deals[:from] {
			before[d.to] = true
		}
		f.Before = len(before)
		best, found = f, true
	}
	return best, found
}

// topIn counts whom a client rated with nothing but the highest rating, and says
// whether the subject is among them.
func (b *builder) topIn(deals []deal) (n int, own bool) {
	less := map[int32]bool{} // whom something else was given
	for i := range deals {
		less[deals[i].to] = less[deals[i].to] || !deals[i].top
	}
	for to, other := range less {
		if !other {
			n++
			own = own || to == b.index
		}
	}
	return n, own
}

func (b *builder) praiseIn(deals []deal) (f muster.PraiseFact) {
	top := map[int32]bool{}
	for i := range deals {
		d := &deals[i]
		at, known := top[d.to]
		if top[d.to] = d.top && (at || !known); known {
			continue
		}
		f.Rated++
		f.At = d.row.Happened
		if opened := b.x.brief(d.to); opened.is(briefBegan) && d.freshFor(opened.started) {
			f.Fresh++
		}
		if d.to != b.index && len(f.Others) < muster.MaxOthers {
			o := b.person(d.to)
			o.Observed, o.First = d.row, d.row.Happened
			f.Others = append(f.Others, o)
		}
	}
	for _, t := range top {
		if t {
			f.Top++
		}
	}
	for i := range b.observations {
		if slices.ContainsFunc(deals, func(d deal) bool { return d.row.ID == b.observations[i].ID && d.to == b.index }) && top[b.index] {
			f.Refs = append(f.Refs, muster.Ref(i))
		}
	}
	return f
}

// bids counts proposals.
func (b *builder) bids() {
	f := &b.d.Platform.Bids
	f.Known, f.Verified = -1, !b.card.verified.IsZero()
	type sent struct {
		ref  muster.Ref
		at   muster.Time
		bids int
		won  bool
	}
	var all []sent
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.Bid)
		if !ok {
			continue
		}
		s := sent{muster.Ref(i), earliest(d.Sent, b.observations[i].Happened), max(1, d.Times), d.State == muster.BidAccepted}
		if s.at.IsZero() {
			f.Undated += s.bids
			continue
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(x, y sent) int { return cmp.Compare(x.at.Micros, y.at.Micros) })
	if len(all) == 0 {
		return
	}
	f.Last = all[len(all)-1].at
	if days, ok := b.d.Platform.Created.Days(f.Last); ok {
		f.Known = days
	}
	for _, s := range all {
		if days, ok := b.d.Platform.Created.Days(s.at); ok && days >= 0 && days < earlyDays {
			f.Early += s.bids
		}
		if days, ok := s.at.Days(f.Last); !ok || days >= bidWindow {
			continue
		}
		f.Sent += s.bids
		if s.won {
			f.Accepted += s.bids
		}
	}
	for _, s := range all[max(0, len(all)-citedRecords):] {
		f.Refs = append(f.Refs, s.ref)
	}
}

// accountChanges counts the occasions on which an account's own data changed.
// A documented change of name and a confirmed change of account are none.
func (b *builder) accountChanges() {
	f := &b.d.Platform.Changes
	type change struct {
		ref   muster.Ref
		at    muster.Time
		field muster.ChangeField
	}
	const payout muster.ChangeField = "payout"
	var all []change
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.Change:
			if at := earliest(d.At, b.observations[i].Happened); !at.IsZero() && d.Documented != muster.Yes {
				all = append(all, change{muster.Ref(i), at, d.Field})
			}
		case *muster.BankDetails:
			if d.Verified.IsZero() && b.changesPay(muster.Ref(i), d) {
				all = append(all, change{muster.Ref(i), d.Changed, payout})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y change) int { return cmp.Compare(x.at.Micros, y.at.Micros) })
	if len(all) == 0 {
		return
	}
	f.Last = all[len(all)-1].at
	fields := map[muster.ChangeField]bool{}
	var begun muster.Time
	for _, c := range all {
		if days, ok := c.at.Days(f.Last); !ok || days > accountChanges {
			continue
		}
		f.Refs = append(f.Refs, c.ref)
		fields[c.field] = true
		if days, ok := begun.Days(c.at); !ok || days > occasionDays {
			f.Occasions++
			begun = c.at
		}
	}
	f.Fields = len(fields)
}

// uses says, for each device of the account that others hold too, on how many
// of its days it was used. A device that is somebody's now and then, as in a
// library, is not like one that an account is always used on.
func (b *builder) uses() {
	all := map[int32]bool{}
	on := map[string]map[int32]bool{}
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.SignIns)
		if !ok || d.Device == "" || d.Day.IsZero() {
			continue
		}
		device, day := normal.Fold(string(d.Device)), dayOf(d.Day)
		if on[device] == nil {
			on[device] = map[int32]bool{}
		}
		on[device][day], all[day] = true, true
	}
	days := map[muster.ArtefactID]int{}
	for device, used := range on {
		days[b.hash.id(muster.ArtefactDevice, device)] = len(used)
	}
	for i := range b.d.Artefacts {
		if h := &b.d.Artefacts[i]; h.Kind == muster.ArtefactDevice && h.Sharing.Count > 0 {
			b.d.Platform.Devices = append(b.d.Platform.Devices, muster.UseFact{Ref: h.Ref, ID: h.ID, Days: days[h.ID], All: len(all)})
		}
	}
}

// ownedForGood reports a value that an identity check of its holders does not
// make common among accounts of a platform: accounts that are lent or sold are
// verified too, and what is paid, used or shown for many of them is what is
// looked for.
func ownedForGood(kind muster.ArtefactKind) bool {
	switch kind {
	case muster.ArtefactAccount, muster.ArtefactWallet, muster.ArtefactDevice, muster.ArtefactDocument, muster.ArtefactImage:
		return true
	}
	return false
}
