package web

import "net/http"

// route is one page: where it is, who may see it, what answers.
type route struct {
	method, path string
	may          Permission
	run          endpoint
}

// routes is the map of the pages. Acts are in actions.go.
func routes() []route {
	return []route{
		{"GET", "/{$}", SignedIn, redirect("/today")},
		{"GET", "/today", SignedIn, show((*Handler).today)},
		{"GET", "/people", SeePeople, show((*Handler).people)},
		{"GET", "/people/{id}", SeePerson, show((*Handler).person)},
		{"GET", "/people/{id}/interview", HoldInterviews, show((*Handler).interview)},
		{"POST", "/people/import", ImportFiles, importFiles},
		{"GET", "/groups", SeeGroups, show((*Handler).groups)},
		{"GET", "/groups/{id}", SeeGroups, show((*Handler).group)},
		{"GET", "/cases", SeeCases, show((*Handler).cases)},
		{"GET", "/cases/{id}", SeeCases, show((*Handler).oneCase)},
		{"GET", "/payroll", SeePayroll, show((*Handler).payroll)},
		{"GET", "/equipment", SeeEquipment, show((*Handler).equipment)},
		{"GET", "/rules", SeeRules, show((*Handler).rules)},
		{"GET", "/rules/{flag}", SeeRules, show((*Handler).rule)},
		{"GET", "/ledger", SeeLedger, show((*Handler).ledger)},
		{"GET", "/ledger/bundle", ExportLedger, ledgerBundle},
		{"GET", "/settings", SignedIn, show((*Handler).settings)},
		{"GET", "/search", SignedIn, show((*Handler).search)},
		{"GET", "/keys", SignedIn, show((*Handler).keys)},
		{"POST", "/theme", Anybody, setTheme},
		{"GET", "/sign-in", Anybody, show((*Handler).signIn)},
		{"POST", "/sign-in", Anybody, enter},
		{"POST", "/sign-in/passkey", Anybody, passkeyOptions},
		{"GET", "/sign-in/link", Anybody, show((*Handler).signInLink)},
		{"POST", "/sign-out", SignedIn, leave},
	}
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
		{"People", "/people", "p", "people", SeePeople},
		{"Groups", "/groups", "g", "groups", SeeGroups},
		{"Cases", "/cases", "c", "cases", SeeCases},
		{"Payroll", "/payroll", "y", "payroll", SeePayroll},
		{"Equipment", "/equipment", "e", "equipment", SeeEquipment},
		{"Rules", "/rules", "r", "rules", SeeRules},
		{"Ledger", "/ledger", "l", "ledger", SeeLedger},
		{"Settings", "/settings", "s", "settings", SignedIn},
	}
}

func redirect(to string) endpoint {
	return func(_ *Handler, w http.ResponseWriter, r *http.Request) error {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil
	}
}
