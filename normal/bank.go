package normal

import (
	"errors"
	"fmt"
	"strings"
)

// UKAccount is a British sort code and account number in comparable form.
type UKAccount struct {
	SortCode  string // six digits
	Account   string // eight digits
	Canonical string // "GB:SORTCODE:ACCOUNT", the form accounts without an IBAN are joined on
}

// ErrAccount is wrapped by the errors of SortCodeAccount, ABA and BIC.
var ErrAccount = errors.New("not an account code")

// SortCodeAccount reads a sort code (six digits, in any grouping) and an
// account number of six to ten digits, brought to eight as the clearing rules
// say: shorter ones get leading zeros; of nine digits the first replaces the
// last of the sort code; of ten the last eight count. It does not check them
// against the modulus table, see [ModulusTable]. Errors wrap [ErrAccount].
func SortCodeAccount(sort, acct string) (UKAccount, error) {
	sc, ac := compactCode(cutRunes(sort, 32)), compactCode(cutRunes(acct, 32))
	if len(sc) != 6 || !isDigits(sc) {
		return UKAccount{}, fmt.Errorf("%w: a sort code has six digits", ErrAccount)
	}
	if !isDigits(ac) || len(ac) < 6 || len(ac) > 10 {
		return UKAccount{}, fmt.Errorf("%w: an account number has six to ten digits", ErrAccount)
	}
	switch len(ac) {
	case 6, 7:
		ac = "00"[:8-len(ac)] + ac
	case 9:
		sc, ac = sc[:5]+ac[:1], ac[1:]
	case 10:
		ac = ac[2:]
	}
	return UKAccount{SortCode: sc, Account: ac, Canonical: "GB:" + sc + ":" + ac}, nil
}

// UKAccountOfIBAN returns the sort code and account inside a British IBAN, so
// that both spellings of one account join. ok is false for other countries.
func UKAccountOfIBAN(f IBANForm) (acct UKAccount, ok bool) {
	if f.Country != "GB" || len(f.IBAN) != 22 {
		return UKAccount{}, false
	}
	acct, err := SortCodeAccount(f.IBAN[8:14], f.IBAN[14:])
	return acct, err == nil
}

// BICForm is a business identifier code (ISO 9362) in comparable form.
type BICForm struct {
	BIC     string // eleven characters; the head office's XXX is written out
	Party   string // the four characters of the institution
	Country string // ISO 3166-1 alpha-2
	Test    bool   // a code of the test network, no real account
}

// BIC reads a BIC of eight or eleven characters. Errors wrap [ErrAccount].
func BIC(s string) (BICForm, error) {
	t := compactCode(cutRunes(s, 32))
	if len(t) == 8 {
		t += "XXX"
	}
	if len(t) != 11 || !isUpperAlnum(t) || !isUpperLetters(t[4:6]) {
		return BICForm{}, fmt.Errorf("%w: a BIC has 8 or 11 letters and digits with the country fifth", ErrAccount)
	}
	if _, ok := countryTable().alpha2[t[4:6]]; !ok && t[4:6] != "XK" {
		return BICForm{}, fmt.Errorf("%w: no country %q in the BIC", ErrAccount, t[4:6])
	}
	return BICForm{BIC: t, Party: t[:4], Country: t[4:6], Test: t[7] == '0'}, nil
}

func isUpperLetters(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return s != ""
}

// ABA reads a routing number of the United States: nine digits, the check
// digit (weights 3, 7, 1) and a prefix in use. Errors wrap [ErrAccount].
func ABA(s string) (string, error) {
	t := compactCode(cutRunes(s, 32))
	if len(t) != 9 || !isDigits(t) {
		return "", fmt.Errorf("%w: a routing number has nine digits", ErrAccount)
	}
	sum := 0
	for i := range 9 {
		sum += int(t[i]-'0') * [3]int{3, 7, 1}[i%3]
	}
	if sum%10 != 0 {
		return "", fmt.Errorf("%w: the check digit of the routing number does not agree", ErrAccount)
	}
	switch p := int(t[0]-'0')*10 + int(t[1]-'0'); {
	case p <= 12, p >= 21 && p <= 32, p >= 61 && p <= 72, p == 80:
		return t, nil
	}
	return "", fmt.Errorf("%w: no routing number starts with %s", ErrAccount, t[:2])
}

// BankKind is the coarse class of an account's provider.
type BankKind string

