package work

import (
	"fmt"

	"muster"
	"muster/detect"
)

// OtherJob reports signs of another full-time job at the same time (WRK-12).
func OtherJob() detect.Detector {
	return detect.Detector{
		Name: "other-job", Flag: "WRK-12", Strength: 2, Family: muster.FamilyConduct, Scored: true,
		Needs:   []muster.Kind{muster.KindWorkDay},
		Find:    otherJob,
		Settled: muster.Settling{Lowers: []muster.CheckType{muster.CheckInPerson, muster.CheckReference}, Anew: []muster.Kind{muster.KindWorkDay}},
		Manual: muster.Manual{
			Title: "Signs of other full-time jobs at the same time",
			What: "Shows that a source which was asked to look for it saw another employer's work on the device or in the calendar, on three days or more in two weeks. A second job that was agreed never counts. The default policy has this switched off: " +
				"switch it on only where contract and law allow the question and people were told.",
			Why: "In published cases one person held three or four full-time jobs at once, each under another name.",
			Innocent: []string{
				"A second job that the law or the contract allows",
				"An earlier employer's account that is still signed in",
				"A client's systems that belong to the work",
			},
			Clear: []string{
				"Ask, and note a second job as agreed where it may be had",
			},
			Sources: []string{"CS25", "GT24"},
		},
	}
}

func otherJob(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	const fewDays = 3
	draft := detect.Draft{Rival: "A second job that the law or the contract allows."}
	days := 0
	var first, last muster.Time
	for _, f := range acts(d, muster.WorkOtherJob) {
		if f.Agreed {
			continue
		}
		if days++; days == 1 {
			first = f.At
		}
		last = f.At
		cite(&draft, f.Refs)
	}
	if span, ok := first.Days(last); !ok || days < fewDays || span < 7 {
		return nil
	}
	draft.At = last
	draft.Detail = fmt.Sprintf("Another employer's work was seen on the device or in the calendar on %s, the last {date}. No second job is noted as agreed.", detect.Count(days, "day", "days"))
	return []detect.Draft{draft}
}
