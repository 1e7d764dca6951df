package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// Praise reports a client who gives many new accounts its highest rating within
// a short time (PLT-08).
func Praise() detect.Detector {
	return detect.Detector{
		Name: "praise", Flag: "PLT-08", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindRating},
		Find:    praise,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckIdentity, muster.CheckLiveInterview}, Anew: []muster.Kind{muster.KindRating}},
		Manual: muster.Manual{
			Title: "One client rates many new accounts highest within a short time",
			What: "Looks for the thirty days in which a client gave the most accounts its highest rating. Told when there were five or more, nine of ten ratings were the highest, three of four of the accounts had been opened at most sixty days before, and the client had rated fewer accounts before. Strength 4; 2 for an account whose client's identity was checked independently. " +
				"A client with a longer history, one that hires established accounts, and one whose ratings differ do not count. A join never accuses alone.",
			Why: "Ratings are what makes a new account look trustworthy. In published cases client accounts were used to give them.",
			Innocent: []string{
				"A company that tries out a new team of juniors for one project, and is content",
				"A teacher or a training programme whose students begin on the platform",
				"A contest whose organiser rates everybody alike",
			},
			Clear: []string{
				"Look at what was delivered under the contracts",
				"Ask the client what the work was for",
				"Check the identity of the client, and speak to some of the accounts before a camera",
			},
			Sources: []string{"US22"},
		},
	}
}

const (
	praised      = 5
	praisedAlike = 0.9
	praisedFresh = 0.75
)

func praise(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Platform.Praise {
		f := &d.Platform.Praise[i]
		if f.Top < praised || float64(f.Top) < praisedAlike*float64(f.Rated) || float64(f.Fresh) < praisedFresh*float64(f.Rated) || f.Before >= f.Top {
			continue
		}
		draft := detect.Draft{
			Refs: f.Refs, Others: f.Others, At: f.At,
			Rival: "A company content with a new team, or a training programme whose students begin on the platform.",
		}
		who := "This client"
		if f.Client.Subject != "" {
			who = "One client of this account"
			draft.Others = append([]muster.Other{f.Client}, f.Others...)
			if f.Client.Verified {
				draft.Strength = 2
			}
		} else {
			draft.Refs = []muster.Ref{d.Platform.Ref}
		}
		draft.Detail = fmt.Sprintf("%s gave %d of %s its highest rating within thirty days, up to {date}; %d had been opened at most sixty days before.",
			who, f.Top, detect.Count(f.Rated, "account", "accounts"), f.Fresh)
		drafts = append(drafts, draft)
	}
	return drafts
}
