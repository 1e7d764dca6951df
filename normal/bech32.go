package normal

import (
	"errors"
	"strings"
)

const (
	bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	bech32Const    = 1
	bech32mConst   = 0x2bc830a3
)

// decodeBech32 decodes the string of BIP 173 and BIP 350 into its prefix and
// five-bit values without the checksum; constant says which of the two it was.
func decodeBech32(s string) (prefix string, data []byte, constant uint32, err error) {
	if len(s) < 8 || len(s) > 90 {
		return "", nil, 0, errors.New("bech32: wrong length")
	}
	low := strings.ToLower(s)
	if s != low && s != strings.ToUpper(s) {
		return "", nil, 0, errors.New("bech32: mixed case")
	}
	sep := strings.LastIndexByte(low, '1')
	if sep < 1 || sep+7 > len(low) {
		return "", nil, 0, errors.New("bech32: no separator, or no checksum behind it")
	}
	values := make([]byte, 0, len(low)-sep-1)
	for i := 0; i < len(low); i++ {
		if i < sep {
			if low[i] < 33 || low[i] > 126 {
				return "", nil, 0, errors.New("bech32: a character that is not allowed")
			}
			continue
		}
		if i == sep {
			continue
		}
		v := strings.IndexByte(bech32Alphabet, low[i])
		if v < 0 {
			return "", nil, 0, errors.New("bech32: a character that is not in the alphabet")
		}
		values = append(values, byte(v))
	}
	constant = bech32Polymod(low[:sep], values)
	if constant != bech32Const && constant != bech32mConst {
		return "", nil, 0, errors.New("bech32: the checksum does not agree")
	}
	return low[:sep], values[:len(values)-6], constant, nil
}

// bech32Polymod is the checksum of the expanded prefix and all values.
func bech32Polymod(prefix string, values []byte) uint32 {
	chk := uint32(1)
	step := func(v byte) {
		top := chk >> 25
		chk = (chk&0x1ffffff)<<5 ^ uint32(v)
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				chk ^= g
			}
		}
	}
	for i := 0; i < len(prefix); i++ {
		step(prefix[i] >> 5)
	}
	step(0)
	for i := 0; i < len(prefix); i++ {
		step(prefix[i] & 31)
	}
	for _, v := range values {
		step(v)
	}
	return chk
}

// decodeSegwit decodes a witness address: version 0 must be bech32, all later
// ones bech32m (BIP 350).
func decodeSegwit(want, s string) (version int, program []byte, err error) {
	prefix, data, constant, err := decodeBech32(s)
	if err != nil {
		return 0, nil, err
	}
	if prefix != want || len(data) < 1 {
		return 0, nil, errors.New("bech32: another network, or no witness version")
	}
	if version = int(data[0]); version > 16 {
		return 0, nil, errors.New("bech32: no such witness version")
	}
	if program, err = regroup(data[1:]); err != nil {
		return 0, nil, err
	}
	switch {
	case len(program) < 2 || len(program) > 40:
		return 0, nil, errors.New("bech32: the witness program has a wrong length")
	case version == 0 && len(program) != 20 && len(program) != 32:
		return 0, nil, errors.New("bech32: a version 0 program has 20 or 32 bytes")
	case version == 0 && constant != bech32Const, version > 0 && constant != bech32mConst:
		return 0, nil, errors.New("bech32: the checksum is of the other kind")
	}
	return version, program, nil
}

// regroup turns five-bit values into bytes; left-over bits must be zero and
// fewer than five.
func regroup(data []byte) ([]byte, error) {
	out := make([]byte, 0, len(data)*5/8)
	acc, bits := uint32(0), 0
	for _, v := range data {
		acc = acc<<5 | uint32(v)
		if bits += 5; bits >= 8 {
			bits -= 8
			out = append(out, byte(acc>>bits))
		}
	}
	if bits >= 5 || acc&(1<<bits-1) != 0 {
		return nil, errors.New("bech32: padding that is not zero")
	}
	return out, nil
}
