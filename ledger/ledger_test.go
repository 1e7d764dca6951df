package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"muster/ledger"
)

func TestVerifyIntactLog(t *testing.T) {
	r, s := log(t)
	report, err := ledger.Verify(r, origin, s.Known)
	if err != nil {
		t.Fatal(err)
	}
	if report.Entries != 12 || report.Openings != 9 || report.Erased != 3 || report.Checkpoints != 5 || report.Last.Size != 12 || report.Last.Number != 5 {
		t.Errorf("report %+v", report)
	}
	empty := &rows{}
	if report, err := ledger.Verify(empty, origin, s.Known); err != nil || report.Entries != 0 {
		t.Errorf("an empty log: %+v, %v", report, err)
	}
}

// rehash builds the tree anew over the entries, as a vandal without the key
// would who knows the code.
func (r *rows) rehash(t testing.TB) {
	t.Helper()
	r.hashes = nil
	for i := range r.entries {
		list, err := tlog.StoredHashes(int64(i), r.entries[i].Text(), r)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range list {
			r.hashes = append(r.hashes, ledger.StoredHash{Index: int64(len(r.hashes)), Hash: h})
		}
	}
}

// TestVandal alters, removes and moves every kind of row. want is in the fault.
func TestVandal(t *testing.T) {
	other := signing(t, 2)
	for _, test := range []struct {
		name, want string
		do         func(r *rows)
	}{
		{"time", "entry 4: ", func(r *rows) { r.entries[4].Happened++ }},
		{"kind", "entry 4: ", func(r *rows) { r.entries[4].Kind = "case.closed" }},
		{"bad kind", "entry 4: ", func(r *rows) { r.entries[4].Kind = "a\nb" }},
		{"commitment", "entry 4: ", func(r *rows) { r.entries[4].Commitment[0] ^= 1 }},
		{"commitment without opening", "entry 2: ", func(r *rows) { r.entries[2].Commitment[0] ^= 1 }},
		{"payload", "entry 4: ", func(r *rows) { o := r.openings[4]; o.Payload += " "; r.openings[4] = o }},
		{"salt", "entry 4: ", func(r *rows) { r.openings[4].Salt[31] ^= 1 }},
		{"salt and payload shifted", "entry 4: ", func(r *rows) {
			o := r.openings[4]
			r.openings[4] = ledger.Opening{Salt: o.Salt[:31], Payload: string(o.Salt[31:]) + o.Payload}
		}},
		{"opening removed", "entry 4: ", func(r *rows) { delete(r.openings, 4) }},
		{"two openings removed", "entries 6 to 7: ", func(r *rows) { delete(r.openings, 6); delete(r.openings, 7) }},
		{"opening removed at the end", "entry 11: ", func(r *rows) { delete(r.openings, 11) }},
		{"openings swapped", "entry 6: ", func(r *rows) { r.openings[6], r.openings[7] = r.openings[7], r.openings[6] }},
		{"erased opening put back", "entry 5: ", func(r *rows) { r.openings[5] = r.openings[4] }},
		{"erasure's payload removed", "entry 9: ", func(r *rows) { delete(r.openings, 9) }},
		{"entry removed", "entry 4: missing", func(r *rows) { r.entries = slices.Delete(r.entries, 4, 5) }},
		{"first entry removed", "entry 0: missing", func(r *rows) { r.entries = r.entries[1:] }},
		{"last entry removed", "entry 11: missing", func(r *rows) { r.entries = r.entries[:11] }},
		{"entries removed and renumbered", "entry 4: ", func(r *rows) {
			r.entries = slices.Delete(r.entries, 4, 5)
			for i := range r.entries {
				r.entries[i].Seq = int64(i)
			}
		}},
		{"entries swapped", "entry 6: ", func(r *rows) {
			r.entries[6], r.entries[7] = r.entries[7], r.entries[6]
			r.entries[6].Seq, r.entries[7].Seq = 6, 7
			r.openings[6], r.openings[7] = r.openings[7], r.openings[6]
		}},
		{"entry twice", "entry 4: out of its order", func(r *rows) { r.entries = slices.Insert(r.entries, 5, r.entries[4]) }},
		{"altered and hashed again", "entries 4 to 6: not what checkpoint 3", func(r *rows) { r.entries[4].Happened++; r.rehash(t) }},
		{"added and hashed again", "entry 12: covered by no checkpoint", func(r *rows) {
			e := r.entries[11]
			e.Seq = 12
			r.entries = append(r.entries, e)
			r.openings[12] = r.openings[11]
			r.rehash(t)
		}},
		{"leaf hash", "entry 4: ", func(r *rows) { r.hashes[tlog.StoredHashIndex(0, 4)].Hash[3] ^= 1 }},
		{"inner hash", "entry 7: ", func(r *rows) { r.hashes[tlog.StoredHashIndex(3, 0)].Hash[3] ^= 1 }},
		{"hash removed", "entry 4: ", func(r *rows) { r.hashes = slices.Delete(r.hashes, 7, 8) }},
		{"last hash removed", "entry 11: ", func(r *rows) { r.hashes = r.hashes[:len(r.hashes)-1] }},
		{"hash added", "entry 12: ", func(r *rows) {
			r.hashes = append(r.hashes, ledger.StoredHash{Index: int64(len(r.hashes))})
		}},
		{"checkpoint altered", "entries 4 to 6: checkpoint 3", func(r *rows) {
			r.checkpoints[2].Signed = strings.Replace(r.checkpoints[2].Signed, "number 3", "number 4", 1)
		}},
		{"checkpoint removed", "checkpoint 3 is missing", func(r *rows) { r.checkpoints = slices.Delete(r.checkpoints, 2, 3) }},
		{"first checkpoint removed", "checkpoint 1 is missing", func(r *rows) { r.checkpoints = r.checkpoints[1:] }},
		{"last checkpoint removed", "entries 10 to 11: covered by no", func(r *rows) { r.checkpoints = r.checkpoints[:4] }},
		{"checkpoints swapped", "checkpoint 2", func(r *rows) {
			r.checkpoints[1], r.checkpoints[2] = r.checkpoints[2], r.checkpoints[1]
		}},
		{"checkpoint's number", "checkpoint 3", func(r *rows) { r.checkpoints[2].Number = 7 }},
		{"checkpoint's size", "checkpoint 3", func(r *rows) { r.checkpoints[2].Size++ }},
		{"signed by another", "checkpoint 5", func(r *rows) {
			fake := &rows{openings: map[int64]ledger.Opening{}}
			for range 5 {
				act(t, fake, other, 1)
			}
			r.checkpoints[4] = fake.checkpoints[4]
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, s := log(t)
			test.do(r)
			_, err := ledger.Verify(r, origin, s.Known)
			var f *ledger.Fault
			if !errors.As(err, &f) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want a fault with %q", err, test.want)
			}
		})
	}
}

