package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"muster"
	"muster/casework"
	"muster/store"
	"muster/web"
)

// Passkeys are asked for with the user verified, by finger, face or PIN, and
// found by the browser: they are two factors, and nobody types a name. They
// belong to the host people type, so they need url in the configuration.

// maxPasskeys is how many one user may have.
const maxPasskeys = 20

// passkeyHost is the host passkeys belong to; empty when there is none: an
// address of numbers cannot have any.
func (s *Server) passkeyHost() string {
	u, err := url.Parse(s.config.URL)
	if err != nil || net.ParseIP(u.Hostname()) != nil {
		return ""
	}
	return u.Hostname()
}

func (s *Server) relying() (*webauthn.WebAuthn, error) {
	u, err := url.Parse(s.config.URL)
	if err != nil || s.passkeyHost() == "" {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "Passkeys are not switched on here.", Hint: "They need an address with a name: url in the configuration."}
	}
	return webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Muster", RPOrigins: []string{u.Scheme + "://" + u.Host}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired},
	})
}

// passkey is one as it is kept.
type passkey struct {
	Title      string              `json:"title"`
	Credential webauthn.Credential `json:"credential"`

	made, used time.Time
}

func (p *passkey) id() string { return base64.RawURLEncoding.EncodeToString(p.Credential.ID) }

// holder is a user as the library asks for one.
type holder struct {
	actor *casework.Actor
	keys  []passkey
}

func (h *holder) WebAuthnID() []byte          { return []byte(h.actor.User) }
func (h *holder) WebAuthnName() string        { return h.actor.Name }
func (h *holder) WebAuthnDisplayName() string { return h.actor.Name }
func (h *holder) WebAuthnCredentials() []webauthn.Credential {
	out := make([]webauthn.Credential, len(h.keys))
	for i := range h.keys {
		out[i] = h.keys[i].Credential
	}
	return out
}

// holder reads a user's passkeys.
func (s *Server) holder(ctx context.Context, who *casework.Actor) (*holder, error) {
	h := &holder{actor: who}
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		rows, err := tx.Query("select body, made, used from server_credentials where organisation = $1 and user_id = $2 and kind = 'passkey' order by made, id", string(who.User))
		if err != nil {
			return err
		}
		defer rows.Close()
		h.keys = nil
		for rows.Next() {
			var body []byte
			var made, used int64
			if err := rows.Scan(&body, &made, &used); err != nil {
				return err
			}
			var one passkey
			if err := json.Unmarshal(body, &one); err != nil {
				return err
			}
			one.made = time.UnixMicro(made).UTC()
			if used > 0 {
				one.used = time.UnixMicro(used).UTC()
			}
			h.keys = append(h.keys, one)
		}
		return rows.Err()
	})
	return h, err
}

// passkeyChallenge is what a browser asks some passkey of this host to sign.
func (s *Server) passkeyChallenge(w http.ResponseWriter, _ *http.Request) (json.RawMessage, error) {
	rp, err := s.relying()
	if err != nil {
		return nil, err
	}
	options, session, err := rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, err
	}
	if err := s.beginCeremony(w, "passkey", session); err != nil {
		return nil, err
	}
	return json.Marshal(options)
}

// byPasskey finds who answered the challenge.
func (s *Server) byPasskey(w http.ResponseWriter, r *http.Request, answer json.RawMessage) (*casework.Actor, error) {
	rp, err := s.relying()
	if err != nil {
		return nil, err
	}
	var session webauthn.SessionData
	if err := s.endCeremony(w, r, "passkey", &session); err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, errRefused()
	}
	var fault error // ours, not the visitor's
	find := func(_, handle []byte) (webauthn.User, error) {
		who, err := s.desk.Actor(r.Context(), casework.UserID(handle))
		if err != nil {
			if muster.CodeOf(err) != muster.CodePermission {
				fault = err
			}
			return nil, err
		}
		h, err := s.holder(r.Context(), who)
		if err != nil {
			fault = err
			return nil, err
		}
		return h, nil
	}
	user, credential, err := rp.ValidatePasskeyLogin(find, session, parsed)
	if fault != nil {
		return nil, fault
	}
	if err != nil || credential.Authenticator.CloneWarning {
		return nil, errRefused()
	}
	h := user.(*holder) // what find returns
	for i := range h.keys {
		if bytes.Equal(h.keys[i].Credential.ID, credential.ID) {
			h.keys[i].Credential = *credential
			return h.actor, s.usePasskey(r.Context(), h.actor, &h.keys[i])
		}
	}
	return nil, errRefused()
}

// usePasskey keeps a passkey's counter and when it was used.
func (s *Server) usePasskey(ctx context.Context, who *casework.Actor, k *passkey) error {
	body, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		n, err := tx.Exec("update server_credentials set body = $3, used = $4 where organisation = $1 and user_id = $2 and kind = 'passkey' and id = $5", string(who.User), body, tx.Now(), k.id())
		if err == nil && n != 1 { // taken away meanwhile
			err = errRefused()
		}
		return err
	})
}

// passkeyCreation is what a browser makes a new passkey for.
func (s *Server) passkeyCreation(w http.ResponseWriter, r *http.Request, who *casework.Actor) (json.RawMessage, error) {
	rp, err := s.relying()
	if err != nil {
		return nil, err
	}
	h, err := s.holder(r.Context(), who)
	if err != nil {
		return nil, err
	}
	if len(h.keys) >= maxPasskeys {
		return nil, &muster.Error{Code: muster.CodeConflict, Message: "You have as many passkeys as one person may have.", Hint: "Remove one you no longer use."}
	}
	options, session, err := rp.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return nil, err
	}
	if err := s.beginCeremony(w, "newkey", session); err != nil {
		return nil, err
	}
	return json.Marshal(options)
}

// addPasskey keeps a new passkey of the user who asked for it.
func (s *Server) addPasskey(w http.ResponseWriter, r *http.Request, who *casework.Actor, c *web.AccountChange) error {
	refused := &muster.Error{Code: muster.CodeUsage, Message: "The passkey could not be added.", Hint: "Try again, and confirm on the device with your finger, face or PIN."}
	rp, err := s.relying()
	if err != nil {
		return err
	}
	var session webauthn.SessionData
	if err := s.endCeremony(w, r, "newkey", &session); err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(c.Passkey)
	if err != nil {
		return refused
	}
	made, err := rp.CreateCredential(&holder{actor: who}, session, parsed)
	if err != nil {
		return refused
	}
	one := passkey{Title: c.Title, Credential: *made}
	body, err := json.Marshal(one)
	if err != nil {
		return err
	}
	return s.store.Update(r.Context(), s.config.Organisation, func(tx *store.Tx) error {
		var others int64 // a passkey belongs to one user
		if err := tx.QueryRow("select count(*) from server_credentials where organisation = $1 and kind = 'passkey' and id = $2", one.id()).Scan(&others); err != nil || others > 0 {
			return cmpError(err, refused)
		}
		if _, err := tx.Exec("insert into server_credentials (organisation, user_id, kind, id, body, made, used) values ($1, $2, 'passkey', $3, $4, $5, 0)", string(who.User), one.id(), body, tx.Now()); err != nil {
			return err
		}
		_, err := tx.Record("passkey.add", sessionEntry{User: who.User, Name: who.Name})
		return err
	})
}

// cmpError is err, or otherwise when there is none.
func cmpError(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
