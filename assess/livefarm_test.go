package assess_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/store"
)

// online is a random fact about where somebody's device or sign-ins were: few
// networks, so that people meet on them.
func (h hire) online(id muster.SubjectID) muster.Observation {
	at := liveDay.AddDate(0, 0, -1-h.IntN(30))
	day := muster.Date(at.Year(), at.Month(), at.Day())
	address := muster.Network(fmt.Sprintf("203.0.113.%d", h.IntN(6)))
	var d muster.Data
	switch h.IntN(8) {
	case 0:
		d = &muster.Person{Named: h.named(), Home: h.home(), Started: muster.Date(2026, 1, 5), LegalEntity: muster.Text(pick(h, []string{"", "Alpha", "Beta"}))}
	case 1, 2:
		s := &muster.SignIns{
			Day: day, First: muster.Instant(at), Last: muster.Instant(at), Passed: 1, IP: address, Country: muster.Country(pick(h, []string{"GB", "GB", "NO"})),
			Network: pick(h, []muster.NetworkClass{"", muster.NetworkHome, muster.NetworkVPN}), Device: muster.Device(id),
		}
		s.Authenticator = muster.Device(fmt.Sprint("phone", h.IntN(2), len(id)+int(id[len(id)-1])%3))
		d = s
	case 3:
		d = &muster.Calls{Day: day, Steps: []muster.Text{"accounts", "packages", muster.Text(fmt.Sprint("resumes", h.IntN(3)))}, Times: 4}
	default:
		d = &muster.DeviceDay{
			Day: day, Device: muster.Device("LT-" + string(id)), IP: address, Gateway: muster.Device(fmt.Sprintf("ac:84:c6:01:02:%02x", h.IntN(5))),
			Starts: []muster.Time{muster.Instant(at.Truncate(24 * time.Hour).Add(time.Duration(h.IntN(4)) * time.Hour))},
		}
	}
	o := muster.Observation{
		Organisation: muster.DefaultOrganisation, Subject: id, Source: "test", Record: fmt.Sprintf("%s %d", id, h.Uint64()), Happened: muster.Instant(at), Data: d,
	}
	if err := o.Seal(); err != nil {
		panic(err)
	}
	return o
}

// TestLiveNetworksSayWhatARunSays: who stays beside whom is the same in whatever
// order records come and are taken away.
func TestLiveNetworksSayWhatARunSays(t *testing.T) {
	var told sync.Map
	t.Run("seeds", func(t *testing.T) {
		for seed := range uint64(3) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				liveNetworks(t, seed, &told)
			})
		}
	})
	for _, flag := range []muster.FlagID{"NET-05", "NET-06", "XCO-04", "SRC-05"} {
		if _, ok := told.Load(flag); !ok {
			t.Errorf("nobody was told %s: the test shows nothing of it", flag)
		}
	}
}

func liveNetworks(t *testing.T, seed uint64, told *sync.Map) {
	h := hire{rand.New(rand.NewPCG(seed, 11))}
	c := newStore(t)
	people := 12 + h.IntN(8)
	var list []muster.Observation
	for i := range 40 * people {
		list = append(list, h.online(muster.SubjectID(fmt.Sprintf("s%03d", i%people))))
	}
	h.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	loaded := len(list) / 2
	c.append(t, list[:loaded]...)
	l := liveOf(t, c, nil)
	sameAsRun(t, c, l, "after the load")
	for rest := list[loaded:]; len(rest) > 0; {
		n := min(1+h.IntN(90), len(rest))
		for _, o := range rest[:n] {
			c.now = c.now.Add(time.Minute)
			c.append(t, o)
		}
		rest = rest[n:]
		if h.IntN(3) == 0 {
			if _, err := c.ExpireKinds(t.Context(), muster.DefaultOrganisation, store.Keep{muster.KindDeviceDay: 20}, liveDay); err != nil {
				t.Fatal(err)
			}
		}
		if h.IntN(4) == 0 {
			if err := c.Purge(t.Context(), muster.DefaultOrganisation, c.now.Add(-40*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		sameAsRun(t, c, l, fmt.Sprintf("%d records left", len(rest)))
		for i := range people {
			if row, ok := l.Row(muster.SubjectID(fmt.Sprintf("s%03d", i))); ok {
				for _, flag := range row.Flags {
					told.Store(flag, true)
				}
			}
		}
	}
}

// TestAnAddressOfThousandsIsCounted: what thousands sign in from is nobody's home
// line, and costs no pairs.
func TestAnAddressOfThousandsIsCounted(t *testing.T) {
	const people = 2000
	var list []muster.Observation
	for i := range people {
		id := muster.SubjectID(fmt.Sprintf("p%04d", i))
		list = append(list, applicant(id, 1, fmt.Sprintf("Ada%c%c%c Winter%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i%23, 'a'+i%19, 'a'+i/19%26), "", "", fmt.Sprintf("%d Street%d Road, Leeds, LS1 %dAA", 1+i/40, i%40, 1+i%9)))
		for day := range 10 {
			at := time.Date(2026, 5, 20+day, 9, 0, 0, 0, time.UTC)
			list = append(list, about(id, muster.Instant(at), &muster.SignIns{
				Day: muster.Date(2026, 5, 20+day), First: muster.Instant(at), Passed: 1, IP: "203.0.113.9", Network: muster.NetworkHome,
			}))
		}
	}
	for i, home := range []string{"1 Mill Lane, Truro, TR1 1AA", "2 High Street, Norwich, NR1 1AA", "3 Dock Road, Oban, PA34 4AA"} {
		id := muster.SubjectID(fmt.Sprintf("farm%d", i))
		list = append(list, applicant(id, 1, []string{"Ann Example", "Boris Quill", "Carla Stone"}[i], "", "", home))
		for day := range 10 {
			at := time.Date(2026, 5, 20+day, 9, 0, 0, 0, time.UTC)
			list = append(list, about(id, muster.Instant(at), &muster.SignIns{
				Day: muster.Date(2026, 5, 20+day), First: muster.Instant(at), Passed: 1, IP: "203.0.113.10", Network: muster.NetworkHome,
			}))
		}
	}
	res, built := runCounted(t, list)
	if built > 2*people+30 {
		t.Errorf("observations of %d people were built %d times", people, built)
	}
	told := 0
	for i := range res.People {
		for _, f := range res.People[i].Findings {
			if f.Flag == "NET-05" && res.People[i].ID[:4] == "farm" {
				told++
			} else if f.Flag == "NET-05" {
				t.Fatalf("%s is told to stand beside %d others", res.People[i].ID, len(f.Subjects)-1)
			}
		}
	}
	if told != 3 {
		t.Errorf("%d of the three who share a line are told", told)
	}
}
