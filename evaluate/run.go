package evaluate

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"muster"
	"muster/internal/escape"
)

// Run holds the output folder of a run against a truth file.
func Run(runDir, truthPath string) (Report, error) {
	truth, err := readTruth(truthPath)
	if err != nil {
		return Report{}, fmt.Errorf("evaluate: read truth: %w", err)
	}
	levels, err := readPeople(filepath.Join(runDir, "people.csv"))
	if err != nil {
		return Report{}, fmt.Errorf("evaluate: read run: %w", err)
	}
	groups, err := readGroups(filepath.Join(runDir, "groups.json"))
	if err != nil {
		return Report{}, fmt.Errorf("evaluate: read run: %w", err)
	}
	r := compare(truth, levels, groups)
	r.Platform = countPlatform(truth, levels, groups)
	flags, err := readLiveFlags(filepath.Join(runDir, "findings.jsonl"))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return r, nil // a run whose findings were not kept
	case err != nil:
		return Report{}, fmt.Errorf("evaluate: read run: %w", err)
	}
	r.Live = countLive(truth, levels, flags)
	return r, nil
}

// The kinds of subject a truth file knows.
const (
	honest      = "honest"
	persona     = "persona"
	facilitator = "facilitator"
	diverted    = "diverted"
)

// truth is a truth file.
type truth struct {
	subjects map[string]label
	columns  []string // names of the further columns
}

type label struct {
	kind, operator, operatorKind string
	traceable, linkable          bool
	further                      []string // values of the further columns
	logged                       logged
}

// seen is what the run says of a subject.
type seen struct {
	level muster.Level
	flags []string // at verify or above
	all   []string
}

func readTruth(path string) (truth, error) {
	t := truth{subjects: map[string]label{}}
	var further []int
	err := readTable(path, []string{"subject", "kind", "operator", "traceable", "linkable"}, func(columns map[string]int, names, row []string) error {
		if further == nil {
			further = []int{}
			for i, name := range names {
				switch {
				case liveColumn(name), name == "subject", name == "kind", name == "operator", name == "traceable", name == "linkable", name == "operator_kind":
				default:
					further, t.columns = append(further, i), append(t.columns, name)
				}
			}
		}
		l := label{
			kind: row[columns["kind"]], operator: row[columns["operator"]],
			traceable: row[columns["traceable"]] == "1", linkable: row[columns["linkable"]] == "1",
		}
		if i, ok := columns["operator_kind"]; ok {
			l.operatorKind = row[i]
		}
		switch l.kind {
		case honest, persona, facilitator, diverted:
		default:
			return fmt.Errorf("kind %q: want honest, persona, facilitator or diverted", l.kind)
		}
		var err error
		if l.logged, err = readLogged(columns, row); err != nil {
			return err
		}
		for _, i := range further {
			l.further = append(l.further, row[i])
		}
		subject := row[columns["subject"]]
		if _, twice := t.subjects[subject]; twice {
			return fmt.Errorf("subject %q stands twice", subject)
		}
		t.subjects[subject] = l
		return nil
	})
	return t, err
}

func readPeople(path string) (map[string]seen, error) {
	people := map[string]seen{}
	err := readTable(path, []string{"subject", "level", "findings"}, func(columns map[string]int, _, row []string) error {
		level := muster.Level(row[columns["level"]])
		switch level {
		case muster.Clear, muster.Verify, muster.Escalate:
		default:
			return fmt.Errorf("level %q: want clear, verify or escalate", level)
		}
		s := seen{level: level, all: strings.Fields(row[columns["findings"]])}
		if level != muster.Clear {
			s.flags = s.all
		}
		people[escape.ReadSafeID(row[columns["subject"]])] = s
		return nil
	})
	return people, err
}

