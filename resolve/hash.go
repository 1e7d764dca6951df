package resolve

import (
	"encoding/binary"
	"math/bits"
)

// hashBytes is a fast 64-bit hash with a fixed seed: results must be the same
// on every machine and in every run, so the seeded hashes of the standard
// library will not do. It is not meant to resist crafted collisions; whatever
// it groups is compared by value afterwards.
func hashBytes(p []byte) uint64 {
	h := uint64(len(p)) * 0x9E3779B97F4A7C15
	for len(p) >= 8 {
		h = mix(h ^ binary.LittleEndian.Uint64(p))
		p = p[8:]
	}
	var tail uint64
	for i, c := range p {
		tail |= uint64(c) << (8 * i)
	}
	return mix(h ^ tail ^ 0xA0761D6478BD642F)
}

func mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x, 0xE7037ED1A0B428DB)
	x = hi ^ lo ^ x>>32
	return x * 0x9FB21C651E98DF25
}

// mix32 joins a running key and one more part into a key that is never 0,
// because 0 means that a record has no key.
func mix32(h, v uint32) uint32 {
	x := mix(uint64(h)<<32 | uint64(v))
	k := uint32(x >> 32)
	if k == 0 {
		return 1
	}
	return k
}
