package passage

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"muster/normal"
)

var seeds = []string{
	"", "a", "one two three", told, strings.ToUpper(told), "Füße ﬁnden naïve Änderungen im Großraum Köln",
	"日本語の文章は空白なしで続く", "слово за слово и ещё слово", "\xff\xfe broken \xc3\x28 bytes", "a\u00adb zero\u200bwidth joi\u200dner",
	strings.Repeat("la ", 300), "C++ C# node.js ci/cd o'neill",
}

// FuzzWords: places lie in the text, in order, and folding a word's text gives
// its hash again however it is written.
func FuzzWords(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := uint32(0)
		for _, w := range words(s, nil) {
			if w.start < end || w.end <= w.start || int(w.end) > len(s) {
				t.Fatalf("word at %d to %d of %d bytes, after %d", w.start, w.end, len(s), end)
			}
			end = w.end
			if text := s[w.start:w.end]; w.hash != wordHash(text) {
				t.Fatalf("%q has another hash than its folded form %q", text, normal.Fold(text))
			}
		}
	})
}

// FuzzAlign: spans lie in both texts, in order in A, and hold equal words at
// both ends.
func FuzzAlign(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, seeds[(i+3)%len(seeds)], "")
		f.Add(s+" "+told, told+" "+s, s)
	}
	f.Fuzz(func(t *testing.T, a, b, subtract string) {
		if len(a)+len(b)+len(subtract) > 20_000 {
			return
		}
		for _, s := range Align(a, b, []string{subtract}) {
			if s.AStart < 0 || s.AEnd <= s.AStart || s.AEnd > len(a) || s.BStart < 0 || s.BEnd <= s.BStart || s.BEnd > len(b) {
				t.Fatalf("span %+v of texts of %d and %d bytes", s, len(a), len(b))
			}
			wa, wb := words(a[s.AStart:s.AEnd], nil), words(b[s.BStart:s.BEnd], nil)
			if len(wa) == 0 || len(wb) == 0 || wa[0].hash != wb[0].hash || wa[len(wa)-1].hash != wb[len(wb)-1].hash {
				t.Fatalf("%q and %q do not begin and end alike", a[s.AStart:s.AEnd], b[s.BStart:s.BEnd])
			}
			if utf8.ValidString(a) && !utf8.ValidString(a[s.AStart:s.AEnd]) {
				t.Fatalf("span %+v cuts a character", s)
			}
		}
		if x := Similarity(a, b); !(x >= 0 && x <= 1) {
			t.Fatalf("similarity %v", x)
		}
	})
}

// FuzzFind splits its input into documents: matches name different owners and
// places inside the texts.
func FuzzFind(f *testing.F) {
	f.Add(strings.Join(seeds, "\n\n"), uint8(3))
	f.Add(told+"\n\n"+told+"\n\n"+told+" and more", uint8(0))
	f.Add(strings.Repeat("x y z\n\n", 90), uint8(7))
	f.Fuzz(func(t *testing.T, s string, owners uint8) {
		if len(s) > 20_000 {
			return
		}
		var docs []Doc
		for i, text := range strings.Split(s, "\n\n") {
			docs = append(docs, Doc{int32(i % (int(owners) + 1)), text})
		}
		res, err := Find(context.Background(), docs, nil, Options{Slice: 2000, MinBits: 1, MinWords: 1, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range res.Matches {
			if m.A >= m.B || docs[m.A].Owner == docs[m.B].Owner || !(m.Share >= 0 && m.Share <= 1) {
				t.Fatalf("match %+v", m)
			}
			for _, x := range m.Spans {
				_, _ = docs[m.A].Text[x.AStart:x.AEnd], docs[m.B].Text[x.BStart:x.BEnd]
			}
		}
		for _, g := range res.Groups {
			if len(g.Docs) < 2 || g.Owners < 2 {
				t.Fatalf("group %+v", g)
			}
			_ = docs[g.Doc].Text[g.Start:g.End]
		}
	})
}

// TestSlices: the index gives the same result in one slice or in many, and with
// one worker or several.
func TestSlices(t *testing.T) {
	p := newPopulation(5, 150, 2, 6, 150)
	whole := find(t, p.docs, nil, Options{Workers: 1})
	for _, opt := range []Options{{Slice: 1000, Workers: 4}, {Workers: 3}} {
		res := find(t, p.docs, nil, opt)
		if len(res.Matches) != len(whole.Matches) {
			t.Fatalf("%d matches with %+v, %d in one slice", len(res.Matches), opt, len(whole.Matches))
		}
		for i := range res.Matches {
			if res.Matches[i].A != whole.Matches[i].A || res.Matches[i].B != whole.Matches[i].B || res.Matches[i].Bits != whole.Matches[i].Bits {
				t.Errorf("match %d is %+v with %+v, %+v in one slice", i, res.Matches[i], opt, whole.Matches[i])
			}
		}
	}
	if len(whole.Matches) == 0 {
		t.Error("nothing matched")
	}
}

// TestSkeletonsAreSymmetric: a match does not depend on which skeleton comes
// first.
func TestSkeletonsAreSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "skeletons")
		features, owners := make([][]string, n), make([]int32, n)
		for i := range features {
			owners[i] = int32(rapid.IntRange(0, 5).Draw(t, "owner"))
			features[i] = rapid.SliceOfN(rapid.SampledFrom([]string{"role:a", "role:b", "role:c", "gap:1", "gap:2", "figure:7", "figure:8", "project:x", "y"}), 0, 9).Draw(t, "features")
		}
		opt := SkeletonOptions{MinBits: 5, MinShared: 2}
		forward := map[[2]int32]SkeletonMatch{}
		for _, m := range Skeletons(features, owners, opt) {
			forward[[2]int32{m.A, m.B}] = m
		}
		for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
			features[i], features[j] = features[j], features[i]
			owners[i], owners[j] = owners[j], owners[i]
		}
		back := Skeletons(features, owners, opt)
		if len(back) != len(forward) {
			t.Fatalf("%d matches one way, %d the other", len(forward), len(back))
		}
		for _, m := range back {
			f, ok := forward[[2]int32{int32(n) - 1 - m.B, int32(n) - 1 - m.A}]
			if !ok || f.Shared != m.Shared || f.Kinds != m.Kinds {
				t.Fatalf("%+v one way, %+v the other", f, m)
			}
		}
	})
}
