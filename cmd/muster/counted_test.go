package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"muster/simulate"
)

// TestCountedInputIsFound counts input on every laptop of a small company with
// houses of laptops that something keeps active, and screens it: input of a program
// and of recordings is found by what it is, also where one recording plays on
// several people's laptops, and no hand is taken for one.
func TestCountedInputIsFound(t *testing.T) {
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "report")
	p := simulate.Defaults(260, 12)
	p.Documents, p.Live = simulate.DocumentsNone, simulate.DefaultLive(21)
	p.Live.Farms.PerThousand, p.Live.Farms.Lone, p.Live.Farms.Most, p.Live.Farms.Mover = 80, 0, 5, 1
	p.Live.Usual.Counted, p.Live.Usual.CountedMovers, p.Live.Farms.Counted, p.Live.Odd.Jiggler = 0.2, 1, 1, 0
	if _, err := simulate.Write(t.Context(), p, dir); err != nil {
		t.Fatal(err)
	}
	farm := map[string]bool{}
	truth := filepath.Join(dir, "truth.csv")
	readRows(t, truth, func(row map[string]string) { farm[row["subject"]] = row["farm"] != "" })
	if err := os.Remove(truth); err != nil {
		t.Fatal(err)
	}
	if status := run(t.Context(), []string{"screen", dir, "--out", out, "--as-of", p.Today.Format("2006-01-02")}, strings.NewReader(""), io.Discard, os.Stderr); status != exitDone {
		t.Fatalf("status %d", status)
	}
	text, err := os.ReadFile(filepath.Join(out, "findings.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	measured, again, alike := 0, 0, 0
	for in := bufio.NewScanner(bytes.NewReader(text)); in.Scan(); {
		var f struct {
			Flag     string
			Subjects []string
			Strength int
			Detail   string
		}
		if err := json.Unmarshal(in.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		byInput := strings.Contains(f.Detail, "input")
		switch {
		case f.Flag != "END-08" && f.Flag != "GRP-02" || !byInput:
		case !farm[f.Subjects[0]]:
			t.Errorf("%s, whose input is a hand's: %s %s", f.Subjects[0], f.Flag, f.Detail)
		case f.Flag == "GRP-02":
			alike++
		default:
			measured += one(strings.Contains(f.Detail, "looked like a program's"))
			again += one(strings.Contains(f.Detail, "to the count"))
		}
	}
	t.Logf("looked like a program's %d, came again %d, the same on two computers %d", measured, again, alike)
	if measured < 2 || again < 2 || alike < 2 {
		t.Errorf("looked like a program's %d, came again %d, the same on two computers %d", measured, again, alike)
	}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// readRows calls use for every row of a table with a header.
func readRows(t *testing.T, file string, use func(map[string]string)) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := csv.NewReader(f)
	header, err := in.Read()
	if err != nil {
		t.Fatal(err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	for {
		cells, err := in.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, name := range header {
			row[name] = cells[i]
		}
		use(row)
	}
}
