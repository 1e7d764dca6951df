package muster

// Document is an identity, education or address document as recorded.
type Document struct {
	Type      DocumentType   `json:"type,omitempty"`
	Number    DocumentNumber `json:"number,omitempty"`
	Country   Country        `json:"country,omitempty"` // issuer, part of the number's identity only
	Name      PersonName     `json:"name,omitempty"`
	Birth     Time           `json:"date_of_birth,omitzero"`
	Address   Address        `json:"address,omitempty"`
	Expires   Time           `json:"expires,omitzero"`
	MRZ       Text           `json:"mrz,omitempty"` // machine-readable zone, lines separated by line breaks
	File      Text           `json:"file,omitempty"`
	Seen      Time           `json:"seen,omitzero"`
	Original  Answer         `json:"original,omitempty"` // seen as an original, in person
	Portrait  CheckOutcome   `json:"portrait,omitempty"` // portrait against person
	Provider  Text           `json:"provider,omitempty"`
	Recorded  Recorded       `json:"recorded,omitzero"`
	FileFacts FileFacts      `json:"file_facts,omitzero"`
}

// DocumentType is the type of a document.
type DocumentType string

// The types of document.
const (
	DocumentPassport    DocumentType = "passport"
	DocumentIDCard      DocumentType = "id_card"
	DocumentLicence     DocumentType = "driving_licence"
	DocumentPermit      DocumentType = "residence_permit"
	DocumentProofOfHome DocumentType = "proof_of_address"
	DocumentDegree      DocumentType = "degree"
	DocumentOther       DocumentType = "other"
)

// Kind returns KindDocument.
func (*Document) Kind() Kind { return KindDocument }

// Image is what a picture file says about itself. No face is looked at.
type Image struct {
	Purpose        ImagePurpose `json:"purpose,omitempty"`
	Type           string       `json:"type,omitempty"`
	Width          int          `json:"width,omitempty"`
	Height         int          `json:"height,omitempty"`
	Taken          Time         `json:"taken,omitzero"`
	Make           Text         `json:"make,omitempty"`
	Model          Text         `json:"model,omitempty"`
	Serial         Text         `json:"serial,omitempty"` // body or lens serial number, where written
	Latitude       *float64     `json:"latitude,omitempty"`
	Longitude      *float64     `json:"longitude,omitempty"`
	Software       Text         `json:"software,omitempty"`
	Tool           ToolClass    `json:"tool,omitempty"`
	AIMarked       Answer       `json:"ai_marked,omitempty"`       // content credential or tag says made or edited by AI
	Metadata       Answer       `json:"metadata,omitempty"`        // yes: camera metadata present; no: none
	CameraOriginal Answer       `json:"camera_original,omitempty"` // size and compression look like a camera's own file
	LowQuality     Answer       `json:"low_quality,omitempty"`
	Cropped        Answer       `json:"cropped,omitempty"`
	Print          string       `json:"print,omitempty"` // 64-bit perceptual hash of the whole image, 16 hexadecimal digits
	MirrorPrint    string       `json:"mirror_print,omitempty"`
	SHA256         string       `json:"sha256,omitempty"`
}

// ImagePurpose is what a picture was handed in as.
type ImagePurpose string

// The purposes of a picture.
const (
	ImageIdentity ImagePurpose = "identity" // picture of an identity document
	ImageSelfie   ImagePurpose = "selfie"   // picture of the person for a check
	ImageProof    ImagePurpose = "proof"    // proof of place, delivery or address
	ImageOther    ImagePurpose = "other"
)

// ToolClass is the kind of program that last wrote a file.
type ToolClass string

// The classes of program.
const (
	ToolCamera     ToolClass = "camera"
	ToolEditor     ToolClass = "image_editor"
	ToolGenerative ToolClass = "generative_ai"
	ToolScanner    ToolClass = "scanner_app"
	ToolMessenger  ToolClass = "messenger"
	ToolUnknown    ToolClass = "unknown"
)

// Kind returns KindImage.
func (*Image) Kind() Kind { return KindImage }

// Shipment is equipment on its way out or back.
type Shipment struct {
	Direction  Direction      `json:"direction,omitempty"`
	Item       Text           `json:"item,omitempty"`
	Serial     Text           `json:"serial,omitempty"`
	Address    Address        `json:"address,omitempty"` // where it goes, or came from when it returns
	City       City           `json:"city,omitempty"`
	Postcode   Postcode       `json:"postcode,omitempty"`
	Country    Country        `json:"country,omitempty"`
	Recipient  PersonName     `json:"recipient,omitempty"`
	Phone      Phone          `json:"phone,omitempty"`
	Ordered    Time           `json:"ordered,omitzero"`
	Dispatched Time           `json:"dispatched,omitzero"`
	Delivered  Time           `json:"delivered,omitzero"`
	Redirected Address        `json:"redirected_to,omitempty"`
	RedirectAt Time           `json:"redirected_at,omitzero"`
	ReturnDue  Time           `json:"return_due,omitzero"`
	ReceivedBy PersonName     `json:"received_by,omitempty"`
	Status     ShipmentStatus `json:"status,omitempty"`
	Agreed     Answer         `json:"agreed,omitempty"` // the address was agreed with a named person beforehand
	Signs      []Sign         `json:"signs,omitempty"`
	Recorded   Recorded       `json:"recorded,omitzero"`
}