// readTable calls use for every row of a CSV file that has the wanted columns.
func readTable(path string, want []string, use func(columns map[string]int, names, row []string) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	first, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: header: %w", path, err)
	}
	names := slices.Clone(first)
	names[0] = strings.TrimPrefix(names[0], "\ufeff")
	columns := map[string]int{}
	for i, name := range names {
		columns[name] = i
	}
	for _, name := range want {
		if _, ok := columns[name]; !ok {
			return fmt.Errorf("%s: no column %q", path, name)
		}
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil { // it names its line
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := use(columns, names, row); err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("%s line %d: %w", path, line, err)
		}
	}
}

func readGroups(path string) (groups []muster.Group, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := json.NewDecoder(f).Decode(&groups); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return groups, nil
}

// compare counts.
func compare(t truth, people map[string]seen, groups []muster.Group) Report {
	r := Report{Runs: 1, Groups: len(groups)}
	flags := map[string]FlagCount{}
	subgroups := map[[2]string]Outcome{}
	cells := map[string]*Cell{}
	for subject, l := range t.subjects {
		s, ok := people[subject]
		if !ok {
			r.Unseen++
			s.level = muster.Clear
		}
		o := outcome(s.level)
		switch l.kind {
		case honest, diverted:
			r.addHonest(l, s, o, t.columns, flags, subgroups)
		case persona:
			addPersona(cells, l, o)
		}
	}
	for subject := range people {
		if _, ok := t.subjects[subject]; !ok {
			r.Unknown++
		}
	}
	r.setFlags(flags)
	r.setSubgroups(subgroups)
	r.judgeGroups(t, cells, groups)
	for _, c := range cells {
		r.Cells = append(r.Cells, *c)
	}
	slices.SortFunc(r.Cells, func(a, b Cell) int { return strings.Compare(a.Operator, b.Operator) })
	r.count()
	return r
}

func outcome(level muster.Level) Outcome {
	return Outcome{People: 1, Verify: bit(level.Rank() >= muster.Verify.Rank()), Escalate: bit(level == muster.Escalate)}
}

func (r *Report) addHonest(l label, s seen, o Outcome, columns []string, flags map[string]FlagCount, subgroups map[[2]string]Outcome) {
	r.Honest++
	r.HonestVerify += o.Verify
	r.HonestEscalate += o.Escalate
	if l.kind == diverted {
		r.Diverted.add(o)
	}
	for i, column := range columns {
		key := [2]string{column, l.further[i]}
		sum := subgroups[key]
		sum.add(o)
		subgroups[key] = sum
	}
	slices.Sort(s.flags)
	for _, flag := range slices.Compact(s.flags) {
		count := flags[flag]
		flags[flag] = FlagCount{flag, count.Verify + o.Verify, count.Escalate + o.Escalate}
	}
}

func addPersona(cells map[string]*Cell, l label, o Outcome) {
	c := cells[l.operator]
	if c == nil {
		c = &Cell{Operator: l.operator, Kind: l.operatorKind, Linkable: l.linkable}
		cells[l.operator] = c
	}
	c.All.add(o)
	if l.traceable {
		c.Traceable.add(o)
	}
}

// judgeGroups finds operators that stand whole in a group, and groups that
// join a persona with strangers. Helpers are strangers to nobody.
func (r *Report) judgeGroups(t truth, cells map[string]*Cell, groups []muster.Group) {
	for _, g := range groups {
		personas := map[string]map[muster.SubjectID]bool{}
		strangers := false
		for _, m := range g.Members {
			switch l := t.subjects[string(m.Subject)]; l.kind {
			case persona:
				if personas[l.operator] == nil {
					personas[l.operator] = map[muster.SubjectID]bool{}
				}
				personas[l.operator][m.Subject] = true
			case honest, diverted:
				strangers = true
			}
		}
		if len(personas) > 1 || len(personas) == 1 && strangers {
			r.GroupsWithStrangers++
		}
		for operator, members := range personas {
			if c := cells[operator]; operator != "" && len(members) == c.All.People {
				c.Whole = true
			}
		}
	}
}
