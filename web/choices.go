package web

import (
	"slices"
	"strconv"

	"muster"
	"muster/casework"
	"muster/report"
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

// NoticeChannels are how a notice reaches the person.
func NoticeChannels() []Option {
	return []Option{{casework.NoticeByEmail, "E-mail"}, {casework.NoticeByPost, "Post"}, {casework.NoticeInPerson, "In person"}}
}

// Assurances are how strong a check is to be.
func Assurances() []Option {
	return []Option{{casework.Standard, "Standard"}, {casework.High, "High"}}
}

// Upheld are how a complaint can be answered.
func Upheld() []Option {
	return []Option{{"yes", "Upheld"}, {"partly", "Upheld in part"}, {"no", "Not upheld"}}
}

// RoleClasses are the classes of role that gates are set for.
func RoleClasses() []Option {
	return options(report.RoleWord, muster.RoleOrdinary, muster.RolePrivileged, muster.RoleSensitive)
}

// OnOff is a switch.
func OnOff() []Option { return []Option{{"on", "On"}, {"off", "Off"}} }

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
		{"security_analyst", "Security analyst"}, {"counsel", "Counsel"}, {"auditor", "Auditor"}, {"administrator", "Administrator"},
	}
}

// KeyRoles are the roles a program's key can have: all but the administrator's.
func KeyRoles() []Option {
	return slices.DeleteFunc(Roles(), func(o Option) bool { return o.Value == string(casework.Administrator) })
}

// HookEvents are the kinds of message a webhook can be sent.
func HookEvents() []Option {
	return []Option{
		{"check.due", "A check is due"}, {"gate.waiting", "A step is waiting"}, {"escalation.opened", "Two people are asked to look"}, {"escalation.ending", "The time to look is nearly over"},
		{"case.assigned", "A case was given to somebody"}, {"signature.needed", "A second signature is asked for"}, {"complaint.arrived", "A complaint has arrived"},
		{"answer.arrived", "An answer has arrived"}, {"notice.ending", "The time to answer a notice is nearly over"}, {"pay.advice", "Advice about pay"}, {"payrun.waiting", "A pay run waits for decisions"}, {"payrun.ending", "A pay run is to be handed in soon"}, {"policy.published", "The rules have a new version"}, {"import.finished", "An import is finished"},
	}
}

// KeyScopes are what an API key may do.
func KeyScopes() []Option {
	return []Option{
		{"observations.write", "Send observations"}, {"subjects.read", "Read people and assessments"}, {"findings.read", "Read findings"},
		{"cases.read", "Read cases"}, {"cases.write", "Work in cases"}, {"checks.write", "Ask for checks and record them"}, {"people.write", "Notices, answers and other acts about people"},
		{"rules.read", "Read rules and the policy"}, {"rules.write", "Try and publish a policy"}, {"ledger.read", "Read the ledger"}, {"events.read", "Follow what changes"},
		{"context.read", "Read the context of a login"},
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

// LockedFields are the fields of a person's page that a role may have to
// unlock.
func LockedFields() []casework.Field {
	return []casework.Field{
		casework.FieldName, casework.FieldOthers, casework.FieldNameHistory, casework.FieldContact, casework.FieldHome, casework.FieldBorn, casework.FieldDocument,
		casework.FieldBank, casework.FieldInterview, casework.FieldPay, casework.FieldEvents,
	}
}

// FieldWord is a field of the table in words.
func FieldWord(f casework.Field) string {
	if w, ok := map[casework.Field]string{
		casework.FieldName: "Name", casework.FieldOthers: "Names of others on this page", casework.FieldNameHistory: "Earlier names", casework.FieldContact: "Contact",
		casework.FieldHome: "Home address", casework.FieldBorn: "Date of birth", casework.FieldDocument: "Document number", casework.FieldBank: "Bank account",
		casework.FieldInterview: "Interview forms", casework.FieldPay: "What came of questions about pay", casework.FieldEvents: "Events of logs as they arrived",
	}[f]; ok {
		return w
	}
	return report.Sentence(string(f))
}

// Weights are how a piece of evidence may bear on an explanation.
func Weights() []Option {
	return []Option{{casework.WeighsFor, "Speaks for it"}, {casework.WeighsAgainst, "Speaks against it"}, {casework.WeighsNeither, "As likely either way"}}
}

func weightWord(w string) string {
	for _, o := range Weights() {
		if o.Value == w {
			return o.Label
		}
	}
	return w
}

// payKinds are the parts of the payroll list.
func payKinds() []Option {
	return []Option{{"", "Everything open"}, {KindChanges, "Bank details changed"}, {KindAccounts, "One account for several"}}
}

// shipmentKinds are the parts of the list of equipment.
func shipmentKinds() []Option {
	return []Option{{"", "Open questions"}, {KindAll, "All shipments"}}
}
