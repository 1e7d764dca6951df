package server

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/detect/all"
	"muster/store"
)

// following keeps the index of everybody beside the store. What it finds is
// kept in the store before anybody acts on it.
type following struct {
	mu   sync.Mutex                  // one settles at a time
	live atomic.Pointer[assess.Live] // requests read it and wait for nobody's round
	runs int
	step int           // how many people's findings the next transaction keeps
	wake chan struct{} // asks work not to wait for its next round
	// The registers it was loaded with, and the store's number of the model they
	// were last compared at.
	registers [sha256.Size]byte
	model     int64
}

// refreshStep is how many people are looked at again between two looks at the
// clock of a request.
const refreshStep = 2000

// One transaction keeps the findings of at most savedMost people, and of no more
// than take about savedTime: records that come in meanwhile wait for it.
const (
	savedLeast = 8
	savedMost  = 128
	savedTime  = 15 * time.Millisecond
)

// follow loads everybody and keeps what was found.
func (s *Server) follow(ctx context.Context) (*following, error) {
	registers, err := s.store.Registers(ctx, s.config.Organisation)
	if err != nil {
		return nil, err
	}
	policy, err := s.desk.Policy(ctx)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	live, err := s.load(ctx, registers, policy, s.model)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "everybody is loaded", "people", live.List(&assess.Filter{Limit: 1}).Total, "seconds", time.Since(start).Round(time.Millisecond).Seconds())
	_, at := live.Weighing()
	digest, err := digestRegisters(registers)
	f := &following{registers: digest, model: at, wake: make(chan struct{}, 1)}
	f.live.Store(live)
	return f, err
}

// load finds everybody anew by a policy.
func (s *Server) load(ctx context.Context, registers *muster.Registers, by *muster.Policy, model func(*store.Tx) (*assess.Model, error)) (*assess.Live, error) {
	key, err := s.keys.of(s.config.Organisation)
	if err != nil {
		return nil, err
	}
	decisions, err := s.decisions(ctx)
	if err != nil {
		return nil, err
	}
	throwaway, err := s.throwaway()
	if err != nil {
		return nil, err
	}
	live, err := assess.NewLive(ctx, assess.LiveConfig{
		Store: s.store, Organisation: s.config.Organisation, Registers: registers, Throwaway: throwaway, Policy: by, Detectors: all.Detectors(), Key: key,
		Region: s.config.Region, Version: s.config.Version, Decisions: decisions, Now: s.now, Model: model,
	})
	if err != nil {
		return nil, fmt.Errorf("load everybody: %w", err)
	}
	return live, nil
}

// decisions is what people said about records of one human.
func (s *Server) decisions(ctx context.Context) ([]assess.Decision, error) {
	pairs, err := s.desk.PairDecisions(ctx)
	if err != nil {
		return nil, err
	}
	return decisionsFrom(pairs), nil
}

func decisionsFrom(said []casework.PairDecision) []assess.Decision {
	var list []assess.Decision
	for _, p := range said {
		list = append(list, assess.Decision{A: p.A, B: p.B, Same: p.Verdict != casework.PairNot})
	}
	return list
}

// reload loads everybody anew, after new registers or another policy.
func (s *Server) reload(ctx context.Context) error {
	f, err := s.follow(ctx)
	if err != nil {
		return err
	}
	s.live.mu.Lock()
	s.live.live.Store(f.now())
	s.live.registers, s.live.model = f.registers, f.model
	s.live.mu.Unlock()
	if _, err = s.saveAll(ctx); err != nil {
		return err
	}
	return s.unsaved(ctx) // of whom nothing is found any longer
}

// noted is what follows a new policy: the index takes it up at its next catching
// up, and everybody is looked at again beside requests, by work.
func (s *Server) noted(ctx context.Context) error {
	_, err := s.live.now().CatchUp(ctx)
	return err
}

// policyMoved takes up another policy, or what people said about pairs of
// records, published here or by another server: the index switches where the
// store's sequence says. Other registers, and message texts that are compared from
// now on or no longer, change the index itself, and everybody is loaded anew
// beside it.
func (s *Server) policyMoved(ctx context.Context) error {
	live := s.live.now()
	if _, err := live.CatchUp(ctx); err != nil {
		return err
	}
	_, at := live.Weighing()
	s.live.mu.Lock()
	same := s.live.model == at
	s.live.mu.Unlock()
	if same {
		return nil
	}
	registers, err := s.store.Registers(ctx, s.config.Organisation)
	if err != nil {
		return err
	}
	digest, err := digestRegisters(registers)
	if err != nil {
		return err
	}
	texts, err := s.desk.IsMonitored(ctx, casework.MessageText)
	if err != nil {
		return err
	}
	s.live.mu.Lock()
	same = s.live.registers == digest && live.ReadsTexts() == texts
	if same {
		s.live.model = at
	}
	s.live.mu.Unlock()
	if same {
		return nil
	}
	return s.reload(ctx)
}

