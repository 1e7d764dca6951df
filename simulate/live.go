package simulate

import (
	_ "embed" // where towns lie
	"fmt"
	"strconv"
)

//go:embed data/places_live.txt
var livePlacesText string

// Live says what logs to write beside the tables: sign-ins, devices, what is
// plugged in, programs and activity of the last Days days, in the vendors' own
// forms. Its zero value writes none; [DefaultLive] is the table.
//
// Rates are shares of the people at work unless they say otherwise. No study
// counts how often honest people do these things among one employer's staff;
// where none is named, a rate is an assumption on the high side, and every
// figure measured on it inherits that.
type Live struct {
	Days  int // days of logs, up to Params.Today; at most 120
	Usual Everyday
	Odd   Unusual
	Farms Farms
}

// Everyday are the habits by which honest people's logs differ most often.
type Everyday struct {
	Office       float64 // go to a listed office two or three days a week
	Coworking    float64 // work at desks shared with strangers two days a week
	Tunnel       float64 // of days, traffic leaves through the employer's own line
	CarrierNAT   float64 // home line behind an address of many customers
	Mobile       float64 // of days, a telephone's network
	Satellite    float64 // home line that is listed at a ground station abroad
	Relay        float64 // of people with a Mac, a privacy relay
	VPN          float64 // a commercial VPN service, on some days
	VPNAgreed    float64 // of these, agreed
	Misplaced    float64 // home line that lists put into another country
	PhoneMail    float64 // mail on a private telephone
	Travel       float64 // a journey of some days in two months
	Abroad       float64 // of journeys, to another country
	TravelAgreed float64 // of journeys abroad, on record
	TravelVPN    float64 // of journeys, with a VPN service
	Flexible     float64 // hours that change from day to day
	OnCall       float64 // of engineers, on duty one week in four
	OnCallAgreed float64 // of these, on record
	NightShift   float64
	NightAgreed  float64 // of these, on record
	HoursAgreed  float64 // of all others, the hours of their contract on record
	Keyboard     float64 // own keyboard, mouse or headset
	Dock         float64
	TwoScreens   float64
	Gaming       float64 // keyboards and mice that are several devices in one
	KeySwitch    float64 // a switch that hands keyboard and screen from one computer to another
	SecurityKey  float64
	Camera       float64
	Stick        float64 // a memory stick once
	KeepAwake    float64 // a program that keeps the screen on
	Recorder     float64 // a program that takes notes in calls
	TeamWeek     float64 // of teams of about ten, a week together in an hotel
	Support      float64 // of customer care, a remote tool to help customers
	SupportNoted float64 // of these, agreed
	Staged       float64 // of laptops given out in these days, set up on the IT provider's premises
	Counted      float64 // of laptops, that count input by the minute for two weeks
	// CountedMovers is the share of those with something that moves the pointer.
	CountedMovers float64
}

// Unusual are the rarer habits, most of which some detector may mistake.
type Unusual struct {
	Capture     float64 // a capture card, of people who stream games
	Tablet      float64 // a drawing tablet, whose pointer jumps
	Projector   float64 // a screen with the identification that cheap ones share
	Gadget      float64 // a small computer on the desk that says it is a keyboard
	Jiggler     float64 // a program that moves the pointer, of people afraid to look absent
	Mover       float64 // the same as a device
	FamilyHelp  float64 // a remote tool by which a relative was helped, for a day or two
	FamilyStays float64 // of these, it stays installed
	RollOut     float64 // of people, a remote tool that the employer's IT provider puts on in a week
	Developer   float64 // of engineers, an emulator
	NewLaptop   float64 // another computer within two months
	Broken      float64 // a private computer for some days while the laptop is repaired
	OwnComputer float64 // of contractors, work on an own computer
	OwnAgreed   float64 // of these, on record
	Move        float64 // moves home within two months
	MoveAbroad  float64 // of these, to another country
	MovedIn     float64 // moved in with a colleague and told nobody
	Hub         float64 // go to a small place of work that nobody listed, most days
	HomeHands   float64 // hardware for remote hands of one's own, to reach the laptop from the sofa
}

// Farms are the places where personas' laptops stand. Published: 29 places
// searched in 2025 with about 200 computers, so that seven stood in each on
// average; hardware for remote hands, remote tools on the first day, the VPN
// service of most cases, power switched for all at once.
type Farms struct {
	PerThousand float64 // people per 1,000 whose laptop stands with others of its operator
	Lone        float64 // people per 1,000 whose laptop stands alone with a host
	Least, Most int     // laptops in one house
	Fresh       float64 // of laptops, first started within the last two weeks
	Careful     float64 // of houses
	Delivered   float64 // laptops delivered to the house; the rest are carried on from the home claimed

	Hands          float64 // hardware for remote hands
	HandsCareful   float64
	Disguised      float64 // of careful ones', under the numbers of a well-known product
	Tool           float64 // a remote tool
	ToolCareful    float64
	SecondTool     float64 // of those with one
	Mover          float64 // something that keeps the laptop active
	Service        float64 // sign-ins through the VPN service on some days
	ServiceCareful float64
	Leak           float64 // of days with the service, a short sign-in without it from elsewhere
	Switched       float64 // of days, all laptops of a careless house switched on together
	OwnRouter      float64 // of careful ones' laptops, behind a travel router and exit of its own
	OwnHours       float64 // personas that work the hours of another part of the world
	Counted        float64 // of laptops, that count input by the minute for two weeks
}

