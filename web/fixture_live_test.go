package web

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"muster"
	"muster/casework"
	"muster/report/seen"
)

// DevicePage is somebody whose laptop stands beside others' for one person,
// monitoring that is off for another.
func (c *company) DevicePage(_ context.Context, id muster.SubjectID) (*Devices, error) {
	switch id {
	case "A-1063":
		return &Devices{Ref: ref("A-1063", "", muster.Escalate), Seen: &seen.View{}, Off: []string{"Sign-ins", "Devices"}, Switch: true}, nil
	case "A-1001":
		return &Devices{Ref: ref("A-1001", "Tom Okafor", ""), Blind: true}, nil
	case "A-1014":
	default:
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no person with this number.", Hint: "Search finds people by name, number or words."}
	}
	farm := &muster.FarmFact{
		People: 4, Devices: 4, Together: 31, First: date(4, 20), Last: date(6, 11), Router: true, Line: true,
		Others: []muster.Other{{Subject: "A-1063", Homes: muster.OutcomeDifferent, First: date(4, 22)}, {Subject: "A-1022", Homes: muster.OutcomeDifferent, First: date(4, 20)}, {Subject: "W-204", Homes: muster.OutcomeSameArea, First: date(5, 4)}},
		Rivals: []muster.RivalFact{{Rival: muster.RivalOffice, Weight: muster.RivalUnlikely}, {Rival: muster.RivalCarrier, Weight: muster.RivalUnlikely}, {Rival: muster.RivalCowork, Weight: muster.RivalPossible}, {Rival: muster.RivalHousehold, Weight: muster.RivalUnlikely}},
	}
	v := seen.Read(fixtureLogs(), seen.Options{AsOf: date(6, 12), Farm: farm, Home: true})
	v.Farm.People[2].Label, v.Farm.People[2].Href = "Maria Lindqvist", "/people/W-204"
	return &Devices{Ref: ref("A-1014", "Nour Adel", muster.Verify), Seen: v, Off: []string{"Meetings"}, Cited: []Cited{{Title: "Sign-ins keep coming from another place than the home claimed.", Key: key(3), Evidence: []Evidence{
		{Record: "Sign-ins of one day", Own: true, Source: "okta", When: date(6, 9), Events: []string{"dc9fd3c0-598c-11ef-8478-2b7584bf8d5a", "f5d0c1a2-598d-11ef-8478-2b7584bf8d5a"}, Href: EventsHref("A-1014", muster.ObservationID{1})},
		{Record: "Sign-ins of one day", Own: true, Source: "okta-june.jsonl row 311", When: date(6, 10), Events: []string{"71f7a2b4-5a1b-11ef-8478-2b7584bf8d5a"}},
	}}}}, nil
}

func (c *company) EventsOf(_ context.Context, id muster.SubjectID, _ muster.ObservationID) (*Arrived, error) {
	a := &Arrived{Ref: ref(string(id), "", ""), Record: "Sign-ins of one day", When: date(6, 9), Source: "okta", IDs: []string{"dc9fd3c0-598c-11ef-8478-2b7584bf8d5a"}}
	if id == "A-1063" {
		a.Masked = true
		return a, nil
	}
	a.Events = []ArrivedEvent{{System: "Okta", ID: a.IDs[0], At: muster.Instant(at(6, 9, 7)), Raw: "{\n  \"uuid\": \"dc9fd3c0-598c-11ef-8478-2b7584bf8d5a\",\n  \"eventType\": \"user.session.start\",\n  \"client\": {\"ipAddress\": \"198.51.100.7\"}\n}"}}
	return a, nil
}

