package connect_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/connect"
)

func TestOffset(t *testing.T) {
	for s, want := range map[string]int16{"+09:00": 540, "-0330": -210, "UTC+1": 60, "GMT-5": -300, "3600": 60, "-18000": -300, "+00:00": 0, "+05:45": 345} {
		if got, ok := connect.Offset(s); !ok || got != want {
			t.Errorf("%q gives %d, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "CST", "UTC", "IST", "9", "+99:00", "+09:99", "1e9", "--5", "+-5", "abcdefgh"} {
		if got, ok := connect.Offset(s); ok {
			t.Errorf("%q gives %d", s, got)
		}
	}
}

func TestWindowsID(t *testing.T) {
	for path, want := range map[string]muster.Attached{
		`USB\VID_1D6B&PID_0104\CAFEBABE`:                {Bus: muster.BusUSB, Vendor: 0x1d6b, Product: 0x0104, Serial: "CAFEBABE"},
		`USB\VID_046D&PID_C52B&MI_00\7&2a&0&0000`:       {Bus: muster.BusUSB, Vendor: 0x046d, Product: 0xc52b},
		`DISPLAY\TSB8801\5&1d&0&UID4352`:                {Bus: muster.BusDisplay, EDIDMaker: "TSB", Product: 0x8801},
		`\\?\USB#VID_0E90&PID_0028#abc#{a5dcbf10-6530}`: {Bus: muster.BusUSB, Vendor: 0x0e90, Product: 0x0028, Serial: "abc"},
		"USB\\VID_1D6B&PID_0104\\ɐɐ\x93a":               {Bus: muster.BusUSB, Vendor: 0x1d6b, Product: 0x0104, Serial: "ɐɐ\x93a"}, // letters whose capitals are longer
		`PCI\VEN_8086`:                                  {Bus: muster.BusOther}, "": {Bus: muster.BusOther},
	} {
		if diff := cmp.Diff(want, connect.WindowsID(path)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

func TestClasses(t *testing.T) {
	got := connect.CompatibleIDs("USB\\Class_03&SubClass_01&Prot_01\n\t\tUSB\\Class_03&SubClass_01\n\t\tUSB\\Class_08")
	if want := muster.InterfaceKeyboard | muster.InterfaceStorage; got != want {
		t.Errorf("%v", got.Words())
	}
	if connect.EDIDMaker("LNX") != "LNX" || connect.EDIDMaker("0x10ac") != "DEL" || connect.EDIDMaker("x") != "" || connect.EDIDMaker("") != "" {
		t.Error("makers of displays")
	}
	if !connect.FixedPIN("remoting_start_host --code=x --pin=123456") || connect.FixedPIN("app --pin=1") {
		t.Error("a fixed PIN")
	}
}

func FuzzDevice(f *testing.F) {
	f.Add(`USB\VID_1D6B&PID_0104\CAFEBABE`, "+09:00")
	f.Fuzz(func(t *testing.T, a, b string) {
		connect.WindowsID(a)
		connect.CompatibleIDs(a)
		connect.EDIDMaker(a)
		if minutes, ok := connect.Offset(b); ok && (minutes > 14*60 || minutes < -14*60) {
			t.Errorf("%q is %d minutes", b, minutes)
		}
	})
}
