package normal

import "strings"

// wordForms gives the full spelling of words in addresses, folded. "st" is
// handled apart: it is "street" at the end of a name and "saint" before one.
var wordForms = map[string]string{
	"rd": "road", "ave": "avenue", "av": "avenue", "aven": "avenue", "blvd": "boulevard", "boul": "boulevard", "bvd": "boulevard", "ln": "lane", "dr": "drive",
	"drv": "drive", "ct": "court", "crt": "court", "cl": "close", "cres": "crescent", "cresc": "crescent", "crs": "crescent", "pl": "place", "sq": "square",
	"ter": "terrace", "terr": "terrace", "tce": "terrace", "gdns": "gardens", "gdn": "garden", "gr": "grove", "grv": "grove", "pk": "park", "pkwy": "parkway", "pky": "parkway",
	"hwy": "highway", "fwy": "freeway", "expy": "expressway", "cir": "circle", "trl": "trail", "wy": "way", "mt": "mount", "ft": "fort", "hse": "house", "bldg": "building", "blg": "building",
	"bld": "building", "blk": "block", "ctr": "center", "cntr": "center", "centre": "center", "est": "estate", "ind": "industrial", "n": "north", "s": "south", "e": "east", "w": "west",
	"ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest", "fl": "floor", "flr": "floor", "apt": "flat", "apartment": "flat", "appt": "flat", "apart": "flat", "flt": "flat",
	"ste": "suite", "rm": "room", "str": "strasse", "strasse": "strasse", "pza": "plaza", "ul": "ulica", "junc": "junction", "jct": "junction", "vw": "view", "hts": "heights", "mdws": "meadows",
	"rte": "route", "sta": "station", "vlg": "village", "yd": "yard", "mews": "mews", "cottages": "cottages", "cotts": "cottages", "fm": "farm", "upr": "upper", "lwr": "lower", "gt": "great", "grt": "great", "lt": "little",
	"nr": "no", "num": "no", "nos": "no", "gnd": "ground", "bsmt": "basement", "1st": "1st", "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
}

// unitWords are the words before the id of a unit, with their fixed spelling.
var unitWords = map[string]string{
	"flat": "flat", "apt": "flat", "apartment": "flat", "unit": "flat", "suite": "flat", "ste": "flat", "room": "room", "floor": "floor", "level": "floor",
	"pmb": "pmb", "door": "flat", "studio": "flat", "office": "office", "desk": "desk", "maisonette": "flat", "wohnung": "flat", "whg": "flat", "stock": "floor", "etage": "floor", "og": "floor",
	"lot": "lot", "trailer": "lot", "penthouse": "penthouse", "kv": "flat", "mailbox": "pmb", "dept": "dept", "piso": "floor", "interno": "flat", "staircase": "stair", "stair": "stair", "bay": "bay",
}

// streetWords mark a part of an address as the one with the street.
var streetWords = set("street", "road", "avenue", "lane", "drive", "close", "court", "crescent", "place", "square", "terrace", "gardens", "grove", "way", "boulevard", "highway", "hill", "row", "walk", "mews", "parkway", "circle", "trail",
	"rise", "parade", "embankment", "quay", "wharf", "rue", "calle", "via", "viale", "piazza", "plaza", "avenida", "rua", "strasse", "platz", "allee", "weg", "ulica", "straat", "laan", "gracht", "kade", "plein", "gatan", "vej", "gade", "chemin", "quai", "cours", "paseo", "carrer", "corso", "largo", "praca", "travessa", "aleja", "prospekt", "broadway", "loop", "pike", "turnpike", "crossing", "gate", "green", "view", "esplanade", "promenade", "alley", "yard")

// streetEndings mark compounds: Hauptstrasse, Kerkstraat, Storgatan.
var streetEndings = [...]string{"strasse", "str", "straat", "laan", "weg", "gasse", "platz", "allee", "gracht", "kade", "plein", "gatan", "vagen", "gate", "veien", "vej", "gade", "katu", "tie", "utca", "damm", "ufer", "ring"}

// postcodeDigits is the number of digits in the postcodes of countries that
// use digits only. Public fact (Universal Postal Union).
var postcodeDigits = digitsTable("US5 DE5 FR5 ES5 IT5 FI5 SE5 GR5 CZ5 SK5 HR5 EE5 TR5 UA5 MX5 KR5 MY5 TH5 ID5 SA5 PK5 RS5 BA5 ME5 LT5 MA5 DZ5 EG5 KE5 LK5 CU5 DO5 PE5 UY5 KW5 LB5 JO5 AE0 " +
	"IN6 CN6 RU6 SG6 RO6 KZ6 BY6 VN6 CO6 EC6 KG6 TJ6 TM6 UZ6 NG6 AT4 BE4 CH4 DK4 NO4 LU4 HU4 BG4 SI4 CY4 LV4 AU4 NZ4 ZA4 PH4 BD4 GE4 AM4 MD4 MK4 AL4 TN4 PY4 VE4 LI4 PL5 PT7 JP7 IL7 BR8 IS3 TW5 AR4 CL7 CR5 ")

