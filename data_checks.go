package muster

// Recorded says which named person wrote something down and whether they
// confirm it. Only a confirmed record can carry the highest strength.
type Recorded struct {
	By         Text   `json:"recorded_by,omitempty"`
	Confirmed  Answer `json:"confirmed,omitempty"`
	Adjustment Answer `json:"adjustment,omitempty"` // an agreed swap of checks covers this; nothing is held against the person
}

// Sign is a closed choice on the interview, check and report forms. There is
// no sign for how somebody looks, sounds or speaks, nor for where they are
// from: what has no word here cannot be recorded.
type Sign string

// The signs a person can record.
const (
	SignVideoDeclined       Sign = "video_declined"         // INT-01
	SignLivenessFailed      Sign = "liveness_prompt_failed" // INT-02
	SignDifferentPerson     Sign = "different_person"       // INT-03
	SignVirtualCamera       Sign = "virtual_camera"         // INT-08
	SignOtherAccounts       Sign = "other_accounts_visible" // INT-09
	SignOwnClaimsUnknown    Sign = "own_claims_not_known"   // INT-10
	SignLiveProofRefused    Sign = "live_proof_refused"     // INT-11
	SignAnswersRead         Sign = "answers_read"           // INT-04, note only
	SignSecondVoice         Sign = "second_voice"           // INT-05, note only
	SignWorriedByCheck      Sign = "worried_by_check"       // INT-13, note only
	SignIdentityElsewhere   Sign = "identity_held_by_another"
	SignIdentifierMismatch  Sign = "identifier_mismatch"
	SignUnknownJobReported  Sign = "unknown_job_reported" // the identity's holder reports a job they never had
	SignPoorImagesOnly      Sign = "poor_images_only"
	SignEarlierDismissals   Sign = "earlier_dismissals" // CVB-11
	SignCollectedByOther    Sign = "collected_by_other"
	SignPickupMismatch      Sign = "pickup_mismatch" // ONB-10
	SignOwnDeviceRequested  Sign = "own_device_requested"
	SignPrepaymentDemanded  Sign = "prepayment_demanded"
	SignEmploymentLetter    Sign = "letter_to_unfreeze_account"
	SignAccountInOtherName  Sign = "account_in_other_name_requested"
	SignThirdPartyPayment   Sign = "third_party_payment_requested"
	SignCryptoRequested     Sign = "crypto_requested"
	SignPlaceProofRefused   Sign = "place_proof_refused"  // CON-01
	SignDeclinedBenefits    Sign = "declined_promotion"   // CON-02, note only
	SignProfileDeleted      Sign = "profile_deleted"      // CON-03
	SignSeveralPeople       Sign = "several_people"       // CON-05
	SignLowPayExpectation   Sign = "low_pay_expectation"  // SRC-15, note only
	SignExtortion           Sign = "extortion"            // OFF-01
	SignCodePublished       Sign = "code_published"       // OFF-04
	SignAuthorityNotice     Sign = "authority_notice"     // OFF-07
	SignIdentityLoanAsked   Sign = "identity_loan_asked"  // WRK-14
	SignReverificationShown Sign = "reverification_asked" // a dated request, see CON-04
)

// Interview is one interview: planned, moved, held, and what was noted.
type Interview struct {
	Announced     Time            `json:"announced,omitzero"` // when the step was announced to the person
	Start         Time            `json:"start,omitzero"`
	End           Time            `json:"end,omitzero"`
	MovedFrom     Time            `json:"moved_from,omitzero"` // the time it was moved from, if it was
	Round         Text            `json:"round,omitempty"`
	Mode          InterviewMode   `json:"mode,omitempty"`
	Status        InterviewStatus `json:"status,omitempty"`
	Interviewer   Text            `json:"interviewer,omitempty"`
	DisplayName   PersonName      `json:"display_name,omitempty"`   // the name shown in the meeting
	DisplayNames  []PersonName    `json:"display_names,omitempty"`  // all names shown, when it changed
	AccountEmails []Email         `json:"account_emails,omitempty"` // the meeting account's address
	IP            Network         `json:"ip,omitempty"`
	CameraOn      Answer          `json:"camera_on,omitempty"`
	Signs         []Sign          `json:"signs,omitempty"`
	Notes         Text            `json:"notes,omitempty"`
	Recorded      Recorded        `json:"recorded,omitzero"`
}

// InterviewMode is how an interview is held.
type InterviewMode string

// The modes of an interview.
const (
	ModeVideo    InterviewMode = "video"
	ModePhone    InterviewMode = "phone"
	ModeInPerson InterviewMode = "in_person"
)

// InterviewStatus is what became of an interview.
type InterviewStatus string

// The statuses of an interview.
const (
	InterviewPlanned   InterviewStatus = "planned"
	InterviewHeld      InterviewStatus = "held"
	InterviewMoved     InterviewStatus = "moved"     // at the person's request
	InterviewCancelled InterviewStatus = "cancelled" // by the person
	InterviewMissed    InterviewStatus = "missed"
)

