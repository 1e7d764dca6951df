package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SecondRemoteTool reports two independent remote-access tools on one device
// (END-02).
func SecondRemoteTool() detect.Detector {
	return detect.Detector{
		Name: "second-remote-tool", Flag: "END-02", Strength: 4, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    secondRemoteTool,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckDevice, muster.CheckInPerson}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "Two or more remote-access tools on one device",
			What:  "Shows two or more different remote-access tools that nobody approved on one device, each seen on more than one day. A tool that so many settled colleagues have that it must be the organisation's own is not counted.",
			Why:   "A second tool keeps the way in open when the first is found. People who need remote access need one.",
			Innocent: []string{
				"A supplier's support and the company's own, each with their tool",
				"A test of several tools before one is chosen",
				"Left over from the laptop's last owner",
			},
			Clear: []string{
				"IT says which tools its suppliers use, and puts them on the list of approved tools",
				"Remove both, and see over two weeks that nothing takes their place",
				"A touch of a security key on the laptop, during a live call",
			},
			Sources: []string{"GT24", "RF26", "AR26"},
		},
	}
}

func secondRemoteTool(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	byDevice := map[int][]*muster.ProgramFact{}
	var order []int
	for _, p := range remoteTools(d) {
		if p.Days < 2 || p.Rarity.Usual {
			continue
		}
		if byDevice[p.On] == nil {
			order = append(order, p.On)
		}
		byDevice[p.On] = append(byDevice[p.On], p)
	}
	var drafts []detect.Draft
	for _, on := range order {
		if len(byDevice[on]) < 2 {
			continue
		}
		draft := detect.Draft{Rival: "Suppliers' support leaves its own tools behind."}
		for _, p := range byDevice[on] {
			draft.Refs = append(draft.Refs, p.Ref)
		}
		draft.Detail = fmt.Sprintf("%s different remote-access tools ({names}) were seen on one device, each on several days. Nobody noted that any of them was approved.", detect.Number(len(draft.Refs)))
		drafts = append(drafts, draft)
	}
	return drafts
}