func TestCheckpointKeptElsewhere(t *testing.T) {
	r, s := log(t)
	var held []string
	for _, c := range slices.Backward(r.checkpoints) {
		held = append(held, c.Signed)
	}
	if _, err := ledger.Verify(r, origin, s.Known, held...); err != nil {
		t.Errorf("an honest log: %v", err)
	}
	// Cut off at checkpoint 4, everything that covers the rest with it.
	cut := r.clone()
	cut.entries, cut.checkpoints, cut.hashes = cut.entries[:10], cut.checkpoints[:4], cut.hashes[:tlog.StoredHashCount(10)]
	if _, err := ledger.Verify(cut, origin, s.Known); err != nil {
		t.Fatalf("without a checkpoint kept elsewhere a cut cannot be seen, yet: %v", err)
	}
	if _, err := ledger.Verify(cut, origin, s.Known, held...); err == nil || !strings.Contains(err.Error(), "entries 10 to 11: missing") {
		t.Errorf("a log cut off: %v", err)
	}
	// Written anew by someone who has the key.
	anew := &rows{openings: map[int64]ledger.Opening{}}
	for range 20 {
		act(t, anew, s, 1)
	}
	if _, err := ledger.Verify(anew, origin, s.Known, held...); err == nil || !strings.Contains(err.Error(), "not the history of checkpoint 1") {
		t.Errorf("another history: %v", err)
	}
	if _, err := ledger.Verify(r, "example.org/other", s.Known); err == nil {
		t.Error("the log of one origin passed for that of another")
	}
	if _, err := ledger.Verify(r, origin, signing(t, 2).Known); err == nil {
		t.Error("a log signed with an unknown key passed")
	}
}

