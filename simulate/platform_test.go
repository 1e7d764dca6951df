package simulate

import (
	"context"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

func platform(t *testing.T, p Platform) (string, Truth) {
	t.Helper()
	dir := t.TempDir()
	truth, err := WritePlatform(context.Background(), p, dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

func TestPlatformIsTheSameForOneSeed(t *testing.T) {
	p := DefaultPlatform(3000, 3)
	dir, _ := platform(t, p)
	want := digest(t, dir)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if dir, _ = platform(t, p); digest(t, dir) != want {
		t.Error("the same seed gives other bytes on one core")
	}
	p.Seed++
	if dir, _ = platform(t, p); digest(t, dir) == want {
		t.Error("another seed gives the same bytes")
	}
}

// What the truth counts is what the tables hold, and every habit and every doing
// of operators that is promised is there.
func TestPlatformHoldsWhatItSays(t *testing.T) {
	p := DefaultPlatform(20_000, 4)
	dir, truth := platform(t, p)
	accounts, labels := table(t, dir, "accounts.csv"), table(t, dir, "truth.csv")
	if len(accounts) != p.Accounts || len(labels) != p.Accounts {
		t.Fatalf("%d accounts and %d labels, want %d", len(accounts), len(labels), p.Accounts)
	}
	kinds, columns := map[string]int{}, map[string]int{}
	operators := map[string]int{}
	label := map[string]map[string]string{}
	for _, row := range labels {
		label[row["subject"]] = row
		kinds[row["kind"]]++
		if row["operator"] != "" {
			operators[row["operator"]]++
		}
		for _, name := range []string{"family", "member", "shared_desk", "mover", "name_change", "first_pay"} {
			if row[name] == "1" && row["kind"] == "honest" {
				columns[name]++
			}
		}
	}
	if kinds["honest"] != truth.Honest || kinds["persona"] != truth.Personas || kinds["diverted"] != truth.Diverted || truth.Linkable == 0 {
		t.Errorf("labels %v, truth %+v", kinds, truth)
	}
	if len(operators) != p.Operators || slices.Min(sizes(operators)) < p.MinPersonas || slices.Max(sizes(operators)) > p.MaxPersonas {
		t.Errorf("operators %v", operators)
	}
	for _, name := range []string{"family", "member", "shared_desk", "mover", "name_change", "first_pay"} {
		if columns[name] < 50 {
			t.Errorf("%d honest accounts with %s", columns[name], name)
		}
	}
	dealing, shared := 0, map[string]map[string]bool{}
	for _, row := range table(t, dir, "contracts.csv") {
		if a, b := label[row["Account ID"]], label[row["Client ID"]]; a["operator"] != "" && a["operator"] == b["operator"] {
			dealing++
		}
	}
	for _, row := range table(t, dir, "bank_details.csv") {
		if o := label[row["Account ID"]]["operator"]; o != "" {
			key := o + row["IBAN"] + row["Account Number"]
			if shared[key] == nil {
				shared[key] = map[string]bool{}
			}
			shared[key][row["Account ID"]] = true
		}
	}
	payouts := 0
	for _, who := range shared {
		if len(who) > 2 {
			payouts++
		}
	}
	if dealing < 5 || payouts < 5 {
		t.Errorf("%d contracts of operators with themselves, %d payouts of three or more of their accounts", dealing, payouts)
	}
}

func sizes(of map[string]int) []int {
	var list []int
	for _, n := range of {
		list = append(list, n)
	}
	return list
}

// Strangers share a value only by a habit: with no habits no two honest accounts
// hold one telephone, mailbox, device, document or payout.
func TestHonestAccountsShareNothingByAccident(t *testing.T) {
	p := DefaultPlatform(20_000, 5)
	p.Operators, p.Habits = 0, AccountHabits{Address: 1, Clients: 0.1, Verified: 1, Agencies: 30_000, Juniors: 5000}
	dir, _ := platform(t, p)
	for file, columns := range map[string][]string{
		"accounts.csv": {"Account ID", "Email", "Phone", "Device ID"}, "bank_details.csv": {"IBAN", "Account Number"}, "documents.csv": {"Document Number"},
	} {
		seen := map[string]bool{}
		for _, row := range table(t, dir, file) {
			for _, column := range columns {
				if value := column + row[column]; row[column] != "" && seen[value] {
					t.Fatalf("%s: %s stands twice", filepath.Base(file), value)
				} else {
					seen[value] = true
				}
			}
		}
	}
}

func TestPlatformRefusesNonsense(t *testing.T) {
	for name, change := range map[string]func(*Platform){
		"few": func(p *Platform) { p.Accounts = 10 }, "operators": func(p *Platform) { p.Operators = 1000 }, "years": func(p *Platform) { p.Years = 0 },
		"personas": func(p *Platform) { p.MinPersonas = 1 }, "kinds": func(p *Platform) { p.Kinds.Careless = 1 }, "work": func(p *Platform) { p.Work = -1 },
		"pool": func(p *Platform) { p.Pool = 0 }, "agencies": func(p *Platform) { p.Habits.Agencies = 0 },
	} {
		p := DefaultPlatform(2000, 1)
		change(&p)
		if _, err := WritePlatform(context.Background(), p, t.TempDir()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
