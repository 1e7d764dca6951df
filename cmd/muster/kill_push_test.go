package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/casework"
	"muster/server"
	"muster/store"
)

const (
	pushesEach   = 40 // a round; a person's day holds 20,000 events
	eventsPushed = 3  // at once
)

// listenAt writes the configuration of an installation that takes events in, and
// switches on what they need. It returns the configuration's name.
func listenAt(t *testing.T, data, db, address string) string {
	t.Helper()
	dir := t.TempDir()
	secret, file := filepath.Join(dir, "secret"), filepath.Join(dir, "serve.yaml")
	text := fmt.Sprintf("data: %q\ndb: %q\nlisten: %q\nmetrics: \"\"\nsystems: [{system: signals, secret_file: %q}]\n", data, db, address, secret)
	for name, what := range map[string]string{secret: "open sesame", file: text} {
		if err := os.WriteFile(name, []byte(what), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := server.New(t.Context(), configAt(data, db))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	plan := &server.Plan{Administrator: server.PlanAdministrator{Name: "a test"}}
	for _, kind := range casework.MonitoringKinds() {
		plan.Monitoring = append(plan.Monitoring, server.PlanMonitoring{Kind: kind, Assessment: "DPIA-1", Notice: "N-1", Basis: "legitimate interests"})
	}
	if err := s.ApplyPlan(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	return file
}

// hired puts the person on record whose events are pushed.
func (p *program) hired(t *testing.T) {
	t.Helper()
	text := `{"subject":"pushed","kind":"person","source":"kill","record":"pushed","data":{"full_name":"Sam Pushed","login":"pushed"}}`
	if status, answer, err := p.send("/v1/observations", "application/json", []byte(text)); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s %v", status, answer, err)
	}
}

// push sends events until the server is gone.
func (p *program) push(ctx context.Context, said *acknowledged, name string) {
	for n := 0; ctx.Err() == nil && n < pushesEach; n++ {
		var body []string
		var ids []string
		for i := range eventsPushed {
			id := fmt.Sprintf("%s-%d-%d", name, n, i)
			ids = append(ids, id)
			at := time.Now().UTC().Add(-time.Duration(1+i) * time.Minute)
			body = append(body, fmt.Sprintf(`{"muster_signal":1,"id":%q,"at":%q,"account":"pushed","kind":"work","data":{"act":"committed","target":"shop"}}`, id, at.Format(time.RFC3339)))
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.site+"/v1/signals/signals", strings.NewReader(strings.Join(body, "\n")))
		if err != nil {
			return
		}
		r.Header.Set("Authorization", "Bearer open sesame")
		answer, err := p.http.Do(r)
		if err != nil {
			continue
		}
		answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			said.mu.Lock()
			said.events = append(said.events, ids...)
			said.mu.Unlock()
		}
	}
}

// checkPushed looks for the events that were acknowledged: each is kept as it
// arrived, once, and what the days say counts exactly those that are kept, since
// both and what is open of the day stand together.
func checkPushed(t *testing.T, s *store.Store, said *acknowledged) {
	t.Helper()
	if len(said.events) == 0 {
		t.Fatal("no event was acknowledged: the test shows nothing")
	}
	kept, counted := map[string]int{}, 0
	err := s.View(t.Context(), muster.DefaultOrganisation, func(tx *store.Tx) error {
		list, _, err := tx.Observations("pushed")
		if err != nil {
			return err
		}
		for i := range list {
			d, ok := list[i].Data.(*muster.WorkDay)
			if ok && !slices.ContainsFunc(list, func(o muster.Observation) bool { return o.Supersedes == list[i].ID }) {
				counted += d.Times
			}
		}
		return tx.Segments("signals", func(seg store.Segment) error {
			for _, e := range seg.Events {
				var event struct{ ID string }
				if err := json.Unmarshal(e.Raw, &event); err != nil {
					return err
				}
				kept[event.ID]++
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range said.events {
		if kept[id] != 1 {
			t.Errorf("%s was acknowledged and is kept %d times", id, kept[id])
		}
	}
	if counted != len(kept) {
		t.Errorf("the days count %d events, %d are kept", counted, len(kept))
	}
	t.Logf("%d events acknowledged, %d kept", len(said.events), len(kept))
}
