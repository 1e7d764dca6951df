package normal

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
)

// Script is what a word was written in before [Latin], as far as it decides how
// two words may be compared: it says nothing about a person.
type Script uint8

// The scripts. Alphabets write every sound, so two spellings can be compared
// letter by letter. Consonant scripts (Arabic, Hebrew) leave short vowels out.
// In syllable scripts (Han, Hangul, kana) a sign is a whole syllable or word, so
// one other sign is another name and never a slip of the pen.
const (
	ScriptLatin Script = iota
	ScriptAlphabet
	ScriptConsonants
	ScriptSyllables
)

// Latin spells text in plain Latin letters, lower case, for comparison only:
// Cyrillic and Greek by the tables of passports, Arabic and Hebrew letter by
// letter without the vowels nobody wrote, other scripts by a general table. It
// returns the script of the first letter that is not Latin. Signs of syllable
// scripts are set apart by spaces. Input is folded first; see [Fold].
func Latin(s string) (string, Script) {
	s = Fold(s)
	if isASCII(s) {
		return s, ScriptLatin
	}
	s = strings.ReplaceAll(s, "ου", "ou")
	var b strings.Builder
	script := ScriptLatin
	for _, r := range s {
		if r < 0x80 {
			b.WriteByte(byte(r))
			continue
		}
		kind := scriptOf(r)
		if script == ScriptLatin && unicode.IsLetter(r) {
			script = kind
		}
		b.WriteString(latinRune(r, kind))
	}
	out := strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		return -1
	}, b.String())
	return foldASCII(out), script
}

func latinRune(r rune, kind Script) string {
	if roman, ok := romanLetters[r]; ok {
		return roman
	}
	if roman, ok := consonantLetters[r]; ok {
		return roman
	}
	if roman, ok := georgianLetters[r]; ok {
		return roman
	}
	if roman := hangulSound(r); roman != "" {
		return " " + roman + " "
	}
	roman := unidecode.Unidecode(string(r))
	if kind == ScriptSyllables && unicode.IsLetter(r) && !unicode.In(r, unicode.Hiragana, unicode.Katakana) && r != 'ー' {
		return " " + strings.TrimSpace(roman) + " "
	}
	return strings.ToLower(roman)
}

func scriptOf(r rune) Script {
	switch {
	case unicode.Is(unicode.Latin, r) || !unicode.IsLetter(r):
		return ScriptLatin
	case unicode.In(r, unicode.Arabic, unicode.Hebrew):
		return ScriptConsonants
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
		return ScriptSyllables
	}
	return ScriptAlphabet
}

// consonantLetters are the plain Latin spellings of Arabic letters, with those
// of Persian and Urdu, and of Hebrew ones. Letters that are silent or serve as
// vowels get the vowel they most often stand for.
var consonantLetters = map[rune]string{
	'ا': "a", 'أ': "a", 'إ': "i", 'آ': "a", 'ٱ': "a", 'ء': "", 'ئ': "y", 'ؤ': "u", 'ب': "b", 'پ': "p", 'ت': "t", 'ث': "th", 'ج': "j", 'چ': "ch", 'ح': "h", 'خ': "kh",
	'د': "d", 'ذ': "dh", 'ر': "r", 'ز': "z", 'ژ': "j", 'س': "s", 'ش': "sh", 'ص': "s", 'ض': "d", 'ط': "t", 'ظ': "z", 'ع': "a", 'غ': "gh", 'ف': "f", 'ق': "q",
	'ك': "k", 'ک': "k", 'گ': "g", 'ل': "l", 'م': "m", 'ن': "n", 'ه': "h", 'ة': "a", 'و': "u", 'ي': "i", 'ی': "i", 'ى': "a", 'ہ': "h", 'ھ': "h", 'ے': "e", 'ں': "n", 'ڈ': "d", 'ٹ': "t", 'ڑ': "r",
	'א': "a", 'ב': "b", 'ג': "g", 'ד': "d", 'ה': "h", 'ו': "u", 'ז': "z", 'ח': "h", 'ט': "t", 'י': "i", 'כ': "k", 'ך': "k", 'ל': "l", 'מ': "m", 'ם': "m", 'נ': "n", 'ן': "n",
	'ס': "s", 'ע': "a", 'פ': "p", 'ף': "f", 'צ': "ts", 'ץ': "ts", 'ק': "k", 'ר': "r", 'ש': "sh", 'ת': "t",
}

