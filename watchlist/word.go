package watchlist

import (
	"slices"
	"strings"

	"muster/normal"
)

// word is one word of a name, ready to be compared. Words of an index are
// shared between names; none changes after it is made.
type word struct {
	text   string // plain Latin letters
	sign   string // of syllable scripts, the sign as written
	plain  string // text without doubled letters: what slips of the pen are measured on
	bones  string // its consonants by sound, for scripts that write no vowels
	keys   []string
	base   string // of a compound with "abd", the key of its other part, also the last of keys; else ""
	script normal.Script
	hashes []uint64 // of keys, to compare them quickly
	joint  uint64   // of what the word is looked up by when it stands for two
	whole  uint64   // of plain
	bits   float64
	light  bool     // a particle, a legal form or an initial
	korean bool     // of a name that is read as a Korean one, however short
	family bool     // of these, the family name
	sounds []string // what a Korean syllable or family name is read as
}

func newWord(nw normal.NameWord) *word {
	text, script := nw.Latin, nw.Script
	w := &word{text: text, plain: undouble(text), script: script, keys: normal.NameKeys(text)}
	if script == normal.ScriptSyllables {
		w.sign = nw.Written
	}
	if base, ok := strings.CutPrefix(text, "abd"); ok && len(base) > 3 {
		w.base = normal.NameKeys(base)[0] // Abdulhanif is Hanif in many a paper
		w.keys = append(w.keys, w.base)
	}
	w.korean = strings.HasPrefix(nw.Written, koreanMark)
	if w.korean || script == normal.ScriptSyllables {
		w.sounds = append(w.sounds, koreanKeys[text]...)
	}
	if w.family = strings.HasPrefix(nw.Written, koreanFamily); w.family {
		w.sounds = append(w.sounds, koreanFamilies[text]...)
	}
	w.keys = append(w.keys, w.sounds...)
	w.bones = bonesOf(w.plain)
	for _, k := range w.keys {
		w.hashes = append(w.hashes, hashOf(k))
	}
	w.joint, w.whole = hashOf(pairKey(w)), hashOf(w.plain)
	w.light = w.sign == "" && !w.korean && (len(text) == 1 || normal.IsParticle(text) || lightWords[text]) // a sign is a word, however short it is read
	if w.light {
		w.bits = lightBits
	} else {
		people := wordHolders(w.keys, len(text))
		if w.korean && koreanKeys[text] != nil {
			people = max(people, koreanPeople)
		}
		w.bits = bitsOf(people)
	}
	return w
}

func (w *word) initial() bool {
	return len(w.text) == 1 && w.script != normal.ScriptSyllables && !w.korean
}

// lightWords come and go between writings of one name: legal forms, ranks and
// forms of address beside those that package normal sets apart.
var lightWords = setOf("ltd", "limited", "llc", "inc", "corp", "plc", "ooo", "oao", "zao", "pao", "jsc", "ojsc", "cjsc", "pjsc", "srl", "sarl", "fze", "fzco", "pte", "pty", "sdn", "bhd", "sa", "ag", "gmbh", "co", "company", "the", "and", "of", "jr", "sr", "dr", "haji", "hajji", "hadji", "sheikh", "shaykh", "sheik",
	"mullah", "maulavi", "mawlawi", "maulawi", "maulana", "mawlana", "mufti", "colonel", "general", "commander", "commandant", "president", "prasident", "minister", "prince", "king", "imam", "alhaji", "sayyid",
	"ould", "wuld", "ul", "ur", "ud", "ad", "ag", "aw", "ar", "as", "ash", "az", "an", "binti", "oglu", "ogly", "uulu", "kyzy")

// doubtfulParticles are particles of one language and names of another; left
// over, they count as words.
var doubtfulParticles = setOf("do", "da", "di", "du", "la", "le", "lo", "san", "te", "ten", "den", "op", "ap", "des", "an", "bar", "ag", "su")

