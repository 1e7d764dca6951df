package server

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"sync"

	"muster"
	"muster/casework"
	"muster/detect"
	"muster/detect/all"
	"muster/policy"
	"muster/store"
	"muster/web"
)

// trials is the changed policy that somebody tried last, with whom it would
// move. A trial changes nothing for anybody.
type trials struct {
	mu      sync.Mutex
	last    *trial
	loading sync.Mutex // held while everybody is found anew for a trial: one at a time
}

type trial struct {
	web.Trial
	flag muster.FlagID
	file string
}

func (t *trials) put(one *trial) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = one
}

// get returns a trial as this server worked it out, nil where it did not.
func (t *trials) get(id string) *trial {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == nil || t.last.ID != id {
		return nil
	}
	return t.last
}

// settingTrial names the setting that holds what was tried last, for all
// servers of a database.
const settingTrial = "policy_trial"

// sharedTrial is what it holds: the policy, and nobody whom it would move.
type sharedTrial struct {
	ID   string        `json:"id"`
	What string        `json:"what"`
	Flag muster.FlagID `json:"flag,omitempty"`
	File string        `json:"file"`
	Done bool          `json:"done,omitempty"` // it was published: nothing is left to show
}

// share makes a trial the last one on every server.
func (s *Server) share(ctx context.Context, t *trial) error {
	s.tried.put(t)
	return s.setTrial(ctx, &sharedTrial{ID: t.ID, What: t.What, Flag: t.flag, File: t.file})
}

// published notes that a trial is on show no more. It stays for a form that is
// sent twice.
func (s *Server) published(ctx context.Context, id string) error {
	t, done, err := s.lastTrial(ctx)
	if err != nil || done || t == nil || t.ID != id {
		return err
	}
	return s.setTrial(ctx, &sharedTrial{t.ID, t.What, t.flag, t.file, true})
}

func (s *Server) setTrial(ctx context.Context, t *sharedTrial) error {
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("insert into settings (organisation, name, value) values ($1, $2, $3) on conflict (organisation, name) do update set value = excluded.value", settingTrial, string(text))
		return err
	})
}

// lastTrial is what was tried last, nil for nothing, and whether it was
// published. Where another server tried it, whom it would move is worked out
// here too, once.
func (s *Server) lastTrial(ctx context.Context) (t *trial, done bool, err error) {
	var text string
	err = s.store.One(ctx, s.config.Organisation, "select value from settings where organisation = $1 and name = $2", settingTrial).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	var kept sharedTrial
	if err == nil {
		err = json.Unmarshal([]byte(text), &kept)
	}
	if err != nil {
		return nil, false, err
	}
	if t := s.tried.get(kept.ID); t != nil {
		return t, kept.Done, nil
	}
	next, err := policy.Parse("policy", []byte(kept.File))
	if err != nil {
		return nil, false, err
	}
	t = &trial{flag: kept.Flag, file: kept.File}
	t.ID, t.What, t.Budget = kept.ID, kept.What, next.Budget
	err = s.moves(ctx, policy.WithDeclared(next, detect.Settling(all.Detectors())), &t.Trial)
	if muster.CodeOf(err) == muster.CodeConflict { // somebody tries another just now
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	s.tried.put(t)
	return t, kept.Done, nil
}

// trialText is the policy file of a trial.
func (s *Server) trialText(ctx context.Context, id string) (string, error) {
	t, _, err := s.lastTrial(ctx)
	if err == nil && (t == nil || t.ID != id) {
		err = &muster.Error{Code: muster.CodeNotFound, Message: "This trial is no longer there.", Hint: "Try the change again, look at who would move, and publish then."}
	}
	if err != nil {
		return "", err
	}
	return t.file, nil
}

// draft shows a trial to who may publish one: it names people.
func (s *Server) draft(ctx context.Context, flag muster.FlagID) (*web.Trial, error) {
	if v := visitorOf(ctx); v == nil || !v.may(casework.PolicyTry) {
		return nil, nil
	}
	t, done, err := s.lastTrial(ctx)
	if err != nil || t == nil || done || flag != "" && t.flag != flag {
		return nil, err
	}
	one := t.Trial
	return &one, nil
}
