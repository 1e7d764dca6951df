package dossier

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"muster"
)

// lodgers are n people who apply from one address, one a day.
func lodgers(n int, line string) []muster.Observation {
	var list []muster.Observation
	for i := range n {
		list = append(list, about(muster.SubjectID(fmt.Sprint("p", i)), day(1, 1+i), &muster.Application{Named: named(names[i]), Home: livesAt(line)}))
	}
	return list
}

func TestAHouseholdIsCommonUpToItsOccupancy(t *testing.T) {
	for _, c := range []struct {
		people, occupancy int
		want              muster.Common
	}{
		{2, 0, muster.CommonHousehold}, {5, 0, muster.CommonHousehold}, {6, 0, muster.NotCommon},
		{3, 3, muster.CommonHousehold}, {4, 3, muster.NotCommon},
	} {
		d := population(t, nil, Options{Occupancy: c.occupancy}, lodgers(c.people, "12 High Street, Leeds, LS1 1AA")...)
		h := held(t, d["p0"], muster.ArtefactAddress, muster.RoleOwn)
		if h.Sharing.Common != c.want || h.Sharing.Count != c.people-1 || len(h.Sharing.Others) != c.people-1 {
			t.Errorf("%d people where %d are expected: %+v", c.people, c.occupancy, h.Sharing)
		}
	}
}

// Somebody who declares no home, or another one, is no household: the home is
// unknown and never different.
func TestAnUndeclaredHomeIsUnknown(t *testing.T) {
	list := append(lodgers(1, "12 High Street, Leeds, LS1 1AA"),
		about("q", day(2, 1), &muster.Application{Named: named("Boris Quill")}),
		about("q", day(2, 2), &muster.Shipment{Address: "12 High Street, Leeds, LS1 1AA"}),
		about("r", day(2, 1), &muster.Application{Named: named("Carla Mendes"), Home: livesAt("9 Mill Lane, York, YO1 7EP")}),
		about("r", day(2, 2), &muster.Shipment{Address: "12 High Street, Leeds, LS1 1AA"}),
	)
	d := population(t, nil, Options{}, list...)
	h := held(t, d["p0"], muster.ArtefactAddress, muster.RoleOwn)
	if h.Sharing.Common != muster.NotCommon {
		t.Errorf("common: %s", h.Sharing.Common)
	}
	for _, o := range h.Sharing.Others {
		want := map[muster.SubjectID]muster.Outcome{"q": muster.OutcomeUnknown, "r": muster.OutcomeDifferent}[o.Subject]
		if o.Homes != want || o.Home.IsZero() != (o.Subject == "q") || o.Role != muster.RoleDelivery {
			t.Errorf("%s: home %q, want %q; %+v", o.Subject, o.Homes, want, o)
		}
	}
	if d["q"].HomeDeclared || !d["r"].HomeDeclared || !d["q"].Home.IsZero() {
		t.Error("a delivery address became a declared home")
	}
}

func TestDeclaredValuesAreCommon(t *testing.T) {
	registers := &muster.Registers{
		Agencies: []muster.Agency{{Name: "Acme Staff", Emails: []muster.Email{"desk@acme.example"}, Phones: []muster.Phone{"020 7946 0100"}, Domain: "acme.example", ChecksEvidenced: muster.Yes}},
		Offices:  []muster.Office{{Address: "1 Dock Road, Hull, HU1 1AA", Network: "81.2.69.160"}},
	}
	var list []muster.Observation
	for i := range 3 {
		list = append(list, about(muster.SubjectID(fmt.Sprint("p", i)), day(1, 1), &muster.Application{
			Named: named(names[i]), Contact: muster.Contact{Emails: []muster.Email{"Desk@Acme.example"}, Phones: []muster.Phone{"+44 20 7946 0100"}, URLs: []muster.URL{"https://acme.example/team"}},
			Home: livesAt("1 Dock Road, Hull, HU1 1AA"), IP: "81.2.69.160", Agency: "ACME staff",
		}))
	}
	d := population(t, registers, Options{}, list...)["p1"]
	for kind, want := range map[muster.ArtefactKind]muster.Common{
		muster.ArtefactEmail: muster.CommonAgency, muster.ArtefactPhone: muster.CommonAgency, muster.ArtefactDomain: muster.CommonAgency, muster.ArtefactPhoneBlock: muster.CommonAgency,
		muster.ArtefactAddress: muster.CommonOffice, muster.ArtefactBuilding: muster.CommonOffice, muster.ArtefactNetwork: muster.CommonOffice,
	} {
		h := held(t, d, kind, muster.RoleOwn)
		if h.Sharing.Common != want || len(h.Sharing.Others) != 0 {
			t.Errorf("%s: %+v", kind, h.Sharing)
		}
	}
	if !d.Agency.Known || d.Agency.Evidenced != muster.Yes || !d.Agency.Named {
		t.Errorf("agency %+v", d.Agency)
	}
}