// Direction is which way equipment travels.
type Direction string

// The directions.
const (
	DirectionOut    Direction = "out"
	DirectionReturn Direction = "return"
)

// ShipmentStatus is what became of a shipment.
type ShipmentStatus string

// The statuses of a shipment.
const (
	ShipmentOrdered     ShipmentStatus = "ordered"
	ShipmentDispatched  ShipmentStatus = "dispatched"
	ShipmentDelivered   ShipmentStatus = "delivered"
	ShipmentCollected   ShipmentStatus = "collected"
	ShipmentReturned    ShipmentStatus = "returned"
	ShipmentNotReturned ShipmentStatus = "not_returned"
)

// Kind returns KindShipment.
func (*Shipment) Kind() Kind { return KindShipment }

// PayTo names where money goes.
type PayTo struct {
	Holder   PersonName `json:"holder,omitempty"` // name on the account
	IBAN     Account    `json:"iban,omitempty"`
	Number   Account    `json:"account_number,omitempty"` // with a sort code or routing number
	BankCode BankCode   `json:"bank_code,omitempty"`
	Wallet   Wallet     `json:"wallet,omitempty"`
	Provider Text       `json:"provider,omitempty"` // bank, e-money or money-service firm, as written
	Method   PayMethod  `json:"method,omitempty"`
}

// PayMethod is how somebody is or asks to be paid.
type PayMethod string

// The ways of being paid.
const (
	PayBank       PayMethod = "bank"
	PayEMoney     PayMethod = "e_money"
	PayService    PayMethod = "money_service"
	PayCrypto     PayMethod = "crypto"
	PayThirdParty PayMethod = "third_party"
	PayOther      PayMethod = "other"
)

// BankDetails is where a subject asks to be paid, or a change of it.
type BankDetails struct {
	PayTo
	Effective Time          `json:"effective,omitzero"`
	Changed   Time          `json:"changed,omitzero"` // set for a change of earlier details
	ChangedBy ChangedBy     `json:"changed_by,omitempty"`
	IP        Network       `json:"ip,omitempty"`
	NewDevice Answer        `json:"new_device,omitempty"` // changed from a device or network not seen before
	NameCheck NameCheckCode `json:"name_check,omitempty"`
	Verified  Time          `json:"verified,omitzero"` // confirmed with the person by a channel already on file
	OffersPay Answer        `json:"bank_payroll_offered,omitempty"`
	Recorded  Recorded      `json:"recorded,omitzero"`
}

// ChangedBy says who entered a change.
type ChangedBy string

// Who may have entered a change.
const (
	ChangedBySelf  ChangedBy = "self"  // self-service
	ChangedByStaff ChangedBy = "staff" // payroll or HR, on request
)

// NameCheckCode is the answer of a bank name check.
type NameCheckCode string

// The answers of a bank name check. The codes are those of Confirmation of
// Payee, which imports understand. Not available is never a failure, and what
// is wrong with an account or its reference says nothing about a name.
const (
	NameCheckMatch          NameCheckCode = "match"            // also BANM and PANM: the name agrees, the account is a business or a personal one
	NameCheckClose          NameCheckCode = "close_match"      // MBAM, BAMM, PAMM: spelt otherwise, or in part
	NameCheckNoMatch        NameCheckCode = "no_match"         // ANNM
	NameCheckNotAvailable   NameCheckCode = "not_available"    // ACNS, OPTO, SCNS: not checked
	NameCheckAccountWrong   NameCheckCode = "account_wrong"    // AC01: there is no such account
	NameCheckReferenceWrong NameCheckCode = "reference_wrong"  // IVCR: the roll number or other second reference is not known
	NameCheckSwitched       NameCheckCode = "account_switched" // CASS: the account moved to another bank
)

// Kind returns KindBank.
func (*BankDetails) Kind() Kind { return KindBank }

// Payment is one payment made.
type Payment struct {
	PayTo
	Paid     Time    `json:"paid,omitzero"`
	Amount   Decimal `json:"amount,omitempty"`
	Currency Text    `json:"currency,omitempty"`
}

// Kind returns KindPayment.
func (*Payment) Kind() Kind { return KindPayment }

// Invoice is one invoice received.
type Invoice struct {
	PayTo
	Number   Text    `json:"number,omitempty"`
	Issued   Time    `json:"issued,omitzero"`
	Address  Address `json:"address,omitempty"`
	Country  Country `json:"country,omitempty"`
	Amount   Decimal `json:"amount,omitempty"`
	Currency Text    `json:"currency,omitempty"`
}

// Kind returns KindInvoice.
func (*Invoice) Kind() Kind { return KindInvoice }
