package simulate

import "fmt"

// operator is one hand behind several personas, with the pools its personas
// draw from.
type operator struct {
	id     string
	kind   string // careless, published or adaptive
	reuse  Reuse
	number uint64

	phones, emails, profiles, networks, devices []string
	homes                                       []home
	sessions                                    []day // when the operator sat down and applied for several
	passages, letters                           []string
	careers                                     [][]role
	authors                                     []string
	fileIDs                                     []string
	referees                                    []reference
	papers                                      []document // one paper shown under several names
	cameras                                     []picture
	deliveries                                  []home
	deliveryNames                               []string
	accounts                                    []bank

	personas    []*person
	facilitator *person
	host        *host // in whose house the laptops stand, if logs are written
}

// kinds of operator.
const (
	careless  = "careless"
	published = "published"
	adaptive  = "adaptive"
)

// reuseOf gives each kind its habits. The adaptive kind shares no contact,
// rewrites its CVs and strips metadata; what it cannot avoid is the place
// where laptops stand and the career it can talk about.
func (p Params) reuseOf(kind string) Reuse {
	r := p.Published
	switch kind {
	case careless:
		all := []*float64{
			&r.Session, &r.Phone, &r.Email, &r.Home, &r.Profile, &r.Network, &r.Device, &r.Passage, &r.Facts, &r.Author, &r.Letter,
			&r.Referee, &r.Document, &r.Camera, &r.Delivery, &r.Account,
		}
		for _, rate := range all {
			*rate = min(0.95, *rate*p.CarelessFactor)
		}
	case adaptive:
		r = Reuse{Facts: r.Facts, Delivery: r.Delivery}
	}
	return r
}

// operators draws all operators and their personas. Their numbers come after
// those of honest people.
func (w *world) operators() []*operator {
	p := w.params
	total := int(p.PersonasPerThousand*float64(p.People)/1000 + 0.5)
	if p.PersonasPerThousand > 0 {
		total = max(total, p.MinPersonas)
	}
	total = min(total, p.People/2)
	s := newSource(p.Seed, streamOperator, 0)
	var sizes []int
	for left := total; left > 0; {
		size := min(left, s.between(p.MinPersonas, p.MaxPersonas))
		if rest := left - size; rest > 0 && rest < p.MinPersonas {
			size = left // no operator smaller than the least
		}
		sizes = append(sizes, size)
		left -= size
	}
	var all []*operator
	dealt := map[string]int{}
	for i, size := range sizes {
		all = append(all, w.newOperator(s, i, p.operatorKind(dealt), size))
	}
	if p.Live.Days > 0 {
		all = append(all, w.hosts(newSource(p.Seed, streamOperator, 1<<32), len(all))...)
	}
	w.number(all)
	for _, o := range all {
		for i := range o.personas {
			o.personas[i] = w.newPersona(o, o.personas[i].number, i)
		}
		w.recommend(o)
		if o.facilitator != nil {
			w.helper(o)
		}
	}
	return all
}

// recommend lets personas who are in vouch for those who come after.
func (w *world) recommend(o *operator) {
	s := newSource(w.params.Seed, streamOperator, 1+o.number)
	for _, p := range o.personas {
		by := pick(s, o.personas)
		if s.chance(w.params.Traces.Recommends) && by.hired && by.started < p.application.applied {
			p.referral = &referral{by: by.id, at: p.application.applied, relation: "former colleague"}
			p.application.channel, p.application.referrer = "Referral", by.id
		}
	}
}

// operatorKind deals the kinds out by their shares: the next operator is of the
// kind furthest behind its share, so that every run of some size holds each.
func (p Params) operatorKind(dealt map[string]int) string {
	n := float64(dealt[careless] + dealt[published] + dealt[adaptive] + 1)
	best, most := published, p.Kinds.Published*n-float64(dealt[published])
	if behind := p.Kinds.Careless*n - float64(dealt[careless]); behind > most {
		best, most = careless, behind
	}
	if behind := p.Kinds.Adaptive*n - float64(dealt[adaptive]); behind > most {
		best = adaptive
	}
	dealt[best]++
	return best
}

// number gives personas and helpers the last numbers of the run.
func (w *world) number(all []*operator) {
	next := uint64(w.params.People) - 1
	for _, o := range all {
		for i := range o.personas {
			o.personas[i] = &person{number: next}
			next--
		}
		if o.facilitator != nil {
			o.facilitator.number = next
			next--
		}
	}
}

