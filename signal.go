package muster

import "slices"

// Signal is one event of a log in our words: what a connector read, before it
// is counted. Signals are many and short-lived; what is kept of them are the
// observations that stream makes of a person's day, and, under retention, the
// events as they arrived.
type Signal struct {
	System   string // the connector that read it: "okta", "osquery"
	Event    string // the source's own id of the event; a replay is recognised by it
	At       Time   // when it happened, by the source's clock
	Received Time   // when the source or its collector took it in
	Account  string // who, as the system names them: login, e-mail, user id, employee number
	Device   string // which device, as the system names it: serial number or device id
	Origin   Origin
	Place    Place      // file and row, for logs that are files
	Data     SignalData // what happened; its type decides the rest
}

// Origin is where an event came from, as the source saw it.
type Origin struct {
	IP        Network
	City      City
	Country   Country // compared with what the person claimed, never scored
	Latitude  float64 // degrees; both zero when not stated
	Longitude float64
	ASN       int32
	Provider  Text            // the network's name
	Network   NetworkClass    // the source's own verdict, else an enricher's
	Judge     Text            // who says so: the source, or a list with its date
	Service   AnonymityBrand  // the service, where it is one that matters
	Session   Text            // the source's session or token id
	Client    ClientClass     // what kind of program asked
	System    OperatingSystem // operating system the client says it runs on
}

// NetworkClass is what kind of network an address belongs to.
type NetworkClass string

// The classes of network. Unknown is the zero value and says nothing.
const (
	NetworkUnknown     NetworkClass = ""
	NetworkHome        NetworkClass = "home"        // a fixed line of a consumer provider
	NetworkMobile      NetworkClass = "mobile"      // shared by many behind one address
	NetworkSatellite   NetworkClass = "satellite"   // places mean little
	NetworkCorporate   NetworkClass = "corporate"   // the employer's own line or tunnel
	NetworkRelay       NetworkClass = "relay"       // a privacy relay such as Apple's
	NetworkVPN         NetworkClass = "vpn"         // a commercial anonymity service
	NetworkHosting     NetworkClass = "hosting"     // a data centre
	NetworkResidential NetworkClass = "residential" // a proxy that sells other people's home lines
	NetworkTor         NetworkClass = "tor"
)

// AnonymityBrand names the few services that published advisories tie to the
// scheme; every other one is only a class.
type AnonymityBrand string

// The services told apart.
const (
	BrandNone    AnonymityBrand = ""
	BrandAstrill AnonymityBrand = "astrill"
)

// ClientClass is the kind of program behind a request.
type ClientClass string

// The kinds of program.
const (
	ClientUnknown   ClientClass = ""
	ClientBrowser   ClientClass = "browser"
	ClientDesktop   ClientClass = "desktop_app"
	ClientMobile    ClientClass = "mobile_app"
	ClientProgram   ClientClass = "program" // an interface, not a person
	ClientAutomated ClientClass = "automated_browser"
)

// OperatingSystem is a family of operating systems.
type OperatingSystem string

// The families of operating systems.
const (
	SystemUnknown  OperatingSystem = ""
	SystemWindows  OperatingSystem = "windows"
	SystemMac      OperatingSystem = "macos"
	SystemLinux    OperatingSystem = "linux"
	SystemChromeOS OperatingSystem = "chromeos"
	SystemIOS      OperatingSystem = "ios"
	SystemAndroid  OperatingSystem = "android"
)

// SignalData is what happened. Implementations are the pointer types below.
type SignalData interface{ signal() }

// SignedIn is a sign-in, finished or refused.
type SignedIn struct {
	Passed        bool
	App           Text
	Managed       Answer // the source says the device is managed
	Authenticator Device // the phone or key that completed the second factor
	Offset        int16  // minutes east of UTC the client stated, or OffsetUnknown
}

// Located is a device telling where and how it stands.
type Located struct {
	Serial   Device
	Model    Text
	Gateway  Device // hardware address of the router
	Station  Device // hardware address of the wireless access point
	Offset   int16  // minutes east of UTC of the system clock, or OffsetUnknown
	Mains    Answer // on mains power
	LidOpen  Answer
	BuiltIn  Answer // built-in keyboard or pointer used since the last report
	Wired    Answer
	Delay    int32 // milliseconds from a key to the employer's host that answers it, as a remote desktop or shell logs it; 0 not stated
	Expected int32 // what that line takes from the home claimed, as whoever runs the host says; 0 not stated
	Booted   Time
	Enrolled Time // first start after it was set up
}

// Attached is a device being plugged in or taken out, as its descriptors say.
type Attached struct {
	Removed    bool
	Bus        Bus
	Vendor     uint16 // USB vendor id
	Product    uint16 // USB product id, or the display's product code
	Maker      Text   // strings of the descriptor
	Name       Text
	Serial     Device
	Interfaces Interfaces
	EDIDMaker  Text // three letters
}

