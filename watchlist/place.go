package watchlist

import (
	"slices"
	"strings"

	"muster/normal"
)

// place is a place of birth as words; countries among them say too little to
// count as a fact that agrees.
type place struct {
	text  string
	words []string // without names of countries
}

func readPlace(s string) place {
	p := place{text: s}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '(' || r == ')' || r == '/' }) {
		if normal.Country(part) != "" {
			continue
		}
		latin, _ := normal.Latin(part)
		for _, w := range strings.FieldsFunc(latin, func(r rune) bool { return r < 'a' || r > 'z' }) {
			if len(w) > 2 && !placeWords[w] && len(p.words) < maxWords {
				p.words = append(p.words, undouble(w))
			}
		}
	}
	return p
}

// placeWords say what kind of place it is, not which.
var placeWords = setOf("province", "district", "village", "city", "region", "governorate", "near", "area", "town", "republic", "the", "state", "county", "oblast", "prefecture", "north", "south", "east", "west", "central", "new", "san", "saint", "los", "las", "del", "and", "autonomous", "territory", "camp")

// samePlace reports that a word which is no country's name agrees within a slip.
func samePlace(a, b place) bool {
	return slices.ContainsFunc(a.words, func(p string) bool {
		return slices.ContainsFunc(b.words, func(q string) bool {
			return p == q || min(len(p), len(q)) > 5 && p[0] == q[0] && distance(p, q, 1) <= 1
		})
	})
}

// documentKey is the number without marks; documents are compared by number,
// and by country and kind only where both sides give them.
func documentKey(d Document) string {
	key := normal.DocumentNumber("", "", d.Number)
	number := key[strings.LastIndexByte(key, ':')+1:]
	if ship, ok := strings.CutPrefix(number, "IMO"); ok && len(ship) == 7 { // ships' numbers are written with and without
		number = ship
	}
	if len(number) < 5 || len(number) > 40 || strings.Trim(number, "0") == "" {
		return ""
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
