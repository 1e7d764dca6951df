package normal

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "  Hello\t World ": "hello world", "Ärger": "arger", "STRASSE": "strasse", "Straße": "strasse", "Ｊｏｈｎ": "john", "ﬁne": "fine", "Łódź": "lodz", "Øre": "ore", "İstanbul": "istanbul", "ısı": "isi",
		"Æsir": "aesir", "Đorđe": "dorde", "ŒUVRE": "oeuvre", "Йод": "йод", "ЁЛКА": "ёлка", "ΆΛΦΑ": "άλφα", "Σίσυφος": "σίσυφοσ", "東京": "東京", "ｶﾞ": "ガ", "한글": "한글",
		"pаypal": "paypal", "раураl": "paypal", "Москва": "москва", "soft\u00adhyphen": "softhyphen", "zero\u200bwidth": "zerowidth", "O’Neill": "o'neill", "a–b": "a-b", "e\u0301": "e", "Nguyễn": "nguyen", "\xffx": "\ufffdx",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Hello, World!": "hello|world", "C++ and C#, node.js.": "c++|and|c#|node.js", "don’t stop": "don't|stop", "CI/CD": "ci|cd", "東京 tower": "東|京|tower", "e-mail 3.5x": "e|mail|3.5x", "...": "",
	} {
		if got := strings.Join(Words(in), "|"); got != want {
			t.Errorf("Words(%q) = %q, want %q", in, got, want)
		}
	}
	s := "Led a Team; built Things."
	words, spans := WordSpans(s)
	for i, w := range words {
		if Fold(s[spans[i].Start:spans[i].End]) != w {
			t.Errorf("span %d is %q, want %q", i, s[spans[i].Start:spans[i].End], w)
		}
	}
}

func TestShinglesAndMinHash(t *testing.T) {
	a := Words("the quick brown fox jumps over the lazy dog")
	s := Shingles(a, 3)
	if len(s) != len(a)-2 || Shingles(a[:2], 3) != nil || Shingles(a, 0) != nil {
		t.Fatalf("%d shingles of %d words", len(s), len(a))
	}
	if !slices.Equal(s, Shingles(slices.Clone(a), 3)) {
		t.Error("shingles are not stable")
	}
	if Shingles([]string{"ab", "c"}, 2)[0] == Shingles([]string{"a", "bc"}, 2)[0] {
		t.Error("word borders do not count")
	}
	// sets of known overlap: the estimate must lie within four standard errors
	r := rand.New(rand.NewPCG(1, 2))
	for _, shared := range []int{0, 100, 300, 600} {
		var x, y []uint64
		for i := range 600 {
			v := r.Uint64()
			x = append(x, v)
			if i >= shared {
				v = r.Uint64()
			}
			y = append(y, v)
		}
		want := float64(shared) / float64(1200-shared)
		if got := MinHashSimilarity(MinHash(x, 128), MinHash(y, 128)); math.Abs(got-want) > 4*0.5/math.Sqrt(128) {
			t.Errorf("similarity %v, want about %v", got, want)
		}
	}
	// few shingles, many bins: equal sets must fill empty bins alike
	if MinHashSimilarity(MinHash(s, 128), MinHash(s, 128)) != 1 {
		t.Error("equal sets differ")
	}
	if MinHash(nil, 128) != nil || MinHash(s, 0) != nil || MinHashSimilarity(nil, nil) != 0 {
		t.Error("an empty set has a sketch")
	}
}

func TestPassages(t *testing.T) {
	a := Words("one two three four five six seven eight nine ten alpha beta gamma delta epsilon")
	b := Words("alpha beta gamma delta zeta three four five six seven eight x y")
	got := Passages(a, b, 4)
	want := []Passage{{2, 5, 6}, {10, 0, 4}}
	if !slices.Equal(got, want) {
		t.Errorf("Passages = %v, want %v", got, want)
	}
	if n := CoveredWords(got, len(a)); n != 10 {
		t.Errorf("covered %d words, want 10", n)
	}
	for _, p := range got {
		if !slices.Equal(a[p.AStart:p.AStart+p.Words], b[p.BStart:p.BStart+p.Words]) {
			t.Errorf("%v is not shared", p)
		}
	}
	same := strings.Fields(strings.Repeat("a ", 5000))
	if p := Passages(same, same, 10); len(p) != 1 || p[0].Words != 5000 {
		t.Errorf("one word repeated: %v", p[:min(3, len(p))])
	}
	if Passages(a[:2], b, 3) != nil {
		t.Error("a passage in two words")
	}
}

