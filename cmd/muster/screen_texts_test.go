package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTextsAreReadOnlyOnGrounds has one text sent by five accounts: it joins them while
// muster.yaml names the grounds, and once these are gone neither the texts of the files
// nor those that earlier runs kept are read; what was found by them is withdrawn.
func TestTextsAreReadOnlyOnGrounds(t *testing.T) {
	dir, db := t.TempDir(), filepath.Join(t.TempDir(), "platform.db")
	text := "I have delivered splendid dashboards for merchants across harbours and will begin on Monday with careful daily reports, unit tests, staging servers, and long commented handovers which every client so far has praised with kind words in letters of their own."
	accounts, messages := "account_id,full name,side,created\n", "account_id,text,sent,channel\n"
	for i := range 6 {
		accounts += fmt.Sprintf("F%d,Name%d Surname%d,talent,2026-01-01\n", i, i, i)
		if i < 5 {
			messages += fmt.Sprintf("F%d,%q,2026-11-0%d,proposal\n", i, text, i+1)
		}
	}
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	clear := func() int {
		t.Helper()
		var said bytes.Buffer
		out := filepath.Join(t.TempDir(), "report")
		if status := run(t.Context(), []string{"screen", dir, "--db", db, "--retain-until", "2100-01-01", "--as-of", "2026-11-21", "--out", out}, strings.NewReader(""), &said, &said); status != exitDone {
			t.Fatalf("status %d: %s", status, &said)
		}
		people, err := os.ReadFile(filepath.Join(out, "people.csv"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(string(people), ",clear,")
	}
	write("accounts.csv", accounts)
	write("messages.csv", messages)
	if n := clear(); n != 6 {
		t.Errorf("without grounds %d of 6 are clear", n)
	}
	write("muster.yaml", "messages: {purpose: Template bids, lawful_basis: Legitimate interest}\n")
	if n := clear(); n != 1 {
		t.Errorf("on stated grounds %d are clear, want the one who wrote nothing", n)
	}
	if err := os.Remove(filepath.Join(dir, "muster.yaml")); err != nil {
		t.Fatal(err)
	}
	if n := clear(); n != 6 {
		t.Errorf("once the grounds are gone %d of 6 are clear", n)
	}
}
