package document

import (
	"strings"
	"unicode"

	"muster/normal"
)

// part is a section of a CV.
type part struct {
	kind  sectionKind
	lines []string
}

type sectionKind int

const (
	header sectionKind = iota // before the first heading
	summary
	experience
	education
	skills
	projects
	languages // never read
	personal
	references
	other
)

// headings maps what CVs call their sections, folded, to the section.
var headings = map[string]sectionKind{
	"profile": summary, "summary": summary, "professional summary": summary, "executive summary": summary, "about": summary, "about me": summary,
	"objective": summary, "career objective": summary, "personal statement": summary, "professional profile": summary, "personal profile": summary,
	"career summary": summary, "profil": summary, "kurzprofil": summary, "perfil": summary, "a propos": summary,

	"experience": experience, "work experience": experience, "professional experience": experience, "employment": experience,
	"employment history": experience, "work history": experience, "career history": experience, "career": experience, "relevant experience": experience,
	"experience and employment": experience, "professional background": experience, "previous employment": experience, "current employment": experience,
	"industry experience": experience, "technical experience": experience, "positions held": experience, "additional experience": experience,
	"other experience": experience, "employment record": experience, "freelance experience": experience, "career experience": experience,
	"berufserfahrung": experience, "beruflicher werdegang": experience, "berufspraxis": experience, "experience professionnelle": experience,
	"experiences professionnelles": experience, "experiences": experience, "parcours professionnel": experience, "experiencia": experience,
	"experiencia laboral": experience, "experiencia profesional": experience, "esperienza lavorativa": experience, "esperienze lavorative": experience,
	"esperienza professionale": experience, "werkervaring": experience, "experiencia profissional": experience, "doswiadczenie zawodowe": experience,
	"doswiadczenie": experience, "arbetslivserfarenhet": experience, "erhvervserfaring": experience,

	"education": education, "education and training": education, "academic background": education, "qualifications": education, "academic qualifications": education,
	"education and qualifications": education, "educational background": education, "academic history": education, "education history": education, "studies": education,
	"training and education": education, "ausbildung": education, "bildung": education, "studium": education, "schulbildung": education, "bildungsweg": education,
	"formation": education, "formations": education, "etudes": education, "educacion": education, "formacion": education, "formacion academica": education,
	"istruzione": education, "istruzione e formazione": education, "formazione": education, "opleiding": education, "opleidingen": education,
	"educacao": education, "formacao": education, "formacao academica": education, "wyksztalcenie": education, "utbildning": education, "uddannelse": education,

	"skills": skills, "technical skills": skills, "key skills": skills, "core skills": skills, "core competencies": skills, "technologies": skills, "tech stack": skills,
	"skills and technologies": skills, "competencies": skills, "expertise": skills, "areas of expertise": skills, "tools": skills, "tools and technologies": skills,
	"technical proficiencies": skills, "technical expertise": skills, "programming languages": skills, "it skills": skills, "skills summary": skills,
	"kenntnisse": skills, "fahigkeiten": skills, "edv kenntnisse": skills, "it kenntnisse": skills, "competences": skills, "competences techniques": skills,
	"habilidades": skills, "competencias": skills, "competenze": skills, "vaardigheden": skills, "umiejetnosci": skills, "kompetenser": skills,

	"projects": projects, "selected projects": projects, "key projects": projects, "personal projects": projects, "side projects": projects,
	"open source": projects, "portfolio": projects, "projekte": projects, "projets": projects, "proyectos": projects, "progetti": projects,

	"languages": languages, "language skills": languages, "spoken languages": languages, "language": languages, "languages spoken": languages,
	"foreign languages": languages, "sprachen": languages, "sprachkenntnisse": languages, "langues": languages, "idiomas": languages, "lingue": languages,
	"talen": languages, "jezyki": languages, "jezyki obce": languages, "sprak": languages, "sprog": languages,

	"personal details": personal, "personal information": personal, "personal data": personal, "contact": personal, "contact details": personal,
	"contact information": personal, "contacts": personal, "personliche daten": personal, "kontakt": personal, "coordonnees": personal,
	"datos personales": personal, "dati personali": personal, "persoonlijke gegevens": personal,

	"references": references, "referees": references, "referenzen": references, "referencias": references,

	"certifications": other, "certificates": other, "certifications and training": other, "training": other, "courses": other, "awards": other,
	"awards and honours": other, "honors and awards": other, "achievements": other, "key achievements": other, "publications": other, "patents": other,
	"interests": other, "hobbies": other, "hobbies and interests": other, "interests and hobbies": other, "volunteering": other, "volunteer experience": other,
	"voluntary work": other, "volunteer work": other, "memberships": other, "conferences": other, "talks": other, "military service": other,
	"additional information": other, "licences": other, "licenses and certifications": other, "licenses": other, "activities": other,
	"zertifikate": other, "weiterbildung": other, "interessen": other, "centres d'interet": other, "certificaciones": other, "aficiones": other,
}

// headingOf returns the section a line opens.
func headingOf(line string) (sectionKind, bool) {
	line = strings.TrimSpace(line)
	if len(line) == 0 || len(line) > 48 {
		return 0, false
	}
	if spaced, ok := unspace(line); ok {
		line = spaced
	}
	key := strings.Join(normal.Words(strings.ReplaceAll(line, "&", " and ")), " ")
	kind, ok := headings[key]
	return kind, ok
}

// unspace joins headings set as "E X P E R I E N C E"; a double space or tab
// separates their words, which tidy may have made one.
func unspace(line string) (string, bool) {
	fields := strings.Fields(line)
	if len(fields) < 4 {
		return "", false
	}
	for _, f := range fields {
		if len(f) != 1 || !isLetter(f[0]) {
			return "", false
		}
	}
	return strings.Join(fields, ""), true
}

// sections splits a CV at its headings.
func sections(lines []string) []part {
	out := []part{{kind: header}}
	for _, line := range lines {
		if kind, ok := headingOf(line); ok {
			out = append(out, part{kind: kind})
			continue
		}
		// "Languages: English, French" and "Skills: Go" carry both on one line.
		if head, rest, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(rest) != "" {
			if kind, found := headingOf(head); found && (kind == languages || kind == skills || kind == education || kind == experience) {
				if kind == languages {
					continue // one line of spoken languages, nothing after it
				}
				line = strings.TrimSpace(rest)
				if kind == skills {
					last := out[len(out)-1].kind
					out = append(out, part{kind: skills, lines: []string{line}}, part{kind: last})
					continue
				}
			}
		}
		last := &out[len(out)-1]
		last.lines = append(last.lines, line)
	}
	return out
}

// bullet strips the mark of a list item and reports whether there was one.
func bullet(line string) (string, bool) {
	s := strings.TrimSpace(line)
	for _, mark := range []string{"•", "▪", "●", "◦", "‣", "■", "○", "➢", "✓", "*", "- ", "– ", "— ", "· ", "o "} {
		if strings.HasPrefix(s, mark) {
			return strings.TrimSpace(strings.TrimPrefix(s, mark)), true
		}
	}
	return s, false
}

// letters counts the letters of a line.
func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
