package ledger_test

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"muster/ledger"
)

// some yields the records with those numbers, without the opening of hide.
func (r *rows) some(hide int64, seqs ...int64) iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for rec, err := range r.Records() {
			if rec.Seq == hide {
				rec.Opening = nil
			}
			if (seqs == nil || slices.Contains(seqs, rec.Seq)) && !yield(rec, err) {
				return
			}
		}
	}
}

func bundle(t testing.TB, r *rows, s *ledger.Signing, records iter.Seq2[ledger.Record, error]) *ledger.Bundle {
	t.Helper()
	b, err := ledger.NewBundle(&ledger.Export{
		Origin: origin, Signing: s, Checkpoint: r.checkpoints[4].Signed,
		Earlier: []string{r.checkpoints[0].Signed, r.checkpoints[2].Signed}, Records: records,
	}, r)
	if err != nil {
		t.Fatal(err)
	}
	return again(t, b)
}

// again writes a bundle and reads it back.
func again(t testing.TB, b *ledger.Bundle) *ledger.Bundle {
	t.Helper()
	var text bytes.Buffer
	if err := b.Write(&text); err != nil {
		t.Fatal(err)
	}
	read, err := ledger.ReadBundle(&text, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestBundles(t *testing.T) {
	r, s := log(t)
	for _, test := range []struct {
		name              string
		records           iter.Seq2[ledger.Record, error]
		complete          bool
		entries, openings int
	}{
		{"all", r.Records(), true, 12, 9},
		{"one payload withheld", r.some(7), true, 12, 8},
		{"some", r.some(-1, 1, 2, 10), false, 3, 2},
		{"none", r.some(-1, 99), false, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := bundle(t, r, s, test.records)
			report, err := b.Check(s.Known)
			if err != nil {
				t.Fatal(err)
			}
			if report.Complete != test.complete || report.Entries != test.entries || report.Openings != test.openings || report.Earlier != 2 {
				t.Errorf("report %+v", report)
			}
			n, err := independent(t, b, s.Public[0])
			if err != nil || n != test.openings {
				t.Errorf("the independent verifier: %d openings, %v", n, err)
			}
			if _, err := b.Check(signing(t, 2).Known); err == nil {
				t.Error("another key passed")
			}
		})
	}
}

// TestSpoiltBundles sees that both verifiers find what was altered.
func TestSpoiltBundles(t *testing.T) {
	for _, test := range []struct {
		name  string
		entry int64 // the fault's; -1 for none
		do    func(b *ledger.Bundle)
	}{
		{"payload", 1, func(b *ledger.Bundle) { *b.Entries[1].Payload += " " }},
		{"salt", 1, func(b *ledger.Bundle) { b.Entries[1].Salt[0] ^= 1 }},
		{"short salt", 1, func(b *ledger.Bundle) { b.Entries[1].Salt = b.Entries[1].Salt[:31] }},
		{"no salt", 1, func(b *ledger.Bundle) { b.Entries[1].Salt = nil }},
		{"commitment", 1, func(b *ledger.Bundle) { b.Entries[1].Commitment[5] ^= 1 }},
		{"time", -2, func(b *ledger.Bundle) { b.Entries[1].Happened++ }},
		{"kind", -2, func(b *ledger.Bundle) { b.Entries[1].Kind = "case.closed" }},
		{"kind with a line", 1, func(b *ledger.Bundle) { b.Entries[1].Kind = "case\n1" }},
		{"order", 1, func(b *ledger.Bundle) { b.Entries[1], b.Entries[2] = b.Entries[2], b.Entries[1] }},
		{"twice", 1, func(b *ledger.Bundle) { b.Entries[2] = b.Entries[1] }},
		{"negative", -1, func(b *ledger.Bundle) { b.Entries[0].Seq = -1 }},
		{"origin", -1, func(b *ledger.Bundle) { b.Origin = "elsewhere" }},
		{"checkpoint", -1, func(b *ledger.Bundle) { b.Checkpoint = strings.Replace(b.Checkpoint, "time 2", "time 3", 1) }},
		{"earlier", -1, func(b *ledger.Bundle) { b.Earlier[0].Checkpoint = b.Earlier[0].Checkpoint[1:] }},
		{"earlier proof", -1, func(b *ledger.Bundle) { b.Earlier[1].Proof[0][0] ^= 1 }},
		{"proof dropped", -1, func(b *ledger.Bundle) { b.Earlier[1].Proof = nil }},
	} {
		for _, all := range []bool{true, false} {
			r, s := log(t)
			records := r.Records()
			if !all {
				records = r.some(-1, 0, 1, 4, 11)
			}
			b := bundle(t, r, s, records)
			test.do(b)
			_, err := b.Check(s.Known)
			var f *ledger.Fault
			switch {
			case err == nil:
				t.Errorf("%s (all: %v): passed", test.name, all)
			case test.entry >= 0 && (!errors.As(err, &f) || f.First > test.entry || f.Last < test.entry):
				t.Errorf("%s (all: %v): %v, want a fault at %d", test.name, all, err, test.entry)
			case test.entry == -2 && !errors.As(err, &f):
				t.Errorf("%s (all: %v): %v, want a fault", test.name, all, err)
			}
			if _, err := independent(t, b, s.Public[0]); err == nil {
				t.Errorf("%s (all: %v): passed the independent verifier", test.name, all)
			}
		}
	}
}

func TestSpoiltProof(t *testing.T) {
	r, s := log(t)
	for _, do := range []func(p []tlog.Hash) []tlog.Hash{
		func(p []tlog.Hash) []tlog.Hash { p[0][0] ^= 1; return p },
		func(p []tlog.Hash) []tlog.Hash { return p[1:] },
		func(p []tlog.Hash) []tlog.Hash { return append(p, p[0]) },
		func([]tlog.Hash) []tlog.Hash { return nil },
	} {
		b := bundle(t, r, s, r.some(-1, 4, 7))
		b.Entries[1].Proof = do(b.Entries[1].Proof)
		var f *ledger.Fault
		if _, err := b.Check(s.Known); !errors.As(err, &f) || f.First != 7 {
			t.Errorf("%v, want a fault at 7", err)
		}
		if _, err := independent(t, b, s.Public[0]); err == nil {
			t.Error("passed the independent verifier")
		}
	}
}

func TestReadBundleIsStrict(t *testing.T) {
	r, s := log(t)
	var text bytes.Buffer
	if err := bundle(t, r, s, r.Records()).Write(&text); err != nil {
		t.Fatal(err)
	}
	good := text.String()
	for name, bad := range map[string]string{
		"nothing":       "",
		"another form":  strings.Replace(good, ledger.BundleForm, "ledger-bundle/2", 1),
		"unknown field": strings.Replace(good, `"origin"`, `"verdict":1,"origin"`, 1),
		"a tail":        good + "{}",
		"cut":           good[:len(good)/2],
		"short hash":    strings.Replace(good, `"commitment":"`, `"commitment":"AA`, 1),
	} {
		if _, err := ledger.ReadBundle(strings.NewReader(bad), 1<<20); err == nil {
			t.Errorf("%s: was read", name)
		}
	}
	if _, err := ledger.ReadBundle(strings.NewReader(good), int64(len(good)-1)); err == nil {
		t.Error("a bundle over the limit was read")
	}
}

// FuzzBundle reads anything: no panic, and what passes both verifiers says the
// same to both.
func FuzzBundle(f *testing.F) {
	r, s := log(f)
	for _, records := range []iter.Seq2[ledger.Record, error]{r.Records(), r.some(3, 1, 2, 3), r.some(0, 99)} {
		var text bytes.Buffer
		if err := bundle(f, r, s, records).Write(&text); err != nil {
			f.Fatal(err)
		}
		f.Add(text.Bytes())
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := ledger.ReadBundle(bytes.NewReader(text), 1<<20)
		if err != nil {
			return
		}
		report, err := b.Check(s.Known)
		n, other := independent(t, b, s.Public[0])
		if (err == nil) != (other == nil) || err == nil && n != report.Openings {
			t.Errorf("verifiers differ: %+v, %v; %d, %v", report, err, n, other)
		}
	})
}

