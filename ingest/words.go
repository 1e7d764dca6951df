package ingest

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"muster"
)

// vocabularyOf returns the words a closed type accepts, folded, with what they
// mean; nil for types that are not closed.
func vocabularyOf(t reflect.Type) map[string]string { return vocabularies()[t] }

// accepted lists what the words of a closed type mean, for messages about one
// that is not among them.
func accepted(words map[string]string) string {
	return strings.Join(slices.Compact(slices.Sorted(maps.Values(words))), ", ")
}

// vocabularies is built once: reading rows asks for it all the time.
var vocabularies = sync.OnceValue(func() map[reflect.Type]map[string]string {
	out := map[reflect.Type]map[string]string{}
	for t, lines := range vocabularyLines() {
		words := map[string]string{}
		for _, line := range lines {
			value, others, _ := strings.Cut(line, ":")
			words[foldHeader(value)] = value
			for w := range strings.SplitSeq(others, "|") {
				if w = strings.TrimSpace(w); w != "" {
					words[foldHeader(w)] = value
				}
			}
		}
		out[t] = words
	}
	return out
})

// vocabularyLines lists each closed type's values with other words for them.
func vocabularyLines() map[reflect.Type][]string {
	out := hiringWords()
	maps.Copy(out, peopleWords())
	maps.Copy(out, moneyWords())
	maps.Copy(out, thingWords())
	return out
}

// hiringWords are those of applications, interviews, references and checks.
func hiringWords() map[reflect.Type][]string {
	return map[reflect.Type][]string{
		reflect.TypeFor[muster.Answer](): {
			"yes: y|true|1|ja|oui|si|x|on|checked|done|agreed|ok|approved|authorised|authorized|reimbursed",
			"no: n|false|0|nein|non|off|unchecked|none|declined|rejected|refused|denied|not approved|unauthorised|unauthorized",
		},
		reflect.TypeFor[muster.ApplicationStatus](): applicationWords(),
		reflect.TypeFor[muster.InterviewMode](): {
			"video: zoom|teams|google meet|meet|video call|online|remote|virtual|webex|videoconference|video interview|microsoft teams",
			"phone: telephone|call|phone call|phone screen|audio|voice|phone interview",
			"in_person: onsite|on site|office|face to face|in person|f2f|on-site|in office|personal",
		},
		reflect.TypeFor[muster.InterviewStatus](): {
			"planned: scheduled|booked|upcoming|invited|pending|confirmed",
			"held: completed|complete|done|took place|attended|finished|passed|failed|awaiting feedback|to be scored",
			"moved: rescheduled|postponed|moved by candidate|rearranged",
			"cancelled: canceled|declined|cancelled by candidate|withdrawn",
			"missed: no show|noshow|did not attend|absent|not attended",
		},
		reflect.TypeFor[muster.ContactFound](): {
			"candidate: applicant|self|given by candidate|supplied by candidate|person|cv|employee",
			"employer: independent|switchboard|company website|found independently|hr|website|official|independently found|company",
		},
		reflect.TypeFor[muster.ReferenceOutcome](): {
			"confirmed: ok|verified|positive|good|received|satisfactory|passed|match|complete|completed|yes",
			"differs: discrepancy|mismatch|partly|partially confirmed|dates differ|different dates",
			"not_confirmed: no answer|unreachable|no response|unconfirmed|could not confirm|no reply|declined",
			"never_there: never employed|unknown person|never worked there|not known|no record|never studied there",
			"pending: requested|open|waiting|sent|in progress|outstanding",
		},
		reflect.TypeFor[muster.CheckType]():    checkWords(),
		reflect.TypeFor[muster.CheckOutcome](): outcomeWords(),
		reflect.TypeFor[muster.Sign]():         signWords(),
	}
}

