package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/store"
)

const org = muster.DefaultOrganisation

// full has one observation of each kind, with every sort of field and times no
// other form would keep.
func full(t *testing.T) []muster.Observation {
	t.Helper()
	north, west := 53.8, -1.5
	minute := muster.Time{Micros: 1772546700000000, Offset: 60, Precision: muster.PrecisionMinute, Text: "3 Mar 2026, 14:05 (CET)"}
	offset := -300
	year := muster.Time{Micros: 1451606400000000, Offset: muster.OffsetUnknown, Precision: muster.PrecisionYear}
	data := []muster.Data{
		&muster.Person{Named: muster.Named{FullName: "Zoë Ångström", GivenName: "Zoë"}, FormerNames: []muster.PersonName{"Zoë Öst", "Z. Öst"}, Manager: "p1", Started: minute,
			Contact: muster.Contact{Emails: []muster.Email{"zoe@example.org"}, PhoneVerified: minute}, Home: muster.Home{Address: "1 High Street\nLeeds", Postcode: "LS1 1AA"}},
		&muster.Application{Named: muster.Named{FullName: "Zoë"}, Education: []muster.Education{{Institution: "Leeds", Start: year}, {}, {Degree: "BSc"}}, Letter: muster.Text(strings.Repeat("I should like to apply. ", 200))},
		&muster.Interview{Start: minute, DisplayNames: []muster.PersonName{"Zoë", ""}, Signs: []muster.Sign{muster.SignVideoDeclined}, Recorded: muster.Recorded{By: "B. Clerk", Confirmed: muster.Yes}},
		&muster.Reference{Referee: "C. Boss", Phones: []muster.Phone{"+44 113 496 0000"}, Outcome: muster.ReferenceConfirmed},
		&muster.Referral{Referrer: "p9", At: year},
		&muster.Document{Type: muster.DocumentPassport, Number: "999228775", MRZ: "P<UTO", FileFacts: muster.FileFacts{IDs: []string{"a", "b"}, Created: minute}},
		&muster.Image{Width: 4000, Height: 3000, Latitude: &north, Longitude: &west, Print: "00ff00ff00ff00ff"},
		&muster.CV{Text: "Worked", Roles: []muster.Role{{Title: "Engineer", Current: muster.Yes}}, Technologies: []muster.TechnologyClaim{{Name: "Go", Claimed: 2004, Published: 2009}}, Skeleton: []string{"x"}},
		&muster.Message{Text: "Hello"},
		&muster.Shipment{Direction: muster.DirectionOut, Signs: []muster.Sign{muster.SignCollectedByOther}},
		&muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB82WEST12345698765432"}, Changed: minute},
		&muster.Payment{PayTo: muster.PayTo{Number: "12345678"}, Amount: "2500.00"},
		&muster.Invoice{Number: "R-1", Issued: year},
		&muster.Charge{At: year, Amount: "3.00", Currency: "GBP", Merchant: "Small Service", Card: "team card", Approved: muster.No},
		&muster.Change{Field: muster.ChangeName, Old: "Zoë Öst", Documented: muster.Yes},
		&muster.Leaver{Left: year, Reason: muster.LeftResigned},
		&muster.Check{Type: muster.CheckInPerson, Postponed: 2},
		&muster.Report{Sign: muster.SignExtortion, Text: "a letter came"},
		&muster.PlatformAccount{Named: muster.Named{FullName: "Zoë"}, Side: muster.SideTalent, Created: minute, Device: "d1"},
		&muster.Contract{Client: "c1", Started: year, Amount: "120.00"},
		&muster.Bid{Sent: minute, Times: 12, State: muster.BidOpen},
		&muster.Rating{Client: "c1", At: year, Stars: &north},
		&muster.Transfer{PayTo: muster.PayTo{Holder: "A Firm Ltd"}, At: minute, Way: muster.TransferIn, Amount: "1250.00", Currency: "GBP", Purpose: muster.TransferPay},
		&muster.SignIns{Day: year, First: minute, Passed: 3, IP: "192.0.2.7", Latitude: &north, Longitude: &west, Network: muster.NetworkHome, Offset: &offset, Hours: 1 << 23, Events: []muster.Text{"e1"}},
		&muster.Movement{What: muster.MovementLeak, From: minute, Km: 812, Times: 2},
		&muster.DeviceDay{Device: "LT-1", LidOpen: muster.No, Starts: []muster.Time{minute, year}, Reports: 4},
		&muster.Attachment{At: minute, Bus: muster.BusUSB, Vendor: 0x1d6b, Interfaces: []muster.Text{"keyboard"}},
		&muster.Program{Class: muster.ProgramRemote, Name: "AnyDesk.exe", FixedPIN: muster.Yes},
		&muster.ActivityDay{Minutes: "AAAA", Active: 400, Mechanical: 3, Moves: "AAAAAAAB"},
		&muster.WorkDay{Act: muster.WorkCloned, Target: "shop", Times: 48},
		&muster.Session{Print: "x", Start: minute, Longest: 7},
		&muster.Attendance{Shown: "Zoë", Latency: 40},
		&muster.Calls{Steps: []muster.Text{"accounts", "resumes"}, Times: 4},
		&muster.Issued{Device: "LT-1", From: minute},
		&muster.Agreed{What: muster.AgreedHours, Offset: &offset, Start: &offset},
	}
	if len(data) != len(muster.Kinds()) {
		t.Fatalf("%d kinds are tested, there are %d", len(data), len(muster.Kinds()))
	}
	var list []muster.Observation
	for i, d := range data {
		o := observation(t, org, "p1", fmt.Sprint("row ", i), d)
		o.Recorded, o.Supersedes = minute, muster.ObservationID{byte(i)}
		list = append(list, o)
	}
	list[0].Happened, list[1].Happened = muster.Time{}, minute
	return list
}

