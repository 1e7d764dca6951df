package web

import (
	"muster/casework"
)

// route is one page: where it is, who may see it, what answers.
type route struct {
	method, path string
	may          Permission
	run          endpoint
}

// routes is the map of the pages. Acts are in actions.go.
func routes() []route {
	return append(trustRoutes(), []route{
		{"GET", "/{$}", SignedIn, home},
		{"GET", "/setup", OpenSettings, show((*Handler).setup)},
		{"GET", "/today", SignedIn, show((*Handler).today)},
		{"GET", "/people", casework.PeopleView, show((*Handler).people)},
		{"GET", "/people/{id}", casework.PeopleView, show((*Handler).person)},
		{"GET", "/people/{id}/copy", casework.SubjectExport, personCopy},
		{"GET", "/people/{id}/devices", casework.PeopleView, show((*Handler).devices)},
		{"GET", "/people/{id}/events", casework.PeopleView, show((*Handler).events)},
		{"GET", "/people/{id}/interview", HoldInterview, show((*Handler).interview)},
		{"POST", "/people/{id}/stills", casework.InterviewStill, keepStill},
		{"GET", "/people/{id}/stills/{still}", casework.InterviewStill, still},
		{"POST", "/people/import", casework.PeopleImport, importFiles},
		{"GET", "/groups", casework.GroupView, show((*Handler).groups)},
		{"GET", "/groups/{id}", casework.GroupView, show((*Handler).group)},
		{"GET", "/cases", casework.CaseView, show((*Handler).cases)},
		{"GET", "/cases/{id}", casework.CaseView, show((*Handler).oneCase)},
		{"POST", "/cases/{id}/evidence", casework.CaseWrite, fileEvidence},
		{"GET", "/cases/{id}/files/{item}", casework.CaseView, evidenceFile},
		{"GET", "/payroll", casework.PayrollView, show((*Handler).payroll)},
		{"GET", "/payroll/runs", casework.PayrollView, show((*Handler).payRuns)},
		{"POST", "/payroll/runs", casework.PayrollSettle, takePayFile},
		{"GET", "/payroll/runs/{id}", casework.PayrollView, show((*Handler).payRun)},
		{"GET", "/payroll/runs/{id}/replacement", casework.PayrollSettle, payRunFile(false)},
		{"GET", "/payroll/runs/{id}/same-day", casework.PayrollSettle, payRunFile(true)},
		{"GET", "/payroll/bases", casework.PayWithholding, show((*Handler).payBases)},
		{"GET", "/lists", casework.PeopleView, show((*Handler).sanctions)},
		{"POST", "/lists", casework.PeopleView, screenOne},
		{"GET", "/lists/people", casework.FindingClear, show((*Handler).sanctionsPeople)},
		{"GET", "/lists/{source}", casework.PeopleView, show((*Handler).sanctionsChanges)},
		{"GET", "/equipment", casework.EquipmentView, show((*Handler).equipment)},
		{"GET", "/rules", casework.PolicyView, show((*Handler).rules)},
		{"GET", "/rules/{flag}", casework.PolicyView, show((*Handler).rule)},
		{"GET", "/ledger", OpenLedger, show((*Handler).ledger)},
		{"GET", "/ledger/bundle", casework.LedgerExport, ledgerBundle},
		{"POST", "/ledger/bundle", casework.LedgerExport, ledgerWords},
		{"GET", "/settings", SignedIn, show((*Handler).settings)},
		{"GET", "/settings/systems", casework.PolicyView, show((*Handler).systems)},
		{"GET", "/handover", SignedIn, show((*Handler).handover)},
		{"GET", "/search", SignedIn, show((*Handler).search)},
		{"GET", "/keys", SignedIn, show((*Handler).keys)},
		{"POST", "/words", SignedIn, checkWords},
		{"POST", "/theme", Anybody, setTheme},
		{"GET", "/sign-in", Anybody, show((*Handler).signIn)},
		{"POST", "/sign-in", Anybody, enter},
		{"POST", "/sign-in/passkey", Anybody, passkeyOptions},
		{"GET", "/sign-in/link", Anybody, show((*Handler).signInLink)},
		{"GET", "/sign-in/provider", Anybody, signOn},
		{"GET", "/sign-in/back", Anybody, returned},
		{"GET", "/reply", Anybody, show((*Handler).reply)},
		{"POST", "/reply", Anybody, takeReply},
		{"GET", "/account", SignedIn, show((*Handler).account)},
		{"POST", "/account", SignedIn, changeAccount},
		{"POST", "/account/passkey", SignedIn, newPasskey},
		{"POST", "/sign-out", SignedIn, leave},
	}...)
}

// place is an entry of the side navigation.
type place struct {
	Name, Path, Letter string // g then the letter leads there
	Section            section
	may                Permission
}

// section says which part of the app a page belongs to.
type section string

// places is the side navigation, in the order of a working day.
func places() []place {
	return []place{
		{"Today", "/today", "t", "today", SignedIn},
		{"People", "/people", "p", "people", casework.PeopleView},
		{"Accounts", "/accounts", "a", "accounts", casework.StepUpView},
		{"Groups", "/groups", "g", "groups", casework.GroupView},
		{"Cases", "/cases", "c", "cases", casework.CaseView},
		{"Payroll", "/payroll", "y", "payroll", casework.PayrollView},
		{"Legal basis", "/payroll/bases", "b", "bases", casework.PayWithholding},
		{"Equipment", "/equipment", "e", "equipment", casework.EquipmentView},
		{"Lists", "/lists", "n", "lists", casework.PeopleView},
		{"Rules", "/rules", "r", "rules", casework.PolicyView},
		{"Ledger", "/ledger", "l", "ledger", OpenLedger},
		{"Settings", "/settings", "s", "settings", SignedIn},
	}
}
