// Package storetest is the suite every database behind package store must
// pass, unchanged.
//
// # Use
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T, at string, o store.Options) (*store.Store, error) {
//			return store.Open(t.Context(), filepath.Join(dir, at), o)
//		})
//	}
//
// # Limits
//
// What belongs to one database only, such as locks on files, a full disk or
// damaged pages, is tested beside that database.
package storetest

import (
	"fmt"
	"testing"
	"time"

	"muster"
	"muster/store"
)

// Open opens the database that goes by that name in this test, the same one
// for the same name.
type Open func(t *testing.T, name string, o store.Options) (*store.Store, error)

// Run runs the suite. Each test uses names of its own.
func Run(t *testing.T, open Open) {
	tests := []struct {
		name string
		do   func(t *testing.T, e *env)
	}{
		{"observations come back as they were", roundTrip},
		{"an observation seen again changes nothing", idempotency},
		{"subjects come in the order of ids", ordering},
		{"what is new joins what is known", merging},
		{"bank details are sealed", sealing},
		{"each person's are sealed under a key of theirs", rowKeys},
		{"a copy without a key says nothing of its owner", settling},
		{"findings live over several runs", findingLife},
		{"findings are chosen by a filter", findingFilters},
		{"a run that failed leaves findings as they were", failedRun},
		{"a run over some people leaves others' findings alone", someFindings},
		{"a finding of several people counts for each on whose record it stands", ownFindings},
		{"a finding of several people is told to each in their own words", ownWords},
		{"a run goes on from the last one", goingOn},
		{"a run under way is seen as unfinished", unfinished},
		{"registers gather over runs", registers},
		{"artefacts are found by id", artefacts},
		{"organisations do not meet", isolation},
		{"many read while one writes", concurrency},
		{"what was acknowledged is there after reopening", durability},
		{"a cancelled put keeps whole batches", cancelled},
		{"the key is compared", keyCheck},
		{"purged records are gone", purging},
		{"each kind goes after its days", expiring},
		{"records expire after their day", expiry},
		{"integrity holds", integrity},
		{"a transaction is kept whole or not at all", allOrNothing},
		{"a transaction stays within its organisation", bounds},
		{"pages list everybody once", pages},
		{"people read together are as read one by one", readTogether},
		{"what is kept holds until a row changes", keeping},
		{"a transaction tells of one moment", oneMoment},
		{"what is at hand is what is stored", atHand},
		{"entries made at once share commits", noting},
		{"many write one ledger", ledgerOfMany},
		{"runs are in the ledger", ledgerOfRuns},
		{"whatever is changed in the ledger is found", vandalism},
		{"every row and column of the ledger is under watch", everyCell},
		{"what is written about somebody is sealed", sealedTexts},
		{"what is erased from the ledger is said to be", erasure},
		{"a long ledger is read in pages", longLedger},
		{"without a key nothing is recorded", noLedger},
		{"single records are appended", appending},
		{"one append at fault fails alone", oneAtFault},
		{"the feed tells what changed", feeding},
		{"the feed misses nobody", following},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.do(t, &env{t: t, open: open, name: "db", clock: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)})
		})
	}
}

// env is what a test works with: a database that can be opened again and a
// clock that goes on by a minute with each look.
type env struct {
	t     *testing.T
	open  Open
	name  string
	clock time.Time
	key   byte
	batch int
	// unsigned leaves the ledger's key out.
	unsigned bool
	s        *store.Store
}

func (e *env) options() store.Options {
	o := store.Options{
		Keys: func(org muster.OrganisationID) ([]byte, error) {
			key := make([]byte, store.KeySize)
			copy(key, org)
			key[store.KeySize-1] = e.key
			return key, nil
		},
		Now:     func() time.Time { return e.clock },
		Workers: 3,
		Batch:   e.batch,
	}
	if !e.unsigned {
		o.Ledger = signing(e.t)
	}
	return o
}

