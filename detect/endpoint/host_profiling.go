package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// HostProfiling reports many looks at host, network and location in the first
// days with a device (END-10).
func HostProfiling() detect.Detector {
	return detect.Detector{
		Name: "host-profiling", Flag: "END-10", Strength: 2, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    hostProfiling,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckDevice, muster.CheckInPerson}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "First-day look at the host, its network and its location",
			What: "Shows several different programs on a new device that say what it is, how fast its line is and where it seems to be, under the person's own account. Each counts one on the day the device came and half as much with every week; three together are shown. One or two never are. " +
				"Programs that many settled colleagues run are left out. Strength 2.",
			Why: "Published cases begin with such a look: whoever steers a laptop from elsewhere wants to know what it gives away.",
			Innocent: []string{
				"Curious engineers, and people who try out the company's VPN",
				"Support on the telephone that asks for these programs",
				"A check of the line before the first call",
			},
			Clear: []string{
				"Ask what it was for",
				"A touch of a security key on the laptop, during a live call",
			},
			Sources: []string{"AR25", "AR26"},
		},
	}
}

// profilingHalf is after how many days with a device a look at it counts half.
const profilingHalf = 7

func hostProfiling(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	sums := map[int]float64{}
	drafts := map[int]*detect.Draft{}
	var order []int
	for _, p := range of(d, muster.ProgramProfiling) {
		if p.Arrival < 0 || p.Rarity.Usual {
			continue
		}
		if drafts[p.On] == nil {
			drafts[p.On] = &detect.Draft{Rival: "Engineers look at a new machine out of curiosity, and support asks people to."}
			order = append(order, p.On)
		}
		sums[p.On] += fade(p.Arrival, profilingHalf)
		drafts[p.On].Refs = append(drafts[p.On].Refs, p.Ref)
	}
	var list []detect.Draft
	for _, on := range order {
		draft := drafts[on]
		if n := len(draft.Refs); n < 3 || sums[on] < 2.5 {
			continue
		}
		draft.Detail = fmt.Sprintf("%s different programs that say what a device is, how fast its line is or where it seems to be ran in the first days with it, the last on {date}.", detect.Number(len(draft.Refs)))
		list = append(list, *draft)
	}
	return list
}