func digestRegisters(r *muster.Registers) ([sha256.Size]byte, error) {
	text, err := json.Marshal(r)
	return sha256.Sum256(text), err
}

// model is what people are assessed by, as a transaction sees it.
func (s *Server) model(tx *store.Tx) (*assess.Model, error) {
	p, said, err := s.desk.Model(tx)
	if err != nil {
		return nil, err
	}
	last, err := s.readMeasured(tx)
	if err != nil {
		return nil, err
	}
	approved, err := s.desk.ApprovedTools(tx)
	if err != nil {
		return nil, err
	}
	texts, err := s.desk.MonitoredAt(tx, casework.MessageText)
	if err != nil {
		return nil, err
	}
	m := &assess.Model{Policy: p, Decisions: decisionsFrom(said), Approved: approved, NoTexts: !texts}
	if last != nil {
		m.Frozen = last.Frozen
	}
	return m, nil
}

// now is the index in use.
func (f *following) now() *assess.Live { return f.live.Load() }

// settle takes in what the store was given, looks again at whoever that
// concerns, keeps what was found and starts the clocks of new escalations. It
// returns how many people it looked at.
func (s *Server) settle(ctx context.Context) (int, error) {
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	live := s.live.now()
	if _, err := live.CatchUp(ctx); err != nil {
		return 0, err
	}
	looked := 0
	for live.Stale() > 0 {
		var found []*assess.Answer
		n, err := live.Refresh(ctx, refreshStep, func(a []*assess.Answer) error { found = append(found, a...); return nil })
		if err == nil {
			err = s.keepFound(ctx, live, found)
		}
		if err != nil {
			return looked, err
		}
		if looked += n; n == 0 {
			break
		}
	}
	return looked, nil
}

// settledInRequest is how many people a request looks at again before it is
// answered. Where an act concerns more, work does it.
const settledInRequest = 256

// settleSoon is settle for a request: it looks at a few people at once, so that
// the next page shows what an act changed, and leaves many to work.
func (s *Server) settleSoon(ctx context.Context) error {
	live := s.live.now()
	if _, err := live.CatchUp(ctx); err != nil {
		return err
	}
	if live.Stale() <= settledInRequest && s.live.mu.TryLock() {
		s.live.mu.Unlock()
		_, err := s.settle(ctx)
		return err
	}
	select {
	case s.live.wake <- struct{}{}:
	default: // it is awake
	}
	return nil
}

// saveAll keeps what is found about everybody, after a load.
func (s *Server) saveAll(ctx context.Context) (int, error) {
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	live := s.live.now()
	var after muster.SubjectID
	n := 0
	for {
		page := live.List(&assess.Filter{Order: assess.ByID, After: after, Limit: 500})
		var found []*assess.Answer
		for i := range page.Rows {
			after = page.Rows[i].Subject
			if len(page.Rows[i].Flags) == 0 {
				continue
			}
			a, err := live.Assess(ctx, after)
			if errors.Is(err, assess.ErrUnknown) {
				continue
			}
			if err != nil {
				return n, err
			}
			found = append(found, a)
		}
		if err := s.keepFound(ctx, live, found); err != nil {
			return n, err
		}
		n += len(found)
		if !page.More {
			return n, nil
		}
	}
}

// keepFound enters what was found as small runs, and starts clocks.
func (s *Server) keepFound(ctx context.Context, live *assess.Live, found []*assess.Answer) error {
	for len(found) > 0 {
		s.live.step = max(s.live.step, savedLeast)
		n := min(s.live.step, len(found))
		start := time.Now()
		if err := s.keepSome(ctx, live, found[:n]); err != nil {
			return err
		}
		switch took := time.Since(start); {
		case took > savedTime:
			s.live.step = max(s.live.step/2, savedLeast)
		case took < savedTime/2 && n == s.live.step:
			s.live.step = min(2*s.live.step, savedMost)
		}
		found = found[n:]
	}
	return nil
}

