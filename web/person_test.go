package web

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
)

func TestBarCountsAFamilyOnce(t *testing.T) {
	p := &Person{Findings: fixtureFindings()}
	bar := p.Bar()
	if len(bar) != 2 || bar[0].Family != muster.FamilyLink || bar[0].Counted.Strength != 3 || len(bar[0].Ghosts) != 1 || bar[1].Family != muster.FamilyFace || len(bar[1].Ghosts) != 0 {
		t.Errorf("%+v", bar)
	}
	if got := p.Offers(); !cmp.Equal(got, []muster.CheckType{muster.CheckLiveInterview, muster.CheckInPerson}) {
		t.Errorf("offers %v, want what would settle the findings that count", got)
	}
	if got := p.Helps(); len(got) != 0 {
		t.Errorf("helps %v: what is asked for already", got)
	}
	if len(p.Notes()) != 1 || len(p.Weighed()) != 3 || len(p.Findings) != 4 {
		t.Error("notes and findings are not told apart, or the page was changed")
	}
}

func TestPersonSays(t *testing.T) {
	for want, p := range map[string]*Person{
		"Nothing is due.": {Level: muster.Clear}, "Two people look at this together.": {Level: muster.Escalate}, "A check is due before the next step.": {Level: muster.Verify},
		"1 check is due before first pay.":                              {Level: muster.Verify, Gate: &Need{Gate: muster.GateFirstPay, Asks: []Ask{{Type: muster.CheckBankName}, {Type: muster.CheckAddress, Passed: true}}}},
		"This was looked at. The process goes on.":                      {Level: muster.Escalate, Ended: &Decision{By: "Ada Example"}},
		"The time for two people to look is over. The process goes on.": {Level: muster.Escalate, Ended: &Decision{}},
	} {
		if got := p.Sentence(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	clear := &Person{Level: muster.Clear}
	if got := clear.Standing(); got != "Nothing is held against this person." {
		t.Error(got)
	}
}

// onePerson shows the same person whoever is asked for.
type onePerson Person

func (p *onePerson) PersonCopy(context.Context, muster.SubjectID, bool) (*Attachment, error) {
	return nil, errors.ErrUnsupported
}

func (p *onePerson) Person(context.Context, muster.SubjectID) (*Person, error) {
	return (*Person)(p), nil
}

// TestVerifyWithoutACheck holds that somebody for whom no check is on offer, but
// a question is, is not left without a word on how it ends.
func TestVerifyWithoutACheck(t *testing.T) {
	const says = "What would clear it stands with each finding below."
	for level, want := range map[muster.Level]bool{muster.Verify: true, muster.Clear: false} {
		config := newCompany().config()
		config.Person = &onePerson{Ref: ref("A-1", "Tom Okafor", level), Status: muster.StatusWorker, Role: muster.RoleOrdinary, Level: level, Stages: fixtureStages()}
		h, err := New(config)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(get(t, h, "/people/A-1").Body.String(), says); got != want {
			t.Errorf("%s: %v, want %v", level, got, want)
		}
	}
}

// TestLeft holds that a clock that has just begun says the whole of it, and that
// none says more than its calendar days.
func TestLeft(t *testing.T) {
	const day, moment = 24 * time.Hour, 2 * time.Second
	for d, want := range map[time.Duration]string{
		50 * time.Hour: "2 days left", 30 * time.Hour: "1 day left", 3 * time.Hour: "3 hours left", 61 * time.Minute: "1 hour left", time.Minute: "less than an hour left", -3 * time.Hour: "3 hours over",
		30*day - moment: "30 days left", 2*day - moment: "2 days left", day - moment: "1 day left", time.Hour - moment: "1 hour left", 45 * time.Minute: "less than an hour left",
		-25 * time.Hour: "1 day over", -50 * time.Hour: "2 days over",
	} {
		if got := left(fixtureNow(), fixtureNow().Add(d)); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	friday, until := time.Date(2026, 6, 12, 0, 0, 1, 0, time.UTC), time.Date(2026, 6, 16, 23, 59, 59, 0, time.UTC) // two working days over a week's end
	for at, want := range map[time.Time]string{friday: "4 days left", friday.Add(20 * time.Hour): "4 days left", friday.Add(3 * day): "1 day left", friday.Add(4 * day): "1 day left", friday.Add(4*day + 8*time.Hour): "16 hours left"} {
		if got := left(at, until); got != want {
			t.Errorf("%v: %q, want %q", at, got, want)
		}
	}
}

// TestPictureIsRepeatable holds that the same group always looks the same and
// that what does not fit is counted.
func TestPictureIsRepeatable(t *testing.T) {
	var people []PersonRef
	for i := range 60 {
		people = append(people, ref("A-"+string(rune('a'+i%26))+string(rune('a'+i/26)), "", muster.Verify))
	}
	values := []SharedValue{{Kind: muster.ArtefactPhone, Value: "a very long masked value indeed, much too long", People: people[10:50], SharedBy: 40}}
	a, b := draw(mainFrame(), people, values), draw(mainFrame(), people, values)
	if !cmp.Equal(a, b) {
		t.Error("two pictures of one group differ")
	}
	if len(a.People) != mostDots || a.Left != 20 || len(a.Lines) != 40 {
		t.Errorf("%d drawn, %d left, %d lines", len(a.People), a.Left, len(a.Lines))
	}
	for _, d := range a.People {
		if d.Y < 0 || d.Y > a.Height || d.X < 0 || d.X > a.Width {
			t.Errorf("%+v is outside", d)
		}
	}
	if empty := draw(mainFrame(), nil, nil); empty.Height <= 0 {
		t.Error("an empty group has no picture")
	}
}

// BenchmarkPerson renders the fullest page.
func BenchmarkPerson(b *testing.B) {
	h := newCompany().handler(b)
	b.ReportAllocs()
	for b.Loop() {
		if w := get(b, h, "/people/A-1014"); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}

// TestFoldLogs tells what logs showed of day after day in one line, and leaves
// what a finding rests on, what is no log and a few in a row as they are.
func TestFoldLogs(t *testing.T) {
	log := func(day int) Moment { return Moment{At: date(6, day), Text: "Session", Log: true} }
	cited := log(9)
	cited.Flag = true
	list := []Moment{{At: date(6, 1), Text: "HR record"}, log(1), log(2), log(2), {At: date(6, 3), Text: "Payment"}, log(3), log(4), log(4), log(8), cited, log(10)}
	var got []string
	for _, m := range FoldLogs(list) {
		got = append(got, strings.TrimSpace(m.Text+" "+m.At.ISO()+" "+m.Until.ISO()))
	}
	want := []string{"HR record 2026-06-01", "Session 2026-06-01", "Session 2026-06-02", "Session 2026-06-02", "Payment 2026-06-03", "4 records of logs on 3 days 2026-06-03 2026-06-08", "Session 2026-06-09", "Session 2026-06-10"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
