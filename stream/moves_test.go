package stream_test

import (
	"encoding/base64"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"muster"
	"muster/stream"
)

// input is one day of counted input: numbers for each span of seconds.
func input(t *testing.T, r *stream.Reducer, id muster.SubjectID, day int, span int32, counts []int32) {
	t.Helper()
	for i, n := range counts {
		if n == 0 {
			continue
		}
		when := at(24*day+9, 0)
		when.Micros += int64(i) * int64(span) * 1e6
		s := muster.Signal{System: "agent", Event: fmt.Sprint(id, day, i), At: when, Device: "LT-" + string(id), Data: &muster.Moved{Span: span, Events: n, Travel: n * 7}}
		if got := r.Add(id, &s); got != stream.Kept {
			t.Fatalf("day %d, count %d: %v", day, i, got)
		}
	}
}

// byHand are counts as a hand leaves them.
func byHand(seed uint64, n int) []int32 {
	r := rand.New(rand.NewPCG(seed, 5))
	list := make([]int32, n)
	for i := range list {
		if r.IntN(5) > 0 {
			list[i] = int32(60 * math.Exp(r.NormFloat64()))
		}
	}
	return list
}

// marksOf are the marks of each day of a subject.
func marksOf(t *testing.T, list []muster.Observation, id muster.SubjectID) []map[string]bool {
	t.Helper()
	var days []map[string]bool
	for _, o := range list {
		d, ok := o.Data.(*muster.ActivityDay)
		if !ok || o.Subject != id {
			continue
		}
		b, err := base64.StdEncoding.DecodeString(string(d.Moves))
		if err != nil || len(b)%6 != 0 || len(b) > 16*6 {
			t.Fatalf("marks %q: %v", d.Moves, err)
		}
		day := map[string]bool{}
		for ; len(b) > 0; b = b[6:] {
			day[string(b[:6])] = true
		}
		days = append(days, day)
	}
	return days
}

func common(a, b map[string]bool) (n int) {
	for mark := range a {
		if b[mark] {
			n++
		}
	}
	return n
}

// TestMoves plays recordings of a hand on several days and computers, beside hands.
func TestMoves(t *testing.T) {
	for _, c := range []struct {
		span        int32
		long, extra int
	}{{60, 240, 60}, {1, 1200, 300}} {
		t.Run(fmt.Sprint(c.span, " seconds"), func(t *testing.T) {
			r := stream.New(options())
			played := byHand(1, c.long)
			for day := range 3 {
				input(t, r, "plays", day, c.span, append(played[:c.long:c.long], byHand(uint64(10+day), c.extra)...))
				input(t, r, "as well", day, c.span, append(byHand(uint64(20+day), c.extra), played...))
				input(t, r, "hand", day, c.span, byHand(uint64(100+day), c.long+c.extra))
				input(t, r, "other hand", day, c.span, byHand(uint64(200+day), c.long+c.extra))
				steady := make([]int32, c.long)
				for i := range steady {
					steady[i] = int32(2 + i%2)
				}
				input(t, r, "steady", day, c.span, steady)
			}
			list := told(t, r, monday)
			plays, too, hand, other := marksOf(t, list, "plays"), marksOf(t, list, "as well"), marksOf(t, list, "hand"), marksOf(t, list, "other hand")
			for a := range 3 {
				if len(hand[a]) == 0 {
					t.Errorf("no sequence of a hand's day %d is marked", a)
				}
				for b := range 3 {
					if a != b && common(plays[a], plays[b]) < 4 {
						t.Errorf("days %d and %d of one recording have %d marks in common", a, b, common(plays[a], plays[b]))
					}
					if common(plays[a], too[b]) < 2 {
						t.Errorf("one recording on two computers, days %d and %d: %d marks in common", a, b, common(plays[a], too[b]))
					}
					if a != b && common(hand[a], hand[b]) > 0 || common(hand[a], other[b]) > 0 {
						t.Errorf("hands have sequences in common on days %d and %d", a, b)
					}
				}
			}
			for _, day := range marksOf(t, list, "steady") {
				if len(day) > 0 {
					t.Error("steady input, which any such program leaves, is marked")
				}
			}
		})
	}
}
