package identity

import (
	"muster"
	"muster/detect"
)

// oldPhoto is after how many days a picture no longer speaks for where
// somebody is now.
const oldPhoto = 30

// PhotoPlace reports a picture taken elsewhere than the place claimed at the
// time (IDD-04).
func PhotoPlace() detect.Detector {
	return detect.Detector{
		Name: "photo-place", Flag: "IDD-04", Strength: 4, Family: muster.FamilyPlace, Scored: true,
		Needs: []muster.Kind{muster.KindImage},
		Find:  photoPlace,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckAddress},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "A picture was taken elsewhere than the home given at the time",
			What: "Compares the position and the clock in the picture file with the home the person had given at the time. Only pictures handed in as proof of place, of a document or of the person count, and only within 30 days of being taken. " +
				"Strength 4 for the position of a proof of place; 3 when position and clock of another picture both differ, because pictures are taken on journeys too; otherwise 2. Nothing is reported without a home on record. Where the picture was taken is not kept, only that it differs.",
			Why: "In published cases a picture showed another place of work than the one agreed. Most such pictures come from a journey or an old album.",
			Innocent: []string{
				"A holiday, a visit to family, or a move that is not yet on record",
				"An old picture sent again by an app that gave it a new date",
				"A wrong position from a mobile or office network, or a camera set to another time zone",
			},
			Clear: []string{
				"Ask where the picture was taken; a travel date or a move usually settles it",
				"Ask for a fresh picture at the home on record, or an alternative of equal strength",
			},
			Sources: []string{"GL26"},
		},
	}
}

func photoPlace(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Images {
		image := &d.Images[i]
		away, clock := image.Place == muster.OutcomeDifferent, image.Clock == muster.OutcomeDifferent
		if !away && !clock || image.Purpose == muster.ImageOther || image.Purpose == "" || old(d, image) {
			continue
		}
		draft := detect.Draft{
			Refs: []muster.Ref{image.Ref}, At: image.Taken, Strength: 2,
			Detail: "The position in the picture taken on {date} is away from the home on record at that time.",
			Rival:  "A holiday, a visit, or a move that is not yet on record.",
		}
		switch {
		case away && clock:
			draft.Strength = 3
			if image.Purpose == muster.ImageProof {
				draft.Strength = 4
			}
			draft.Detail = "The position and the clock in the picture taken on {date} both differ from the home on record at that time."
		case away && image.Purpose == muster.ImageProof:
			draft.Strength = 4
		case clock && !away:
			draft.Title = "The clock in a picture does not fit the home given at the time"
			draft.Detail = "The clock in the picture taken on {date} does not fit the home on record at that time."
			draft.Rival = "Cameras and computers are often set to another time zone."
			if image.Place == muster.OutcomeSame || image.Place == muster.OutcomeNear || image.Place == muster.OutcomeSameArea {
				continue // the position itself shows the person at home
			}
		}
		drafts = append(drafts, draft)
	}
	return drafts
}

// old reports whether a picture was taken too long before it was handed in,
// or at an unknown time.
func old(d *muster.Dossier, image *muster.ImageFact) bool {
	handed := d.Observed[image.Ref].Happened
	if handed.IsZero() {
		handed = d.AsOf
	}
	days, ok := image.Taken.Days(handed)
	return !ok || days > oldPhoto
}
