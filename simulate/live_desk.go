package simulate

import "fmt"

// deskOf draws what is plugged in. Names and numbers are those of common
// products.
func (w *world) deskOf(l *life) {
	u, o, s := w.params.Live.Usual, w.params.Live.Odd, l.s
	have := func(rate float64, things ...thing) {
		if s.chance(rate) {
			l.things = append(l.things, things...)
		}
	}
	screen := func(maker, product, name string) thing {
		return thing{display: true, vendor: maker, product: product, name: name, serial: fmt.Sprintf("%08X", uint32(mix(l.p.number^uint64(len(l.things)))))}
	}
	have(u.Keyboard, pick(s, [][]thing{
		{{vendor: "046d", product: "c52b", maker: "Logitech", name: "USB Receiver", class: "0"}},
		{{vendor: "046d", product: "c31c", maker: "Logitech", name: "USB Keyboard", class: "3", subclass: "1", protocol: "1"}, {vendor: "046d", product: "c077", maker: "Logitech", name: "USB Optical Mouse", class: "3", subclass: "1", protocol: "2"}},
		{{vendor: "413c", product: "2113", maker: "Dell", name: "Dell KB216 Wired Keyboard", class: "0"}},
		{{vendor: "045e", product: "07b2", maker: "Microsoft", name: "Microsoft Nano Transceiver v1.0", class: "0"}},
	})...)
	have(u.Dock, thing{vendor: "17ef", product: "3082", maker: "Lenovo", name: "ThinkPad USB-C Dock Gen 2", class: "9"}, thing{vendor: "17ef", product: "3083", maker: "Lenovo", name: "ThinkPad USB-C Dock Audio", class: "0"}, screen("DEL", "a0c4", "DELL U2419H"))
	have(u.TwoScreens, screen("GSM", "5b08", "LG HDR 4K"), screen("SAM", "0f9c", "C27F390"))
	have(u.Gaming, pick(s, []thing{
		{vendor: "1532", product: "0241", maker: "Razer", name: "Razer Huntsman", class: "0"}, {vendor: "1b1c", product: "1b2d", maker: "Corsair", name: "Corsair Gaming K95 RGB PLATINUM Keyboard", class: "0"},
		{vendor: "1038", product: "1824", maker: "SteelSeries", name: "SteelSeries Rival 3", class: "0"}, {vendor: "feed", product: "6060", maker: "keeb", name: "QMK Split Keyboard", class: "0"},
	}))
	if s.chance(u.KeySwitch) {
		l.switched = true
		l.things = append(l.things, thing{vendor: "0557", product: "2419", maker: "ATEN International", name: "CS1924 KVMP", class: "0"}, screen("DEL", "a0d8", "DELL P2419H"))
	}
	have(u.SecurityKey, thing{vendor: "1050", product: "0407", maker: "Yubico", name: "YubiKey OTP+FIDO+CCID", class: "0"})
	have(u.Camera, thing{vendor: "046d", product: "0825", maker: "Logitech", name: "Webcam C270", class: "239", subclass: "2", protocol: "1"})
	have(u.Stick, thing{vendor: "0781", product: "5581", maker: "SanDisk", name: "Ultra", class: "8", subclass: "6", protocol: "80"})
	have(o.Capture, pick(s, []thing{
		{vendor: "0fd9", product: "0066", maker: "Elgato", name: "Game Capture HD60 S", class: "239"}, {vendor: "534d", product: "2109", maker: "MACROSILICON", name: "USB Video", class: "239"},
	}))
	have(o.Tablet, thing{vendor: "056a", product: "0374", maker: "Wacom Co.,Ltd.", name: "Intuos S", class: "0"})
	have(o.Projector, thing{display: true, vendor: "TSB", product: "8801", name: "T749-fHD720", serial: "88888800"})
	have(o.Gadget, thing{vendor: "1d6b", product: "0104", maker: "Raspberry", name: "Pi Gadget", class: "0"})
	have(o.HomeHands, thing{vendor: "1d6b", product: "0104", maker: "PiKVM", name: "PiKVM Composite Device", serial: "CAFEBABE", class: "0"})
	have(o.Mover, thing{vendor: "0e90", product: "0028", maker: "WiebeTech", name: "Mouse Jiggler MJ-3", class: "3", subclass: "1", protocol: "2"})
}

var remoteTools = []program{
	{"AnyDesk", `C:\Program Files (x86)\AnyDesk`, "AnyDesk Software GmbH", false}, {"TeamViewer", `C:\Program Files\TeamViewer`, "TeamViewer Germany GmbH", false},
	{"RustDesk", `C:\Program Files\RustDesk`, "Purslane Ltd", false}, {"Chrome Remote Desktop Host", `C:\Program Files (x86)\Google`, "Google LLC", false},
}

// programsOf draws the programs that matter among everything installed.
func (w *world) programsOf(l *life) {
	u, o, s := w.params.Live.Usual, w.params.Live.Odd, l.s
	first := w.liveFrom()
	some := func() day { return first + day(s.IntN(w.params.Live.Days)) }
	have := func(rate float64, p program, daily bool) {
		if s.chance(rate) {
			l.programs = append(l.programs, ownProgram{program: p, from: some(), daily: daily})
		}
	}
	have(u.KeepAwake, pick(s, []program{{"PowerToys.Awake.exe", `C:\Program Files\PowerToys\PowerToys.Awake.exe`, "", true}, {"caffeinate", "/usr/bin/caffeinate", "", true}}), true)
	have(u.Recorder, program{"Otter", `C:\Users\me\AppData\Local\Otter`, "Otter.ai", false}, false)
	have(o.Jiggler, program{"MouseJiggler.exe", `C:\Users\me\MouseJiggler.exe`, "", true}, true)
	if s.chance(o.FamilyHelp) {
		from := some()
		p := ownProgram{program: pick(s, remoteTools), from: from, until: from + 1}
		if s.chance(o.FamilyStays) {
			p.until = 0
		}
		l.programs = append(l.programs, p)
	}
	if l.p.department == "Customer Care" && s.chance(u.Support) {
		l.programs = append(l.programs, ownProgram{program: remoteTools[1], from: max(first, l.p.started), daily: true})
		if s.chance(u.SupportNoted) {
			l.p.agreed = append(l.p.agreed, fmt.Sprintf("%s,tool,%s,,,,,,,TeamViewer", l.p.id, l.p.started.iso()))
		}
	}
	if l.engineer {
		have(o.Developer, program{"Android Studio Emulator", "/opt/android/emulator", "Google", false}, false)
	}
	if s.chance(o.RollOut) && w.rollOut() != 0 {
		day := w.rollOut() + day(s.IntN(7))
		l.programs = append(l.programs, ownProgram{program: program{"ScreenConnect Client", `C:\Program Files (x86)\ScreenConnect Client`, "ConnectWise", false}, from: max(day, l.p.started)})
	}
}

// rollOut is the first day of the week in which the employer's IT provider puts
// its tool on laptops: in the third week of the logs.
func (w *world) rollOut() day {
	if w.params.Live.Odd.RollOut == 0 {
		return 0
	}
	return w.liveFrom() + 14
}
