package evaluate

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"

	"muster"
)

// Live is what findings from logs did, where the truth says that there are
// logs: false alarms by detector, and devices of farms.
type Live struct {
	People     Outcome         `json:"people"`      // honest people who have logs
	PersonDays int             `json:"person_days"` // theirs together
	Detectors  []DetectorCount `json:"detectors"`   // most frequent first
	Farms      []FarmCount     `json:"farms"`       // in alphabetical order
}

// DetectorCount says on how many honest people a flag from logs stood.
type DetectorCount struct {
	Flag     string `json:"flag"`
	All      int    `json:"all"`    // at whatever level
	Verify   int    `json:"verify"` // people at verify or above
	Escalate int    `json:"escalate"`
}

// FarmCount counts devices that stand with a host, one for each persona. Fresh
// ones were first started at most FreshDays before the end of the logs, so that
// what is found of them is found within as many days.
type FarmCount struct {
	Kind  string  `json:"kind"` // as the truth names it
	Fresh Outcome `json:"fresh"`
	Older Outcome `json:"older"`
}

// FreshDays is how soon after its first start a device of a farm is to be found.
const FreshDays = 14

// Co-located farms carry a kind that begins so; lone devices do not.
const together = "together"

// liveColumns are the columns of a truth that speak of logs; they are no
// subgroups.
func liveColumn(name string) bool {
	return name == "farm" || name == "first_boot" || name == "log_days" || name == "log_until"
}

// logged is what a truth says of one person's logs.
type logged struct {
	farm         string
	boot, until  muster.Time
	days         int
	isIn, isFarm bool
}

func readLogged(columns map[string]int, row []string) (l logged, err error) {
	at, ok := columns["log_days"]
	if !ok {
		return l, nil
	}
	if l.days, err = strconv.Atoi(row[at]); err != nil {
		return l, fmt.Errorf("log_days %q is not a number", row[at])
	}
	l.isIn = true
	if at, ok = columns["farm"]; !ok || row[at] == "" {
		return l, nil
	}
	l.farm, l.isFarm = row[at], true
	for name, to := range map[string]*muster.Time{"first_boot": &l.boot, "log_until": &l.until} {
		at, ok := columns[name]
		if !ok {
			return l, fmt.Errorf("a farm without a column %q", name)
		}
		if *to, err = muster.ParseISO(row[at]); err != nil {
			return l, fmt.Errorf("%s %q is not a date", name, row[at])
		}
	}
	return l, nil
}

// fromLogs are the kinds of observation that logs become.
func fromLogs(kind muster.Kind) bool {
	switch kind {
	case muster.KindSignIns, muster.KindMovement, muster.KindSession, muster.KindDeviceDay, muster.KindAttachment, muster.KindProgram,
		muster.KindActivityDay, muster.KindWorkDay, muster.KindAttendance, muster.KindCalls:
		return true
	}
	return false
}

// maxLine bounds a line of findings.jsonl.
const maxLine = 4 << 20

