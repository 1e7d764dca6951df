package conduct

import (
	"muster"
	"muster/detect"
)

// PlaceProofRefused reports that a proof bound to a place was refused (CON-01).
func PlaceProofRefused() detect.Detector {
	return detect.Detector{
		Name: "place-proof-refused", Flag: "CON-01", Strength: 4, Family: muster.FamilyFace, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport, muster.KindCheck},
		Find: detect.OnSign(muster.SignPlaceProofRefused, detect.CoveredByAdjustment,
			"Recorded on {date}: an agreed proof bound to a place, and the alternatives offered, were refused."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckAddress, muster.CheckDevice},
		},
		Manual: muster.Manual{
			Title: "A proof bound to a place was refused, alternatives included",
			What:  "Shows what somebody recorded: a visit by a colleague or a photo outside the home was agreed on, and refused or not possible, and so were the alternatives. A refusal with no alternative offered is not recorded here.",
			Why:   "In published cases the person worked from another place than the home on record.",
			Innocent: []string{
				"Safety and privacy: nobody has to show where they live",
				"Travel, or a stay with family",
			},
			Clear:   []string{"Another route: a certified provider, an office visit, a security-key touch", "A note of the agreed swap; its reason is not stored"},
			Sources: []string{"SEAL"},
		},
	}
}

// DeclinedPromotion notes that a promotion or benefit that needs papers was
// turned down (CON-02); it is never scored.
func DeclinedPromotion() detect.Detector {
	return detect.Detector{
		Name: "declined-promotion", Flag: "CON-02", Strength: 1, Family: muster.FamilyConduct, Recorded: true,
		Needs: []muster.Kind{muster.KindReport},
		Find: detect.OnSign(muster.SignDeclinedBenefits, detect.CoveredByRecord,
			"Noted on {date}: a promotion, benefit or visit that needs proof of identity was turned down."),
		Manual: muster.Manual{
			Title: "Turned down a promotion or benefit that needs proof of identity",
			What:  "Shows a note that somebody recorded. It is never scored and changes no level.",
			Why:   "It is published as a sign; by itself it says nothing.",
			Innocent: []string{
				"Content with the present role",
				"Family, health or travel",
			},
			Clear:   []string{"Nothing needs clearing: this is a note"},
			Sources: []string{"SEAL"},
		},
	}
}

// ProfileDeleted reports public profiles deleted right after a question
// (CON-03).
func ProfileDeleted() detect.Detector {
	return detect.Detector{
		Name: "profile-deleted", Flag: "CON-03", Strength: 3, Family: muster.FamilyLink, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport},
		Find: detect.OnSign(muster.SignProfileDeleted, detect.CoveredByRecord,
			"Recorded on {date}: public profiles were deleted or renamed right after a question about them."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckReference, muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "Public profiles were deleted or renamed right after a question",
			What:  "Shows what somebody recorded: a profile named in the application was deleted or renamed soon after it was asked about.",
			Why:   "In published cases profiles were deleted right after somebody asked about them.",
			Innocent: []string{
				"Harassment, or a wish for privacy after being looked up",
				"Spring-cleaning, or a site that closed",
			},
			Clear:   []string{"Ask the person about it", "Another way to confirm what the profile was to show"},
			Sources: []string{"SEAL"},
		},
	}
}

// SeveralPeople reports that colleagues noticed different people on one
// account (CON-05).
func SeveralPeople() detect.Detector {
	return detect.Detector{
		Name: "several-people", Flag: "CON-05", Strength: 3, Family: muster.FamilyFace, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport, muster.KindInterview},
		Find: detect.OnSign(muster.SignSeveralPeople, detect.CoveredByAdjustment,
			"Recorded on {date}: colleagues reported that different people took part under one account."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckSamePerson},
			Lowers: []muster.CheckType{muster.CheckLiveInterview, muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "Colleagues reported different people on one account",
			What:  "Shows what somebody recorded: colleagues who know the person reported that somebody else took part in their place. How anybody sounds, looks or speaks is not recorded.",
			Why:   "In published cases several people worked on one account in turn.",
			Innocent: []string{
				"Family or flatmates in the background",
				"An interpreter, carer or assistant",
				"A shared meeting room or account",
			},
			Clear:   []string{"A live call with a colleague who met the person before", "A comparison with a reference kept with notice, by two people"},
			Sources: []string{"SEAL", "GDA25"},
		},
	}
}

// IdentityLoanAsked reports that colleagues were asked to lend an identity,
// account or phone (WRK-14).
func IdentityLoanAsked() detect.Detector {
	return detect.Detector{
		Name: "identity-loan-asked", Flag: "WRK-14", Strength: 5, Family: muster.FamilyLink, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport},
		Find:  identityLoanAsked,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "Asked a colleague to lend an identity, account or phone",
			What:  "Shows what somebody reported: the person asked a colleague to lend their identity, account or phone for a check or a job. Strength 5 only when a named person confirmed the report; until then 4.",
			Why:   "In published cases colleagues were asked for the use of their identity, account or phone. The one who was asked, or whose name was used, did nothing wrong.",
			Innocent: []string{
				"A misunderstanding, or a joke",
				"Help with a broken phone or a lost code",
			},
			Clear:   []string{"Talk to both, separately", "The message itself, seen in the original"},
			Sources: []string{"US22"},
		},
	}
}

func identityLoanAsked(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	seen, ok := detect.Seen(d, muster.SignIdentityLoanAsked, detect.CoveredByRecord)
	if !ok {
		return nil
	}
	draft := seen.Draft()
	draft.Strength = detect.Unconfirmed(5, seen.Confirmed)
	draft.Detail = "Reported on {date}: the person asked a colleague to lend an identity, account or phone."
	return []detect.Draft{draft}
}
