package casework

import (
	"slices"

	"muster"
)

// covered are the kinds of observation each kind of monitoring makes. Every kind
// that logs become belongs to exactly one, and so do messages.
func covered(monitoring string) []muster.Kind {
	switch monitoring {
	case "sign_in": // sign-ins and their sessions; calls of the recruiting pages by applicants' accounts
		return []muster.Kind{muster.KindSignIns, muster.KindSession, muster.KindCalls}
	case "network": // where sign-ins come from, one after the other
		return []muster.Kind{muster.KindMovement}
	case "device": // how and where an issued device stands, and what is plugged into it
		return []muster.Kind{muster.KindDeviceDay, muster.KindAttachment}
	case "remote_access": // programs that give somebody else the screen, or keep it awake
		return []muster.Kind{muster.KindProgram}
	case "activity": // when there was input, never what
		return []muster.Kind{muster.KindActivityDay}
	case "repository": // acts on code, access and shared systems
		return []muster.Kind{muster.KindWorkDay}
	case "meeting":
		return []muster.Kind{muster.KindAttendance}
	case MessageText: // but for letters: see Monitored
		return []muster.Kind{muster.KindMessage}
	}
	return nil
}

// Covers lists the kinds of observation that are kept only while a kind of
// monitoring is on.
func Covers(monitoring string) []muster.Kind { return covered(monitoring) }

// MonitoringOf is the kind of monitoring a kind of observation belongs to, ""
// for those that are none.
func MonitoringOf(k muster.Kind) string {
	for _, m := range MonitoringKinds() {
		if slices.Contains(covered(m), k) {
			return m
		}
	}
	return ""
}

// Monitored is the kind of monitoring without which a record is not taken in, ""
// for those that need none. A letter comes with an application and needs none.
func Monitored(d muster.Data) string {
	if m, ok := d.(*muster.Message); ok && m.Letter() {
		return ""
	}
	return MonitoringOf(d.Kind())
}

// OfLogs reports whether records of a kind are what logs showed.
func OfLogs(k muster.Kind) bool {
	m := MonitoringOf(k)
	return m != "" && m != MessageText
}

// KindsOfSignal lists the kinds of observation that an event may become, the
// most usual first.
func KindsOfSignal(d muster.SignalData) []muster.Kind {
	switch d.(type) {
	case *muster.SignedIn:
		return []muster.Kind{muster.KindSignIns, muster.KindSession, muster.KindMovement}
	case *muster.Located:
		return []muster.Kind{muster.KindDeviceDay}
	case *muster.Attached:
		return []muster.Kind{muster.KindAttachment}
	case *muster.Ran:
		return []muster.Kind{muster.KindProgram}
	case *muster.Moved, *muster.Present:
		return []muster.Kind{muster.KindActivityDay}
	case *muster.Worked:
		return []muster.Kind{muster.KindWorkDay}
	case *muster.Met:
		return []muster.Kind{muster.KindAttendance}
	case *muster.Called:
		return []muster.Kind{muster.KindCalls}
	}
	return nil
}
