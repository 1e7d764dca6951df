package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"testing"

	"muster/ledger"
)

// independent follows docs/ledger.md from the JSON alone, with digests and
// signatures of the standard library and nothing of this package, tlog or
// note. It returns how many payloads it saw to be what was committed to.
func independent(t testing.TB, b *ledger.Bundle, public string) (int, error) {
	t.Helper()
	var text bytes.Buffer
	if err := b.Write(&text); err != nil {
		t.Fatal(err)
	}
	var in struct {
		Origin, Checkpoint string
		Earlier            []struct {
			Checkpoint string
			Proof      []string
		}
		Entries []struct {
			Seq, Happened    int64
			Kind, Commitment string
			Salt, Payload    *string
			Proof            []string
		}
	}
	if err := json.Unmarshal(text.Bytes(), &in); err != nil {
		return 0, err
	}
	size, root, err := openNote(in.Checkpoint, in.Origin, public)
	if err != nil {
		return 0, err
	}
	for _, e := range in.Earlier {
		if err := openEarlier(e.Checkpoint, in.Origin, public, e.Proof, size, root); err != nil {
			return 0, err
		}
	}
	complete, last, opened := int64(len(in.Entries)) == size, int64(-1), 0
	var leaves [][]byte
	for i, e := range in.Entries {
		if e.Seq <= last || strings.Trim(e.Kind, "abcdefghijklmnopqrstuvwxyz0123456789._-") != "" || e.Kind == "" || len(e.Kind) > 64 {
			return 0, fmt.Errorf("entry %d", e.Seq)
		}
		last, complete = e.Seq, complete && e.Seq == int64(i)
		if e.Salt != nil || e.Payload != nil {
			if err := open(e.Salt, e.Payload, e.Commitment); err != nil {
				return 0, err
			}
			opened++
		}
		leaves = append(leaves, digest("\x00", fmt.Sprintf("ledger entry 1\n%d\n%d\n%s\n%s\n", e.Seq, e.Happened, e.Kind, e.Commitment)))
	}
	if complete {
		if !bytes.Equal(treeOf(leaves), root) {
			return 0, errors.New("root")
		}
		return opened, nil
	}
	for i, e := range in.Entries {
		if got, err := climb(e.Seq, size, leaves[i], e.Proof); err != nil || !bytes.Equal(got, root) {
			return 0, fmt.Errorf("proof of entry %d: %w", e.Seq, err)
		}
	}
	return opened, nil
}

func digest(parts ...string) []byte {
	sum := sha256.Sum256([]byte(strings.Join(parts, "")))
	return sum[:]
}

func open(salt, payload *string, commitment string) error {
	if salt == nil || payload == nil {
		return errors.New("half an opening")
	}
	s, err := base64.StdEncoding.DecodeString(*salt)
	if err != nil || len(s) != 32 || base64.StdEncoding.EncodeToString(digest("ledger payload 1\n", string(s), *payload)) != commitment {
		return errors.New("opening")
	}
	return nil
}

// openNote verifies a signed checkpoint, step by step as it is written down.
func openNote(signed, origin, public string) (size int64, root []byte, err error) {
	at := strings.LastIndex(signed, "\n\n")
	key := strings.SplitN(public, "+", 3)
	if at < 0 || len(key) != 3 {
		return 0, nil, errors.New("note")
	}
	text, raw := signed[:at+1], []byte(nil)
	for _, line := range strings.Split(strings.TrimSuffix(signed[at+2:], "\n"), "\n") {
		word, found := strings.CutPrefix(line, "— "+key[0]+" ")
		if b, err := base64.StdEncoding.DecodeString(word); found && err == nil && len(b) == 68 && fmt.Sprintf("%08x", binary.BigEndian.Uint32(b)) == key[1] {
			raw = b[4:]
		}
	}
	k, err := base64.StdEncoding.DecodeString(key[2])
	if err != nil || len(k) != 33 || raw == nil || !ed25519.Verify(k[1:], []byte(text), raw) {
		return 0, nil, errors.New("signature")
	}
	lines := strings.Split(text, "\n")
	if len(lines) != 6 || lines[0] != origin {
		return 0, nil, errors.New("checkpoint")
	}
	if size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return 0, nil, err
	}
	root, err = base64.StdEncoding.DecodeString(lines[2])
	return size, root, err
}

// treeOf is the tree of RFC 6962, section 2.1.
func treeOf(leaves [][]byte) []byte {
	switch len(leaves) {
	case 0:
		return digest()
	case 1:
		return leaves[0]
	}
	k := 1 << (bits.Len(uint(len(leaves)-1)) - 1)
	return node(treeOf(leaves[:k]), treeOf(leaves[k:]))
}

func node(left, right []byte) []byte { return digest("\x01", string(left), string(right)) }

func decoded(proof []string) ([][]byte, error) {
	var list [][]byte
	for _, p := range proof {
		b, err := base64.StdEncoding.DecodeString(p)
		if err != nil || len(b) != 32 {
			return nil, errors.New("proof")
		}
		list = append(list, b)
	}
	return list, nil
}

// climb is RFC 9162, section 2.1.3.2.
func climb(index, size int64, hash []byte, proof []string) ([]byte, error) {
	list, err := decoded(proof)
	if err != nil || index < 0 || index >= size {
		return nil, errors.New("index")
	}
	fn, sn := index, size-1
	for _, p := range list {
		if sn == 0 {
			return nil, errors.New("long")
		}
		if fn&1 == 1 || fn == sn {
			hash = node(p, hash)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			hash = node(hash, p)
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 {
		return nil, errors.New("short")
	}
	return hash, nil
}

// openEarlier is RFC 9162, section 2.1.4.2.
func openEarlier(signed, origin, public string, proof []string, size int64, root []byte) error {
	n, former, err := openNote(signed, origin, public)
	if err != nil {
		return err
	}
	list, err := decoded(proof)
	if err != nil || n > size || n < 1 {
		return errors.New("earlier checkpoint")
	}
	if n == size {
		if len(list) > 0 || !bytes.Equal(former, root) {
			return errors.New("same size")
		}
		return nil
	}
	if n&(n-1) == 0 {
		list = append([][]byte{former}, list...)
	}
	if len(list) == 0 {
		return errors.New("no proof")
	}
	fn, sn := n-1, size-1
	for fn&1 == 1 {
		fn, sn = fn>>1, sn>>1
	}
	fr, sr := list[0], list[0]
	for _, c := range list[1:] {
		if sn == 0 {
			return errors.New("long")
		}
		if fn&1 == 1 || fn == sn {
			fr, sr = node(c, fr), node(c, sr)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			sr = node(sr, c)
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 || !bytes.Equal(fr, former) || !bytes.Equal(sr, root) {
		return errors.New("not the same history")
	}
	return nil
}
