package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/internal/pgtest"
	"muster/store"
	"muster/stream"
)

const (
	streamSteps  = 2000 // more than any round reaches
	streamEach   = 7    // events of a step
	streamPeople = 5
)

// streamEvent is event n of the flow the kill test reads.
func streamEvent(n int) (muster.SubjectID, *muster.Signal) {
	return muster.SubjectID(fmt.Sprintf("S%d", n%streamPeople)), &muster.Signal{
		System: "okta", Event: fmt.Sprint("e", n), At: muster.Instant(time.Date(2026, 6, 1, 8, n, 0, 0, time.UTC)), Account: "a",
		Origin: muster.Origin{IP: muster.Network(fmt.Sprintf("192.0.2.%d", n%3))}, Data: &muster.SignedIn{Passed: true, Offset: muster.OffsetUnknown},
	}
}

// step reads on from the cursor: events as they arrived, what they became, what
// is open and the cursor are kept together.
func step(ctx context.Context, s *store.Store) (next int, err error) {
	err = s.Update(ctx, org, func(tx *store.Tx) error {
		at, err := tx.StreamCursor("okta")
		if err != nil {
			return err
		}
		from, _ := strconv.Atoi(at) // "" is the beginning
		next = from + 1
		r := stream.New(stream.Options{Organisation: org})
		people := map[muster.SubjectID]bool{}
		segments := map[int64]*store.Segment{}
		var latest time.Time
		for n := from * streamEach; n < next*streamEach; n++ {
			id, signal := streamEvent(n)
			if !people[id] {
				people[id] = true
				state, err := tx.StreamState(id)
				if err != nil {
					return err
				}
				if state != nil {
					if err := r.Decode(id, state); err != nil {
						return err
					}
				}
			}
			if got := r.Add(id, signal); got != stream.Kept {
				return fmt.Errorf("event %d: outcome %d", n, got)
			}
			day := signal.At.Micros / (24 * 60 * 60 * 1_000_000)
			if segments[day] == nil {
				segments[day] = &store.Segment{System: "okta", Day: day}
			}
			segments[day].Events = append(segments[day].Events, store.SegmentEvent{Subject: id, Raw: fmt.Append(nil, "event ", n)})
			latest = signal.At.UTC()
		}
		list, err := r.Advance(latest)
		if err != nil {
			return err
		}
		for _, seg := range segments {
			if err := tx.PutSegment(*seg); err != nil {
				return err
			}
		}
		for id := range people {
			state, err := r.Encode(id)
			if err != nil {
				return err
			}
			if err := tx.PutStreamState(id, state); err != nil {
				return err
			}
		}
		if _, _, err := tx.Append(list); err != nil {
			return err
		}
		return tx.PutStreamCursor("okta", strconv.Itoa(next))
	})
	return next, err
}

// streamEvents reads the flow until it is stopped.
func streamEvents(ctx context.Context, path, _ string, w io.Writer) error {
	s, err := store.Open(ctx, path, options())
	if err != nil {
		return err
	}
	for {
		next, err := step(ctx, s)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, "finished", next)
	}
}

// streamed is what a database holds of the flow.
type streamed struct {
	Cursor string
	Events []string
	People map[muster.SubjectID][]muster.Observation
	Open   map[muster.SubjectID]string
}

