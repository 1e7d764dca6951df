package simulate

import (
	"slices"
	"strconv"
	"strings"
)

// Truth is how many of each kind a population holds.
type Truth struct {
	People       int
	Honest       int
	Diverted     int
	Personas     int
	Facilitators int
	Operators    int
	Traceable    int // personas that left a trace
	Linkable     int // operators whose personas form one component
	Rows         int64
}

// trace is what a persona left in the data.
type trace struct{ traceable, linkable bool }

// household is how many people may be expected at one declared home.
const household = 5

// judge finds, from what is written of them, which personas left a trace and
// which operators hang together. Values that strangers share by their nature
// (exits of a VPN, mobile networks, stock sentences) are no artefacts. A home that
// no more declare than a household has, with its line and what is sent there, is a
// trace and ties nobody: nothing tells such personas from honest flatmates, and
// whoever linked them would link those.
func judge(operators []*operator, files Documents) map[*person]trace {
	traces := make(map[*person]trace)
	for _, o := range operators {
		holders := make(map[string][]int)
		for i, p := range o.personas {
			for _, value := range p.artefacts(files) {
				holders[value] = append(holders[value], i)
			}
		}
		parent := make([]int, len(o.personas))
		for i := range parent {
			parent[i] = i
		}
		shared := make([]bool, len(o.personas))
		for value, who := range holders {
			ties := !o.homely(value, who)
			for _, i := range who[1:] {
				shared[i], shared[who[0]] = true, true
				if ties {
					join(parent, who[0], i)
				}
			}
		}
		whole := len(o.personas) > 1
		for i := range parent {
			whole = whole && find(parent, i) == find(parent, 0)
		}
		for i, p := range o.personas {
			traces[p] = trace{shared[i] || len(p.contradictions(files)) > 0, whole}
		}
	}
	return traces
}

// homely reports whether a value is what the personas have in common by declaring
// one home: the home, its line, what is sent there.
func (o *operator) homely(value string, who []int) bool {
	if kind, _, _ := strings.Cut(value, " "); kind != "place" && kind != "network" || len(who) > household {
		return false
	}
	common := o.personas[who[0]].homes()
	for _, i := range who[1:] {
		theirs := o.personas[i].homes()
		common = slices.DeleteFunc(common, func(home string) bool { return !slices.Contains(theirs, home) })
	}
	return len(common) > 0
}

// homes are the addresses somebody says they live at.
func (p *person) homes() []string {
	homes := []string{strings.TrimSpace(p.application.home.whole()), strings.TrimSpace(p.home.whole())}
	return slices.DeleteFunc(homes, func(home string) bool { return home == "" })
}

func find(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}

func join(parent []int, a, b int) { parent[find(parent, a)] = find(parent, b) }

// artefacts lists the values somebody's records hold that would be the same
// for two people only if something joins them, each once.
func (p *person) artefacts(files Documents) []string {
	var values []string
	add := func(kind, value string) {
		if value = strings.TrimSpace(value); value != "" {
			values = append(values, kind+" "+value)
		}
	}
	a := p.application
	add("phone", a.phone)
	add("phone", p.mobile)
	add("mail", mailbox(a.email))
	add("place", a.home.whole())
	add("place", p.home.whole())
	add("web", p.url)
	add("device", a.device)
	// Networks hand addresses on to others: one counts within a day only.
	if !common(a.network) {
		add("network", a.network+" "+a.applied.iso())
	}
	for _, iv := range p.interviews {
		if iv.network != "" && !common(iv.network) {
			add("network", iv.network+" "+iv.held.iso())
		}
	}
	if len(a.letter) > 300 && !strings.Contains(a.letter, "We are looking for") {
		add("letter", a.letter)
	}
	for _, r := range p.references {
		if r.manager {
			continue // everybody who worked there may name the same one
		}
		add("mail", r.email)
		add("phone", r.phone)
	}
	for _, d := range p.documents {
		add("document", d.country+" "+d.number) // two countries may give out one number
	}
	for _, b := range p.bank {
		add("account", b.iban+b.sortCode+b.account)
	}
	for _, sh := range p.shipments {
		add("place", sh.address())
		add("place", sh.redirected)
		add("phone", sh.phone)
	}
	p.fileArtefacts(files, add)
	slices.Sort(values)
	return slices.Compact(values)
}