func (w *world) newOperator(s source, i int, kind string, size int) *operator {
	p := w.params
	n := p.Pools
	base := uint64(i) * 64
	o := &operator{id: fmt.Sprintf("op-%04d", i+1), kind: kind, number: uint64(i), reuse: p.reuseOf(kind), personas: make([]*person, size)}
	for k := range n.Contact {
		x := base + uint64(k)
		who, _ := w.newName(s)
		o.phones = append(o.phones, w.mobile(uint64(p.People)*3+x, "GB"))
		o.emails = append(o.emails, w.emailOf(s, who, 2*uint64(p.People)-1-x%uint64(p.People)))
		o.profiles = append(o.profiles, fmt.Sprintf("https://portfolio-%06x.example", permute(mix(p.Seed^0x50), x, 1<<24)))
		o.networks = append(o.networks, broadband(mix(p.Seed+7)+x))
		o.devices = append(o.devices, w.device(uint64(p.People)+x))
		o.homes = append(o.homes, w.homeAt(x, zoneOperator))
		o.sessions = append(o.sessions, w.anyDay(s))
		o.authors = append(o.authors, fmt.Sprintf("%s-%s", pick(s, []string{"dev", "win10", "desktop", "admin"}), fmt.Sprintf("%04x", mix(x^p.Seed)&0xffff)))
		o.fileIDs = append(o.fileIDs, fmt.Sprintf("%016x%016x", mix(x+p.Seed), mix(x^p.Seed<<3)))
		o.papers = append(o.papers, document{
			kind: "passport", country: issuers[x%uint64(len(issuers))],
			number: fmt.Sprintf("%09d", 100_000_000+permute(mix(p.Seed^0xd0c), uint64(p.People)*2+x, 900_000_000)),
		})
	}
	for range n.Passages {
		o.passages = append(o.passages, master(s))
		o.letters = append(o.letters, letter(s)+" "+master(s))
	}
	for range n.Careers {
		o.careers = append(o.careers, w.career(s))
	}
	for k := range n.Referees {
		r := w.newReference(s, uint64(p.People)*4+base+uint64(k), w.today)
		if s.chance(p.Traces.FreeMailReferee) {
			r.email = fmt.Sprintf("%s%d@%s", asciiLower(r.name), 100_000+s.IntN(900_000), "gmail.com")
		}
		r.foundBy = "candidate"
		o.referees = append(o.referees, r)
	}
	for range n.Cameras {
		taken := w.first + day(s.IntN(int(w.today-w.first)))
		o.cameras = append(o.cameras, picture{
			model: pick(s, cameras), serial: fmt.Sprintf("Z%09d", s.IntN(1_000_000_000)),
			taken: taken, second: 9*3600 + s.IntN(8*3600), metadata: true, offset: clockOf(home{country: "GB"}, taken), quality: 90,
		})
	}
	w.operatorPlaces(s, o, base)
	if s.chance(0.3) {
		o.facilitator = &person{}
	}
	return o
}

// operatorPlaces draws the helpers' addresses and the accounts.
func (w *world) operatorPlaces(s source, o *operator, base uint64) {
	n := w.params.Pools
	for k := range n.Delivery {
		who, _ := w.newName(s)
		o.deliveries = append(o.deliveries, w.homeAt(base+32+uint64(k), zoneOperator))
		o.deliveryNames = append(o.deliveryNames, who.full())
	}
	for k := range n.Accounts {
		who, _ := w.newName(s)
		b := w.newBank(s, who.full(), 0, w.spare(uint64(w.params.People))+base+uint64(k))
		b.nameCheck = pick(s, []string{"no_match", "not_available"})
		o.accounts = append(o.accounts, b)
	}
}

// career is a fact skeleton: how long each job lasted, the gaps between and
// odd figures that stay when words and names change. It ends before the first
// application; what comes after, each persona invents.
func (w *world) career(s source) []role {
	var roles []role
	end := monthOf(w.first) - month(s.between(1, 12))
	for range s.between(2, 4) {
		length := month(s.between(11, 47))
		r := role{from: end - length, to: end}
		figure := s.between(101, 989)
		r.points = []string{fmt.Sprintf("%d.%d", figure, s.IntN(10)), fmt.Sprint(s.between(11, 97)), pick(s, audiences)}
		roles = append(roles, r)
		end = r.from - month(s.between(1, 9))
	}
	return roles
}

// helper turns somebody at a delivery address into a worker of the firm: a
// local helper who also works there.
func (w *world) helper(o *operator) {
	s := newSource(w.params.Seed, streamPersona, 1<<40+o.number)
	p := w.newPerson(s, o.facilitator.number, way{hired: true, interviewed: true})
	p.kind, p.operator, p.ofKind = kindFacilitator, o.id, o.kind
	old := p.home.whole()
	p.home = o.deliveries[0]
	p.application.home = p.home
	for i := range p.shipments {
		p.shipments[i].to = p.home
	}
	for i := range p.checks {
		if p.checks[i].address == old {
			p.checks[i].address = p.home.whole()
		}
	}
	for i := range p.documents {
		if p.documents[i].address == old {
			p.documents[i].address = p.home.whole()
		}
	}
	if p.tax != "" {
		p.tax, p.payroll = p.home.whole(), p.home.whole()
	}
	p.cv.moved(p.home)
	if o.host != nil {
		p.house, p.line = w.router(zoneAgency, o.host.number)-1, broadband(mix(w.params.Seed+11)+o.host.number)
	}
	o.facilitator = p
}
