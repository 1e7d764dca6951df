package background

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// Stated years that differ by one are a typing error or an academic year.
const (
	yearsApart    = 2
	yearsFarApart = 3
)

// EducationDiffers reports education stated differently in two places
// (CVB-03).
func EducationDiffers() detect.Detector {
	return detect.Detector{
		Name: "education-differs", Flag: "CVB-03", Strength: 3, Family: muster.FamilyHistory, Scored: true,
		Needs:   []muster.Kind{muster.KindCV},
		Find:    educationDiffers,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckEducation}},
		Manual: muster.Manual{
			Title: "Education is stated differently in two places",
			What:  "Compares what the CV, the application and the form of the screening firm say about one course. Strength 3 when the institution differs or years differ by three or more; 2 when years differ by two or only the degree differs. One year apart, spelling and short forms are not reported, and a place where the course is missing says nothing.",
			Why:   "In published cases one history was told differently in different places. Typing errors do the same.",
			Innocent: []string{
				"A typing error in one form",
				"A CV that sums up, or shows another course of the same person",
				"An institution that changed its name or merged",
			},
			Clear: []string{
				"Ask the person which one is right; the certificate settles it",
				"Confirm the course with the institution through contact details you found yourself",
			},
			Sources: []string{"MT25"},
		},
	}
}

func educationDiffers(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	draft := detect.Draft{Rival: "A typing error, or a CV that sums up."}
	worst := 0
	for i := range d.Education {
		e := &d.Education[i]
		strength := 0
		switch {
		case e.Institution == muster.OutcomeDifferent || e.YearsApart >= yearsFarApart:
			strength = 3
		case e.YearsApart >= yearsApart || e.Degree == muster.OutcomeDifferent:
			strength = 2
		default:
			continue
		}
		for _, ref := range []muster.Ref{e.ARef, e.BRef} {
			if !slices.Contains(draft.Refs, ref) {
				draft.Refs = append(draft.Refs, ref)
			}
		}
		if strength > worst {
			worst = strength
			draft.Detail = educationDetail(e)
		}
	}
	if worst == 0 {
		return nil
	}
	draft.Strength = worst
	return []detect.Draft{draft}
}

func educationDetail(e *muster.EducationFact) string {
	switch {
	case e.Institution == muster.OutcomeDifferent:
		return "The two records name different institutions for the same course."
	case e.YearsApart >= yearsApart:
		return fmt.Sprintf("The years stated for the same course are %d years apart.", e.YearsApart)
	}
	return "The two records name different degrees for the same course."
}
