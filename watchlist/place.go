package watchlist

import (
	"slices"
	"strings"

	"muster/normal"
)

// place is a place of birth as its parts ("Kisumu", "Nyanza Province"); countries
// among them say too little to count as a fact that agrees.
type place struct {
	text  string
	parts []placePart
}

// placePart is what stands between two commas: the words that tell which place it
// is, and which side of it.
type placePart struct {
	words []string
	side  string // north, south, east, west, upper, lower; "" when none is named
}

func readPlace(s string) place {
	p := place{text: s}
	if len(s) > 256 || normal.Country(s) != "" {
		return p
	}
	words := 0
	for text := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '(' || r == ')' || r == '/' }) {
		if normal.Country(text) != "" {
			continue
		}
		if part := readPlacePart(text); len(part.words) > 0 && words+len(part.words) <= maxWords {
			words += len(part.words)
			p.parts = append(p.parts, part)
		}
	}
	return p
}

func readPlacePart(text string) placePart {
	var part placePart
	latin, _ := normal.Latin(text)
	words := strings.FieldsFunc(latin, func(r rune) bool { return r < 'a' || r > 'z' })
	city := slices.Contains(words, "city") // Mexico City is no country
	for _, w := range words {
		switch {
		case formerStates[w]: // "Ukrainian SSR" is a country too
			return placePart{}
		case sides[w] != "":
			part.side = sides[w]
		case len(w) > 2 && !placeWords[w] && (city || len(w) < 4 || normal.Country(w) == ""):
			part.words = append(part.words, undouble(w))
		}
	}
	return part
}

// placeWords say what kind of place it is, or that it is not known, not which.
var placeWords = setOf("province", "district", "village", "city", "region", "governorate", "near", "area", "town", "republic", "the", "state", "county", "oblast", "prefecture", "central", "new", "san", "saint", "los", "las", "del", "and", "autonomous", "territory", "camp",
	"islamic", "democratic", "people", "peoples", "federation", "federal", "united", "socialist", "union", "kingdom", "arab", "plurinational", "bolivarian", "hashemite", "sultanate", "emirates", "commonwealth", "occupied", "palestinian", "former", "formerly", "now", "yugoslavia", "yugoslav", "czechoslovakia", "africa", "asia", "europe", "middle",
	"unknown", "not", "known", "none", "possibly", "probably", "unclear", "place", "country", "birth", "born")

// vagueWords begin the names of many places: what is left of Port Sudan without its
// country is no place.
var vagueWords = setOf("port", "puerto", "fort", "abu", "ras", "bandar", "gulf", "villa", "ciudad", "santa", "mount", "lake", "river", "island", "islands", "tel", "tal", "deir", "dayr", "beit", "bayt", "khan", "kota", "usa")

// formerStates name a country that is on no map any more wherever they stand.
var formerStates = setOf("ussr", "ssr", "sfsr", "rsfsr", "soviet", "jamahiriya")

// sides are words for a side; two places that name different ones are not the same.
var sides = map[string]string{"north": "north", "northern": "north", "south": "south", "southern": "south", "east": "east", "eastern": "east", "west": "west", "western": "west", "upper": "upper", "lower": "lower"}

// samePlace reports that a part of one place is a part of the other: every word of
// the shorter stands in the longer, within a slip. One word in common is not enough:
// Port Said is not Port Sudan.
func samePlace(a, b place) bool {
	return slices.ContainsFunc(a.parts, func(p placePart) bool {
		return slices.ContainsFunc(b.parts, func(q placePart) bool { return samePart(p, q) })
	})
}

func samePart(p, q placePart) bool {
	if p.side != "" && q.side != "" && p.side != q.side {
		return false
	}
	if len(p.words) > len(q.words) {
		p, q = q, p
	}
	telling := false
	for _, w := range p.words {
		if !slices.ContainsFunc(q.words, func(v string) bool {
			return w == v || min(len(w), len(v)) > 5 && w[0] == v[0] && distance(w, v, 1) <= 1
		}) {
			return false
		}
		telling = telling || !vagueWords[w]
	}
	return telling
}

// documentKey is the number without marks; documents are compared by number,
// and by country and kind only where both sides give them.
func documentKey(d Document) string {
	key := normal.DocumentNumber("", "", d.Number)
	number := key[strings.LastIndexByte(key, ':')+1:]
	if ship, ok := strings.CutPrefix(number, "IMO"); ok && len(ship) == 7 { // ships' numbers are written with and without
		number = ship
	}
	if len(number) < 5 || len(number) > 40 || !strings.ContainsAny(number, "0123456789") || strings.Trim(number, number[:1]) == "" || strings.HasPrefix("1234567890", number) {
		return "" // "unknown", 00000 and 123456789 stand where no number is known
	}
	return number
}

func sameDocument(a, b Document) bool {
	if documentKey(a) != documentKey(b) || documentKey(a) == "" {
		return false
	}
	if p, q := normal.Country(a.Country), normal.Country(b.Country); p != "" && q != "" && p != q {
		return false
	}
	return true
}

// walletKey is the canonical form of an address, or the address as written for
// chains that are not read.
func walletKey(s string) string {
	if w, err := normal.Wallet(s); err == nil {
		return string(w.Chain) + ":" + w.Canonical
	}
	s = strings.TrimSpace(s)
	if len(s) < 20 || len(s) > 200 || strings.ContainsAny(s, " \t") {
		return ""
	}
	return s
}
