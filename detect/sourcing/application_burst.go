package sourcing

import (
	"fmt"

	"muster"
	"muster/detect"
)

const (
	defaultBurst = 10 // applications by one contact within a day that are ordinary
	oneNameBurst = 3  // times that limit, when all of them carry one name
)

// ApplicationBurst reports many applications by one contact, device or network
// within a day (SRC-04).
func ApplicationBurst() detect.Detector {
	return detect.Detector{
		Name: "application-burst", Flag: "SRC-04", Strength: 2, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindApplication},
		Find:  applicationBurst,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "Many applications from one contact within a day",
			What: "Counts applications that share an e-mail address, phone, device or network within 24 hours. More than the ordinary number (10 unless you set another) is reported when several names are behind them; " +
				"when all carry one name, only three times as many. Values of agencies and offices never count.",
			Why: "In published cases applications under several names were sent in batches.",
			Innocent: []string{
				"Easy-apply and auto-apply tools that send one person's CV everywhere",
				"A wave of lay-offs at one firm, or an advert that went round",
				"A job centre, school or agency whose people apply from one place",
			},
			Clear: []string{
				"Add the agency, school or office to the tables of common values",
				"Meet the applicants, or speak with each in the interview that everybody in the class has",
				"A one-time code tells whose a phone or mailbox is; it clears nothing by itself",
			},
			Sources: []string{"RF26", "CINDER24", "WIRED25"},
		},
	}
}

func applicationBurst(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	limit := defaultBurst
	if s != nil && s.BurstLimit > 0 {
		limit = s.BurstLimit
	}
	var drafts []detect.Draft
	for i := range d.Bursts {
		b := &d.Bursts[i]
		held, strangers := burstHolders(d, s, b)
		if b.Applications <= limit || b.Hours > 24 || (held != nil && held.Sharing.Common != muster.NotCommon) {
			continue
		}
		if len(strangers) == 0 && b.Applications <= oneNameBurst*limit {
			continue
		}
		draft := detect.Draft{
			Refs: []muster.Ref{b.Ref},
			Detail: fmt.Sprintf("{value} is on %s applications sent within %s; up to %s is ordinary here.",
				detect.Number(b.Applications), detect.Count(b.Hours, "hour", "hours"), detect.Number(limit)),
			Rival: "Auto-apply tools send one honest person's CV to many vacancies.",
		}
		if held != nil && len(strangers) > 0 {
			draft.Held, draft.Others = []*muster.Held{held}, strangers
		}
		drafts = append(drafts, draft)
	}
	return drafts
}

// burstHolders finds the artefact of a burst on the record and the people of
// other names who hold it.
func burstHolders(d *muster.Dossier, s *muster.Settings, b *muster.BurstFact) (*muster.Held, []muster.Other) {
	for i := range d.Artefacts {
		h := &d.Artefacts[i]
		if h.Kind == b.Artefact.Kind && h.ID == b.Artefact.ID {
			return h, detect.Strangers(d, s, h)
		}
	}
	return nil, nil
}
