package ring

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// core makes five people who stand as a dense ring by themselves.
func core(w *world) []string {
	l := letters("x", 5)
	w.share(muster.ArtefactPhone, "xp", Own, l...)
	w.share(muster.ArtefactAccount, "xk", Payee, l[:4]...)
	w.share(muster.ArtefactDevice, "xd", 0, l[1:]...)
	return l
}

// TestUsingAMembersContact: a contact whose control one person proved counts
// only against those who wrote it on their own form.
func TestUsingAMembersContact(t *testing.T) {
	tests := []struct {
		name  string
		build func(*world) []string
	}{
		{"who uses a member's mailbox is of the ring", func(w *world) []string {
			l := core(w)
			w.share(muster.ArtefactEmail, "m", Own|Proved, l[0])
			w.share(muster.ArtefactEmail, "m", Own, "user")
			return append([]string{"user"}, l...)
		}},
		{"whose mailbox a member uses is not", func(w *world) []string {
			l := core(w)
			w.share(muster.ArtefactEmail, "m", Own|Proved, "owner")
			w.share(muster.ArtefactEmail, "m", Own, l[0], l[1])
			return l
		}},
		{"the owner of every contact of a ring is not", func(w *world) []string {
			l := core(w)
			w.share(muster.ArtefactEmail, "m", Own|Proved, "owner")
			w.share(muster.ArtefactEmail, "m", Own, l...)
			w.share(muster.ArtefactPhone, "p", Own|Proved, "owner")
			w.share(muster.ArtefactPhone, "p", Own, l...)
			return l
		}},
		{"an owner in a pair is not drawn in by somebody else's form", func(w *world) []string {
			l := core(w)
			w.share(muster.ArtefactPhone, "recycled", Own, "owner", "stranger")
			w.share(muster.ArtefactEmail, "m", Own|Proved, "owner")
			w.share(muster.ArtefactEmail, "m", Own, l[0])
			return l
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			want := tt.build(w)
			got := slices.DeleteFunc(w.groups(), func(g []string) bool { return !slices.Contains(g, "x00") })
			if diff := cmp.Diff([][]string{want}, got); diff != "" {
				t.Errorf("the ring (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAProvedContactIsNoJointOfItsOwner: the ring's member whose mailbox another
// uses is not among those the joint counts against.
func TestAProvedContactIsNoJointOfItsOwner(t *testing.T) {
	w := newWorld()
	l := core(w)
	w.share(muster.ArtefactEmail, "m", Own|Proved, l[0])
	v := w.share(muster.ArtefactEmail, "m", Own, "user")
	rings := Find(w.edges, w.people, w.values, w.opt)
	i := slices.IndexFunc(rings[0].Joints, func(j Joint) bool { return j.Value == v })
	if i < 0 {
		t.Fatal("the mailbox is no joint")
	}
	j := rings[0].Joints[i]
	if diff := cmp.Diff([]int32{w.who("user")}, j.Members); diff != "" {
		t.Errorf("counts against (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int32{w.who(l[0])}, j.Proved); diff != "" {
		t.Errorf("proved by (-want +got):\n%s", diff)
	}
}

// TestAManagerSharedWithOnePersona: who invents a career may name a real
// manager; that manager's real people are not drawn in.
func TestAManagerSharedWithOnePersona(t *testing.T) {
	for _, private := range []bool{false, true} {
		w := newWorld()
		l := core(w)
		w.share(muster.ArtefactPhone, "desk", Referee, l[0], "honest")
		mail := w.share(muster.ArtefactEmail, "manager", Referee, l[0], "honest")
		w.values[mail].Private = private
		in := slices.ContainsFunc(w.groups(), func(g []string) bool { return slices.Contains(g, "honest") })
		if in != private {
			t.Errorf("manager with a private mailbox %v: drawn into the ring %v", private, in)
		}
	}
}
