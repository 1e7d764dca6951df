package ring

import "muster"

// family groups kinds that one cause explains together: a flat gives an
// address, a building and a network; a copied CV gives passages, a skeleton
// and a template. Two kinds of one family are one kind of evidence.
type family uint8

const (
	familyContact family = iota
	familyPlace
	familyMoney
	familyDocument
	familyDevice
	familyText
	familyWeb
	familyReferee
	families
)

// trait says how a kind of value behaves among honest people.
type trait struct {
	family      family
	reliability float64 // share of the rarity bits that count
	few         int     // holders up to which one value joins by itself; 0 never
	household   bool    // people of one home share it
}

// traitOf returns the trait of a kind. The figures say how many honest people
// plausibly hold one value of the kind without an agency, an office or a
// household behind it, and are deliberately low for kinds that chance or
// custom makes equal.
func traitOf(k muster.ArtefactKind) trait {
	switch k {
	case muster.ArtefactPhone:
		return trait{familyContact, 1, 12, true}
	case muster.ArtefactEmail:
		return trait{familyContact, 1, 12, true}
	case muster.ArtefactPhoneBlock:
		return trait{familyContact, 0.4, 0, true}
	case muster.ArtefactAddress:
		return trait{familyPlace, 0.9, 8, true}
	case muster.ArtefactBuilding:
		return trait{familyPlace, 0.5, 0, true}
	case muster.ArtefactNetwork:
		return trait{familyPlace, 0.5, 0, true}
	case muster.ArtefactAccount, muster.ArtefactWallet:
		return trait{familyMoney, 1, 25, true}
	case muster.ArtefactDocument, muster.ArtefactImage:
		return trait{familyDocument, 1, 1 << 30, false}
	case muster.ArtefactPrint:
		return trait{familyDocument, 0.9, 12, false}
	case muster.ArtefactCapture:
		return trait{familyDocument, 0.7, 8, true}
	case muster.ArtefactTemplate:
		return trait{familyText, 0.6, 6, true}
	case muster.ArtefactPassage:
		return trait{familyText, 0.8, 12, true}
	case muster.ArtefactSkeleton:
		return trait{familyText, 0.8, 8, true}
	case muster.ArtefactMessage:
		return trait{familyText, 0.6, 6, true}
	case muster.ArtefactDevice, muster.ArtefactMeeting:
		return trait{familyDevice, 1, 12, true}
	case muster.ArtefactURL:
		return trait{familyWeb, 1, 12, false}
	case muster.ArtefactDomain:
		return trait{familyWeb, 0.8, 8, true}
	case muster.ArtefactReferee:
		return trait{familyReferee, 0.6, 0, true}
	}
	// A kind this package does not know supports and never joins.
	return trait{familyWeb, 0.5, 0, true}
}

// class is what a value may do, decided once for each value.
type class uint8

const (
	classNone      class = iota // common, too wide, or held by one
	classHousehold              // only people of one household hold it
	classSoft                   // joins only together with another family
	classMid                    // a joining kind with many holders: like soft
	classStrong                 // joins by itself
)
