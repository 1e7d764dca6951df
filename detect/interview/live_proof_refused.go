package interview

import (
	"muster"
	"muster/detect"
)

// LiveProofRefused reports a refused live proof with no alternative taken
// (INT-11).
func LiveProofRefused() detect.Detector {
	return detect.Detector{
		Name: "live-proof-refused", Flag: "INT-11", Strength: 3, Family: muster.FamilyFace, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindInterview, muster.KindCheck, muster.KindReport},
		Find:  liveProofRefused,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckLiveInterview, muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "An agreed live proof was refused, and so was the alternative",
			What:  "Shows what an interviewer recorded: a live proof that everybody in the role class gives was refused, and an alternative of equal strength as well. Strength 3; 4 when two or more occasions were recorded, or video was declined too. Not reported when an agreed swap of checks is on file.",
			Why:   "In published cases the document and the person could not be shown side by side.",
			Innocent: []string{
				"Privacy or safety: somebody at home must not be seen",
				"The proof was sprung on the person without notice",
				"A document that is with an authority at the moment",
			},
			Clear: []string{
				"Offer a third way: in person at an office, or an identity provider",
				"Set another date with notice, the same as for everybody",
			},
			Sources: []string{"SEAL", "KR25", "IC3-25b"},
		},
	}
}

func liveProofRefused(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	seen, ok := detect.Seen(d, muster.SignLiveProofRefused, detect.CoveredByAdjustment)
	if !ok {
		return nil
	}
	draft := seen.Draft()
	draft.Detail = "Recorded on {date}: a live proof and the alternative offered were refused, and no adjustment is on file."
	draft.Rival = "Privacy or safety at home."
	if _, declined := detect.Seen(d, muster.SignVideoDeclined, detect.CoveredByAdjustment); declined || len(seen.Refs) >= 2 {
		draft.Strength = 4
	}
	return []detect.Draft{draft}
}
