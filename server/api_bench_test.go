package server

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"muster/internal/cputime"
	"muster/internal/pgtest"
)

// benched is an installation with very many people, on a file or on a server,
// and a key for all of it.
func benched(b *testing.B, place string) (*installation, *program) {
	b.Helper()
	db := ""
	if place == "postgres" {
		db = pgtest.Start(b).Database(b)
	}
	in := populated(b, benchPeople(b), db, unlimited)
	return in, in.program(b, everyScope(), lead())
}

// BenchmarkAPISingle sends single records with their assessment, one after
// another and 20 at a time, while another's come in, and reports percentiles.
func BenchmarkAPISingle(b *testing.B) {
	for _, place := range []string{"sqlite", "postgres"} {
		b.Run(place, func(b *testing.B) {
			in, p := benched(b, place)
			ctx, cancel := context.WithCancel(b.Context())
			defer cancel()
			if err := in.clocks(ctx); err != nil { // all jobs are due at once where none was ever done
				b.Fatal(err)
			}
			go in.work(ctx) // what goes on beside requests in a server
			for _, users := range []int{1, 20} {
				b.Run(fmt.Sprintf("users=%d", users), func(b *testing.B) { measureSingle(b, p, users) })
			}
		})
	}
}

// sent numbers records, so that each is new.
var sent atomic.Int64

func measureSingle(b *testing.B, p *program, users int) {
	took, people := make([]time.Duration, b.N), benchPeople(b)
	var next atomic.Int64
	http := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: users, DialContext: (&net.Dialer{}).DialContext}}
	done := make(chan error, users)
	b.ResetTimer()
	worked := cputime.Process()
	for range users {
		go func() {
			for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
				n := sent.Add(1)
				body := fmt.Sprintf(`{"subject":"w%07d","kind":"change","source":"bench","record":"c%d","happened":"2026-11-02","data":{"field":"address","old":"%d Mill Lane","new":"%d High Street"}}`, (n*7919)%int64(people), n, n, n)
				start := time.Now()
				if err := post(http, p, "/v1/observations?assess=true", body); err != nil {
					done <- err
					return
				}
				took[i] = time.Since(start)
			}
			done <- nil
		}()
	}
	for range users {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	b.ReportMetric(float64((cputime.Process()-worked).Microseconds())/1000/float64(b.N), "cpu-ms")
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

func post(c *http.Client, p *program, path, body string) error {
	to, err := url.Parse(p.site + path)
	if err != nil {
		return err
	}
	r := &http.Request{Method: http.MethodPost, URL: to, Header: http.Header{"Authorization": {"Bearer " + p.key}, "Content-Type": {"application/json"}}, Body: http.NoBody, ContentLength: int64(len(body))}
	r.Body = readCloser{strings.NewReader(body)}
	got, err := c.Do(r)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	var answer bytes.Buffer
	if _, err := answer.ReadFrom(got.Body); err != nil {
		return err
	}
	if got.StatusCode != http.StatusCreated || !bytes.Contains(answer.Bytes(), []byte(`"assessment"`)) {
		return fmt.Errorf("%d: %s", got.StatusCode, answer.String())
	}
	return nil
}

// readCloser closes nothing.
type readCloser struct{ *strings.Reader }

// Close does nothing.
func (readCloser) Close() error { return nil }

// BenchmarkAPIBulk uploads new people with ten records each through HTTP: an
// operation is one record, durable and answered.
func BenchmarkAPIBulk(b *testing.B) {
	for _, place := range []string{"sqlite", "postgres"} {
		b.Run(place, func(b *testing.B) {
			_, p := benched(b, place)
			b.ResetTimer()
			var body bytes.Buffer
			for i := range b.N {
				n := sent.Add(1)
				fmt.Fprintf(&body, `{"subject":"B-%d","kind":"payment","source":"bulk","record":"%d","happened":"2026-11-%02d","data":{"account_number":"%08d","bank_code":"12-34-56","amount":"%d"}}`+"\n", n/10, n, 1+i%28, n/10, 2000+i%100)
			}
			a := p.send("POST", "/v1/observations", body.String(), "Content-Type", "application/x-ndjson")
			if a.status != http.StatusOK || !bytes.Contains(a.body, fmt.Appendf(nil, `"added":%d,`, b.N)) {
				b.Fatalf("%d: %s", a.status, a.body[max(0, len(a.body)-300):])
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}

}