func (e *env) store() *store.Store {
	e.t.Helper()
	if e.s == nil {
		s, err := e.open(e.t, e.name, e.options())
		if err != nil {
			e.t.Fatalf("open: %v", err)
		}
		e.s = s
		e.t.Cleanup(e.close)
	}
	return e.s
}

func (e *env) close() {
	if e.s != nil {
		if err := e.s.Close(); err != nil {
			e.t.Errorf("close: %v", err)
		}
		e.s = nil
	}
}

func (e *env) put(list ...muster.Observation) store.Added {
	e.t.Helper()
	added, err := e.store().Put(e.t.Context(), muster.NewSlice(list), nil)
	if err != nil {
		e.t.Fatalf("put: %v", err)
	}
	return added
}

// read returns everybody's observations in order.
func (e *env) read(org muster.OrganisationID) []muster.Observation {
	e.t.Helper()
	p, err := e.store().Population(e.t.Context(), org)
	if err != nil {
		e.t.Fatalf("population: %v", err)
	}
	defer p.Close()
	var all []muster.Observation
	for i := range p.Len() {
		if all, err = p.Observations(i, all); err != nil {
			e.t.Fatalf("observations of %s: %v", p.Subject(i).ID, err)
		}
	}
	return all
}

// run saves a run with these findings.
func (e *env) run(id string, findings ...*muster.Finding) store.Saved {
	e.t.Helper()
	saved, err := e.store().SaveRun(e.t.Context(), saving(id, e.clock, findings...))
	if err != nil {
		e.t.Fatalf("run %s: %v", id, err)
	}
	return saved
}

func saving(id string, at time.Time, findings ...*muster.Finding) *store.Saving {
	return &store.Saving{
		Run: store.Run{Organisation: muster.DefaultOrganisation, ID: id, Started: at.UnixMicro(), Root: [32]byte{1, 2, 3},
			Versions: muster.Versions{Program: "test", Policy: "p1"}, Counts: map[string]int{"findings": len(findings)}},
		Findings: func(yield func(*muster.Finding) bool) {
			for _, f := range findings {
				if !yield(f) {
					return
				}
			}
		},
	}
}

// observation makes a sealed observation.
func observation(t *testing.T, org muster.OrganisationID, who muster.SubjectID, record string, data muster.Data) muster.Observation {
	t.Helper()
	o := muster.Observation{
		Organisation: org, Subject: who, Source: "people.csv", Record: record,
		Place: muster.Place{File: "exports/people.csv", Row: 14}, Happened: muster.Date(2026, 3, 3), Data: data,
	}
	if err := o.Seal(); err != nil {
		t.Fatal(err)
	}
	return o
}

// crowd makes n subjects with three observations each.
func crowd(t *testing.T, org muster.OrganisationID, n int) []muster.Observation {
	t.Helper()
	var list []muster.Observation
	for i := range n {
		who := muster.SubjectID(fmt.Sprintf("p%04d", i))
		name := muster.PersonName(fmt.Sprintf("Person %d", i))
		list = append(list,
			observation(t, org, who, fmt.Sprint("a", i), &muster.Application{Named: muster.Named{FullName: name}, Vacancy: "Engineer"}),
			observation(t, org, who, fmt.Sprint("p", i), &muster.Person{Named: muster.Named{FullName: name}, Department: "Data"}),
			observation(t, org, who, fmt.Sprint("b", i), &muster.BankDetails{PayTo: muster.PayTo{Holder: name, Number: "31926819", BankCode: "60-16-13"}}))
	}
	return list
}

// finding makes a finding with its key; evidence tells findings on the same
// people apart.
func finding(flag muster.FlagID, evidence byte, people ...muster.SubjectID) *muster.Finding {
	f := &muster.Finding{
		Flag: flag, Detector: "test", Subjects: people, Strength: 3, Family: muster.FamilyLink, Scored: true,
		ObservedAt: muster.Date(2026, 3, 3), Title: "Two people give one telephone number", Detail: "{value} stands on {n} records",
		Evidence: []muster.Evidence{{Observation: muster.ObservationID{evidence}, Subject: people[0], Kind: muster.KindApplication}},
	}
	f.ComputeKey()
	return f
}
