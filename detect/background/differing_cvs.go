package background

import (
	"muster"
	"muster/detect"
)

// DifferingCVs reports several CVs of one person with different histories
// (CVB-08).
func DifferingCVs() detect.Detector {
	return detect.Detector{
		Name: "differing-cvs", Flag: "CVB-08", Strength: 3, Family: muster.FamilyText, Scored: true,
		Needs: []muster.Kind{muster.KindCV},
		Find:  differingCVs,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckReference},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "CVs of one person tell different histories",
			What: "Compares the employers and dates of a CV with an earlier CV of the same person. A shorter, longer or tailored CV is not reported, only one whose history cannot be the same. " +
				"Strength 2 when only the latest employer differs between the CV and the application form.",
			Why: "In published cases a history was written anew for each vacancy, and the versions seldom agreed.",
			Innocent: []string{
				"CVs tailored to different vacancies, leaving out other jobs",
				"A file attached to the wrong person",
				"A client named in one place and the paying firm in the other",
			},
			Clear: []string{
				"Look whether both files belong to this person",
				"Ask the person to go through the last three jobs; confirm one through contact details you found yourself",
			},
			Sources: []string{"GL26", "MT25", "IC3-23"},
		},
	}
}

func differingCVs(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	for i := range d.CVs {
		cv := &d.CVs[i]
		if cv.Unreadable || cv.History != muster.OutcomeDifferent {
			continue
		}
		return []detect.Draft{{
			Refs:   []muster.Ref{cv.Ref, cv.HistoryRef},
			Detail: "Employers and dates of this CV do not fit those of an earlier CV of the same person.",
			Rival:  "One of the files belongs to somebody else.",
		}}
	}
	for i := range d.CVs {
		cv := &d.CVs[i]
		if cv.Unreadable || cv.Employers != muster.OutcomeDifferent {
			continue
		}
		return []detect.Draft{{
			Title: "The latest employer differs between the CV and the application form", Strength: 2,
			Refs:   []muster.Ref{cv.Ref},
			Detail: "The CV and the application form name different latest employers.",
			Rival:  "A client named in one place and the paying firm in the other.",
		}}
	}
	return nil
}
