package dossier

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"hash"

	"muster"
)

// KeySize is the length of an organisation's join key in bytes.
const KeySize = 32

// hasher turns canonical values into opaque ids under one organisation's join
// key, with a subkey for each kind, so that ids of different kinds or
// organisations can never be compared. It is not safe for concurrent use.
type hasher struct {
	key  []byte
	macs map[muster.ArtefactKind]hash.Hash
	sum  [sha256.Size]byte
}

func newHasher(key []byte) (*hasher, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("join key: %d bytes, want %d", len(key), KeySize)
	}
	return &hasher{key: key, macs: map[muster.ArtefactKind]hash.Hash{}}, nil
}

func (h *hasher) id(kind muster.ArtefactKind, value string) muster.ArtefactID {
	mac := h.macs[kind]
	if mac == nil {
		subkey, err := hkdf.Key(sha256.New, h.key, nil, "muster join "+string(kind), KeySize)
		if err != nil {
			panic("dossier: derive subkey: " + err.Error()) // only for lengths over 8 KiB
		}
		mac = hmac.New(sha256.New, subkey)
		h.macs[kind] = mac
	}
	mac.Reset()
	mac.Write([]byte(value))
	var id muster.ArtefactID
	copy(id[:], mac.Sum(h.sum[:0]))
	return id
}