// FuzzCheckpoint reads anything as a signed checkpoint.
func FuzzCheckpoint(f *testing.F) {
	r, s := log(f)
	for _, c := range r.checkpoints {
		f.Add(c.Signed)
	}
	f.Fuzz(func(t *testing.T, signed string) {
		c, err := ledger.OpenCheckpoint(signed, origin, s.Known)
		if err == nil && (c.Size < 1 || !strings.HasPrefix(signed, c.Text()+"\n")) {
			t.Errorf("%q was read as %+v", signed, c)
		}
	})
}

// TestCheckpointsKeptFromBefore holds a bundle against checkpoints somebody was
// given earlier, where it lists them and where all entries are there.
func TestCheckpointsKeptFromBefore(t *testing.T) {
	r, s := log(t)
	var kept []string
	for _, c := range r.checkpoints {
		kept = append(kept, c.Signed)
	}
	all := bundle(t, r, s, r.Records())
	all.Earlier = nil
	if _, err := all.Check(s.Known, kept...); err != nil {
		t.Errorf("all entries: %v", err)
	}
	some := bundle(t, r, s, r.some(-1, 1, 2))
	if _, err := some.Check(s.Known, some.Earlier[0].Checkpoint); err != nil {
		t.Errorf("some entries and a checkpoint that is listed: %v", err)
	}
	some.Earlier = nil
	if _, err := some.Check(s.Known, kept[0]); err == nil || !strings.Contains(err.Error(), "does not list checkpoint 1") {
		t.Errorf("some entries and a checkpoint that is not listed: %v", err)
	}
	anew := &rows{openings: map[int64]ledger.Opening{}} // by someone who has the key
	for range 20 {
		act(t, anew, s, 1)
	}
	other, err := ledger.NewBundle(&ledger.Export{Origin: origin, Signing: s, Checkpoint: anew.checkpoints[len(anew.checkpoints)-1].Signed, Records: anew.Records()}, anew)
	if err != nil {
		t.Fatal(err)
	}
	var f *ledger.Fault
	if _, err := other.Check(s.Known, kept[1]); !errors.As(err, &f) {
		t.Errorf("another history: %v", err)
	}
	if _, err := all.Check(s.Known, anew.checkpoints[len(anew.checkpoints)-1].Signed); err == nil || !strings.Contains(err.Error(), "the end was cut off") {
		t.Errorf("a checkpoint of more entries: %v", err)
	}
	if _, err := all.Check(s.Known, "nonsense"); err == nil {
		t.Error("no checkpoint passed for one")
	}
}
