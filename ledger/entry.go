package ledger

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strconv"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"
)

// Bounds of one entry.
const (
	SaltSize   = 32      // bytes
	MaxKind    = 64      // bytes
	MaxPayload = 1 << 20 // bytes
)

// Entry is one line of the log: what the hash tree is built over.
type Entry struct {
	Seq        int64     `json:"seq"`        // from 0, without a gap
	Happened   int64     `json:"happened"`   // microseconds since 1970, UTC, by the writer's clock
	Kind       string    `json:"kind"`       // 1 to MaxKind of a-z, 0-9, ".", "_" and "-"
	Commitment tlog.Hash `json:"commitment"` // of the opening
}

// Opening is what a commitment hides.
type Opening struct {
	Salt    []byte // SaltSize random bytes
	Payload string // UTF-8, up to MaxPayload bytes
}

// Record is an entry with its opening, nil when it was erased or is withheld.
type Record struct {
	Entry
	Opening *Opening
}

const (
	entryForm   = "ledger entry 1\n"
	payloadForm = "ledger payload 1\n"
)

// Commitment returns the digest that stands for the opening in an entry.
func (o *Opening) Commitment() tlog.Hash {
	h := sha256.New()
	h.Write([]byte(payloadForm))
	h.Write(o.Salt)
	h.Write([]byte(o.Payload))
	return tlog.Hash(h.Sum(nil))
}

// opens reports whether o is what the entry committed to.
func (o *Opening) opens(e *Entry) bool {
	sum := o.Commitment()
	return len(o.Salt) == SaltSize && subtle.ConstantTimeCompare(sum[:], e.Commitment[:]) == 1
}

// Text is the form of an entry that is hashed.
func (e *Entry) Text() []byte {
	b := make([]byte, 0, 160)
	b = append(b, entryForm...)
	b = strconv.AppendInt(b, e.Seq, 10)
	b = append(b, '\n')
	b = strconv.AppendInt(b, e.Happened, 10)
	b = append(b, '\n')
	b = append(b, e.Kind...)
	b = append(b, '\n')
	b = append(b, e.Commitment.String()...)
	return append(b, '\n')
}

// Hash is the entry's leaf in the hash tree.
func (e *Entry) Hash() tlog.Hash { return tlog.RecordHash(e.Text()) }

func checkKind(kind string) error {
	if kind == "" || len(kind) > MaxKind {
		return fmt.Errorf("ledger: kind %.80q has %d bytes, want 1 to %d", kind, len(kind), MaxKind)
	}
	for _, c := range []byte(kind) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-' {
			return fmt.Errorf("ledger: kind %q: want only a-z, 0-9, \".\", \"_\" and \"-\"", kind)
		}
	}
	return nil
}

func checkPayload(payload string) error {
	if len(payload) > MaxPayload {
		return fmt.Errorf("ledger: payload of %d bytes, want at most %d", len(payload), MaxPayload)
	}
	if !utf8.ValidString(payload) {
		return fmt.Errorf("ledger: the payload is not UTF-8")
	}
	return nil
}
