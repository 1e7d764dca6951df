package work

import (
	"fmt"

	"muster"
	"muster/detect"
)

// How many small charges refused approval, on how many days, are a run of them.
const (
	manyCharges = 10
	chargeDays  = 3
)

// SmallCharges reports many small charges to company payment accounts that
// nobody approved (WRK-13).
func SmallCharges() detect.Detector {
	return detect.Detector{
		Name: "small-charges", Flag: "WRK-13", Strength: 5, Family: muster.FamilyBank, Scored: true,
		Needs:   []muster.Kind{muster.KindCharge},
		Find:    smallCharges,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview}, Anew: []muster.Kind{muster.KindCharge}},
		Manual: muster.Manual{
			Title: "Many small charges nobody approved",
			What: "Counts charges of at most 50, in whatever currency, to a card or payment account of the company in this person's hands, of which somebody whose task it is said that they were not approved: ten or more on at least three days within 60 days. " +
				"Charges of one amount that come back at one merchant after three weeks or more are a subscription and do not count. What nobody has looked at yet does not count either, nor do charges that were approved late.",
			Why: "In a published case small charges to company payment accounts, each too small to be asked about, added up.",
			Innocent: []string{
				"Somebody else has the card's number and tries it out with small charges: the holder is the one harmed",
				"Subscriptions and trials that grew and were never ended",
				"Travel or tools that were paid first and never handed in for approval",
				"One purchase that the merchant booked in parts",
			},
			Clear: []string{
				"Ask the holder to go through the list, and the card's issuer to say where the card was used",
				"Have receipts handed in, and approve afterwards what was for work",
				"A dispute that the issuer settled for the holder",
			},
			Sources: []string{"US22"},
		},
	}
}

func smallCharges(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	f := &d.Charges
	if f.Small < manyCharges || f.Days < chargeDays {
		return nil
	}
	return []detect.Draft{{
		Refs: f.Refs, At: f.Last, Victim: true,
		Detail: fmt.Sprintf("%s to a company card or payment account, on %s within 60 days, were refused approval; the last on {date}.", detect.Count(f.Small, "small charge", "small charges"), detect.Count(f.Days, "day", "different days")),
		Rival:  "Somebody else may have the card's number: ask the holder and the card's issuer first.",
	}}
}