func TestWriterRefusesAnAlteredEnd(t *testing.T) {
	for name, do := range map[string]func(r *rows){
		"hash":       func(r *rows) { r.hashes[len(r.hashes)-1].Hash[0] ^= 1 },
		"checkpoint": func(r *rows) { r.checkpoints[4].Signed = r.checkpoints[4].Signed[1:] },
	} {
		r, s := log(t)
		do(r)
		if _, err := ledger.NewWriter(r, origin, s); !errors.Is(err, ledger.ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r, s := log(t)
	r.checkpoints = r.checkpoints[:4]
	w, err := ledger.NewWriter(r, origin, s)
	if err == nil {
		_, err = w.Append(1, "case.note", "{}")
	}
	if err == nil {
		t.Error("an entry was written over one that is there")
	}
}

func TestWriterBounds(t *testing.T) {
	r, s := log(t)
	w, err := ledger.NewWriter(r, origin, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ kind, payload string }{
		{"", "{}"}, {"Case", "{}"}, {"a b", "{}"}, {strings.Repeat("a", 65), "{}"}, {ledger.KindErasure, "{}"},
		{"a", "\xff"}, {"a", strings.Repeat("a", ledger.MaxPayload+1)},
	} {
		if _, err := w.Append(1, test.kind, test.payload); err == nil {
			t.Errorf("kind %.20q, payload %.20q was kept", test.kind, test.payload)
		}
	}
	before, err := w.Seal(5)
	if err != nil || before.Number != 5 {
		t.Errorf("sealing nothing: %+v, %v", before, err)
	}
	if list, err := w.Erase(5, "again", []int64{2, 3, 9, 99}); err != nil || len(list) != 0 {
		t.Errorf("erasing what is erased already: %v, %v", list, err)
	}
	for _, bad := range []string{"", "a\nb", "\xff", strings.Repeat("a", 1001)} {
		if _, err := ledger.NewWriter(r, bad, s); err == nil {
			t.Errorf("origin %.20q", bad)
		}
	}
}

func TestKeysChange(t *testing.T) {
	r, first := log(t)
	private, public, err := ledger.GenerateKey(nil, "example.org")
	if err != nil {
		t.Fatal(err)
	}
	second, err := ledger.NewSigning(private, public, first.Public...)
	if err != nil {
		t.Fatal(err)
	}
	act(t, r, second, 2)
	if _, err := ledger.Verify(r, origin, second.Known); err != nil {
		t.Error(err)
	}
	if _, err := ledger.Verify(r, origin, first.Known); err == nil {
		t.Error("a checkpoint by a key not known passed")
	}
	if _, err := ledger.NewSigning(private, first.Public[0]); err == nil {
		t.Error("a public key of another signer was taken")
	}
	for _, name := range []string{"", "a b", "a+b"} {
		if _, _, err := ledger.GenerateKey(nil, name); err == nil {
			t.Errorf("key name %q was taken", name)
		}
	}
}

// TestAnyHistory writes random histories, verifies them, and spoils one random
// bit of one random row.
func TestAnyHistory(t *testing.T) {
	s := signing(t, 3)
	rapid.Check(t, func(rt *rapid.T) {
		r := &rows{openings: map[int64]ledger.Opening{}}
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			var erase []int64
			for range rapid.IntRange(0, 2).Draw(rt, "erased") {
				erase = append(erase, int64(rapid.IntRange(0, len(r.entries)+3).Draw(rt, "entry")))
			}
			act(t, r, s, rapid.IntRange(0, 9).Draw(rt, "entries"), erase...)
		}
		report, err := ledger.Verify(r, origin, s.Known)
		if err != nil || report.Entries != int64(len(r.entries)) || report.Openings != int64(len(r.openings)) {
			rt.Fatalf("%+v, %v", report, err)
		}
		if len(r.entries) == 0 {
			return
		}
		n := int64(rapid.IntRange(0, len(r.entries)-1).Draw(rt, "row"))
		switch rapid.SampledFrom([]string{"time", "commitment", "opening", "hash", "note"}).Draw(rt, "column") {
		case "time":
			r.entries[n].Happened ^= 1 << rapid.IntRange(0, 62).Draw(rt, "bit")
		case "commitment":
			r.entries[n].Commitment[rapid.IntRange(0, 31).Draw(rt, "byte")] ^= 1
		case "opening":
			if _, there := r.openings[n]; !there {
				return
			}
			delete(r.openings, n)
		case "hash":
			r.hashes[rapid.IntRange(0, len(r.hashes)-1).Draw(rt, "hash")].Hash[7] ^= 4
		case "note":
			c := &r.checkpoints[rapid.IntRange(0, len(r.checkpoints)-1).Draw(rt, "checkpoint")]
			at := rapid.IntRange(0, len(c.Signed)-1).Draw(rt, "at")
			c.Signed = c.Signed[:at] + string(c.Signed[at]^1) + c.Signed[at+1:]
		}
		var f *ledger.Fault
		if _, err := ledger.Verify(r, origin, s.Known); !errors.As(err, &f) {
			rt.Fatalf("a spoilt row passed: %v", err)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	for _, each := range []int{1, 100} {
		b.Run(fmt.Sprint(each, " to a checkpoint"), func(b *testing.B) {
			r, s := &rows{openings: map[int64]ledger.Opening{}}, signing(b, 1)
			for b.Loop() {
				act(b, r, s, each)
			}
			b.ReportMetric(float64(len(r.entries))/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	r, s := &rows{openings: map[int64]ledger.Opening{}}, signing(b, 1)
	for range 2_000 {
		act(b, r, s, 5)
	}
	for b.Loop() {
		if _, err := ledger.Verify(r, origin, s.Known); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(r.entries)*b.N)/b.Elapsed().Seconds(), "entries/s")
}
