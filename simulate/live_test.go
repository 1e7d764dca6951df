package simulate

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// lines calls use for every line of a log and returns how many there are.
func lines(t *testing.T, dir, name string, use func(map[string]any)) int {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for s := bufio.NewScanner(f); s.Scan(); n++ {
		var line map[string]any
		if err := json.Unmarshal(s.Bytes(), &line); err != nil {
			t.Fatalf("%s line %d: %v", name, n+1, err)
		}
		use(line)
	}
	return n
}

func withLogs(people int, seed uint64) Params {
	p := Defaults(people, seed)
	p.Documents, p.Live = DocumentsNone, DefaultLive(21)
	p.Live.Farms.PerThousand, p.Live.Farms.Lone = 12, 2
	return p
}

func TestLogsAreTheSameOnAnyNumberOfCores(t *testing.T) {
	first, _ := populate(t, withLogs(1200, 7))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	second, _ := populate(t, withLogs(1200, 7))
	if digest(t, first) != digest(t, second) {
		t.Error("the same parameters gave different logs on one core and on all")
	}
}

// TestLogsLeaveTheTablesAlone: with logs, honest people's tables are what they
// are without, but for those whose places personas of farms took.
func TestLogsLeaveTheTablesAlone(t *testing.T) {
	p := withLogs(1200, 9)
	p.Live.Farms.PerThousand, p.Live.Farms.Lone = 0, 0
	with, _ := populate(t, p)
	p.Live = Live{}
	without, _ := populate(t, p)
	for t0 := range tables {
		if t0 == tableTruth {
			continue
		}
		name := headers[t0].file
		a, err := os.ReadFile(filepath.Join(with, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(without, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(a) != string(b) {
			t.Errorf("%s differs with logs", name)
		}
	}
	for f := range liveFiles {
		if _, err := os.Stat(filepath.Join(without, liveHeaders[f].file)); err == nil {
			t.Errorf("%s is written though no logs were asked for", liveHeaders[f].file)
		}
	}
}

// TestLogsAgreeWithTheTables: every event is one of somebody whom the crosswalk
// or the table of devices names, within the days the truth states, and laptops
// of one house report one router.
func TestLogsAgreeWithTheTables(t *testing.T) {
	p := withLogs(1500, 3)
	dir, _ := populate(t, p)
	accounts, serials, days := map[string]string{}, map[string]string{}, map[string]string{}
	for _, row := range table(t, dir, "crosswalk.csv") {
		accounts[row["System"]+" "+row["ID"]] = row["Subject"]
	}
	for _, row := range table(t, dir, "devices.csv") {
		serials[row["Serial Number"]] = row["Employee ID"]
	}
	farms := map[string]map[string]bool{}
	truth := map[string]map[string]string{}
	for _, row := range table(t, dir, "truth.csv") {
		days[row["subject"]] = row["log_days"]
		truth[row["subject"]] = row
		if row["farm"] != "" && row["kind"] != "persona" {
			t.Errorf("%s is %s and stands with a host", row["subject"], row["kind"])
		}
	}
	from, to := p.Today.AddDate(0, 0, -p.Live.Days), p.Today.AddDate(0, 0, 2)
	n := lines(t, dir, "okta.jsonl", func(l map[string]any) {
		who := accounts["okta "+l["actor"].(map[string]any)["alternateId"].(string)]
		if who == "" || days[who] == "0" {
			t.Fatalf("a sign-in of %q, of whom there are %s days of logs", who, days[who])
		}
		if at, err := time.Parse(time.RFC3339, l["published"].(string)); err != nil || at.Before(from) || at.After(to) {
			t.Fatalf("a sign-in at %v", l["published"])
		}
	})
	n += lines(t, dir, "osquery.jsonl", func(l map[string]any) {
		serial := l["hostIdentifier"].(string)
		who := serials[serial]
		if who == "" {
			t.Fatalf("a report of device %s, which nobody was given", serial)
		}
		if mac, ok := l["columns"].(map[string]any)["mac"].(string); ok && l["name"] == "arp_cache" && truth[who]["farm"] == "together" {
			of := truth[who]["operator"]
			if farms[of] == nil {
				farms[of] = map[string]bool{}
			}
			farms[of][mac] = true
		}
	})
	n += lines(t, dir, "github.jsonl", func(map[string]any) {})
	lines(t, dir, "activity.jsonl", func(l map[string]any) {
		if l["kind"] != "input" { // a few laptops count every minute
			n++
		}
	})
	workers := len(table(t, dir, "devices.csv"))
	if perDay := float64(n) / float64(workers) / float64(p.Live.Days); perDay < 2 || perDay > 8 {
		t.Errorf("%.1f events for each device and day", perDay)
	}
	if len(farms) == 0 {
		t.Error("no laptops stand together")
	}
	for of, routers := range farms {
		if len(routers) != 1 {
			t.Errorf("laptops of %s in one house report %d routers", of, len(routers))
		}
	}
}

func TestLogsNeedSoundParameters(t *testing.T) {
	for _, days := range []int{1, 13, 121, -1} {
		p := Defaults(1000, 1)
		p.Live = DefaultLive(days)
		if p.Validate() == nil {
			t.Errorf("%d days of logs are accepted", days)
		}
	}
	p := Defaults(1000, 1)
	p.Live = DefaultLive(60)
	p.Live.Farms.Least = 1
	if p.Validate() == nil {
		t.Error("one laptop is accepted as a farm")
	}
}
