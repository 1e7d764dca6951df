package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"muster"
	"muster/store"
)

// crowd is a population made on the spot, ten observations each, so that only
// the store is measured.
type crowd int

func (c crowd) Len() int { return int(c) }

func (c crowd) Subject(i int) muster.Subject {
	return muster.Subject{Organisation: muster.DefaultOrganisation, ID: muster.SubjectID(fmt.Sprintf("p%07d", i))}
}

func (c crowd) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	who := c.Subject(i)
	name := muster.PersonName(fmt.Sprintf("Person Number%d", i))
	phone := muster.Phone(fmt.Sprintf("+44 7700 %06d", i%1_000_000))
	for k := range 10 {
		o := muster.Observation{
			Organisation: who.Organisation, Subject: who.ID, Source: "payroll.csv", Record: fmt.Sprintf("row %d", i*10+k),
			Place: muster.Place{File: "exports/payroll.csv", Row: i*10 + k}, Happened: muster.Date(2026, time.Month(1+k), 25),
		}
		o.ID[0], o.ID[1], o.ID[2], o.ID[3], o.ID[4] = byte(i), byte(i>>8), byte(i>>16), byte(k), 1
		switch {
		case k == 0:
			o.Data = &muster.Application{Named: muster.Named{FullName: name}, Contact: muster.Contact{Phones: []muster.Phone{phone}}, Vacancy: "Engineer", Applied: o.Happened}
		case k == 1:
			o.Data = &muster.Person{Named: muster.Named{FullName: name}, Home: muster.Home{Address: muster.Address(fmt.Sprintf("%d High Street", i)), City: "Leeds"}}
		case k < 6:
			o.Data = &muster.Payment{PayTo: muster.PayTo{Holder: name, Number: muster.Account(fmt.Sprint(10_000_000 + i)), BankCode: "20-00-00"}, Paid: o.Happened, Amount: "2500.00", Currency: "GBP"}
		default:
			o.Data = &muster.Interview{Start: o.Happened, Mode: muster.ModeVideo, Status: muster.InterviewHeld, DisplayName: name, Interviewer: "A. Recruiter"}
		}
		dst = append(dst, o)
	}
	return dst, nil
}

const benchPeople = 50_000

// BenchmarkWrite keeps new people as a single run does and as a shared
// database does.
func BenchmarkWrite(b *testing.B) {
	for _, bench := range []struct {
		name  string
		fresh bool
	}{{"single", true}, {"shared", false}} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				path := filepath.Join(b.TempDir(), "people.db")
				open := store.Open
				if bench.fresh {
					open = store.Create
				}
				s, err := open(b.Context(), path, options())
				if err != nil {
					b.Fatal(err)
				}
				added, err := s.Put(b.Context(), crowd(benchPeople), nil)
				if err != nil || added.Observations != 10*benchPeople {
					b.Fatalf("%+v %v", added, err)
				}
				if bench.fresh {
					if err := s.Commit(b.Context()); err != nil {
						b.Fatal(err)
					}
				} else {
					s.Close()
				}
			}
			b.ReportMetric(float64(benchPeople)*float64(b.N)/b.Elapsed().Seconds(), "subjects/s")
		})
	}
}

// BenchmarkRead reads everybody back on one goroutine and on all cores.
func BenchmarkRead(b *testing.B) {
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "people.db"), options())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Put(b.Context(), crowd(benchPeople), nil); err != nil {
		b.Fatal(err)
	}
	people, err := s.Population(b.Context(), muster.DefaultOrganisation)
	if err != nil {
		b.Fatal(err)
	}
	defer people.Close()
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		var list []muster.Observation
		for i := 0; pb.Next(); i++ {
			var err error
			if list, err = people.Observations(i*7919%benchPeople, list[:0]); err != nil || len(list) != 10 {
				b.Errorf("%d observations, %v", len(list), err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "subjects/s")
}

func options() store.Options {
	return store.Options{Keys: func(muster.OrganisationID) ([]byte, error) { return make([]byte, store.KeySize), nil }}
}
