package api

import "muster/casework"

// acts is every human act there is. A test compares it with package casework.
func acts() []actOf {
	list := append(personActs(), fairnessActs()...)
	list = append(list, caseActs()...)
	list = append(list, ruleActs()...)
	return append(list, settingActs()...)
}

func personActs() []actOf {
	gates := []casework.Action{casework.PassInterview, casework.PassOffer, casework.PassShipping, casework.PassFirstAccess, casework.PassFirstPay, casework.PassPrivileged}
	return []actOf{
		does[casework.PlacePerson]("People", PeopleWrite, "Say which entity, role class and team a person belongs to", casework.PeoplePlace),
		does[casework.LinkPeople]("People", PeopleWrite, "Say that two systems' records are of one person, or are not", casework.PeopleLink),
		does[casework.Unlock]("People", PeopleWrite, "Show a masked field for a while, for a stated reason", casework.PersonUnlock),
		does[casework.Agree]("People", PeopleWrite, "Put on record that travel was agreed, or that a tool is approved", casework.AgreementRecord),
		does[casework.ChangeAgreement]("People", PeopleWrite, "Write an agreement anew", casework.AgreementRecord),
		does[casework.EndAgreement]("People", PeopleWrite, "Take an agreement back", casework.AgreementRecord),
		does[casework.ExportSubject]("People", PeopleWrite, "Enter that a person's copy is made; read it at /v1/subjects/{subject}/copy within the hour", casework.SubjectExport),
		does[casework.ClearFinding]("People", PeopleOnly, "Say that a finding is explained", casework.FindingClear),
		does[casework.RequestCheck]("Checks", ChecksWrite, "Ask for a check", casework.CheckRequest),
		does[casework.AssignCheck]("Checks", ChecksWrite, "Give a check to somebody", casework.CheckRequest, casework.CheckCancel),
		does[casework.RecordCheck]("Checks", ChecksWrite, "Record what a check gave", casework.CheckRecord),
		does[casework.CancelCheck]("Checks", ChecksWrite, "Take a request for a check back", casework.CheckCancel),
		does[casework.AdjustCheck]("Checks", ChecksWrite, "Swap a check for an equally strong one; the reason is not kept", casework.CheckAdjust),
		does[casework.PassGate]("Checks", ChecksWrite, "Let a person through a gate whose checks are met", gates...),
		does[casework.OverrideGate]("Checks", PeopleOnly, "Ask that a gate be passed without all its checks; a second person signs", casework.GateOverride),
		does[casework.PlanInterview]("Checks", ChecksWrite, "Draw a guided interview", casework.InterviewPlan),
		does[casework.RecordInterview]("Checks", ChecksWrite, "Record one interviewer's form", casework.InterviewRecord),
		does[casework.WithdrawInterview]("Checks", ChecksWrite, "Withdraw a guided interview that will not take place", casework.InterviewPlan),
		does[casework.ChooseStill]("Checks", ChecksWrite, "Write down whether a person chose reference stills or another way", casework.InterviewStill),
		does[casework.KeepStill]("Checks", ChecksWrite, "Keep a reference still of a meeting, for people to look at", casework.InterviewStill),
		does[casework.SplitGroup]("Groups", PeopleWrite, "Say that members of a group do not belong with the others", casework.GroupDecide),
		does[casework.MergeGroup]("Groups", PeopleWrite, "Say that members of a group and others belong together", casework.GroupDecide),
		does[casework.SettlePay]("Work", PeopleWrite, "Record what came of advice about pay; pay is never stopped", casework.PayrollSettle),
		does[casework.DecidePayLines]("Work", PeopleOnly, "Decide about lines of a pay run; a second person's same word releases a changed account", casework.PayrollSettle),
		does[casework.ExportPayRun]("Work", PeopleOnly, "Enter that the replacement of a pay run was written", casework.PayrollSettle),
		does[casework.RecordPayBasis]("Work", PeopleOnly, "Put on record the legal basis on which pay may be withheld, for a while", casework.PayWithholding),
		does[casework.SettleShipment]("Work", PeopleWrite, "Record what was agreed about a shipment", casework.EquipmentRecord),
	}
}

func fairnessActs() []actOf {
	return []actOf{
		does[casework.HoldEscalation]("Fairness", PeopleWrite, "Write down why the process does not go on when the clock runs out", casework.EscalationHold),
		does[casework.SettleEscalation]("Fairness", PeopleOnly, "Let the process go on before the clock has run out", casework.EscalationHold),
		does[casework.SendNotice]("Fairness", PeopleWrite, "Tell a person what is looked at and how to answer", casework.NoticeSend),
		does[casework.RecordAnswer]("Fairness", PeopleWrite, "Put a person's own words on record", casework.AnswerRecord),
		does[casework.OfferAlternative]("Fairness", PeopleWrite, "Offer a person another way to do a check", casework.NoticeSend, casework.CheckAdjust, casework.CheckRequest),
		does[casework.OfferReply]("Fairness", PeopleWrite, "Make a one-time link by which a person answers or complains themselves", casework.NoticeSend),
		does[casework.OpenComplaint]("Fairness", PeopleWrite, "Take a complaint down in the person's own words", casework.ComplaintOpen),
		does[casework.AnswerComplaint]("Fairness", PeopleWrite, "Answer a complaint", casework.ComplaintAnswer),
		does[casework.AskStepUp]("Fairness", PeopleWrite, "Ask the holder of a platform account for a check, with a statement of reasons", casework.StepUpAsk),
		does[casework.AppealStepUp]("Fairness", PeopleWrite, "Take down an appeal against such a check and start its clock", casework.StepUpAppeal),
		does[casework.AnswerAppeal]("Fairness", PeopleOnly, "Answer an appeal, as somebody other than who asked", casework.StepUpAnswer),
		does[casework.MarkDispute]("Fairness", PeopleWrite, "Say that an identity is in dispute, or no longer", casework.IdentityDispute),
	}
}

