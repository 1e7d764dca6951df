package endpoint

import (
	"fmt"
	"slices"
	"strings"

	"muster"
	"muster/detect"
)

// movedDays is on how many days measured input must look like a program's for
// it to last.
const movedDays = 3

// KeptActive reports a program or device that keeps a machine active (END-08).
func KeptActive() detect.Detector {
	return detect.Detector{
		Name: "kept-active", Flag: "END-08", Strength: 2, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram, muster.KindActivityDay, muster.KindAttachment},
		Find:    keptActive,
		Settled: muster.Settling{Lowers: []muster.CheckType{muster.CheckInPerson, muster.CheckDevice}, Anew: []muster.Kind{muster.KindActivityDay}},
		Manual: muster.Manual{
			Title: "A program or device keeps the machine active",
			What: "Shows programs and devices that move the pointer by themselves, and input whose times and directions look like a program's for half an hour of a day or more; never what was typed or read. So is input of which sequences of a dozen minutes, or of a minute by seconds, came again on another day to the count. Strength 3 when either was measured on three days or more, or on two with a program, a device or applications that did not react; otherwise 2. " +
				"Input that imitates a hand is named so. Programs that only keep a screen awake are common and say nothing by themselves. Where an adjustment is on file nothing is shown.",
			Why: "In published cases pointers were moved by programs so that several jobs looked busy at once.",
			Innocent: []string{
				"Somebody who fears to look absent on a long read, a call or a break",
				"A presentation, a long download or a test that must not fall asleep",
				"Work that plays recorded input by design, such as tests of programs with a screen",
				"A switch, an eye tracker or another aid",
			},
			Clear: []string{
				"Ask, without reproach, what it is for; where it is an aid, note the adjustment and not its reason",
				"Agree how presence is shown, remove the program, and look again in two weeks",
			},
			Sources: []string{"GT24", "HB", "KVM"},
		},
	}
}

func keptActive(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment {
		return nil
	}
	var draft detect.Draft
	said := ""
	for i := range d.Live.Programs {
		p := &d.Live.Programs[i]
		if p.Class != muster.ProgramJiggler {
			continue
		}
		if p.Approved {
			return nil // what moves the pointer was agreed
		}
		draft.Refs = append(draft.Refs, p.Ref)
		said = fmt.Sprintf("A program that moves the pointer was seen on %s, first on {date}.", detect.Count(p.Days, "day", "days"))
		draft.At = p.First
	}
	for i := range d.Live.Attachments {
		if a := &d.Live.Attachments[i]; a.Class == muster.AttachmentMover {
			draft.Refs = append(draft.Refs, a.Ref)
			said = "A device that moves the pointer was plugged in, first on {date}."
			draft.At = a.At
		}
	}
	for i := range d.Live.Activity {
		f := &d.Live.Activity[i]
		if f.Moved.Days == 0 && f.Repeats.Days == 0 {
			continue
		}
		input := measured(f)
		if draft.At = f.Moved.Last; draft.At.Before(f.Repeats.Last) || draft.At.IsZero() {
			draft.At = f.Repeats.Last
		}
		if days := max(f.Moved.Days, f.Repeats.Days); days >= movedDays || days >= 2 && (said != "" || f.NoEffect.Days > 0) {
			draft.Strength = 3
		}
		if said != "" {
			input += " A program or device that moves the pointer was seen as well."
		}
		said = input
		for _, ref := range slices.Concat(f.Moved.Refs, f.Synthetic.Refs, f.NoEffect.Refs, f.Repeats.Refs) {
			if !slices.Contains(draft.Refs, ref) {
				draft.Refs = append(draft.Refs, ref)
			}
		}
	}
	if said == "" {
		return nil
	}
	draft.Detail = said
	draft.Rival = "Somebody who fears to look absent, or a presentation that must not fall asleep."
	return []detect.Draft{draft}
}

// measured says what the input itself showed.
func measured(f *muster.ActivityFact) string {
	var said []string
	if f.Moved.Days > 0 {
		said = append(said, fmt.Sprintf("On %s, the last %s, half an hour of input or more looked like a program's by its times and directions.", detect.Count(f.Moved.Days, "day", "days"), f.Moved.Last))
	}
	if f.Synthetic.Days > 0 {
		said = append(said, fmt.Sprintf("On %s it imitated a hand.", detect.Count(f.Synthetic.Days, "of them", "of them")))
	}
	if f.NoEffect.Days > 0 {
		said = append(said, fmt.Sprintf("On %s applications did not react to it.", detect.Count(f.NoEffect.Days, "of them", "of them")))
	}
	if f.Repeats.Days > 0 {
		said = append(said, fmt.Sprintf("On %s, the last %s, sequences of input came that came on another day as well, to the count; a hand does not do that.", detect.Count(f.Repeats.Days, "day", "days"), f.Repeats.Last))
	}
	return strings.Join(said, " ")
}
