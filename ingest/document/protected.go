package document

import (
	"strings"

	"muster/normal"
)

// protectedLabels open a statement about a characteristic that is never read.
// They are folded: lower case, without accents.
var protectedLabels = []string{
	"nationality", "nationalities", "citizenship", "citizen of", "date of birth", "birth date", "birthdate", "date and place of birth", "d o b", "dob", "birthday",
	"place of birth", "birthplace", "country of birth", "born on", "born in", "born", "religion", "faith", "gender", "sex", "marital status", "civil status", "family status",
	"number of children", "children", "ethnicity", "ethnic origin", "race", "photo", "photograph", "pronouns", "age", "native language", "mother tongue", "visa status",
	"residence permit", "military status", "passport number", "passport no", "sexual orientation", "disability",
	"staatsangehorigkeit", "nationalitat", "geburtsdatum", "geburtsort", "geboren", "geboren am", "geburtstag", "familienstand", "konfession", "religionszugehorigkeit", "geschlecht",
	"muttersprache", "nationalite", "date de naissance", "ne le", "nee le", "lieu de naissance", "situation familiale", "etat civil", "sexe", "langue maternelle",
	"nacionalidad", "fecha de nacimiento", "lugar de nacimiento", "estado civil", "sexo", "nazionalita", "cittadinanza", "data di nascita", "luogo di nascita",
	"stato civile", "sesso", "nacionalidade", "data de nascimento", "naturalidade", "nationaliteit", "geboortedatum", "geboorteplaats", "burgerlijke staat", "geslacht",
	"narodowosc", "obywatelstwo", "data urodzenia", "miejsce urodzenia", "stan cywilny", "plec", "nationalitet", "fodelsedatum", "fodselsdato", "civilstand",
}

// ambiguousLabels also begin ordinary sentences ("Single sign-on", "Age of ...",
// "Race conditions"): they count only before a colon or alone in their field.
var ambiguousLabels = []string{"born", "sex", "race", "photo", "photograph", "age", "children", "gender", "faith", "disability", "sexe", "sexo", "birthday", "religion", "born in", "plec", "geboren"}

// WithoutProtected returns the text without statements about nationality,
// birth, religion, sex, family and the like, and how many there were. A field
// goes with its label; the rest of its line stays.
func WithoutProtected(text string) (clean string, dropped int) {
	lines := strings.Split(text, "\n")
	out := lines[:0]
	skipNext := false
	for _, line := range lines {
		if skipNext && strings.TrimSpace(line) != "" {
			skipNext = false
			if _, heading := headingOf(line); !heading && len(strings.Fields(line)) <= 4 && !strings.Contains(line, "@") {
				continue // the value under a label that stood alone
			}
		}
		kept, n, alone := dropFields(line)
		dropped += n
		skipNext = skipNext || alone
		if n == 0 || strings.TrimSpace(kept) != "" {
			out = append(out, kept)
		}
	}
	return strings.Join(out, "\n"), dropped
}

// fieldBreaks separate the fields of one line.
const fieldBreaks = "|•·;\t"

// dropFields removes protected fields from a line. alone reports a label at the
// end of the line whose value must stand on the next.
func dropFields(line string) (kept string, dropped int, alone bool) {
	if len(line) > 1000 {
		return line, 0, false
	}
	rest, skip := line, false
	for rest != "" {
		i := strings.IndexAny(rest, fieldBreaks)
		field, sep := rest, ""
		if i >= 0 {
			size := len("•")
			if rest[i] < 0x80 {
				size = 1
			} else if strings.HasPrefix(rest[i:], "·") {
				size = len("·")
			}
			field, sep, rest = rest[:i], rest[i:i+size], rest[i+size:]
		} else {
			rest = ""
		}
		found, bare := protectedField(field)
		switch {
		case skip && strings.TrimSpace(field) != "":
			skip = false
		case found:
			dropped++
			skip = bare
		default:
			kept += field + sep
		}
	}
	if dropped > 0 {
		kept = strings.TrimRight(kept, fieldBreaks+" ")
	}
	return kept, dropped, skip
}

// protectedField reports whether a field states a protected characteristic and
// whether it is only the label.
func protectedField(field string) (found, bare bool) {
	field, _ = bullet(field)
	if field == "" || len(field) > 160 {
		return false, false
	}
	label, value, colon := strings.Cut(field, ":")
	words := strings.Join(normal.Words(label), " ")
	if colon {
		if isLabel(words) {
			return true, strings.TrimSpace(value) == ""
		}
		return false, false
	}
	for _, l := range protectedLabels {
		if words == l {
			return true, true
		}
		if strings.HasPrefix(words, l+" ") && !ambiguous(l) && len(strings.Fields(words)) <= len(strings.Fields(l))+5 {
			return true, false
		}
	}
	return false, false
}

func isLabel(words string) bool {
	for _, l := range protectedLabels {
		if words == l {
			return true
		}
	}
	for _, part := range strings.Split(words, " and ") { // "date of birth and nationality"
		for _, l := range protectedLabels {
			if part == l && part != words {
				return true
			}
		}
	}
	return false
}

func ambiguous(label string) bool {
	for _, l := range ambiguousLabels {
		if l == label {
			return true
		}
	}
	return false
}