// moneyWords are those of accounts and of what goes through them.
func moneyWords() map[reflect.Type][]string {
	return map[reflect.Type][]string{
		reflect.TypeFor[muster.PayMethod](): {
			"bank: bacs|transfer|bank transfer|direct deposit|ach|sepa|credit transfer|wire|faster payments|bank account|chaps|eft",
			"e_money: emoney|e-money account|wallet account|wise|transferwise|revolut|payoneer|paypal|skrill|neobank|prepaid card",
			"money_service: money service|western union|remitly|moneygram|remittance",
			"crypto: usdt|usdc|bitcoin|btc|eth|stablecoin|cryptocurrency",
			"third_party: third party|other person|to another person",
			"other: cash|cheque|check|manual",
		},
		reflect.TypeFor[muster.TransferWay](): {
			"in: credit|cr|crdt|c|received|incoming",
			"out: debit|dr|dbit|d|sent|outgoing",
		},
		reflect.TypeFor[muster.TransferReason](): {
			"salary: sala|pay|payroll|wages|wage|salary payment",
			"card: card payment|cdbl|ccrd|atm|cash withdrawal|pos",
			"direct_debit: direct debit|dd|sepa direct debit|standing bill",
			"fee: fees|charge|charges|interest",
			"refund: reversal|refunded|returned",
			"other: transfer|othr|payment|supp|gdds|invoice|rent|unknown",
		},
		reflect.TypeFor[muster.AccountCode](): {
			"iban: iban prefix|iban range|ibans",
			"bic: swift|bic prefix|bics",
			"sort_code: sortcode|sort codes|sort code range",
			"routing_number: aba|routing|aba routing number|rtn",
			"wallet: crypto address|wallet address|deposit address|exchange deposit address",
		},
		reflect.TypeFor[muster.AccountClass](): {
			"bank: banks|credit institution|building society|credit union",
			"e_money: emoney|electronic money|emi|e-money institution|payment institution|neobank",
			"money_service: msb|money service business|money transfer|remittance|money transmitter",
			"prepaid: prepaid card|prepaid cards|gift card",
			"exchange: crypto exchange|cryptocurrency exchange|vasp|casp",
		},
		reflect.TypeFor[muster.ChangedBy](): {
			"self: employee|self service|selfservice|worker|employee self service|ess|person|portal",
			"staff: hr|payroll|admin|hr admin|payroll admin|hr partner|administrator|manager|import|integration|support",
		},
		reflect.TypeFor[muster.NameCheckCode](): {
			"match: full match|yes|matched|matches|mtch|exact|banm|panm",
			"close_match: close|partial|partial match|cmtc|near match|mbam|bamm|pamm",
			"no_match: no|mismatch|nomatch|not matched|nmtc|does not match|annm",
			"not_available: unavailable|na|n/a|not supported|not checked|noap|unknown|error|acns|opto|scns",
			"account_wrong: ac01|account not found|wrong account|invalid account",
			"reference_wrong: ivcr|invalid reference|wrong roll number|invalid customer reference",
			"account_switched: cass|switched|account has switched",
		},
	}
}

// peopleWords are those of employment and leaving.
func peopleWords() map[reflect.Type][]string {
	return map[reflect.Type][]string{
		reflect.TypeFor[muster.Employment](): {
			"employee: permanent|full time|part time|fulltime|parttime|regular|perm|internal|full-time employee|part-time employee|fixed term|intern|apprentice|working student|temporary|employed|salaried|hourly|full time employee|w2|staff|regular full time|regular part time",
			"contractor: freelance|freelancer|contract|external|independent contractor|consultant|1099|self employed|contingent worker|contingent|independent",
			"agency: agency worker|temp|agency staff|staffing|leased|umbrella|employer of record|eor|temporary agency",
		},
		reflect.TypeFor[muster.RoleClass](): {
			"ordinary: standard|normal|regular|low|default|user",
			"privileged: admin|administrator|high|production|prod|root|engineer with production access|privileged access",
			"sensitive: restricted|medium|confidential|finance|personal data",
		},
		reflect.TypeFor[muster.ChangeField](): {
			"name: full name|legal name|surname|last name|first name|family name|marriage|name change|given name|forename|forenames",
			"address: home address|postal address|move|address change|residence|street|street address|address line 1|address 1|first line of address",
			"email: email address|personal email|e-mail|e-mail address|home email",
			"phone: phone number|mobile|telephone|mobile phone|personal phone|personal mobile",
		},
		reflect.TypeFor[muster.LeavingReason](): {
			"resigned: resignation|voluntary|quit|personal reasons|new job|better offer|relocation|retired|retirement|voluntary resignation|career change",
			"vanished: stopped answering|no contact|abandoned|job abandonment|ghosted|awol|disappeared|no call no show",
			"dismissed: fired|terminated|termination|involuntary|misconduct|performance|gross misconduct|dismissal|for cause|failed probation|probation failed",
			"contract_ended: end of contract|contract end|contract expired|expired|fixed term ended|project ended|end of assignment|contract complete",
			"other: redundancy|redundant|layoff|laid off|death|mutual agreement|transfer|unknown|restructuring|mutual",
		},
	}
}

