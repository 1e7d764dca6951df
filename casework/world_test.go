package casework

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/ledger"
	"muster/store"
)

// world is an organisation with one user for each role, a person to do
// something about, and a clock that stands still until it is moved.
type world struct {
	*testing.T
	store *store.Store
	desk  *Desk
	clock time.Time
	keys  int
	user  map[Role]*Actor
	boss  *Actor // holds every role
	other *Actor // likewise

	damaged bool // the test changed rows by hand: they are not compared at its end
}

// monday is a Monday morning.
var monday = time.Date(2026, 6, 8, 9, 0, 0, 0, time.UTC)

const org = muster.DefaultOrganisation

func worldKey(muster.OrganisationID) ([]byte, error) { return make([]byte, store.KeySize), nil }

// openStore opens a database of the world's installation.
func openStore(t *testing.T, w *world, place string) *store.Store {
	t.Helper()
	private, public, err := ledger.GenerateKey(rand.NewChaCha8([32]byte{9}), "example.org")
	w.ok(err)
	signing, err := ledger.NewSigning(private, public)
	w.ok(err)
	s, err := store.Open(t.Context(), place, store.Options{
		Keys: worldKey,
		Now:  func() time.Time { return w.clock }, Ledger: signing,
	})
	w.ok(err)
	t.Cleanup(func() { s.Close() })
	return s
}

func newWorld(t *testing.T, place string) *world {
	t.Helper()
	w := &world{T: t, clock: monday, user: map[Role]*Actor{}}
	w.store = openStore(t, w, place)
	var err error
	w.desk, err = New(Config{Store: w.store, Organisation: org, Random: rand.NewChaCha8([32]byte{3}), Seed: []byte(strings.Repeat("seed", 8))})
	w.ok(err)
	t.Cleanup(w.asLeft)
	var every []Grant
	for _, r := range Roles() {
		every = append(every, Grant{Role: r})
	}
	r, err := w.desk.Begin(t.Context(), "Ada Example", "ada@example.org", every)
	w.ok(err)
	w.boss, _, err = w.desk.Redeem(t.Context(), r.Secret)
	w.ok(err)
	w.other = w.invite("Bo Example", "bo@example.org", every...)
	for _, r := range Roles() {
		w.user[r] = w.invite("User "+string(r), string(r)+"@example.org", Grant{Role: r})
	}
	return w
}

// asLeft holds, at the end of every test of acts, that each row is as the ledger
// says that it was left: nothing that was done, withdrawn or erased as it should
// be is taken for a change by hand.
func (w *world) asLeft() {
	if w.damaged || w.Failed() {
		return
	}
	if err := Integrity(context.Background(), w.store, org); err != nil {
		w.Errorf("at the end: %v", err)
	}
	w.ok(w.store.View(context.Background(), org, w.ownEntries))
}

// ownEntries holds that rows are named in entries that go when they go: of the
// same person or case, of nobody, or of an act that is known for it.
func (w *world) ownEntries(tx *store.Tx) error {
	under := map[int64][]byte{}
	rows, err := tx.Query("select seq, body from ledger_payloads where organisation = $1")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var body []byte
		if err := rows.Scan(&seq, &body); err != nil {
			return err
		}
		under[seq] = sealedWith(body)
	}
	if err := rows.Close(); err != nil {
		return err
	}
	var nobody []byte
	if err := tx.QueryRow("select id from vault_keys where organisation = $1 and holder = ''").Scan(&nobody); err != nil {
		return err
	}
	list, err := tx.Entries(0, 100000)
	for _, e := range list {
		var says entryLeft
		if e.Opening == nil || json.Unmarshal([]byte(e.Opening.Payload), &says) != nil || says.Left == nil {
			continue
		}
		for _, m := range says.Left.Rows {
			if !bytes.Equal(m.Key, under[e.Seq]) && !bytes.Equal(nobody, under[e.Seq]) && !slices.Contains(elsewhere(m.Table), e.Kind) {
				w.Errorf("%s writes a row of %s that is not its entry's person's or case's: name it in elsewhere", e.Kind, m.Table)
			}
		}
	}
	return err
}

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) invite(name, email string, grants ...Grant) *Actor {
	w.Helper()
	r := w.must(w.boss, &InviteUser{User: name, Email: email, Grants: grants})
	who, l, err := w.desk.Redeem(w.Context(), r.Secret)
	w.ok(err)
	if l.Purpose != LinkInvite {
		w.Fatalf("link for %s", l.Purpose)
	}
	return who
}

func (w *world) do(who *Actor, a Act) (Receipt, error) {
	w.keys++
	r, err := w.desk.Do(w.Context(), who, Key(fmt.Sprintf("key-%012d", w.keys)), a)
	if err == nil {
		w.entered(r, a)
	}
	return r, err
}

