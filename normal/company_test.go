package normal

import (
	"strings"
	"testing"
)

func TestCompany(t *testing.T) {
	for _, c := range []struct{ in, canonical, legal string }{
		{"ACME Ltd.", "acme", "ltd"}, {"Acme Limited", "acme", "ltd"}, {"The Acme Company, Inc.", "acme", "co inc"}, {"Müller & Söhne GmbH", "muller and sohne", "gmbh"}, {"Smith & Co", "smith", "co"},
		{"Foo S.p.A.", "foo", "spa"}, {"Foo Sp. z o.o.", "foo", "spzoo"}, {"Bar Pty Ltd", "bar", "ltd"}, {"Müller GmbH & Co. KG", "muller", "gmbh"}, {"Limited", "limited", ""}, {"", "", ""}, {"Blue-Sky", "blue sky", ""},
	} {
		if got := Company(c.in); got.Canonical != c.canonical || got.Legal != c.legal {
			t.Errorf("Company(%q) = %+v, want %q %q", c.in, got, c.canonical, c.legal)
		}
	}
	for in, want := range map[string]bool{"Jane Doe Consulting Ltd": true, "Doe GmbH": true, "Jane Doe": false, "Ltd": false, "": false, "Maria Sa": false, "Jane & Co": false} {
		if IsCompany(in) != want {
			t.Errorf("IsCompany(%q) = %v", in, !want)
		}
	}
}

func TestHolderNames(t *testing.T) {
	for in, want := range map[string]string{
		"MR J SMITH & MRS A SMITH": "j smith|a smith", "Mr and Mrs J Smith": "j smith", "J & A Smith": "j smith|a smith", "Jane Doe": "jane doe", "": "", "Jane Doe / John Roe": "jane doe|john roe", "DOE, Jane": "jane doe",
		"Lucia Herrera y Jorge Salas": "lucia herrera|jorge salas", "Jens et Katrin Bauer": "jens bauer|katrin bauer", "Katrin Bauer oder Jens Bauer": "katrin bauer|jens bauer", "José Ortega y Gasset": "jose ortega y gasset", "Thi Y Nguyen": "thi y nguyen",
	} {
		var got []string
		for _, n := range HolderNames(in) {
			got = append(got, n.Full)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("HolderNames(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDisplayName(t *testing.T) {
	for in, want := range map[string]string{
		"Jane Doe": "jane doe", "Jane Doe (Guest)": "jane doe", "Jane's iPhone": "jane", "Jane’s iPad Pro": "jane", "iPhone": "", "iPhone 15 Pro Max": "", "Jane Doe | Acme": "jane doe", "Jane Doe - Acme Ltd": "jane doe", "jane.doe@example.com": "jane doe", "SM-G991B": "", "Galaxy S21": "", "JD": "", "jane99": "jane",
		"": "", "123": "", "Jane Doe (she/her)": "jane doe",
	} {
		if got := DisplayName(in).Full; got != want {
			t.Errorf("DisplayName(%q) = %q, want %q", in, got, want)
		}
	}
	if CompareNames(DisplayName("iPhone"), Name("Jane Doe")) != NameUnknown || CompareNames(DisplayName("Jane's iPhone"), Name("Jane Doe")) != NameVariant {
		t.Error("a device name contradicts its owner")
	}
}

func FuzzCompany(f *testing.F) {
	for _, s := range []string{"ACME Ltd.", "The The Co Ltd", "Müller GmbH & Co. KG", "Jane’s iPhone 15", "A & B / C + D", "& Co", "Ltd Ltd", strings.Repeat("\xff&", 100) + " }t\xd0T\xb1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Company(s)
		if again := Company(c.Canonical); again.Canonical != c.Canonical {
			t.Fatalf("Company(%q) = %+v, again %+v", s, c, again)
		}
		IsCompany(s)
		if n := HolderNames(s); len(n) > maxHolders {
			t.Fatalf("%d holders", len(n))
		}
		n := DisplayName(s)
		if len(n.Tokens) > maxNameTokens {
			t.Fatalf("%+v", n)
		}
	})
}
