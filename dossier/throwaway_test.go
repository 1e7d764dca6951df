package dossier

import (
	"testing"

	"muster"
)

// TestThrowaway classes mail hosts by a published list, and never a host people
// live with.
func TestThrowaway(t *testing.T) {
	o := Options{Throwaway: map[string]bool{"throw.example": true, "gmail.com": true}}
	x := extractor{mail: o.mail()}
	for mail, want := range map[string]muster.Class{"a@throw.example": muster.ClassMailThrow, "a@in.throw.example": muster.ClassMailThrow, "a@gmail.com": muster.ClassMailFree, "a@other.example": muster.ClassPlain} {
		x.claims = nil
		if x.email(mail, muster.RoleOwn, false); len(x.claims) != 1 || x.claims[0].class != want {
			t.Errorf("%s: %+v, want %s", mail, x.claims, want)
		}
	}
}