// Only people verified on their own, who held the value before, make it common.
func TestVerifiedEarlierHoldersMakeAValueCommon(t *testing.T) {
	for _, c := range []struct {
		name     string
		verified []int // who was verified; p0 holds the value last
		crowd    int   // further holders nobody verified
		want     muster.Common
	}{
		{"nobody", nil, 0, muster.NotCommon},
		{"two", []int{1, 2}, 0, muster.NotCommon},
		{"three", []int{1, 2, 3}, 0, muster.CommonVerified},
		{"two and oneself", []int{0, 1, 2}, 0, muster.NotCommon},
		{"three among many", []int{1, 2, 3}, 5, muster.NotCommon},
	} {
		var list []muster.Observation
		for i := range 4 + c.crowd {
			id := muster.SubjectID(fmt.Sprint("p", i))
			list = append(list, about(id, day(3, 20-i), &muster.Application{Named: named(fmt.Sprintf("%s %c", names[i%8], 'A'+i)), Contact: mails("team@example.com")}))
			if slices.Contains(c.verified, i) {
				list = append(list, about(id, day(4, 1), &muster.Check{Type: muster.CheckIdentity, Outcome: muster.OutcomePassed, Done: day(4, 1)}))
			}
		}
		d := population(t, nil, Options{}, list...)
		if h := held(t, d["p0"], muster.ArtefactEmail, muster.RoleOwn); h.Sharing.Common != c.want {
			t.Errorf("%s: %q, want %q", c.name, h.Sharing.Common, c.want)
		}
		if h := held(t, d["p3"], muster.ArtefactEmail, muster.RoleOwn); c.crowd == 0 && h.Sharing.Common != muster.NotCommon {
			t.Errorf("%s: later holders made the value common for an earlier one", c.name)
		}
	}
}

func TestProvedContactsCountAgainstOthersOnly(t *testing.T) {
	code := &muster.Check{Type: muster.CheckContactCode, Outcome: muster.OutcomePassed, Done: day(2, 1)}
	list := []muster.Observation{
		about("a", day(1, 1), &muster.Application{Named: named("Ada Winter"), Contact: mails("ada@example.com")}), about("a", day(2, 1), code),
		about("a", day(3, 1), &muster.CV{Contact: mails("later@example.com")}),
		about("b", day(3, 1), &muster.Application{Named: named("Boris Quill"), Contact: mails("ada@example.com", "later@example.com")}),
		about("b", day(4, 1), &muster.Check{Type: muster.CheckContactCode, Outcome: muster.OutcomeFailed, Done: day(4, 1)}),
	}
	d := population(t, nil, Options{}, list...)
	for _, h := range d["a"].Artefacts {
		if h.Kind == muster.ArtefactEmail && h.Proved != (h.First == day(1, 1)) {
			t.Errorf("proved %v, first seen %s: a code proves what stood on record", h.Proved, h.First)
		}
		if h.Unclaimed {
			t.Errorf("framed by somebody else's form: %+v", h)
		}
	}
	list = append(list, about("b", day(5, 1), &muster.Check{Type: muster.CheckContactCode, Outcome: muster.OutcomePassed, Done: day(5, 1)}))
	for _, h := range population(t, nil, Options{}, list...)["b"].Artefacts {
		if h.Unclaimed {
			t.Errorf("proved by both: %+v", h)
		}
	}
	unclaimed := 0
	for _, h := range d["b"].Artefacts {
		if h.Proved {
			t.Errorf("a failed code proved %+v", h)
		}
		if h.Unclaimed {
			unclaimed++
		}
	}
	if unclaimed != 1 {
		t.Errorf("%d of b's contacts are proved to be another's, want 1", unclaimed)
	}
}

