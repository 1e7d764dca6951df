package normal_test

import (
	"testing"

	"muster/normal"
)

func TestMAC(t *testing.T) {
	for in, want := range map[string]normal.HardwareAddress{
		"AC:84:C6:01:02:03": {Canonical: "ac84c6010203", Station: "84c601020"},
		"ac-84-c6-01-02-03": {Canonical: "ac84c6010203", Station: "84c601020"},
		"ac84.c601.0203":    {Canonical: "ac84c6010203", Station: "84c601020"},
		"ac:84:c6:1:2:3":    {Canonical: "ac84c6010203", Station: "84c601020"},
		"ae:84:c6:01:02:0f": {Canonical: "ae84c601020f", Station: "84c601020"}, // another radio of the same access point
		"00:00:5e:00:01:0a": {Canonical: "00005e00010a", Station: "005e00010", Virtual: true},
		"52:54:00:12:35:02": {Canonical: "525400123502", Station: "540012350", Virtual: true},
	} {
		if got, ok := normal.MAC(in); !ok || got != want {
			t.Errorf("%s: %+v %v, want %+v", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb", "ac:84:c6:01:02", "not an address", "ac:84:c6:01:02:0g", "192.168.1.1"} {
		if got, ok := normal.MAC(in); ok {
			t.Errorf("%q is read as %+v", in, got)
		}
	}
}

func FuzzMAC(f *testing.F) {
	f.Add("AC:84:C6:01:02:03")
	f.Add("ac84.c601.0203")
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := normal.MAC(s)
		if !ok {
			return
		}
		if again, ok := normal.MAC(got.Canonical); !ok || again != got {
			t.Errorf("%q is %+v, which is read as %+v", s, got, again)
		}
	})
}
