package casework

import (
	"slices"
	"strings"

	"muster"
	"muster/store"
)

// sceneRolesComeFromGroups maps groups to roles and lets the provider give them:
// to who is marked for it, exactly what is written, and no longer than it is.
func sceneRolesComeFromGroups(w *world) {
	t := w.T
	uk := Scope{Entity: "UK", Country: "GB"}
	pay := w.must(w.user[Administrator], &MapGroup{Group: "muster-payroll", Grant: Grant{Payroll, uk}, Reason: why}).ID
	w.must(w.boss, &MapGroup{Group: "muster-hr", Grant: Grant{Role: HRLead}, Reason: why})
	w.must(w.boss, &MapGroup{Group: "muster-hr", Grant: Grant{Role: Auditor}, Reason: why})
	w.refused(w.boss, &MapGroup{Group: "muster-hr", Grant: Grant{Role: Auditor}, Reason: why}, muster.CodeConflict, "already")
	w.refused(w.boss, &MapGroup{Group: "x", Grant: Grant{Role: "king"}, Reason: why}, muster.CodeUsage, "king")
	w.refused(w.boss, &MapGroup{Group: "x", Grant: Grant{Role: IT, Scope: Scope{Country: "Britain"}}, Reason: why}, muster.CodeUsage, "country")
	w.refused(w.boss, &UnmapGroup{ID: "G-none", Reason: why}, muster.CodeNotFound, "")
	cy := w.invite("Cy Example", "cy@example.org", Grant{Role: Recruiter})
	for r, who := range w.user {
		if r == Administrator {
			continue
		}
		for _, a := range []Act{&MapGroup{Group: "mine", Grant: Grant{Role: HRLead}, Reason: why}, &UnmapGroup{ID: pay, Reason: why}, &ProvideRoles{User: cy.User, Reason: why}} {
			w.refused(who, a, muster.CodePermission, "")
		}
		if _, err := w.desk.GroupRoles(w.Context(), who); muster.CodeOf(err) != muster.CodePermission {
			t.Errorf("%s reads which groups give which roles: %v", r, err)
		}
	}

	entered := func() int { return w.entries("user.roles_provided") }
	gets := func(groups []string, want ...Grant) {
		t.Helper()
		who, err := w.desk.Provide(w.Context(), cy.User, groups)
		w.ok(err)
		again, err := w.desk.Actor(w.Context(), cy.User)
		w.ok(err)
		if !slices.Equal(who.Grants, want) || !slices.Equal(again.Grants, want) {
			t.Errorf("%v give %v, then %v; want %v", groups, who.Grants, again.Grants, want)
		}
	}
	gets([]string{"muster-payroll", "muster-hr"}, Grant{Role: Recruiter}) // set by hand: nobody is widened
	if entered() != 0 {
		t.Error("something was entered of somebody whose roles are their own")
	}
	w.must(w.user[Administrator], &ProvideRoles{User: cy.User, Reason: why})
	if who, err := w.desk.Actor(w.Context(), cy.User); err != nil || len(who.Grants) != 0 || !who.Provided {
		t.Errorf("before they sign in: %+v, %v", who, err)
	}
	gets([]string{"muster-payroll", "elsewhere"}, Grant{Payroll, uk})
	gets([]string{"elsewhere", "muster-payroll"}, Grant{Payroll, uk})
	if n := entered(); n != 1 {
		t.Errorf("%d changes entered, want the one there was", n)
	}
	gets([]string{"muster-hr", "muster-payroll"}, Grant{Payroll, uk}, Grant{Role: HRLead}, Grant{Role: Auditor})
	gets([]string{"MUSTER-HR", "muster-hr ", "muster", "*", "muster-payroll-admins"}) // whole names as they are
	gets(nil)
	gets([]string{"muster-payroll"}, Grant{Payroll, uk})
	if n := entered(); n != 4 {
		t.Errorf("%d changes entered, want 4", n)
	}
	all, err := w.desk.Users(w.Context(), w.boss)
	w.ok(err)
	if i := slices.IndexFunc(all, func(u User) bool { return u.ID == cy.User }); !slices.Equal(all[i].Groups, []string{"muster-payroll"}) {
		t.Errorf("kept of their groups: %v, want those that give something", all[i].Groups)
	}

	w.must(w.boss, &UnmapGroup{ID: pay, Reason: why})
	if who, err := w.desk.Actor(w.Context(), cy.User); err != nil || len(who.Grants) != 0 {
		t.Errorf("a role outlasts its line: %+v, %v", who, err)
	}
	w.must(w.boss, &MapGroup{Group: "muster-admins", Grant: Grant{Role: Administrator}, Reason: why})
	gets([]string{"muster-admins"}, Grant{Role: Administrator})

	// No provider is the only one who can let somebody manage users.
	w.must(w.boss, &SetRoles{User: w.other.User, Grants: []Grant{{Role: Auditor}}, Reason: why})
	w.must(w.boss, &SetRoles{User: w.user[Administrator].User, Grants: []Grant{{Role: Auditor}}, Reason: why})
	w.refused(w.boss, &ProvideRoles{User: w.boss.User, Reason: why}, muster.CodeConflict, "nobody would be left")
	w.refused(w.boss, &EndUser{User: w.boss.User, Reason: why}, muster.CodeConflict, "nobody would be left")

	w.must(w.boss, &SetRoles{User: cy.User, Grants: []Grant{{Role: IT}}, Reason: why})
	gets([]string{"muster-admins", "muster-hr"}, Grant{Role: IT})
	if who, err := w.desk.Actor(w.Context(), cy.User); err != nil || who.Provided {
		t.Errorf("set by hand, and still the provider's: %+v, %v", who, err)
	}
	w.must(w.boss, &EndUser{User: cy.User, Reason: why})
	if _, err := w.desk.Provide(w.Context(), cy.User, []string{"muster-hr"}); muster.CodeOf(err) != muster.CodePermission {
		t.Errorf("whose access has ended: %v", err)
	}
	by := false
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		list, err := tx.Entries(0, 100000)
		for _, e := range list {
			by = by || e.Kind == "user.roles_provided" && strings.Contains(e.Opening.Payload, `"name":"the sign-on provider"`) && strings.Contains(e.Opening.Payload, `"groups":["muster-payroll"]`) && strings.Contains(e.Opening.Payload, `"role":"payroll"`)
		}
		return err
	}))
	if !by {
		t.Error("no entry says that it was the provider, by which group and which role")
	}
	w.verified()
}
