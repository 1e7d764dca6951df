package normal

import "strings"

// transliterationGroups lists spellings of one name that letter rules do not
// reach, folded, one group per line. Own compilation. Short words are listed
// here and only here, because rules on them would join different names.
var transliterationGroups = []string{
	"mohammed muhammad mohammad mohamed mohamad muhammed mohamet mehmet mahomet md mohd muhamad",
	"ahmed ahmad achmed ahmet akhmed", "mahmoud mahmud mahmood mehmood", "hussein husain hussain hossein husein huseyin hosein", "hassan hasan",
	"osama usama ussama oussama", "laden ladin", "gaddafi qadhafi qaddafi kadhafi gadhafi khadafi kaddafi gathafi qdhafi", "yusuf youssef yousef yousuf yusef josef joseph", "ali aly", "omar umar omer", "osman uthman usman othman", "khaled khalid", "said saeed sayed syed sayyid saed",
	"abdullah abdallah abdulla", "abdurrahman abdulrahman abdelrahman abdurahman", "ibrahim ebrahim ibraheem", "reza riza rida ridha redha reda rda rza", "nejad nezhad njad", "fatima fatma fatimah fatema", "aisha ayesha aysha aisha",
	"yulia julia iuliia yuliya iulia juliya", "yuri yury iurii yuriy jurij iouri yurii juri", "yevgeny evgeny evgenii yevgeniy evgeniy eugeny jewgeni evgueni yevhen evhen jevgenij jevgeni jevgeny evgenij yevgeni evgeni yauhen", "yelena elena jelena olena helena",
	"yekaterina ekaterina katerina kateryna jekaterina", "dmitry dmitri dmitriy dmitrii dimitri dimitry dmytro dzmitry", "sergey sergei serge sergej serhiy serhii siarhei",
	"alexander aleksandr alexandr oleksandr aliaksandr alexandre aleksander aleksandar", "alexei alexey aleksei aleksey oleksii oleksiy alexej", "andrey andrei andriy andrii andrej", "mikhail michail mykhailo mihail mikhael", "nikolai nikolay mykola nicolai nikolaj mikalai",
	"vladimir volodymyr wladimir uladzimir", "natalia nataliya natalya nataliia natalja", "ksenia xenia kseniya oksana", "anastasia anastasiya anastasiia", "maria mariya mariia marija", "sofia sophia sofiya sophie sofie", "tatiana tatyana tetiana tatjana tetyana", "oleg oleh", "igor ihor ihar", "pavel pavlo", "grigory grigori hryhoriy grigoriy", "timofey timothy tymofiy", "fyodor fedor fedir theodor", "pyotr petr petro peter", "ilya illia ilia ilja", "artem artyom artiom",
	"lee yi rhee li ri rhie", "park pak bak", "kim gim", "choi choe chwe", "jung jeong chung chong jong cheong", "kang gang", "cho jo joh", "yoon yun youn", "jang chang", "lim im rim yim", "oh o", "shin sin", "kwon gwon", "ryu yoo yu yoo", "noh no roh", "hwang whang", "ahn an", "song soong", "baek paek back paik", "seo suh so", "moon mun", "bae pae", "heo hur huh ho", "son sohn", "yang ryang", "min minn", "young yong yeong ryong", "yeon yon ryon", "yeol yol ryol", "joon jun chun june", "hyun hyon hyeon", "soo su", "woo u wu", "sung seong song", "jin chin", "chul chol cheol", "hyuk hyok hyeok", "kyung kyong gyeong kyeong", "hee hui", "eun un",
	"wang wong", "chen chan tan", "zhang cheung chang", "liu lau lew low", "huang wong hwang", "lin lam lim", "wu ng", "zhou chow chou chew", "xu hsu tsui hui", "zhao chao chiu", "guo kuo kwok", "cai tsai choi choy", "xie hsieh tse", "zheng cheng cheang", "ye yeh yip", "xiao hsiao siu", "zeng tseng tsang",
	"nguyen nguyn", "schmidt schmitt schmid smidt", "meyer meier maier mayer mayr meir", "thompson thomson tompson", "clark clarke", "smith smyth smythe", "brown browne braun", "reid reed read", "stuart stewart", "macdonald mcdonald", "nielsen nilsen nielson", "petersen pedersen petersson peterson", "hansen hanson hansson", "olsen olson olsson", "johnson jonson johnsson johnsen johansson",
	"brian bryan bryon", "john jon jhon", "sean shaun shawn", "catherine katherine kathryn catharine katharine cathrine", "stephen steven stefan stephan", "geoffrey jeffrey jeffery", "mark marc", "erik eric erich", "philip phillip filip", "karl carl", "sara sarah", "ann anne", "teresa theresa", "jan yan ian", "elisabeth elizabeth", "lukas lucas", "jakob jacob", "matthias mathias", "luis louis", "isabel isabelle isabell", "hugo ugo", "jorge george", "rachel rachael", "allan alan allen", "nicolas nicholas nikolas", "zoe zoey", "kristina christina", "george georgi georgy giorgi", "gabriel havriil", "joao john", "ioannis giannis yannis yiannis", "georgios giorgos yorgos", "haim chaim", "yitzhak isaac itzhak", "moshe moses", "yaakov jacob",
}

