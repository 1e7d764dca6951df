package dossier

import (
	"muster"
	"muster/normal"
)

// payee is where money goes.
type payee struct {
	kind  muster.ArtefactKind
	value string // canonical; "" where it cannot be read whole: half an account number must not join anybody
	shown string
	class muster.Class
}

// payeeOf reads where money goes. What the account is, the organisation's own
// table says first.
func payeeOf(kinds *normal.AccountKinds, p *muster.PayTo) payee {
	out := payee{kind: muster.ArtefactAccount, class: payClass(kinds, p)}
	if p.Wallet != "" {
		out.kind = muster.ArtefactWallet
		if form, err := normal.Wallet(string(p.Wallet)); err == nil {
			out.value, out.shown = string(form.Chain)+":"+form.Canonical, string(p.Wallet)
		}
		return out
	}
	form, _ := codesOf(p).Account()
	out.value, out.shown = form.Canonical, form.Shown
	return out
}

func codesOf(p *muster.PayTo) *normal.AccountCodes {
	return &normal.AccountCodes{IBAN: string(p.IBAN), BankCode: string(p.BankCode), Number: string(p.Number), Wallet: string(p.Wallet), Provider: string(p.Provider)}
}

func payClass(kinds *normal.AccountKinds, p *muster.PayTo) muster.Class {
	class := classOf(kinds.Kind(*codesOf(p)))
	if p.Wallet != "" {
		if class == muster.ClassPayExchange {
			return class
		}
		return muster.ClassPayWallet
	}
	switch p.Method { // as it was written down
	case muster.PayEMoney:
		return muster.ClassPayEMoney
	case muster.PayService:
		return muster.ClassPayService
	case muster.PayCrypto:
		return muster.ClassPayWallet
	}
	return class
}

func classOf(kind normal.BankKind) muster.Class {
	switch kind {
	case normal.BankBank:
		return muster.ClassPayBank
	case normal.BankEMoney:
		return muster.ClassPayEMoney
	case normal.BankService:
		return muster.ClassPayService
	case normal.BankPrepaid:
		return muster.ClassPayPrepaid
	case normal.BankExchange:
		return muster.ClassPayExchange
	}
	return muster.ClassPlain
}

// accountKinds reads the organisation's own table of accounts.
func accountKinds(rows []muster.AccountRange) *normal.AccountKinds {
	ranges := make([]normal.AccountRange, len(rows))
	for i := range rows {
		r := &rows[i]
		ranges[i] = normal.AccountRange{Code: string(r.Code), From: string(r.From), To: string(r.To), Kind: kindOf(r.Class)}
	}
	kinds, _ := normal.NewAccountKinds(ranges) // what cannot be read was said when it was imported
	return kinds
}

func kindOf(class muster.AccountClass) normal.BankKind {
	switch class {
	case muster.AccountBank:
		return normal.BankBank
	case muster.AccountEMoney:
		return normal.BankEMoney
	case muster.AccountService:
		return normal.BankService
	case muster.AccountPrepaid:
		return normal.BankPrepaid
	case muster.AccountExchange:
		return normal.BankExchange
	}
	return normal.BankUnknown
}