func setOf(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// hashOf is FNV-1a: equal hashes of two keys are taken for equal keys.
func hashOf(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// undouble writes doubled letters once.
func undouble(s string) string {
	for i := 1; i < len(s); i++ {
		if s[i] == s[i-1] {
			return string(slices.Compact([]byte(s)))
		}
	}
	return s
}

var boneSpellings = strings.NewReplacer("sch", "s", "sh", "s", "ch", "s", "kh", "h", "gh", "g", "th", "t", "dh", "d", "ph", "f", "zh", "z", "ts", "s", "ck", "k",
	"q", "k", "c", "k", "x", "ks", "p", "b", "v", "f", "g", "j", "a", "", "e", "", "i", "", "o", "", "u", "", "y", "", "w", "")

// bonesOf leaves the consonants of a word, those that scripts write alike made
// equal, without an h at the end.
func bonesOf(s string) string {
	s = undouble(boneSpellings.Replace(s))
	if len(s) > 1 {
		s = strings.TrimSuffix(s, "h")
	}
	return s
}

// looseBones are the consonants that syllable scripts keep apart: l is r there.
func looseBones(bones string) string {
	return undouble(strings.ReplaceAll(strings.ReplaceAll(bones, "l", "r"), "h", ""))
}

// sameLetters compares a word of a script without all vowels or sounds with one
// that has them. Long vowels are written, so those must fit too: Hassan is not
// Hussein, though both are h, s and n.
func sameLetters(a, b *word) (float64, string) {
	p, q := a.bones, b.bones
	if a.script == normal.ScriptSyllables || b.script == normal.ScriptSyllables {
		p, q = looseBones(p), looseBones(q)
	}
	switch {
	case a.plain == b.plain:
		return 0.95, "spelling"
	case p != q || len(p) < 2:
		return 0, ""
	case vowelsFit(a, b):
		return 0.85, "letters"
	}
	return 0.6, "letters"
}

// vowelsFit reports that every kind of vowel written in the word of the lesser
// script stands in the other too.
func vowelsFit(a, b *word) bool {
	if a.script < b.script {
		a, b = b, a
	}
	for _, kind := range [...]string{"a", "iey", "ouwv"} {
		if strings.ContainsAny(a.plain[1:], kind) && !strings.ContainsAny(b.plain[1:], kind) {
			return false
		}
	}
	return true
}

// likeness says how alike two words are, from 0 (different words) to 1, and in
// which way: "", "spelling", "short form", "slip", "letters" (a script without
// vowels), "initial". It is symmetric.
func likeness(a, b *word) (s float64, how string) {
	switch {
	case a == b || a.text == b.text && a.sign == b.sign:
		return 1, ""
	case a.sign != "" && b.sign != "":
		return 0, "" // another sign is another name, however it sounds
	case a.initial() || b.initial():
		if a.text[0] == b.text[0] && !(a.initial() && b.initial()) {
			return 0.8, "initial"
		}
		return 0, ""
	}
	if s, how := sharedKey(a, b); s > 0 {
		if (a.sign != "") != (b.sign != "") {
			how = "reading"
		}
		return s, how
	}
	if a.family && b.family {
		return 0, "" // Yang is no slip for Jang: both are names
	}
	if a.sign != "" || b.sign != "" {
		return 0, "" // a sign is read as a whole syllable, so there is nothing to leave out
	}
	if a.script != b.script && max(a.script, b.script) >= normal.ScriptConsonants {
		return sameLetters(a, b)
	}
	return slip(a, b)
}

func sharedKey(a, b *word) (float64, string) {
	if a.korean && b.korean && len(a.sounds) > 0 && len(b.sounds) > 0 { // Jong sounds like Yong by the rules for all languages
		if slices.ContainsFunc(a.sounds, func(k string) bool { return slices.Contains(b.sounds, k) }) {
			return 0.96, "spelling"
		}
		return 0, ""
	}
	for i, k := range a.hashes {
		for _, l := range b.hashes {
			switch {
			case k != l:
			case i > 0 && strings.HasPrefix(a.keys[i], "#n"):
				return 0.88, "short form"
			case a.keys[i] == a.base || a.keys[i] == b.base:
				return 0.85, "short form"
			default:
				return 0.96, "spelling"
			}
		}
	}
	return 0, ""
}

// slip measures letters changed, left out, added or swapped: one in a word of
// four or more, two in a word of six or more.
func slip(a, b *word) (float64, string) {
	long, short := max(len(a.plain), len(b.plain)), min(len(a.plain), len(b.plain))
	limit := 1
	switch {
	case short < 3 || long < 4:
		return 0, ""
	case long >= 6:
		limit = 2
	}
	if long-short > limit {
		return 0, ""
	}
	d := distance(a.plain, b.plain, limit)
	if d > limit {
		return 0, ""
	}
	if d == 0 {
		return 0.97, "spelling" // doubled letters only
	}
	return 1 - slipCost*float64(d)/float64(long), "slip"
}

// slipCost is what a slip costs, as a share of a word's letters.
const slipCost = 1.6

// distance counts letters changed, left out, added, or swapped with their
// neighbour, and stops counting beyond limit.
func distance(a, b string, limit int) int {
	if len(a) > 63 || len(b) > 63 {
		if a == b {
			return 0
		}
		return limit + 1
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	var rows [3][64]int8
	before, prev, cur := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		prev[j] = int8(j)
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = int8(i)
		for j := 1; j <= len(b); j++ {
			change := prev[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			d := min(prev[j]+1, cur[j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			cur[j] = d
		}
		before, prev, cur = prev, cur, before
	}
	return min(int(prev[len(b)]), limit+1)
}
