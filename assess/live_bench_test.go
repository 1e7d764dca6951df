package assess_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"muster"
	"muster/assess"
	"muster/detect/all"
	"muster/dossier"
	"muster/internal/cputime"
	"muster/internal/pgtest"
	"muster/store"
)

// staff is very many people of twenty records each, made when they are asked
// for: mostly honest, in households, offices and agencies, with an operator's
// dozen now and then.
type staff int

func (s staff) Len() int { return int(s) }

func (s staff) Subject(i int) muster.Subject {
	return muster.Subject{Organisation: muster.DefaultOrganisation, ID: muster.SubjectID(fmt.Sprintf("w%07d", i))}
}

func (s staff) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	from := len(dst)
	h := hire{rand.New(rand.NewPCG(uint64(i), 11))}
	id := s.Subject(i).ID
	add := func(d muster.Data, at muster.Time) {
		o := muster.Observation{
			Organisation: muster.DefaultOrganisation, Subject: id, Source: "hr", Record: fmt.Sprintf("%s %d", id, len(dst)),
			Place: muster.Place{File: string(d.Kind()) + ".csv", Row: i + 2}, Happened: at, Data: d,
		}
		if err := o.Seal(); err != nil {
			panic(err)
		}
		dst = append(dst, o)
	}
	name := muster.PersonName(fmt.Sprintf("%s%c%c %s%c%c", pick(h, liveGiven), 'a'+i%26, 'a'+i/26%26, pick(h, liveFamily), 'a'+i/676%26, 'a'+i%23))
	flat := i / 2 // two in a home
	home := muster.Home{Address: muster.Address(fmt.Sprintf("%d %s Road", 1+flat%180, streetOf(flat))), City: "Leeds", Postcode: muster.Postcode(fmt.Sprintf("LS%d %dAA", 1+flat%29, 1+flat%9))}
	phone := muster.Phone(fmt.Sprintf("+4477009%05d", i%100_000))
	if i%1000 < 12 { // an operator's
		phone = muster.Phone(fmt.Sprintf("+4478009%05d", i/1000))
	}
	applied := muster.Date(2020+i%6, time.Month(1+i%12), 1+i%28)
	a := &muster.Application{Named: muster.Named{FullName: name}, Home: home, Vacancy: "Engineer"}
	a.Contact.Phones, a.Contact.Emails = []muster.Phone{phone}, []muster.Email{muster.Email(fmt.Sprintf("p%d@mail%d.example", i, i%7))}
	a.IP = muster.Network(fmt.Sprintf("198.51.%d.%d", i/500%250, i%250))
	add(a, applied)
	p := &muster.Person{Named: a.Named, Home: home, Contact: a.Contact, Started: applied, LegalEntity: muster.Text(fmt.Sprintf("Entity %d", i%5)), IdentityVerified: applied}
	add(p, applied)
	add(&muster.BankDetails{PayTo: muster.PayTo{BankCode: "20-20-15", Number: muster.Account(fmt.Sprintf("%08d", i)), Holder: name}}, applied)
	add(&muster.Reference{Employer: muster.Text(fmt.Sprintf("Firm %d Ltd", i/30)), Emails: []muster.Email{muster.Email(fmt.Sprintf("boss%d@firm%d.example", i/3, i/30))}}, applied)
	add(&muster.Document{Type: "passport", Country: "GB", Number: muster.DocumentNumber(fmt.Sprintf("%09d", i)), Name: name}, applied)
	if i%4 == 0 {
		add(&muster.CV{Name: name, Text: muster.Text(h.cv())}, applied)
	}
	for k := len(dst) - from; k < 20; k++ {
		add(&muster.Payment{PayTo: muster.PayTo{BankCode: "20-20-15", Number: muster.Account(fmt.Sprintf("%08d", i))}, Amount: "2500.00"}, muster.Date(2025, time.Month(1+k%12), 1+k))
	}
	muster.SortObservations(dst[from:])
	return dst, nil
}

func streetOf(flat int) string {
	n := flat / 180
	return fmt.Sprintf("%s%c%c", []string{"Mill", "High", "Dock", "Long", "Abbey"}[n%5], 'a'+n/5%26, 'a'+n/130%26)
}

