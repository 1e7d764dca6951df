package assess_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"muster"
	"muster/assess"
	"muster/detect/all"
	"muster/dossier"
	"muster/internal/pgtest"
	"muster/store"
)

var liveDay = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)

// clocked is a store whose clock the test moves.
type clocked struct {
	*store.Store
	now  time.Time
	said []assess.Decision // what people said so far
}

func newStore(t testing.TB) *clocked {
	t.Helper()
	c := &clocked{now: liveDay}
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "people.db"), store.Options{
		Keys: func(muster.OrganisationID) ([]byte, error) { return bytes.Repeat([]byte{7}, store.KeySize), nil },
		Now:  func() time.Time { return c.now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	c.Store = s
	return c
}

func (c *clocked) append(t testing.TB, list ...muster.Observation) {
	t.Helper()
	if _, _, err := c.Append(t.Context(), muster.DefaultOrganisation, list); err != nil {
		t.Fatal(err)
	}
}

func liveOf(t testing.TB, c *clocked, change func(*assess.LiveConfig)) *assess.Live {
	t.Helper()
	cfg := assess.LiveConfig{
		Store: c, Organisation: muster.DefaultOrganisation, Detectors: all.Detectors(), Key: bytes.Repeat([]byte{5}, dossier.KeySize),
		Version: "test", Now: func() time.Time { return liveDay },
	}
	if change != nil {
		change(&cfg)
	}
	l, err := assess.NewLive(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// requestLike is a run over the same people under what a Live holds fast.
func requestLike(people muster.Population, l *assess.Live) *assess.Request {
	return &assess.Request{
		Population: people, Detectors: all.Detectors(), Key: bytes.Repeat([]byte{5}, dossier.KeySize), AsOf: muster.Date(2026, 6, 1), Version: "test", Frozen: l.Frozen(),
	}
}

// sameAsRun holds everything a Live says against a run over the same records.
func sameAsRun(t testing.TB, c *clocked, l *assess.Live, step string) {
	t.Helper()
	people, err := c.Population(t.Context(), muster.DefaultOrganisation)
	if err != nil {
		t.Fatal(err)
	}
	defer people.Close()
	request := requestLike(people, l)
	request.Decisions = c.said
	want, err := assess.Run(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Refresh(t.Context(), 1<<30, nil); err != nil {
		t.Fatal(err)
	}
	for i := range want.People {
		p := &want.People[i]
		row, ok := l.Row(p.ID)
		if !ok || row.Stale || row.Level != p.Assessment.Level || !slices.Equal(row.Flags, flagsOf(p)) {
			t.Errorf("%s: %s is listed at %s with %v (stale %v), want %s with %v", step, p.ID, row.Level, row.Flags, row.Stale, p.Assessment.Level, flagsOf(p))
		}
		got, err := l.Assess(t.Context(), p.ID)
		if err != nil {
			t.Fatalf("%s: assess %s: %v", step, p.ID, err)
		}
		if diff := cmp.Diff(*p, got.Person, cmpopts.EquateEmpty(), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Fatalf("%s: %s is told otherwise (- run, + live):\n%s", step, p.ID, diff)
		}
	}
	if page := l.List(&assess.Filter{Limit: 1}); page.Total != len(want.People) {
		t.Fatalf("%s: %d people are listed, want %d", step, page.Total, len(want.People))
	}
	var rings []string
	for _, g := range want.Groups {
		got, err := l.Group(t.Context(), g.ID)
		if err != nil {
			t.Fatalf("%s: group %s: %v", step, g.ID, err)
		}
		if diff := cmp.Diff(g.Members, got.Members); diff != "" {
			t.Errorf("%s: group %s has other members: %s", step, g.ID, diff)
		}
		rings = append(rings, g.ID)
	}
	slices.Sort(rings)
	told := append(l.Groups(muster.GroupRing), l.Groups(muster.GroupSameHuman)...)
	slices.Sort(told)
	if diff := cmp.Diff(rings, told, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: other groups are told (- run, + live): %s", step, diff)
	}
}

func flagsOf(p *assess.Person) []muster.FlagID {
	var flags []muster.FlagID
	for i := range p.Findings {
		if !slices.Contains(flags, p.Findings[i].Flag) {
			flags = append(flags, p.Findings[i].Flag)
		}
	}
	return flags
}

// hire is a random population in which much is shared.
type hire struct{ *rand.Rand }

func pick[T any](h hire, list []T) T { return list[h.IntN(len(list))] }

var (
	liveGiven  = []string{"Ada", "Boris", "Carla", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jana", "Kurt", "Lea"}
	liveFamily = []string{"Winter", "Quill", "Mendes", "Finch", "Stone", "Brook", "Lark", "Reed", "Vale", "Moss"}
)

func (h hire) when() muster.Time { return muster.Date(2026, time.Month(1+h.IntN(5)), 1+h.IntN(28)) }

func (h hire) phone() muster.Phone { return muster.Phone(fmt.Sprintf("020 7946 0%03d", h.IntN(60))) }

func (h hire) mail() muster.Email {
	return muster.Email(fmt.Sprintf("box%d@mail%d.example", h.IntN(80), h.IntN(3)))
}

func (h hire) home() muster.Home {
	return muster.Home{Address: muster.Address(fmt.Sprintf("%d %s Road", 1+h.IntN(9), pick(h, []string{"Mill", "High", "Dock", "Long"}))), City: "Leeds", Postcode: muster.Postcode(fmt.Sprintf("LS%d 1AA", 1+h.IntN(3)))}
}

func (h hire) named() muster.Named {
	return muster.Named{FullName: muster.PersonName(pick(h, liveGiven) + " " + pick(h, liveFamily))}
}

// letter is one of many texts: whoever hands in the same one copied it.
func (h hire) letter() string {
	own := rand.New(rand.NewPCG(uint64(h.IntN(150)), 3))
	text := ""
	for range 70 {
		for range 3 + own.IntN(6) {
			text += string(rune('a' + own.IntN(26)))
		}
		text += " "
	}
	return text
}

// observation is one random fact about a subject.
func (h hire) observation(id muster.SubjectID, people int) muster.Observation {
	at := h.when()
	other := muster.SubjectID(fmt.Sprintf("s%03d", h.IntN(people)))
	var d muster.Data
	switch h.IntN(13) {
	case 0, 1, 2:
		a := &muster.Application{Named: h.named(), Home: h.home(), Vacancy: "Engineer"}
		a.Contact.Phones, a.Contact.Emails = []muster.Phone{h.phone()}, []muster.Email{h.mail()}
		if h.IntN(3) == 0 {
			a.Referrer = other
		}
		if h.IntN(2) == 0 {
			a.DateOfBirth = muster.Date(1990, 1, 1+h.IntN(6))
		}
		if h.IntN(3) == 0 {
			a.Agency = "Acme"
		}
		if h.IntN(4) == 0 {
			a.Letter = muster.Text(h.letter())
		}
		a.IP = muster.Network(fmt.Sprintf("203.0.113.%d", h.IntN(30)))
		d = a
	case 3:
		p := &muster.Person{Named: h.named(), Home: h.home(), Started: at}
		p.Contact.Emails = []muster.Email{h.mail()}
		if h.IntN(2) == 0 {
			p.IdentityVerified = at
		}
		if h.IntN(4) == 0 {
			p.Contact.EmailVerified = at
		}
		d = p
	case 4, 5:
		d = &muster.BankDetails{PayTo: muster.PayTo{BankCode: "20-20-15", Number: muster.Account(fmt.Sprintf("555555%02d", h.IntN(40)))}}
	case 6, 7:
		d = &muster.Reference{Employer: muster.Text(pick(h, liveFamily) + " Ltd"), Emails: []muster.Email{h.mail()}, Phones: []muster.Phone{h.phone()}}
	case 8:
		d = &muster.Referral{Referrer: other, At: at}
	case 9:
		d = &muster.Image{SHA256: fmt.Sprintf("%064x", h.IntN(50)), Purpose: muster.ImageIdentity, Print: fmt.Sprintf("%016x", h.print()), MirrorPrint: fmt.Sprintf("%016x", h.print())}
	case 10:
		cv := &muster.CV{Name: h.named().FullName, Text: muster.Text(h.letter())}
		for range 6 {
			cv.Skeleton = append(cv.Skeleton, fmt.Sprintf("%s:%d", pick(h, []string{"role", "school"}), h.IntN(60)))
		}
		d = cv
	case 11:
		d = &muster.Document{Type: "passport", Country: "GB", Number: muster.DocumentNumber(fmt.Sprintf("X12345%02d", h.IntN(60)))}
	default:
		d = &muster.Check{Type: pick(h, []muster.CheckType{muster.CheckIdentity, muster.CheckContactCode, muster.CheckInPerson}), Outcome: muster.OutcomePassed, Done: at}
	}
	o := muster.Observation{
		Organisation: muster.DefaultOrganisation, Subject: id, Source: "test", Record: fmt.Sprintf("%s %d", id, h.Uint64()),
		Place: muster.Place{File: string(d.Kind()) + ".csv", Row: 2}, Happened: at, Data: d,
	}
	if err := o.Seal(); err != nil {
		panic(err)
	}
	return o
}

// decision is about two records that may be one human's.
func (h hire) decision(people int) assess.Decision {
	id := func() muster.SubjectID { return muster.SubjectID(fmt.Sprintf("s%03d", h.IntN(people))) }
	return assess.Decision{A: id(), B: id(), Same: h.IntN(2) == 0}
}

// print is one of a few pictures, with a bit or two changed.
func (h hire) print() uint64 {
	return 0x5a3c96e1f00f7b2d*uint64(1+h.IntN(5)) ^ 1<<h.IntN(64) ^ 1<<h.IntN(64)
}

// Whatever the order in which records come, are added to and are taken away,
// what is said of each person is what a run over the same records says.
func TestLiveSaysWhatARunSays(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			liveSays(t, newStore(t), seed)
		})
	}
	t.Run("on a server", func(t *testing.T) {
		t.Parallel()
		liveSays(t, node(t, pgtest.Start(t).Database(t)), 7)
	})
}

func liveSays(t *testing.T, c *clocked, seed uint64) {
	h := hire{rand.New(rand.NewPCG(seed, 1))}
	people := 40 + h.IntN(80)
	var list []muster.Observation
	for i := range 4 * people {
		list = append(list, h.observation(muster.SubjectID(fmt.Sprintf("s%03d", i%people)), people))
	}
	h.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	loaded := h.IntN(len(list))
	for _, o := range list[:loaded] {
		c.append(t, o)
	}
	l := liveOf(t, c, nil)
	sameAsRun(t, c, l, "after the load")
	for rest := list[loaded:]; len(rest) > 0; {
		n := min(1+h.IntN(60), len(rest))
		for _, o := range rest[:n] {
			c.now = c.now.Add(time.Minute)
			c.append(t, o)
			if h.IntN(4) == 0 {
				if _, err := l.CatchUp(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		rest = rest[n:]
		step := fmt.Sprintf("%d records left", len(rest))
		switch h.IntN(5) {
		case 2:
			step += ", after somebody decided"
			for range 1 + h.IntN(3) {
				c.said = append(c.said, h.decision(people))
			}
			l.Decide(c.said)
		case 0:
			step += ", after a purge"
			if err := c.Purge(t.Context(), muster.DefaultOrganisation, c.now.Add(-40*time.Minute)); err != nil {
				t.Fatal(err)
			}
		case 1:
			step += ", after some kinds expired"
			keep := store.Keep{muster.KindImage: 60, muster.KindBank: 90, muster.KindCV: 80}
			if _, err := c.ExpireKinds(t.Context(), muster.DefaultOrganisation, keep, liveDay); err != nil {
				t.Fatal(err)
			}
		}
		sameAsRun(t, c, l, step)
	}
}

// Readers ask while others write; every answer is of one moment.
func TestLiveIsReadWhileItFollows(t *testing.T) {
	h := hire{rand.New(rand.NewPCG(9, 9))}
	c := newStore(t)
	for i := range 60 {
		c.append(t, h.observation(muster.SubjectID(fmt.Sprintf("s%03d", i)), 60))
	}
	l := liveOf(t, c, nil)
	var wg sync.WaitGroup
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for w := range 4 {
		h := hire{rand.New(rand.NewPCG(uint64(w), 5))}
		wg.Go(func() {
			for range 40 {
				id := muster.SubjectID(fmt.Sprintf("s%03d", h.IntN(60)))
				if w == 0 {
					o := h.observation(id, 60)
					seq, _, err := c.Append(ctx, muster.DefaultOrganisation, []muster.Observation{o})
					if err != nil {
						t.Error(err)
						return
					}
					a, err := l.Assess(ctx, id)
					if err != nil || a.Seq < seq {
						t.Errorf("answered at %v of %d: %v", a, seq, err)
						return
					}
				}
				if _, err := l.Assess(ctx, id); err != nil {
					t.Error(err)
					return
				}
				l.List(&assess.Filter{Limit: 10})
				if _, err := l.Refresh(ctx, 5, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	sameAsRun(t, c, l, "when all is quiet")
}
