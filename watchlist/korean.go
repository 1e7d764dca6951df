package watchlist

import (
	"slices"
	"strings"

	"muster/normal"
)

// Korean names are a family name and, nearly always, two syllables, which one paper
// writes apart, another with a hyphen and a third as one word, each in one of half a
// dozen systems: Kim Chol-su, Kim Chulsoo, Cheol Su Gim. Read syllable by syllable
// they are one name.

// koreanFamilyNames are the family names that nearly all Koreans carry, in their usual
// spellings, one group for each.
const koreanFamilyNames = `kim gim ghim|lee yi rhee ri li rhie i|park pak bak bahk|choi choe chwe|jung jeong chung chong jong cheong joung|kang gang|cho jo joe|yoon yun youn|jang chang|lim im rim yim|oh o|shin sin
kwon gwon|ryu yoo yu you|noh no roh ro|hwang whang|ahn an|song soong|baek paek back paik|seo suh so|moon mun|bae pae|heo hur huh ho|son sohn|yang ryang|min|hong|ko go koh|jeon jun chon chun
cha|joo chu ju|woo u wu|koo ku gu goo|na ra|ha|han|nam|sim shim|jin chin|um eom|won weon|chae|byun pyon byeon|gil kil|tae|hyon hyun hyeon|pyo|do to|pang bang|ki gi|maeng`

// koreanSounds are the syllables of given names, one group for each sign's reading:
// the official spellings of the South and of the North, the older one of books without
// its marks, and those that people choose. A spelling may stand for several.
const koreanSounds = `ga ka|gang kang|geon gun kon kun|gyeong kyung kyong kyoung gyoung|gye kye|gwan kwan|gwang kwang|gyo kyo|gu ku koo goo|guk kuk kook gook|gwon kwon|gyu kyu kyoo|gyun kyun|geun keun kun gun|geum kum keum gum|gi ki kee|gil kil
na|nam|no noh ro roh|da ta|dal tal|dae tae|deok duk tok dok|do to doh|dong tong|du tu doo|ran nan|rae nae|ryeon ryon yeon|ryeong ryong young yeong|rok nok|ryong yong|ryu yu yoo|rin lin|rim lim
man|myeong myung myong myoung|mo|mu moo|mun moon|mi mee|min|bae pae|baek paek|beom bum pom bom|byeong byung pyong byong byoung|bo po|bok pok|bong pong|bin pin been
sam|sang|seo suh so|seok suk sok sug|seon sun son|seol sul sol|seong sung song|seop sup sop seob sub|se sae|so soh|sol|song|su soo|suk sook|sun soon|seung sung|si shi see|sik shik sig|sin shin|sil shil
a ah|an ahn|ae ai|yang ryang|eon un on|yeon yon youn yun|yeol yol yul ryol|yeong young yong|ye yea|o oh|ok ock|wan|u woo wu|uk wook ook|un woon|ung woong|won weon|yu yoo you|yun yoon youn|yul yool|eun un|ui eui|i ri lee yi rhee li rhie|in ihn|il ill
ja cha|jang chang|jae chae che|jeom chom|jeong jung chong jong cheong joung chung|je che|jo cho|jong chong|ju joo chu|jun joon chun june|jung joong chung|ji chi jee|jin chin
chan|chang|chae|cheon chon chun|cheol chul chol|cheong chong|chun choon|chung choong|chi|tak thak|tae thae|taek thaek tek|ha|hak hag|han|hae hai|hyang|hyeok hyuk hyok|hyeon hyun hyon hyoun|hyeong hyung hyong|hye|ho|hong|hwa wha|hwan|hwang|hyo|hun hoon|hwi|heung hung|hui hee hi heui`

// The keys of each spelling of a syllable, and of a family name.
var koreanKeys, koreanFamilies = koreanTable(koreanSounds, "#k"), koreanTable(koreanFamilyNames, "#f")

func koreanTable(groups, prefix string) map[string][]string {
	keys := map[string][]string{}
	for group := range strings.FieldsFuncSeq(groups, func(r rune) bool { return r == '|' || r == '\n' }) {
		spellings := strings.Fields(group)
		for _, s := range spellings {
			keys[s] = append(keys[s], prefix+spellings[0])
		}
	}
	return keys
}

// koreanMark is what stands before the spelling of a word that is read as a Korean
// syllable or family name: "tong" in such a name is dong, in a Chinese one it is not.
const (
	koreanMark   = "\x01"
	koreanFamily = koreanMark + "\x01"
)

// koreanPeople is the least that carry a syllable of Korean given names.
const koreanPeople = 2_000_000

// readKorean marks the words of a Korean name: a family name and a given name's two
// syllables, which are taken apart where they are written as one word. ok is false for
// every other name.
func readKorean(words []normal.NameWord) (marked []normal.NameWord, ok bool) {
	first, last := false, false // where the family name stands
	switch len(words) {
	case 2:
		if one, two, ok := koreanSyllables(words[1]); ok && isFamily(words[0]) {
			first, marked = true, []normal.NameWord{words[0], one, two}
		} else if one, two, ok := koreanSyllables(words[0]); ok && isFamily(words[1]) {
			last, marked = true, []normal.NameWord{one, two, words[1]}
		}
	case 3:
		first = isFamily(words[0]) && isSyllable(words[1]) && isSyllable(words[2])
		last = !first && isSyllable(words[0]) && isSyllable(words[1]) && isFamily(words[2])
		marked = slices.Clone(words)
	}
	if !first && !last {
		return words, false
	}
	for i := range marked {
		if marked[i].Script != normal.ScriptLatin {
			continue
		}
		marked[i].Written = koreanMark + marked[i].Latin
		if first && i == 0 || last && i == 2 {
			marked[i].Written = koreanFamily + marked[i].Latin
		}
	}
	return marked, true
}

func isFamily(w normal.NameWord) bool { return koreanFamilies[w.Latin] != nil }

func isSyllable(w normal.NameWord) bool { return koreanKeys[w.Latin] != nil }

// koreanSyllables takes a given name written as one word apart, where only one way
// to do so is possible: Sangil may be Sang-il or San-gil.
func koreanSyllables(w normal.NameWord) (first, second normal.NameWord, ok bool) {
	if w.Script != normal.ScriptLatin {
		return w, w, false
	}
	for at := 1; at < len(w.Latin); at++ {
		if koreanKeys[w.Latin[:at]] == nil || koreanKeys[w.Latin[at:]] == nil {
			continue
		}
		if ok {
			return w, w, false
		}
		first, second, ok = w, w, true
		first.Latin, second.Latin = w.Latin[:at], w.Latin[at:]
	}
	return first, second, ok
}
