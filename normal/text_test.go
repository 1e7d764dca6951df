package normal

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/bits"
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
		if err != nil || bits.OnesCount64(base^h) > 6 {
			t.Errorf("scaled to %v: distance %d, %v", size, bits.OnesCount64(base^h), err)
		}
	}
	brighter, err := PHash(picture(640, 480, func(x, y float64) uint8 { return scene(x, y)/2 + 100 }))
	if err != nil || bits.OnesCount64(base^brighter) > 6 {
		t.Errorf("brighter: distance %d, %v", bits.OnesCount64(base^brighter), err)
	}
	mirrored := picture(640, 480, func(x, y float64) uint8 { return scene(1-x, y) })
	m, err := PHashMirror(mirrored)
	if err != nil || bits.OnesCount64(base^m) > 4 {
		t.Errorf("mirror: distance %d, %v", bits.OnesCount64(base^m), err)
	}
	if plain, err := PHash(mirrored); err != nil || bits.OnesCount64(base^plain) <= 6 {
		t.Errorf("a mirrored picture hashes like itself: %d, %v", bits.OnesCount64(base^plain), err)
	}
	other, err := PHash(picture(640, 480, func(x, y float64) uint8 { return uint8(127 + 100*math.Sin(23*y*y-5*x)) }))
	if err != nil || bits.OnesCount64(base^other) < 16 {
		t.Errorf("another picture: distance %d, %v", bits.OnesCount64(base^other), err)
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
	f.Add("Led a team of 5; built C++ services.")
	f.Add("\xff a'b.c 東京タワー")
	f.Fuzz(func(t *testing.T, s string) {
		for _, w := range Words(s) {
			if w == "" || w != Fold(w) {
				t.Fatalf("%q holds the word %q", s, w)
			}
		}
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
