package dossier

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"muster"
)

var testKey = bytes.Repeat([]byte{3}, KeySize)

// today is the date of the tests' dossiers.
var today = muster.Date(2026, 6, 30)

func day(month time.Month, day int) muster.Time { return muster.Date(2026, month, day) }

// clock is a moment of 3 March 2026 to the minute.
func clock(hour, minute int) muster.Time {
	return muster.Time{Micros: time.Date(2026, 3, 3, hour, minute, 0, 0, time.UTC).UnixMicro(), Offset: muster.OffsetUnknown, Precision: muster.PrecisionMinute}
}

// about builds an observation; record numbers keep equal payloads apart.
func about(subject muster.SubjectID, happened muster.Time, data muster.Data) muster.Observation {
	o := muster.Observation{
		Organisation: muster.DefaultOrganisation, Subject: subject, Source: "test", Happened: happened, Data: data,
		Record: fmt.Sprintf("%s %s %s", subject, data.Kind(), happened.ISO()), Place: muster.Place{File: string(data.Kind()) + ".csv", Row: 2},
	}
	if err := o.Seal(); err != nil {
		panic(err)
	}
	return o
}

// population makes the dossiers of everybody in the observations.
func population(t testing.TB, registers *muster.Registers, opt Options, observations ...muster.Observation) map[muster.SubjectID]*muster.Dossier {
	t.Helper()
	index := indexOf(t, registers, opt, observations...)
	builder, err := index.NewBuilder(nil)
	if err != nil {
		t.Fatal(err)
	}
	made := map[muster.SubjectID]*muster.Dossier{}
	for i := range index.Len() {
		built, err := builder.Build(i)
		if err != nil {
			t.Fatal(err)
		}
		made[built.Dossier.Subject] = built.Dossier
	}
	return made
}

func indexOf(t testing.TB, registers *muster.Registers, opt Options, observations ...muster.Observation) *Index {
	t.Helper()
	opt.Key, opt.AsOf, opt.Region = testKey, today, "GB"
	index, err := NewIndex(context.Background(), muster.NewSlice(observations), registers, opt)
	if err != nil {
		t.Fatal(err)
	}
	return index
}

// held returns the subject's artefact of a kind and role, which must be there.
func held(t testing.TB, d *muster.Dossier, kind muster.ArtefactKind, role muster.ArtefactRole) *muster.Held {
	t.Helper()
	for i := range d.Artefacts {
		if h := &d.Artefacts[i]; h.Kind == kind && h.Role == role {
			return h
		}
	}
	t.Fatalf("%s holds no %s as %s: %+v", d.Subject, kind, role, d.Artefacts)
	return nil
}

func named(name string) muster.Named { return muster.Named{FullName: muster.PersonName(name)} }

func mails(addresses ...muster.Email) muster.Contact { return muster.Contact{Emails: addresses} }

func livesAt(line string) muster.Home { return muster.Home{Address: muster.Address(line)} }

// names are different people's.
var names = []string{"Ada Winter", "Boris Quill", "Carla Mendes", "Dora Finch", "Emil Stone", "Fay Brook", "Gus Lark", "Hana Reed"}

// TestDossiersDoNotDependOnOrderOrWorkers: the same records give the same
// dossiers, whichever way they arrive and however many cores read them.
func TestDossiersDoNotDependOnOrderOrWorkers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		observations := drawPopulation(t)
		registers := &muster.Registers{Agencies: []muster.Agency{{Name: "Acme", Emails: []muster.Email{"shared1@example.com"}}}}
		opt := Options{Key: testKey, AsOf: today, Region: "GB", Workers: 1}
		want := all(t, registers, opt, observations)
		opt.Workers = rapid.IntRange(2, 7).Draw(t, "workers")
		if diff := cmp.Diff(want, all(t, registers, opt, rapid.Permutation(observations).Draw(t, "order"))); diff != "" {
			t.Fatal(diff)
		}
	})
}

