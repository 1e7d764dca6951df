package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// UnapprovedRemoteTool reports a remote-access tool nobody approved (END-01).
func UnapprovedRemoteTool() detect.Detector {
	return detect.Detector{
		Name: "unapproved-remote-tool", Flag: "END-01", Strength: 3, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    unapprovedRemoteTool,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckDevice, muster.CheckInPerson}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "A remote-access tool nobody approved",
			What:  "Shows a remote-access tool on the person's device that is neither on the list of approved tools nor agreed with them. Strength 4 in the first eight weeks of work, 3 later.",
			Why:   "Somebody elsewhere can use the laptop with such a tool, so that the person hired and the person working need not be the same.",
			Innocent: []string{
				"Help from family, or for family",
				"A supplier or the company's own support who installed it",
				"A habit from an earlier job",
			},
			Clear: []string{
				"Ask what it is for; if it is needed, put it on the list of approved tools",
				"Remove it, and see over two weeks that nothing takes its place",
				"A touch of a security key on the laptop, during a live call",
			},
			Sources: []string{"US22", "MT25", "RF26", "BRIEF26"},
		},
	}
}

func unapprovedRemoteTool(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for _, p := range remoteTools(d) {
		draft := detect.Draft{Refs: []muster.Ref{p.Ref}, At: p.First, Rival: "Somebody helped them, or they help somebody, with a tool they know."}
		when := ""
		if p.SinceDay >= 0 && p.SinceDay < newDays {
			draft.Strength = 4
			when = fmt.Sprintf(", %s after the first day of work", detect.Count(p.SinceDay, "day", "days"))
		}
		draft.Detail = fmt.Sprintf("A remote-access tool was first seen on {date}%s, on %s. It is on no list of approved tools.", when, detect.Count(p.Days, "day", "days"))
		drafts = append(drafts, draft)
	}
	return drafts
}

// newDays is for how many days after the first day of work somebody is new.
const newDays = 56

// remoteTools lists the remote-access tools that nobody approved.
func remoteTools(d *muster.Dossier) []*muster.ProgramFact {
	var list []*muster.ProgramFact
	for i := range d.Live.Programs {
		if p := &d.Live.Programs[i]; p.Class == muster.ProgramRemote && !p.Approved {
			list = append(list, p)
		}
	}
	return list
}

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
			What:  "Shows two or more different remote-access tools that nobody approved on one device, each seen on more than one day.",
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
	var draft detect.Draft
	for _, p := range remoteTools(d) {
		if p.Days > 1 && p.Same > 0 {
			draft.Refs = append(draft.Refs, p.Ref)
		}
	}
	if len(draft.Refs) < 2 {
		return nil
	}
	draft.Detail = fmt.Sprintf("%s remote-access tools were seen on one device on several days. None is on a list of approved tools.", detect.Number(len(draft.Refs)))
	draft.Rival = "Suppliers' support leaves its own tools behind."
	return []detect.Draft{draft}
}

// FixedPIN reports a remote-desktop host that was started from a command line
// with a fixed PIN (END-03).
func FixedPIN() detect.Detector {
	return detect.Detector{
		Name: "fixed-pin", Flag: "END-03", Strength: 4, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    fixedPIN,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "A remote-desktop host started by command with a fixed PIN",
			What:  "Shows a remote-desktop host that was set up from a command line, with its PIN written into the command. Strength 5 only when it was not part of an approved roll-out and the person is new; otherwise 4.",
			Why:   "This is how a laptop is made ready for somebody far away in one step, without anybody at its screen. Published cases describe the same command.",
			Innocent: []string{
				"IT rolled it out to many laptops by script",
				"An engineer sets up machines this way by habit",
			},
			Clear: []string{
				"IT confirms the roll-out, and approves the tool",
				"Meet in person, with the laptop",
			},
			Sources: []string{"BRIEF26"},
		},
	}
}

func fixedPIN(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for _, p := range remoteTools(d) {
		if !p.FixedPIN {
			continue
		}
		draft := detect.Draft{
			Refs: []muster.Ref{p.Ref}, At: p.First, Rival: "IT rolls tools out by script; ask before anything else.",
			Detail: "A remote-desktop host was started on {date} from a command line that held its PIN. It is on no list of approved tools.",
		}
		if p.SinceDay >= 0 && p.SinceDay < newDays {
			draft.Strength = 5
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
