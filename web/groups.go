package web

import (
	"context"
	"net/http"

	"muster"
	"muster/report"
)

// GroupReader reads groups: records of one human, and people on shared
// infrastructure.
type GroupReader interface {
	Groups(ctx context.Context, kind muster.GroupKind) (*Groups, error) // every kind when empty
	Group(ctx context.Context, id string) (*Group, error)
}

// Groups is the list of groups, those that need somebody first.
type Groups struct {
	Rows []GroupRow
	More int // groups not listed

	kind muster.GroupKind
}

// GroupRow is one group in the list.
type GroupRow struct {
	ID      string
	Kind    muster.GroupKind
	Title   string
	Members int
	Level   muster.Level // the highest among members
	Kinds   []muster.ArtefactKind
	Rival   string // the likeliest honest explanation
	Since   muster.Time
}

// Group is one group in full.
type Group struct {
	ID      string
	Kind    muster.GroupKind
	Title   string
	Members []GroupMember
	Joints  []SharedValue // what joins them, the rarest first
	Pairs   []GroupPair   // what speaks for and against each pair, in words
	More    int           // pairs that are not listed
	Apart   int           // pairs that share nothing themselves, which are not listed either
	WhyNot  []string      // what speaks against it: differing homes, verified identities
	Rivals  []muster.Rival
	History []Decision // splits and merges with their reasons
	Hidden  bool
	MayRead []Option // who else can read a case about them
	May     Allowed
}

func (g *Group) ident() string            { return g.ID }
func (g *Group) allows(p Permission) bool { return g.May.may(p) }

// GroupMember is one member with the part it plays.
type GroupMember struct {
	Person   PersonRef
	Role     muster.MemberRole
	Verified bool // identity verified independently
}

// GroupPair is two members with what joins them and what does not.
type GroupPair struct {
	A, B   PersonRef
	Why    []string  // what they share, and how rare it is
	WhyNot []string  // what differs or is too common to say anything
	Said   *Decision // what somebody decided about them
}

func (g *Groups) head() head { return head{template: "groups", title: "Groups", section: "groups"} }
func (g *Group) head() head  { return head{template: "group", title: g.Title, section: "groups"} }

// Kind is the kind the list is narrowed to, empty for every kind.
func (g *Groups) Kind() muster.GroupKind { return g.kind }

func (h *Handler) groups(r *http.Request) (*Groups, error) {
	kind := one(r.URL.Query().Get("kind"), muster.GroupSameHuman, muster.GroupRing)
	g, err := h.Groups.Groups(r.Context(), kind)
	if err != nil {
		return nil, err
	}
	g.kind = kind
	return g, nil
}

func (h *Handler) group(r *http.Request) (*Group, error) {
	return h.Groups.Group(r.Context(), r.PathValue("id"))
}

// Says is what kind of group it is, in a sentence.
func (g *Group) Says() string { return groupSays(g.Kind) }

// Says is what kind of group it is, in a sentence.
func (g *GroupRow) Says() string { return groupSays(g.Kind) }

func groupSays(k muster.GroupKind) string {
	if k == muster.GroupSameHuman {
		return "Records believed to be of one person."
	}
	return "Different people whose records share something."
}

// Shared lists what joins a group, in words.
func (g *GroupRow) Shared() string {
	words := make([]string, 0, len(g.Kinds))
	for _, k := range g.Kinds {
		words = append(words, report.ArtefactWord(k))
	}
	return report.Sentence(report.List(words))
}

// Picture draws the group: members left and right, shared values between.
func (g *Group) Picture() *Picture { return draw(mainFrame(), g.people(), g.Joints) }

// Narrow is Picture for a telephone.
func (g *Group) Narrow() *Picture { return draw(sideFrame(), g.people(), g.Joints) }

func (g *Group) people() []PersonRef {
	people := make([]PersonRef, 0, len(g.Members))
	for _, m := range g.Members {
		people = append(people, m.Person)
	}
	return people
}
