// Package identity holds the red flags of identity documents and the pictures
// handed in for them: what files say about themselves, numbers and pictures
// seen before, records that disagree, and what people and authorities reported.
//
// No detector here looks at a face, a country or an issuer. A document that
// was seen as an original, an identity check that passed and a documented
// change of name all speak for the person and are honoured first.
package identity

import (
	"slices"

	"muster"
)

// inPerson reports whether somebody saw an original document in person: the
// employer may then have taken the pictures itself.
func inPerson(d *muster.Dossier) bool {
	return slices.ContainsFunc(d.Documents, func(f muster.DocumentFact) bool { return f.Original })
}

// imageOf returns the picture an observation holds, if it is one.
func imageOf(d *muster.Dossier, ref muster.Ref) *muster.ImageFact {
	for i := range d.Images {
		if d.Images[i].Ref == ref {
			return &d.Images[i]
		}
	}
	return nil
}

// documentOf returns the document record of an observation, if it is one.
func documentOf(d *muster.Dossier, ref muster.Ref) *muster.DocumentFact {
	for i := range d.Documents {
		if d.Documents[i].Ref == ref {
			return &d.Documents[i]
		}
	}
	return nil
}

// proofOfIdentity reports whether a document of that type identifies a person.
func proofOfIdentity(t muster.DocumentType) bool {
	switch t {
	case muster.DocumentPassport, muster.DocumentIDCard, muster.DocumentLicence, muster.DocumentPermit:
		return true
	}
	return false
}
