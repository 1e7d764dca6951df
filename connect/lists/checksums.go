package lists

import (
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"strings"
)

// ErrChecksum is wrapped when what arrived is not what the publisher says it sent.
var ErrChecksum = errors.New("its bytes do not come to the checksum that is stated for it")

// checksum is what the bytes of a list are stated to come to.
type checksum struct {
	by   string // who states it, and how: "the publisher (Repr-Digest, SHA-256)"
	sum  hash.Hash
	want []byte
}

// ReadChecksum reads a SHA-256 in hexadecimal, as publishers print it.
func ReadChecksum(text string) ([]byte, bool) {
	sum, err := hex.DecodeString(strings.TrimSpace(text))
	return sum, err == nil && len(sum) == sha256.Size
}

// stated are the checksums of an answer's header: of RFC 9530 and of those before
// it, and of object stores, on which publishers keep their files. Where the bytes
// were packed for the way, the header speaks of the packed ones, which are gone by
// now: packing carries a checksum of its own.
func stated(resp *http.Response) (list []checksum) {
	if resp.Uncompressed {
		return nil
	}
	for _, name := range []string{"Repr-Digest", "Content-Digest", "Digest"} {
		for _, value := range resp.Header.Values(name) {
			for part := range strings.SplitSeq(value, ",") {
				method, text, _ := strings.Cut(strings.TrimSpace(part), "=")
				list = with(list, name, method, strings.Trim(text, ":"))
			}
		}
	}
	list = with(list, "Content-MD5", "md5", resp.Header.Get("Content-MD5"))
	return with(list, "X-Amz-Checksum-Sha256", "sha-256", resp.Header.Get("X-Amz-Checksum-Sha256"))
}

// with adds a checksum that is known and whole; of others nothing can be said.
func with(list []checksum, header, method, text string) []checksum {
	want, err := base64.StdEncoding.DecodeString(text)
	var sum hash.Hash
	switch strings.ToLower(method) {
	case "sha-256":
		sum = sha256.New()
	case "sha-512":
		sum = sha512.New()
	case "md5":
		sum = md5.New() // against accidents on the way; who attacks is kept out by TLS
	}
	if sum == nil || err != nil || len(want) != sum.Size() {
		return list
	}
	return append(list, checksum{"the publisher (" + header + ", " + strings.ToUpper(method) + ")", sum, want})
}

// summing has what is copied to w go through the checksums.
func summing(w io.Writer, list []checksum) io.Writer {
	all := []io.Writer{w}
	for _, c := range list {
		all = append(all, c.sum)
	}
	return io.MultiWriter(all...)
}

// agree refuses what does not come to one of the checksums.
func agree(name string, list []checksum) error {
	for _, c := range list {
		if got := c.sum.Sum(nil); !bytes.Equal(got, c.want) {
			return fmt.Errorf("%s: %w: %s says %x, and what arrived comes to %x; the list in use stays as it was", name, ErrChecksum, c.by, c.want, got)
		}
	}
	return nil
}

// given are the checksums that somebody read at a publisher's.
func (s *Store) given(name string) []checksum {
	want, stated := s.Stated[name]
	if !stated {
		return nil
	}
	return []checksum{{"the one given for it (SHA-256)", sha256.New(), want}}
}
