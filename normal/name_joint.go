package normal

import (
	"strings"
	"unicode"
)

// maxHolders bounds the persons of one joint account.
const maxHolders = 4

// HolderNames reads the holder of an account as banks write it, which may be
// two people: "MR J SMITH & MRS A SMITH", "Mr and Mrs J Smith", "J & A Smith".
// A part without a family name gets that of the last part. A single holder
// gives one name, nothing gives none; at most four are read.
func HolderNames(s string) []NameForm {
	s = cutRunes(s, maxNameBytes)
	var parts []NameForm
	for _, p := range splitHolders(s) {
		if n := Name(p); !n.IsZero() && len(parts) < maxHolders {
			parts = append(parts, n)
		}
	}
	if len(parts) < 2 {
		return parts
	}
	last := parts[len(parts)-1]
	var out []NameForm
	for i, n := range parts {
		if i < len(parts)-1 && n.Family == "" {
			if frontTitles[n.Full] {
				continue // "Mr" of "Mr and Mrs J Smith"
			}
			n = n.build(strings.Fields(n.Full), strings.Fields(last.Family))
		}
		out = append(out, n)
	}
	return out
}

// holderSigns stand between names; it is made once, for it is slow to make.
var holderSigns = strings.NewReplacer("&", " & ", "/", " & ", "+", " & ")

// splitHolders cuts at "&", "and", "or", their words in German and French, "/" and "+",
// and at a Spanish "y" between two whole names: Ortega y Gasset is one person's.
func splitHolders(s string) []string {
	var parts []string
	words := strings.Fields(holderSigns.Replace(s))
	from := 0
	cut := func(to int) {
		if to > from {
			parts = append(parts, strings.Join(words[from:to], " "))
		}
		from = to + 1
	}
	for i, w := range words {
		switch strings.ToLower(w) {
		case "&", "and", "und", "u.", "et", "or", "oder", "ou":
			cut(i)
		case "y":
			if i-from > 1 && len(words)-i > 2 {
				cut(i)
			}
		}
	}
	cut(len(words))
	return parts
}

// DisplayName reads the name a person shows in a meeting, chat or repository.
// What a program put there is dropped: device names ("Jane's iPhone"), marks
// such as "(Guest)", a firm behind " - " or " | ", numbers. A display name that
// holds nothing else gives the zero form, which compares as unknown: "iPhone"
// contradicts nobody.
func DisplayName(s string) NameForm {
	s = cutRunes(s, maxNameBytes)
	for _, sep := range [...]string{" | ", " - ", " – ", " @ ", " [", " ~ "} {
		if i := strings.Index(s, sep); i > 0 {
			s = s[:i]
		}
	}
	if strings.Contains(s, "@") && !strings.Contains(strings.TrimSpace(s), " ") { // an address
		s, _, _ = strings.Cut(s, "@")
	}
	var kept []string
	for w := range strings.FieldsSeq(s) {
		f := Fold(w)
		f = strings.TrimSuffix(f, "'s")
		bare := strings.Trim(f, "()[].,:;")
		if bare == "" || deviceWords[bare] || pronouns[bare] || strings.IndexFunc(bare, unicode.IsLetter) < 0 {
			continue
		}
		if strings.HasSuffix(Fold(w), "'s") {
			w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
		}
		w = strings.TrimRight(w, "0123456789")
		if hasDigit(w) {
			continue // a model number
		}
		kept = append(kept, w)
	}
	n := Name(strings.Join(kept, " "))
	for _, t := range n.Tokens {
		if len(t) > 2 {
			return n
		}
	}
	return NameForm{} // two letters name nobody
}

// deviceWords are the names that phones, computers and programs give their users.
var deviceWords = set("iphone", "ipad", "ipod", "imac", "macbook", "mac", "pro", "air", "mini", "max", "android", "galaxy", "samsung", "pixel", "huawei", "xiaomi", "redmi", "oneplus", "phone", "tablet", "laptop", "desktop", "pc", "computer", "windows", "linux", "ubuntu", "chromebook", "surface",
	"thinkpad", "dell", "hp", "lenovo", "zoom", "teams", "meet", "user", "admin", "administrator", "root", "guest", "participant", "unknown", "attendee", "host", "device", "web", "browser", "call-in", "caller", "mobile", "work", "home", "new", "my", "of", "you", "notetaker", "otter", "fireflies", "recorder", "bot", "ai")
