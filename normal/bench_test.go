package normal

import (
	"fmt"
	"strings"
	"testing"
)

// The inputs vary so that a cache of one value cannot flatter the figures.
func benchInputs(format string) []string {
	out := make([]string, 1024)
	for i := range out {
		out[i] = fmt.Sprintf(format, i)
	}
	return out
}

func BenchmarkName(b *testing.B) {
	for name, in := range map[string][]string{"ascii": benchInputs("John%d Smith"), "comma": benchInputs("SMITH%d, John A."), "accents": benchInputs("José%d García-Márquez")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if Name(in[i&1023]).IsZero() {
					b.Fatal("empty")
				}
			}
		})
	}
}

func BenchmarkCompareNames(b *testing.B) {
	x, y, z := Name("Robert James Smith"), Name("Bob J. Smith"), Name("Katarzyna Nowakowska")
	b.Run("variant", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if CompareNames(x, y) != NameVariant {
				b.Fatal("not a variant")
			}
		}
	})
	b.Run("different", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if CompareNames(x, z) != NameDifferent {
				b.Fatal("not different")
			}
		}
	})
}

func BenchmarkEmail(b *testing.B) {
	for name, in := range map[string][]string{"custom": benchInputs("jane.doe%d@example.com"), "gmail": benchInputs("Jane.Doe%d+x@Gmail.com")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := Email(in[i&1023]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPhone(b *testing.B) {
	var cache PhoneCache
	for _, c := range []struct {
		name string
		in   []string
		read func(string, string) (PhoneForm, error)
	}{
		{"national", benchInputs("020 7946 %04d"), Phone}, {"e164", benchInputs("+44207946%04d"), Phone}, {"nanp", benchInputs("+1 202 555 %04d"), Phone}, {"cached", benchInputs("020 7946 %04d"), cache.Phone},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := c.read(c.in[i&1023], "GB"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAddress(b *testing.B) {
	for name, in := range map[string][]string{"uk": benchInputs("Flat 3, %d High St, Leeds, LS1 1AA, UK"), "us": benchInputs("%d Main St Apt 4B, Springfield, IL 62704, USA")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if Address(in[i&1023]).IsZero() {
					b.Fatal("empty")
				}
			}
		})
	}
}

func BenchmarkText(b *testing.B) {
	words := make([]string, 600)
	for i := range words {
		words[i] = fmt.Sprintf("word%d", i*7919%1000)
	}
	text := strings.Join(words, " ")
	b.Run("words-600", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if len(Words(text)) != 600 {
				b.Fatal("words lost")
			}
		}
	})
}

func BenchmarkOthers(b *testing.B) {
	b.Run("iban", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := IBAN("GB82 WEST 1234 5698 7654 32"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("date", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ParseDate("2026-03-04T05:06:07Z", OrderUnknown); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("url", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := URL("https://github.com/octocat/hello"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("offset", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if OffsetFits("US", "", 60, 1_780_000_000_000_000) != OutcomeDoesNotFit {
				b.Fatal("fits")
			}
		}
	})
}