// Kind returns KindInterview.
func (*Interview) Kind() Kind { return KindInterview }

// Reference is a referee, how they were reached, and what they answered.
type Reference struct {
	Referee        PersonName       `json:"referee,omitempty"`
	Emails         []Email          `json:"emails,omitempty"`
	Phones         []Phone          `json:"phones,omitempty"`
	Employer       Text             `json:"employer,omitempty"`        // the employer or school the referee speaks for
	EmployerDomain Text             `json:"employer_domain,omitempty"` // that employer's own domain, as found independently
	Found          ContactFound     `json:"contact_found_by,omitempty"`
	Outcome        ReferenceOutcome `json:"outcome,omitempty"`
	At             Time             `json:"at,omitzero"`
	Recorded       Recorded         `json:"recorded,omitzero"`
}

// ContactFound says who supplied a referee's contact details.
type ContactFound string

// The two ways to come by a referee's contact.
const (
	FoundByCandidate ContactFound = "candidate"
	FoundByEmployer  ContactFound = "employer"
)

// ReferenceOutcome is what a reference check gave.
type ReferenceOutcome string

// The outcomes of a reference check.
const (
	ReferenceConfirmed   ReferenceOutcome = "confirmed"
	ReferenceDiffers     ReferenceOutcome = "differs"       // dates or titles differ
	ReferenceUnconfirmed ReferenceOutcome = "not_confirmed" // no answer through independent contact
	ReferenceNeverThere  ReferenceOutcome = "never_there"
	ReferencePending     ReferenceOutcome = "pending"
)

// Kind returns KindReference.
func (*Reference) Kind() Kind { return KindReference }

// Check is a verification step by a person or a provider.
type Check struct {
	Type      CheckType    `json:"type"`
	Requested Time         `json:"requested,omitzero"`
	Due       Time         `json:"due,omitzero"`
	Done      Time         `json:"done,omitzero"`
	Expires   Time         `json:"expires,omitzero"`
	Outcome   CheckOutcome `json:"outcome,omitempty"`
	Postponed int          `json:"postponed,omitempty"` // times the person moved it
	Provider  Text         `json:"provider,omitempty"`
	Name      PersonName   `json:"name,omitempty"`    // the name the check found
	Address   Address      `json:"address,omitempty"` // the address the check verified
	Signs     []Sign       `json:"signs,omitempty"`
	Recorded  Recorded     `json:"recorded,omitzero"`
}

// CheckType is what a check verifies.
type CheckType string

// The types of check.
const (
	CheckContactCode   CheckType = "contact_code"   // one-time code to a phone or e-mail: proves control
	CheckLiveInterview CheckType = "live_interview" // camera on, unpredictable prompts
	CheckInPerson      CheckType = "in_person"
	CheckIdentity      CheckType = "identity" // document or identity provider
	CheckRightToWork   CheckType = "right_to_work"
	CheckReference     CheckType = "reference"
	CheckEducation     CheckType = "education"
	CheckAddress       CheckType = "address"
	CheckBankName      CheckType = "bank_name"
	CheckSanctions     CheckType = "sanctions"
	CheckDevice        CheckType = "device" // security-key touch or location of the issued laptop
	CheckSamePerson    CheckType = "same_person"
	CheckReverify      CheckType = "reverification"
	CheckCollection    CheckType = "collection" // collects equipment or attends day one in person
)

// CheckTypes lists the types of check, in the order of a working life.
func CheckTypes() []CheckType {
	return []CheckType{
		CheckContactCode, CheckLiveInterview, CheckInPerson, CheckIdentity, CheckRightToWork, CheckReference, CheckEducation,
		CheckAddress, CheckBankName, CheckSanctions, CheckDevice, CheckSamePerson, CheckReverify, CheckCollection,
	}
}

// CheckOutcome is what a check gave. Not available is never a failure.
type CheckOutcome string

// The outcomes of a check.
const (
	OutcomePassed       CheckOutcome = "passed"
	OutcomeFailed       CheckOutcome = "failed"
	OutcomeUnclear      CheckOutcome = "unclear"
	OutcomeNotAvailable CheckOutcome = "not_available"
	OutcomeRefused      CheckOutcome = "refused" // by the person, with no adjustment agreed
	OutcomePending      CheckOutcome = "pending"
)

// Kind returns KindCheck.
func (*Check) Kind() Kind { return KindCheck }

// Report is something a named person, colleague or outside body reported.
type Report struct {
	Sign     Sign     `json:"sign"`
	At       Time     `json:"at,omitzero"`
	Text     Text     `json:"text,omitempty"`
	Recorded Recorded `json:"recorded,omitzero"`
}

// Kind returns KindReport.
func (*Report) Kind() Kind { return KindReport }
