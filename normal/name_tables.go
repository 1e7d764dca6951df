package normal

// frontTitles are forms of address that stand before a name, folded.
var frontTitles = set("mr", "mrs", "ms", "miss", "mx", "mister", "dr", "doctor", "prof", "professor", "sir", "dame",
	"rev", "reverend", "hon", "herr", "frau", "mme", "mlle", "monsieur", "madame", "sig", "sra", "srta", "senor",
	"senora", "dipl", "ing", "mag", "capt", "col", "maj", "lt", "sgt", "eng", "dhr", "mevr", "pan", "pani", "shri", "smt")

// backTitles are suffixes that are recognised without a comma.
var backTitles = set("jr", "sr", "junior", "snr", "jnr", "ii", "iii", "iv", "phd", "mba", "esq", "msc", "bsc", "obe", "mbe", "cbe", "llm", "llb", "cpa", "cfa", "cissp", "pmp", "dds", "dphil")

// commaTitles are suffixes only behind a comma, because each is also a name.
var commaTitles = set("ma", "ba", "md", "do", "rn", "pe", "v", "bs", "ms", "ca", "be", "dr", "mr", "mrs", "jd", "eng")

// shortSuffixes could be read as initials or names after a single word.
var shortSuffixes = set("ii", "iv", "iii")

// particles belong to the family name that follows them.
var particles = set("van", "von", "der", "den", "de", "del", "della", "dello", "di", "da", "do", "dos", "das", "du", "des",
	"la", "le", "las", "los", "el", "al", "ul", "ur", "bin", "bint", "ibn", "ben", "bar", "abu", "abd", "ter", "ten", "te", "zu", "zur", "vom", "zum",
	"af", "av", "st", "saint", "san", "santa", "mac", "mc", "ap", "y", "e", "d", "dal", "dalla", "degli", "lo", "op", "vander", "vande", "auf")

// pronouns are noted beside names in chat and meeting programs; they are no alias.
var pronouns = set("he", "him", "his", "she", "her", "hers", "they", "them", "theirs", "host", "me", "guest", "external", "organizer", "organiser", "presenter", "you")

// formerMarks introduce another name of the same person.
var formerMarks = set("nee", "geb", "geborene", "aka", "formerly")

// set makes a look-up table of words.
func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}
