package ingest

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/ingest/bankfile"
)

// secondReader compares what we read from every ACH example with what an
// independent reader finds in it, entry by entry; and has that reader read the file
// that we write of it with one payment left out.
func secondReader(t *testing.T, tool, dir string) {
	ours := map[string][]string{}
	again := map[string]int{} // payments left in a file that we wrote
	err := filepath.WalkDir(filepath.Join(dir, "nacha"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := bankfile.Parse("example", bytes.NewReader(raw))
		if err != nil {
			return nil // the list of refusals has it
		}
		ours[path] = entries(f)
		if less, err := f.Rewrite(map[int]bankfile.Edit{0: {Out: true}}); err == nil && f.Payments[0].Amount.IsPos() {
			written := path + ".less"
			ours[written], again[written] = nil, len(f.Payments)
			return os.WriteFile(written, less, 0o600)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	theirs, refused := readSecond(t, tool, ours)
	compared, written := 0, 0
	for path, want := range ours {
		if _, isWritten := again[path]; isWritten {
			if _, before := refused[strings.TrimSuffix(path, ".less")]; before {
				continue
			}
			if why, no := refused[path]; no {
				t.Errorf("%s as we wrote it: %s", filepath.Base(path), why)
			} else if len(theirs[path]) >= again[path] || len(theirs[path]) == 0 {
				t.Errorf("%s as we wrote it has %d entries of %d", filepath.Base(path), len(theirs[path]), again[path])
			}
			written++
			continue
		}
		if _, no := refused[path]; no {
			continue
		}
		compared++
		if diff := cmp.Diff(theirs[path], want); diff != "" {
			t.Errorf("%s, theirs and ours:\n%s", filepath.Base(path), diff)
		}
	}
	if compared < 90 || written < 10 {
		t.Errorf("only %d files were compared, and %d that we wrote", compared, written)
	}
	t.Logf("%d ACH files agree with the second reader entry by entry; it reads %d that we wrote", compared, written)
}

// entries says each payment as the second reader does, sorted: it gives payments
// abroad last.
func entries(f *bankfile.File) []string {
	var list []string
	for i := range f.Payments {
		p := &f.Payments[i]
		list = append(list, strings.Join([]string{string(p.To.BankCode), string(p.To.Number), string(p.To.Holder), p.Amount.String()}, "|"))
	}
	slices.Sort(list)
	return list
}

func readSecond(t *testing.T, tool string, files map[string][]string) (found map[string][]string, refused map[string]string) {
	t.Helper()
	args := []string{tool, "read"}
	for path := range files {
		args = append(args, path)
	}
	out, err := runExamples(args...)
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found, refused = map[string][]string{}, map[string]string{}
	for _, row := range rows {
		if row[1] == "refused" {
			refused[row[0]] = row[2]
			continue
		}
		cents, err := strconv.Atoi(row[5])
		if err != nil {
			t.Fatal(err)
		}
		amount := strconv.Itoa(cents/100) + "." + strconv.Itoa(cents%100/10) + strconv.Itoa(cents%10)
		found[row[0]] = append(found[row[0]], strings.Join([]string{row[2], strings.TrimSpace(row[3]), strings.TrimSpace(row[4]), amount}, "|"))
	}
	for _, list := range found {
		slices.Sort(list)
	}
	return found, refused
}

// secondWriter reads files that independent writers made, and compares every
// payment with what they were told to write.
func secondWriter(t *testing.T, dir string) {
	table, err := os.Open(filepath.Join(dir, "written.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	rows, err := csv.NewReader(table).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[string][]string{}, map[string][]string{}
	for _, row := range rows {
		want[row[0]] = append(want[row[0]], strings.Join(row[1:], "|"))
	}
	for name := range want {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		f, err := bankfile.Parse(name, bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i := range f.Payments {
			p := &f.Payments[i]
			got[name] = append(got[name], strings.Join([]string{strconv.FormatBool(p.In), string(p.To.Number), p.Amount.String(), p.Reference}, "|"))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) != 5 {
		t.Errorf("%d files written by others: %s", len(want), diff)
	}
}