// fileArtefacts lists what only the files beside the tables hold.
func (p *person) fileArtefacts(files Documents, add func(kind, value string)) {
	if files == DocumentsNone {
		return
	}
	if c := p.cv; c != nil {
		for _, r := range c.roles {
			for _, text := range r.points {
				if len(text) > 120 {
					add("passage", text)
				}
			}
		}
		for _, text := range c.summary {
			if len(text) > 120 && !slices.Contains(polished, text) {
				add("passage", text)
			}
		}
		add("career", c.skeleton())
		if files == DocumentsReal && c.form != 0 {
			add("file", c.document)
		}
	}
	if pic := p.picture; pic != nil && pic.metadata {
		add("camera", pic.serial)
	}
}

// skeleton is the career below the present job without its words: months and
// durations.
func (c *cv) skeleton() string {
	var b strings.Builder
	for i, r := range c.roles {
		if i > 0 && !r.partTime {
			b.WriteString(strconv.Itoa(int(r.from)) + "-" + strconv.Itoa(int(r.to)) + " ")
		}
	}
	if len(c.roles) < 3 {
		return "" // two dates may agree by chance
	}
	return b.String()
}

// mailbox undoes what a provider ignores in an address.
func mailbox(email string) string {
	local, domain, _ := strings.Cut(strings.ToLower(email), "@")
	local, _, _ = strings.Cut(local, "+")
	if domain == "gmail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	return local + "@" + domain
}

// common tells the exits of VPNs and mobile networks, which thousands share.
func common(network string) bool { return strings.HasPrefix(network, sharedExits) }

// contradictions names the places where somebody's own records disagree.
func (p *person) contradictions(files Documents) []string {
	var found []string
	add := func(is bool, what string) {
		if is {
			found = append(found, what)
		}
	}
	a := p.application
	for _, sh := range p.shipments {
		known := sh.address() == p.home.whole() || sh.address() == a.home.whole()
		add(!known && sh.agreed != "yes", "delivery address")
		add(sh.redirected != "", "redirected delivery")
		add(sh.recipient != p.name.full() && sh.recipient != p.former, "recipient")
	}
	for _, b := range p.bank {
		add(b.nameCheck == "no_match", "bank name check")
		add(b.holder != p.name.full() && b.holder != p.company && b.holder != p.former, "account holder")
	}
	for _, iv := range p.interviews {
		add(iv.shown != "" && iv.shown != p.name.full() && !strings.HasPrefix(iv.shown, p.knowAs+" "), "meeting name")
		add(strings.Contains(iv.signs, "different_person"), "person at interview")
	}
	for _, d := range p.documents {
		add(d.name != p.name.full() && d.name != p.former, "document name")
		add(d.birth != p.birth, "date of birth")
	}
	for _, r := range p.reports {
		add(r.sign == "identity_held_by_another", "identity")
	}
	if files != DocumentsNone {
		add(p.cv != nil && a.screenedTo != p.cv.to, "education")
		add(p.cv.overlaps() || p.cv.early(), "career")
		add(p.picture != nil && p.picture.metadata && p.picture.located, "place of picture")
	}
	return found
}

// overlaps reports two full-time jobs at once for more than two months.
func (c *cv) overlaps() bool {
	if c == nil {
		return false
	}
	for i, r := range c.roles {
		for _, earlier := range c.roles[i+1:] {
			if !r.partTime && !earlier.partTime && earlier.to != 0 && earlier.to > r.from+2 {
				return true
			}
		}
	}
	return false
}

// early reports a technology claimed before it was published.
func (c *cv) early() bool {
	if c == nil {
		return false
	}
	for _, claim := range c.claims {
		name, year, _ := strings.Cut(claim, " since ")
		for _, t := range technologies {
			if n, err := strconv.Atoi(year); err == nil && t.name == name && n < t.published {
				return true
			}
		}
	}
	return false
}
