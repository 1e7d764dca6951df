package main

import (
	"slices"

	"muster"
)

// needed is a fact without which a detector sees nothing, although the kinds of
// record that could state it are there.
type needed struct {
	flags  []muster.FlagID
	what   string // in the words of "no record states ..."
	remedy string
	// maybe says that nothing to state looks the same as nobody stating it.
	maybe  bool
	states func(o *muster.Observation) bool
}

// facts lists them.
func facts() []needed {
	return []needed{
		{
			flags: []muster.FlagID{"NET-01", "NET-02", "NET-03"}, what: "what kind of network a sign-in came from", maybe: true,
			remedy: "Okta and Entra judge networks themselves; for others run `muster lists update`, and name the folder with --lists or as lists in the server's configuration",
			states: func(o *muster.Observation) bool { d, ok := o.Data.(*muster.SignIns); return ok && d.Network != "" },
		},
		{
			flags: []muster.FlagID{"NET-06"}, what: "which phone or key completed the second factor",
			remedy: "Okta's System Log states it; in our own form it is the authenticator of a sign_in",
			states: func(o *muster.Observation) bool {
				d, ok := o.Data.(*muster.SignIns)
				return ok && d.Authenticator != ""
			},
		},
		{
			flags: []muster.FlagID{"NET-12"}, what: "the system a sign-in was made with", remedy: "Export sign-ins with their user agent",
			states: func(o *muster.Observation) bool { d, ok := o.Data.(*muster.SignIns); return ok && d.System != "" },
		},
		{
			flags: []muster.FlagID{"END-18"}, what: "whether the device of a sign-in is managed", remedy: "Okta: device assurance or device integrations (device.managed); Entra: registered devices (deviceDetail.isManaged)",
			states: func(o *muster.Observation) bool {
				d, ok := o.Data.(*muster.SignIns)
				return ok && d.Managed != muster.Unstated
			},
		},
		{
			flags: []muster.FlagID{"END-16"}, what: "the offset of a clock", remedy: "osquery: a query of system_info with timezone_offset; Windows: RdpCoreTS/Operational (104); GitHub: a push webhook",
			states: func(o *muster.Observation) bool {
				switch d := o.Data.(type) {
				case *muster.DeviceDay:
					return d.Offset != nil
				case *muster.SignIns:
					return d.Offset != nil
				case *muster.WorkDay:
					return d.Offset != nil
				}
				return false
			},
		},
		{
			flags: []muster.FlagID{"END-07"}, what: "lid, mains or built-in keyboard of a device", remedy: "osquery: schedule battery, and a query of your own that gives the column built_in_input",
			states: func(o *muster.Observation) bool {
				d, ok := o.Data.(*muster.DeviceDay)
				return ok && (d.LidOpen != muster.Unstated || d.BuiltIn != muster.Unstated || d.Mains != muster.Unstated)
			},
		},
		{
			flags: []muster.FlagID{"END-09"}, what: "how long a key takes to be answered", remedy: "A host of yours that measures it, in our own form: schemas/signal.schema.json, docs/connectors.md",
			states: func(o *muster.Observation) bool { d, ok := o.Data.(*muster.DeviceDay); return ok && d.Delay > 0 },
		},
		{
			flags: []muster.FlagID{"NET-09", "NET-14"}, what: "what passed by on a network", remedy: "Passive records of networks of your own, such as Zeek's, with passive_records in the settings: off by default, and nothing is asked of anybody's home",
			states: func(o *muster.Observation) bool {
				d, ok := o.Data.(*muster.Program)
				return ok && (d.Class == muster.ProgramPathDesktop || d.Class == muster.ProgramPathHands)
			},
		},
	}
}

// missingFact returns the fact that a detector lacks, or false.
func (s *seenData) missingFact(flag muster.FlagID) (needed, bool) {
	for i, f := range facts() {
		if slices.Contains(f.flags, flag) && !s.facts[i] {
			return f, true
		}
	}
	return needed{}, false
}