// digitsTable reads a list of country codes, each with one digit.
func digitsTable(s string) map[string]int {
	m := map[string]int{}
	for f := range strings.FieldsSeq(s) {
		m[f[:2]] = int(f[2] - '0')
	}
	return m
}

// usStates maps the two letters of the states and territories to their names, folded.
var usStates = map[string]string{
	"al": "alabama", "ak": "alaska", "az": "arizona", "ar": "arkansas", "ca": "california", "co": "colorado", "ct": "connecticut", "de": "delaware", "dc": "district of columbia", "fl": "florida",
	"ga": "georgia", "hi": "hawaii", "id": "idaho", "il": "illinois", "in": "indiana", "ia": "iowa", "ks": "kansas", "ky": "kentucky", "la": "louisiana", "me": "maine", "md": "maryland", "ma": "massachusetts",
	"mi": "michigan", "mn": "minnesota", "ms": "mississippi", "mo": "missouri", "mt": "montana", "ne": "nebraska", "nv": "nevada", "nh": "new hampshire", "nj": "new jersey", "nm": "new mexico", "ny": "new york",
	"nc": "north carolina", "nd": "north dakota", "oh": "ohio", "ok": "oklahoma", "or": "oregon", "pa": "pennsylvania", "ri": "rhode island", "sc": "south carolina", "sd": "south dakota", "tn": "tennessee", "tx": "texas",
	"ut": "utah", "vt": "vermont", "va": "virginia", "wa": "washington", "wv": "west virginia", "wi": "wisconsin", "wy": "wyoming", "pr": "puerto rico",
}

// usStateNames is usStates the other way round.
var usStateNames = func() map[string]string {
	m := make(map[string]string, len(usStates))
	for code, name := range usStates {
		m[name] = code
	}
	return m
}()

// regionCodes are the codes of provinces and states elsewhere.
var regionCodes = map[string]map[string]bool{
	"CA": set("ab", "bc", "mb", "nb", "nl", "ns", "nt", "nu", "on", "pe", "qc", "sk", "yt"),
	"AU": set("act", "nsw", "nt", "qld", "sa", "tas", "vic", "wa"),
}

// ukCounties are dropped: post towns and postcodes name the place without them.
var ukCounties = set("bedfordshire", "berkshire", "buckinghamshire", "cambridgeshire", "cheshire", "cornwall", "cumbria", "derbyshire", "devon", "dorset", "county durham", "east sussex", "west sussex", "essex", "gloucestershire", "greater london", "greater manchester", "hampshire", "herefordshire", "hertfordshire", "kent", "lancashire", "leicestershire", "lincolnshire", "merseyside", "middlesex", "norfolk", "north yorkshire", "northamptonshire", "northumberland", "nottinghamshire", "oxfordshire", "rutland", "shropshire", "somerset", "south yorkshire", "staffordshire", "suffolk", "surrey", "tyne and wear", "warwickshire", "west midlands", "west yorkshire", "wiltshire", "worcestershire", "avon", "cleveland", "humberside", "county antrim", "county down", "county armagh", "county tyrone", "fife", "lanarkshire", "aberdeenshire", "midlothian", "west lothian", "east lothian", "gwent", "mid glamorgan", "south glamorgan", "west glamorgan", "dyfed", "gwynedd", "powys", "clwyd", "england", "scotland", "wales", "northern ireland", "west riding of yorkshire", "yorkshire")

// expandWords writes abbreviations in full. "st" is street when it stands last
// or before a word that cannot be a saint's name, and saint otherwise.
func expandWords(words []string, country string) []string {
	out := make([]string, 0, len(words))
	for i, w := range words {
		if w == "st" || w == "st," {
			if i == 0 || i+1 < len(words) && !unitMark(words[i+1]) && !streetSide(words[i+1]) && !isHouseNumber(words[i+1]) {
				out = append(out, "saint")
			} else {
				out = append(out, "street")
			}
			continue
		}
		full, ok := wordForms[w]
		if ok && (len(words) == 1 && len(w) <= 2 || i == 0 && len(w) <= 2 && w != "fl" && w != "ul" && len(words) > 1 && w != "n" && w != "s" && w != "e" && w != "w" && w != "mt" && w != "gt" && w != "nr") {
			ok = false // "La Rochelle", "Dr Martin Weg", a state on its own
		}
		if ok && country != "" && romance[country] && len(w) == 1 {
			ok = false // "y" and "e" are words there
		}
		if ok {
			w = full
		}
		out = append(out, splitStrasse(w))
	}
	return out
}

var romance = set("ES", "PT", "IT", "FR", "BR", "MX", "AR", "CL", "CO", "PE", "RO")

func unitMark(w string) bool { _, ok := unitWords[w]; return ok || strings.HasPrefix(w, "#") }

func streetSide(w string) bool {
	switch w {
	case "n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west":
		return true
	}
	return false
}

// splitStrasse writes "hauptstr" as "hauptstrasse".
func splitStrasse(w string) string {
	if len(w) > 5 && strings.HasSuffix(w, "str") {
		return w + "asse"
	}
	return w
}
