package normal

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Numbers of libphonenumber's examples and of Ofcom's range for drama.
func TestPhone(t *testing.T) {
	for _, c := range []struct {
		in, region, e164, ext string
		line                  LineType
	}{
		{"020 7946 0018", "GB", "+442079460018", "", LineLandline},
		{"+44 (0)20 7946 0018", "", "+442079460018", "", LineLandline},
		{"0044 20 7946 0018", "", "+442079460018", "", LineLandline},
		{"0044 20 7946 0018", "GB", "+442079460018", "", LineLandline},
		{"07400 123456", "GB", "+447400123456", "", LineMobile},
		{"tel:+44-7400-123456", "", "+447400123456", "", LineMobile},
		{"070 1234 5678", "GB", "+447012345678", "", LineVirtual},
		{"056 0012 3456", "gb", "+445600123456", "", LineVoIP},
		{"0800 001 0123", "GB", "+448000010123", "", LineTollFree},
		{"09012 345678", "GB", "+449012345678", "", LinePremium},
		{"0345 601 2345", "GB", "+443456012345", "", LineShared},
		{"(202) 555-0123", "US", "+12025550123", "", LineUnknown},
		{"1-800-234-5678", "US", "+18002345678", "", LineTollFree},
		{"+1 650 253 0000 ext. 42", "", "+16502530000", "42", LineUnknown},
		{"030 123456", "DE", "+4930123456", "", LineLandline},
		{"01512 3456789", "DE", "+4915123456789", "", LineMobile},
		{"06 12 34 56 78", "FR", "+33612345678", "", LineMobile},
		{"09 1234 5678", "FR", "", "", ""},
		{"+48 512 345 678", "", "+48512345678", "", LineMobile},
		{"０２０ ７９４６ ００１８", "GB", "+442079460018", "", LineLandline},
	} {
		p, err := Phone(c.in, c.region)
		if c.e164 == "" {
			continue
		}
		if err != nil || p.E164 != c.e164 || p.LineType != c.line || p.Extension != c.ext || p.Block != c.e164[:len(c.e164)-1] {
			t.Errorf("Phone(%q, %q) = %+v, %v; want %s %s %q", c.in, c.region, p, err, c.e164, c.line, c.ext)
		}
	}
	for _, bad := range [][2]string{{"", "GB"}, {"020 7946 0018", ""}, {"12", "GB"}, {"hello", "GB"}, {"+999 123456789", ""}, {strings.Repeat("1", 65), "GB"}} {
		if p, err := Phone(bad[0], bad[1]); !errors.Is(err, ErrPhone) {
			t.Errorf("Phone(%q) = %+v, %v, want ErrPhone", bad, p, err)
		}
	}
}

func TestPhoneCache(t *testing.T) {
	var c PhoneCache
	for range 2 {
		for _, s := range []string{"020 7946 0018", "hello", "020 7946 0019"} {
			want, werr := Phone(s, "GB")
			got, err := c.Phone(s, "GB")
			if got != want || (err == nil) != (werr == nil) {
				t.Errorf("cache gives %+v, %v; want %+v, %v", got, err, want, werr)
			}
		}
	}
	if a, err := c.Phone("030 123456", "DE"); err != nil || a.E164 != "+4930123456" {
		t.Errorf("another region: %+v, %v", a, err)
	}
}

// The short way must agree with the library on every plain form, and the kinds
// remembered by prefix with the number itself.
func TestPlainPhoneAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var cache PhoneCache
	plain := 0
	for range 2_000 {
		d := fmt.Sprintf("%010d", r.Uint64N(10_000_000_000))
		for _, in := range [][2]string{{"+44" + d, ""}, {"+1" + d, "GB"}, {"0" + d, "GB"}, {d, "US"}, {"+44 " + d[:4] + " " + d[4:], "FR"}} {
			if _, _, ok := plainPhone(in[0], in[1]); !ok {
				continue
			}
			plain++
			want, err := parsePhone(in[0], in[1])
			if err != nil {
				t.Fatalf("%q: the library says %v", in, err)
			}
			if got, err := Phone(in[0], in[1]); err != nil || got != want {
				t.Fatalf("Phone(%q) = %+v, %v; the library says %+v", in, got, err, want)
			}
			if got, err := cache.Phone(in[0], in[1]); err != nil || got != want {
				t.Fatalf("cache.Phone(%q) = %+v, %v; the library says %+v", in, got, err, want)
			}
		}
	}
	if plain < 1_000 {
		t.Fatalf("only %d plain forms", plain)
	}
}

// Ranges that are in use, with all kinds of last digits.
func TestPhonePlansByPrefix(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	var plans phonePlans
	prefixes := []uint64{740012, 745769, 770001, 791100, 779701, 750901, 762400, 783910, 207946, 113496, 113731, 114697, 121183, 138731, 152421, 197580, 500000, 700001, 712345, 560012, 800001, 844412, 901234, 345601, 845464, 870012, 202555, 212456, 305312, 416555, 800234, 833234, 900234, 500234, 264292, 264469, 876500, 658295, 242302, 787555, 809555, 684733, 441295, 664491}
	for _, code := range []int32{44, 1} {
		for _, p := range prefixes {
			for range 15 {
				national := p*10_000 + r.Uint64N(10_000)
				wantKind, wantValid := (*phonePlans)(nil).kind(code, national)
				if kind, valid := plans.kind(code, national); kind != wantKind || valid != wantValid {
					t.Fatalf("+%d %d: %s %v remembered, want %s %v", code, national, kind, valid, wantKind, wantValid)
				}
			}
		}
	}
}