func picture(w, h int, f func(x, y float64) uint8) image.Image {
	img := image.NewGray(image.Rect(3, 5, 3+w, 5+h))
	for y := range h {
		for x := range w {
			img.SetGray(3+x, 5+y, color.Gray{Y: f(float64(x)/float64(w), float64(y)/float64(h))})
		}
	}
	return img
}

func TestPHash(t *testing.T) {
	scene := func(x, y float64) uint8 { return uint8(127 + 60*math.Sin(7*x+3*y) + 50*math.Cos(11*y*x)) }
	base, err := PHash(picture(640, 480, scene))
	if err != nil || base == 0 {
		t.Fatalf("hash %x, %v", base, err)
	}
	for _, size := range [][2]int{{320, 240}, {1000, 700}, {64, 48}, {33, 40}} {
		h, err := PHash(picture(size[0], size[1], scene))
		if err != nil || Hamming(base, h) > 6 {
			t.Errorf("scaled to %v: distance %d, %v", size, Hamming(base, h), err)
		}
	}
	brighter, err := PHash(picture(640, 480, func(x, y float64) uint8 { return scene(x, y)/2 + 100 }))
	if err != nil || Hamming(base, brighter) > 6 {
		t.Errorf("brighter: distance %d, %v", Hamming(base, brighter), err)
	}
	mirrored := picture(640, 480, func(x, y float64) uint8 { return scene(1-x, y) })
	m, err := PHashMirror(mirrored)
	if err != nil || Hamming(base, m) > 4 {
		t.Errorf("mirror: distance %d, %v", Hamming(base, m), err)
	}
	if plain, err := PHash(mirrored); err != nil || Hamming(base, plain) <= 6 {
		t.Errorf("a mirrored picture hashes like itself: %d, %v", Hamming(base, plain), err)
	}
	other, err := PHash(picture(640, 480, func(x, y float64) uint8 { return uint8(127 + 100*math.Sin(23*y*y-5*x)) }))
	if err != nil || Hamming(base, other) < 16 {
		t.Errorf("another picture: distance %d, %v", Hamming(base, other), err)
	}
	if flat, err := PHash(picture(100, 100, func(x, y float64) uint8 { return 80 })); err != nil || flat != 0 {
		t.Errorf("one colour: %x, %v", flat, err)
	}
	if _, err := PHash(nil); err == nil {
		t.Error("no image was hashed")
	}
	if _, err := PHash(image.NewGray(image.Rect(0, 0, 0, 5))); err == nil {
		t.Error("an empty image was hashed")
	}
	one := image.NewRGBA(image.Rect(0, 0, 1, 1))
	if h, err := PHash(one); err != nil || h != 0 {
		t.Errorf("one pixel: %x, %v", h, err)
	}
}

func FuzzText(f *testing.F) {
	f.Add("Led a team of 5; built C++ services.", "built c++ services for a team of 5", 3)
	f.Add("東京タワー", "\xff a'b.c", 1)
	f.Fuzz(func(t *testing.T, a, b string, k int) {
		wa, spans := WordSpans(a)
		if len(wa) != len(spans) {
			t.Fatalf("%d words, %d spans", len(wa), len(spans))
		}
		for i, s := range spans {
			if s.Start >= s.End || s.End > len(a) || i > 0 && s.Start < spans[i-1].End {
				t.Fatalf("spans %v", spans)
			}
		}
		wb := Words(b)
		for _, p := range Passages(wa, wb, k) {
			if !slices.Equal(wa[p.AStart:p.AStart+p.Words], wb[p.BStart:p.BStart+p.Words]) {
				t.Fatalf("%v is not shared", p)
			}
		}
		MinHash(Shingles(wa, k), 64)
	})
}

func ExampleCompareNames() {
	fmt.Println(CompareNames(Name("SMITH, John"), Name("Dr John A. Smith")))
	fmt.Println(CompareNames(Name("Yuliya Petrova"), Name("Julia Petroff")))
	fmt.Println(CompareNames(Name("Jane Doe"), Name("John Doe")))
	// Output:
	// variant
	// different
	// different
}
