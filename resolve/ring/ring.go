// Package ring finds different claimed people who stand on the same
// infrastructure: one phone behind six applicants, one bank account behind
// four names, a chain of them.
//
// # Idea
//
// People and shared values (phones, accounts, devices, passages ...) form a
// bipartite graph. A value held by a few people, of a kind that strangers do
// not share, joins its holders; chains of such values of different kinds make
// one ring, because that is what an operator with pools of phones, accounts
// and texts leaves behind. Weak kinds (a network, a building, a referee, a
// template) and values with many holders join nobody alone. They attach a
// person to a ring only when two independent kinds agree and the agreement is
// surprising, after counting how many chances there were for it; or when the
// value belongs to the ring, because most of its holders are already in it for
// other reasons. A single shareable value between two otherwise separate dense
// cores does not merge them: it is reported as a bridge.
//
// Honest sharing is taken out first. Common values never join. People who
// declare one home, up to the expected occupancy, and people whose relation is
// on record are one household: whatever only they share makes no ring. A
// contact that one person has proved to control is not held against that
// person because somebody else wrote it on a form: who uses a contact of a ring's
// member is joined to the ring, and the owner of a contact that a ring uses is
// not. Every ring comes with the
// honest explanations that remain and what would settle each.
//
// # Use
//
//	rings := ring.Find(edges, people, values, ring.Options{})
//
// The result depends only on the input as a set: not on the order of edges,
// nor on the number of cores. Time and memory are near-linear in edges; a value
// with many holders is counted, never expanded into pairs.
//
// # Limits
//
// A ring is a lead for people to check, never a verdict, and a ring of two
// proves nothing. One phone or mailbox on more than a handful of records, most
// of whose people came through an agency, is more often that agency's than an
// operator's: with nothing else between them it makes no ring here and is left
// to the findings about the value itself. Rarity is only as good as the bits
// the caller supplies. An
// operator who shares nothing but a crowded network, or who reuses one value
// per pair of dense groups, is not put together here. Undeclared homes are
// unknown: they neither excuse nor accuse.
package ring

import (
	"muster"
)

// Flag says how a person holds a value: in which roles, and whether control
// of it was proved. The flags of repeated edges are combined.
type Flag uint16

// The flags of an edge.
const (
	Own      Flag = 1 << iota // the person's own: home address, own phone
	Referee                   // a referee's
	Delivery                  // where things were sent
	Payee                     // where money was sent
	Agency                    // an agency's
	Tax                       // on tax records
	Photo                     // found in a picture or document file
	Proved                    // this person proved control of it
	Named                     // records name this person as its holder: account holder, registered line, declared home
)

// RoleFlag returns the flag of an artefact's role, and 0 for an unknown role.
func RoleFlag(r muster.ArtefactRole) Flag {
	switch r {
	case muster.RoleOwn:
		return Own
	case muster.RoleReferee:
		return Referee
	case muster.RoleDelivery:
		return Delivery
	case muster.RolePayee:
		return Payee
	case muster.RoleAgency:
		return Agency
	case muster.RoleTax:
		return Tax
	case muster.RolePhoto:
		return Photo
	}
	return 0
}

// Edge says that a person's record holds a value. Both are indexes into the
// slices given to Find; an edge out of range is ignored.
type Edge struct {
	Person int32
	Value  int32
	Flags  Flag
}

// Person is one claimed person.
type Person struct {
	ID       string        // the subject's id
	First    int64         // when the person first appeared, in microseconds since 1970 UTC; 0 is unknown and counts as last
	Home     int32         // which declared home (building), equal numbers meaning one home; -1 when none is on record
	Status   muster.Status // where the person stands
	Verified bool          // the identity was verified independently of the person's own papers
}

// NoHome is the Home of a person without a declared one.
const NoHome int32 = -1

// Value is what is known of one value that people may share.
type Value struct {
	Kind     muster.ArtefactKind
	Common   muster.Common // why it says nothing, if so
	Bits     float64       // -log2 of the share of people who hold it by chance; 0 means: from the number of holders
	Holders  int32         // people who hold it, if more than the edges show; 0 means: as the edges show
	Expected int32         // addresses: people expected to live there; 0 means Options.Occupancy
	Verified int32         // holders whose identity was verified; a reason for an honest explanation
	Agencies int32         // holders whose records say that they came through an agency
	Private  bool          // a mailbox at a free provider: no firm's switchboard and no manager's desk
	OneDay   bool          // networks: the edges are of those who used it on one day; Holders counts all days
}