// georgianLetters follow the national system of 2002, without its apostrophes.
var georgianLetters = map[rune]string{
	'ა': "a", 'ბ': "b", 'გ': "g", 'დ': "d", 'ე': "e", 'ვ': "v", 'ზ': "z", 'თ': "t", 'ი': "i", 'კ': "k", 'ლ': "l", 'მ': "m", 'ნ': "n", 'ო': "o", 'პ': "p", 'ჟ': "zh", 'რ': "r",
	'ს': "s", 'ტ': "t", 'უ': "u", 'ფ': "p", 'ქ': "k", 'ღ': "gh", 'ყ': "q", 'შ': "sh", 'ჩ': "ch", 'ც': "ts", 'ძ': "dz", 'წ': "ts", 'ჭ': "ch", 'ხ': "kh", 'ჯ': "j", 'ჰ': "h",
}

// The sounds of a Hangul syllable in the Revised Romanisation, each syllable by
// itself, in the order in which Unicode composes them.
var (
	hangulFirst  = strings.Split("g,kk,n,d,tt,r,m,b,pp,s,ss,,j,jj,ch,k,t,p,h", ",")
	hangulVowels = strings.Split("a,ae,ya,yae,eo,e,yeo,ye,o,wa,wae,oe,yo,u,wo,we,wi,yu,eu,ui,i", ",")
	hangulLast   = strings.Split(",k,k,k,n,n,n,t,l,k,m,l,l,l,p,l,m,p,p,t,t,ng,t,t,k,t,p,t", ",")
)

// hangulSound spells a Hangul syllable, "" for every other sign.
func hangulSound(r rune) string {
	n := int(r) - 0xAC00
	if n < 0 || n >= len(hangulFirst)*len(hangulVowels)*len(hangulLast) {
		return ""
	}
	last := n % len(hangulLast)
	n /= len(hangulLast)
	return hangulFirst[n/len(hangulVowels)] + hangulVowels[n%len(hangulVowels)] + hangulLast[last]
}

// persianLetters are letters that Arabic does not write; where a name has one, the
// letters that Persian speaks as others are written as those.
const persianLetters = "یکگپچژ"

var (
	persianSounds = strings.NewReplacer("ض", "ز", "ذ", "ز", "ظ", "ز", "ث", "س")
	// wholeWords begin like the Arabic article and are names without it.
	wholeWords = set("الياس", "الیاس", "الهام", "البرت", "الكسندر", "الکساندر", "الماس", "الين", "الینا", "الينا", "الفرد", "الفريد", "الان", "السا", "اليزابيث")
)

// arabicWords takes the article off a word of Arabic script, which is written with
// it, so that it is a word by itself as in Latin letters: al-Mansour.
func arabicWords(w string, persian bool) []string {
	if persian {
		w = persianSounds.Replace(w)
	}
	if rest, ok := strings.CutPrefix(w, "ال"); ok && len(rest) >= len("حسن") && !wholeWords[w] {
		return []string{"al", rest}
	}
	switch w {
	case "بن":
		return []string{"bin"}
	case "بنت":
		return []string{"bint"}
	}
	return []string{w}
}

// NameKeys returns keys of one folded Latin word of a name: two usual spellings
// of one name, or a name and its everyday short form, share one. Different names
// may share a key too, so keys find candidates and never decide. The first key
// is the word's sound; others are "#t" or "#n" with the number of a group, for spelling
// groups and for short forms.
func NameKeys(w string) []string {
	keys := make([]string, 1, 4)
	keys[0] = w
	if len(w) >= 4 && isASCII(w) {
		keys[0] = soundKey(w)
	}
	for _, g := range transliterationIndex[w] {
		keys = append(keys, "#t"+strconv.Itoa(int(g)))
	}
	for _, g := range nicknameIndex[w] {
		keys = append(keys, "#n"+strconv.Itoa(int(g)))
	}
	return slices.Clip(keys)
}

