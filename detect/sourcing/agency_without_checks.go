package sourcing

import (
	"muster"
	"muster/detect"
)

// AgencyWithoutChecks reports that the agency a person came through could not
// show how it checks identities (SRC-13).
func AgencyWithoutChecks() detect.Detector {
	return detect.Detector{
		Name: "agency-without-checks", Flag: "SRC-13", Strength: 2, Family: muster.FamilyHistory, Scored: true,
		Needs: []muster.Kind{muster.KindApplication, muster.KindPerson},
		Find:  agencyWithoutChecks,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckIdentity, muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckReference},
		},
		Manual: muster.Manual{
			Title: "The agency has not shown how it checks identities",
			What:  "Reads the agencies table. Reported only when that table says no: the agency was asked and could not show its checks. An agency that is not in the table, or was not asked, is unknown and not reported; nor is anything once an identity check of your own has passed. It is about exposure, not about the person.",
			Why:   "In a chain of firms it can happen that each relies on another and nobody has checked who the person is.",
			Innocent: []string{
				"Small honest agencies without paperwork",
				"An agency that may not share its files for reasons of privacy",
				"A new contract whose papers are not yet collected",
			},
			Clear: []string{
				"Run your own identity check, the same as for people who apply directly",
				"Ask the agency, through its published contact, for its procedure; note the answer in the agencies table",
			},
			Sources: []string{"IC3-23", "SO25b", "MT25", "US22", "FL26"},
		},
	}
}

func agencyWithoutChecks(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if !d.Agency.Named || !d.Agency.Known || d.Agency.Evidenced != muster.No || !d.IdentityVerified.IsZero() {
		return nil
	}
	return []detect.Draft{{
		Refs:   []muster.Ref{d.Agency.Ref},
		Detail: "The agencies table says that this agency could not show how it checks identities, and no identity check of your own is on record.",
		Rival:  "Small honest agencies often have no paperwork.",
	}}
}
