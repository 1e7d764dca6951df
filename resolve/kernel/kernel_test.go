package kernel

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"github.com/xrash/smetrics"
)

func TestKnownValues(t *testing.T) {
	var s Scratch
	for _, c := range []struct {
		a, b     string
		jw       float64
		lev, osa int
	}{
		{"", "", 1, 0, 0},
		{"", "abc", 0, 3, 3},
		{"martha", "marhta", 0.9611, 2, 1},
		{"dixon", "dicksonx", 0.8133, 4, 4},
		{"dwayne", "duane", 0.84, 2, 2},
		{"ca", "abc", 0, 3, 3},
		{"müller", "muller", 0.9, 1, 1},
		{"иванов", "ивонав", 0.9556, 2, 2},
	} {
		if got := s.JaroWinkler(c.a, c.b); math.Abs(got-c.jw) > 1e-3 {
			t.Errorf("JaroWinkler(%q, %q) = %.4f, want %.4f", c.a, c.b, got, c.jw)
		}
		if got := s.Levenshtein(c.a, c.b); got != c.lev {
			t.Errorf("Levenshtein(%q, %q) = %d, want %d", c.a, c.b, got, c.lev)
		}
		if got := s.OSA(c.a, c.b); got != c.osa {
			t.Errorf("OSA(%q, %q) = %d, want %d", c.a, c.b, got, c.osa)
		}
	}
}

// slowOSA is the full table, written for clarity.
func slowOSA(x, y string, swaps bool) int {
	a, b := []rune(x), []rune(y)
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			c := 1
			if a[i-1] == b[j-1] {
				c = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+c)
			if swaps && i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func check(t *testing.T, s *Scratch, a, b string) {
	t.Helper()
	lev, osa, jw := s.Levenshtein(a, b), s.OSA(a, b), s.JaroWinkler(a, b)
	if want := slowOSA(a, b, false); lev != want {
		t.Fatalf("Levenshtein(%q, %q) = %d, want %d", a, b, lev, want)
	}
	if want := slowOSA(a, b, true); osa != want {
		t.Fatalf("OSA(%q, %q) = %d, want %d", a, b, osa, want)
	}
	if got := s.Levenshtein(b, a); got != lev {
		t.Fatalf("Levenshtein(%q, %q) is not symmetric: %d and %d", a, b, lev, got)
	}
	if got := s.OSA(b, a); got != osa {
		t.Fatalf("OSA(%q, %q) is not symmetric: %d and %d", a, b, osa, got)
	}
	if jw < 0 || jw > 1+1e-12 {
		t.Fatalf("JaroWinkler(%q, %q) = %g is outside 0 to 1", a, b, jw)
	}
	s.ra, s.rb = appendRunes(s.ra[:0], a), appendRunes(s.rb[:0], b)
	j := s.Jaro(a, b)
	if a != b {
		s.ra, s.rb = appendRunes(s.ra[:0], a), appendRunes(s.rb[:0], b)
		if long := s.jaroLong(); math.Abs(long-j) > 1e-12 {
			t.Fatalf("Jaro(%q, %q) = %g, plain algorithm %g", a, b, j, long)
		}
	}
	if a != "" && b != "" {
		fa, _ := utf8.DecodeRuneInString(a)
		fb, _ := utf8.DecodeRuneInString(b)
		bound := JaroWinklerBound(utf8.RuneCountInString(a), utf8.RuneCountInString(b), Letters(a), Letters(b), fa == fb)
		if jw > bound+1e-9 {
			t.Fatalf("JaroWinkler(%q, %q) = %g is above its bound %g", a, b, jw, bound)
		}
	}
	for _, n := range s.peq {
		if n != 0 {
			t.Fatalf("table left dirty after %q, %q", a, b)
		}
	}
}

func TestAgainstSlow(t *testing.T) {
	var s Scratch
	r := rand.New(rand.NewPCG(1, 2))
	alphabets := []string{"ab", "abcdefgh", "aäbßéж", "0123456789-"}
	for i := 0; i < 20000; i++ {
		al := []rune(alphabets[i%len(alphabets)])
		top := 12
		if i%50 == 0 {
			top = 150
		}
		mk := func() string {
			var b strings.Builder
			for n := r.IntN(top); n > 0; n-- {
				b.WriteRune(al[r.IntN(len(al))])
			}
			return b.String()
		}
		check(t, &s, mk(), mk())
	}
}

func TestAgainstLibraries(t *testing.T) {
	var s Scratch
	r := rand.New(rand.NewPCG(3, 4))
	for i := 0; i < 20000; i++ {
		a, b := word(r), word(r)
		if got, want := s.Levenshtein(a, b), levenshtein.ComputeDistance(a, b); got != want {
			t.Fatalf("Levenshtein(%q, %q) = %d, library %d", a, b, got, want)
		}
		// The library keeps half swaps; where the count is even both agree.
		if got, want := s.JaroWinkler(a, b), smetrics.JaroWinkler(a, b, boostFrom, 4); math.Abs(got-want) > 0.5/3+1e-9 {
			t.Fatalf("JaroWinkler(%q, %q) = %g, library %g", a, b, got, want)
		}
	}
}

func word(r *rand.Rand) string {
	b := make([]byte, 1+r.IntN(10))
	for i := range b {
		b[i] = 'a' + byte(r.IntN(6))
	}
	return string(b)
}

func FuzzMeasures(f *testing.F) {
	for _, s := range [][2]string{{"martha", "marhta"}, {"", "x"}, {"müller", "mueller"}, {"\xff\xfe", "\xff"}, {strings.Repeat("ab", 40), strings.Repeat("ba", 40)}, {"李小龙", "李龙小"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 400 || len(b) > 400 {
			t.Skip("long inputs are cut by the caller")
		}
		var s Scratch
		check(t, &s, a, b)
	})
}
