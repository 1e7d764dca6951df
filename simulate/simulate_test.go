package simulate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"unicode"
)

// digest names a folder's content.
func digest(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		relative, _ := filepath.Rel(dir, path)
		fmt.Fprintf(h, "%s %d %x\n", filepath.ToSlash(relative), len(data), sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func populate(t *testing.T, p Params) (string, Truth) {
	t.Helper()
	dir := t.TempDir()
	truth, err := Write(context.Background(), p, dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

func table(t *testing.T, dir, name string) []map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, header := range rows[0] {
			cells[header] = row[i]
		}
		out = append(out, cells)
	}
	return out
}

func TestSameSeedSameBytesOnAnyNumberOfCores(t *testing.T) {
	p := Defaults(2500, 7)
	p.Documents = DocumentsText
	first, _ := populate(t, p)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	second, _ := populate(t, p)
	if digest(t, first) != digest(t, second) {
		t.Error("the same parameters gave different files on one core and on all")
	}
	p.Seed++
	third, _ := populate(t, p)
	if digest(t, first) == digest(t, third) {
		t.Error("another seed gave the same files")
	}
}

func TestTruthAgreesWithTheTables(t *testing.T) {
	p := Defaults(6000, 3)
	p.Documents = DocumentsNone
	dir, truth := populate(t, p)
	counts := map[string]int{}
	ids := map[string]bool{}
	for _, row := range table(t, dir, "truth.csv") {
		counts[row["kind"]]++
		if ids[row["subject"]] {
			t.Errorf("subject %s stands twice in truth.csv", row["subject"])
		}
		ids[row["subject"]] = true
		if (row["kind"] == "persona" || row["kind"] == "facilitator") != (row["operator"] != "") {
			t.Errorf("subject %s: kind %s with operator %q", row["subject"], row["kind"], row["operator"])
		}
	}
	want := map[string]int{"honest": truth.Honest, "persona": truth.Personas, "facilitator": truth.Facilitators, "diverted": truth.Diverted}
	for kind, n := range want {
		if counts[kind] != n {
			t.Errorf("%d of kind %s in truth.csv, the summary says %d", counts[kind], kind, n)
		}
	}
	if truth.Personas != 30 || len(ids) != 6000 {
		t.Errorf("%d personas among %d people, want 30 among 6000", truth.Personas, len(ids))
	}
	for _, name := range []string{"people.csv", "applications.csv", "interviews.csv", "bank_details.csv", "shipments.csv", "payments.csv"} {
		rows := table(t, dir, name)
		if len(rows) < 1000 {
			t.Errorf("%s has %d rows", name, len(rows))
		}
		for _, row := range rows {
			id := row["Person ID"] + row["Employee ID"] + row["Employee #"]
			if !ids[id] {
				t.Fatalf("%s: id %q is not in truth.csv", name, id)
			}
		}
	}
}

// TestTraceableIsCountedFromTheFiles rebuilds sharing of phones and accounts
// from the tables: whoever shares one with another persona of the operator
// must be called traceable.
func TestTraceableIsCountedFromTheFiles(t *testing.T) {
	p := Defaults(4000, 5)
	p.PersonasPerThousand, p.Documents = 40, DocumentsNone
	dir, _ := populate(t, p)
	type person struct{ operator, traceable string }
	truth := map[string]person{}
	for _, row := range table(t, dir, "truth.csv") {
		if row["kind"] == "persona" {
			truth[row["subject"]] = person{row["operator"], row["traceable"]}
		}
	}
	holders := map[string][]string{}
	note := func(id, operator, value string) {
		if value != "" && operator != "" && !slices.Contains(holders[operator+value], id) {
			holders[operator+value] = append(holders[operator+value], id)
		}
	}
	for _, row := range table(t, dir, "applications.csv") {
		note(row["Person ID"], truth[row["Person ID"]].operator, row["Phone"])
	}
	for _, row := range table(t, dir, "bank_details.csv") {
		note(row["Employee ID"], truth[row["Employee ID"]].operator, row["IBAN"]+row["Account Number"])
	}
	shared := 0
	for _, people := range holders {
		if len(people) < 2 {
			continue
		}
		for _, id := range people {
			shared++
			if truth[id].traceable != "1" {
				t.Errorf("%s shares a value with another persona of %s and is not called traceable", id, truth[id].operator)
			}
		}
	}
	if shared < 20 {
		t.Errorf("only %d personas share a phone or an account; the test saw too little", shared)
	}
}

func TestNoPersonasWhenNoneAreAskedFor(t *testing.T) {
	p := Defaults(1000, 1)
	p.PersonasPerThousand = 0
	_, truth := populate(t, p)
	if truth.Personas != 0 || truth.Operators != 0 || truth.Facilitators != 0 {
		t.Errorf("got %+v", truth)
	}
}

func TestSmallPopulationHoldsAWholeOperator(t *testing.T) {
	_, truth := populate(t, Defaults(100, 2))
	if truth.Operators != 1 || truth.Personas != 8 {
		t.Errorf("%d operators with %d personas, want 1 with 8", truth.Operators, truth.Personas)
	}
}

func TestHonestPeopleDoNotShareByAccident(t *testing.T) {
	p := Defaults(9000, 11)
	p.PersonasPerThousand, p.Documents = 0, DocumentsNone
	p.Habits = Habits{} // nobody shares anything on purpose
	dir, _ := populate(t, p)
	for file, columns := range map[string][]string{
		"applications.csv": {"Email", "Phone", "Device ID", "IP Address"},
		"bank_details.csv": {"Account Number"},
		"documents.csv":    {"Document Number"},
	} {
		for _, column := range columns {
			seen := map[string]int{}
			for _, row := range table(t, dir, file) {
				if row[column] != "" {
					seen[row[column]]++
				}
			}
			twice := 0
			for _, n := range seen {
				if n > 1 {
					twice++
				}
			}
			// Networks hand numbers out again: a handful is life, more is a fault.
			if twice > 3 {
				t.Errorf("%s %s: %d values stand with several people by accident", file, column, twice)
			}
		}
	}
}

// TestOperatorsShareNothingWithHonestPeople holds values of the pools against
// everybody else's: only homes of helpers, exits and mobile networks may meet.
func TestOperatorsShareNothingWithHonestPeople(t *testing.T) {
	p := Defaults(5000, 4)
	p.PersonasPerThousand, p.Documents = 60, DocumentsNone
	p.Habits.RecycledPhone, p.Habits.SecondHand, p.Traces.RealManager = 0, 0, 0
	dir, _ := populate(t, p)
	kinds := map[string]string{}
	for _, row := range table(t, dir, "truth.csv") {
		kinds[row["subject"]] = row["kind"]
	}
	for file, columns := range map[string][]string{
		"applications.csv": {"Email", "Phone", "Device ID", "IP Address", "Website"},
		"bank_details.csv": {"Account Number"},
		"documents.csv":    {"Document Number"},
		"references.csv":   {"Referee Phone"},
	} {
		for _, column := range columns {
			honest, mixed := map[string]bool{}, 0
			rows := table(t, dir, file)
			for _, row := range rows {
				if kinds[row["Person ID"]+row["Employee ID"]] == "honest" {
					honest[row[column]] = true
				}
			}
			for _, row := range rows {
				value := row[column]
				if kinds[row["Person ID"]+row["Employee ID"]] == "persona" && value != "" && honest[value] && !common(value) {
					mixed++
				}
			}
			if mixed > 2 {
				t.Errorf("%s %s: %d rows of personas hold an honest person's value", file, column, mixed)
			}
		}
	}
}

func TestCheckDigits(t *testing.T) {
	// The examples every IBAN and passport standard prints.
	if got := iban("GB", "NWBK60161331926819"); got != "GB29NWBK60161331926819" {
		t.Errorf("iban = %s", got)
	}
	if got := iban("DE", "370400440532013000"); got != "DE89370400440532013000" {
		t.Errorf("iban = %s", got)
	}
	for text, want := range map[string]string{"L898902C3": "6", "740812": "2", "120415": "9"} {
		if got := zoneDigit(text); got != want {
			t.Errorf("check digit of %s = %s, want %s", text, got, want)
		}
	}
}

func TestPermuteIsAPermutation(t *testing.T) {
	for _, size := range []uint64{1, 2, 3, 10, 1000, 1025} {
		seen := make([]bool, size)
		for i := range size {
			x := permute(99, i, size)
			if x >= size || seen[x] {
				t.Fatalf("size %d: %d maps to %d", size, i, x)
			}
			seen[x] = true
		}
	}
}

func TestAccentedNamesFoldToPlainLetters(t *testing.T) {
	w := newWorld(Defaults(100, 1))
	for _, p := range w.populations {
		for _, n := range append(slices.Clone(p.given), p.family...) {
			letters := 0
			for _, r := range n {
				if unicode.IsLetter(r) {
					letters++
				}
			}
			if got := asciiLower(n); len(got) < letters {
				t.Errorf("asciiLower(%q) = %q", n, got)
			}
		}
	}
}

func TestWrongParametersAreRefused(t *testing.T) {
	for name, change := range map[string]func(*Params){
		"people":    func(p *Params) { p.People = 3 },
		"personas":  func(p *Params) { p.PersonasPerThousand = -1 },
		"operators": func(p *Params) { p.MaxPersonas = 2 },
		"kinds":     func(p *Params) { p.Kinds.Adaptive = 0.9 },
		"documents": func(p *Params) { p.Documents = "all" },
		"pools":     func(p *Params) { p.Pools.Cameras = 0 },
	} {
		p := Defaults(1000, 1)
		change(&p)
		if _, err := Write(context.Background(), p, t.TempDir()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCancelledRunStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := Defaults(40_000, 1)
	if _, err := Write(ctx, p, t.TempDir()); err == nil {
		t.Error("no error")
	}
}

func TestClocksFollowSummerTime(t *testing.T) {
	for _, c := range []struct {
		country, town, on string
		want              int
	}{
		{"GB", "Leeds", "2026-03-28", 0}, {"GB", "Leeds", "2026-03-29", 60}, {"GB", "Leeds", "2025-10-25", 60}, {"GB", "Leeds", "2025-10-26", 0},
		{"DE", "Berlin", "2026-07-01", 120}, {"US", "Denver", "2026-01-01", -420}, {"US", "Austin", "2026-03-08", -300}, {"CA", "Toronto", "2026-11-01", -300},
	} {
		if got := clockOf(home{town: c.town, country: c.country}, mustDay(c.on)); got != c.want {
			t.Errorf("%s on %s: %d minutes, want %d", c.town, c.on, got, c.want)
		}
	}
}