// Values that mean nothing alone join only those who are near in time.
func TestWindows(t *testing.T) {
	phoneAt := func(number muster.Phone) func(muster.SubjectID, muster.Time) muster.Observation {
		return func(id muster.SubjectID, when muster.Time) muster.Observation {
			return about(id, when, &muster.Application{Contact: muster.Contact{Phones: []muster.Phone{number}}})
		}
	}
	network := func(id muster.SubjectID, when muster.Time) muster.Observation {
		return about(id, when, &muster.Application{IP: "81.2.69.160"})
	}
	photo := func(serial muster.Text) func(muster.SubjectID, muster.Time) muster.Observation {
		return func(id muster.SubjectID, when muster.Time) muster.Observation {
			return about(id, when, &muster.Image{Make: "Pear", Model: "P9", Serial: serial, Taken: when})
		}
	}
	year := muster.Time{Micros: muster.Date(2025, 1, 1).Micros, Offset: muster.OffsetUnknown, Precision: muster.PrecisionYear}
	for _, c := range []struct {
		name string
		kind muster.ArtefactKind
		a, b func(muster.SubjectID, muster.Time) muster.Observation
		at   [2]muster.Time
		want int
	}{
		{"neighbouring numbers on one day", muster.ArtefactPhoneBlock, phoneAt("020 7946 0101"), phoneAt("020 7946 0102"), [2]muster.Time{day(1, 1), day(1, 1)}, 1},
		{"neighbouring numbers, two days apart", muster.ArtefactPhoneBlock, phoneAt("020 7946 0101"), phoneAt("020 7946 0102"), [2]muster.Time{day(1, 1), day(1, 3)}, 0},
		{"neighbouring numbers, dated by the year", muster.ArtefactPhoneBlock, phoneAt("020 7946 0101"), phoneAt("020 7946 0102"), [2]muster.Time{year, year}, 0},
		{"neighbouring numbers, undated", muster.ArtefactPhoneBlock, phoneAt("020 7946 0101"), phoneAt("020 7946 0102"), [2]muster.Time{{}, {}}, 0},
		{"one number, years apart", muster.ArtefactPhone, phoneAt("020 7946 0101"), phoneAt("020 7946 0101"), [2]muster.Time{day(1, 1), muster.Date(2021, 1, 1)}, 1},
		{"one network on one day", muster.ArtefactNetwork, network, network, [2]muster.Time{day(1, 1), day(1, 1)}, 1},
		{"one network, a week apart", muster.ArtefactNetwork, network, network, [2]muster.Time{day(1, 1), day(1, 8)}, 0},
		{"one camera, ten minutes", muster.ArtefactCapture, photo(""), photo(""), [2]muster.Time{clock(9, 0), clock(9, 10)}, 1},
		{"one camera, eleven minutes", muster.ArtefactCapture, photo(""), photo(""), [2]muster.Time{clock(9, 0), clock(9, 11)}, 0},
		{"one camera by its serial number", muster.ArtefactCapture, photo("77"), photo("77"), [2]muster.Time{clock(9, 0), clock(10, 0)}, 1},
		{"one camera by its serial number, sold on", muster.ArtefactCapture, photo("77"), photo("77"), [2]muster.Time{clock(9, 0), clock(19, 0)}, 0},
	} {
		role := muster.RoleOwn
		if c.kind == muster.ArtefactCapture {
			role = muster.RolePhoto
		}
		d := population(t, nil, Options{}, c.a("a", c.at[0]), c.b("b", c.at[1]))
		if s := held(t, d["a"], c.kind, role).Sharing; s.Count != c.want || len(s.Others) != c.want || s.Recent > s.Count {
			t.Errorf("%s: %+v, want %d", c.name, s, c.want)
		}
	}
}

