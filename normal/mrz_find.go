package normal

import "strings"

const maxMRZFound = 64

// FindMRZ finds machine-readable zones in text, such as that of a PDF or a
// provider's export: runs of two or three neighbouring lines with the alphabet
// and length of a zone. A line that lost or gained fillers at its end is
// stretched or cut. Zones are returned in order, at most 64, also those whose
// checks fail; of text beyond 4 MiB the front is read.
func FindMRZ(text string) []MRZForm {
	text = cutRunes(text, 4<<20)
	var found []MRZForm
	var window []string // the latest lines that could belong to a zone
	flush := func() {
		if m, ok := bestMRZ(window); ok {
			found = append(found, m)
		}
		window = window[:0]
	}
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' || r == '|' }) {
		if len(found) >= maxMRZFound {
			break
		}
		c, ok := zoneLine(line)
		if !ok {
			flush()
			continue
		}
		if len(c) == 88 || len(c) == 90 || len(c) == 72 {
			flush()
			if m, err := MRZ(c); err == nil {
				found = append(found, m)
			}
			continue
		}
		if window = append(window, c); len(window) == 3 {
			window = takeZone(window, &found)
		}
	}
	for len(window) >= 2 && len(found) < maxMRZFound {
		n := len(window)
		if window = takeZone(window, &found); len(window) == n {
			break
		}
	}
	return found
}

// takeZone takes a zone off the front of the window, or the first line when no
// zone starts there.
func takeZone(window []string, found *[]MRZForm) []string {
	for _, n := range [...]int{3, 2} {
		if len(window) < n {
			continue
		}
		if m, ok := bestMRZ(window[:n]); ok {
			*found = append(*found, m)
			return append([]string(nil), window[n:]...)
		}
	}
	return append([]string(nil), window[1:]...)
}

// bestMRZ reads the lines as the layout they come closest to.
func bestMRZ(lines []string) (MRZForm, bool) {
	if len(lines) < 2 || len(lines) > 3 {
		return MRZForm{}, false
	}
	for _, l := range mrzLayouts {
		if len(lines) != l.lines || !startsZone(lines[0]) {
			continue
		}
		fitted := make([]string, 0, 3)
		for _, s := range lines {
			if s, ok := fitLine(s, l.width); ok {
				fitted = append(fitted, s)
			}
		}
		if len(fitted) != l.lines {
			continue
		}
		if m, err := MRZ(fitted...); err == nil && len(m.Failed) < 4 {
			return m, true
		}
	}
	return MRZForm{}, false
}

// startsZone: the first line starts with a document's letter and an issuer.
func startsZone(s string) bool {
	if len(s) < 5 || strings.IndexByte("PIACV", s[0]) < 0 {
		return false
	}
	for i := 2; i < 5; i++ {
		if (s[i] < 'A' || s[i] > 'Z') && s[i] != '<' {
			return false
		}
	}
	return s[2] != '<'
}

// zoneLine cleans a line of text and reports whether it can belong to a zone.
func zoneLine(line string) (string, bool) {
	if len(line) < 28 || len(line) > 400 || !strings.ContainsAny(line, "<«‹＜0123456789") {
		return "", false
	}
	c := cleanMRZLine(line)
	if len(c) < 28 || len(c) > 92 || strings.Count(c, "?") > 2 {
		return "", false
	}
	return c, strings.Contains(c, "<") || hasDigit(c)
}

// fitLine brings a line to the width when only fillers at its end are missing
// or too many.
func fitLine(s string, width int) (string, bool) {
	switch d := len(s) - width; {
	case d == 0:
		return s, true
	case d < 0 && d >= -8 && strings.HasSuffix(s, "<"):
		return s + strings.Repeat("<", -d), true
	case d > 0 && d <= 8 && strings.Trim(s[width:], "<") == "":
		return s[:width], true
	}
	return "", false
}
