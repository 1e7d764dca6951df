package normal

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The specimens of ICAO 9303 parts 4 to 7 (State of Utopia).
func TestMRZSpecimens(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  MRZForm
	}{
		{"TD3", []string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"},
			MRZForm{Format: "TD3", DocumentCode: "P", Issuer: "UTO", DocumentNumber: "L898902C3", Nationality: "UTO", BirthDate: "740812", ExpiryDate: "120415", Sex: "F", Surname: "ERIKSSON", GivenNames: "ANNA MARIA", Optional: "ZE184226B"}},
		{"TD2", []string{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"},
			MRZForm{Format: "TD2", DocumentCode: "I", Issuer: "UTO", DocumentNumber: "D23145890", Nationality: "UTO", BirthDate: "740812", ExpiryDate: "120415", Sex: "F", Surname: "ERIKSSON", GivenNames: "ANNA MARIA"}},
		{"TD1", []string{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"},
			MRZForm{Format: "TD1", DocumentCode: "I", Issuer: "UTO", DocumentNumber: "D23145890", Nationality: "UTO", BirthDate: "740812", ExpiryDate: "120415", Sex: "F", Surname: "ERIKSSON", GivenNames: "ANNA MARIA"}},
		{"long number", []string{"I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"},
			MRZForm{Format: "TD1", DocumentCode: "I", Issuer: "UTO", DocumentNumber: "D23145890734", Nationality: "UTO", BirthDate: "340712", ExpiryDate: "950712", Sex: "M", Surname: "STEVENSON", GivenNames: "PETER JOHN"}},
		{"MRV-A", []string{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"},
			MRZForm{Format: "MRV-A", DocumentCode: "V", Issuer: "UTO", DocumentNumber: "L8988901C", Nationality: "XXX", BirthDate: "400907", ExpiryDate: "961210", Sex: "F", Surname: "ERIKSSON", GivenNames: "ANNA MARIA", Optional: "6ZE184226B"}},
		{"MRV-B", []string{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"},
			MRZForm{Format: "MRV-B", DocumentCode: "V", Issuer: "UTO", DocumentNumber: "L8988901C", Nationality: "XXX", BirthDate: "400907", ExpiryDate: "961210", Sex: "F", Surname: "ERIKSSON", GivenNames: "ANNA MARIA"}},
	} {
		got, err := MRZ(c.lines...)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		c.want.Lines = c.lines
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, d)
		}
		one, err := MRZ(strings.ToLower(strings.Join(c.lines, "\r\n")) + "\n")
		if err != nil || !cmp.Equal(one, got) {
			t.Errorf("%s: lines joined give %+v, %v", c.name, one, err)
		}
	}
}

func TestMRZFailures(t *testing.T) {
	for _, c := range []struct {
		line2  string
		failed []string
	}{
		{"L898902C37UTO7408122F1204159ZE184226B<<<<<10", []string{"document_number", "composite"}},
		{"L898902C36UTO7408132F1204159ZE184226B<<<<<10", []string{"birth_date", "composite"}},
		{"L898902C36UTO7408122F1204169ZE184226B<<<<<10", []string{"expiry_date", "composite"}},
		{"L898902C36UTO7408122F1204159ZE184226B<<<<<20", []string{"optional", "composite"}},
		{"L898902C36UTO7408122F1204159ZE184226B<<<<<11", []string{"composite"}},
		{"L898902C36UTO7413128F1204159ZE184226B<<<<<12", []string{"birth_date_form"}},
	} {
		m, err := MRZ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", c.line2)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.failed) == 1 && c.failed[0] == "birth_date_form" {
			if !slices.Contains(m.Failed, "birth_date_form") {
				t.Errorf("%s: failed %v, want birth_date_form among them", c.line2, m.Failed)
			}
			continue
		}
		if !slices.Equal(m.Failed, c.failed) {
			t.Errorf("%s: failed %v, want %v", c.line2, m.Failed, c.failed)
		}
	}
	for _, bad := range [][]string{{}, {""}, {"P<UTO"}, {"P<UTO", "X"}, {strings.Repeat("<", 600), "a"}, {"A", "B", "C", "D"}} {
		if _, err := MRZ(bad...); !errors.Is(err, ErrMRZ) {
			t.Errorf("MRZ(%q): %v, want ErrMRZ", bad, err)
		}
	}
}

// The sample set says whether another library found each specimen valid; that
// library also rejects UTO as no country, which is no check of the zone.
func TestMRZSampleSet(t *testing.T) {
	read := 0
	for _, row := range sharedCSV(t, "07_identity/mrz_specimens.csv") {
		if row[0] == "" {
			continue
		}
		m, err := MRZ(row[3])
		if err != nil {
			t.Errorf("%s: %v", row[2], err)
			continue
		}
		read++
		wantFail := strings.Contains(row[2], "wrong")
		knownBad := wantFail || m.Issuer == "UTO"
		if !m.OK() && !knownBad {
			t.Errorf("%s: failed %v\n%s", row[2], m.Failed, row[3])
		}
		if m.OK() && wantFail {
			t.Errorf("%s: every check agreed", row[2])
		}
		if want := strings.Replace(row[0], "FRENCH_NATIONAL_ID", "FRA-ID", 1); m.Format != want {
			t.Errorf("%s: format %s, want %s", row[2], m.Format, row[0])
		}
	}
	if read < 15 {
		t.Fatalf("read %d specimens, want at least 15", read)
	}
}

func TestFindMRZ(t *testing.T) {
	text := `Scan of passport, page 2
P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10

Front of card:
I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<
Thank you, 12345678901234567890123456789012345 and more text of this length here
P < U T O ERIKSSON << ANNA < MARIA <<<<<<<<<<<<<<<<<<<
L898902C36 UTO 7408122F1204159 ZE184226B<<<<<10`
	got := FindMRZ(text)
	if len(got) != 3 {
		t.Fatalf("found %d zones, want 3: %+v", len(got), got)
	}
	for i, want := range []string{"TD3", "TD1", "TD3"} {
		if got[i].Format != want || !got[i].OK() || got[i].Surname != "ERIKSSON" {
			t.Errorf("zone %d: %+v, want %s without failures", i, got[i], want)
		}
	}
	if got := FindMRZ("no zone here\nCALL 0123456789012345678901234567890123456789\nXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX1"); len(got) != 0 {
		t.Errorf("found %+v in plain text", got)
	}
}

func FuzzMRZ(f *testing.F) {
	f.Add("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10")
	f.Add("I<UTOD23145890<7349<<<<<<<<<<<|3407127M9507122UTO<<<<<<<<<<<2|STEVENSON<<PETER<JOHN<<<<<<<<<")
	f.Add("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<")
	f.Add(strings.Repeat("<", 90))
	f.Fuzz(func(t *testing.T, s string) {
		if m, err := MRZ(s); err == nil {
			again, err := MRZ(m.Lines...)
			if err != nil || !cmp.Equal(m, again) && !strings.Contains(strings.Join(m.Lines, ""), "?") {
				t.Fatalf("not stable: %+v %+v %v", m, again, err)
			}
		}
		if n := len(FindMRZ(s)); n > maxMRZFound {
			t.Fatalf("%d zones", n)
		}
	})
}