// cv is two hundred words of one's own.
func (h hire) cv() string {
	var b bytes.Buffer
	for range 200 {
		for range 3 + h.IntN(6) {
			b.WriteByte(byte('a' + h.IntN(26)))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func quantile(took []time.Duration, q float64) float64 {
	slices.Sort(took)
	return float64(took[int(q*float64(len(took)-1))].Microseconds()) / 1000
}

// BenchmarkLive loads people of twenty records each from a file and from a server
// and reports how long that took and how much of the processor, what one more
// record costs until its person is assessed, and a page of the list, in
// milliseconds; and how much memory a person takes.
func BenchmarkLive(b *testing.B) {
	for _, people := range []int{10_000, 100_000} {
		for _, place := range []string{"file", "server"} {
			b.Run(fmt.Sprintf("%d/%s", people, place), func(b *testing.B) { benchLive(b, people, place) })
		}
	}
}

func benchLive(b *testing.B, people int, place string) {
	at := filepath.Join(b.TempDir(), "people.db")
	if place == "server" {
		at = pgtest.Start(b).Database(b)
	}
	s, err := store.Open(b.Context(), at, store.Options{
		Keys: func(muster.OrganisationID) ([]byte, error) { return bytes.Repeat([]byte{7}, store.KeySize), nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Put(b.Context(), staff(people), nil); err != nil {
		b.Fatal(err)
	}
	before, worked := heap(), cputime.Process()
	start := time.Now()
	l, err := assess.NewLive(b.Context(), assess.LiveConfig{
		Store: s, Organisation: muster.DefaultOrganisation, Detectors: all.Detectors(), Key: bytes.Repeat([]byte{5}, dossier.KeySize),
		Now: func() time.Time { return liveDay },
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(time.Since(start).Seconds(), "load-s")
	b.ReportMetric((cputime.Process() - worked).Seconds(), "load-cpu-s")
	b.ReportMetric(float64(heap()-before)/float64(people), "B/person")
	if page := l.List(&assess.Filter{}); page.Total != people {
		b.Fatalf("%d people are listed, want %d", page.Total, people)
	}
	benchOne(b, s, l, people)
	benchList(b, l)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// benchOne adds a record at a time: to somebody known, or about somebody new.
func benchOne(b *testing.B, s *store.Store, l *assess.Live, people int) {
	h := hire{rand.New(rand.NewPCG(1, 2))}
	var kept, answered []time.Duration
	for n := range 400 {
		i := h.IntN(people)
		list, err := staff(people).Observations(i, nil)
		if err != nil {
			b.Fatal(err)
		}
		o := list[0]
		o.Record = fmt.Sprint("again ", n)
		if n%2 == 0 {
			o.Subject = muster.SubjectID(fmt.Sprintf("new%05d", n))
		}
		if err := o.Seal(); err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		seq, _, err := s.Append(b.Context(), muster.DefaultOrganisation, []muster.Observation{o})
		if err != nil {
			b.Fatal(err)
		}
		kept = append(kept, time.Since(start))
		a, err := l.Assess(b.Context(), o.Subject)
		if err != nil || a.Seq < seq {
			b.Fatalf("%+v, %v", a, err)
		}
		answered = append(answered, time.Since(start))
	}
	b.ReportMetric(quantile(kept, 0.5), "append-p50-ms")
	b.ReportMetric(quantile(answered, 0.5), "answer-p50-ms")
	b.ReportMetric(quantile(answered, 0.99), "answer-p99-ms")
}

func benchList(b *testing.B, l *assess.Live) {
	var took []time.Duration
	filters := []assess.Filter{
		{}, {Text: "quill"}, {Levels: []muster.Level{muster.Verify, muster.Escalate}}, {Order: assess.ByName}, {Within: func(entity string) bool { return entity == "Entity 2" }, Order: assess.ByChanged},
		{Order: assess.ByName, After: "w0005000"},
	}
	for n := range 120 {
		start := time.Now()
		if page := l.List(&filters[n%len(filters)]); len(page.Rows) == 0 {
			b.Fatalf("%+v lists nobody", filters[n%len(filters)])
		}
		took = append(took, time.Since(start))
	}
	b.ReportMetric(quantile(took, 0.5), "list-p50-ms")
	b.ReportMetric(quantile(took, 0.99), "list-p99-ms")
}
