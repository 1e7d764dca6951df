package server

import (
	"testing"

	"muster/casework"
	"muster/store"
)

// TestSignOnTakesOverNoAdministrator has a provider say of somebody that an
// administrator's address is theirs: it leads to who has no other way in, and to
// nobody who has one, until they connect their account themselves.
func TestSignOnTakesOverNoAdministrator(t *testing.T) {
	t.Parallel()
	in, p := signOnInstallation(t)
	root := in.signedIn(t, "root", casework.Grant{Role: casework.Administrator})
	in.signedIn(t, "fresh", casework.Grant{Role: casework.Administrator})
	in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	for _, name := range []string{"root", "lead"} {
		who, err := in.desk.ActorByEmail(t.Context(), name+"@company.example")
		if err != nil {
			t.Fatal(err)
		}
		if err := in.store.Update(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
			_, err := tx.Exec("insert into server_credentials (organisation, user_id, kind, id, body, made, used) values ($1, $2, 'passkey', $3, $4, 0, 0)", string(who.User), "key-of-"+name, []byte("{}"))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	as := func(name string) {
		p.claims = map[string]any{"sub": "subject-" + name, "email": name + "@company.example"}
	}
	as("root")
	if in.browser(t).enterBy(p) {
		t.Error("who gives out addresses comes in as the administrator")
	}
	if n := in.entries(t, "provider.connect"); n != 0 {
		t.Errorf("%d accounts are connected with who was let in nowhere", n)
	}
	root.get(p.consent(root.location("/sign-in/provider")))
	if n := in.entries(t, "provider.connect"); n != 1 {
		t.Errorf("%d accounts connected, want the administrator's own", n)
	}
	if !in.browser(t).enterBy(p) {
		t.Error("whom the administrator connected themselves is not let in")
	}
	for _, name := range []string{"fresh", "lead"} {
		as(name)
		if !in.browser(t).enterBy(p) {
			t.Errorf("%s is not known by their address", name)
		}
	}
}
