package document

import (
	"fmt"
	"regexp"
	"strings"

	"muster/normal"
)

// Kind is what a text is, by its content.
type Kind string

// The kinds of text.
const (
	CV       Kind = "cv"
	Advert   Kind = "advert"   // a job advertisement
	Letter   Kind = "letter"   // a cover letter
	Identity Kind = "identity" // an identity document, by its machine-readable zone or wording
	Other    Kind = "other"
)

// Classification is a Kind with the reasons for it.
type Classification struct {
	Kind    Kind
	Reasons []string
}

var (
	advertCues = []string{"we are looking for", "we're looking for", "the ideal candidate", "you will be responsible", "what we offer", "what you'll do", "what you will do",
		"about the role", "about the job", "your responsibilities", "key responsibilities", "requirements:", "apply now", "how to apply", "equal opportunit", "we offer",
		"join our team", "the successful candidate", "salary range", "salary:", "benefits:", "nice to have", "you have", "who you are", "our mission", "closing date",
		"wir suchen", "ihre aufgaben", "wir bieten", "nous recherchons", "buscamos", "to apply"}
	letterCues = []string{"dear ", "to whom it may concern", "i am writing to", "i would like to apply", "i am applying", "yours sincerely", "yours faithfully", "kind regards",
		"best regards", "sincerely,", "i look forward to", "thank you for considering", "thank you for your consideration", "my application", "sehr geehrte", "madame, monsieur",
		"cover letter", "attached my cv", "enclosed my"}
	identityCues = []string{"passport", "driving licence", "driver license", "driver's license", "identity card", "residence permit", "national id", "date of expiry", "date of issue",
		"place of birth", "issuing authority", "surname/nom", "carte nationale", "personalausweis", "reisepass", "given names"}
	zoneRE = regexp.MustCompile(`(?m)^[A-Z0-9<]{28,46}$`)
)

// Classify says what a text is. It reads the first 20,000 bytes and counts
// signs of each kind; without enough of them the text is Other.
func Classify(text string) Classification {
	if len(text) > 20_000 {
		text = text[:20_000]
	}
	lower := strings.ToLower(strings.ReplaceAll(text, "’", "'"))
	words := len(strings.Fields(text))
	if zones := zoneRE.FindAllString(strings.ReplaceAll(text, " ", ""), 8); len(zones) >= 2 && strings.Count(strings.Join(zones, ""), "<") >= 6 {
		return Classification{Identity, []string{"a machine-readable zone"}}
	}
	cv, cvWhy := cvSigns(text)
	advert, advertWhy := cues(lower, advertCues)
	letter, letterWhy := cues(lower, letterCues)
	id, idWhy := cues(lower, identityCues)
	switch {
	case id >= 3 && words < 200 && cv < 3:
		return Classification{Identity, idWhy}
	case cv >= 4 && advert < 4, cv >= 3 && cv > advert && cv > letter:
		return Classification{CV, cvWhy}
	case advert >= 3 && advert >= letter:
		return Classification{Advert, advertWhy}
	case letter >= 2 && words < 1500:
		return Classification{Letter, letterWhy}
	case advert >= 2 && cv < 2:
		return Classification{Advert, advertWhy}
	case cv >= 2:
		return Classification{CV, cvWhy}
	}
	return Classification{Kind: Other}
}

func cues(lower string, list []string) (n int, why []string) {
	for _, c := range list {
		if strings.Contains(lower, c) {
			n++
			if len(why) < 5 {
				why = append(why, fmt.Sprintf("says %q", strings.TrimSpace(c)))
			}
		}
	}
	return n, why
}

// cvSigns counts sections that CVs have, dated stretches and contact details
// near the top.
func cvSigns(text string) (n int, why []string) {
	seen := map[sectionKind]bool{}
	spans := 0
	contact := false
	for i, line := range strings.Split(text, "\n") {
		if kind, ok := headingOf(line); ok {
			switch kind {
			case experience, education, skills, languages, projects, references:
				if !seen[kind] {
					seen[kind] = true
					n++
					why = append(why, fmt.Sprintf("has a section %q", strings.Join(normal.Words(line), " ")))
				}
			}
		}
		if spans < 3 {
			if _, ok := findSpan(line, Date{}); ok {
				spans++
			}
		}
		if i < 12 && !contact && strings.Contains(line, "@") && emailRE.MatchString(clip(line, 500)) {
			contact = true
		}
	}
	if spans >= 2 {
		n++
		why = append(why, "states periods of time")
	}
	if contact {
		n++
		why = append(why, "opens with contact details")
	}
	return n, why
}
