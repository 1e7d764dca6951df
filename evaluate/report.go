package evaluate

import (
	"cmp"
	"slices"
)

// Report is what a run did to the people of a known population. Verify counts
// people at verify or above. The JSON form holds these counts and those of logs;
// other breakdowns are for reading and stand in [Report.WriteText].
type Report struct {
	Honest         int `json:"honest"` // honest and diverted subjects
	HonestVerify   int `json:"honest_verify"`
	HonestEscalate int `json:"honest_escalate"`

	Personas                  int `json:"personas"`
	PersonasVerify            int `json:"personas_verify"`
	PersonasEscalate          int `json:"personas_escalate"`
	PersonasTraceable         int `json:"personas_traceable"` // those that left a trace in the data
	PersonasTraceableVerify   int `json:"personas_traceable_verify"`
	PersonasTraceableEscalate int `json:"personas_traceable_escalate"`

	Operators              int `json:"operators"`
	OperatorsWhole         int `json:"operators_whole"` // all personas in one group
	OperatorsLinkable      int `json:"operators_linkable"`
	OperatorsLinkableWhole int `json:"operators_linkable_whole"`

	GroupsWithStrangers int `json:"groups_with_strangers"` // a persona beside an honest person or another operator's

	Live     *Live     `json:"live,omitempty"`     // where the truth says that there are logs
	Platform *Platform `json:"platform,omitempty"` // where it is of a platform's accounts

	Runs      int         `json:"-"` // runs pooled
	Unseen    int         `json:"-"` // subjects of the truth that the run does not show
	Unknown   int         `json:"-"` // subjects of the run that the truth does not know
	Groups    int         `json:"-"` // groups in all
	Diverted  Outcome     `json:"-"` // the diverted among the honest
	Flags     []FlagCount `json:"-"` // flags on honest people at verify or above, most frequent first
	Subgroups []Subgroup  `json:"-"` // honest people by the further columns of the truth
	Cells     []Cell      `json:"-"` // operators, the unit of the intervals
}

// Outcome counts people by level.
type Outcome struct {
	People   int
	Verify   int // at verify or above
	Escalate int
}

func (o *Outcome) add(other Outcome) {
	o.People += other.People
	o.Verify += other.Verify
	o.Escalate += other.Escalate
}

// FlagCount says on how many honest people a flag stood.
type FlagCount struct {
	Flag     string
	Verify   int // people at verify or above
	Escalate int
}

// Subgroup is one value of one further column of the truth.
type Subgroup struct {
	Column, Value string
	Honest        Outcome
}

// Cell is one operator of one run.
type Cell struct {
	Operator  string
	Kind      string // kind of operator, if the truth names it
	All       Outcome
	Traceable Outcome
	Linkable  bool
	Whole     bool
}

// Pool adds up reports of several runs. Operators stay apart: op-1 of one run
// is not op-1 of another.
func Pool(reports ...Report) Report {
	var sum Report
	flags := map[string]FlagCount{}
	groups := map[[2]string]Outcome{}
	for _, r := range reports {
		sum.Honest += r.Honest
		sum.HonestVerify += r.HonestVerify
		sum.HonestEscalate += r.HonestEscalate
		sum.GroupsWithStrangers += r.GroupsWithStrangers
		sum.Groups += r.Groups
		sum.Runs += r.Runs
		sum.Unseen += r.Unseen
		sum.Unknown += r.Unknown
		sum.Diverted.add(r.Diverted)
		sum.Cells = append(sum.Cells, r.Cells...)
		for _, f := range r.Flags {
			total := flags[f.Flag]
			flags[f.Flag] = FlagCount{f.Flag, total.Verify + f.Verify, total.Escalate + f.Escalate}
		}
		for _, s := range r.Subgroups {
			total := groups[[2]string{s.Column, s.Value}]
			total.add(s.Honest)
			groups[[2]string{s.Column, s.Value}] = total
		}
	}
	sum.Live = poolLive(reports)
	sum.Platform = poolPlatform(reports)
	sum.setFlags(flags)
	sum.setSubgroups(groups)
	sum.count()
	return sum
}