// entered holds that an act that took effect has its entry in the ledger.
func (w *world) entered(r Receipt, a Act) {
	w.Helper()
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		list, err := tx.Entries(r.Entry, 1)
		if err == nil && (len(list) != 1 || list[0].Kind != a.Name() || list[0].Opening == nil || list[0].Happened != r.At.UnixMicro()) {
			w.Errorf("%s: its entry is %+v", a.Name(), list)
		}
		return err
	}))
}

func (w *world) must(who *Actor, a Act) Receipt {
	w.Helper()
	r, err := w.do(who, a)
	if err != nil {
		w.Fatalf("%s: %v", a.Name(), err)
	}
	return r
}

// refused holds that an act is refused with a code and a hint that says what
// to do.
func (w *world) refused(who *Actor, a Act, code muster.Code, word string) {
	w.Helper()
	_, err := w.do(who, a)
	w.wantCode(err, code, word)
}

func (w *world) wantCode(err error, code muster.Code, word string) {
	w.Helper()
	var e *muster.Error
	if !errors.As(err, &e) || e.Code != code || e.Hint == "" || !strings.Contains(e.Error(), word) {
		w.Errorf("got %v, want code %s with a hint, saying %q", err, code, word)
	}
}

func (w *world) days(n int) { w.clock = w.clock.AddDate(0, 0, n) }

// person makes a person with an application and returns their id.
func (w *world) person(id string, more ...muster.Data) muster.SubjectID {
	w.Helper()
	who := muster.SubjectID(id)
	data := append([]muster.Data{&muster.Application{
		Named: muster.Named{FullName: "Robin Sample"}, Contact: muster.Contact{Emails: []muster.Email{"robin@example.net"}, Phones: []muster.Phone{"+44 7700 900123"}},
		Home: muster.Home{Address: "1 Example Street", City: "Leeds"}, DateOfBirth: muster.Date(1990, 5, 4), Employer: "Example Works", Applied: muster.Date(2026, 6, 1),
	}}, more...)
	var list []muster.Observation
	for i, d := range data {
		o := muster.Observation{Organisation: org, Subject: who, Source: "test", Record: fmt.Sprint(id, i), Happened: muster.Date(2026, 6, 1), Data: d}
		w.ok(o.Seal())
		list = append(list, o)
	}
	_, _, err := w.store.Append(w.Context(), org, list)
	w.ok(err)
	return who
}

// found saves a run that sees these findings.
func (w *world) found(run string, list ...*muster.Finding) {
	w.Helper()
	_, err := w.store.SaveRun(w.Context(), &store.Saving{
		Run:      store.Run{Organisation: org, ID: run, Started: w.clock.UnixMicro(), Root: [32]byte{1}},
		Findings: func(yield func(*muster.Finding) bool) { slices.Values(list)(yield) },
	})
	w.ok(err)
}

func finding(flag muster.FlagID, evidence byte, kind muster.Kind, people ...muster.SubjectID) *muster.Finding {
	f := &muster.Finding{
		Flag: flag, Detector: "test", Subjects: people, Strength: 3, Family: muster.FamilyHistory, Scored: true, Title: "Two dates differ", Detail: "They differ",
		ObservedAt: muster.Date(2026, 6, 2),
		Evidence:   []muster.Evidence{{Observation: muster.ObservationID{evidence}, Subject: people[0], Kind: kind, Happened: muster.Date(2026, 6, 2)}},
	}
	f.ComputeKey()
	return f
}

// raw writes rows as the program itself would.
func (w *world) raw(do func(in *act) error) {
	w.Helper()
	w.ok(w.store.Update(w.Context(), org, func(tx *store.Tx) error {
		in := &act{desk: w.desk, tx: tx, who: w.boss, allowed: true}
		if err := do(in); err != nil || len(in.rows) == 0 {
			return err
		}
		_, err := tx.Record("test", entryBody{Left: in.marks()}) // an act of its own, as far as rows go
		return err
	}))
}

// entries counts the ledger's entries of a kind.
func (w *world) entries(kind string) int {
	w.Helper()
	n := 0
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		list, err := tx.Entries(0, 100000)
		for _, e := range list {
			if e.Kind == kind {
				n++
			}
		}
		return err
	}))
	return n
}

// verified holds that the ledger is whole, and that no row seems altered.
func (w *world) verified() {
	w.Helper()
	if err := Integrity(w.Context(), w.store, org); err != nil {
		w.Error(err)
	}
	if _, err := w.store.VerifyLedger(w.Context(), org); err != nil {
		w.Error(err)
	}
}

const why = "The record of 3 June explains this."

// passed requests and records a check as the boss.
func (w *world) passed(who muster.SubjectID, c muster.CheckType, assurance, code string) string {
	w.Helper()
	r := w.must(w.boss, &RequestCheck{Subject: who, Type: c, Assurance: assurance, Code: code, Reason: why})
	w.must(w.boss, pass(r.ID, w.clock))
	return r.ID
}

// pass is a form that says a check was passed properly.
func pass(id string, at time.Time) *RecordCheck {
	return &RecordCheck{Check: id, Outcome: muster.OutcomePassed, Done: muster.Instant(at), Evidence: "Seen and kept with the file."}
}
