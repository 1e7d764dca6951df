package endpoint

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// UnmanagedDevice reports an account used from a device that is not managed
// although a managed one was issued (END-18).
func UnmanagedDevice() detect.Detector {
	return detect.Detector{
		Name: "unmanaged-device", Flag: "END-18", Strength: 3, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindSignIns, muster.KindIssued},
		Find:    unmanagedDevice,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckDevice}},
		Manual: muster.Manual{
			Title: "Company account used from an unmanaged device although a managed one was issued",
			What: "Shows that the account was used on most days from a device that the sign-in system says is not managed, while an issued one is on record: on at least eight days over at least two weeks, and on more days than from the issued device. " +
				"Telephones never count, nor programs that sign in by themselves, nor the first two weeks of work unless the issued device was in use by then. A device of one's own that was agreed never counts.",
			Why: "The issued laptop may stand where it was sent to while the work is done elsewhere.",
			Innocent: []string{
				"A broken or lost laptop, and a replacement on its way",
				"A browser that does not tell the sign-in system about the device",
				"A telephone or tablet that looks like a computer",
			},
			Clear: []string{
				"Ask IT whether the issued laptop works and reports",
				"Agree on the device, and note it",
				"See the issued laptop at work on a live call",
			},
			Sources: []string{"LB26"},
		},
	}
}

// How often and over how many days before it is a habit.
const (
	unmanagedDays = 8
	unmanagedSpan = 14
	settlingIn    = 14 // days of work in which a laptop may still be on its way
)

func unmanagedDevice(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var own []int64
	for i := range d.Live.SignIns {
		// Sign-in systems give devices ids of their own, so the serial number is
		// often not there to compare; that they manage it is.
		if s := &d.Live.SignIns[i]; (s.Device == muster.IssueOwn || s.Managed == muster.Yes) && s.Passed > 0 && !slices.Contains(own, s.Day.Micros) {
			own = append(own, s.Day.Micros)
		}
	}
	var days []int64
	var draft detect.Draft
	var first, last muster.Time
	for i := range d.Live.SignIns {
		s := &d.Live.SignIns[i]
		if s.Device != muster.IssueNone || s.Passed == 0 || s.Agreed || s.Stage == muster.StageAfter || s.Stage == muster.StageBefore ||
			s.Client == muster.ClientMobile || s.Client == muster.ClientProgram || slices.Contains(days, s.Day.Micros) {
			continue
		}
		inUse := slices.ContainsFunc(own, func(day int64) bool { return day <= s.Day.Micros })
		if s.SinceDay < settlingIn && s.SinceDay >= 0 && !inUse {
			continue
		}
		if len(days) == 0 {
			first = s.Day
		}
		days, last = append(days, s.Day.Micros), s.Day
		draft.Refs = append(draft.Refs, s.Ref)
	}
	span, _ := first.Days(last)
	if len(days) < unmanagedDays || span+1 < unmanagedSpan || len(days) <= len(own) {
		return nil
	}
	draft.Refs = draft.Refs[max(0, len(draft.Refs)-3):]
	draft.Detail = fmt.Sprintf("On %s, the last {date}, the account was used from a device that is not managed. %s", detect.Count(len(days), "day", "days"), ownUse(len(own)))
	draft.Rival = "The issued laptop may be broken, or the browser does not say that it is managed."
	return []detect.Draft{draft}
}

// ownUse says on how many days the issued device was used.
func ownUse(days int) string {
	if days == 0 {
		return "A managed one was issued, and no sign-in came from it."
	}
	return "A managed one was issued, from which sign-ins came on " + detect.Count(days, "day", "days") + "."
}
