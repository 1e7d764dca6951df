package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/dossier"
	"muster/store"
)

// BenchmarkAccountCheck asks about accounts of a store of many, as `muster account
// check` does and over HTTP as programs ask `muster account serve`, and tells the
// slowest of a hundred. MUSTER_BENCH_ACCOUNTS adds sizes, such as 10000000, which
// takes about ten gigabytes.
func BenchmarkAccountCheck(b *testing.B) {
	sizes := []int{20_000}
	for word := range strings.FieldsSeq(os.Getenv("MUSTER_BENCH_ACCOUNTS")) {
		n, err := strconv.Atoi(word)
		if err != nil {
			b.Fatalf("MUSTER_BENCH_ACCOUNTS: %v", err)
		}
		sizes = append(sizes, n)
	}
	for _, accounts := range sizes {
		b.Run(fmt.Sprintf("accounts=%d", accounts), func(b *testing.B) {
			file, key := manyAccounts(b, accounts)
			v := &vault{file: file}
			defer v.close()
			o := accountOptions{db: file, keyFile: key, limit: time.Second}
			desk, err := o.open(b.Context(), v)
			if err != nil {
				b.Fatal(err)
			}
			if info, err := os.Stat(file); err == nil {
				b.Logf("%d bytes an account", info.Size()/int64(accounts))
			}
			who := &casework.Actor{User: "command-line", Name: "command line", Via: casework.ViaFile, Grants: []casework.Grant{{Role: casework.HRLead}}}
			b.Run("asked", func(b *testing.B) {
				askMany(b, accounts, func(id muster.SubjectID) (*muster.AccountAnswer, error) {
					return desk.Check(b.Context(), who, id, muster.AtPayout)
				})
			})
			b.Run("http", func(b *testing.B) {
				web := httptest.NewServer(desk.Handler(slog.New(slog.DiscardHandler)))
				defer web.Close()
				secret := benchKey(b, file, key)
				askMany(b, accounts, func(id muster.SubjectID) (*muster.AccountAnswer, error) {
					return askOverHTTP(b.Context(), web.URL, secret, id)
				})
			})
		})
	}
}

// askMany asks about accounts of which every other one has something held against
// it.
func askMany(b *testing.B, accounts int, ask func(muster.SubjectID) (*muster.AccountAnswer, error)) {
	random := rand.New(rand.NewPCG(1, 2))
	took := make([]time.Duration, 0, 4096)
	said := map[muster.AccountOpinion]int{}
	for b.Loop() {
		at := random.IntN(accounts)
		if random.IntN(2) == 0 {
			at -= at % oneFlagged
		}
		start := time.Now()
		answer, err := ask(muster.SubjectID(accountName(at)))
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
		said[answer.Answer]++
	}
	if said[muster.OpinionMissing] > 0 || len(took) > 100 && (said[muster.OpinionNone] == 0 || said[muster.OpinionVerify] == 0) {
		b.Errorf("answers %v", said)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
}

// benchKey makes a key of a program that may ask. Benchmarks are begun more than
// once, the database is not.
func benchKey(b *testing.B, file, key string) string {
	b.Helper()
	d, err := openPayDesk(b.Context(), &payrunOptions{db: file, keyFile: key})
	if err != nil {
		b.Fatal(err)
	}
	defer d.close()
	desk := d.Desk
	const email = "admin@company.example"
	admin, err := desk.ActorByEmail(b.Context(), email)
	if err != nil {
		if _, err = desk.Begin(b.Context(), "Admin", email, []casework.Grant{{Role: casework.Administrator}}); err == nil {
			admin, err = desk.ActorByEmail(b.Context(), email)
		}
	}
	if err != nil {
		b.Fatal(err)
	}
	made, err := desk.Do(b.Context(), admin, freshKey(), &casework.CreateKey{Title: "bench", Scopes: []string{api.FindingsRead}, Grants: []casework.Grant{{Role: casework.HRLead}}, Expires: time.Now().AddDate(0, 0, 7)})
	if err != nil {
		b.Fatal(err)
	}
	return made.Secret
}

func askOverHTTP(ctx context.Context, site, secret string, id muster.SubjectID) (*muster.AccountAnswer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, site+"/v1/accounts:check", strings.NewReader(`{"id":"`+string(id)+`","at":"payout"}`))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+secret)
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", got.StatusCode)
	}
	answer := &muster.AccountAnswer{}
	return answer, json.NewDecoder(got.Body).Decode(answer)
}

