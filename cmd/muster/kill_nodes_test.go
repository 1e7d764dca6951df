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
	browser := &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
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
	time.Sleep(time.Second)
	kill[0]()
	if dead.count() == 0 {
		t.Fatal("the server that was killed had acknowledged nothing: the test shows nothing")
	}
	before := alive.count()
	for range 200 { // the other goes on
		if alive.count() > before+5 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	cancel()
	wg.Wait()
	if alive.count() <= before {
		t.Errorf("after the other died the server took nothing more (%d records)", before)
	}
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

// count is how many records were acknowledged so far.
func (a *acknowledged) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.records)
}