// thingWords are those of documents, pictures, shipments and indicators.
func thingWords() map[reflect.Type][]string {
	return map[reflect.Type][]string{
		reflect.TypeFor[muster.DocumentType](): {
			"passport: reisepass|passeport|p|biometric passport",
			"id_card: identity card|national id|national identity card|id|personalausweis|identity document|national id card",
			"driving_licence: driving license|drivers license|driver's licence|driver licence|licence|dl|fuhrerschein|driver license|driving licence",
			"residence_permit: permit|visa|brp|residence card|work permit|share code",
			"proof_of_address: utility bill|bank statement|council tax bill|address proof|tenancy agreement",
			"degree: diploma|certificate|degree certificate|transcript|education certificate",
			"other: unknown|misc|birth certificate",
		},
		reflect.TypeFor[muster.ImagePurpose](): {"identity", "selfie", "proof", "other"},
		reflect.TypeFor[muster.Direction](): {
			"out: outbound|outgoing|dispatch|sent|new|to employee|delivery|issue|ship|to worker",
			"return: inbound|incoming|back|returned|from employee|recovery|collection|retrieval",
		},
		reflect.TypeFor[muster.ShipmentStatus](): {
			"ordered: requested|new|pending|processing|created",
			"dispatched: shipped|in transit|sent|out for delivery|on the way",
			"delivered: complete|completed|received|arrived|signed for",
			"collected: picked up|pickup|collected in person",
			"returned: returned to us|back|received back|recovered",
			"not_returned: missing|lost|outstanding|overdue|unreturned",
		},
		reflect.TypeFor[muster.AgreedKind]():   agreedWords(),
		reflect.TypeFor[muster.AccountSide]():  sideWords(),
		reflect.TypeFor[muster.BidOutcome]():   bidWords(),
		reflect.TypeFor[muster.ArtefactKind](): indicatorWords(),
	}
}

// applicationWords lists the stages applicant systems use; where a system has
// stages of its own, muster.yaml maps them.
func applicationWords() []string {
	return []string{
		"open: active|new|applied|in progress|in process|screening|screen|phone screen|phone interview|interview|interviewing|onsite|on-site|assessment|take home|take home test|application review|new applicant|new lead|sourced|shortlisted|technical interview|face to face|reference check|references|prospect|lead|inbox|under review|review|recruiter screen|hiring manager screen|final interview|first interview|second interview|final round|pending|submitted|in review|preliminary phone screen|executive interview|background check|reached out|responded|new application|hiring manager interview|converted|qualified|on hold|technical screen|panel interview|team interview|debrief|holding",
		"withdrawn: candidate withdrew|withdrew|self withdrawn|declined by candidate|offer declined|withdrawn by candidate|dropped out|candidate withdrawn|declined|not interested",
		"rejected: archived|disqualified|declined by us|not selected|unsuccessful|closed|turned down|inactive|rejected by us|underqualified|refused|no hire",
		"offered: offer|offer extended|offer sent|offer pending|pre offer|offer stage|offer made|offer out|verbal offer",
		"hired: accepted|offer accepted|onboarding|started|placed|joined|employed|offer signed|hire",
	}
}

func checkWords() []string {
	return []string{
		"contact_code: one time code|otp|code|contact verification|phone verification|email verification|email confirmation|sms code",
		"live_interview: live video|camera interview|video check|liveness|live call|live video call|liveness check",
		"in_person: in-person|face to face|onsite visit|office visit|in person check",
		"identity: id check|identity check|id verification|identity verification|kyc|passport check|document check|idv|id|ssn trace",
		"right_to_work: rtw|right to work check|i9|i-9|e-verify|everify|work authorization|work authorisation|eligibility to work",
		"reference: reference check|references|employment verification|employment check|employment history|previous employment",
		"education: education check|degree check|degree verification|education verification|qualification check|academic",
		"address: address check|address verification|proof of address|residence check",
		"bank_name: bank name check|confirmation of payee|cop|account name check|bank check|verification of payee",
		"sanctions: sanctions screening|watchlist|pep|sanctions check|global watchlist|screening list",
		"device: device check|security key|key touch|device location|laptop location|hardware key",
		"same_person: same person check|face continuity|person match|same person as interviewed",
		"reverification: re-verification|reverify|periodic check|re-check|recheck|annual check",
		"collection: laptop collection|day one attendance|equipment collection|first day in person|pickup in person|day one in person",
	}
}

