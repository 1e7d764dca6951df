package dossier

import (
	"strings"

	"muster"
	"muster/normal"
)

// payValue returns the canonical form of where money goes, how it is shown,
// and its class. An account that cannot be read whole is no artefact: half an
// account number must not join anybody.
func payValue(p *muster.PayTo) (value, shown string, class muster.Class) {
	if p.Wallet != "" {
		if form, err := normal.Wallet(string(p.Wallet)); err == nil {
			return string(form.Chain) + ":" + form.Canonical, string(p.Wallet), muster.ClassPayWallet
		}
		return "", "", muster.ClassPayWallet
	}
	class = payClass(p)
	if p.IBAN != "" {
		if form, err := normal.IBAN(string(p.IBAN)); err == nil {
			if account, ok := normal.UKAccountOfIBAN(form); ok { // the same account as its sort code and number
				return account.Canonical, form.IBAN, class
			}
			return form.IBAN, form.IBAN, class
		}
		return "", "", class
	}
	if p.Number == "" || p.BankCode == "" {
		return "", "", class
	}
	if form, err := normal.SortCodeAccount(string(p.BankCode), string(p.Number)); err == nil {
		return form.Canonical, string(p.BankCode) + " " + string(p.Number), class
	}
	code, number := digits(string(p.BankCode)), digits(string(p.Number))
	if len(number) < 5 || code == "" {
		return "", "", class
	}
	return code + "/" + number, string(p.BankCode) + " " + string(p.Number), class
}

func payClass(p *muster.PayTo) muster.Class {
	switch p.Method {
	case muster.PayEMoney:
		return muster.ClassPayEMoney
	case muster.PayService:
		return muster.ClassPayService
	case muster.PayCrypto:
		return muster.ClassPayWallet
	}
	for _, key := range []string{string(p.IBAN), string(p.BankCode) + " " + string(p.Number), string(p.Provider)} {
		if len(key) > 1 && normal.BankClass(key) == normal.BankEMoney {
			return muster.ClassPayEMoney
		}
	}
	return muster.ClassPlain
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
