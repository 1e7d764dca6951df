package normal

import (
	_ "embed" // the tables below
	"strings"
	"sync"
)

//go:embed data/countries.txt
var countriesText string

type countries struct {
	names  map[string]string // folded name, alpha-2 or alpha-3 -> alpha-2
	alpha2 map[string]string // alpha-2 -> name in English
}

// countryTable is read from the embedded list on first use.
var countryTable = sync.OnceValue(func() countries {
	t := countries{names: make(map[string]string, 1200), alpha2: make(map[string]string, 256)}
	for line := range strings.Lines(countriesText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		code, rest, _ := strings.Cut(line, " ")
		alpha3, name, _ := strings.Cut(rest, " ")
		t.alpha2[code] = name
		t.names[Fold(code)] = code
		t.names[Fold(alpha3)] = code
		t.names[countryKey(name)] = code
	}
	for line := range strings.Lines(countryAliases) {
		code, names, _ := strings.Cut(strings.TrimSpace(line), " ")
		for n := range strings.SplitSeq(names, "|") {
			t.names[countryKey(n)] = code
		}
	}
	return t
})

// Country returns the ISO 3166-1 alpha-2 code of a country given by its code
// (two or three letters), its English name or a common variant ("UK", "Great
// Britain", "USA", "Deutschland", "Holland"). It returns "" for what it does not
// know. Kosovo, which has no ISO code, is XK.
func Country(s string) string {
	if len(s) == 0 || len(s) > 96 {
		return ""
	}
	t := countryTable()
	if len(s) == 2 && isUpperLetters(s) {
		if _, ok := t.alpha2[s]; ok {
			return s
		}
	}
	return t.names[countryKey(s)]
}

// countryKey folds a name and drops articles, marks and "republic of".
func countryKey(s string) string {
	s = Fold(s)
	if len(s) <= 3 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '.', '\'', ',', '(', ')':
		case '-', '&', '/', ' ':
			if len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, ' ')
			}
		default:
			b = append(b, c)
		}
	}
	s = strings.TrimSpace(string(b))
	s = strings.TrimPrefix(s, "the ")
	s = strings.ReplaceAll(s, " and ", " ")
	return strings.TrimSpace(s)
}

// countryAliases are further names people and programs write, each country on a
// line of its own. Names in a country's own language are facts of atlases.
const countryAliases = `GB uk|united kingdom|great britain|britain|england|scotland|wales|northern ireland|gb eng|gb sct|gb wls|gb nir|united kingdom of great britain and northern ireland|gbr|uk of gb|royaume uni|vereinigtes konigreich|reino unido|regno unito
US usa|united states|united states of america|us of a|u s a|u s|america|etats unis|estados unidos|vereinigte staaten|stati uniti
DE germany|deutschland|federal republic of germany|allemagne|alemania|germania|frg|d
FR france|french republic|frankreich|francia
ES spain|espana|espagne|spanien|kingdom of spain
IT italy|italia|italie|italien
NL netherlands|holland|nederland|the netherlands|pays bas|niederlande
BE belgium|belgie|belgique|belgien
CH switzerland|schweiz|suisse|svizzera|swiss confederation
AT austria|osterreich|autriche
PT portugal|portuguese republic
IE ireland|eire|republic of ireland|irish republic
DK denmark|danmark
SE sweden|sverige
NO norway|norge
FI finland|suomi
IS iceland|island
PL poland|polska|pologne|polen
CZ czech republic|czechia|cesko|ceska republika
SK slovakia|slovak republic|slovensko
HU hungary|magyarorszag
RO romania|rumania
BG bulgaria
GR greece|hellas|hellenic republic|ellada
HR croatia|hrvatska
RS serbia|srbija|republic of serbia
SI slovenia|slovenija
BA bosnia|bosnia and herzegovina|bosnia herzegovina|bosna i hercegovina
MK macedonia|north macedonia|fyrom|republic of north macedonia
ME montenegro|crna gora
XK kosovo|republic of kosovo|xkx|rks
AL albania|shqiperia
UA ukraine|ukraina
BY belarus|byelorussia
MD moldova|republic of moldova
RU russia|russian federation|rossiya|russie|russland
TR turkey|turkiye|turkei
GE georgia|sakartvelo
CN china|peoples republic of china|prc|mainland china|chine
TW taiwan|taiwan province of china|republic of china|chinese taipei
HK hong kong|hong kong sar|hong kong sar china
MO macau|macao|macao sar
KR south korea|republic of korea|korea south|korea republic of|korea|korea rep
KP north korea|dprk|democratic peoples republic of korea|korea north|korea democratic peoples republic of|korea dem peoples rep
JP japan|nippon|japon
VN vietnam|viet nam
LA laos|lao peoples democratic republic|lao pdr
MM myanmar|burma
PH philippines|the philippines|republic of the philippines
MY malaysia
SG singapore|republic of singapore
TH thailand
ID indonesia
IN india|bharat|republic of india
PK pakistan
BD bangladesh
LK sri lanka|ceylon
IR iran|iran islamic republic of|islamic republic of iran
SY syria|syrian arab republic
AE united arab emirates|uae|emirates|u a e
SA saudi arabia|kingdom of saudi arabia|ksa
PS palestine|palestinian territories|state of palestine|palestinian territory
IL israel
EG egypt|arab republic of egypt
CI ivory coast|cote divoire|cote d ivoire
CD democratic republic of the congo|congo democratic republic of the|dr congo|drc|congo kinshasa|congo dem rep
CG republic of the congo|congo|congo brazzaville|congo rep
TZ tanzania|united republic of tanzania|tanzania united republic of
CV cape verde|cabo verde
SZ swaziland|eswatini
GM gambia|the gambia
BS bahamas|the bahamas
ZA south africa|republic of south africa|rsa
BO bolivia|plurinational state of bolivia|bolivia plurinational state of
VE venezuela|bolivarian republic of venezuela|venezuela bolivarian republic of
BR brazil|brasil
MX mexico|estados unidos mexicanos
AR argentina
CA canada
AU australia|commonwealth of australia
NZ new zealand|aotearoa
FM micronesia|federated states of micronesia
VA vatican|vatican city|holy see
TL east timor|timor leste
BN brunei|brunei darussalam
KN st kitts and nevis|saint kitts and nevis
LC st lucia|saint lucia
VC st vincent|saint vincent and the grenadines|st vincent and the grenadines
TT trinidad|trinidad and tobago
VG british virgin islands|virgin islands british
VI us virgin islands|virgin islands us
MF saint martin|st martin
SX sint maarten
CW curacao
RE reunion
IM isle of man
JE jersey
GG guernsey
LT lithuania|lietuva
LV latvia|latvija
EE estonia|eesti
CY cyprus
MT malta
LU luxembourg|luxemburg
AM armenia
AZ azerbaijan
KZ kazakhstan
UZ uzbekistan
KG kyrgyzstan|kyrgyz republic
TJ tajikistan
TM turkmenistan
`
