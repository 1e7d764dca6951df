package casework

import (
	"fmt"

	"muster"
)

// sceneReachSaysWhatMaySays: a list over everybody shows those whose page opens.
func sceneReachSaysWhatMaySays(w *world) {
	w.must(w.boss, &SetEntity{Entity: Entity{ID: "uk", Title: "Example UK Ltd", Country: "GB"}, Reason: why})
	team := w.invite("Uma", "uma@example.org", Grant{Role: HiringManager}, Grant{Role: HRLead, Scope: Scope{Entity: "uk"}})
	at := map[muster.SubjectID]Scope{}
	for n, p := range []Placement{{}, {Entity: "uk"}, {Team: []UserID{team.User}}, {}} {
		p.Subject = w.person(fmt.Sprint("p", n))
		w.must(w.boss, &PlacePerson{Placement: p, Reason: why})
		at[p.Subject] = Scope{}
	}
	w.must(w.boss, &RequestCheck{Subject: "p3", Type: muster.CheckReference, Code: CodeFinding, Assigned: team.User})
	for _, who := range append(mapped(w.user), team) {
		reach, err := w.desk.Reach(w.Context(), who, PeopleView)
		if err != nil {
			w.wantCode(err, muster.CodePermission, "people.view")
			continue
		}
		for id := range at {
			want := w.desk.May(w.Context(), who, PeopleView, id) == nil
			if got := reach.Includes(id, reach.Placed[id]); got != want {
				w.Errorf("%s on %s: list %v, page %v", who.Name, id, got, want)
			}
		}
	}
}
