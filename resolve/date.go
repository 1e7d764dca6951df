package resolve

// foldDate writes a date as eight digits, year first. What it cannot read it
// keeps as folded text, so that equal stays equal. Impossible months and days
// are kept: they are typing errors, and often one digit from the truth.
func foldDate(dst, v []byte) []byte {
	start := len(dst)
	dst = fold(dst, v, keepSlash)
	s := dst[start:]
	var parts [3][]byte
	n, from := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			continue
		}
		if i < len(s) && s[i] >= 'a' && s[i] <= 'z' && i > from && s[from] >= 'a' {
			continue
		}
		if i < len(s) && s[i] >= 'a' && s[i] <= 'z' && i == from {
			continue
		}
		if i > from {
			if n == 3 {
				break // a time of day follows
			}
			parts[n] = s[from:i]
			n++
		}
		from = i + 1
	}
	if out, ok := dateDigits(parts[:n]); ok {
		return append(dst[:start], out[:]...)
	}
	return dst
}

func dateDigits(p [][]byte) (out [8]byte, ok bool) {
	switch {
	case len(p) == 1 && len(p[0]) == 8 && allDigits(p[0]):
		s := p[0]
		year := int(s[0]-'0')*10 + int(s[1]-'0')
		if year < 13 || year > 29 { // ddmmyyyy
			return put(s[4:8], s[2:4], s[0:2])
		}
		return put(s[:4], s[4:6], s[6:8])
	case len(p) == 1 && len(p[0]) == 4 && allDigits(p[0]):
		return put(p[0], []byte("01"), []byte("01"))
	case len(p) == 3 && len(p[0]) == 4:
		return put(p[0], month(p[1]), p[2])
	case len(p) == 3 && len(p[2]) == 4:
		d, m := p[0], month(p[1])
		if !allDigits(d) { // "June 24 1971"
			d, m = p[1], month(p[0])
		} else if allDigits(p[1]) && number(p[1]) > 12 && number(d) <= 12 { // month first
			d, m = p[1], d
		}
		return put(p[2], m, d)
	}
	return out, false
}

func put(y, m, d []byte) (out [8]byte, ok bool) {
	if len(y) != 4 || len(m) == 0 || len(m) > 2 || len(d) == 0 || len(d) > 2 || !allDigits(y) || !allDigits(m) || !allDigits(d) {
		return out, false
	}
	copy(out[:], "00000000")
	copy(out[:], y)
	copy(out[6-len(m):], m)
	copy(out[8-len(d):], d)
	return out, true
}

func month(s []byte) []byte {
	if len(s) >= 3 && !allDigits(s) {
		for i, name := range [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} {
			if string(s[:3]) == name {
				return []byte{'0' + byte((i+1)/10), '0' + byte((i+1)%10)}
			}
		}
	}
	return s
}

func allDigits(s []byte) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) > 0
}

func number(s []byte) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}