// The classes of BankClass. Unknown is by far the most common answer.
const (
	BankUnknown BankKind = "unknown"
	BankBank    BankKind = "bank"
	BankEMoney  BankKind = "emoney" // electronic-money and payment institutions; usual and lawful

	// Known by an organisation's own tables, or by the provider's name.
	BankService  BankKind = "money_service"
	BankPrepaid  BankKind = "prepaid"
	BankExchange BankKind = "exchange" // for crypto-currency
)

// BankClass says whether an account is at a well-known bank or e-money
// provider, from an IBAN, a BIC, "sortcode account" or a routing number; what
// cannot be told is unknown. The table holds some seventy well-known codes as of 2026.
// Coverage is poor on purpose: providers share codes with partner banks, become
// banks, and lend their codes to other brands. An answer of "emoney" describes
// the code's owner, not the person, and is ordinary in Europe.
func BankClass(s string) BankKind {
	t := compactCode(cutRunes(s, 32))
	if !isDigits(t) { // what follows has letters, and most accounts have none
		if f, err := IBAN(s); err == nil {
			return ibanClass(f)
		}
		if b, err := BIC(s); err == nil {
			return bankParty(b.Party)
		}
	}
	if len(t) >= 6 && isDigits(t) && len(t) != 9 {
		return sortCodeClass(t[:6])
	}
	if r, err := ABA(t); err == nil {
		return orUnknown(routingClasses[r])
	}
	return BankUnknown
}

func ibanClass(f IBANForm) BankKind {
	if party := f.IBAN[4:8]; isUpperLetters(party) {
		if k := bankParty(party); k != BankUnknown {
			return k
		}
	}
	if f.Country == "GB" {
		return sortCodeClass(f.IBAN[8:14])
	}
	for n := len(f.Bank); n >= 3; n-- {
		if k, ok := nationalBanks[f.Country+f.Bank[:n]]; ok {
			return k
		}
	}
	return BankUnknown
}

func sortCodeClass(sc string) BankKind {
	if k, ok := sortCodes[sc]; ok {
		return k
	}
	return BankUnknown
}

func bankParty(p string) BankKind { return orUnknown(bankParties[p]) }

func orUnknown(k BankKind) BankKind {
	if k == "" {
		return BankUnknown
	}
	return k
}

// bankParties are the first four letters of BICs. Public facts: the codes are
// printed on every transfer. SXPY (Banking Circle) is a bank whose accounts are
// those of payment firms' customers.
var bankParties = kinds("TRWI=e REVO=e MODR=e CLJU=e SUMU=e EVIU=e CPAY=e SXPY=e CLRB=b NTSB=b BUNQ=b MONZ=b SRLG=b "+
	"BARC=b LOYD=b HBUK=b MIDL=b NWBK=b RBOS=b ABBY=b BOFS=b CPBK=b NAIA=b TSBS=b AIBK=b BOFI=b IPBS=b DEUT=b COBA=b BNPA=b AGRI=b SOGE=b INGB=b RABO=b ABNA=b UBSW=b CRES=b BSCH=b BBVA=b CAIX=b UNCR=b BCIT=b CHAS=b CITI=b BOFA=b WFBI=b", bankLetters)

// nationalBanks are country and bank code of IBANs that carry no letters: Wise
// (Belgium), Paysera and Revolut Bank (Lithuania), Banking Circle, N26 and
// Deutsche Handelsbank (Germany), Nickel, Treezor and Qonto (France).
var nationalBanks = kinds("BE967=e LT35000=e LT32500=b DE20220800=e DE10011001=b DE70011110=b FR16598=e FR16798=e FR16958=e", bankLetters)

// sortCodes: Wise, Revolut and PPS, then Monzo, Starling and ClearBank.
var sortCodes = kinds("231470=e 231486=e 040075=e 040333=e 040004=b 040003=b 608371=b 040605=b", bankLetters)

// routingClasses are banks behind account brands of the United States.
var routingClasses = kinds("026073150=b 026073008=b 061120084=b 084009519=b 031101279=b 124303120=b 103100195=b 021214891=b 041215663=b", bankLetters)

var bankLetters = map[string]BankKind{"e": BankEMoney, "b": BankBank}

func kinds(list string, letters map[string]BankKind) map[string]BankKind {
	m := map[string]BankKind{}
	for f := range strings.FieldsSeq(list) {
		code, letter, _ := strings.Cut(f, "=")
		m[code] = letters[letter]
	}
	return m
}