func roundTrip(t *testing.T, e *env) {
	want := full(t)
	if added := e.put(want...); added != (store.Added{Subjects: 1, Observations: len(want)}) {
		t.Errorf("added %+v", added)
	}
	muster.SortObservations(want)
	if diff := cmp.Diff(want, e.read(org)); diff != "" {
		t.Error(diff)
	}
}

func idempotency(t *testing.T, e *env) {
	list := crowd(t, org, 20)
	e.put(list...)
	first := e.read(org)
	e.close()
	if added := e.put(slices.Concat(list, list)...); added.Observations != 0 {
		t.Errorf("added %+v", added)
	}
	if diff := cmp.Diff(first, e.read(org)); diff != "" {
		t.Error(diff)
	}
	// Within one put, too.
	twice := observation(t, org, "new", "n", &muster.Message{Text: "Hello"})
	if added := e.put(twice, twice); added.Observations != 1 {
		t.Errorf("added %+v", added)
	}
}

func ordering(t *testing.T, e *env) {
	var list []muster.Observation
	for _, id := range []muster.SubjectID{"b", "B", "a", "10", "9", "é", "people.csv:3"} {
		list = append(list, observation(t, org, id, string(id), &muster.Message{Text: "Hello"}))
	}
	e.put(list...)
	want := muster.NewSlice(list)
	p, err := e.store().Population(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if p.Len() != want.Len() {
		t.Fatalf("%d subjects, want %d", p.Len(), want.Len())
	}
	for i := range p.Len() {
		if p.Subject(i) != want.Subject(i) {
			t.Errorf("subject %d is %s, want %s", i, p.Subject(i).ID, want.Subject(i).ID)
		}
	}
}

func merging(t *testing.T, e *env) {
	a := observation(t, org, "p1", "a", &muster.Message{Text: "first"})
	b := observation(t, org, "p1", "b", &muster.Payment{Amount: "1.00"})
	c := observation(t, org, "p1", "c", &muster.Message{Text: "last"})
	a.Happened, c.Happened = muster.Date(2025, 1, 1), muster.Date(2027, 1, 1)
	e.put(c)
	if added := e.put(c, b, a); added.Observations != 2 {
		t.Errorf("added %+v", added)
	}
	if diff := cmp.Diff([]muster.Observation{a, b, c}, e.read(org)); diff != "" {
		t.Error(diff)
	}
}

func sealing(t *testing.T, e *env) {
	e.put(observation(t, org, "p1", "a", &muster.BankDetails{PayTo: muster.PayTo{Number: "31926819"}}))
	e.close()
	e.key = 1
	p, err := e.store().Population(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if list, err := p.Observations(0, nil); err == nil || len(list) > 0 {
		t.Errorf("bank details came back under another key: %v", list)
	}
}

func isolation(t *testing.T, e *env) {
	here, there := crowd(t, org, 3), crowd(t, "other", 2)
	e.put(here...)
	e.put(there...)
	e.run("r1", finding("SRC-01", 1, "p0000", "p0001"))
	if got := e.read("other"); len(got) != len(there) {
		t.Errorf("the other organisation has %d observations, want %d", len(got), len(there))
	}
	for _, o := range e.read(org) {
		if o.Organisation != org {
			t.Errorf("observation of %s", o.Organisation)
		}
	}
	if err := e.store().Purge(t.Context(), "other", e.clock.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := e.read(org); len(got) != len(here) {
		t.Errorf("a purge of the other organisation left %d observations, want %d", len(got), len(here))
	}
	if kept := e.findings(store.FindingFilter{Organisation: org}); len(kept) != 1 {
		t.Errorf("%d findings, want 1", len(kept))
	}
	if kept := e.findings(store.FindingFilter{Organisation: "other"}); len(kept) != 0 {
		t.Errorf("%d findings of the other organisation, want none", len(kept))
	}
	if runs, err := e.store().Runs(t.Context(), "other"); err != nil || len(runs) != 0 {
		t.Errorf("runs %v, %v", runs, err)
	}
}

func concurrency(t *testing.T, e *env) {
	e.batch = 16
	list := crowd(t, org, 400)
	e.put(list[:300]...)
	s := e.store()
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := s.Put(t.Context(), muster.NewSlice(list), nil); err != nil {
			t.Errorf("put: %v", err)
		}
	})
	for range 6 {
		wg.Go(func() {
			p, err := s.Population(t.Context(), org)
			if err != nil {
				t.Errorf("population: %v", err)
				return
			}
			defer p.Close()
			if p.Len() < 100 {
				t.Errorf("%d subjects, want 100 or more", p.Len())
			}
			for i := range p.Len() {
				if got, err := p.Observations(i, nil); err != nil || len(got) != 3 {
					t.Errorf("%d observations of %s, %v", len(got), p.Subject(i).ID, err)
					return
				}
			}
		})
	}
	wg.Wait()
	if got := e.read(org); len(got) != len(list) {
		t.Errorf("%d observations, want %d", len(got), len(list))
	}
}

func durability(t *testing.T, e *env) {
	list := crowd(t, org, 50)
	e.put(list...)
	e.run("r1", finding("SRC-01", 1, "p0000", "p0001"))
	want, found := e.read(org), e.findings(store.FindingFilter{Organisation: org})
	e.close()
	if diff := cmp.Diff(want, e.read(org)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(found, e.findings(store.FindingFilter{Organisation: org})); diff != "" {
		t.Error(diff)
	}
}

func cancelled(t *testing.T, e *env) {
	e.batch = 10
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	list := crowd(t, org, 100)
	acknowledged := 0
	_, err := e.store().Put(ctx, muster.NewSlice(list), &store.PutOptions{Done: func(n int) {
		if acknowledged = n; n >= 40 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want cancelled", err)
	}
	if acknowledged != 40 {
		t.Errorf("%d subjects acknowledged, want 40", acknowledged)
	}
	if got := e.read(org); len(got) != 3*acknowledged {
		t.Errorf("%d observations, want %d", len(got), 3*acknowledged)
	}
}

func keyCheck(t *testing.T, e *env) {
	for range 2 {
		if err := e.store().CheckKey(t.Context(), org); err != nil {
			t.Fatal(err)
		}
	}
	e.close()
	e.key = 1
	if err := e.store().CheckKey(t.Context(), org); muster.CodeOf(err) != muster.CodePermission {
		t.Errorf("another key: %v, want code %s", err, muster.CodePermission)
	}
	if err := e.store().CheckKey(t.Context(), "other"); err != nil {
		t.Errorf("another organisation's key: %v", err)
	}
}
