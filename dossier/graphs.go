package dossier

import (
	"cmp"
	"net/netip"
	"slices"
	"sync/atomic"

	"muster"
	"muster/normal"
)

// referral is one recommendation: by recommended to.
type referral struct {
	by  muster.SubjectID
	to  int32
	at  int64
	row muster.Observed // where it stands
}

// refereeGraph says whose contact details stand as whose referee's.
type refereeGraph struct {
	of   map[int32][]int32 // subject -> subjects whose own contact its referees use
	ring map[int32]int     // subject -> people in the closed ring it belongs to
}

// referralGraph says who recommended whom.
type referralGraph struct {
	by   map[int32][]int32
	made map[int32][]edge
}

type edge struct {
	to  int32
	at  int64
	row muster.Observed
}

// maxRefereeHolders bounds the work for one contact: a contact that is the own
// contact of more people than this is an agency's or an office's.
const maxRefereeHolders = 32

// graphs builds the graphs of referees and recommendations.
func (x *Index) graphs(parts []*part) error {
	x.deals = newDealGraph()
	for _, p := range parts {
		x.deals.add(p.deals)
	}
	if x.kept != nil {
		if err := x.fileDeals(); err != nil {
			return err
		}
		if err := x.setJoined(); err != nil {
			return err
		}
	}
	if x.live != nil {
		x.live.fileReferrals(x, parts) // and who vouches for whom is looked up when it is asked for
		return nil
	}
	x.referees = refereeGraph{of: map[int32][]int32{}, ring: map[int32]int{}}
	for id, sp := range x.spans {
		if x.common[id] == muster.NotCommon {
			x.addReferees(x.postings[sp.start:sp.end])
		}
	}
	for s := range x.referees.of {
		slices.Sort(x.referees.of[s])
		x.referees.of[s] = slices.Compact(x.referees.of[s])
	}
	x.referees.ring = closedRings(x.referees.of)
	x.referrals = referralGraph{by: map[int32][]int32{}, made: map[int32][]edge{}}
	for _, p := range parts {
		for _, r := range p.referrals {
			by, ok := x.find(r.by)
			if !ok || by == r.to || slices.Contains(x.referrals.by[r.to], by) {
				continue
			}
			x.referrals.by[r.to] = append(x.referrals.by[r.to], by)
			x.referrals.made[by] = append(x.referrals.made[by], edge{r.to, r.at, r.row})
		}
	}
	return nil
}

func (x *Index) addReferees(run []posting) {
	own, named := ownAndNamed(run)
	for _, candidate := range named {
		for _, referee := range own {
			if candidate != referee {
				x.referees.of[candidate] = append(x.referees.of[candidate], referee)
			}
		}
	}
}

// ownAndNamed returns who holds a contact as their own and who names it as a
// referee's, or nobody when there are too many of either.
func ownAndNamed(run []posting) (own, named []int32) {
	for i := range run {
		switch roles[run[i].role] {
		case muster.RoleOwn:
			own = append(own, run[i].subject)
		case muster.RoleReferee:
			named = append(named, run[i].subject)
		}
		if len(own) > maxRefereeHolders || len(named) > maxRefereeHolders {
			return nil, nil
		}
	}
	return own, named
}

// closedRings finds the strongly connected components of two or more people:
// everybody in one vouches for somebody in it and is vouched for.
func closedRings(of map[int32][]int32) map[int32]int {
	t := tarjan{of: of, state: map[int32]*tarjanState{}, ring: map[int32]int{}}
	nodes := make([]int32, 0, len(of))
	for s := range of {
		nodes = append(nodes, s)
	}
	slices.Sort(nodes)
	for _, s := range nodes {
		if t.state[s] == nil {
			t.visit(s)
		}
	}
	return t.ring
}

// tarjan is the state of the search for strongly connected components, kept
// on an explicit stack: rings from hostile input may be long.
type tarjan struct {
	of      map[int32][]int32
	state   map[int32]*tarjanState
	path    []int32
	counter int
	ring    map[int32]int
}

