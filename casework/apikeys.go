package casework

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster/store"
)

// ViaKey is how a program acts, by its key.
const ViaKey = "key"

// APIKey is a program's key. Its secret is told once and kept as a digest.
type APIKey struct {
	ID      string    `json:"id"`
	Title   string    `json:"title"`
	Scopes  []string  `json:"scopes"`
	Grants  []Grant   `json:"grants"`
	Digest  []byte    `json:"digest"`
	Made    time.Time `json:"made"`
	By      string    `json:"by"`
	Expires time.Time `json:"expires"`
	Ended   bool      `json:"ended,omitempty"`
}

func apiKeys() shelf[APIKey] {
	return shelf[APIKey]{"api_keys", "key", func(k *APIKey) keys {
		state := "active"
		if k.Ended {
			state = "ended"
		}
		return keys{id: k.ID, state: state, due: k.Expires}
	}}
}

// KeyScopes lists what an API key may be made for.
func KeyScopes() []string {
	return []string{
		"observations.write", "subjects.read", "findings.read", "cases.read", "cases.write", "checks.write", "people.write", "rules.read", "rules.write",
		"ledger.read", "events.read", "context.read",
	}
}

const keyPrefix = "muster_"

// CreateKey makes an API key for at most two years. What it may do is bounded
// by its scopes and by its grants. The receipt's Secret is the key.
type CreateKey struct {
	Title   string    `json:"title"`
	Scopes  []string  `json:"scopes"`
	Grants  []Grant   `json:"grants"`
	Expires time.Time `json:"expires"`
}

// Name is the kind of the act's ledger entry.
func (a *CreateKey) Name() string { return "key.make" }

func (a *CreateKey) check() error {
	if len(a.Scopes) == 0 || len(a.Scopes) > len(KeyScopes()) {
		return usage("scopes: choose at least one", "each once")
	}
	for _, s := range a.Scopes {
		if err := oneOf("scopes", s, KeyScopes()...); err != nil {
			return err
		}
	}
	for _, g := range a.Grants {
		if g.Role == Administrator {
			return usage("a program cannot be an administrator", "let people manage users and settings")
		}
	}
	return first(line("title", a.Title), checkGrants(a.Grants))
}

func (a *CreateKey) perform(in *act) error {
	if err := in.allow(KeysManage, Scope{}, false); err != nil {
		return err
	}
	if !a.Expires.After(in.now()) || a.Expires.After(in.now().AddDate(2, 0, 1)) {
		return usage("expires: choose a day within two years", "make a new key before that")
	}
	id, err := in.newID("A")
	if err != nil {
		return err
	}
	secret, err := in.secretText()
	if err != nil {
		return err
	}
	digest := sha256.Sum256([]byte(secret))
	in.made, in.secret = id, keyPrefix+id+"."+secret
	return apiKeys().add(in, &APIKey{ID: id, Title: a.Title, Scopes: a.Scopes, Grants: a.Grants, Digest: digest[:], Made: in.now(), By: in.who.Name, Expires: a.Expires.UTC()})
}

// RevokeKey ends an API key at once.
type RevokeKey struct {
	Key string `json:"key"`
}

// Name is the kind of the act's ledger entry.
func (a *RevokeKey) Name() string { return "key.end" }

func (a *RevokeKey) check() error { return nil }

func (a *RevokeKey) perform(in *act) error {
	if err := in.allow(KeysManage, Scope{}, false); err != nil {
		return err
	}
	k, err := apiKeys().get(in.tx, a.Key)
	if err != nil {
		return err
	}
	k.Ended, in.made = true, k.ID
	return apiKeys().put(in, k)
}

// keyUser begins the ids by which keys stand where users do.
const keyUser = "key-"

// userOrKey finds who may be named as a reader of a case: a user, or a key that
// somebody wants to let work in it.
func (in *act) userOrKey(id UserID) (*User, error) {
	of, ok := strings.CutPrefix(string(id), keyUser)
	if !ok {
		return users().get(in.tx, string(id))
	}
	k, err := apiKeys().get(in.tx, of)
	if err != nil {
		return nil, err
	}
	return &User{ID: id, Name: "key " + k.Title, Grants: k.Grants, Ended: k.Ended || in.now().After(k.Expires)}, nil
}

