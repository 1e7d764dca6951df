package identity

import (
	"muster"
	"muster/detect"
)

// DocumentMismatch reports a document that does not fit the person or itself
// (IDD-05).
func DocumentMismatch() detect.Detector {
	return detect.Detector{
		Name: "document-mismatch", Flag: "IDD-05", Strength: 5, Family: muster.FamilyFace, Scored: true,
		Needs: []muster.Kind{muster.KindDocument},
		Find:  documentMismatch,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "An identity document does not fit the person or itself",
			What: "Reads the outcome of comparing the portrait with the person, as a provider or a person recorded it, and compares the machine-readable zone with the fields typed in and with the person's own claims. " +
				"A portrait that does not match: strength 5 when a named person confirmed the record, otherwise 4. Number or expiry in a zone with correct check digits that differs from the record, or name and date of birth that both differ from the claims: 3. A zone whose check digits fail, or a different date of birth alone: 2. " +
				"An outcome of unclear or not available, an expired document and a documented change of name are never reported.",
			Why: "In published cases documents held a correct zone beside another portrait, or fields that no longer fitted each other.",
			Innocent: []string{
				"A typing or reading error when the record was made: by far the most common reason",
				"An old portrait, a changed appearance, or a poor comparison by the software",
				"Day and month of a date exchanged, or a name shortened to fit the zone",
			},
			Clear: []string{
				"Read the document again and correct the record",
				"Compare portrait and person live or in person, by two people",
				"Use another check of equal strength, such as an identity provider that reads the chip",
			},
			Sources: []string{"GL26", "HU26", "KB24"},
		},
	}
}

func documentMismatch(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.Documents {
		doc := &d.Documents[i]
		if !proofOfIdentity(doc.Type) {
			continue
		}
		if draft, ok := portraitOrFields(doc); ok {
			draft.Refs = []muster.Ref{doc.Ref}
			drafts = append(drafts, draft)
		}
	}
	return drafts
}

func portraitOrFields(doc *muster.DocumentFact) (detect.Draft, bool) {
	fields := doc.MRZ == muster.MRZValid && (doc.Number == muster.OutcomeDifferent || doc.Expiry == muster.OutcomeDifferent)
	name := doc.Name == muster.OutcomeDifferent && !doc.Documented
	birth := doc.Birth == muster.OutcomeDifferent
	switch {
	case doc.Portrait == muster.OutcomeFailed:
		return detect.Draft{
			Title: "The portrait on a document was recorded as not matching the person", Strength: detect.Unconfirmed(5, doc.Confirmed), Confirmed: doc.Confirmed,
			Detail: "The comparison of portrait and person, recorded on {date}, did not match.",
			Rival:  "An old portrait, a changed appearance, or a comparison program that errs.",
		}, true
	case name && birth:
		return detect.Draft{
			Title: "Name and date of birth on a document both differ from those given", Strength: 3,
			Detail: "Both differ from what the person gave elsewhere, and no change of name is on record.",
			Rival:  "Another person's document was filed under this record by mistake.",
		}, true
	case fields:
		return detect.Draft{
			Title: "The machine-readable zone differs from the fields recorded", Strength: 3,
			Detail: "The zone's check digits are correct, but its number or expiry is not the one recorded.",
			Rival:  "The field was typed wrongly, or belongs to an earlier document.",
		}, true
	case doc.MRZ == muster.MRZFailed:
		return detect.Draft{
			Title: "The check digits of a machine-readable zone do not add up", Strength: 2,
			Detail: "At least one check digit of the zone, as recorded, is wrong.",
			Rival:  "A character was misread or mistyped.",
		}, true
	case birth:
		return detect.Draft{
			Title: "The date of birth on a document differs from the one given", Strength: 2,
			Detail: "The date on the document is not the date given elsewhere.",
			Rival:  "Day and month exchanged, or a typing error.",
		}, true
	}
	return detect.Draft{}, false
}