type tarjanState struct {
	index, low, next int
	onPath           bool
}

func (t *tarjan) enter(s int32) *tarjanState {
	t.counter++
	st := &tarjanState{index: t.counter, low: t.counter, onPath: true}
	t.state[s] = st
	t.path = append(t.path, s)
	return st
}

func (t *tarjan) visit(root int32) {
	calls := []int32{root}
	t.enter(root)
	for len(calls) > 0 {
		s := calls[len(calls)-1]
		st := t.state[s]
		if st.next < len(t.of[s]) {
			to := t.of[s][st.next]
			st.next++
			switch ts := t.state[to]; {
			case ts == nil:
				t.enter(to)
				calls = append(calls, to)
			case ts.onPath:
				st.low = min(st.low, ts.index)
			}
			continue
		}
		calls = calls[:len(calls)-1]
		if len(calls) > 0 {
			parent := t.state[calls[len(calls)-1]]
			parent.low = min(parent.low, st.low)
		}
		if st.low == st.index {
			t.pop(s)
		}
	}
}

func (t *tarjan) pop(s int32) {
	from := slices.Index(t.path, s)
	members := t.path[from:]
	for _, m := range members {
		t.state[m].onPath = false
		if len(members) > 1 {
			t.ring[m] = len(members)
		}
	}
	t.path = t.path[:from]
}

// maxChain bounds the length of a chain of recommendations that is followed.
const maxChain = 64

// chainAbove counts recommendations in a row that lead to a subject, chainBelow
// those that start from it: the way to the farthest person.
func (x *Index) chainAbove(s int32) int { return farthest(s, x.recommendedBy) }

func (x *Index) chainBelow(s int32) int {
	return farthest(s, x.recommendedTo)
}

func (x *Index) recommendedTo(s int32) []int32 {
	made := x.recommended(s)
	next := make([]int32, 0, len(made))
	for _, e := range made {
		next = append(next, e.to)
	}
	return next
}

// farthest walks breadth first, so each person counts once and by the shortest
// way to them: the kinder reading, and one that cycles end.
func farthest(s int32, next func(int32) []int32) int {
	seen := map[int32]bool{s: true}
	level, depth := []int32{s}, 0
	for depth < maxChain {
		var following []int32
		for _, at := range level {
			for _, to := range next(at) {
				if !seen[to] {
					seen[to] = true
					following = append(following, to)
				}
			}
		}
		if len(following) == 0 {
			break
		}
		level, depth = following, depth+1
	}
	return depth
}

// lead is an entry of an indicator list with how many verified staff of the
// organisation it also hits.
type lead struct {
	indicator *muster.Indicator
	staff     atomic.Int32
}

type agencyName struct {
	folded string
	agency *muster.Agency
}

// declare hashes the registers: values that are common by declaration, and
// indicator lists.
func (x *Index) declare() error {
	h, err := newHasher(x.opt.Key)
	if err != nil {
		return err
	}
	x.common = map[muster.ArtefactID]muster.Common{}
	r := x.registers
	x.accounts = accountKinds(r.AccountRanges)
	for i := range r.Agencies {
		a := &r.Agencies[i]
		x.agencies = append(x.agencies, agencyName{normal.Fold(string(a.Name)), a})
		x.declareContacts(h, muster.CommonAgency, a.Phones, a.Emails, string(a.Address), "")
		x.declareAccount(h, a)
		if a.Domain != "" {
			x.common[h.id(muster.ArtefactDomain, normal.Fold(string(a.Domain)))] = muster.CommonAgency
		}
	}
	for i := range r.Offices {
		o := &r.Offices[i]
		x.declareContacts(h, muster.CommonOffice, o.Phones, nil, string(o.Address), string(o.Network))
		if block, err := netip.ParsePrefix(string(o.Network)); err == nil {
			x.ranges = append(x.ranges, block.Masked())
		}
	}
	x.leads = map[muster.ArtefactID]*lead{}
	for i := range r.Indicators {
		x.declareLead(h, &r.Indicators[i])
	}
	return nil
}