// oneFlagged of so many accounts has a finding.
const oneFlagged = 200

func accountName(i int) string { return fmt.Sprintf("F%08d", i) }

// manyAccounts makes a database of accounts with seven records each.
func manyAccounts(b *testing.B, accounts int) (file, key string) {
	b.Helper()
	dir := b.TempDir()
	file, key = filepath.Join(dir, "platform.db"), filepath.Join(dir, "platform.key")
	if err := os.WriteFile(key, bytes.Repeat([]byte{5}, dossier.KeySize), 0o600); err != nil {
		b.Fatal(err)
	}
	v := &vault{file: file}
	if err := v.takeKey(&screenOptions{keyFile: key}, false); err != nil {
		b.Fatal(err)
	}
	db, err := store.Create(b.Context(), file, store.Options{Keys: v.keyOf})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := takeAccounts(b.Context(), db, accounts); err != nil {
		b.Fatal(err)
	}
	var findings []muster.Finding
	for i := 0; i < accounts; i += oneFlagged {
		id := muster.SubjectID(accountName(i))
		f := muster.Finding{Flag: "PLT-02", Detector: "many-accounts", Subjects: []muster.SubjectID{id}, Strength: 4, Scored: true, Family: muster.FamilyLink, Title: "Several accounts are used on one device"}
		copy(f.Key[:], accountName(i))
		findings = append(findings, f)
	}
	run := store.Run{ID: "bench", Organisation: muster.DefaultOrganisation, Started: 1}
	if _, err := db.SaveRun(b.Context(), &store.Saving{Run: run, Registers: &muster.Registers{}, Findings: func(yield func(*muster.Finding) bool) {
		for i := range findings {
			if !yield(&findings[i]) {
				return
			}
		}
	}}); err != nil {
		b.Fatal(err)
	}
	if err := db.Commit(b.Context()); err != nil {
		b.Fatal(err)
	}
	return file, key
}

func takeAccounts(ctx context.Context, db *store.Store, accounts int) error {
	in, err := db.Intake(ctx)
	if err != nil {
		return err
	}
	const block = 512
	for from := 0; from < accounts; from += block {
		var people []muster.Subject
		var all [][]muster.Observation
		for i := from; i < min(from+block, accounts); i++ {
			who := muster.Subject{Organisation: muster.DefaultOrganisation, ID: muster.SubjectID(accountName(i))}
			list, err := recordsOfAccount(who, i)
			if err != nil {
				return err
			}
			people, all = append(people, who), append(all, list)
		}
		if err := in.Add(people, all); err != nil {
			return err
		}
	}
	_, err = in.Close()
	return err
}

// recordsOfAccount is what a platform holds of one account.
func recordsOfAccount(who muster.Subject, i int) ([]muster.Observation, error) {
	opened := muster.Date(2025, 1+time.Month(i%12), 1+i%28)
	data := []muster.Data{
		&muster.PlatformAccount{Named: muster.Named{FullName: muster.PersonName(fmt.Sprintf("Person Number%d", i))}, Side: muster.SideTalent, Created: opened,
			Contact: muster.Contact{Emails: []muster.Email{muster.Email(fmt.Sprintf("person%d@mail.example", i))}, Phones: []muster.Phone{muster.Phone(fmt.Sprintf("+4477%08d", i))}},
			Device:  muster.Device(fmt.Sprintf("d-%d", i))},
		&muster.BankDetails{PayTo: muster.PayTo{Holder: muster.PersonName(fmt.Sprintf("Person Number%d", i)), Number: muster.Account(fmt.Sprintf("%08d", i)), BankCode: "20-00-00"}, Effective: opened},
		&muster.Check{Type: muster.CheckBankName, Done: opened, Outcome: muster.OutcomePassed},
	}
	for k := range 4 {
		data = append(data, &muster.Bid{Sent: muster.Date(2025, 12, 1+(i+k)%28), Times: 1 + k, State: muster.BidDeclined})
	}
	var list []muster.Observation
	for k, d := range data {
		o := muster.Observation{Organisation: who.Organisation, Subject: who.ID, Source: "platform.csv", Record: strconv.Itoa(k), Place: muster.Place{File: "platform.csv", Row: i*7 + k + 2}, Happened: opened, Data: d}
		if err := o.Seal(); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}