// DefaultLive returns the documented defaults for that many days of logs.
//
// Sources, by the names of the project's catalogue. Laptops in one house: US
// Department of Justice, June 2025 (137 at 21 premises; 5 to 30 in single cases).
// Remote tools 0.8, two of them 0.4, hardware for remote hands 0.3, the VPN
// service 0.7 of cases (M-Trends 2025) with drop-outs on 0.02 of days: suggested
// from published cases, as no report counts laptops. Two addresses in three of
// honest people's sign-ins are a home line's: an assumption, as is the rest.
func DefaultLive(days int) Live {
	return Live{
		Days: days,
		Usual: Everyday{
			Office: 0.25, Coworking: 0.01, Tunnel: 0.05, CarrierNAT: 0.15, Mobile: 0.04, Satellite: 0.004, Relay: 0.15, VPN: 0.06, VPNAgreed: 0.2, Misplaced: 0.003,
			PhoneMail: 0.3, Travel: 0.2, Abroad: 0.4, TravelAgreed: 0.7, TravelVPN: 0.2, Flexible: 0.12, OnCall: 0.1, OnCallAgreed: 0.8, NightShift: 0.01, NightAgreed: 0.85,
			Keyboard: 0.6, Dock: 0.3, TwoScreens: 0.4, Gaming: 0.08, KeySwitch: 0.02, SecurityKey: 0.1, Camera: 0.1, Stick: 0.1, KeepAwake: 0.03, Recorder: 0.04,
			TeamWeek: 0.1, Support: 0.15, SupportNoted: 0.9, Staged: 0.5, Counted: 0.01, CountedMovers: 0.3,
		},
		Odd: Unusual{
			Capture: 0.008, Tablet: 0.01, Projector: 0.003, Gadget: 0.001, Jiggler: 0.004, Mover: 0.001, FamilyHelp: 0.004, FamilyStays: 0.3, RollOut: 0.4, Developer: 0.05,
			NewLaptop: 0.03, Broken: 0.01, OwnComputer: 0.1, OwnAgreed: 0.8, Move: 0.01, MoveAbroad: 0.05, MovedIn: 0.001, Hub: 0.003, HomeHands: 0.0003,
		},
		Farms: Farms{
			PerThousand: 3, Lone: 1, Least: 4, Most: 9, Fresh: 0.5, Careful: 0.4, Delivered: 0.7,
			Hands: 0.3, HandsCareful: 0.5, Disguised: 0.5, Tool: 0.8, ToolCareful: 0.2, SecondTool: 0.4, Mover: 0.3, Service: 0.5, ServiceCareful: 0.1, Leak: 0.02,
			Switched: 0.5, OwnRouter: 0.1, OwnHours: 0.15, Counted: 0.1,
		},
	}
}

func (l Live) validate(people int) error {
	switch f := l.Farms; {
	case l.Days == 0:
		return nil
	case l.Days < 14 || l.Days > 120:
		return fmt.Errorf("days of logs %d: want 14 to 120", l.Days)
	case f.Least < 2 || f.Most < f.Least:
		return fmt.Errorf("laptops in one house %d to %d: want at least 2 and the second not smaller", f.Least, f.Most)
	case f.PerThousand < 0 || f.Lone < 0 || f.PerThousand+f.Lone > 200:
		return fmt.Errorf("laptops of farms %g and %g per 1,000 people: want 0 to 200 together", f.PerThousand, f.Lone)
	case validateCounting(&l) != nil:
		return validateCounting(&l)
	case people > 1_000_000:
		return fmt.Errorf("people %d: want at most 1,000,000 with logs", people)
	}
	return nil
}

// spot is a network somebody signs in from, and where lists put it.
type spot struct {
	ip       string
	router   uint64 // of the router and the access point; 0: none that a device sees
	place    town
	listed   town // where lists put it, when that is elsewhere
	provider string
	tunnel   string // the sign-in system's own verdict: operator and type
	mobile   bool
}

// position is where lists put a town.
type position struct{ latitude, longitude float64 }

func (w *world) positions() map[string]position {
	at := map[string]position{}
	for _, f := range fieldsOf(livePlacesText) {
		latitude, _ := strconv.ParseFloat(f[1], 64)
		longitude, _ := strconv.ParseFloat(f[2], 64)
		at[f[0]] = position{latitude, longitude}
	}
	return at
}

// placeOf is the town of a home.
func (h home) place() town { return town{name: h.town, country: h.country} }
