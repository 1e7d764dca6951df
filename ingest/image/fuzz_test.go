package image

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"muster/internal/reading"
)

func FuzzRead(f *testing.F) {
	f.Add(makeJPEG(f, 64, 48))
	f.Add(withSegments(makeJPEG(f, 16, 16), exifSegment(map[uint16]string{0x010f: "Apple"}, map[uint16]string{0x9003: "2024:05:01 10:30:00"}),
		xmpSegment(`<rdf:Description photoshop:Credit="Made with Google AI"><xmpMM:History><rdf:Seq><rdf:li stEvt:action="saved"/></rdf:Seq></xmpMM:History></rdf:Description>`),
		segment(0xeb, "JP\x00\x01\x00\x00\x00\x01jumdc2pa\x6fclaim_generator\x6aOpenAI-API")))
	f.Add(pngWithText(f, "parameters", "Steps: 1, Sampler: x, Seed: 2"))
	f.Add([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic\x00\x00\x00\x10meta\x00\x00\x00\x00iinf"))
	for _, name := range samplePictures(f) {
		if info, err := os.Stat(name); err != nil || info.Size() > 40_000 {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	lim := Limits{MaxBytes: 4 << 20, MaxPixels: 1_000_000, Timeout: 10 * time.Second}
	f.Fuzz(func(t *testing.T, b []byte) {
		img, err := Read(context.Background(), "x", bytes.NewReader(b), int64(len(b)), lim)
		if err != nil {
			code := reading.CodeOf(err)
			if !slices.Contains(reading.Codes(), code) || code == Timeout {
				t.Fatalf("code %q: %v", code, err)
			}
			return
		}
		if !slices.Contains(Types(), img.Type) || len(img.Software) > 32 || len(img.History) > maxHistory || len(img.Container.Texts) > maxTexts {
			t.Fatalf("out of bounds: %+v", img)
		}
		for _, s := range append([]string{img.Device.Make, img.Device.Model, img.Taken.Original}, img.Provenance.Generators...) {
			if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\n") {
				t.Fatalf("%q is not clean", s)
			}
		}
		if p := img.Place; p != nil && (p.Latitude < -90 || p.Latitude > 90 || p.Longitude < -180 || p.Longitude > 180) {
			t.Fatalf("place %+v", p)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	raw := makeJPEG(b, 4032, 3024)
	b.SetBytes(int64(len(raw)))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := readBytes(raw); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
