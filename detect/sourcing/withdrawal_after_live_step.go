package sourcing

import (
	"fmt"

	"muster"
	"muster/detect"
)

const (
	rightAfter = 3  // days between the announcement and leaving the process
	silentFor  = 14 // days without any further event after a missed step
)

// WithdrawalAfterLiveStep reports a candidate who leaves the process right
// after an in-person, on-camera or document step is announced (SRC-16).
func WithdrawalAfterLiveStep() detect.Detector {
	return detect.Detector{
		Name: "withdrawal-after-live-step", Flag: "SRC-16", Strength: 3, Family: muster.FamilyFace, Scored: true,
		Needs:   []muster.Kind{muster.KindInterview, muster.KindCheck},
		Find:    withdrawalAfterLiveStep,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckLiveInterview, muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "Left the process right after a live step was announced",
			What: "Compares the day on which an in-person, on-camera or document step was announced with the day of withdrawing. Reported when it is three days or fewer, or when the announced step was missed and nothing followed for 14 days. " +
				"Not reported when an adjustment is on file, when an offer was already made, or when the person has passed a live, in-person or identity check.",
			Why: "In published cases applications ended when a live step was announced. So do many for ordinary reasons.",
			Innocent: []string{
				"Caring duties, disability, or the cost of travel: offer another way that is as strong",
				"A better offer arrived in the same days",
				"The announcement was the first sight of what the job asks for",
			},
			Clear: []string{
				"If the person applies again, the ordinary live check settles it",
				"Offer an alternative of equal strength: another day, another place, a paid trip",
			},
			Sources: []string{"IC3-23", "MT25", "SEAL"},
		},
	}
}

func withdrawalAfterLiveStep(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment || metBefore(d) {
		return nil
	}
	withdrew, last := 0, len(d.Events)-1
	for i := range d.Events {
		step := &d.Events[i]
		if step.Kind == muster.EventOffered {
			return nil
		}
		if step.Kind != muster.EventStepAnnounced || !liveStep(step.Check) {
			continue
		}
		withdrew = nextWithdrawal(d, max(withdrew, i+1)) // events are in order: the next is the nearest
		if withdrew <= last {
			after := &d.Events[withdrew]
			if days, ok := step.At.Days(after.At); ok && days <= rightAfter {
				return []detect.Draft{leftAfter(step, after, fmt.Sprintf("The person withdrew %s after a live step was announced.", detect.Count(days, "day", "days")))}
			}
		}
		if after := &d.Events[last]; i < last && after.Kind == muster.EventInterviewMissed && silentSince(d, last) {
			if _, ok := step.At.Days(after.At); ok {
				return []detect.Draft{leftAfter(step, after, fmt.Sprintf("The announced live step was missed and nothing has followed for more than %d days.", silentFor))}
			}
		}
	}
	return nil
}

// nextWithdrawal returns the first withdrawal from an event on whose day is known, or
// the number of events.
func nextWithdrawal(d *muster.Dossier, from int) int {
	for from < len(d.Events) && (d.Events[from].Kind != muster.EventWithdrew || d.Events[from].At.Precision < muster.PrecisionDay) {
		from++
	}
	return from
}

func leftAfter(step, after *muster.Event, detail string) detect.Draft {
	draft := detect.Draft{Refs: []muster.Ref{step.Ref}, Detail: detail, At: after.At, Rival: "A better offer, caring duties or travel cost."}
	if after.Ref != step.Ref {
		draft.Refs = append(draft.Refs, after.Ref)
	}
	return draft
}

// metBefore reports whether the person has already been seen or identified.
func metBefore(d *muster.Dossier) bool {
	if !d.IdentityVerified.IsZero() {
		return true
	}
	for i := range d.Events {
		if e := &d.Events[i]; e.Kind == muster.EventCheckDone && e.Outcome == muster.OutcomePassed && liveStep(e.Check) {
			return true
		}
	}
	return false
}

func liveStep(check muster.CheckType) bool {
	switch check {
	case muster.CheckLiveInterview, muster.CheckInPerson, muster.CheckIdentity, muster.CheckSamePerson, muster.CheckCollection, muster.CheckRightToWork:
		return true
	}
	return false
}

// silentSince reports whether event i is the last and long ago.
func silentSince(d *muster.Dossier, i int) bool {
	days, ok := d.Events[i].At.Days(d.AsOf)
	return ok && days > silentFor && i == len(d.Events)-1
}