func all(t *rapid.T, registers *muster.Registers, opt Options, observations []muster.Observation) []*muster.Dossier {
	index, err := NewIndex(context.Background(), muster.NewSlice(observations), registers, opt)
	if err != nil {
		t.Fatal(err)
	}
	builder, err := index.NewBuilder(nil)
	if err != nil {
		t.Fatal(err)
	}
	var made []*muster.Dossier
	for i := range index.Len() {
		built, err := builder.Build(i)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, built.Dossier)
	}
	return made
}

// drawPopulation draws people who share much, by few values.
func drawPopulation(t *rapid.T) []muster.Observation {
	var list []muster.Observation
	people := rapid.IntRange(2, 6).Draw(t, "people")
	pick := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(t, what) }
	mail := func() []muster.Email {
		return []muster.Email{muster.Email(fmt.Sprintf("shared%d@example.com", pick("mail", 4)))}
	}
	for i := range people {
		id := muster.SubjectID(fmt.Sprint("p", i))
		when := muster.Date(2026, 1, 1+pick("day", 60))
		list = append(list,
			about(id, when, &muster.Application{Named: named(names[pick("name", 8)]), Contact: muster.Contact{Emails: mail(), Phones: []muster.Phone{muster.Phone(fmt.Sprintf("+44 20 7946 0%03d", 100+pick("phone", 12)))}},
				Home: livesAt(fmt.Sprintf("%d High Street, Leeds, LS1 1AA", 1+pick("house", 3))), Device: muster.Device(fmt.Sprint("device ", pick("device", 3)))}),
			about(id, when, &muster.Reference{Emails: mail(), Employer: muster.Text(fmt.Sprint("Firm ", pick("firm", 2)))}),
			about(id, when, &muster.Referral{Referrer: muster.SubjectID(fmt.Sprint("p", pick("referrer", people)))}),
			about(id, when, &muster.BankDetails{PayTo: muster.PayTo{BankCode: "20-00-00", Number: muster.Account(fmt.Sprint(55779910 + pick("account", 3)))}}),
			about(id, when, &muster.CV{Name: muster.PersonName(names[pick("cv name", 8)]), Text: muster.Text(strings.Repeat(fmt.Sprintf("I built the ledger of warehouse %d and moved its engine. ", pick("text", 3)), 8)), Skeleton: []string{"a", "b", fmt.Sprint(pick("skeleton", 3))}}),
		)
		if rapid.Bool().Draw(t, "verified") {
			list = append(list, about(id, when, &muster.Check{Type: muster.CheckIdentity, Outcome: muster.OutcomePassed, Done: when}))
		}
	}
	return list
}

func TestACancelledContextStopsReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	pop := muster.NewSlice([]muster.Observation{about("a", today, &muster.Person{Named: named("Ada Winter")})})
	if _, err := NewIndex(ctx, pop, nil, Options{Key: testKey}); err == nil {
		t.Error("a cancelled run went on")
	}
	if _, err := NewIndex(context.Background(), pop, nil, Options{Key: testKey[:7]}); err == nil || !strings.Contains(err.Error(), "want 32") {
		t.Errorf("a short key: %v", err)
	}
}

func TestHasherKeepsKindsAndKeysApart(t *testing.T) {
	h, err := newHasher(testKey)
	if err != nil {
		t.Fatal(err)
	}
	id := h.id(muster.ArtefactPhone, "+442079460100")
	if got := id.String(); got != h.id(muster.ArtefactPhone, "+442079460100").String() {
		t.Errorf("an id changes: %s", got)
	}
	if id == h.id(muster.ArtefactEmail, "+442079460100") || id == h.id(muster.ArtefactPhone, "+442079460101") {
		t.Error("ids of two kinds or values are one")
	}
	other, err := newHasher(bytes.Repeat([]byte{4}, KeySize))
	if err != nil || other.id(muster.ArtefactPhone, "+442079460100") == id {
		t.Errorf("ids of two organisations can be compared: %v", err)
	}
	// Stores keep ids: how they are derived may not change unseen.
	if got := id.String(); got != knownPhoneID {
		t.Errorf("the id of a phone number is %s, was %s", got, knownPhoneID)
	}
}

// knownPhoneID was computed with another implementation of HKDF and HMAC.
const knownPhoneID = "047f0d65bd7c5a499f974876c5be6835"
