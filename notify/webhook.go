package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of Standard Webhooks 1.0.
const (
	headerID        = "Webhook-Id"
	headerTimestamp = "Webhook-Timestamp"
	headerSignature = "Webhook-Signature"
	secretPrefix    = "whsec_"
	signatureForm   = "v1,"
)

// Tolerance is how far the clock of a sender may be off, to either side.
const Tolerance = 5 * time.Minute

// maxSignatures bounds how many signatures of one header are compared.
const maxSignatures = 16

// webhookEvent is the body of a webhook. It is thin on purpose: whoever gets
// it asks the API for more, with a key of their own that is recorded.
type webhookEvent struct {
	Type      Kind        `json:"type"`
	Timestamp time.Time   `json:"timestamp"`
	Data      webhookData `json:"data"`
}

type webhookData struct {
	ID      string     `json:"id"`
	Subject string     `json:"subject,omitempty"` // only an id that is a number
	Due     *time.Time `json:"due,omitempty"`
	Say     string     `json:"say"`
	Link    string     `json:"link"`
}

// webhook delivers a message signed with each of the target's secrets, so that
// a receiver may change to the new one at any time.
func (n *Notifier) webhook(ctx context.Context, t *Target, secrets []secret, m *Message) Outcome {
	words := n.text(m)
	event := webhookEvent{Type: m.Kind, Timestamp: m.At.UTC(), Data: webhookData{ID: m.ID, Say: words.Happened, Link: words.Link}}
	if numberForm.MatchString(string(m.Subject)) {
		event.Data.Subject = string(m.Subject)
	}
	if !m.Due.IsZero() {
		due := m.Due.UTC()
		event.Data.Due = &due
	}
	body, err := json.Marshal(event)
	if err != nil {
		return permanent(ReasonTarget, err)
	}
	now := n.config.Now()
	signatures := make([]string, 0, len(secrets))
	for _, s := range secrets {
		signature, err := Sign(s.value, m.ID, now, body)
		if err != nil {
			return retry(ReasonSecret, fmt.Errorf("target %s: %w", t.ID, err))
		}
		signatures = append(signatures, signature)
	}
	_, o := n.call(ctx, http.MethodPost, t.Address, "application/json", body, http.Header{
		headerID: {m.ID}, headerTimestamp: {strconv.FormatInt(now.Unix(), 10)}, headerSignature: {strings.Join(signatures, " ")},
	})
	return o
}

// Sign returns the signature of a webhook under one secret, as it stands in the
// header: "v1," and the HMAC-SHA256 of "id.timestamp.body" in base64. The
// secret is "whsec_" and 24 to 64 bytes in base64.
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := webhookKey(secret)
	if err != nil {
		return "", err
	}
	if !idForm.MatchString(id) {
		return "", errors.New("webhook: the id must be 8 to 64 letters, digits, _ or -")
	}
	return signatureForm + base64.StdEncoding.EncodeToString(mac(key, id, strconv.FormatInt(at.Unix(), 10), body)), nil
}

func mac(key []byte, id, timestamp string, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	io.WriteString(h, id+"."+timestamp+".")
	h.Write(body)
	return h.Sum(nil)
}

func webhookKey(secret string) ([]byte, error) {
	encoded, ok := strings.CutPrefix(secret, secretPrefix)
	if !ok {
		return nil, errors.New("webhook: the secret does not begin with whsec_")
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(key) < 24 || len(key) > 64 {
		return nil, errors.New("webhook: the secret is not 24 to 64 bytes in base64")
	}
	return key, nil
}

// NewSecret makes a webhook secret from random bytes.
func NewSecret(random io.Reader) (string, error) {
	key := make([]byte, 32)
	if _, err := io.ReadFull(random, key); err != nil {
		return "", fmt.Errorf("webhook secret: %w", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(key), nil
}

// ErrSignature says that a webhook was not signed with any of the secrets, or
// is too old or too new. It does not say which, so that nobody learns from it.
var ErrSignature = errors.New("webhook: the signature does not hold")

// Verify is for receivers: it checks a webhook's signature against the secrets
// in use and its time against now, and returns the id, by which a receiver
// recognises what came before. Body is what came, byte by byte.
func Verify(secrets []string, header http.Header, body []byte, now time.Time) (id string, err error) {
	id, timestamp := header.Get(headerID), header.Get(headerTimestamp)
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || strconv.FormatInt(seconds, 10) != timestamp || id == "" || strings.Contains(id, ".") {
		return "", ErrSignature
	}
	if seconds < now.Add(-Tolerance).Unix() || seconds > now.Add(Tolerance).Unix() {
		return "", ErrSignature
	}
	good := false
	for _, s := range secrets {
		key, err := webhookKey(s)
		if err != nil {
			return "", err // the receiver's own mistake
		}
		want := mac(key, id, timestamp, body)
		for i, signature := range strings.Fields(header.Get(headerSignature)) {
			encoded, ok := strings.CutPrefix(signature, signatureForm)
			if !ok || i >= maxSignatures {
				continue
			}
			got, err := base64.StdEncoding.Strict().DecodeString(encoded)
			good = err == nil && hmac.Equal(got, want) || good
		}
	}
	if !good {
		return "", ErrSignature
	}
	return id, nil
}