// NameWord is one word of a name in plain Latin letters.
type NameWord struct {
	Latin string
	// Written is the word as written, folded; of Han and Hangul the sign, and ""
	// where signs stand for sounds only: kana, and names that a middle dot divides.
	Written string
	Script  Script
}

// NameWords returns the words of a name in the order written, without titles.
// Words in brackets or quotes are left out; a comma's two parts change places.
// In syllable scripts each sign is a word, except in foreign names that a middle
// dot divides: there a word is what stands between dots. At most 16 words.
func NameWords(s string) []NameWord {
	n := Name(s)
	full := strings.Fields(n.Full)
	if len(full) == 1 { // "Pan Wei": a form of address in one language, a name in another
		full = slices.Concat(slices.DeleteFunc(slices.Clone(n.Titles), func(t string) bool { return !namelikeTitles[t] }), full)
	}
	dotted := strings.ContainsAny(s, "·・•‧")
	var words []NameWord
	for _, w := range full {
		if !isASCII(w) && strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) {
			for _, part := range arabicWords(w, strings.ContainsAny(s, persianLetters)) {
				words = appendWords(words, part, dotted)
			}
			continue
		}
		words = appendWords(words, w, dotted)
	}
	return words[:min(len(words), maxNameTokens)]
}

func appendWords(words []NameWord, w string, dotted bool) []NameWord {
	latin, script := Latin(w)
	parts := strings.FieldsFunc(latin, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') && r != '\'' && r != '`' && r != '"'
	})
	if script == ScriptSyllables && dotted {
		parts = []string{strings.Join(parts, "")}
	}
	signs := []rune(w)
	for i, part := range parts {
		part = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, part)
		written := w
		switch {
		case script != ScriptSyllables:
		case !dotted && len(signs) == len(parts):
			written = plainSign(signs[i])
		default:
			written = ""
		}
		if part != "" {
			words = append(words, NameWord{Latin: part, Written: written, Script: script})
		}
	}
	return words
}

// plainSign writes a Han sign of names in its simplified form, so that the two
// ways of writing it are one.
func plainSign(r rune) string {
	if i := slices.Index(traditionalSigns, r); i >= 0 {
		r = simplifiedSigns[i]
	}
	return string(r)
}

// traditionalSigns and simplifiedSigns are two forms of the signs most used in
// names, in one order.
var (
	traditionalSigns = []rune("陳張劉黃趙吳孫馬鄭謝許韓馮鄧蕭葉呂蘇盧蔣賈魏錢鐘陸範鄒龍萬閻譚廖賴龔嚴顧齊習國華偉強軍傑麗艷榮貴蘭鳳雲飛鵬龐祿禮義東銘鋒輝澤賢慶寶鶴鴻靜瑩曉應蓮愛紅綱維緯純經綺縈聖順頤顏馳駿麥黨權鑫鑒鈞鎮長門問間開關陽陰隨雋雙靈韋韻")
	simplifiedSigns  = []rune("陈张刘黄赵吴孙马郑谢许韩冯邓萧叶吕苏卢蒋贾魏钱钟陆范邹龙万阎谭廖赖龚严顾齐习国华伟强军杰丽艳荣贵兰凤云飞鹏庞禄礼义东铭锋辉泽贤庆宝鹤鸿静莹晓应莲爱红纲维纬纯经绮萦圣顺颐颜驰骏麦党权鑫鉴钧镇长门问间开关阳阴随隽双灵韦韵")
)

// namelikeTitles are forms of address that are also names.
var namelikeTitles = set("pan", "mag", "ing", "hon", "eng", "pani")

// IsParticle reports words that come and go between two writings of one name:
// "al", "van", "bin".
func IsParticle(w string) bool { return len(w) > 1 && particles[w] }