// MostJoined is how many holders a value has at most that joins them, unless
// Options.MaxHolders says otherwise.
const MostJoined = 50

// Options tunes Find. The zero value is the default.
type Options struct {
	Base       int        // people the rarity of a value refers to; default all, and at least 1,000, the built-in prior of small sets
	MaxHolders int        // a value with more holders supports but never joins; default MostJoined
	Occupancy  int        // people expected in one declared home; default 5
	CoreSize   int        // people on each side of a bridge that is not crossed; default 4
	LinkBits   float64    // bits a single value needs to join two people; default 5
	AttachBits float64    // surprise beyond chance, in bits, that weak values need together; default 4
	PairBits   float64    // bits a pair with one shareable kind needs to be reported; default 8
	Related    [][2]int32 // pairs whose relation a person declared: joint account, named partner
	Same       [][2]int32 // pairs of records of one human, by crosswalk or human decision
	Whole      *Whole     // what holds for everybody, when only some are given; nil when everybody is
}

// Whole is what Find reckons from everybody. Whoever gives it some people only,
// with all who hold a value with them, gives this too and is told the same rings.
type Whole struct {
	People    int // records
	Nodes     int // humans, as far as records are known to be one's
	PairLimit int // holders up to which two weak values join
}

// Measure returns what Find would reckon from everybody.
func Measure(edges []Edge, people []Person, values []Value, opt Options) Whole {
	g := newGraph(edges, people, values, opt.withDefaults(len(people)))
	g.classify()
	return Whole{People: len(people), Nodes: g.members.len(), PairLimit: g.pairLimit()}
}

// Ring is a set of different claimed people on shared infrastructure.
type Ring struct {
	ID          string // the id of the member with the smallest (first happened, id)
	Members     []Member
	Joints      []Joint // what they share, heaviest first; common values last, with weight 0
	Score       float64 // bits of surprise against chance sharing; within a family, only what joins people not joined otherwise
	Families    int     // independent kinds among the joints
	Homes       int     // different declared homes among the members
	Unshareable bool    // a joint is something that people cannot share
	Rivals      []muster.Rival
	Bridges     []Bridge
}

// Member is one person of a ring.
type Member struct {
	Person int32
	Role   muster.MemberRole
}

// Joint is one value that at least two members share.
type Joint struct {
	Value   int32
	Members []int32 // people it counts against, ascending
	Proved  []int32 // a person of the ring who proved control of it while the others did not: it says nothing against this one
	Flags   Flag    // how the members hold it, combined
	Holders int     // everybody who holds it
	Weight  float64 // bits per member joined; 0 for a value that only supports
	Common  bool    // shared too widely, or by declaration, to say anything
	Why     string
}

// Bridge is a single value on which the connection of two sides rests. A
// bridge that was crossed joins two sides of the ring; one that was not lies
// between this ring and another.
type Bridge struct {
	Value   int32
	Crossed bool
	Left    []int32 // people of the ring on one side
	Right   []int32 // people on the other side; of another ring when not crossed
}

// Find returns the rings among people, the most surprising first, equal scores
// by id.
func Find(edges []Edge, people []Person, values []Value, opt Options) []Ring {
	opt = opt.withDefaults(opt.Whole.people(len(people)))
	g := newGraph(edges, people, values, opt)
	g.classify()
	g.joinStrong()
	g.joinPairs()
	for range attachRounds {
		if !g.attach() {
			break
		}
	}
	pieces, uncrossed := g.split()
	return g.rings(pieces, uncrossed)
}

// people is how many there are in all.
func (w *Whole) people(given int) int {
	if w == nil {
		return given
	}
	return w.People
}

// nodes is how many humans there are in all.
func (w *Whole) nodes(given int) int {
	if w == nil {
		return given
	}
	return w.Nodes
}

func (o Options) withDefaults(people int) Options {
	setInt := func(p *int, v int) {
		if *p <= 0 {
			*p = v
		}
	}
	setBits := func(p *float64, v float64) {
		if !(*p > 0) {
			*p = v
		}
	}
	setInt(&o.Base, people)
	o.Base = max(o.Base, 1000)
	setInt(&o.MaxHolders, MostJoined)
	setInt(&o.Occupancy, 5)
	setInt(&o.CoreSize, 4)
	setBits(&o.LinkBits, 5)
	setBits(&o.AttachBits, 4)
	setBits(&o.PairBits, 8)
	return o
}
