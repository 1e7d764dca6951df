package normal

import "testing"

// TestAttach: what products for remote hands are known by, and what stands on
// ordinary desks beside them.
func TestAttach(t *testing.T) {
	for name, c := range map[string]struct {
		a    Attached
		want AttachedForm
	}{
		"names itself":                   {Attached{Vendor: 0x1d6b, Product: 0x0104, Maker: "PiKVM", Name: "PiKVM Composite Device", Serial: "CAFEBABE", Keyboard: true, AbsoluteMouse: true, Storage: true}, AttachedForm{AttachedRemote, true, false}},
		"by ids alone":                   {Attached{Vendor: 0x3346, Product: 0x1009, Keyboard: true, Mouse: true}, AttachedForm{Kind: AttachedRemote}},
		"by structure alone":             {Attached{Vendor: 0x4321, Product: 0x0001, Name: "USB Receiver", Keyboard: true, AbsoluteMouse: true, Storage: true}, AttachedForm{Kind: AttachedRemote}},
		"disguised as a receiver":        {Attached{Vendor: 0x046d, Product: 0xc52b, Maker: "Logitech (x64)", Name: "USB Receiver", Keyboard: true, AbsoluteMouse: true, Storage: true}, AttachedForm{Kind: AttachedRemote, Conflict: true}},
		"keyboard behind a serial cable": {Attached{Vendor: 0x1a86, Product: 0xe329, Keyboard: true, Mouse: true}, AttachedForm{Kind: AttachedRemote}},
		"a default serial number":        {Attached{Vendor: 0x1d6b, Product: 0x0104, Serial: "6b65796d696d6570690", Keyboard: true}, AttachedForm{Kind: AttachedRemote}},
		"its display":                    {Attached{Display: true, Maker: "LNX", Product: 0x7771}, AttachedForm{Kind: AttachedRemote, Named: true}},
		"a small computer as keyboard":   {Attached{Vendor: 0x1d6b, Product: 0x0104, Name: "Multifunction", Keyboard: true}, AttachedForm{Kind: AttachedGadget}},
		"a capture stick":                {Attached{Vendor: 0x534d, Product: 0x2109, Name: "USB2 Video", Video: true, Audio: true}, AttachedForm{Kind: AttachedVideo}},
		"a mover":                        {Attached{Vendor: 0x0e90, Product: 0x0028, Mouse: true}, AttachedForm{Kind: AttachedMover}},
		"a dock":                         {Attached{Vendor: 0x17ef, Product: 0x3082, Name: "ThinkPad USB-C Dock", Hub: true, Network: true, Audio: true}, AttachedForm{Kind: AttachedDock}},

		"a keyboard's ids with a drive":        {Attached{Vendor: 0x413c, Product: 0x2011, Name: "Multimedia Pro Keyboard", Keyboard: true, Storage: true}, AttachedForm{Conflict: true}},
		"a keyboard's ids with a pointer":      {Attached{Vendor: 0x413c, Product: 0x2011, Name: "HID Keyboard Device", Keyboard: true, Mouse: true}, AttachedForm{Conflict: true}},
		"a receiver's ids with a drive":        {Attached{Vendor: 0x046d, Product: 0xc52b, Name: "USB Composite Device", Keyboard: true, Mouse: true, Storage: true}, AttachedForm{Conflict: true}},
		"a maker's ids, another's words":       {Attached{Vendor: 0x046d, Product: 0xc31c, Maker: "Linux 5.10 with dwc2", Name: "USB Keyboard", Own: true, Keyboard: true}, AttachedForm{Conflict: true}},
		"a small computer with a maker's name": {Attached{Vendor: 0x1d6b, Product: 0x0104, Maker: "Logitech", Name: "Keyboard K120", Own: true, Keyboard: true}, AttachedForm{Kind: AttachedGadget, Conflict: true}},
		"all in one, as Windows logs it":       {Attached{Vendor: 0x1d6b, Product: 0x0104, Name: "USB Composite Device", Keyboard: true, Mouse: true, Storage: true}, AttachedForm{Kind: AttachedRemote}},

		"a maker's driver for all its receivers": {Attached{Vendor: 0x046d, Product: 0xc52b, Maker: "Logitech (x64)", Name: "Logitech USB Input Device", Keyboard: true, Mouse: true}, AttachedForm{}},
		"a gaming mouse with macros":             {Attached{Vendor: 0x1b1c, Product: 0x1b5e, Maker: "Corsair", Name: "Harpoon", Keyboard: true, Mouse: true}, AttachedForm{}},
		"a gaming keyboard with lights":          {Attached{Vendor: 0x1462, Product: 0x3fa4, Maker: "MSI", Name: "Vigor GK50", Keyboard: true, Mouse: true, Storage: true}, AttachedForm{}},
		"a keyboard its owner programmed":        {Attached{Vendor: 0x239a, Product: 0x80f4, Maker: "Adafruit", Name: "CircuitPython", Keyboard: true, Mouse: true, Storage: true, SerialPort: true, Own: true}, AttachedForm{}},
		"a conference camera":                    {Attached{Vendor: 0x046d, Product: 0x0867, Maker: "Logitech", Name: "MeetUp", Video: true, Audio: true, Keyboard: true, Own: true}, AttachedForm{}},
		"a presenter with a pointer":             {Attached{Vendor: 0x046d, Product: 0xc53e, Maker: "Logitech", Name: "Spotlight", Keyboard: true, Mouse: true, Own: true}, AttachedForm{}},
		"a screen's own hub":                     {Attached{Vendor: 0x0bda, Product: 0x5411, Name: "4-Port USB 2.0 Hub", Hub: true}, AttachedForm{}},
		"a root hub":                             {Attached{Vendor: 0x1d6b, Product: 0x0002, Maker: "Linux 6.1 xhci-hcd", Name: "xHCI Host Controller", Hub: true, Own: true}, AttachedForm{}},
		"a laptop maker's keyboard":              {Attached{Vendor: 0x17ef, Product: 0x6047, Maker: "Lenovo", Name: "ThinkPad Compact USB Keyboard with TrackPoint", Keyboard: true, Mouse: true, Own: true}, AttachedForm{}},
		"a receiver":                             {Attached{Vendor: 0x046d, Product: 0xc52b, Maker: "Logitech", Name: "USB Receiver", Keyboard: true, Mouse: true}, AttachedForm{}},
		"a drawing tablet":                       {Attached{Vendor: 0x056a, Product: 0x0374, Maker: "Wacom", Name: "Intuos S", AbsoluteMouse: true}, AttachedForm{}},
		"a tablet with keys and its driver":      {Attached{Vendor: 0x256c, Product: 0x006d, Name: "Pen tablet", Keyboard: true, AbsoluteMouse: true}, AttachedForm{}},
		"a switch for two computers":             {Attached{Vendor: 0x0557, Product: 0x2405, Maker: "ATEN", Name: "4 Port USB KVM Switch", Hub: true, Keyboard: true, Mouse: true}, AttachedForm{}},
		"a security key":                         {Attached{Vendor: 0x1050, Product: 0x0407, Name: "YubiKey OTP+FIDO+CCID", Keyboard: true}, AttachedForm{}},
		"a hobby computer on the network":        {Attached{Vendor: 0x1d6b, Product: 0x0104, Name: "Pi Zero", Network: true}, AttachedForm{}},
		"a webcam":                               {Attached{Vendor: 0x046d, Product: 0x082d, Name: "HD Pro Webcam C920", Video: true, Audio: true}, AttachedForm{}},
		"a memory stick":                         {Attached{Vendor: 0x0781, Product: 0x5581, Name: "Ultra", Storage: true}, AttachedForm{}},
		"a phone with its card":                  {Attached{Vendor: 0x18d1, Product: 0x4ee1, Name: "Pixel", Storage: true, Network: true}, AttachedForm{}},
		"a projector's stock display":            {Attached{Display: true, Maker: "TSB", Product: 0x8801, Name: "T749-fHD720", Serial: "88888800"}, AttachedForm{}},
		"a monitor":                              {Attached{Display: true, Maker: "DEL", Product: 0x41b4, Name: "DELL U2720Q"}, AttachedForm{}},
		"a virtual machine's pointer":            {Attached{Vendor: 0x0627, Product: 0x0001, Name: "QEMU USB Tablet", AbsoluteMouse: true}, AttachedForm{}},
		"a gaming keyboard with a drive":         {Attached{Vendor: 0x1532, Product: 0x0266, Maker: "Razer", Name: "Huntsman V2", Keyboard: true, Mouse: true, Storage: true}, AttachedForm{}},
	} {
		if got := Attach(&c.a); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
