package resolve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"unicode/utf8"
)

// Of a text longer than maxValue its beginning is kept, then words that stand
// for the words left out, then some of its SHA-256. So two long texts share
// about as many words as they truly do, and are equal only where all of both is.
const (
	keptOfLong  = 112
	wordsOfLong = 6
	codeLength  = 24 // letters of a code that stands for a whole value
)

// condense makes dst[start:start+n], followed by rest, fit into maxValue, which
// it fills wherever n alone is longer.
func condense(dst []byte, start, n int, rest []byte) []byte {
	sum := sha256.New()
	sum.Write(dst[start : start+n])
	sum.Write(rest)
	digest := hex.EncodeToString(sum.Sum(nil))
	cut := min(n, keptOfLong)
	for cut > 0 && cut < n && !utf8.RuneStart(dst[start+cut]) {
		cut--
	}
	var least [wordsOfLong]uint64
	for w := range bytes.FieldsSeq(dst[start+cut : start+n]) {
		h := hashBytes(w)
		for i := range least {
			if x := mix(h+uint64(i))>>32 | 1; least[i] == 0 || x < least[i] {
				least[i] = x
			}
		}
	}
	dst = dst[:start+cut]
	for _, x := range least {
		if x != 0 {
			dst = strconv.AppendUint(append(dst, ' '), x, 36)
		}
	}
	dst = append(dst, ' ')
	return append(dst, digest[:min(len(digest), start+maxValue-len(dst))]...)
}

// asOne makes a value that was condensed into one code. Names and numbers are
// never that long, so there is nothing in them to be alike, and only equality
// of the whole is left to see.
func asOne(dst []byte, start int) []byte {
	if len(dst)-start < maxValue {
		return dst
	}
	sum := sha256.Sum256(dst[start:])
	return append(dst[:start], hex.EncodeToString(sum[:])[:codeLength]...)
}
