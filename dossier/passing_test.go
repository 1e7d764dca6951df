package dossier

import (
	"testing"

	"muster"
)

// A device is hardly used by who opened an account on it in a library, and is the
// account's where it took the place of another.
func TestDevicesHardlyUsed(t *testing.T) {
	var list []muster.Observation
	day := func(n int, device muster.Device) {
		list = append(list, muster.Observation{Data: &muster.SignIns{Day: muster.Date(2026, 5, n), Device: device}})
	}
	for n := range 20 {
		day(1+n, "own")
	}
	day(3, "library")
	day(9, "library")
	for n := range 6 {
		day(21+n, "new")
	}
	claims := []claim{
		{kind: muster.ArtefactDevice, value: "own"}, {kind: muster.ArtefactDevice, value: "library"}, {kind: muster.ArtefactDevice, value: "new"},
		{kind: muster.ArtefactDevice, value: "opened on"}, {kind: muster.ArtefactPhone, value: "library"},
	}
	passing(claims, list)
	for i, want := range []muster.Class{"", muster.ClassDevicePassing, "", muster.ClassDevicePassing, ""} {
		if claims[i].class != want {
			t.Errorf("%s %s: %q, want %q", claims[i].kind, claims[i].value, claims[i].class, want)
		}
	}
	silent := []claim{{kind: muster.ArtefactDevice, value: "own"}}
	if passing(silent, nil); silent[0].class != "" {
		t.Error("a device of whose use nothing is on record")
	}
}
