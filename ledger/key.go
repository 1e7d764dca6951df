package ledger

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Signing is what signs checkpoints and knows those signed before.
type Signing struct {
	Signer note.Signer
	// Known verifies checkpoints that are there already: those of Signer and of
	// the keys used before it.
	Known note.Verifiers
	// Public are the known keys in the form note.NewVerifier reads, the one in
	// use first.
	Public []string
	// Random is where salts come from; nil means crypto/rand.
	Random io.Reader
}

// GenerateKey makes a key under that name, which must have no spaces and no
// "+". It returns the private key, one line that belongs in a file outside the
// database, and the public key, one line to publish.
func GenerateKey(random io.Reader, name string) (private, public string, err error) {
	if name == "" || strings.ContainsAny(name, "+ \t\r\n") {
		return "", "", fmt.Errorf("ledger: key name %q: want one word without \"+\"", name)
	}
	if random == nil {
		random = rand.Reader
	}
	return note.GenerateKey(random, name)
}

// NewSigning reads a private key, its public key, and the public keys used
// before it.
func NewSigning(private, public string, earlier ...string) (*Signing, error) {
	signer, err := note.NewSigner(strings.TrimSpace(private))
	if err != nil {
		return nil, fmt.Errorf("ledger: signing key: %w", err)
	}
	keys := append([]string{strings.TrimSpace(public)}, earlier...)
	known, err := Verifiers(keys...)
	if err != nil {
		return nil, err
	}
	if _, err := known.Verifier(signer.Name(), signer.KeyHash()); err != nil {
		return nil, fmt.Errorf("ledger: the public key does not belong to the signing key: %w", err)
	}
	return &Signing{Signer: signer, Known: known, Public: keys}, nil
}

// Verifiers reads public keys.
func Verifiers(public ...string) (note.Verifiers, error) {
	list := make([]note.Verifier, 0, len(public))
	for _, key := range public {
		v, err := note.NewVerifier(strings.TrimSpace(key))
		if err != nil {
			return nil, fmt.Errorf("ledger: public key %.100q: %w", key, err)
		}
		list = append(list, v)
	}
	return note.VerifierList(list...), nil
}

func (s *Signing) salt() ([]byte, error) {
	random := s.Random
	if random == nil {
		random = rand.Reader
	}
	salt := make([]byte, SaltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, fmt.Errorf("ledger: salt: %w", err)
	}
	return salt, nil
}
