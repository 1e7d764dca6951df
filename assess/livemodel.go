package assess

import (
	"reflect"

	"muster"
	"muster/detect"
	"muster/policy"
	"muster/store"
)

// readModel takes up what people are assessed by, for the load.
func (l *Live) readModel(t *store.Tx) error {
	if l.cfg.Model == nil {
		return nil
	}
	m, err := l.cfg.Model(t)
	if err != nil {
		return err
	}
	l.request.Decisions, l.request.Approved, l.noTexts = m.Decisions, m.Approved, m.NoTexts
	l.weighBy(m.Policy, m.Frozen)
	l.decide(m.Decisions)
	return nil
}

// switchTo assesses by another model from the number applied last: the caller
// holds all locks and has applied everything up to it, so no answer is made
// half by one and half by the other. Everybody's row is then out of date.
func (l *Live) switchTo(m *Model) {
	l.epoch++
	other := m.Policy.Version != l.request.Policy.Version
	renewed := m.Frozen != nil && m.Frozen.ID != l.frozen.ID
	regroup := false
	if other || renewed {
		expected := l.request.Settings.MaxOccupancy
		l.weighBy(m.Policy, m.Frozen)
		if now := l.request.Settings.MaxOccupancy; now != expected {
			l.index.Expect(now)
			regroup = true
		}
	}
	if other {
		for i := range l.rows {
			l.mark(int32(i))
		}
	}
	if !reflect.DeepEqual(m.Approved, l.request.Approved) {
		own := *l.request
		own.Approved = m.Approved
		l.request = &own
		l.versions = own.versions()
		l.index.Approve(m.Approved)
		for i := range l.rows {
			l.mark(int32(i))
		}
	}
	l.decideAnew(m.Decisions)
	if renewed {
		l.hold(m.Frozen)
	}
	if renewed || regroup {
		l.regroupAll()
	}
}

func (l *Live) weighBy(p *muster.Policy, f *Frozen) {
	own := *l.request // builders and answers under way read the former
	if p != nil {
		own.Policy, own.weighing = p, policy.WithDeclared(p, detect.Settling(own.Detectors))
		if l.cfg.Settings == nil {
			own.Settings = &p.Expected
		}
	}
	if f != nil {
		own.Frozen = f
	}
	l.request = &own
	l.versions = l.request.versions()
}

// Weighing returns the version of the policy that answers are made by, and the
// number at which it was taken up.
func (l *Live) Weighing() (version string, at int64) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.request.Policy.Version, l.model
}
