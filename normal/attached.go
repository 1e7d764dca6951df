package normal

import (
	"slices"
	"strings"
)

// Attached is what a device that was plugged in says about itself: the ids,
// strings and interfaces of a USB device, or the ids and name of a display.
// Whoever controls the hardware can write all of it; structure is the hardest
// to change without losing the use.
type Attached struct {
	Display         bool
	Vendor, Product uint16
	Maker           string // for a display the three letters of its maker
	Name            string
	Serial          string
	Own             bool // maker and name are the device's own words, not those of its driver

	Keyboard, Mouse, AbsoluteMouse, Storage, Video, Audio, Network, SerialPort, Hub bool
}

// AttachedKind is what a device that was plugged in most likely is.
type AttachedKind string

// The kinds of attached device. The zero value is anything else.
const (
	AttachedPlain  AttachedKind = ""
	AttachedRemote AttachedKind = "remote_hands"      // lets somebody elsewhere use keyboard, pointer and screen
	AttachedGadget AttachedKind = "computer_as_input" // a small computer that says it is a keyboard or pointer
	AttachedVideo  AttachedKind = "capture"           // takes in the picture of a screen
	AttachedMover  AttachedKind = "pointer_mover"     // moves the pointer by itself
	AttachedDock   AttachedKind = "dock"
)

// AttachedForm is what Attach read.
type AttachedForm struct {
	Kind     AttachedKind
	Named    bool // its own strings name a product for remote hands
	Conflict bool // its ids are of a maker or product that its interfaces, serial number or own words contradict
}

// usbID is a vendor and a product.
type usbID struct{ vendor, product uint16 }

// The ids that products for remote hands come with. The first is every Linux
// gadget's, so it alone says no more than "a small computer".
var (
	linuxGadget = usbID{0x1d6b, 0x0104}
	remoteIDs   = []usbID{
		{0x1209, 0xeda1}, {0x1209, 0xeda2}, {0x1209, 0xeda3}, {0x38eb, 0x0002}, {0x1d6b, 0x0044}, {0x3346, 0x1009},
	}
	serialCables = []usbID{{0x1a86, 0xe329}, {0x1a86, 0xe129}} // keyboard and pointer behind a serial line
	moverIDs     = []usbID{{0x0e90, 0x0028}, {0x0e90, 0x0045}}
	captureIDs   = []usbID{{0x534d, 0x2109}, {0x534d, 0x2130}, {0x345f, 0x2109}, {0x345f, 0x2130}}
	remoteNames  = []string{"pikvm", "jetkvm", "tinypilot", "nanokvm", "glkvm", "openterface", "kvm over ip", "ip-kvm", "ipkvm"}
	remoteSerial = []string{"cafebabe", "6b65796d696d6570690"}
	captureNames = []string{"hdmi capture", "usb video", "usb2 video", "usb3 video", "usb2.0 hd video", "usb3.0 hd video", "video capture", "capture card"}
	moverNames   = []string{"jiggler", "mouse mover"}
	dockNames    = []string{"dock", "displaylink", "port replicator"}
	// makers of keyboards and pointers whose products hold no storage
	inputMakers = []uint16{0x046d, 0x045e, 0x413c, 0x03f0, 0x17ef, 0x05ac, 0x04f2, 0x1532, 0x0461, 0x04b3, 0x1b1c}
	// products whose ids hardware for remote hands is known to take on, and
	// whether the true one has a pointer
	takenOn = map[usbID]bool{{0x046d, 0xc52b}: true, {0x045e, 0x005f}: true, {0x413c, 0x2011}: false}
	// how a small computer calls itself, and how those makers do
	gadgetWords = []string{"linux", "gadget", "configfs", "raspberry", "sipeed", "glinet", "allwinner", "rockchip"}
	makerWords  = []string{"logitech", "microsoft", "dell", "hewlett", "lenovo", "corsair", "razer", "cherry"}
)

func oneOf(id usbID, list []usbID) bool {
	return slices.Contains(list, id)
}

func anyIn(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// Attach reads what was plugged in: structure first, then ids, then names.
func Attach(a *Attached) AttachedForm {
	text := strings.ToLower(a.Maker + " " + a.Name)
	if a.Display {
		return display(a, text)
	}
	id := usbID{a.Vendor, a.Product}
	input := a.Keyboard || a.Mouse || a.AbsoluteMouse
	// What nothing on an ordinary desk is. Most logs cannot tell a pointer that
	// jumps from one that moves, so a small computer's ids stand in for that.
	hands := a.Keyboard && a.Storage && (a.AbsoluteMouse || a.Mouse && id == linuxGadget)
	form := AttachedForm{Named: anyIn(text, remoteNames), Conflict: input && conflict(a, id, text)}
	switch {
	case form.Named, hands, oneOf(id, remoteIDs) && input, oneOf(id, serialCables) && a.Keyboard, input && anyIn(strings.ToLower(a.Serial), remoteSerial):
		form.Kind = AttachedRemote
	case id == linuxGadget && input:
		form.Kind = AttachedGadget
	case oneOf(id, moverIDs), anyIn(text, moverNames):
		form.Kind = AttachedMover
	case oneOf(id, captureIDs), a.Video && anyIn(text, captureNames):
		form.Kind = AttachedVideo
	case a.Vendor == 0x17e9, anyIn(text, dockNames), a.Hub && (a.Network || a.Audio):
		form.Kind = AttachedDock
	}
	return form
}

// conflict reports whether ids contradict the rest. Keyboards with a drive of
// their own and docks are many, so storage alone contradicts only the ids of
// products that are known to have none.
func conflict(a *Attached, id usbID, text string) bool {
	pointer, taken := takenOn[id]
	known := slices.Contains(inputMakers, a.Vendor)
	switch {
	case taken && (a.Storage || a.AbsoluteMouse || a.Mouse && !pointer):
	case known && a.Storage && a.AbsoluteMouse:
	case known && anyIn(strings.ToLower(a.Serial), remoteSerial):
	case known && a.Own && anyIn(text, gadgetWords):
	case id == linuxGadget && a.Own && anyIn(text, makerWords):
	default:
		return false
	}
	return true
}

// display reads the identification of a screen. The stock one of cheap
// projectors is also that of one product for remote hands, and says nothing.
func display(a *Attached, text string) AttachedForm {
	switch {
	case anyIn(text, remoteNames), strings.EqualFold(a.Maker, "LNX") && a.Product >= 0x7770 && a.Product <= 0x7773:
		return AttachedForm{Kind: AttachedRemote, Named: true}
	}
	return AttachedForm{}
}