func outcomeWords() []string {
	return []string{
		"passed: pass|ok|clear|cleared|verified|match|success|successful|complete|completed|valid|approved|confirmed|yes|accept|accepted|eligible|meets requirements|satisfactory",
		"failed: fail|no match|mismatch|rejected|invalid|no|not verified|does not match|unsuccessful|discrepancy",
		"unclear: consider|inconclusive|review|needs review|partial|manual review|caution|unresolved|unable to verify|could not verify",
		"not_available: n/a|na|not possible|unavailable|not supported|not applicable|cancelled|canceled|waived|not done",
		"refused: declined|refused by person|not cooperating|withdrawn consent",
		"pending: open|in progress|requested|waiting|sent|ordered|outstanding|initiated|processing|awaiting|scheduled",
	}
}

func signWords() []string {
	return []string{
		"video_declined: INT-01|no video|camera refused|refused camera|declined video",
		"liveness_prompt_failed: INT-02|liveness failed|prompt failed|failed liveness",
		"different_person: INT-03|not the same person|person differs|another person",
		"virtual_camera: INT-08|fake camera|obs camera|camera software",
		"other_accounts_visible: INT-09|other accounts|other account visible",
		"own_claims_not_known: INT-10|claims not known|cannot explain own cv",
		"live_proof_refused: INT-11|proof refused|refused live proof",
		"answers_read: INT-04|reading answers|read answers",
		"second_voice: INT-05|another voice|prompted by voice",
		"worried_by_check: INT-13|worried by checks",
		"identity_held_by_another: IDD-07|identity elsewhere|identity held by another person",
		"identifier_mismatch: IDD-09|identifier belongs to another|ssn mismatch|identifier does not match",
		"unknown_job_reported: IDD-10|unknown job|unknown employment reported",
		"poor_images_only: poor images|only poor images",
		"earlier_dismissals: CVB-11|dismissed before|earlier dismissal",
		"collected_by_other: collected by someone else|other person collected",
		"pickup_mismatch: ONB-10|id mismatch at pickup|pickup id mismatch",
		"own_device_requested: own device|asked for own device|wants own device",
		"prepayment_demanded: prepayment|payment in advance|advance payment asked",
		"letter_to_unfreeze_account: unfreeze letter|account frozen letter",
		"account_in_other_name_requested: account in other name|other name account",
		"third_party_payment_requested: third party payment|pay somebody else",
		"crypto_requested: crypto payment requested|asked for crypto",
		"place_proof_refused: CON-01|refused place proof|location proof refused",
		"declined_promotion: CON-02|promotion declined|benefits declined",
		"profile_deleted: CON-03|profile removed|profile gone",
		"several_people: CON-05|several voices|more than one person",
		"low_pay_expectation: SRC-15|low salary expectation|low pay",
		"extortion: OFF-01|ransom|blackmail|threat to publish",
		"code_published: OFF-04|code republished|company code published|code on public profile",
		"authority_notice: OFF-07|police notice|law enforcement notice|official notice",
		"identity_loan_asked: WRK-14|asked to lend identity|identity loan",
		"reverification_asked: CON-04 asked|reverification requested|re-verification asked",
	}
}

func indicatorWords() []string {
	return []string{
		"phone: phone number|telephone|mobile",
		"email: e-mail|email address|mail|email-addr",
		"address: postal address|street address",
		"bank_account: iban|account|bank|account number",
		"wallet: crypto|crypto address|bitcoin address|usdt|eth address|wallet address|btc",
		"document_number: passport|id number|document|passport number",
		"profile: url|linkedin|github|profile url|handle|account url|username",
		"domain: website|hostname|fqdn|domain-name",
		"device: device id|fingerprint",
		"network: ip|ip address|ipv4|ipv6|ipv4-addr|ipv6-addr",
		"image_file: sha256|file hash|hash|image hash",
		"image_print: phash|perceptual hash",
		"file_template: template|document id|template id",
	}
}
