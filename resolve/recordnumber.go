package resolve

// Why a column is taken for the file's own record numbers without a header
// that says so.
const (
	byValues = "a number of its own in every row"
	oneEach  = "one value per record"
)

// number looks at one value as a record number: "1042", "K-0017", "2024/0031".
func (st *stats) number(v []byte) {
	shape, n, ok := codeShape(v)
	if !ok {
		return
	}
	switch {
	case st.codes == 0:
		st.lowest, st.highest = n, n
	case n > st.before:
		st.rising++
	case n < st.before:
		st.falling++
	}
	st.codes++
	st.before, st.lowest, st.highest = n, min(st.lowest, n), max(st.highest, n)
	const different = 16 // more shapes than any numbering has
	if _, known := st.shapes[shape]; known || len(st.shapes) < different {
		st.shapes[shape]++
	}
}

// codeShape writes a code with each run of letters as "a" and each digit as
// "9", and gives its last run of digits as a number. Words, amounts and values
// without digits are no codes.
func codeShape(v []byte) (shape string, n uint64, ok bool) {
	const longest, letters = 14, 6
	if len(v) == 0 || len(v) > longest {
		return "", 0, false
	}
	var out [longest]byte
	at, alpha, digits := 0, 0, false
	for _, c := range v {
		put := c
		switch {
		case c >= '0' && c <= '9':
			if !digits {
				n = 0
			}
			if n < 1<<59 {
				n = n*10 + uint64(c-'0')
			}
			put, digits, ok = '9', true, true
		case c|32 >= 'a' && c|32 <= 'z':
			alpha++
			put, digits = 'a', false
		case c == '-' || c == '_' || c == '/' || c == '#':
			digits = false
		default:
			return "", 0, false
		}
		if put != 'a' || at == 0 || out[at-1] != 'a' {
			out[at] = put
			at++
		}
	}
	return string(out[:at]), n, ok && alpha <= letters
}

// numbered reports whether the values number the rows: there in nearly every
// row, unlike in nearly every row, and going up, going down or written alike.
func (st *stats) numbered() bool {
	const fewest = 3
	if st.filled < fewest || !nearlyAll(st.filled, st.rows) || !nearlyAll(st.distinct, st.filled) || !nearlyAll(st.codes, st.filled) {
		return false
	}
	if nearlyAll(max(st.rising, st.falling), st.codes-1) {
		return true
	}
	alike, longest := 0, 0
	for shape, n := range st.shapes {
		alike, longest = max(alike, n), max(longest, len(shape))
	}
	const enough = 20 // rows from which on no repeat is no chance
	return st.filled >= enough && nearlyAll(alike, st.codes) && longest >= 4
}

// dense reports whether the numbers follow each other closely, as those of a
// register do and those of phones and accounts do not.
func (st *stats) dense() bool {
	const gap = 16
	return nearlyAll(max(st.rising, st.falling), st.codes-1) && st.highest-st.lowest < gap*uint64(st.step)*uint64(st.codes)
}

// nearlyAll leaves room for the odd slip: one in fifty.
func nearlyAll(n, of int) bool { return n*50 >= of*49 }
