package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"muster/dossier"
	"muster/simulate"
)

// A run whose rows are sorted on disk says of everybody what one in memory says.
func TestRunOnDiskSaysTheSame(t *testing.T) {
	dir, outs := filepath.Join(t.TempDir(), "platform"), t.TempDir()
	p := simulate.DefaultPlatform(1200, 9)
	p.Operators = 4
	if _, err := simulate.WritePlatform(t.Context(), p, dir); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(outs, "key")
	if err := os.WriteFile(key, bytes.Repeat([]byte{7}, dossier.KeySize), 0o600); err != nil {
		t.Fatal(err)
	}
	screened := func(name string, more ...string) string {
		out := filepath.Join(outs, name)
		args := append([]string{"screen", dir, "--out", out, "--as-of", p.Today.Format("2006-01-02"), "--key-file", key}, more...)
		var errors strings.Builder
		if status := run(t.Context(), args, strings.NewReader(""), io.Discard, &errors); status != exitDone {
			t.Fatalf("%s: status %d: %s", name, status, &errors)
		}
		return out
	}
	whole, disk := screened("whole"), screened("disk", "--memory", "1MB")
	for _, file := range []string{"people.csv", "findings.jsonl", "groups.json", "rejects.csv"} {
		want, err := os.ReadFile(filepath.Join(whole, file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(disk, file))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, got) {
			t.Errorf("%s differs", file)
		}
		if len(want) < 100 && file != "rejects.csv" {
			t.Errorf("%s says nothing that could differ", file)
		}
	}
	if _, err := os.Stat(filepath.Join(disk, rowsFolder)); !os.IsNotExist(err) {
		t.Errorf("what waited on disk is still there: %v", err)
	}
}

// A run on disk that is ended goes on where it was, wherever that was, on another
// number of cores too, and says the same.
func TestAnEndedRunOnDiskGoesOn(t *testing.T) {
	dir, outs := filepath.Join(t.TempDir(), "platform"), t.TempDir()
	p := simulate.DefaultPlatform(600, 11)
	p.Operators = 3
	if _, err := simulate.WritePlatform(t.Context(), p, dir); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(outs, "key")
	if err := os.WriteFile(key, bytes.Repeat([]byte{7}, dossier.KeySize), 0o600); err != nil {
		t.Fatal(err)
	}
	screen := func(ctx context.Context, name string, more ...string) int {
		args := append([]string{"screen", dir, "--out", filepath.Join(outs, name), "--as-of", p.Today.Format("2006-01-02"), "--key-file", key, "--memory", "1MB", "--report-only"}, more...)
		return run(ctx, args, strings.NewReader(""), io.Discard, io.Discard)
	}
	if status := screen(t.Context(), "whole"); status != exitDone {
		t.Fatalf("status %d", status)
	}
	for n, until := range []string{"part-0031.done", "people/looked-00000", "people/joined", "people/found-00000"} {
		ctx, stop := context.WithCancel(t.Context())
		go func() {
			defer stop()
			for ctx.Err() == nil {
				if _, err := os.Stat(filepath.Join(outs, "ended", rowsFolder, filepath.FromSlash(until))); err == nil {
					return
				}
				time.Sleep(time.Millisecond)
			}
		}()
		status := screen(ctx, "ended", "--workers", strconv.Itoa(n+1))
		stop()
		if status == exitDone && n == 0 {
			t.Errorf("the run was not ended at %s", until)
		}
		if status == exitDone {
			break // it was too fast to be ended, and there is nothing to go on from
		}
	}
	if status := screen(t.Context(), "ended"); status != exitDone {
		t.Fatalf("status %d", status)
	}
	for _, file := range []string{"people.csv", "findings.jsonl", "groups.json", "rejects.csv"} {
		want, err := os.ReadFile(filepath.Join(outs, "whole", file))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(outs, "ended", file)); err != nil || !bytes.Equal(want, got) {
			t.Errorf("%s differs: %v", file, err)
		}
	}
	if _, err := os.Stat(filepath.Join(outs, "ended", vaultName)); !os.IsNotExist(err) {
		t.Errorf("--report-only wrote a database: %v", err)
	}
}

func TestMemoryIsASize(t *testing.T) {
	for text, want := range map[string]int64{"8GB": 8 << 30, "500mb": 500 << 20, " 2 G ": 2 << 30, "1048576": 1 << 20, "0": 0, "much": 0, "-1GB": 0, "99999999999GB": 0, "10": 0} {
		if got, err := parseMemory(text); got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v; want %d", text, got, err, want)
		}
	}
}

func TestTimeLeftIsToldOnceItIsKnown(t *testing.T) {
	for _, c := range []struct {
		took        time.Duration
		done, total int
		want        string
	}{
		{time.Second, 1, 100, ""}, {2 * time.Minute, 1, 100, ", about 198 minutes left"}, {time.Minute, 50, 100, ", about 1 minute left"},
		{time.Second, 50, 100, ", less than a minute left"}, {time.Minute, 100, 100, ""}, {time.Minute, 0, 100, ""},
	} {
		if got := remaining(c.took, c.done, c.total); got != c.want {
			t.Errorf("%v for %d of %d: %q, want %q", c.took, c.done, c.total, got, c.want)
		}
	}
}