func (x *Index) extractor() extractor {
	return extractor{region: x.opt.Region, mail: x.opt.mail(), accounts: x.accounts}
}

// declareAccount makes the account that an umbrella company or a payroll bureau
// pays for its people common by declaration.
func (x *Index) declareAccount(h *hasher, a *muster.Agency) {
	if a.IBAN == "" && a.AccountNumber == "" {
		return
	}
	e := x.extractor()
	e.payTo(&muster.PayTo{IBAN: a.IBAN, Number: a.AccountNumber, BankCode: a.BankCode})
	for i := range e.claims {
		x.common[h.id(e.claims[i].kind, e.claims[i].value)] = muster.CommonAgency
	}
}

func (x *Index) declareContacts(h *hasher, why muster.Common, phones []muster.Phone, emails []muster.Email, address, network string) {
	e := x.extractor()
	for _, p := range phones {
		e.phone(string(p), muster.RoleOwn, false)
	}
	for _, m := range emails {
		e.email(string(m), muster.RoleOwn, false)
	}
	e.address(address, muster.RoleOwn)
	e.network(network)
	for i := range e.claims {
		x.common[h.id(e.claims[i].kind, e.claims[i].value)] = why
	}
}

// declareLead files an indicator under its artefact. The first pass counts the
// organisation's own verified staff it hits: a list that hits them is doubtful.
func (x *Index) declareLead(h *hasher, in *muster.Indicator) {
	e := x.extractor()
	switch in.Kind {
	case muster.ArtefactEmail:
		e.email(string(in.Value), muster.RoleOwn, false)
	case muster.ArtefactPhone:
		e.phone(string(in.Value), muster.RoleOwn, false)
	case muster.ArtefactURL:
		e.url(string(in.Value), muster.RoleOwn)
	case muster.ArtefactWallet:
		e.payTo(&muster.PayTo{Wallet: muster.Wallet(in.Value)})
	case muster.ArtefactAccount:
		e.payTo(&muster.PayTo{IBAN: muster.Account(in.Value)})
	case muster.ArtefactAddress:
		e.address(string(in.Value), muster.RoleOwn)
	case muster.ArtefactNetwork:
		e.network(string(in.Value))
	default:
		e.add(in.Kind, muster.RoleOwn, normal.Fold(string(in.Value)), "", "")
	}
	for i := range e.claims {
		if c := &e.claims[i]; c.kind == in.Kind {
			id := h.id(c.kind, c.value)
			x.leads[id] = &lead{indicator: in}
		}
	}
}

// collect gathers what the graphs and text joins need from one subject.
func (p *part) collect(subject int32, observations []muster.Observation) {
	for i := range observations {
		o := &observations[i]
		p.deal(subject, o)
		switch d := o.Data.(type) {
		case *muster.Referral:
			p.referrals = append(p.referrals, referral{d.Referrer, subject, cmp.Or(d.At.Micros, o.Happened.Micros), observedOf(o)})
		case *muster.Application:
			if d.Referrer != "" {
				p.referrals = append(p.referrals, referral{d.Referrer, subject, cmp.Or(d.Applied.Micros, o.Happened.Micros), observedOf(o)})
			}
			p.text(subject, i, o, string(d.Letter), false)
		case *muster.CV:
			p.text(subject, i, o, string(d.Text), true)
			if len(d.Skeleton) > 0 {
				p.skeletons = append(p.skeletons, skeletonDoc{subject, observedOf(o), d.Skeleton})
			}
		case *muster.Message:
			p.text(subject, i, o, string(d.Text), false)
		case *muster.Image:
			p.print(subject, o, d)
		}
	}
}
