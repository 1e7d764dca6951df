package normal

import (
	"slices"
	"strings"
	"testing"
)

func TestLatin(t *testing.T) {
	for _, c := range []struct {
		in, want string
		script   Script
	}{
		{"Müller", "muller", ScriptLatin},
		{"Владимир Путин", "vladimir putin", ScriptAlphabet},
		{"Κυριάκος", "kyriakos", ScriptAlphabet},
		{"محمد", "mhmd", ScriptConsonants},
		{"习近平", "xi jin ping", ScriptSyllables},
		{"김정은", "gim jeong eun", ScriptSyllables},
		{"バラク", "baraku", ScriptSyllables},
	} {
		got, script := Latin(c.in)
		if got != c.want || script != c.script {
			t.Errorf("Latin(%q) = %q, %d; want %q, %d", c.in, got, script, c.want, c.script)
		}
	}
}

func TestNameKeys(t *testing.T) {
	share := func(a, b string) bool {
		return slices.ContainsFunc(NameKeys(a), func(k string) bool { return slices.Contains(NameKeys(b), k) })
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"mohammed", "muhammad", true}, {"william", "bill", true}, {"zelensky", "zelenskiy", true}, {"kim", "gim", true}, {"kim", "kam", false}, {"marcos", "marquez", false},
	} {
		if got := share(c.a, c.b); got != c.want {
			t.Errorf("%s and %s share a key: %t, want %t", c.a, c.b, got, c.want)
		}
	}
}

func TestNameWords(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"習近平", "xi/习 jin/近 ping/平"}, {"SMITH, John", "john/john smith/smith"}, {"贝拉克·奥巴马", "beilake/ aobama/"}, {"Pan Wei", "pan/pan wei/wei"}, {"Mus'ab", "musab/musab"},
	} {
		var got []string
		for _, w := range NameWords(c.in) {
			got = append(got, w.Latin+"/"+w.Written)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("NameWords(%q) = %s, want %s", c.in, s, c.want)
		}
	}
	if len(traditionalSigns) != len(simplifiedSigns) {
		t.Errorf("%d traditional signs, %d simplified", len(traditionalSigns), len(simplifiedSigns))
	}
}

func FuzzNameWords(f *testing.F) {
	for _, s := range []string{"SMITH, John", "习近平", "باراك أوباما", "Հայ", "ហ៊ុន ម៉ាណែត", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		words := NameWords(s)
		if len(words) > maxNameTokens {
			t.Fatalf("%d words", len(words))
		}
		for _, w := range words {
			if again, script := Latin(w.Latin); again != w.Latin || script != ScriptLatin {
				t.Fatalf("%q is not plain: %q", w.Latin, again)
			}
		}
	})
}
