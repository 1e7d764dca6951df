package casework

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// LeftOut stands in a person's copy for words that may name somebody else.
const LeftOut = "[…]"

// withoutNames is a text that a colleague wrote about a person, as that person
// may read it: every word that may be somebody else's name, contact or number is
// left out. Who is meant cannot be known, so all words with a capital letter go
// but for the person's own names and some everyday words, and whatever is written
// without capitals altogether. A name somebody wrote in small letters is known
// only where it is a colleague's or of somebody the finding is about. Empty when
// no word is left.
func withoutNames(text string, own, others map[string]bool) string {
	var b strings.Builder
	between, left, gone := "", false, false
	parts := textParts(text)
	dialled := longNumbers(parts)
	for i, part := range parts {
		if !part.word {
			between += part.text
			continue
		}
		tells := !dialled[i] && tellable(part.text, own, others)
		if !tells && gone && strings.Trim(between, " -.'’") == "" { // a name of several words is one gap
			between = ""
			continue
		}
		b.WriteString(between)
		between, gone, left = "", !tells, left || tells
		if tells {
			b.WriteString(part.text)
		} else {
			b.WriteString(LeftOut)
		}
	}
	if !left {
		return ""
	}
	return strings.TrimSpace(b.String() + between)
}

// textPart is a word of a text, or what stands between two.
type textPart struct {
	text string
	word bool
}

func textParts(text string) (list []textPart) {
	start, in := 0, false
	for i, r := range text + "\x00" {
		// what joins the parts of an address, a link or a number is of the word
		is := unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune("-'’@.:_/\\+#%&", r)
		if is == in && r != 0 {
			continue
		}
		if i > start {
			list = append(list, trimmed(text[start:i], in)...)
		}
		start, in = i, is
	}
	return list
}

// trimmed takes the stops off a word: "Ann's." is "Ann's" and ".".
func trimmed(s string, word bool) []textPart {
	const stops = "-'’.:/\\%&"
	if !word {
		return []textPart{{s, false}}
	}
	var list []textPart
	core := strings.TrimRight(s, stops)
	tail := s[len(core):]
	body := strings.TrimLeft(core, stops)
	if head := core[:len(core)-len(body)]; head != "" {
		list = append(list, textPart{head, false})
	}
	if body != "" {
		list = append(list, textPart{body, true})
	}
	if tail != "" {
		list = append(list, textPart{tail, false})
	}
	return list
}

// tellable reports whether a word says nothing of who somebody else is.
func tellable(word string, own, others map[string]bool) bool {
	low := bare(word)
	switch {
	case own[low], everydayWords()[low]:
		return true
	case others[low], strings.ContainsAny(word, "@_#+\\:"), strings.Contains(strings.TrimRight(word, "."), "."):
		return false
	case strings.ContainsFunc(word, unicode.IsDigit):
		return plainNumber(word)
	}
	for _, r := range word {
		if unicode.IsLetter(r) && !unicode.IsLower(r) { // a capital, or of a script that has none
			return false
		}
	}
	for _, part := range strings.FieldsFunc(low, func(r rune) bool { return r == '-' || r == '/' || r == '\'' }) {
		if others[part] && !own[part] {
			return false
		}
	}
	return true
}

// plainNumber reports whether a word with digits is a small number, a year or a
// day: longer ones are telephone numbers, and ids of people.
func plainNumber(word string) bool {
	digits := 0
	for _, r := range word {
		switch {
		case unicode.IsDigit(r):
			digits++
		case r != '-' && r != '/':
			return slices.Contains([]string{"1st", "2nd", "3rd"}, word) || digits > 0 && digits < 3 && strings.HasSuffix(word, "th")
		}
	}
	year := len(word) == 4 && (strings.HasPrefix(word, "19") || strings.HasPrefix(word, "20"))
	day := digits <= 8 && strings.Count(word, "-")+strings.Count(word, "/") == 2
	return digits < 3 || year || day
}

// longNumbers marks the words of numbers written in groups, as telephone numbers
// and account numbers are.
func longNumbers(parts []textPart) map[int]bool {
	marked := map[int]bool{}
	var run []int
	digits := 0
	end := func() {
		for _, i := range run {
			marked[i] = marked[i] || digits > 5 && len(run) > 1
		}
		run, digits = nil, 0
	}
	for i, p := range parts {
		switch {
		case p.word && !strings.ContainsFunc(p.text, func(r rune) bool { return !unicode.IsDigit(r) }):
			run, digits = append(run, i), digits+len([]rune(p.text))
		case p.word || strings.Trim(p.text, " -.()\u00a0") != "":
			end()
		}
	}
	end()
	return marked
}

// bare is a word in small letters without accents and the mark of a genitive:
// colleagues write José as jose too.
func bare(word string) string {
	low := strings.NewReplacer("’", "'", "ß", "ss", "ø", "o", "ł", "l", "đ", "d", "æ", "ae", "œ", "oe", "ı", "i").Replace(strings.ToLower(word))
	low = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(low))
	return strings.TrimSuffix(low, "'s")
}

// inTwoLetters writes a word as keyboards without its letters do: Müller as mueller.
func inTwoLetters(word string) string {
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ø", "oe", "å", "aa").Replace(norm.NFC.String(strings.ToLower(word)))
}

// addWords puts the words of a name into a set, in small letters.
func addWords(set map[string]bool, name string) {
	for _, p := range textParts(name) {
		if !p.word {
			continue
		}
		for _, written := range []string{bare(p.text), bare(inTwoLetters(p.text))} {
			set[written] = true
			for _, part := range strings.FieldsFunc(written, func(r rune) bool { return r == '-' || r == '.' || r == '/' }) {
				set[part] = true
			}
		}
	}
}

// everydayWords may begin a sentence, or are written with a capital, and name
// nobody. None is a usual name: April, May and Mark are not among them.
var everydayWords = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`a an the this that these those he she they it we i you his her hers their our my its there here who what when where why how which while if
as at by in on of for from to with without within after before during since until because so but and or not no yes both each every all any one two three both neither nobody
everybody somebody once then now today yesterday also still only same another others other has have had is was were are been did does do can could should must would
checked called asked spoke met saw seen read confirmed compared found looked wrote received showed shown explained moved works worked lives lived shares shared uses used
agreed answered said says sent told verified matched passed given known proved visited heard
person applicant worker contractor employee candidate colleague colleagues agency university school college bank account address addresses phone phones telephone number numbers
laptop computer device network document documents passport licence contract payslip letter original originals record records reference references flat flatmate flatmates household family
siblings brother sister husband wife parents cv cvs hr it id ids uk eu usa pdf vpn ip e-mail email iban dns ssid
january february march july september october november december monday tuesday wednesday thursday friday saturday sunday`) {
		set[w] = true
	}
	return set
})
