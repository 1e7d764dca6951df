package web

import (
	"slices"
	"strconv"

	"muster"
)

// The closed lists of the forms. What has no word here cannot be recorded, and
// there is no word for how somebody looks, sounds or where they are from.

// CheckTypes are the checks people can ask for, in the words of the pages.
func CheckTypes() []Option {
	return options(checkWord, muster.CheckContactCode, muster.CheckLiveInterview, muster.CheckInPerson, muster.CheckIdentity, muster.CheckRightToWork,
		muster.CheckReference, muster.CheckEducation, muster.CheckAddress, muster.CheckBankName, muster.CheckSanctions, muster.CheckDevice,
		muster.CheckSamePerson, muster.CheckReverify, muster.CheckCollection)
}

// CheckOutcomes are what a check can give. Not available is never a failure.
func CheckOutcomes() []Option {
	return options(outcomeWord, muster.OutcomePassed, muster.OutcomeFailed, muster.OutcomeUnclear, muster.OutcomeNotAvailable, muster.OutcomeRefused)
}

// ReasonCodes say why a check is asked for.
func ReasonCodes() []Option {
	return []Option{
		{"class", "Everybody in this role class has it"}, {"draw", "The random draw chose this person"}, {"finding", "It would settle a finding"},
		{"expired", "An earlier check has expired"}, {"other", "Another reason, written below"},
	}
}

// ClearingBases are what an explanation can rest on. A contact that the person
// gave for it is not among them.
func ClearingBases() []Option {
	return []Option{
		{"own_records", "A record we hold explains it"}, {"original_seen", "An original document, seen in person"},
		{"third_party_found", "Somebody we found ourselves confirmed it"}, {"check", "A recorded check"},
	}
}

// Channels are the contacts a check can run over. One that the person gave for
// it proves nothing.
func Channels() []Option {
	return []Option{
		{"none", "No contact was needed"}, {"found_ourselves", "A contact we found ourselves"},
		{"on_file_before", "A contact that was on file before"}, {"in_person", "In each other's presence"},
	}
}

// InterviewModes are how an interview is held.
func InterviewModes() []Option {
	return []Option{{string(muster.ModeVideo), "Video"}, {string(muster.ModeInPerson), "In person"}, {string(muster.ModePhone), "Telephone"}}
}

// AnswerChoices are how an answer about the person's own claims went.
func AnswerChoices() []Option {
	return []Option{{"known", "Answered with particulars"}, {"partly", "Answered in part"}, {"not_known", "Could not say"}, {"differs", "Differs from the application"}, {"skipped", "Not asked"}}
}

// PromptChoices are how a liveness prompt went.
func PromptChoices() []Option {
	return []Option{{"done", "Done"}, {"not_done", "Not done"}, {"technical", "Technical trouble"}, {"swapped", "Another check agreed instead"}}
}

// InterviewSigns are what interviewers may note. Each has a page under Rules.
func InterviewSigns() []Option {
	return options(signWord, muster.SignVideoDeclined, muster.SignLivenessFailed, muster.SignDifferentPerson, muster.SignVirtualCamera, muster.SignOtherAccounts,
		muster.SignOwnClaimsUnknown, muster.SignLiveProofRefused)
}

// AdverseSteps are the steps that need two people and a waiting time.
func AdverseSteps() []Option {
	return []Option{
		{"decline", "Do not go on with the application"}, {"withdraw_offer", "Withdraw the offer"}, {"suspend_access", "Suspend access"},
		{"end_work", "End the employment or contract"}, {"report", "Report to an authority"},
	}
}

// CaseOutcomes are how a case can end.
func CaseOutcomes() []Option {
	return []Option{
		{"explained", "Explained: nothing is held against the person"}, {"not_settled", "Not settled: the process goes on"},
		{"identity_in_dispute", "Identity in dispute: its holder may be the one harmed"}, {"step_taken", "A signed step was taken"},
	}
}

// PayOutcomes are how advice about pay can be settled.
func PayOutcomes() []Option {
	return []Option{
		{"confirmed", "The person confirmed it on a contact already on file"}, {"not_theirs", "The person did not make the change"},
		{"joint", "A joint or family account, shown by a bank letter"}, {"corrected", "A mistake in our records, corrected"}, {"open", "Still open, pay goes on"},
	}
}

// ShipmentOutcomes are how a question about a shipment can be settled.
func ShipmentOutcomes() []Option {
	return []Option{
		{"verified", "The address is verified"}, {"agreed", "Another address is agreed"}, {"collected", "Collected in person"},
		{"recall", "Asked back before delivery"}, {"open", "Still open, the shipment goes on"},
	}
}

// Roles are the roles people can have.
func Roles() []Option {
	return []Option{
		{"recruiter", "Recruiter"}, {"hiring_manager", "Hiring manager"}, {"hr_lead", "HR lead"}, {"payroll", "Payroll"}, {"it", "IT"},
		{"analyst", "Security analyst"}, {"counsel", "Counsel"}, {"auditor", "Auditor"}, {"administrator", "Administrator"},
	}
}

// KeyScopes are what an API key may do.
func KeyScopes() []Option {
	return []Option{
		{"observations.write", "Send observations"}, {"subjects.read", "Read people and assessments"}, {"findings.read", "Read findings"},
		{"cases.read", "Read cases"}, {"checks.write", "Record checks"}, {"context.read", "Read the context of a login"},
	}
}

func yesNo() []Option {
	return []Option{{string(muster.Yes), "Yes"}, {string(muster.No), "No"}}
}

func options[T ~string](word func(T) string, values ...T) []Option {
	out := make([]Option, 0, len(values))
	for _, v := range values {
		out = append(out, Option{string(v), word(v)})
	}
	return out
}

// labels says chosen values of a list in words, in the order of the list.
func labels(of []Option, chosen []string) []string {
	var out []string
	for _, o := range of {
		if slices.Contains(chosen, o.Value) {
			out = append(out, o.Label)
		}
	}
	return out
}

func nth(name string, i int) string { return name + "-" + strconv.Itoa(i) }
