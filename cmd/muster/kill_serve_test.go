package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/casework"
	"muster/internal/pgtest"
	"muster/server"
	"muster/store"
)

// TestKilledServerLosesNothing kills the server with signal 9 while programs
// send records, systems push events and people act, and starts it again: what was
// acknowledged over HTTP is there, once, and the ledger verifies.
func TestKilledServerLosesNothing(t *testing.T) {
	t.Run("a file", func(t *testing.T) { killServer(t, "", killServerRounds) })
	t.Run("a server", func(t *testing.T) { killServer(t, pgtest.Start(t).Database(t), killSharedRounds) })
}

// acknowledged is what the server said it keeps.
type acknowledged struct {
	mu      sync.Mutex
	records []string // subjects
	acts    []string // what acts made
	events  []string // the sources' ids
}

// program is somebody signed in, in front of a server that comes and goes.
type program struct {
	http *http.Client
	site string
}

func killServer(t *testing.T, db string, rounds int) {
	data := filepath.Join(t.TempDir(), "data")
	binary := buildMuster(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{&http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, "http://" + address}
	token := beginAt(t, data, db)
	config := listenAt(t, data, db, address)
	random := rand.New(rand.NewPCG(2026, 11))
	said := &acknowledged{}
	for round := range rounds {
		stop := startWith(t, binary, "serve", "--config", config)
		p.await(t)
		if round == 0 {
			if status, text, err := p.send("/sign-in", "application/x-www-form-urlencoded", []byte(url.Values{"token": {token}}.Encode())); err != nil || status != http.StatusSeeOther {
				t.Fatalf("sign in: %d %s %v", status, text, err)
			}
			p.hired(t)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		before := said.sizes()
		for worker := range 4 {
			wg.Go(func() { p.load(ctx, said, fmt.Sprintf("r%d-%d", round, worker)) })
		}
		wg.Go(func() { p.push(ctx, said, fmt.Sprintf("r%d", round)) })
		said.grows(before)
		time.Sleep(time.Duration(150+random.IntN(600)) * time.Millisecond)
		stop()
		cancel()
		wg.Wait()
	}
	checkKept(t, data, db, said)
	checkPushed(t, storeAt(t, data, db), said)
}

// sizes is how many records, acts and events were acknowledged so far.
func (a *acknowledged) sizes() [3]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return [3]int{len(a.records), len(a.acts), len(a.events)}
}

// grows waits until something more of each was acknowledged, so that a busy
// machine shows as much as an idle one; half a minute at most.
func (a *acknowledged) grows(before [3]int) {
	for range 600 {
		if now := a.sizes(); now[0] > before[0] && now[1] > before[1] && now[2] > before[2] {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// builtMuster builds the program as people get it: linking it takes longer than many
// a test.
var builtMuster = sync.OnceValues(func() (string, error) {
	binary := filepath.Join(os.Getenv(builtIn), "muster")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return binary, nil
})

func buildMuster(t *testing.T) string {
	t.Helper()
	binary, err := builtMuster()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

func configAt(data, db string) server.Config {
	c := server.DefaultConfig()
	c.Data, c.DB = data, db
	return c
}

// beginAt makes an installation with one user and returns their one-time token.
func beginAt(t *testing.T, data, db string) string {
	t.Helper()
	s, err := server.New(t.Context(), configAt(data, db))
	if err != nil {
		t.Fatal(err)
	}
	link, err := s.Begin(t.Context(), "Lead Example", "lead@company.example", casework.Administrator, casework.HRLead)
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return link[strings.LastIndexAny(link, "=#/")+1:]
}

// startWith starts the program and returns what kills it.
func startWith(t *testing.T, binary string, args ...string) (kill func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := cmd.Process.Signal(os.Kill); err != nil {
			t.Fatalf("the server had ended by itself: %v: %s", err, out.String())
		}
		_ = cmd.Wait() // it says that it was killed
	}
}

// await waits until the server answers, two minutes at most: a busy machine
// takes its time, which is not what is tested.
func (p *program) await(t *testing.T) {
	t.Helper()
	for range 2400 {
		answer, err := p.http.Get(p.site + "/healthz")
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the server does not answer")
}

func (p *program) send(path, kind string, text []byte) (int, string, error) {
	r, err := http.NewRequest(http.MethodPost, p.site+path, bytes.NewReader(text))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Idempotency-Key", fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()))
	answer, err := p.http.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(said), err
}

// load sends records and acts about them until the server is gone.
func (p *program) load(ctx context.Context, said *acknowledged, name string) {
	for n := 0; ctx.Err() == nil; n++ {
		id := fmt.Sprintf("%s-%d", name, n)
		text, err := json.Marshal(map[string]any{
			"subject": id, "kind": "application", "source": "kill", "record": id, "data": map[string]any{"full_name": "Robin Sample", "contact": map[string]any{"phones": []string{fmt.Sprintf("+44 20 7946 %04d", n%50)}}},
		})
		if err != nil {
			return
		}
		status, _, err := p.send("/v1/observations", "application/json", text)
		if err != nil || status != http.StatusCreated {
			continue
		}
		said.mu.Lock()
		said.records = append(said.records, id)
		said.mu.Unlock()
		text, err = json.Marshal(&casework.RequestCheck{Subject: muster.SubjectID(id), Type: muster.CheckLiveInterview, Code: casework.CodeFinding})
		if err != nil {
			return
		}
		status, answer, err := p.send("/v1/acts/check.request", "application/json", text)
		var receipt struct{ ID string }
		if err != nil || status >= 300 || json.Unmarshal([]byte(answer), &receipt) != nil || receipt.ID == "" {
			continue
		}
		said.mu.Lock()
		said.acts = append(said.acts, receipt.ID)
		said.mu.Unlock()
	}
}

// checkKept opens the installation and looks for what was acknowledged.
func checkKept(t *testing.T, data, db string, said *acknowledged) {
	t.Helper()
	if len(said.records) == 0 || len(said.acts) == 0 {
		t.Fatalf("%d records and %d acts were acknowledged: the test shows nothing", len(said.records), len(said.acts))
	}
	c := configAt(data, db)
	l, err := server.OpenLedger(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	report, err := l.Verify(t.Context())
	if err = errors.Join(err, l.Close()); err != nil {
		t.Errorf("the ledger: %v", err)
	}
	if report.Entries < int64(len(said.acts)) {
		t.Errorf("%d entries for %d acts", report.Entries, len(said.acts))
	}
	for _, one := range []struct {
		table, column string
		want          []string
	}{{"subjects", "subject", said.records}, {"checks", "id", said.acts}} {
		there := idsIn(t, data, db, one.table, one.column)
		for _, id := range one.want {
			if !there[id] {
				t.Errorf("%s was acknowledged and is not in %s", id, one.table)
			}
		}
	}
	t.Logf("%d records and %d acts acknowledged, %d entries", len(said.records), len(said.acts), report.Entries)
}

// storeAt opens the database of an installation until the test ends.
func storeAt(t *testing.T, data, db string) *store.Store {
	t.Helper()
	master, err := os.ReadFile(filepath.Join(data, "keys", "organisation.key"))
	if err != nil {
		t.Fatal(err)
	}
	v := &vault{master: master}
	place := db
	if place == "" {
		place = filepath.Join(data, "muster.db")
	}
	s, err := store.Open(t.Context(), place, store.Options{Keys: v.keyOf})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// idsIn are the ids a table holds.
func idsIn(t *testing.T, data, db, table, column string) map[string]bool {
	t.Helper()
	s := storeAt(t, data, db)
	there := map[string]bool{}
	err := s.View(t.Context(), muster.DefaultOrganisation, func(tx *store.Tx) error {
		rows, err := tx.Query("select " + column + " from " + table + " where organisation = $1")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			there[id] = true
		}
		return rows.Err()
	})
	if err == nil {
		err = s.Integrity(t.Context(), muster.DefaultOrganisation)
	}
	if err != nil {
		t.Fatal(err)
	}
	return there
}