// Bus is how a device was attached.
type Bus string

// The buses.
const (
	BusUSB     Bus = "usb"
	BusDisplay Bus = "display"
	BusOther   Bus = "other"
)

// Interfaces is the set of things a USB device offers.
type Interfaces uint16

// The interfaces told apart.
const (
	InterfaceKeyboard Interfaces = 1 << iota
	InterfaceMouse
	InterfaceAbsoluteMouse // a pointer that jumps to a place, as remote hands do
	InterfaceStorage
	InterfaceVideo
	InterfaceAudio
	InterfaceNetwork
	InterfaceSerial
	InterfaceHub
)

// interfaceWords are the words for the bits of Interfaces, in their order.
func interfaceWords() []Text {
	return []Text{"keyboard", "mouse", "absolute_mouse", "mass_storage", "video", "audio", "network", "serial", "hub"}
}

// Has reports whether all of the given are offered.
func (i Interfaces) Has(all Interfaces) bool { return i&all == all }

// Words lists what is offered, in words.
func (i Interfaces) Words() []Text {
	var words []Text
	for bit, word := range interfaceWords() {
		if i.Has(1 << bit) {
			words = append(words, word)
		}
	}
	return words
}

// InterfacesOf reads what Words writes; other words are left out.
func InterfacesOf(words []Text) Interfaces {
	var i Interfaces
	for bit, word := range interfaceWords() {
		if slices.Contains(words, word) {
			i |= 1 << bit
		}
	}
	return i
}

// Ran is a program, extension or web address seen on a device.
type Ran struct {
	Seen      SeenAs
	Name      Text // file, product or extension name; a domain for addresses
	Path      Text
	Publisher Text
	FixedPIN  bool // a remote host started from a command line with a fixed PIN
	Removed   bool
	Tampered  bool // the source reports an agent or its history was interfered with
	Malware   bool // the source calls it malware
}

// SeenAs is how a program was noticed.
type SeenAs string

// The ways a program is noticed.
const (
	SeenRunning   SeenAs = "running"
	SeenInstalled SeenAs = "installed"
	SeenExtension SeenAs = "extension"
	SeenDomain    SeenAs = "domain"
	SeenProfile   SeenAs = "browser_profile"
	SeenOnPath    SeenAs = "on_the_path" // by passive records of a network
)

// Moved is input counted over a short time: never keys, never content.
type Moved struct {
	Span   int32 // seconds counted
	Events int32 // pointer and key events
	Travel int32 // pixels, or -1 when not known
	Effect Answer
}

// Present is a stretch of presence or absence as a program showed it.
type Present struct {
	Active bool
	Until  Time
}

// Worked is an act on code, access or shared systems.
type Worked struct {
	Act    WorkAct
	Target Text // repository, key or system
	Count  int32
	Offset int16 // minutes east of UTC written by the author's machine, or OffsetUnknown
	Ticket Answer
}

// WorkAct is a kind of act that matters to a detector.
type WorkAct string

// The acts told apart.
const (
	WorkCommitted     WorkAct = "committed"
	WorkPushed        WorkAct = "pushed"
	WorkCloned        WorkAct = "cloned"
	WorkMirrored      WorkAct = "mirrored_elsewhere"
	WorkWrongIdentity WorkAct = "under_another_identity"
	WorkKeyAdded      WorkAct = "key_added"
	WorkMemberAdded   WorkAct = "collaborator_added"
	WorkForwarding    WorkAct = "forwarding_rule"
	WorkPipeline      WorkAct = "pipeline_changed"
	WorkAccessAsked   WorkAct = "access_asked"
	WorkDeleted       WorkAct = "deleted"
	WorkDownloaded    WorkAct = "downloaded"
	WorkDelivered     WorkAct = "delivered" // anything finished: a merge, a ticket, a document
	WorkOtherJob      WorkAct = "other_job_seen"
)

// Met is somebody's stay in a meeting as the service logged it.
type Met struct {
	Meeting    Text
	Until      Time
	Shown      PersonName // display name
	Camera     Text       // names of the devices used
	Microphone Text
	Latency    int32 // milliseconds, 0 when not stated
}

// Called is a call of a system's interface by an outside account.
type Called struct {
	Step Text // the endpoint, without its parameters
}

func (*SignedIn) signal() {}
func (*Located) signal()  {}
func (*Attached) signal() {}
func (*Ran) signal()      {}
func (*Moved) signal()    {}
func (*Present) signal()  {}
func (*Worked) signal()   {}
func (*Met) signal()      {}
func (*Called) signal()   {}
