package normal

import "strings"

// AccountForm is an account in comparable form.
type AccountForm struct {
	Canonical string // equal for both spellings of a British account
	Shown     string // as people know it
}

// Account reads an account from an IBAN, or from a bank code (sort code, routing
// number) with an account number. ok is false for an account that cannot be read
// whole: half an account number must not join anybody.
func Account(iban, bankCode, number string) (form AccountForm, ok bool) {
	if iban != "" {
		f, err := IBAN(iban)
		if err != nil {
			return AccountForm{}, false
		}
		if account, british := UKAccountOfIBAN(f); british { // the same account as its sort code and number
			return AccountForm{account.Canonical, f.IBAN}, true
		}
		return AccountForm{f.IBAN, f.IBAN}, true
	}
	if number == "" || bankCode == "" {
		return AccountForm{}, false
	}
	shown := bankCode + " " + number
	if service, known := serviceIDs[Fold(cutRunes(bankCode, 32))]; known {
		id := strings.ToUpper(strings.TrimSpace(cutRunes(number, 64))) // whoever pays chose it: signs in it count
		if id == "" {
			return AccountForm{}, false
		}
		return AccountForm{strings.ToUpper(service) + "/" + id, shown}, true
	}
	if f, err := SortCodeAccount(SortCodeWhole(bankCode, number), number); err == nil {
		return AccountForm{f.Canonical, shown}, true
	}
	code, digits := onlyDigits(bankCode, 34), onlyDigits(number, 34)
	if len(digits) < 5 || code == "" {
		return AccountForm{}, false
	}
	return AccountForm{code + "/" + digits, shown}, true
}

// SortCodeWhole puts back the zero that a spreadsheet takes from the front of a sort
// code: 70116 beside a number of seven or eight digits is 07-01-16. Other codes are
// returned as they are.
func SortCodeWhole(bankCode, number string) string {
	if n := len(onlyDigits(number, 34)); len(bankCode) == 5 && isDigits(bankCode) && (n == 7 || n == 8) {
		return "0" + bankCode
	}
	return bankCode
}

// serviceIDs are payment services that pay people by the service's own number
// for them. Where one stands as the bank code, the number is such a number.
var serviceIDs = map[string]string{"payoneer": "payoneer", "wise": "wise", "transferwise": "wise"}

// Account reads the account that the codes name, see [Account]. A number without
// a bank code is read as the own number of a payment service when the provider is
// one.
func (a *AccountCodes) Account() (AccountForm, bool) {
	code := a.BankCode
	if code == "" && a.IBAN == "" {
		if words := strings.Fields(Fold(cutRunes(a.Provider, 64))); len(words) > 0 {
			code = serviceIDs[words[0]]
		}
	}
	return Account(a.IBAN, code, a.Number)
}
