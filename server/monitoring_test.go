package server

import (
	"testing"

	"muster"
	"muster/casework"
)

// TestMonitoringOff takes records of a kind of monitoring in only once it was
// switched on, which asks for an impact assessment.
func TestMonitoringOff(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	lead := &casework.Actor{User: "U-lead", Name: "Lead", Grants: []casework.Grant{hrLead()}}
	off, err := in.switchedOff(t.Context())
	if err != nil || !off[muster.KindSignIns] || !off[muster.KindProgram] || off[muster.KindCV] {
		t.Errorf("%v, %v", off, err)
	}
	on := &casework.SwitchMonitoring{Kind: "sign_in", On: true, Notice: "N-3", Basis: "legitimate interests", Reason: "Agreed with the works council."}
	if _, err := in.desk.Do(t.Context(), lead, casework.Key(newKey()), on); muster.CodeOf(err) != muster.CodeUsage {
		t.Errorf("switched on without an impact assessment: %v", err)
	}
	on.Assessment = "DPIA-7"
	if _, err := in.desk.Do(t.Context(), lead, casework.Key(newKey()), on); err != nil {
		t.Fatal(err)
	}
	if off, err = in.switchedOff(t.Context()); err != nil || off[muster.KindSignIns] || !off[muster.KindProgram] {
		t.Errorf("%v, %v", off, err)
	}
	l := lasting{Population: oneSubject{}, off: off, now: in.now(), called: func(s string) string { return s }}
	list, err := l.Observations(0, nil)
	if err != nil || len(list) != 1 || list[0].Data.Kind() != muster.KindSignIns {
		t.Errorf("%d records are taken in, %v", len(list), err)
	}
}

// oneSubject is a population of one, with a record of a monitoring that is on
// and one of a monitoring that is off.
type oneSubject struct{ muster.Population }

func (oneSubject) Observations(_ int, dst []muster.Observation) ([]muster.Observation, error) {
	for _, kind := range []muster.Kind{muster.KindSignIns, muster.KindProgram} {
		data, err := muster.NewData(kind)
		if err != nil {
			return dst, err
		}
		dst = append(dst, muster.Observation{Data: data})
	}
	return dst, nil
}
