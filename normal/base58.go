package normal

import (
	"crypto/sha256"
	"errors"
	"strings"
)

const base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// decodeBase58 decodes at most 90 characters.
func decodeBase58(s string) ([]byte, error) {
	if len(s) > 90 {
		return nil, errors.New("too long for base58")
	}
	var buf [90]byte // big-endian number, most significant bytes in front
	n := 0           // bytes in use at the end of buf
	zeros := 0
	for i := 0; i < len(s); i++ {
		d := strings.IndexByte(base58Alphabet, s[i])
		if d < 0 {
			return nil, errors.New("characters that are not base58")
		}
		if d == 0 && zeros == i {
			zeros++
			continue
		}
		carry := d
		for j := len(buf) - 1; j >= len(buf)-n; j-- {
			carry += int(buf[j]) * 58
			buf[j] = byte(carry)
			carry >>= 8
		}
		for carry > 0 {
			n++
			buf[len(buf)-n] = byte(carry)
			carry >>= 8
		}
	}
	out := make([]byte, zeros+n)
	copy(out[zeros:], buf[len(buf)-n:])
	return out, nil
}

// base58Checksum checks the last four bytes: the start of a double SHA-256.
func base58Checksum(raw []byte) bool {
	if len(raw) < 5 {
		return false
	}
	first := sha256.Sum256(raw[:len(raw)-4])
	second := sha256.Sum256(first[:])
	return string(second[:4]) == string(raw[len(raw)-4:])
}