func caseActs() []actOf {
	signs := []casework.Action{casework.GateOverride, casework.CaseSign, casework.PolicyPublish}
	return []actOf{
		does[casework.OpenCase]("Cases", CasesWrite, "Open a case about people", casework.CaseOpen),
		does[casework.AddHypothesis]("Cases", CasesWrite, "Add an explanation to weigh the evidence against", casework.CaseWrite),
		does[casework.AddEvidence]("Cases", CasesWrite, "Put a file into a case by its digest", casework.CaseWrite),
		does[casework.WeighEvidence]("Cases", CasesWrite, "Say how a piece of evidence bears on an explanation", casework.CaseWrite),
		does[casework.PassEvidence]("Cases", CasesWrite, "Hand evidence over", casework.CaseWrite),
		does[casework.AddNote]("Cases", CasesWrite, "Write into a case; a privileged note is counsel's", casework.CaseWrite, casework.CasePrivileged),
		does[casework.AddTask]("Cases", CasesWrite, "Give a reader of the case something to do", casework.CaseWrite),
		does[casework.FinishTask]("Cases", CasesWrite, "Finish a task", casework.CaseWrite),
		does[casework.SetReader]("Cases", CasesWrite, "Add a reader to a case or remove one", casework.CaseReaders),
		does[casework.CloseCase]("Cases", CasesWrite, "Close a case with its outcome", casework.CaseClose),
		does[casework.ProposeStep]("Cases", PeopleOnly, "Propose an adverse step; a second person signs after the waiting time", casework.CasePropose),
		does[casework.SignStep]("Cases", PeopleOnly, "Answer a step as its second person", signs...),
		does[casework.InviteSigner]("Cases", PeopleOnly, "Ask somebody outside to be the second person", append(signs, casework.CasePropose)...),
	}
}

func ruleActs() []actOf {
	return []actOf{
		does[casework.PublishPolicy]("Rules", RulesWrite, "Make a policy file the one in force; what it lowers waits for a second person", casework.PolicyPublish),
		does[casework.Suppress]("Rules", RulesWrite, "Keep a rule from counting until a day", casework.PolicySuppress),
		does[casework.SetRetention]("Rules", RulesWrite, "Set how many days observations of a kind are kept", casework.RetentionSet),
		does[casework.SetPurposes]("Rules", RulesWrite, "Say what several kinds are kept for, on what basis and how long", casework.RetentionSet),
		does[casework.SetNotice]("Rules", RulesWrite, "Word a notice", casework.RetentionSet),
		does[casework.OrderPurge]("Rules", RulesWrite, "Apply the retention clocks now", casework.RetentionSet),
		does[casework.SwitchStills]("Rules", RulesWrite, "Let reference stills be taken, or no longer", casework.MonitoringSet),
		does[casework.SwitchMonitoring]("Rules", RulesWrite, "Switch a kind of monitoring on or off", casework.MonitoringSet),
		does[casework.SwitchWriteBack]("Rules", PeopleOnly, "Let the one neutral field be written into an applicant system, or no longer", casework.WriteBackSet),
		does[casework.OpenEntry]("Ledger", PeopleOnly, "Show what an entry of the ledger holds, for a stated reason", casework.LedgerView),
	}
}

func settingActs() []actOf {
	return []actOf{
		does[casework.InviteUser]("Settings", PeopleOnly, "Invite a user by a one-time link", casework.UsersManage),
		does[casework.InviteAgain]("Settings", PeopleOnly, "Make a fresh link for a user who lost theirs", casework.UsersManage),
		does[casework.SetRoles]("Settings", PeopleOnly, "Change what a user may do", casework.UsersManage),
		does[casework.ProvideRoles]("Settings", PeopleOnly, "Have a user's roles come from the sign-on provider's groups: they have none until they sign in there, and come in no other way", casework.UsersManage),
		does[casework.MapGroup]("Settings", PeopleOnly, "Say which role a group at the sign-on provider gives", casework.UsersManage),
		does[casework.UnmapGroup]("Settings", PeopleOnly, "Take back that a group gives a role", casework.UsersManage),
		does[casework.EndUser]("Settings", PeopleOnly, "End a user's access at once", casework.UsersManage),
		does[casework.NameOrganisation]("Settings", PeopleOnly, "Say what the organisation is called", casework.SettingsManage),
		does[casework.ConfirmRestore]("Settings", PeopleOnly, "Confirm a restore as the second administrator", casework.SettingsManage),
		does[casework.SetEntity]("Settings", PeopleOnly, "Add a legal entity or change it", casework.SettingsManage),
		does[casework.ChangeSetting]("Settings", PeopleOnly, "Set a number", casework.SettingsManage),
		does[casework.CreateKey]("Settings", PeopleOnly, "Make an API key", casework.KeysManage),
		does[casework.RevokeKey]("Settings", PeopleOnly, "End an API key at once", casework.KeysManage),
		does[casework.SetWebhook]("Settings", PeopleOnly, "Add a webhook, change it, rotate its secret or end it", casework.WebhooksManage),
	}
}