func TestManyHoldersAreCountedAndTheNearestListed(t *testing.T) {
	var list []muster.Observation
	start := muster.Date(2024, 1, 1)
	for i := range 100 {
		when := muster.Time{Micros: start.Micros + int64(i)*microsPerDay, Offset: muster.OffsetUnknown, Precision: muster.PrecisionDay}
		list = append(list, about(muster.SubjectID(fmt.Sprintf("p%03d", i)), when, &muster.Application{Contact: mails("busy@example.com")}))
	}
	h := held(t, population(t, nil, Options{}, list...)["p050"], muster.ArtefactEmail, muster.RoleOwn)
	if h.Sharing.Count != 99 || len(h.Sharing.Others) != muster.MaxOthers || h.Sharing.Base != 100 {
		t.Fatalf("count %d, listed %d, base %d", h.Sharing.Count, len(h.Sharing.Others), h.Sharing.Base)
	}
	last := 0
	for _, o := range h.Sharing.Others {
		days, _ := h.First.Days(o.First)
		if d := max(days, -days); d < last || d > muster.MaxOthers/2+1 {
			t.Fatalf("%s is %d days away, the one before %d", o.Subject, d, last)
		} else {
			last = d
		}
	}
}

func TestGrowth(t *testing.T) {
	for _, c := range []struct {
		old, fresh int
		growing    bool
	}{{0, 3, true}, {0, 2, false}, {3, 3, false}, {3, 4, true}, {6, 0, false}} {
		list := []muster.Observation{about("self", muster.Date(2024, 1, 1), &muster.Application{Contact: mails("x@example.com")})}
		for i := range c.old + c.fresh {
			when := muster.Date(2025, 1, 1+i)
			if i >= c.old {
				when = day(6, 5+i)
			}
			list = append(list, about(muster.SubjectID(fmt.Sprint("p", i)), when, &muster.Application{Contact: mails("x@example.com")}))
		}
		s := held(t, population(t, nil, Options{}, list...)["self"], muster.ArtefactEmail, muster.RoleOwn).Sharing
		if s.Growing() != c.growing || s.Recent != c.fresh {
			t.Errorf("%d old and %d fresh holders: %+v", c.old, c.fresh, s)
		}
	}
}

// Below a thousand people a value is as rare as if there were a thousand.
func TestRarityHasAPrior(t *testing.T) {
	s := held(t, population(t, nil, Options{}, lodgers(2, "12 High Street, Leeds, LS1 1AA")...)["p0"], muster.ArtefactAddress, muster.RoleOwn).Sharing
	if s.Base != 2 || s.Bits < 8.9 || s.Bits > 9 {
		t.Errorf("two of two people: %+v", s)
	}
}

func TestMaskNeverShowsAWholeValue(t *testing.T) {
	for _, c := range []struct {
		kind        muster.ArtefactKind
		value, want string
	}{
		{muster.ArtefactPhone, "+44 20 7946 0101", "+44 ** **** *101"},
		{muster.ArtefactPhone, "101", "***"},
		{muster.ArtefactEmail, "ada@example.com", "a**@example.com"},
		{muster.ArtefactEmail, "a@example.com", "*@example.com"},
		{muster.ArtefactAccount, "GB33BUKB20201555555555", "GB****************5555"},
		{muster.ArtefactDocument, "AB1234567", "******567"},
		{muster.ArtefactAddress, "12 High Street, Leeds, LS1 1AA", "1* H*** S****** L****, LS1 1AA"},
		{muster.ArtefactAddress, "Flat 2, 12 High Street", "F*** * 1* H*** S*****"},
		{muster.ArtefactAddress, ", 5", ", *"},
		{muster.ArtefactURL, "https://github.com/ada", "github.com/…"},
		{muster.ArtefactURL, "https://ada-winter.example/cv", "a**-******.example/…"},
		{muster.ArtefactDomain, "ada.example", "a**.example"},
	} {
		if got := Mask(c.kind, c.value); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.kind, c.value, got, c.want)
		}
	}
}

