package normal

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
	if f, err := SortCodeAccount(bankCode, number); err == nil {
		return AccountForm{f.Canonical, shown}, true
	}
	code, digits := onlyDigits(bankCode, 34), onlyDigits(number, 34)
	if len(digits) < 5 || code == "" {
		return AccountForm{}, false
	}
	return AccountForm{code + "/" + digits, shown}, true
}