func (s *Server) keepSome(ctx context.Context, live *assess.Live, found []*assess.Answer) error {
	s.live.runs++
	id := fmt.Sprintf("%s-%s-%06d", s.now().UTC().Format("20060102T150405.000000Z"), newKey()[:6], s.live.runs)
	if _, err := live.Save(ctx, s.store, id, found); err != nil {
		return err
	}
	s.counters.assessed.Add(int64(len(found)))
	if err := s.payAdvice(ctx, found); err != nil {
		return err
	}
	policy, err := s.desk.Policy(ctx)
	if err != nil {
		return err
	}
	for _, a := range found {
		if a.Assessment.Level != muster.Escalate {
			continue
		}
		weighed, err := s.weigh(ctx, policy, a)
		if err == nil {
			err = s.desk.Escalate(ctx, weighed)
		}
		if err != nil && !unknown(err) {
			return err
		}
	}
	return nil
}

// weigh is the assessment with what people decided about the findings.
func (s *Server) weigh(ctx context.Context, policy *muster.Policy, a *assess.Answer) (*muster.Assessment, error) {
	standing, err := s.desk.Standing(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	weighed := weighWith(standing, policy, a)
	return &weighed, nil
}

func weighWith(standing *casework.Standing, policy *muster.Policy, a *assess.Answer) muster.Assessment {
	weighed := a.Assessment
	if standing != nil && len(standing.Clearings)+len(standing.Suppressions) > 0 {
		weighed = standing.Assess(policy, a.Findings, a.Checks...)
	}
	weighed.Versions = a.Versions
	return weighed
}

// settledLevels is the level of those about whom people decided something,
// which lists show in place of the index's own.
func (s *Server) settledLevels(ctx context.Context, ids []muster.SubjectID) (map[muster.SubjectID]muster.Assessment, error) {
	out := map[muster.SubjectID]muster.Assessment{}
	if len(ids) == 0 {
		return out, nil
	}
	policy, err := s.desk.Policy(ctx)
	if err != nil {
		return nil, err
	}
	standing, err := s.desk.Standings(ctx, slices.Compact(slices.Sorted(slices.Values(ids))))
	if err != nil {
		return nil, err
	}
	live := s.live.now()
	for id, one := range standing {
		if r, ok := live.Row(id); !ok || !touches(one, r.Flags) {
			continue
		}
		a, err := live.Assess(ctx, id)
		if errors.Is(err, assess.ErrUnknown) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[id] = weighWith(one, policy, a)
	}
	return out, nil
}

// touches reports whether a decision is about one of the flags.
func touches(s *casework.Standing, flags []muster.FlagID) bool {
	return slices.ContainsFunc(flags, func(f muster.FlagID) bool {
		return slices.ContainsFunc(s.Clearings, func(c casework.Clearing) bool { return c.Flag == f }) ||
			slices.ContainsFunc(s.Suppressions, func(p casework.Suppression) bool { return p.Flag == f })
	})
}

// work is what goes on beside requests: taking in what other servers wrote,
// and the clocks, which one server at a time looks after.
func (s *Server) work(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	var widened time.Time
	defer tick.Stop()
	s.warm(ctx)
	if err := s.unsaved(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("what was found before could not be compared", "error", err)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.live.wake:
		}
		if _, err := s.settle(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("taking in new records failed", "error", err)
		}
		s.warm(ctx)
		if err := s.policyMoved(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("another policy could not be taken up", "error", err)
		}
		if live := s.live.now(); live.Narrow() && s.now().After(widened.Add(widenEvery)) {
			live.Regroup() // rings of very many connected people, put off while changes came in
			widened = s.now()
		}
		if err := s.clocks(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("the clocks could not be looked after", "error", err)
		}
	}
}

// unsaved has those settled whose findings are other than were kept: the server
// that took a record in may have died before it kept what the record shows, and
// saveAll passes by whom nothing is found of any longer.
func (s *Server) unsaved(ctx context.Context) error {
	kept := map[muster.SubjectID][]muster.FlagID{}
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		clear(kept)
		rows, err := tx.Query(`select distinct p.subject, f.flag from findings f join finding_subjects p on p.organisation = f.organisation and p.finding = f.finding
			where f.organisation = $1 and f.state = $2`, string(store.FindingOpen))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id muster.SubjectID
			var flag muster.FlagID
			if err := rows.Scan(&id, &flag); err != nil {
				return err
			}
			kept[id] = append(kept[id], flag)
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	if n := s.live.now().Unlike(kept); n > 0 {
		s.log.InfoContext(ctx, "people are looked at again: what is found of them is not kept yet", "people", n)
	}
	return nil
}

// warm reads beforehand what the first question of a program would wait for.
func (s *Server) warm(ctx context.Context) {
	if _, err := s.logins.find(ctx, s, ""); err != nil && ctx.Err() == nil {
		s.log.Error("logins could not be read", "error", err)
	}
}

const (
	followEvery = 2 * time.Second
	widenEvery  = 5 * time.Minute
)
