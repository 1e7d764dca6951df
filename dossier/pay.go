package dossier

import (
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
	form, _ := normal.Account(string(p.IBAN), string(p.BankCode), string(p.Number))
	return form.Canonical, form.Shown, class
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
