package muster

import "encoding/hex"

// ArtefactKind is the kind of a canonical identifier.
type ArtefactKind string

// The kinds of artefact.
const (
	ArtefactPhone      ArtefactKind = "phone"
	ArtefactPhoneBlock ArtefactKind = "phone_block" // a phone without its last digit: adjacent numbers
	ArtefactEmail      ArtefactKind = "email"
	ArtefactAddress    ArtefactKind = "address"
	ArtefactBuilding   ArtefactKind = "building" // an address without its unit
	ArtefactAccount    ArtefactKind = "bank_account"
	ArtefactWallet     ArtefactKind = "wallet"
	ArtefactDocument   ArtefactKind = "document_number"
	ArtefactURL        ArtefactKind = "profile" // profile, portfolio or repository address
	ArtefactDomain     ArtefactKind = "domain"  // a person's own site, never a provider's
	ArtefactDevice     ArtefactKind = "device"
	ArtefactNetwork    ArtefactKind = "network"       // an IP address within a day
	ArtefactImage      ArtefactKind = "image_file"    // the same picture file, by its bytes
	ArtefactPrint      ArtefactKind = "image_print"   // the same picture, by its print
	ArtefactCapture    ArtefactKind = "capture"       // one camera, minutes apart
	ArtefactTemplate   ArtefactKind = "file_template" // document ids, template and authoring artefacts of a file
	ArtefactPassage    ArtefactKind = "cv_passage"    // a long passage or rare phrases in common
	ArtefactSkeleton   ArtefactKind = "cv_skeleton"   // the same facts under other words
	ArtefactMessage    ArtefactKind = "message_text"  // the same message text
	ArtefactMeeting    ArtefactKind = "meeting_account"
	ArtefactReferee    ArtefactKind = "referee" // a referee's own contact

	ArtefactAuthenticator ArtefactKind = "authenticator" // the phone or key that completes second factors
	ArtefactStarts        ArtefactKind = "joint_starts"  // devices switched on within minutes of each other, more often than chance
	ArtefactCalls         ArtefactKind = "call_order"    // the same order of calls of a recruiting system
)

// ArtefactRole is whose the identifier is said to be.
type ArtefactRole string

// The roles of an artefact. A referee's phone is not the candidate's.
const (
	RoleOwn      ArtefactRole = "own"
	RoleReferee  ArtefactRole = "referee"
	RoleDelivery ArtefactRole = "delivery"
	RolePayee    ArtefactRole = "payee"
	RoleAgency   ArtefactRole = "agency"
	RoleTax      ArtefactRole = "tax"
	RolePhoto    ArtefactRole = "photo" // found in a picture or document file
)

// ArtefactID is an opaque, keyed hash of an artefact's kind and canonical
// value. Equal ids mean equal values within one organisation; nothing else
// can be learned from one without the organisation's key. It is still
// personal data.
type ArtefactID [16]byte

// IsZero reports whether the id is unset.
func (id ArtefactID) IsZero() bool { return id == ArtefactID{} }

// String returns the id in hexadecimal.
func (id ArtefactID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText writes the id in hexadecimal.
func (id ArtefactID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the id from hexadecimal.
func (id *ArtefactID) UnmarshalText(b []byte) error { return decodeHex("artefact id", id[:], b) }

// Artefact is one identifier on a subject's record.
type Artefact struct {
	Kind ArtefactKind `json:"kind"`
	Role ArtefactRole `json:"role"`
	ID   ArtefactID   `json:"id"`
}

// Shareable reports whether honest people may hold the same value at the same
// time. Nobody shares a document number, the picture file of a document or the
// phone that completes their sign-ins.
func (k ArtefactKind) Shareable() bool {
	return k != ArtefactDocument && k != ArtefactImage && k != ArtefactAuthenticator
}

// Class says what kind of thing an artefact is, without its value.
type Class string

// The classes of artefact that matter to detectors.
const (
	ClassPlain Class = "" // nothing particular

	ClassLineVoIP     Class = "line_voip"
	ClassLineVirtual  Class = "line_virtual"
	ClassMailFree     Class = "mail_free"
	ClassMailRelay    Class = "mail_relay" // privacy relay
	ClassMailThrow    Class = "mail_disposable"
	ClassMailThemed   Class = "mail_themed" // free mail with tokens seen in known personas (SRC-07)
	ClassPlaceDrop    Class = "place_mail_drop"
	ClassPlaceForward Class = "place_forwarder"
	ClassPlaceLocker  Class = "place_locker"
	ClassPlaceBox     Class = "place_po_box"

	ClassDevicePassing Class = "device_passing" // of an account that hardly uses it: a library, a shared office
	ClassPlaceOffice   Class = "place_office"
	ClassPayEMoney     Class = "pay_e_money"
	ClassPayService    Class = "pay_money_service"
	ClassPayPrepaid    Class = "pay_prepaid"
	ClassPayExchange   Class = "pay_exchange" // an account or deposit address at an exchange for crypto-currency
	ClassPayBank       Class = "pay_bank"     // known to be an account at a bank
	ClassPayWallet     Class = "pay_wallet"
)