var transliterationIndex = indexGroups(transliterationGroups)

// sameTransliteration reports two spellings of one word under different
// systems of transliteration, by the groups above or by letter rules on words
// of five letters or more.
func sameTransliteration(a, b string) bool {
	if shareGroup(transliterationIndex, a, b) {
		return true
	}
	if min(len(a), len(b)) < 5 || !isASCII(a) || !isASCII(b) {
		return spellOut(a) == b || spellOut(b) == a
	}
	return firstSounds(a[0])&firstSounds(b[0]) != 0 && soundKey(a) == soundKey(b)
}

// firstSounds returns, as a set, the letters with which the key of a word can
// begin that begins with c. Words whose sets do not meet have different keys,
// which spares most pairs the rules.
func firstSounds(c byte) uint32 {
	bit := func(letters string) (set uint32) {
		for i := range letters {
			set |= 1 << (letters[i] - 'a')
		}
		return set
	}
	switch c {
	case 'c', 'k', 'q', 'x', 'h':
		return bit("ckhs")
	case 's', 'z':
		return bit("szckj")
	case 't', 'd', 'j':
		return bit("tdjckies")
	case 'e', 'i', 'y':
		return bit("ei")
	case 'f', 'p':
		return bit("fp")
	case 'o', 'u':
		return bit("ou")
	case 'v', 'w':
		return bit("v")
	}
	if c < 'a' || c > 'z' {
		return ^uint32(0)
	}
	return bit(string(rune(c)))
}

// spellOut rewrites the two-letter spellings of ä, ö, ü, å and ø as the single
// letters that Fold leaves of them: Bjoern, Björn.
func spellOut(w string) string {
	if len(w) < 4 {
		return w
	}
	return umlautSpellings.Replace(w)
}

var umlautSpellings = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "aa", "a")

// soundRules rewrite a folded word to a key that is equal for the common
// systems of transliteration of one word. Longer patterns first.
var soundRules = strings.NewReplacer(
	"shch", "s", "stsch", "s", "tsch", "c", "sch", "s", "tch", "c", "dzh", "j", "dsch", "j",
	"ch", "c", "sh", "s", "zh", "z", "kh", "h", "ph", "f", "th", "t", "gh", "g", "dh", "d", "ck", "k", "cz", "c", "sz", "s",
	"ae", "a", "oe", "o", "ue", "u", "aa", "a", "ee", "i", "oo", "u", "ou", "u", "ei", "e", "ey", "e", "ay", "ai",
	"iya", "ia", "ija", "ia", "iia", "ia", "ya", "ia", "ja", "ia", "yu", "iu", "ju", "iu", "iy", "i", "ij", "i", "ii", "i",
	"yo", "io", "jo", "io", "ye", "e", "je", "e", "y", "i", "w", "v", "q", "k", "x", "ks",
)

// soundKey applies the rules and evens out doubled letters and endings. It is
// a comparison key only: two different names may share it, so it is never used
// as a canonical form.
func soundKey(w string) string {
	for _, end := range [...][2]string{{"off", "ov"}, {"eff", "ev"}, {"offa", "ova"}, {"effa", "eva"}, {"yov", "ev"}, {"iov", "ev"}, {"iev", "ev"}, {"yova", "eva"}, {"iova", "eva"}, {"ieva", "eva"},
		{"ijevitch", "evich"}, {"yevitch", "evich"}, {"ievitch", "evich"}, {"vitch", "vich"}, {"ijevich", "evich"}, {"yevich", "evich"}, {"ievich", "evich"}, {"skiy", "ski"}, {"skyi", "ski"}, {"skij", "ski"}, {"skii", "ski"}, {"sky", "ski"}} {
		if base, ok := strings.CutSuffix(w, end[0]); ok {
			w = base + end[1]
			break
		}
	}
	if strings.HasPrefix(w, "je") { // Jeong is not Yeong, though Vasiljev is Vasilyev
		w = "j" + soundRules.Replace(w[1:])
	} else {
		w = soundRules.Replace(w)
	}
	b := make([]byte, 0, len(w))
	for i := 0; i < len(w); i++ {
		c := w[i]
		if c == 'c' && (i+1 == len(w) || strings.IndexByte("eiy", w[i+1]) < 0) {
			c = 'k' // Nicolas, Nikolas
		}
		if n := len(b); n > 0 && b[n-1] == c {
			continue
		}
		b = append(b, c)
	}
	if n := len(b); n > 3 && b[n-1] == 'h' { // Fatimah, Fatima
		b = b[:n-1]
	}
	if n := len(b); n > 4 && b[n-1] == 'r' && b[n-2] == 'e' { // Alexander, Aleksandr
		b = append(b[:n-2], 'r')
	}
	return string(b)
}
