package resolve

// roman spells a Cyrillic or Greek letter (folded, without marks) in Latin, so
// that a name meets its passport spelling; nil for letters of other scripts.
func roman(r rune) []byte {
	const cyrillic = "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e iu ia"
	const greek = "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
	switch {
	case r >= 'а' && r <= 'я':
		return nthWord(cyrillic, int(r-'а'))
	case r >= 'α' && r <= 'ω':
		return nthWord(greek, int(r-'α'))
	}
	switch r {
	case 'і', 'ї':
		return []byte("i")
	case 'є':
		return []byte("ie")
	case 'ґ':
		return []byte("g")
	case 'ў':
		return []byte("u")
	case 'ђ':
		return []byte("dj")
	case 'ј':
		return []byte("j")
	case 'љ':
		return []byte("lj")
	case 'њ':
		return []byte("nj")
	case 'ћ':
		return []byte("c")
	case 'џ':
		return []byte("dz")
	}
	return nil
}

// nthWord returns word n of a list parted by single spaces; the hard and the
// soft sign are empty words.
func nthWord(list string, n int) []byte {
	from := 0
	for i := 0; i <= len(list); i++ {
		if i < len(list) && list[i] != ' ' {
			continue
		}
		if n == 0 {
			return []byte(list[from:i])
		}
		n--
		from = i + 1
	}
	return nil
}
