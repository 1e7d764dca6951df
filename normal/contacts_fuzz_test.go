package normal

import (
	"slices"
	"testing"
	"unicode/utf8"
)

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Ärger", "  a\tB ", "Ｊｏｈｎ", "ﬁne", "й ё", "pаypal", "İstanbul", "ẞ", "\u1100\u2019\u1161", "ǅ", "ſ", "\xff", "ά Ά ς", "ｶﾞ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := Fold(s)
		if !utf8.ValidString(a) {
			t.Fatalf("invalid text %q", a)
		}
		if b := Fold(a); a != b {
			t.Fatalf("Fold(%q) = %q, again %q", s, a, b)
		}
		if len(a) > 8*len(s)+64 {
			t.Fatalf("%d bytes became %d", len(s), len(a))
		}
	})
}

func FuzzName(f *testing.F) {
	for _, s := range []string{"SMITH, John", "Dr. John A. Smith Jr.", "Ludwig van Beethoven", "Jane Smith (née Jones)", "王小明", "O'Brien-Smythe", "Jr., John Mr", "Mr", ",,", "Robert \"Bob\" Smith", "Smith, John, PhD"} {
		f.Add(s, "Smith")
	}
	f.Fuzz(func(t *testing.T, s, other string) {
		a := Name(s)
		if b := Name(a.Full); b.Full != a.Full || !slices.Equal(a.Tokens, b.Tokens) {
			t.Fatalf("Name(%q) = %+v, again %+v", s, a, b)
		}
		if len(a.Tokens) > maxNameTokens || !slices.IsSorted(a.Tokens) {
			t.Fatalf("tokens %q", a.Tokens)
		}
		b := Name(s + ", " + other)
		x, y := ExplainNames(a, b), ExplainNames(b, a)
		if x.Outcome != y.Outcome {
			t.Fatalf("not symmetric: %v %v for %q %q", x, y, a.Full, b.Full)
		}
		if !a.IsZero() && CompareNames(a, a) != NameSame {
			t.Fatalf("%q is not itself", a.Full)
		}
	})
}

func FuzzEmail(f *testing.F) {
	for _, s := range []string{"J.Smith+jobs@googlemail.com", "a@bücher.de", "\"x y\"@ex.com", "Bob <bob@fastmail.com>", "tag@bob.fastmail.com", "mailto:x-y@yahoo.co.uk?subject=a", "a@xn--bcher-kva.de", "用户@例子.中国", "\"\\\"\"@a.b", "+@gmail.com", ".@proton.me"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Email(s)
		if err != nil {
			return
		}
		b, err := Email(a.Canonical)
		if err != nil || a != b {
			t.Fatalf("Email(%q) = %+v, again %+v, %v", s, a, b, err)
		}
		if len(a.Canonical) > maxEmailBytes {
			t.Fatalf("%d bytes", len(a.Canonical))
		}
	})
}

func FuzzPhone(f *testing.F) {
	for _, s := range []string{"020 7946 0018", "+1 202 555 0123", "tel:+44-7400-123456;ext=12", "0039 06 12345678", "1-800-FLOWERS", "+", "++44", "٠١٢٣٤٥٦٧٨٩"} {
		f.Add(s, "GB")
	}
	var cache PhoneCache
	f.Fuzz(func(t *testing.T, s, region string) {
		a, err := Phone(s, region)
		c, cerr := cache.Phone(s, region)
		if a != c || (err == nil) != (cerr == nil) {
			t.Fatalf("cache %+v %v, want %+v %v", c, cerr, a, err)
		}
		if err != nil {
			return
		}
		b, err := Phone(a.E164, "")
		b.Extension = a.Extension
		if err != nil || a != b {
			t.Fatalf("Phone(%q, %q) = %+v, again %+v, %v", s, region, a, b, err)
		}
	})
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"Flat 3, 12 High St, Leeds LS1 1AA, UK", "123 Main St Apt 4B, Springfield, IL 62704, USA", "Hauptstr. 5, 10115 Berlin, Germany", "c/o Jones, PO Box 123, London SW1A 1AA", "InPost Locker, 5 Foo Road", "# 3", "no 5", "st st st"} {
		f.Add(s, "Leeds", "LS1 1AA", "GB")
	}
	f.Fuzz(func(t *testing.T, s, city, postcode, country string) {
		for _, a := range []AddressForm{Address(s), AddressParts([]string{s, city}, city, postcode, country)} {
			if len(a.Canonical) > 8*maxAddressBytes {
				t.Fatalf("%d bytes", len(a.Canonical))
			}
			b := Address(a.Canonical)
			if x, y := CompareAddresses(a, b), CompareAddresses(b, a); x != y {
				t.Fatalf("not symmetric: %s %s\n%+v\n%+v", x, y, a, b)
			}
			if !a.IsZero() && CompareAddresses(a, a) != PlaceSame {
				t.Fatalf("%+v is not itself", a)
			}
		}
	})
}
