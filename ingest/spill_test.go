package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/connect"
	"muster/connect/signals"
)

// platformFiles writes a small platform: rows of one account apart from each
// other, a register, bad rows, an account that only other tables name, a log.
func platformFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	var accounts, bids, payouts, log strings.Builder
	accounts.WriteString("Account ID,Name,Email,Side,Created,Agency\n")
	bids.WriteString("Account ID,Sent,Bids,State\n")
	payouts.WriteString("Account ID,Account Holder,IBAN,Changed On\n")
	for i := range 60 {
		fmt.Fprintf(&accounts, "F%03d,Person %d,p%d@mail.example,talent,%02d/01/2025,%s\n", i, i, i, 1+i%28, []string{"", "Lantern"}[i%2])
		fmt.Fprintf(&bids, "F%03d,2025-02-%02d,%d,declined\n", (i*7)%60, 1+i%28, i)
		fmt.Fprintf(&payouts, "F%03d,Person %d,DE89370400440532013000,2025-03-%02dT00:00:00Z\n", (i*11)%60, (i*11)%60, 1+i%28)
		fmt.Fprintf(&log, `{"muster_signal":1,"id":"e%d","at":"2025-04-%02dT09:00:00Z","account":"f%03d","device":"d%d","kind":"sign_in","origin":{"ip":"192.0.2.%d"},"data":{"passed":true}}`+"\n", i, 1+i%28, i%20, i%5, i)
	}
	accounts.WriteString("F001,Person 1\nF002,Person 2,p2@mail.example,talent,99/99/2025,\n")
	bids.WriteString("F900,2025-02-01,3,accepted\n,2025-02-01,4,open\n")
	for name, text := range map[string]string{
		"accounts.csv": accounts.String(), "bids.csv": bids.String(), "payouts.csv": payouts.String(), "sign_ins.jsonl": log.String(),
		"agencies.csv": "Agency Name,Phone,Email\nLantern,+442030000001,cv@lantern.example\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// told is what a batch says, in a form that can be compared.
type told struct {
	People    map[muster.SubjectID][]muster.Observation
	Registers muster.Registers
	Rejects   []string
	Files     []string
	Warnings  []string
	Records   int
	Read      int
}

func tell(t *testing.T, b *Batch) told {
	t.Helper()
	out := told{People: map[muster.SubjectID][]muster.Observation{}, Registers: b.Registers, Records: b.Records, Read: b.Read, Warnings: slices.Sorted(slices.Values(b.Warnings))}
	for i := range b.Len() {
		list, err := b.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		out.People[b.Subject(i).ID] = list
	}
	for _, r := range b.Rejects {
		out.Rejects = append(out.Rejects, fmt.Sprintf("%s %d %s %s", r.File, r.Row, r.Column, r.Reason))
	}
	slices.Sort(out.Rejects)
	for _, f := range b.Files {
		out.Files = append(out.Files, fmt.Sprintf("%s %s %s %d %d %d %d %v", f.Path, f.Kind, f.Source, f.Records, f.Rows, f.RowsRejected, f.CellsRejected, f.Columns))
	}
	return out
}

// Rows kept on disk make the same batch as rows in memory, and a reading that was
// killed half-way goes on where it was.
func TestSpilledBatchIsTheSame(t *testing.T) {
	dir := platformFiles(t)
	opt := Options{Systems: []connect.System{signals.New()}, Workers: 2}
	whole, err := Read(context.Background(), []string{dir}, opt)
	if err != nil {
		t.Fatal(err)
	}
	want := tell(t, whole)
	for name, cut := range map[string]func(spill string){
		"at once": nil,
		"killed after the inputs were dealt": func(spill string) {
			for _, pattern := range []string{"part-0001.done", "part-0002.done", "part-0001.packs", "part-0001.index"} {
				os.Remove(filepath.Join(spill, pattern))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			opt.Spill = Spill{Dir: filepath.Join(t.TempDir(), "rows"), Parts: 5}
			if cut != nil {
				interrupted(t, dir, opt)
			}
			b, err := Read(context.Background(), []string{dir}, opt)
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close(true)
			if diff := cmp.Diff(want, tell(t, b)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// interrupted leaves the folder of a reading that was stopped at each of its
// steps in turn, with rows behind what was written down as whole.
func interrupted(t *testing.T, dir string, opt Options) {
	t.Helper()
	for step := range 7 {
		ctx, cancel := context.WithCancel(context.Background())
		seen := 0
		opt.Progress = func(Progress) {
			if seen++; seen > step {
				cancel()
			}
		}
		if b, err := Read(ctx, []string{dir}, opt); err == nil {
			b.Close(false)
		}
		cancel()
		f, err := os.OpenFile(filepath.Join(opt.Spill.Dir, "part-0003"), os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		f.WriteString("half a row")
		f.Close()
	}
}

func TestWhatCannotBeDealtIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"applications.csv": "Application ID,Candidate ID,First Name,Last Name,Email,Applied On\nA1,C1,Ann,Example,a@mail.example,2025-01-01\n",
		"letter.txt":       "Dear Sir or Madam, this is a letter about a job and nothing that a table would hold.\n",
		"bids.csv":         "Account ID,Sent,Bids\nF1,03/04/2025,2\nF2,05/06/2025,2\n",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Read(context.Background(), []string{dir}, Options{Spill: Spill{Dir: filepath.Join(t.TempDir(), "rows"), Parts: 2}})
		if code := muster.CodeOf(err); code != muster.CodeUnsupported && code != muster.CodeUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}
