package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"muster"
	"muster/detect"
	"muster/detect/all"
)

// The states of a detector.
const (
	canRun = "can run"
	partly = "partly"
	cannot = "cannot"
)

// enabling says which setting of which system makes a kind of record. source is
// a connector's name, "" for those who have none that could.
type enabling struct {
	kind           muster.Kind
	source, remedy string
}

// enablings lists the settings, those of systems that are there first.
func enablings() []enabling {
	const (
		pnp = `Windows: audit "Audit PNP Activity", success (auditpol /set /subcategory:"Plug and Play Events" /success:enable), and forward Security 6416; for descriptors also enable the log DriverFrameworks-UserMode/Operational (2003, 2100, 2102)`
		usb = `osquery: schedule usb_devices (add class and subclass where your version has them) and connected_displays, with hardware_serial as a decoration`
	)
	return []enabling{
		{muster.KindAttachment, "windows", pnp},
		{muster.KindAttachment, "osquery", usb},
		{muster.KindAttachment, "defender", `Defender: stream DeviceEvents with PnpDeviceConnected, which comes with Plan 2`},
		{muster.KindAttachment, "crowdstrike", `CrowdStrike: Falcon Data Replicator with Device Control, for DcUsb events`},
		{muster.KindAttachment, "intune", `Intune's inventory has no history of what was plugged in. ` + pnp},
		{muster.KindAttachment, "jamf", `Jamf's inventory has no history of what was plugged in. ` + usb},
		{muster.KindAttachment, "", pnp + "; elsewhere " + usb},
		{muster.KindProgram, "windows", `Windows: audit "Audit Process Creation", success (4688), or Sysmon 1 and 22`},
		{muster.KindProgram, "osquery", `osquery: schedule programs, apps, chrome_extensions and processes`},
		{muster.KindProgram, "intune", `Intune: collect detected applications, and export them`},
		{muster.KindProgram, "jamf", `Jamf: collect APPLICATIONS in the inventory`},
		{muster.KindProgram, "defender", `Defender: stream DeviceProcessEvents and DeviceNetworkEvents`},
		{muster.KindProgram, "", `Export applications and process events of device management, osquery, Defender or Sysmon`},
		{muster.KindDeviceDay, "osquery", `osquery: schedule system_info, wifi_status, arp_cache or routes, battery and uptime`},
		{muster.KindDeviceDay, "defender", `Defender: stream DeviceInfo, which states the public address`},
		{muster.KindDeviceDay, "windows", `Windows: forward RdpCoreTS/Operational (104) for the clock at the other end; for addresses add device management or Defender`},
		{muster.KindDeviceDay, "", `Export the inventory of Intune or Jamf, DeviceInfo of Defender, or osquery's system_info and routes`},
		{muster.KindSignIns, "", `Export or connect the sign-in log: Okta System Log, Entra signIns (P1 and AuditLog.Read.All), Google login reports`},
		{muster.KindMovement, "", `Sign-ins with places: Okta and Entra state them; for others name a location database (mmdb)`},
		{muster.KindSession, "", `Sign-ins with a session id (Okta externalSessionId, Entra correlationId, Windows LogonId)`},
		{muster.KindActivityDay, "", `Counts of input per minute in our own form (docs/connectors.md); the layout and the keys are never read`},
		{muster.KindWorkDay, "", `GitHub: the audit log with "include git events", and a push webhook; Slack: audit logs (Enterprise Grid)`},
		{muster.KindAttendance, "", `Zoom: dashboard_meetings:read:admin (Business plan), or the webhook of participants leaving`},
		{muster.KindCalls, "", `The access log of the recruiting system, in our own form`},
		{muster.KindIssued, "", `A table of issued devices: serial number, employee ID, issued on (docs/logs.md)`},
		{muster.KindAgreed, "", `A table of what was agreed: travel, hours, tools, own devices (docs/logs.md)`},
	}
}

// seenData is what the records hold.
type seenData struct {
	people  int
	kinds   map[muster.Kind]int
	sources map[string]map[muster.Kind]int
	issued  map[string]bool                 // serial numbers, in lower case
	devices map[string]map[string]bool      // sources, by serial number
	told    map[string]map[muster.Kind]bool // kinds, by serial number
	facts   map[int]bool                    // of facts, those some record states
}

// logKinds are the kinds that say something of a device.
func logKinds() []muster.Kind {
	return []muster.Kind{muster.KindDeviceDay, muster.KindAttachment, muster.KindProgram}
}

// lookAt counts the records of a population.
func lookAt(p muster.Population) (*seenData, error) {
	known := facts()
	s := &seenData{people: p.Len(), kinds: map[muster.Kind]int{}, sources: map[string]map[muster.Kind]int{}, issued: map[string]bool{}, devices: map[string]map[string]bool{}, told: map[string]map[muster.Kind]bool{}, facts: map[int]bool{}}
	var list []muster.Observation
	for i := range p.Len() {
		var err error
		if list, err = p.Observations(i, list[:0]); err != nil {
			return nil, err
		}
		for k := range list {
			s.see(&list[k])
			for n := range known {
				s.facts[n] = s.facts[n] || known[n].states(&list[k])
			}
		}
	}
	return s, nil
}