func TestMaskHidesSomethingOfAnyValue(t *testing.T) {
	kinds := slices.DeleteFunc(slices.Clone(artefactKinds), func(k muster.ArtefactKind) bool { return k == muster.ArtefactImage || k == muster.ArtefactCapture })
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[a-z0-9]{3,12}(@[a-z]{3,9}\.com| [a-z]{2,9}| [0-9]{2,9}){0,3}`).Draw(t, "value")
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		if got := Mask(kind, value); got == value {
			t.Fatalf("%s shows %q", kind, got)
		}
	})
}

func TestValueIsReadFromTheSubjectsOwnRecords(t *testing.T) {
	index := indexOf(t, nil, Options{}, about("a", day(1, 1), &muster.Application{Contact: mails("Ada@Example.com")}))
	builder, err := index.NewBuilder(nil)
	if err != nil {
		t.Fatal(err)
	}
	built, err := builder.Build(0)
	if err != nil {
		t.Fatal(err)
	}
	v, ok := built.Value(built.Dossier.Artefacts[0].ID)
	if !ok || v.Clear != "Ada@Example.com" || v.Masked != "A**@Example.com" || v.Kind != muster.ArtefactEmail {
		t.Errorf("%+v %v", v, ok)
	}
	if _, ok := built.Value(muster.ArtefactID{1}); ok {
		t.Error("a value nobody stated was shown")
	}
}

func TestBursts(t *testing.T) {
	apply := func(when muster.Time, vacancy muster.Text) muster.Observation {
		return about("a", when, &muster.Application{Contact: mails("a@example.com"), Vacancy: vacancy, Applied: when})
	}
	month := muster.Time{Micros: day(2, 1).Micros, Offset: muster.OffsetUnknown, Precision: muster.PrecisionMonth}
	for _, c := range []struct {
		name string
		list []muster.Observation
		want int
	}{
		{"one day", []muster.Observation{apply(day(2, 1), "x"), apply(day(2, 1), "y"), apply(day(2, 1), "z"), apply(day(5, 1), "w")}, 3},
		{"undated", []muster.Observation{apply(muster.Time{}, "x"), apply(muster.Time{}, "y"), apply(muster.Time{}, "z")}, 0},
		{"one month", []muster.Observation{apply(month, "x"), apply(month, "y"), apply(month, "z")}, 0},
		{"days apart", []muster.Observation{apply(day(2, 1), "x"), apply(day(2, 3), "y")}, 0},
		{"two people on one day", []muster.Observation{apply(day(2, 1), "x"), about("b", day(2, 1), &muster.Application{Contact: mails("a@example.com")})}, 2},
	} {
		d := population(t, nil, Options{}, c.list...)["a"]
		got := 0
		for _, b := range d.Bursts {
			got = max(got, b.Applications)
		}
		if got != c.want {
			t.Errorf("%s: %d applications in a burst, want %d", c.name, got, c.want)
		}
	}
}

func TestHiredAgainIsNoLeaver(t *testing.T) {
	left := &muster.Leaver{Left: muster.Date(2022, time.May, 1), Reason: muster.LeftResigned}
	d := population(t, nil, Options{},
		about("back", muster.Date(2022, 5, 1), left), about("back", muster.Date(2025, 1, 1), &muster.Person{Named: named("Ada Winter"), Started: muster.Date(2025, 1, 1)}),
		about("gone", muster.Date(2020, 1, 1), &muster.Person{Named: named("Boris Quill"), Started: muster.Date(2020, 1, 1)}), about("gone", muster.Date(2022, 5, 1), left),
		about("new", muster.Date(2026, 1, 1), &muster.Application{Named: named("Carla Mendes")}),
		about("loose", muster.Date(2026, 1, 1), &muster.CV{Name: "Dora Finch"}),
	)
	for id, want := range map[muster.SubjectID]muster.Status{"back": muster.StatusWorker, "gone": muster.StatusLeaver, "new": muster.StatusApplicant, "loose": muster.StatusUnknown} {
		if d[id].Status != want {
			t.Errorf("%s is %s, want %s", id, d[id].Status, want)
		}
	}
}