// readLiveFlags returns the flags of findings that cite logs.
func readLiveFlags(path string) (flags map[string]bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	flags = map[string]bool{}
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 1<<16), maxLine)
	for n := 1; lines.Scan(); n++ {
		var finding struct {
			Flag     string
			Scored   bool
			Evidence []struct{ Kind muster.Kind }
		}
		if err := json.Unmarshal(lines.Bytes(), &finding); err != nil {
			return nil, fmt.Errorf("%s line %d: %w", path, n, err)
		}
		for _, e := range finding.Evidence {
			if finding.Scored && fromLogs(e.Kind) {
				flags[finding.Flag] = true
			}
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return flags, nil
}

// countLive counts one run.
func countLive(t truth, people map[string]seen, flags map[string]bool) *Live {
	sum := &Live{}
	detectors, farms, any := map[string]DetectorCount{}, map[string]FarmCount{}, false
	for subject, l := range t.subjects {
		any = any || l.logged.isIn
		s := people[subject]
		o := outcome(s.level)
		switch {
		case l.logged.isFarm:
			c := farms[l.logged.farm]
			if after, ok := l.logged.boot.Days(l.logged.until); ok && after <= FreshDays {
				c.Fresh.add(o)
			} else {
				c.Older.add(o)
			}
			farms[l.logged.farm] = c
		case l.kind == honest || l.kind == diverted:
			if l.logged.days > 0 {
				sum.People.add(o)
				sum.PersonDays += l.logged.days
			}
			for _, flag := range slices.Compact(slices.Sorted(slices.Values(s.all))) {
				if c := detectors[flag]; flags[flag] {
					detectors[flag] = DetectorCount{flag, c.All + 1, c.Verify + o.Verify, c.Escalate + o.Escalate}
				}
			}
		}
	}
	if !any {
		return nil
	}
	sum.set(detectors, farms)
	return sum
}

func (l *Live) set(detectors map[string]DetectorCount, farms map[string]FarmCount) {
	l.Detectors = slices.SortedFunc(maps.Values(detectors), func(a, b DetectorCount) int {
		return cmp.Or(cmp.Compare(b.Escalate, a.Escalate), cmp.Compare(b.Verify, a.Verify), cmp.Compare(b.All, a.All), cmp.Compare(a.Flag, b.Flag))
	})
	for _, kind := range slices.Sorted(maps.Keys(farms)) {
		c := farms[kind]
		c.Kind = kind
		l.Farms = append(l.Farms, c)
	}
}

// poolLive adds up several runs; nil where none has logs.
func poolLive(reports []Report) *Live {
	sum, any := &Live{}, false
	detectors, farms := map[string]DetectorCount{}, map[string]FarmCount{}
	for _, r := range reports {
		if r.Live == nil {
			continue
		}
		any = true
		sum.PersonDays += r.Live.PersonDays
		sum.People.add(r.Live.People)
		for _, d := range r.Live.Detectors {
			c := detectors[d.Flag]
			detectors[d.Flag] = DetectorCount{d.Flag, c.All + d.All, c.Verify + d.Verify, c.Escalate + d.Escalate}
		}
		for _, f := range r.Live.Farms {
			c := farms[f.Kind]
			c.Fresh.add(f.Fresh)
			c.Older.add(f.Older)
			farms[f.Kind] = c
		}
	}
	if !any {
		return nil
	}
	sum.set(detectors, farms)
	return sum
}

// LiveBars returns the bars for a run in which nothing but findings from logs
// counts, in the order in which they are reported. Without logs there are none.
func (r Report) LiveBars() []Bar {
	if r.Live == nil {
		return nil
	}
	of, found := r.Live.People, Outcome{}
	for _, f := range r.Live.Farms {
		if len(f.Kind) >= len(together) && f.Kind[:len(together)] == together {
			found.add(f.Fresh)
		}
	}
	bar := func(what string, part, whole int, limit float64, least bool) Bar {
		return Bar{what, share(part, whole), limit, least, whole > 0}
	}
	return []Bar{
		bar("honest people with logs at escalate", of.Escalate, of.People, 0.001, false),
		bar("honest people with logs at verify or above", of.Verify, of.People, 0.02, false),
		bar(fmt.Sprintf("devices of co-located farms at verify or above within %d days of their first start", FreshDays), found.Verify, found.People, 0.90, true),
	}
}

// perMonth is how many of 1,000 people in thirty days a count means.
func (l *Live) perMonth(count int) string {
	if l.PersonDays == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", float64(count)*1000*30/float64(l.PersonDays))
}

func (r Report) writeLive(out io.Writer) {
	if r.Live == nil {
		return
	}
	aligned(out, "\nHonest people with logs", func(t table) {
		o := r.Live.People
		t.line("people", "verify or above", "share", "95 % interval", "escalate", "share")
		t.line(fmt.Sprint(o.People), fmt.Sprint(o.Verify), percent(o.Verify, o.People), Wilson(float64(o.Verify), float64(o.People)).String(), fmt.Sprint(o.Escalate), percent(o.Escalate, o.People))
	})
	aligned(out, "\nFindings from logs on honest people, per 1,000 people and 30 days", func(t table) {
		t.line("flag", "people", "per 1,000 and 30 days", "of them at verify or above", "per 1,000 and 30 days", "escalate")
		for _, d := range r.Live.Detectors {
			t.line(d.Flag, fmt.Sprint(d.All), r.Live.perMonth(d.All), fmt.Sprint(d.Verify), r.Live.perMonth(d.Verify), fmt.Sprint(d.Escalate))
		}
	})
	if len(r.Live.Farms) == 0 {
		return
	}
	aligned(out, fmt.Sprintf("\nDevices that stand with a host; the first columns are those started at most %d days before the end of the logs", FreshDays), func(t table) {
		t.line("", "devices", "verify or above", "share", "95 % interval", "escalate", "older devices", "verify or above", "share")
		for _, f := range r.Live.Farms {
			t.line(f.Kind, fmt.Sprint(f.Fresh.People), fmt.Sprint(f.Fresh.Verify), percent(f.Fresh.Verify, f.Fresh.People), Wilson(float64(f.Fresh.Verify), float64(f.Fresh.People)).String(),
				fmt.Sprint(f.Fresh.Escalate), fmt.Sprint(f.Older.People), fmt.Sprint(f.Older.Verify), percent(f.Older.Verify, f.Older.People))
		}
	})
}
