package normal

import (
	"cmp"
	"slices"
	"strings"
)

// AccountRange says what the accounts of a stretch of codes are. The code is
// the front of an IBAN or BIC, a sort code, a routing number or a whole wallet.
type AccountRange struct {
	Code string // "iban", "bic", "sort_code", "routing_number" or "wallet"
	From string
	To   string // the last of the stretch, as long as From; empty: From alone
	Kind BankKind
}

// AccountKinds tells what accounts are: by an organisation's own ranges first,
// then by what [BankClass] knows, then by the provider's name. The zero value
// and nil know no ranges. It is safe for concurrent use once made.
type AccountKinds struct {
	stretches map[string][]stretch // by code, the longest codes first, then by start
	wallets   map[string]BankKind
}

// stretch is a range in comparable form.
type stretch struct {
	from, to string
	reach    string // the highest end of this and all stretches before it of this length
	kind     BankKind
}

// maxRangeCode bounds a code, in characters; no IBAN is longer.
const maxRangeCode = 34

// NewAccountKinds reads ranges. Those that no account can lie in, such as one
// whose end lies before its start, are left out, and wrong lists their indices.
func NewAccountKinds(ranges []AccountRange) (k *AccountKinds, wrong []int) {
	k = &AccountKinds{stretches: map[string][]stretch{}, wallets: map[string]BankKind{}}
	for i := range ranges {
		r := &ranges[i]
		if r.Code == "wallet" {
			form, err := Wallet(r.From)
			if err != nil || r.To != "" {
				wrong = append(wrong, i)
				continue
			}
			k.wallets[string(form.Chain)+":"+form.Canonical] = r.Kind
			continue
		}
		from, to := compactCode(cutRunes(r.From, 64)), compactCode(cutRunes(cmp.Or(r.To, r.From), 64))
		if !codeFits(r.Code, from) || len(from) != len(to) || from > to || !isUpperAlnum(to) {
			wrong = append(wrong, i)
			continue
		}
		k.stretches[r.Code] = append(k.stretches[r.Code], stretch{from: from, to: to, kind: r.Kind})
	}
	for _, list := range k.stretches {
		slices.SortStableFunc(list, func(a, b stretch) int {
			return cmp.Or(cmp.Compare(len(b.from), len(a.from)), cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
		})
		for i := range list {
			list[i].reach = list[i].to
			if i > 0 && len(list[i-1].from) == len(list[i].from) {
				list[i].reach = max(list[i].to, list[i-1].reach)
			}
		}
	}
	return k, wrong
}

func codeFits(code, text string) bool {
	switch code {
	case "sort_code":
		return len(text) == 6 && isDigits(text)
	case "routing_number":
		return len(text) == 9 && isDigits(text)
	case "iban":
		return len(text) >= 4 && len(text) <= maxRangeCode && isUpperAlnum(text)
	case "bic":
		return len(text) >= 4 && len(text) <= 11 && isUpperAlnum(text)
	}
	return false
}

// AccountCodes is how an account is written.
type AccountCodes struct {
	IBAN, BankCode, Number, Wallet string
	Provider                       string // as written
}

// Kind says what an account is. Unknown is the most common answer. No answer
// says anything about the person who holds the account.
func (k *AccountKinds) Kind(a AccountCodes) BankKind {
	if kind := k.declared(&a); kind != BankUnknown {
		return kind
	}
	if kind := ProviderKind(a.BankCode); kind != BankUnknown { // a payment service's own number
		return kind
	}
	for _, key := range []string{a.IBAN, a.BankCode + " " + a.Number, a.BankCode, a.Provider} {
		if len(key) > 1 {
			if kind := BankClass(key); kind != BankUnknown {
				return kind
			}
		}
	}
	return ProviderKind(a.Provider)
}

// declared looks an account up in the organisation's own ranges.
func (k *AccountKinds) declared(a *AccountCodes) BankKind {
	if k == nil {
		return BankUnknown
	}
	if a.Wallet != "" {
		form, err := Wallet(a.Wallet)
		if err != nil {
			return BankUnknown
		}
		return orUnknown(k.wallets[string(form.Chain)+":"+form.Canonical])
	}
	if len(k.stretches) == 0 {
		return BankUnknown
	}
	code := compactCode(cutRunes(a.BankCode, 32))
	if a.IBAN != "" {
		f, err := IBAN(a.IBAN)
		if err != nil {
			return BankUnknown
		}
		if kind := k.within("iban", f.IBAN); kind != BankUnknown {
			return kind
		}
		if uk, ok := UKAccountOfIBAN(f); ok && code == "" {
			code = uk.SortCode
		}
	}
	for _, name := range []string{"sort_code", "routing_number", "bic"} {
		if codeFits(name, code) {
			if kind := k.within(name, code); kind != BankUnknown {
				return kind
			}
		}
	}
	return BankUnknown
}

// within finds the stretch that a code lies in: the longest codes first, and of
// several the one that starts last.
func (k *AccountKinds) within(code, text string) BankKind {
	list := k.stretches[code]
	for len(list) > 0 {
		n := len(list[0].from)
		end, _ := slices.BinarySearchFunc(list, n, func(s stretch, n int) int {
			if len(s.from) >= n {
				return -1
			}
			return 1
		})
		if len(text) >= n {
			front := text[:n]
			at, _ := slices.BinarySearchFunc(list[:end], front, func(s stretch, front string) int {
				if s.from <= front {
					return -1
				}
				return 1
			})
			for i := at - 1; i >= 0 && list[i].reach >= front; i-- {
				if list[i].to >= front {
					return list[i].kind
				}
			}
		}
		list = list[end:]
	}
	return BankUnknown
}

// ProviderKind says what a provider's accounts are, by its name alone: a few
// dozen well-known names as of 2026. A name that merely contains one of them is
// unknown.
func ProviderKind(provider string) BankKind {
	words := strings.Fields(Fold(cutRunes(provider, 64)))
	for n := min(len(words), 3); n > 0; n-- {
		kind, known := providerNames[strings.Join(words[:n], " ")]
		if known && !slices.ContainsFunc(words[n:], func(w string) bool { return !providerWords[strings.Trim(w, ".,()")] }) {
			return kind
		}
	}
	return BankUnknown
}

var providerNames = providers(map[BankKind]string{
	BankEMoney:   "wise,transferwise,payoneer,paypal,skrill,neteller,paysera,airwallex,worldfirst,world first,pingpong,zen.com,modulr,cashplus,icard,lydia,nickel,satispay,venmo,cash app,grabpay,gcash,m-pesa,mpesa,alipay,wechat pay",
	BankService:  "western union,moneygram,ria,ria money transfer,remitly,worldremit,xoom,taptap send,sendwave,small world,transfergo,azimo,paysend,lianlian",
	BankPrepaid:  "netspend,green dot,greendot,pockit,paysafecard,bluebird,rapid! paycard",
	BankExchange: "binance,coinbase,kraken,okx,okex,bybit,kucoin,huobi,htx,bitfinex,bitstamp,gate.io,mexc,crypto.com,bitget,gemini,bithumb,upbit,poloniex,bittrex",
})

// providerWords may follow a provider's name.
var providerWords = set("ltd", "limited", "inc", "llc", "sa", "nv", "bv", "plc", "gmbh", "payments", "payment", "pay", "europe", "uk", "us", "usa", "eu", "global", "international", "financial", "services", "money", "transfer", "account", "business", "wallet", "exchange", "card", "group")

func providers(lists map[BankKind]string) map[string]BankKind {
	m := map[string]BankKind{}
	for kind, list := range lists {
		for name := range strings.SplitSeq(list, ",") {
			m[Fold(name)] = kind
		}
	}
	return m
}
