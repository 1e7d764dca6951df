package server

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/casework"
)

// TestMissing names a check that the draw asks for once more apart from the one
// everybody meets.
func TestMissing(t *testing.T) {
	got := missing([]casework.GateAsk{
		{Check: muster.CheckIdentity}, {Check: muster.CheckRightToWork, Assurance: casework.Standard}, {Check: muster.CheckAddress, Met: true},
		{Check: muster.CheckIdentity, Assurance: casework.High, Drawn: true},
	})
	if want := []string{"Identity", "Right to work", "Identity at high assurance"}; !cmp.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
