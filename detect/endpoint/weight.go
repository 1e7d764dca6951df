package endpoint

import (
	"fmt"
	"math"

	"muster"
	"muster/detect"
)

// The halves of the two weights, in days.
const (
	newHalf  = 28 // after so many days at work a first sight counts half
	lastHalf = 14 // after so many days of use half of lasting is reached
)

// weight says how much the first sight of a program means, from how new the
// person was, how long the program stayed, and how rare it is among colleagues.
// All three change smoothly: whoever waits loses the first and gains the
// second. 1 or more is much.
func weight(p *muster.ProgramFact) float64 {
	w := 1 - fade(p.Days, lastHalf) + rarity(&p.Rarity)
	switch {
	case p.Early:
		w++
	case p.SinceDay >= 0:
		w += fade(p.SinceDay, newHalf)
	}
	return w
}

// fade is 1 on the first day and halves with every half days.
func fade(days int, half float64) float64 { return math.Exp2(-float64(days) / half) }

// What is taken for granted before colleagues are counted: of a thousand people
// elsewhere, twenty have such a program.
const (
	priorPeople = 1000
	priorHave   = 20
)

// rarity is 0 for what everybody has and at most a half.
func rarity(r *muster.Rarity) float64 {
	bits := math.Log2(float64(r.People+priorPeople) / float64(r.Others+priorHave))
	return min(0.5, max(0, bits)/20)
}

// usual is the strength of what is the organisation's own: context.
const usual = 1

// common is the sentence about colleagues who have the same program, or
// nothing.
func common(r *muster.Rarity) string {
	if r.Others == 0 {
		return ""
	}
	text := fmt.Sprintf(" %s of %s people with programs on record have it.", detect.Number(r.Others+1), detect.Number(r.People))
	if r.Usual {
		text += " That looks like a roll-out of the organisation's own: ask IT once, and put it on the list of approved tools."
	}
	return text
}

// of lists a person's programs of one class that nobody agreed to.
func of(d *muster.Dossier, class muster.ProgramClass) []*muster.ProgramFact {
	var list []*muster.ProgramFact
	for i := range d.Live.Programs {
		if p := &d.Live.Programs[i]; p.Class == class && !p.Approved {
			list = append(list, p)
		}
	}
	return list
}

// remoteTools lists the remote-access tools that nobody approved.
func remoteTools(d *muster.Dossier) []*muster.ProgramFact { return of(d, muster.ProgramRemote) }

// companions cites what else on the person's devices points the same way: a
// remote tool that is neither approved nor usual here, hardware for remote
// hands, or pages that pass on codes.
func companions(d *muster.Dossier) []muster.Ref {
	var refs []muster.Ref
	for i := range d.Live.Programs {
		p := &d.Live.Programs[i]
		if !p.Approved && !p.Rarity.Usual && (p.Class == muster.ProgramRemote || p.Class == muster.ProgramCodeRelay) {
			refs = append(refs, p.Ref)
		}
	}
	for i := range d.Live.Attachments {
		if a := &d.Live.Attachments[i]; a.Class == muster.AttachmentRemote && !a.Agreed && !d.Adjustment {
			refs = append(refs, a.Ref)
		}
	}
	return refs[:min(len(refs), 3)]
}
