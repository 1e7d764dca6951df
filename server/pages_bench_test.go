package server

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/internal/cputime"
	"muster/internal/pgtest"
	"muster/store"
)

// workforce is very many people of twenty records each, made when they are asked
// for; twelve in a thousand share a telephone under different homes.
type workforce int

func (w workforce) Len() int { return int(w) }

func (w workforce) Subject(i int) muster.Subject {
	return muster.Subject{Organisation: muster.DefaultOrganisation, ID: muster.SubjectID(fmt.Sprintf("w%07d", i))}
}

func (w workforce) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	from, id := len(dst), w.Subject(i).ID
	var failed error
	add := func(d muster.Data, at muster.Time) {
		o := muster.Observation{Organisation: muster.DefaultOrganisation, Subject: id, Source: "hr", Record: fmt.Sprintf("%s %d", id, len(dst)-from), Place: muster.Place{File: "hr.csv", Row: i + 2}, Happened: at, Data: d}
		if err := o.Seal(); err != nil {
			failed = err
		}
		dst = append(dst, o)
	}
	letter := func(n int) rune { return rune('a' + n%26) }
	name := muster.PersonName(fmt.Sprintf("Robin%c%c Sample%c%c", letter(i), letter(i/26), letter(i/676), letter(i/17576)))
	phone := muster.Phone(fmt.Sprintf("+4477%08d", i))
	if i%1000 < 12 {
		phone = muster.Phone(fmt.Sprintf("+4478%08d", i/1000))
	}
	at := muster.Date(2020+i%6, time.Month(1+i%12), 1+i%28)
	p := &muster.Person{Named: muster.Named{FullName: name}, Started: at, LegalEntity: muster.Text(fmt.Sprintf("Entity %d", i%5)),
		Home: muster.Home{Address: muster.Address(fmt.Sprintf("%d %c%c Road", 1+i/2%180, letter(i/360), letter(i/9360))), City: "Leeds", Postcode: muster.Postcode(fmt.Sprintf("LS%d %dAA", 1+i/2%29, 1+i/2%9))}}
	p.Contact.Phones, p.Contact.Emails = []muster.Phone{phone}, []muster.Email{muster.Email(fmt.Sprintf("p%d@mail%d.example", i, i%7))}
	add(p, at)
	add(&muster.BankDetails{PayTo: muster.PayTo{BankCode: "20-20-15", Number: muster.Account(fmt.Sprintf("%08d", i)), Holder: name}}, at)
	if i%50 == 7 { // equipment sent elsewhere
		add(&muster.Shipment{Direction: muster.DirectionOut, Item: "laptop", Address: muster.Address(fmt.Sprintf("%d Far Lane", 1+i%90)), City: "Hull", Postcode: "HU1 1AA", Dispatched: at}, at)
	}
	if i%100 == 9 { // an account that somebody else has too, and a late change of it
		add(&muster.BankDetails{PayTo: muster.PayTo{BankCode: "20-20-15", Number: muster.Account(fmt.Sprintf("%08d", i/200)), Holder: "Another Holder"}, Changed: muster.Date(2026, 11, 1+i%19)}, muster.Date(2026, 11, 1+i%19))
	}
	for k := len(dst) - from; k < 20; k++ {
		add(&muster.Payment{PayTo: muster.PayTo{BankCode: "20-20-15", Number: muster.Account(fmt.Sprintf("%08d", i))}, Amount: "2500.00"}, muster.Date(2025, time.Month(1+k%12), 1+k))
	}
	return dst, failed
}

