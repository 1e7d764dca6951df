package kernel

import (
	"math/rand/v2"
	"testing"
)

func benchWords(alphabet string) []string {
	r := rand.New(rand.NewPCG(5, 6))
	al := []rune(alphabet)
	words := make([]string, 1024)
	for i := range words {
		w := make([]rune, 5+r.IntN(8))
		for j := range w {
			w[j] = al[r.IntN(len(al))]
		}
		words[i] = string(w)
	}
	return words
}

func BenchmarkMeasures(b *testing.B) {
	for _, set := range []struct{ name, alphabet string }{{"ascii", "etaoinshrdlu"}, {"unicode", "абвгдеёжзий"}} {
		words := benchWords(set.alphabet)
		var s Scratch
		sum := 0
		run := func(name string, f func(x, y string) int) {
			b.Run(name+"/"+set.name, func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					sum += f(words[i&1023], words[(i*7+1)&1023])
				}
			})
		}
		run("jarowinkler", func(x, y string) int { return int(s.JaroWinkler(x, y) * 10) })
		run("levenshtein", s.Levenshtein)
		run("osa", s.OSA)
		if sum == 0 {
			b.Fatal("no work was measured")
		}
	}
}
