package connect

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ErrSignature says that a pushed body is not what its sender signed.
var ErrSignature = errors.New("the signature does not fit the body")

// ErrStale says that a signature is too old, or from the future: a message
// that was listened in on and sent again.
var ErrStale = errors.New("the signature is not of the last five minutes")

// freshness is how far a signature's time may be from ours.
const freshness = 5 * time.Minute

// Signed compares a signature, written in hexadecimal, with the HMAC-SHA-256 of
// the parts one after the other, in constant time. An empty secret never fits.
func Signed(secret []byte, signature string, parts ...[]byte) error {
	got, err := hex.DecodeString(strings.TrimSpace(signature))
	if err != nil || len(got) != sha256.Size || len(secret) == 0 {
		return ErrSignature
	}
	if !hmac.Equal(got, mac(secret, parts)) {
		return ErrSignature
	}
	return nil
}

// Agreed checks what collectors without a signature of their own send: the
// secret itself as "Authorization: Bearer ..." (or Splunk), or, better,
// "Muster-Signature: t=<seconds since 1970>,v1=<HMAC-SHA-256 of time, dot and
// body>", which grows stale.
func Agreed(secret []byte, header http.Header, body []byte, now time.Time) error {
	if line := header.Get("Muster-Signature"); line != "" {
		return Stamped(secret, line, body, now)
	}
	kind, got, _ := strings.Cut(header.Get("Authorization"), " ")
	if len(secret) == 0 || kind != "Bearer" && kind != "Splunk" || subtle.ConstantTimeCompare([]byte(strings.TrimSpace(got)), secret) != 1 {
		return ErrSignature
	}
	return nil
}

// Stamped checks "t=...,v1=...": the time, and the HMAC of time, dot and body.
func Stamped(secret []byte, line string, body []byte, now time.Time) error {
	var stamp, signature string
	for part := range strings.SplitSeq(line, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			stamp = value
		case "v1":
			signature = value
		}
	}
	if err := Signed(secret, signature, []byte(stamp+"."), body); err != nil {
		return err
	}
	return Fresh(stamp, now)
}

// Sign returns what Signed expects, for tests and for calls of our own.
func Sign(secret []byte, parts ...[]byte) string { return hex.EncodeToString(mac(secret, parts)) }

func mac(secret []byte, parts [][]byte) []byte {
	h := hmac.New(sha256.New, secret)
	for _, part := range parts {
		h.Write(part)
	}
	return h.Sum(nil)
}

// Fresh checks the time that a sender signed, in seconds since 1970.
func Fresh(stamp string, now time.Time) error {
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return ErrStale
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > freshness || age < -freshness {
		return ErrStale
	}
	return nil
}