// benchPeople is how many people there are: MUSTER_BENCH_PEOPLE, or few.
func benchPeople(tb testing.TB) int {
	tb.Helper()
	text := os.Getenv("MUSTER_BENCH_PEOPLE")
	if text == "" {
		return 2_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 100 {
		tb.Fatalf("MUSTER_BENCH_PEOPLE=%s, want a number of at least 100", text)
	}
	return n
}

// populated is an installation over that many people, with some work done.
func populated(tb testing.TB, people int, db string, more ...func(*Config)) *installation {
	tb.Helper()
	data := tb.TempDir()
	change := func(c *Config) { c.Data, c.DB = data, db }
	c := DefaultConfig()
	change(&c)
	k, err := openKeys(c.keysFolder(), true)
	if err != nil {
		tb.Fatal(err)
	}
	place, err := c.place()
	if err != nil {
		tb.Fatal(err)
	}
	s, err := store.Open(tb.Context(), place, store.Options{Keys: k.of, Ledger: k.signing})
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := s.Put(tb.Context(), workforce(people), nil); err != nil {
		tb.Fatal(err)
	}
	if err := s.Close(); err != nil {
		tb.Fatal(err)
	}
	start := time.Now()
	in := newInstallation(tb, append([]func(*Config){change}, more...)...)
	tb.Logf("%d people loaded in %v", people, time.Since(start).Round(time.Millisecond))
	if _, err := in.saveAll(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return in
}

// busy makes work: checks that are due, cases with tasks, complaints.
func (in *installation) busy(tb testing.TB, people int) {
	tb.Helper()
	who, err := in.desk.ActorByEmail(tb.Context(), "lead@company.example")
	if err != nil {
		tb.Fatal(err)
	}
	do := func(a casework.Act) casework.Receipt {
		r, err := in.desk.Do(tb.Context(), who, casework.Key(newKey()), a)
		if err != nil {
			tb.Fatalf("%s: %v", a.Name(), err)
		}
		return r
	}
	for i := range min(100, people/4) {
		id := workforce(people).Subject(i * 13 % people).ID
		do(&casework.RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: casework.CodeFinding})
		if i%5 == 0 {
			file := do(&casework.OpenCase{Title: fmt.Sprint("Dates ", i), People: []muster.SubjectID{id}, Reason: cellReason})
			do(&casework.AddTask{Case: file.ID, Text: "Ask the referee.", Who: who.User, Due: muster.Date(2026, 11, 25)})
			do(&casework.OpenComplaint{Subject: id, Text: "Nobody called back."})
		}
	}
}

// pagesOf is an address for each page of the routes.
func pagesOf(tb testing.TB, in *installation, p *browser, people int) map[string]func(*rand.Rand) string {
	tb.Helper()
	actor, err := in.desk.ActorByEmail(tb.Context(), "lead@company.example")
	if err != nil {
		tb.Fatal(err)
	}
	someone := func(r *rand.Rand) string { return string(workforce(people).Subject(r.IntN(people)).ID) }
	r, err := in.desk.Do(tb.Context(), actor, casework.Key(newKey()), &casework.OpenCase{Title: "Dates", People: []muster.SubjectID{"w0000001"}, Reason: cellReason})
	if err != nil {
		tb.Fatal(err)
	}
	groups := in.live.now().Groups(muster.GroupRing)
	if len(groups) == 0 {
		tb.Fatal("nobody shares anything: the pages of groups show nothing")
	}
	always := func(path string) func(*rand.Rand) string { return func(*rand.Rand) string { return path } }
	all := map[string]func(*rand.Rand) string{
		"/people/{id}":           func(r *rand.Rand) string { return "/people/" + someone(r) },
		"/people/{id}/devices":   func(r *rand.Rand) string { return "/people/" + someone(r) + "/devices" },
		"/people/{id}/interview": func(r *rand.Rand) string { return "/people/" + someone(r) + "/interview" },
		"/groups/{id}":           func(r *rand.Rand) string { return "/groups/" + groups[r.IntN(len(groups))] },
		"/cases/{id}":            always("/cases/" + r.ID),
		"/rules/{flag}":          always("/rules/SRC-01"),
		"/search":                func(r *rand.Rand) string { return fmt.Sprintf("/search?q=Robin%c", 'a'+r.IntN(26)) },
		"/people": func(r *rand.Rand) string {
			return []string{"/people", "/people?sort=person", "/people?q=sample", "/people?level=verify"}[r.IntN(4)]
		},
	}
	source, err := os.ReadFile(filepath.Join("..", "web", "routes.go"))
	if err != nil {
		tb.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`\{"GET", "(/[^"]*)", ([A-Za-z.]+)`).FindAllStringSubmatch(string(source), -1) {
		path := m[1]
		if all[path] != nil || m[2] == "Anybody" || path == "/{$}" {
			continue
		}
		if strings.Contains(path, "{") {
			tb.Logf("%s is no page of its own", path)
			continue
		}
		if status, _ := p.get(path); status == http.StatusOK {
			all[path] = always(path)
		} else {
			tb.Logf("%s: %d", path, status)
		}
	}
	return all
}

// pass opens a page and lets its text pass: browsers are not what is measured, and
// those of a team keep their pages in memory of their own.
func (b *browser) pass(path string) (status int, size int64) {
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.site+path, nil)
	if err != nil {
		b.t.Error(err)
		return http.StatusInternalServerError, 0
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := b.http.Do(r)
	if err != nil {
		b.t.Error(err)
		return http.StatusInternalServerError, 0
	}
	defer answer.Body.Close()
	if size, err = io.Copy(io.Discard, answer.Body); err != nil {
		b.t.Error(err)
	}
	return answer.StatusCode, size
}

// BenchmarkPages opens every page with twenty people at once, over HTTP. A run
// at the size the pages are promised for:
//
//	MUSTER_BENCH_PEOPLE=100000 go test -run '^$' -bench Pages -benchtime 200x ./server
func BenchmarkPages(b *testing.B) {
	b.Run("file", func(b *testing.B) { benchPages(b, "") })
	b.Run("server", func(b *testing.B) { benchPages(b, pgtest.Start(b).Database(b)) })
}

func benchPages(b *testing.B, db string) {
	const users = 20
	people := benchPeople(b)
	var asked atomic.Int64
	in := populated(b, people, db, func(c *Config) { c.asked = func(string) { asked.Add(1) } })
	var grants []casework.Grant
	for _, r := range casework.Roles() {
		grants = append(grants, casework.Grant{Role: r})
	}
	lead := in.signedIn(b, "lead", grants...)
	in.busy(b, people)
	pages := pagesOf(b, in, lead, people)
	if _, ok := in.live.now().Row("w0000001"); !ok || in.live.now().List(&assess.Filter{Limit: 1}).Total != people {
		b.Fatal("the people are not there")
	}
	var browsers []*browser
	for i := range users {
		browsers = append(browsers, in.signedIn(b, fmt.Sprintf("user%02d", i), casework.Grant{Role: casework.HRLead}, casework.Grant{Role: casework.Counsel}, casework.Grant{Role: casework.Administrator}))
	}
	for path, address := range pages {
		b.Run(strings.ReplaceAll(path, "/", "_"), func(b *testing.B) {
			took := make([][]time.Duration, users)
			asked.Store(0)
			var bytes atomic.Int64
			b.ResetTimer()
			worked := cputime.Process()
			var wg sync.WaitGroup
			for u := range users {
				r := rand.New(rand.NewPCG(uint64(u), 1))
				wg.Go(func() {
					for range (b.N + users - 1) / users {
						start := time.Now()
						status, size := browsers[u].pass(address(r))
						bytes.Add(size)
						took[u] = append(took[u], time.Since(start))
						if status >= http.StatusInternalServerError {
							b.Errorf("%s: %d", path, status)
						}
					}
				})
			}
			wg.Wait()
			all := slices.Sorted(slices.Values(slices.Concat(took...)))
			b.ReportMetric(float64(asked.Load())/float64(len(all)), "queries")
			b.ReportMetric(float64(bytes.Load())/1000/float64(len(all)), "kB")
			b.ReportMetric(float64((cputime.Process()-worked).Microseconds())/1000/float64(len(all)), "cpu-ms") // that of the browsers too
			b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
