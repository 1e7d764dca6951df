package clock

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"flag"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
)

var update = flag.Bool("update", false, "write template.json anew from ../../shared/data/02_timezone")

// open reads a file of ../shared/data, which is there where bars are checked.
func open(t testing.TB, name string) io.Reader {
	t.Helper()
	f, err := os.Open("../../../shared/data/02_timezone/" + name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("shared/data is needed where CI is set: %v", err)
		}
		t.Skipf("no shared/data here: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func rows(t testing.TB, r io.Reader) [][]string {
	t.Helper()
	all, err := csv.NewReader(r).ReadAll()
	if err != nil || len(all) < 2 {
		t.Fatalf("%d rows: %v", len(all), err)
	}
	return all[1:]
}

// authors reads the people whose clock is known. max bounds the events taken
// of each, from the middle; 0 takes all.
func authors(t testing.TB, max int) []Knowns {
	t.Helper()
	zipped, err := gzip.NewReader(open(t, "tz_dev_events.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	events := map[string][]int64{}
	for _, row := range rows(t, zipped) {
		at, err := strconv.ParseInt(row[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		events[row[0]] = append(events[row[0]], at)
	}
	var people []Knowns
	for _, row := range rows(t, open(t, "tz_dev_truth.csv")) {
		winter, err1 := strconv.Atoi(row[2])
		summer, err2 := strconv.Atoi(row[3])
		mine := events[row[0]]
		if err1 != nil || err2 != nil || len(mine) == 0 {
			t.Fatalf("row %v with %d events", row, len(mine))
		}
		if max > 0 && len(mine) > max {
			mine = mine[(len(mine)-max)/2:][:max]
		}
		k := Knowns{Hours: &Hours{}, Standard: min(winter, summer), Summer: summer > winter, Winter: winter > summer}
		for _, at := range mine {
			k.Hours.Push(at)
		}
		people = append(people, k)
	}
	return people
}

func TestTemplateIsCurrent(t *testing.T) {
	want, err := json.Marshal(Learn(authors(t, 0)))
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("template.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(shipped, want) {
		t.Error("template.json is not what the data gives: run go test ./stream/clock -run TestTemplateIsCurrent -update")
	}
}

// without takes one person out of a template made of all.
func without(all *Template, profiles []profile, who int) *Template {
	n := float64(all.people)
	t := &Template{people: all.people - 1}
	for h := range width {
		t.mean[h] = (n*all.mean[h] - profiles[who][h]) / (n - 1)
	}
	for r := range width {
		for c := range width {
			second := n * (all.cov[r][c] + all.mean[r]*all.mean[c])
			second -= profiles[who][r] * profiles[who][c]
			t.cov[r][c] = second/(n-1) - t.mean[r]*t.mean[c]
		}
	}
	return t
}

// share counts how often, in per cent, claims off by some hours do not fit,
// each author judged by a template they are not in.
type share struct{ wrong, silent, claims int }

func leaveOneOut(learned, judged []Knowns, off []int) (s share) {
	all := Learn(learned)
	profiles := make([]profile, len(learned))
	for i := range learned {
		profiles[i] = learned[i].profile()
	}
	for i := range judged {
		own := without(all, profiles, i)
		for _, hours := range off {
			s.claims++
			switch own.Judge(judged[i].Hours, judged[i].Standard+60*hours).Verdict {
			case DoesNotFit:
				s.wrong++
			case NotEnough:
				s.silent++
			}
		}
	}
	return s
}

func (s share) percent() float64 { return 100 * float64(s.wrong) / float64(s.claims) }

func TestBarLeaveOneOut(t *testing.T) {
	people := authors(t, 0)
	for _, bar := range []struct {
		name     string
		off      []int
		low, top float64
	}{
		{"true claims", []int{0}, 0, 5},
		{"wrong by 3 hours", []int{-3, 3}, 0, 100},
		{"wrong by 4 hours", []int{-4, 4}, 0, 100},
		{"wrong by 6 hours", []int{-6, 6}, 72, 100},
		{"wrong by 8 hours", []int{-8, 8}, 84, 100},
		{"wrong by 10 hours", []int{-10, 10}, 84, 100},
		{"wrong by 12 hours", []int{12}, 84, 100},
	} {
		s := leaveOneOut(people, people, bar.off)
		t.Logf("all events, %s: %.1f %% of %d do not fit, %d not enough", bar.name, s.percent(), s.claims, s.silent)
		if p := s.percent(); p < bar.low || p > bar.top {
			t.Errorf("%s: %.1f %% do not fit, want %v to %v", bar.name, p, bar.low, bar.top)
		}
	}
}

// Fewer events must make the answer quieter, not wilder.
func TestBarFewerEvents(t *testing.T) {
	people := authors(t, 0)
	for _, events := range []int{300, 150, 100} {
		few := authors(t, events)
		honest := leaveOneOut(people, few, []int{0})
		t.Logf("%d events: true claims %.1f %% do not fit, %d not enough; wrong by 6 hours %.1f %%, by 8 hours %.1f %%", events, honest.percent(), honest.silent,
			leaveOneOut(people, few, []int{-6, 6}).percent(), leaveOneOut(people, few, []int{-8, 8}).percent())
		if honest.percent() > 6 {
			t.Errorf("%d events: %.1f %% of true claims do not fit", events, honest.percent())
		}
	}
}

func TestOrderAndRepetitionDoNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var events []int64
	for d := range 300 {
		for range 5 {
			events = append(events, int64(18_000+d)*day+int64(8+r.IntN(9))*3600+int64(r.IntN(3600)))
		}
	}
	var ordered, shuffled Hours
	for _, at := range events {
		ordered.Push(at)
	}
	for range 3 {
		r.Shuffle(len(events), func(i, k int) { events[i], events[k] = events[k], events[i] })
		for _, at := range events {
			shuffled.Push(at)
		}
	}
	if !slices.Equal(ordered.days, shuffled.days) || ordered.HalfHours() != shuffled.HalfHours() {
		t.Error("the same events in another order, or again, count differently")
	}
}

func TestManyYearsFold(t *testing.T) {
	var h Hours
	const days = 3 * heldDays
	for d := range int64(days) {
		for _, hour := range []int64{9, 9, 15} {
			h.Push((10_000+d)*day + hour*3600)
		}
	}
	if h.Days() != days || h.HalfHours() != 2*days {
		t.Errorf("%d days, %d half hours; want %d, %d", h.Days(), h.HalfHours(), days, 2*days)
	}
	h.Push(5) // far too late: counted, no day of its own
	if h.HalfHours() != 2*days+1 || len(h.days) != heldDays {
		t.Errorf("%d half hours, %d days held", h.HalfHours(), len(h.days))
	}
}

// office fills hours with working days on a clock.
func office(offset, days int) *Hours {
	h, r := &Hours{}, rand.New(rand.NewPCG(uint64(days), 7))
	for d := range int64(days) {
		at := (18_628 + d) * day // from 1 January 2021, a Friday
		if w := (18_628 + d + epochDay) % 7; w >= 5 {
			continue
		}
		for range 6 {
			h.Push(at + int64(9*60+r.IntN(9*60)-offset)*60)
		}
	}
	return h
}

func TestJudge(t *testing.T) {
	template, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name            string
		offset, claimed int
		days            int
		want            Verdict
	}{
		{"office hours on the claimed clock", 120, 120, 120, Fits},
		{"a clock half an hour off the whole ones", 330, 330, 120, Fits},
		{"west of Greenwich", -480, -480, 120, Fits},
		{"an hour of daylight saving all year", 60, 0, 120, Fits},
		{"three hours late", 0, 180, 120, Fits},
		{"eight hours away", 120, -360, 120, DoesNotFit},
		{"the other side of the world", 540, -180, 120, DoesNotFit},
		{"across the date line", 720, -720, 120, Fits}, // the same hours, another weekday
		{"a week and a half", 120, -360, 12, NotEnough},
	} {
		got := template.Judge(office(c.offset, c.days), c.claimed)
		if got.Verdict != c.want || got.Verdict != NotEnough && (got.Score > 0.5) != (got.Verdict == DoesNotFit) {
			t.Errorf("%s: %+v, want %s", c.name, got, c.want)
		}
	}
	if a := template.Judge(&Hours{}, 0); a.Verdict != NotEnough || a.Score != 0 {
		t.Errorf("nobody: %+v", a)
	}
}

func TestParseRefuses(t *testing.T) {
	whole, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse(data); err != nil {
		t.Errorf("what was written is not read: %v", err)
	}
	few := *whole
	few.people = fewest - 1
	small, _ := json.Marshal(&few)
	odd := *whole
	odd.cov[3][3] = -5
	bad, _ := json.Marshal(&odd)
	for name, data := range map[string][]byte{"nothing": nil, "no JSON": []byte("{"), "empty": []byte("{}"), "few people": small, "no covariance": bad} {
		if _, err := Parse(data); err == nil {
			t.Errorf("%s is read as a template", name)
		}
	}
}

func FuzzHours(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 200, 100, 50, 25}, int16(60))
	f.Add(bytes.Repeat([]byte{9, 1, 0, 7, 77, 3}, 200), int16(-720))
	template, err := Shipped()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte, claimed int16) {
		var h Hours
		for ; len(data) >= 4; data = data[4:] {
			h.Push(int64(data[0])<<24 | int64(data[1])<<18 | int64(data[2])<<10 | int64(data[3])<<5)
		}
		a := template.Judge(&h, int(claimed)%900)
		if math.IsNaN(a.Score) || a.Score < 0 || a.Score > 1 || len(h.days) > heldDays {
			t.Errorf("%+v with %d days held", a, len(h.days))
		}
	})
}

func BenchmarkPush(b *testing.B) {
	var h Hours
	at := int64(1_600_000_000)
	b.ReportAllocs()
	for b.Loop() {
		at += 311
		h.Push(at)
	}
}

func BenchmarkJudge(b *testing.B) {
	template, err := Shipped()
	if err != nil {
		b.Fatal(err)
	}
	h := office(60, 400)
	b.ReportAllocs()
	for b.Loop() {
		if template.Judge(h, 60).Verdict != Fits {
			b.Fatal("office hours do not fit")
		}
	}
}
