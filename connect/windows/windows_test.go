package windows_test

import (
	"errors"
	"strings"
	"testing"

	"muster"
	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/windows"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: windows.New()})
}

// export is written after the schema of events.
const export = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625}'/>
<EventID>6416</EventID><TimeCreated SystemTime='2026-06-01T08:00:00.1234567Z'/><EventRecordID>77</EventRecordID><Channel>Security</Channel><Computer>SN-1</Computer></System>
<EventData><Data Name='DeviceId'>USB\VID_3346&amp;PID_1009\0123456789ABCDEF</Data><Data Name='DeviceDescription'>NanoKVM</Data><Data Name='ClassName'>Keyboard</Data></EventData></Event>
<Event><System><Provider Name='Microsoft-Windows-DriverFrameworks-UserMode'/><EventID Qualifiers='0'>2003</EventID><TimeCreated SystemTime='2026-06-01T08:01:00Z'/><EventRecordID>78</EventRecordID><Channel>c</Channel><Computer>SN-1</Computer></System>
<UserData><UMDFHostDeviceArrivalBegin><InstanceId>USB\VID_0781&amp;PID_5581\4C53</InstanceId></UMDFHostDeviceArrivalBegin></UserData></Event></Events>`

func signals(t *testing.T, text string) (list []muster.Signal, err error) {
	t.Helper()
	system := windows.New()
	err = system.Unwrap(strings.NewReader(text), func(raw []byte) error {
		r, err := connect.Parse(raw)
		if err != nil {
			return err
		}
		if !system.Mine(r) {
			t.Errorf("not recognised: %s", raw)
		}
		system.Read(r, func(s *muster.Signal) { list = append(list, *s) })
		return nil
	})
	return list, err
}

func TestExport(t *testing.T) {
	list, err := signals(t, export)
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	first, ok := list[0].Data.(*muster.Attached)
	if !ok || first.Vendor != 0x3346 || first.Product != 0x1009 || first.Interfaces != muster.InterfaceKeyboard || first.Name != "NanoKVM" || list[0].Event != "SN-1/Security/77" || list[0].At.Micros != 1780300800123456 {
		t.Errorf("%+v %+v", list[0], first)
	}
	if second, ok := list[1].Data.(*muster.Attached); !ok || second.Serial != "4C53" {
		t.Errorf("%+v", list[1])
	}
}

func TestHostileExport(t *testing.T) {
	for name, text := range map[string]string{
		"cut": export[:len(export)/2], "deep": "<Event>" + strings.Repeat("<a>", 5000), "other encoding": `<?xml version="1.0" encoding="utf-16"?><Event/>`,
		"entities": `<!DOCTYPE x [<!ENTITY a "aaaa">]><Event><System>&a;</System></Event>`,
	} {
		if _, err := signals(t, text); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	_, err := signals(t, "<Event><System>"+strings.Repeat("x", 3*connect.MaxRecord)+"</System></Event>")
	if !errors.Is(err, connect.ErrSize) {
		t.Errorf("a huge event: %v", err)
	}
	many := "<Events>" + strings.Repeat("<Event><System><EventID>1</EventID></System></Event>\n", 60_000) + "</Events>"
	if _, err := signals(t, many); err != nil {
		t.Errorf("many small events: %v", err)
	}
}

func FuzzUnwrap(f *testing.F) {
	f.Add(export)
	f.Fuzz(func(t *testing.T, text string) {
		system := windows.New()
		err := system.Unwrap(strings.NewReader(text), func(raw []byte) error {
			connecttest.Survives(t, &system, raw)
			return nil
		})
		_ = err
	})
}