func streamedIn(t *testing.T, s *store.Store) streamed {
	t.Helper()
	got := streamed{People: map[muster.SubjectID][]muster.Observation{}, Open: map[muster.SubjectID]string{}}
	err := s.View(t.Context(), org, func(tx *store.Tx) (err error) {
		if got.Cursor, err = tx.StreamCursor("okta"); err != nil {
			return err
		}
		for n := range streamPeople {
			id := muster.SubjectID(fmt.Sprintf("S%d", n))
			list, _, err := tx.Observations(id)
			state, wrong := tx.StreamState(id)
			if err := errors.Join(err, wrong); err != nil {
				return err
			}
			got.People[id], got.Open[id] = list, string(state)
		}
		return tx.Segments("okta", func(seg store.Segment) error {
			for _, e := range seg.Events {
				got.Events = append(got.Events, string(e.Subject)+" "+string(e.Raw))
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestKilledStreamGoesOnExactly(t *testing.T) {
	killStream(t, filepath.Join(t.TempDir(), "a.db"), filepath.Join(t.TempDir(), "b.db"), 12)
}

func TestKilledStreamGoesOnExactlyOnAServer(t *testing.T) {
	server := pgtest.Start(t)
	killStream(t, server.Database(t), server.Database(t), 4)
}

// killStream kills a reader again and again, and compares what it left with
// what one that was never stopped has at the same place.
func killStream(t *testing.T, path, calm string, rounds int) {
	t.Helper()
	random := rand.New(rand.NewPCG(2026, 21))
	said := &spoken{people: map[string]int{}}
	for round := range rounds {
		killOne(t, fmt.Sprintf("stream %02d %s", round, path), 1+random.IntN(12), time.Duration(random.IntN(8_000))*time.Microsecond, said)
	}
	killed, err := store.Open(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer killed.Close()
	got := streamedIn(t, killed)
	steps, err := strconv.Atoi(got.Cursor)
	if err != nil || steps < len(said.finished) || steps > streamSteps {
		t.Fatalf("%d steps were said to be kept, the cursor is %q", len(said.finished), got.Cursor)
	}
	never, err := store.Open(t.Context(), calm, options())
	if err != nil {
		t.Fatal(err)
	}
	defer never.Close()
	for range steps {
		if _, err := step(t.Context(), never); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(streamedIn(t, never), got); diff != "" {
		t.Error(diff)
	}
	if len(got.Events) != steps*streamEach || len(got.People["S0"]) == 0 {
		t.Errorf("%d events of %d", len(got.Events), steps*streamEach)
	}
	t.Logf("%d kills: %d steps", rounds, steps)
}

func TestSegmentsExpire(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Update(t.Context(), org, func(tx *store.Tx) error {
		for day := range int64(10) {
			if err := tx.PutSegment(store.Segment{System: "okta", Day: 20_000 + day, Events: []store.SegmentEvent{{Raw: []byte("one")}, {}, {Raw: make([]byte, 9<<20)}, {Raw: make([]byte, 9<<20)}}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	erased, err := s.ExpireSegments(t.Context(), org, time.Unix(20_008*24*60*60, 0))
	if err != nil || erased != 8*4 {
		t.Errorf("erased %d, %v", erased, err)
	}
	var left []int
	err = s.View(t.Context(), org, func(tx *store.Tx) error {
		return tx.Segments("okta", func(seg store.Segment) error {
			left = append(left, len(seg.Events))
			return nil
		})
	})
	if diff := cmp.Diff([]int{3, 1, 3, 1}, left); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// hereIs is a record of somebody, so that something is left of them.
func hereIs(t *testing.T, id muster.SubjectID) muster.Observation {
	t.Helper()
	o := muster.Observation{Organisation: org, Subject: id, Source: "hr", Record: string(id), Happened: muster.Date(2026, 6, 1), Recorded: muster.Date(2026, 6, 1), Data: &muster.Person{Login: muster.Text(id)}}
	if err := o.Seal(); err != nil {
		t.Fatal(err)
	}
	return o
}

// TestSegmentsWith opens, of a day's segments, those of one person and no others,
// also after they were put together; segments of before the index are opened to see.
func TestSegmentsWith(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s, err := store.Open(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	id := func(n int) muster.SubjectID { return muster.SubjectID(fmt.Sprintf("P%02d", n)) }
	err = s.Update(t.Context(), org, func(tx *store.Tx) error {
		for n := range 40 {
			seg := store.Segment{System: "okta", Day: 20_000, Events: []store.SegmentEvent{{Subject: id(n / 2), Raw: fmt.Append(nil, "event ", n)}, {Subject: "everybody", Raw: []byte("one")}}}
			if err := tx.PutSegment(seg); err != nil {
				return err
			}
		}
		for n := range 20 {
			if _, _, err := tx.Append([]muster.Observation{hereIs(t, id(n))}); err != nil {
				return err
			}
		}
		_, _, err := tx.Append([]muster.Observation{hereIs(t, "everybody")})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	look := func(who muster.SubjectID) (opened int, events []string) {
		t.Helper()
		err := s.View(t.Context(), org, func(tx *store.Tx) error {
			return tx.SegmentsWith("okta", 20_000, who, func(seg store.Segment) error {
				opened++
				for _, e := range seg.Events {
					if e.Subject == who {
						events = append(events, string(e.Raw))
					}
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return opened, events
	}
	want := []string{"event 14", "event 15"}
	if opened, events := look(id(7)); opened != 2 || !slices.Equal(events, want) {
		t.Errorf("%d segments opened: %v", opened, events)
	}
	if opened, events := look("everybody"); opened != 40 || len(events) != 40 {
		t.Errorf("%d segments opened, %d events", opened, len(events))
	}
	if opened, _ := look("nobody"); opened != 0 {
		t.Errorf("%d segments opened for nobody", opened)
	}
	if _, err := s.TidyStreams(t.Context(), org); err != nil {
		t.Fatal(err)
	}
	if opened, events := look(id(7)); opened != 1 || !slices.Equal(events, want) {
		t.Errorf("put together: %d segments opened: %v", opened, events)
	}
	tamper(t, path, "delete from segment_people")
	if opened, events := look(id(7)); opened != 1 || !slices.Equal(events, want) {
		t.Errorf("without an index: %d segments opened: %v", opened, events)
	}
}