// KeyActor returns whom an API key's secret stands for, and its scopes.
func (d *Desk) KeyActor(ctx context.Context, secret string) (*Actor, []string, error) {
	refused := errPermission("this key is not one of ours, has expired or was ended")
	id, rest, ok := cutToken(strings.TrimPrefix(secret, keyPrefix))
	if !ok || !strings.HasPrefix(secret, keyPrefix) {
		return nil, nil, refused
	}
	var k *APIKey
	err := d.store.View(ctx, d.org, func(tx *store.Tx) (err error) {
		if k, err = apiKeys().find(tx, id); err != nil {
			return err
		}
		digest := sha256.Sum256([]byte(rest))
		if k == nil || subtle.ConstantTimeCompare(digest[:], k.Digest) != 1 || k.Ended || tx.Now() > k.Expires.UnixMicro() {
			return refused
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return &Actor{User: UserID(keyUser + k.ID), Name: "key " + k.Title, Grants: k.Grants, Via: ViaKey}, k.Scopes, nil
}

// Webhook is where messages about acts go.
type Webhook struct {
	ID      string    `json:"id"`
	URL     string    `json:"url"`
	Events  []string  `json:"events"` // kinds of act; empty: all
	Turn    int       `json:"turn"`   // counts rotations of the secret
	Rotated time.Time `json:"rotated,omitzero"`
	Ended   bool      `json:"ended,omitempty"`
}

func webhooks() shelf[Webhook] {
	return shelf[Webhook]{"webhooks", "webhook", func(w *Webhook) keys {
		state := "active"
		if w.Ended {
			state = "ended"
		}
		return keys{id: w.ID, state: state}
	}}
}

// rotationGrace is how long the secret before the last rotation still signs.
const rotationGrace = 24 * time.Hour

// secret derives the secret of a turn from the installation's seed: the
// database holds none.
func (d *Desk) webhookSecret(id string, turn int) string {
	return "whsec_" + base64.StdEncoding.EncodeToString(d.mac("webhook", id, strconv.Itoa(turn)))
}

// WebhookSecrets returns the secrets to sign a webhook's messages with, the
// newest first; two within a day of a rotation.
func (d *Desk) WebhookSecrets(w *Webhook, now time.Time) []string {
	list := []string{d.webhookSecret(w.ID, w.Turn)}
	if w.Turn > 0 && now.Before(w.Rotated.Add(rotationGrace)) {
		list = append(list, d.webhookSecret(w.ID, w.Turn-1))
	}
	return list
}

// SetWebhook adds a webhook (ID empty), changes it, rotates its secret or ends
// it. The receipt's Secret is the new secret of one added or rotated. Whether
// the address may be called is looked at now, and again each time it is called.
type SetWebhook struct {
	ID     string   `json:"id,omitempty"`
	URL    string   `json:"url"`
	Events []string `json:"events,omitempty"`
	Rotate bool     `json:"rotate,omitempty"`
	End    bool     `json:"end,omitempty"`
}

// Name is the kind of the act's ledger entry.
func (a *SetWebhook) Name() string { return "webhook.set" }

func (a *SetWebhook) check() error {
	u, err := url.Parse(a.URL)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || len(a.URL) > 2000 {
		return usage("url: want an https address without a password in it", "messages are signed and go over https only")
	}
	if len(a.Events) > maxList {
		return usage("events: too many", "leave them empty for all")
	}
	return nil
}

func (a *SetWebhook) perform(in *act) (err error) {
	if err := in.allow(WebhooksManage, Scope{}, false); err != nil {
		return err
	}
	w := &Webhook{}
	if a.ID == "" {
		w.ID, err = in.newID("W")
	} else {
		w, err = webhooks().get(in.tx, a.ID)
	}
	if err != nil {
		return err
	}
	if a.Rotate && a.ID != "" {
		w.Turn, w.Rotated = w.Turn+1, in.now()
	}
	w.URL, w.Events, w.Ended, in.made = a.URL, slices.Clone(a.Events), a.End, w.ID
	if a.ID == "" || a.Rotate {
		in.secret = in.desk.webhookSecret(w.ID, w.Turn)
	}
	return webhooks().put(in, w)
}

// callable refuses a webhook to an address that nothing would be sent to. It is
// asked before the act's transaction, which waits for nobody's name server, and
// of who may set webhooks alone. A secret alone is rotated without it: what
// comes with another address is looked at.
func (d *Desk) callable(ctx context.Context, who *Actor, a Act) error {
	w, ok := a.(*SetWebhook)
	if !ok || w.End || d.mayCall == nil || !d.table.Allows(who, WebhooksManage, Scope{}, false) {
		return nil
	}
	if w.Rotate {
		known, err := d.Webhooks(ctx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(known, func(k Webhook) bool { return k.ID == w.ID && k.URL == w.URL }) {
			return nil
		}
	}
	return d.mayCall(ctx, w.URL)
}

// Webhooks returns where messages go, for the program's own use.
func (d *Desk) Webhooks(ctx context.Context) ([]Webhook, error) {
	var list []Webhook
	err := d.store.View(ctx, d.org, func(tx *store.Tx) (err error) {
		list, err = webhooks().list(tx, "state = 'active'")
		return err
	})
	return list, err
}
