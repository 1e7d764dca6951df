package document

import (
	"regexp"
	"strings"
)

var (
	schoolWords = regexp.MustCompile(`(?i)\b(universit\w*|university|college|school|institut\w*|academy|akademi\w*|hochschule|fachhochschule|politecnico|polytechni\w*|école|ecole|universidad|università|universiteit|uniwersytet|politechnika|gymnasium|lycée|lycee|liceo|lyceum|eth|mit|ucl|lse|kth|epfl|tu|bootcamp|faculty)\b`)
	courseLabel = regexp.MustCompile(`(?i)^(?:degree|qualification|institution|school|university|abschluss|studiengang|hochschule|diplôme)\s*:\s*`)
	degreeWords = regexp.MustCompile(`(?i)\b(b\.?sc|m\.?sc|b\.?a|m\.?a|b\.?eng|m\.?eng|m\.?phil|ph\.?d|d\.?phil|mba|llb|llm|b\.?tech|m\.?tech|bachelor\w*|master\w*|doctor\w*|diploma\w*|degree|a[- ]levels?|gcses?|hnd|hnc|btec|certificate|licen[cs]e|laurea|ingenier\w+|licenciatura|magister|abitur|baccalaur\w+|associate|postgraduate|undergraduate|minor|major|foundation)\b`)
)

// courses reads an education section. Entries are headed by their dates; where
// there are none, each line that names a school or a degree is one.
func courses(lines []string, now Date) []Education {
	var out []Education
	dated := withSchoolYears(lines, now)
	bs := blocks(dated, now)
	for _, b := range bs {
		out = appendCourse(out, b.heads, b.body, b.span.start, b.span.end)
	}
	if len(bs) == 0 {
		out = undatedCourses(lines, now)
	}
	return out[:min(len(out), 30)]
}

// withSchoolYears rewrites "2014/15" as a stretch, which elsewhere would be a
// month.
func withSchoolYears(lines []string, now Date) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l
		if len(l) > 300 {
			continue
		}
		if _, ok := findSpan(l, now); !ok {
			out[i] = schoolRE.ReplaceAllStringFunc(l, func(s string) string {
				m := schoolRE.FindStringSubmatch(s)
				if m[2] <= "12" && m[2] > "00" && len(s) == 7 {
					return s // 2014/09 is September
				}
				return m[1] + " - 20" + m[2]
			})
		}
	}
	return out
}

// undatedCourses reads entries that state one year, usually that of the degree,
// or none.
func undatedCourses(lines []string, now Date) []Education {
	var out []Education
	for i := 0; i < len(lines); i++ {
		text, _ := bullet(lines[i])
		if text == "" || len(text) > 200 || !schoolWords.MatchString(text) && !degreeWords.MatchString(text) {
			continue
		}
		heads := []string{text}
		// The degree and the school often stand on neighbouring lines.
		if i+1 < len(lines) {
			next, _ := bullet(lines[i+1])
			if next != "" && len(next) < 120 && schoolWords.MatchString(next) != schoolWords.MatchString(text) {
				heads = append(heads, next)
				i++
			}
		}
		var end Date
		for j, h := range heads {
			if m := singleRE.FindStringIndex(encodeMonths(h)); m != nil {
				end = cvDate(h[m[0]:m[1]], now)
				heads[j] = h[:m[0]] + h[m[1]:]
			}
		}
		out = appendCourse(out, heads, nil, Date{}, end)
	}
	return out
}

func appendCourse(out []Education, heads, body []string, start, end Date) []Education {
	e := Education{Start: start, End: end}
	lines := heads
	if len(body) > 0 {
		lines = append(append([]string{}, heads...), body[:min(len(body), 2)]...)
	}
	for _, h := range lines {
		for _, p := range pieceRE.Split(h, -1) {
			p = trimPiece(courseLabel.ReplaceAllString(p, ""))
			switch {
			case p == "" || letters(p) < 2:
			case e.Institution == "" && schoolWords.MatchString(p) && !(degreeWords.MatchString(p) && e.Degree == "" && !strings.Contains(p, "niversi")):
				e.Institution = clip(p, 120)
			case e.Degree == "" && degreeWords.MatchString(p):
				e.Degree = clip(p, 120)
			}
		}
	}
	if e.Institution == "" && e.Degree != "" { // a school whose name says nothing
		for _, p := range pieceRE.Split(strings.Join(heads, "\t"), -1) {
			if p = trimPiece(p); letters(p) > 3 && p != e.Degree && !genericPlace(p) {
				e.Institution = clip(p, 120)
				break
			}
		}
	}
	if e.Institution == "" && e.Degree == "" {
		return out
	}
	return append(out, e)
}