func (s *seenData) see(o *muster.Observation) {
	kind, source := o.Kind(), cmp.Or(o.Source, "files")
	s.kinds[kind]++
	if s.sources[source] == nil {
		s.sources[source] = map[muster.Kind]int{}
	}
	s.sources[source][kind]++
	var device muster.Device
	switch d := o.Data.(type) {
	case *muster.Issued:
		if d.Device != "" {
			s.issued[strings.ToLower(string(d.Device))] = true
		}
	case *muster.DeviceDay:
		device = d.Device
	case *muster.Attachment:
		device = d.Device
	case *muster.Program:
		device = d.Device
	}
	if serial := strings.ToLower(string(device)); serial != "" {
		if s.devices[serial] == nil {
			s.devices[serial], s.told[serial] = map[string]bool{}, map[muster.Kind]bool{}
		}
		s.devices[serial][source], s.told[serial][kind] = true, true
	}
}

// report says what can be done with it.
func (s *seenData) report() *dataReport {
	r := &dataReport{People: s.people, Devices: s.groups()}
	single := sourceSeen{Source: "CVs, letters, pictures", Kinds: map[muster.Kind]int{}}
	for _, source := range slices.Sorted(maps.Keys(s.sources)) {
		kinds := s.sources[source]
		if !isDocument(kinds) {
			r.Sources = append(r.Sources, sourceSeen{Source: source, Kinds: kinds})
			continue
		}
		single.Files++
		for k, n := range kinds {
			single.Kinds[k] += n
		}
	}
	if single.Files > 0 {
		r.Sources = append(r.Sources, single)
	}
	list := all.Detectors()
	for i := range list {
		r.Detectors = append(r.Detectors, s.judge(&list[i]))
	}
	return r
}

// isDocument reports whether a source is one CV, letter or picture: there are as
// many as there are people, and they are told of together.
func isDocument(kinds map[muster.Kind]int) bool {
	return len(kinds) == 1 && kinds[muster.KindCV]+kinds[muster.KindMessage]+kinds[muster.KindImage] == 1
}

// judge says whether a detector can run. A detector runs on any of the kinds it
// needs, and sees more with all of them.
func (s *seenData) judge(d *detect.Detector) detectorState {
	out := detectorState{Flag: d.Flag, Title: d.Manual.Title, State: canRun}
	var missing []muster.Kind
	for _, k := range d.Needs {
		if s.kinds[k] == 0 {
			missing = append(missing, k)
		}
	}
	lacks, lacking := s.missingFact(d.Flag)
	switch {
	case len(missing) < len(d.Needs) && lacking:
		if out.State, out.Why = cannot, "no record states "+lacks.what; lacks.maybe {
			out.State, out.Why = partly, out.Why+": either there is nothing to state, or nobody states it"
		}
		out.Enable = append(out.Enable, lacks.remedy)
	case len(missing) == 0:
		return out
	case len(missing) == len(d.Needs):
		out.State, out.Why = cannot, "there are no records of "+kindWords(missing)
	default:
		out.State, out.Why = partly, "it would see more with records of "+kindWords(missing)
	}
	sources := slices.Sorted(maps.Keys(s.sources))
	for _, k := range missing {
		out.Enable = append(out.Enable, remediesOf(k, sources)...)
	}
	return out
}

// remediesOf lists the settings that make a kind of record with the systems that
// are there, else with any.
func remediesOf(k muster.Kind, sources []string) (out []string) {
	general := "hand in records of " + kindWords([]muster.Kind{k}) + ": docs/input.md says which columns"
	for _, e := range enablings() {
		switch {
		case e.kind != k:
		case e.source == "":
			general = e.remedy
		case slices.Contains(sources, e.source):
			out = append(out, e.remedy)
		}
	}
	if len(out) == 0 {
		out = append(out, general)
	}
	return out
}

// groups puts issued devices, and others that are reported, together by the
// systems that report them and what those tell.
func (s *seenData) groups() []deviceGroup {
	serials := maps.Clone(s.issued)
	for serial := range s.devices {
		serials[serial] = true
	}
	byKey := map[string]*deviceGroup{}
	for serial := range serials {
		sources := slices.Sorted(maps.Keys(s.devices[serial]))
		var missing []muster.Kind
		for _, k := range logKinds() {
			if !s.told[serial][k] {
				missing = append(missing, k)
			}
		}
		key := fmt.Sprint(sources, missing)
		g := byKey[key]
		if g == nil {
			g = &deviceGroup{Sources: sources}
			for _, k := range missing {
				g.Missing = append(g.Missing, kindWords([]muster.Kind{k}))
				g.Enable = append(g.Enable, remediesOf(k, sources)...)
			}
			byKey[key] = g
		}
		g.Devices++
	}
	var out []deviceGroup
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		out = append(out, *byKey[key])
	}
	slices.SortStableFunc(out, func(a, b deviceGroup) int { return cmp.Compare(b.Devices, a.Devices) })
	return out
}

// kindWords names kinds of record for people.
func kindWords(kinds []muster.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = strings.ReplaceAll(string(k), "_", " ")
		switch k {
		case muster.KindAttachment:
			words[i] = "what was plugged in"
		case muster.KindProgram:
			words[i] = "programs"
		case muster.KindDeviceDay:
			words[i] = "how and where devices stand"
		}
	}
	return strings.Join(words, ", ")
}

func kindCounts(kinds map[muster.Kind]int) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		parts = append(parts, fmt.Sprintf("%d %s", kinds[k], strings.ReplaceAll(string(k), "_", " ")))
	}
	return strings.Join(parts, ", ")
}