// fixtureLogs are seven weeks of somebody who claims Leeds.
func fixtureLogs() []muster.Observation {
	start, end, offset := 9*60, 17*60+30, 0
	var list []muster.Observation
	add := func(source string, at muster.Time, d muster.Data) {
		o := muster.Observation{Subject: "A-1014", Source: source, Record: fmt.Sprint(len(list)), Happened: at, Data: d}
		if err := o.Seal(); err != nil {
			panic(err)
		}
		list = append(list, o)
	}
	add("ats", date(4, 1), &muster.Application{Home: muster.Home{City: "Leeds", Country: "GB"}})
	add("hr", date(4, 1), &muster.Agreed{What: muster.AgreedHours, Start: &start, End: &end, Offset: &offset})
	add("hr", date(4, 1), &muster.Agreed{What: muster.AgreedTravel, From: date(5, 11), Until: date(5, 15), City: "Berlin", Country: "DE"})
	add("it", date(4, 18), &muster.Issued{Device: "PF3XK92L", Model: "Laptop 14", From: date(4, 18)})
	degree := func(f float64) *float64 { return &f }
	places := []struct {
		city     muster.City
		country  muster.Country
		lat, lon float64
		class    muster.NetworkClass
		judge    muster.Text
	}{{"Nashville", "US", 36.16, -86.78, muster.NetworkHome, "Okta"}, {"Amsterdam", "NL", 52.37, 4.9, muster.NetworkVPN, "X4BNet's VPN list of 3 June 2026"}, {"Berlin", "DE", 52.52, 13.4, muster.NetworkUnknown, ""}}
	for n := range 50 {
		t := time.Date(2026, 4, 22+n, 0, 0, 0, 0, time.UTC)
		day := muster.Date(t.Year(), t.Month(), t.Day())
		p := places[0]
		switch {
		case n%9 == 4:
			p = places[1]
		case n >= 19 && n <= 23:
			p = places[2]
		}
		if w := t.Weekday(); w == time.Saturday || w == time.Sunday {
			continue
		}
		add("okta", day, &muster.SignIns{Day: day, Passed: 3, City: p.city, Country: p.country, Latitude: degree(p.lat), Longitude: degree(p.lon), Network: p.class, Judge: p.judge, Device: "PF3XK92L", Hours: 1<<13 | 1<<14 | 1<<20})
		if n < 19 || n > 23 {
			add("intune", day, &muster.DeviceDay{Day: day, Device: "PF3XK92L", Model: "Laptop 14", City: "Nashville", Country: "US", Latitude: degree(36.16), Longitude: degree(-86.78)})
		}
		minutes := make([]byte, 180)
		for m := 12 * 60; m < 23*60; m++ {
			minutes[m/8] |= 0x80 >> (m % 8)
		}
		add("osquery", day, &muster.ActivityDay{Day: day, Device: "PF3XK92L", Minutes: muster.Text(base64.StdEncoding.EncodeToString(minutes))})
	}
	add("windows", date(4, 22), &muster.Attachment{At: date(4, 22), Device: "PF3XK92L", Maker: "Lontium", Name: "HDMI capture", Interfaces: []muster.Text{"video", "audio"}, Events: []muster.Text{"48211"}})
	add("windows", date(4, 22), &muster.Attachment{At: date(4, 22), Device: "PF3XK92L", Name: "Composite KVM device", Interfaces: []muster.Text{"keyboard", "pointer", "storage"}, Events: []muster.Text{"48214", "48215"}})
	add("osquery", date(4, 23), &muster.Program{Day: date(4, 23), Name: "AnyDesk", Class: muster.ProgramRemote, Seen: muster.SeenRunning, Events: []muster.Text{"9f31"}})
	add("osquery", date(6, 3), &muster.Program{Day: date(6, 3), Name: "AnyDesk", Class: muster.ProgramRemote, Seen: muster.SeenRunning, Events: []muster.Text{"a020"}})
	return list
}

// SystemPage has a connector in each state that asks something of somebody.
func (c *company) SystemPage(context.Context) (*Systems, error) {
	if c.empty {
		return &Systems{}, nil
	}
	counts := []Count{{"Used", 18_204}, {"Understood, and nothing that is weighed", 4_310}, {"Not understood", 2}, {"Came again; they count once", 96}}
	return &Systems{
		Names: c.viewer.may(casework.WebhooksManage),
		List: []System{
			{ID: "okta", Title: "Okta", How: "asked every 5 minutes", State: "Works", Says: "It works.", Well: true, Last: at(6, 12, 9), Counts: counts, Nobody: 14, Unmatched: []Unmatched{{"svc-backup@harbour.example", 12}, {"t.new@harbour.example", 2}}},
			{ID: "entra", Title: "Microsoft Entra", How: "asked every 5 minutes", State: "Token refused", Says: "Microsoft Entra does not take the token any more. Put a new one into its file; it is tried again every quarter of an hour, and goes on where it stopped.", Failing: at(6, 11, 22), Last: at(6, 11, 21), Counts: counts[:1]},
			{ID: "greenhouse", Title: "Greenhouse", How: "asked every 5 minutes and sends by itself", State: "Works", Says: "It works.", Well: true, Last: at(6, 12, 9), Counts: counts[:1], WriteBack: &WriteBack{On: true, By: "Dana Ellis", At: at(6, 1, 9), Marked: 3, Waiting: 1, Failure: "the system could not be reached"}},
			{ID: "jamf", Title: "Jamf Pro", How: "sends by itself", State: "Wrong signature", Says: "What comes is refused: its signature is wrong or missing, the last time at 08:12 UTC. Put the secret that Jamf Pro signs with into its file; nothing refused is kept.", Counts: []Count{{"Deliveries with a wrong signature, since the start", 7}}},
			{ID: "slack", Title: "Slack", How: "asked every 5 minutes", State: "Not understood", Says: "Of about the last 400 records 120 are of a form that is not known here: Slack may have changed it. The others count as before; what was not understood can be brought in again as a file once it is.", Last: at(6, 12, 9), Counts: []Count{{"Used", 280}, {"Not understood", 120}}},
			{ID: "zoom", Title: "Zoom", How: "sends by itself", State: "Waits", Says: "Zoom asked to be left alone until 09:40 UTC. It goes on by itself; nothing is lost."},
		},
		Lists: []NetworkList{{Name: "X4BNet's VPN list", Fetched: at(6, 3, 8), Days: 9, Ranges: 10_400}, {Name: "the Tor Project's exit list", Fetched: at(4, 3, 8), Days: 70, Ranges: 1_300, Old: true}, {Name: "LOLRMM, a list of remote tools", Fetched: at(6, 3, 8), Days: 9, Ranges: 214}, {Name: "GeoLite2-City.mmdb", Fetched: at(4, 3, 8), Days: 70, Ranges: 3_100_000, Old: true, Brought: true}},
	}, nil
}
