package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"muster/internal/pgtest"
)

// nobodysAddress is a loopback address nobody listens on.
func nobodysAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// TestKilledNeighbourIsNotMissed runs two servers on one database, kills one with
// signal 9 while both are at work, and goes on with the other: it has what the
// dead one acknowledged, takes more, and the ledger of both verifies.
func TestKilledNeighbourIsNotMissed(t *testing.T) {
	data, db := filepath.Join(t.TempDir(), "data"), pgtest.Start(t).Database(t)
	binary, token := buildMuster(t), beginAt(t, data, db)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Timeout: 2 * time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var nodes [2]*program
	var kill [2]func()
	for i := range nodes {
		address := nobodysAddress(t)
		nodes[i] = &program{browser, "http://" + address}
		config := filepath.Join(t.TempDir(), "muster.yaml") // two on one machine cannot both have the usual port of metrics
		if err := os.WriteFile(config, fmt.Appendf(nil, "data: %q\ndb: %q\nlisten: %q\nmetrics: \"\"\n", data, db, address), 0o600); err != nil {
			t.Fatal(err)
		}
		kill[i] = startWith(t, binary, "serve", "--config", config)
	}
	for _, p := range nodes {
		p.await(t)
	}
	if status, text, err := nodes[0].send("/sign-in", "application/x-www-form-urlencoded", []byte(url.Values{"token": {token}}.Encode())); err != nil || status != http.StatusSeeOther {
		t.Fatalf("sign in: %d %s %v", status, text, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var dead, alive acknowledged
	var wg sync.WaitGroup
	for worker := range 2 {
		wg.Go(func() { nodes[0].load(ctx, &dead, fmt.Sprintf("dead-%d", worker)) })
		wg.Go(func() { nodes[1].load(ctx, &alive, fmt.Sprintf("alive-%d", worker)) })
	}
	awaitCount(t, "the server that is to be killed is at work", dead.count, 5)
	kill[0]()
	before := alive.count()
	awaitCount(t, "the other goes on", alive.count, before+5)
	cancel()
	wg.Wait()
	for _, id := range dead.records {
		answer, err := browser.Get(nodes[1].site + "/people/" + id)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("%s, which the dead server acknowledged: the other answers %d", id, answer.StatusCode)
		}
	}
	kill[1]()
	checkKept(t, data, db, &acknowledged{records: append(dead.records, alive.records...), acts: append(dead.acts, alive.acts...)})
}

// awaitCount waits until something is counted more often than a number: for as
// long as a busy machine may take, since the time itself shows nothing.
func awaitCount(t *testing.T, what string, count func() int, above int) {
	t.Helper()
	for until := time.Now().Add(2 * time.Minute); count() <= above; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("%s: %d counted in two minutes, want more than %d", what, count(), above)
		}
	}
}

// count is how many records were acknowledged so far.
func (a *acknowledged) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.records)
}