// count fills the persona and operator counts from the cells.
func (r *Report) count() {
	for _, c := range r.Cells {
		r.Personas += c.All.People
		r.PersonasVerify += c.All.Verify
		r.PersonasEscalate += c.All.Escalate
		r.PersonasTraceable += c.Traceable.People
		r.PersonasTraceableVerify += c.Traceable.Verify
		r.PersonasTraceableEscalate += c.Traceable.Escalate
		if c.Operator == "" {
			continue // personas whose operator the truth does not name
		}
		r.Operators++
		r.OperatorsWhole += bit(c.Whole)
		r.OperatorsLinkable += bit(c.Linkable)
		r.OperatorsLinkableWhole += bit(c.Linkable && c.Whole)
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (r *Report) setFlags(flags map[string]FlagCount) {
	for _, f := range flags {
		r.Flags = append(r.Flags, f)
	}
	slices.SortFunc(r.Flags, func(a, b FlagCount) int {
		return cmp.Or(cmp.Compare(b.Verify, a.Verify), cmp.Compare(b.Escalate, a.Escalate), cmp.Compare(a.Flag, b.Flag))
	})
}

func (r *Report) setSubgroups(groups map[[2]string]Outcome) {
	for key, o := range groups {
		r.Subgroups = append(r.Subgroups, Subgroup{key[0], key[1], o})
	}
	slices.SortFunc(r.Subgroups, func(a, b Subgroup) int {
		return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(a.Value, b.Value))
	})
}

// Kinds returns a report for each kind of operator that the truth names, in
// alphabetical order: the same counts over that kind's personas only.
func (r Report) Kinds() map[string]Report {
	cells := map[string][]Cell{}
	for _, c := range r.Cells {
		if c.Kind != "" {
			cells[c.Kind] = append(cells[c.Kind], c)
		}
	}
	kinds := make(map[string]Report, len(cells))
	for kind, of := range cells {
		part := Report{Honest: r.Honest, HonestVerify: r.HonestVerify, HonestEscalate: r.HonestEscalate, Runs: r.Runs, Cells: of}
		part.count()
		kinds[kind] = part
	}
	return kinds
}

// Bar is a figure the program is held to at its default policy.
type Bar struct {
	What  string
	Share float64
	Limit float64
	Least bool // the share must be at least the limit, else at most
	Known bool // there was anything to count
}

// Met reports whether the bar is met; one without data is not.
func (b Bar) Met() bool {
	if b.Least {
		return b.Known && b.Share >= b.Limit
	}
	return b.Known && b.Share <= b.Limit
}

// Bars returns the bars in the order in which they are reported.
func (r Report) Bars() []Bar {
	bar := func(what string, part, whole int, limit float64, least bool) Bar {
		return Bar{what, share(part, whole), limit, least, whole > 0}
	}
	return []Bar{
		bar("honest people at escalate", r.HonestEscalate, r.Honest, 0.001, false),
		bar("honest people at verify or above", r.HonestVerify, r.Honest, 0.02, false),
		bar("traceable personas at verify or above", r.PersonasTraceableVerify, r.PersonasTraceable, 0.85, true),
		bar("traceable personas at escalate", r.PersonasTraceableEscalate, r.PersonasTraceable, 0.60, true),
		bar("linkable operators whole", r.OperatorsLinkableWhole, r.OperatorsLinkable, 0.90, true),
	}
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// Uneven names the columns of the truth whose values differ in the share of
// honest people at verify or above by more than chance would make them differ
// once in a thousand columns. Columns of habits (a move, an agency) may; names
// and ages must not.
func (r Report) Uneven() []string {
	var uneven []string
	for start := 0; start < len(r.Subgroups); {
		end := start
		for end < len(r.Subgroups) && r.Subgroups[end].Column == r.Subgroups[start].Column {
			end++
		}
		if beyondChance(r.Subgroups[start:end]) {
			uneven = append(uneven, r.Subgroups[start].Column)
		}
		start = end
	}
	return uneven
}
