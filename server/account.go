package server

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"rsc.io/qr"

	"muster"
	"muster/casework"
	"muster/report"
	"muster/store"
	"muster/web"
)

// freshFor is how long after signing in somebody may change how they sign in:
// who finds an open browser may not.
const freshFor = 15 * time.Minute

// isFresh refuses a change of the ways to sign in by a session that has been
// open for long. Somebody without any way yet came by a one-time link and has
// nothing else to prove themselves with.
func (s *Server) isFresh(ctx context.Context, v *visitor) error {
	if s.now().Sub(v.since) <= freshFor {
		return nil
	}
	var ways int64
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		return tx.QueryRow("select count(*) from server_credentials where organisation = $1 and user_id = $2", string(v.actor.User)).Scan(&ways)
	})
	if err != nil || ways == 0 {
		return err
	}
	return &muster.Error{Code: muster.CodePermission, Message: "You signed in a while ago.", Hint: "Sign out and in again, then change how you sign in within a quarter of an hour."}
}

// ownVisitor is who changes the ways they sign in. An outside signer has their
// link and no other way.
func ownVisitor(ctx context.Context) (*visitor, error) {
	v := visitorOf(ctx)
	if v == nil || v.actor.Step != "" {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "You have no account here.", Hint: "Your link is for one step only."}
	}
	return v, nil
}

// newFactor is a password that waits for its first code.
type newFactor struct {
	User   casework.UserID `json:"user"`
	Hash   passwordHash    `json:"hash"`
	Secret []byte          `json:"secret"`
}

// Account is how the reader signs in.
func (s *Server) Account(r *http.Request) (*web.Account, error) {
	if v := visitorOf(r.Context()); v != nil && v.actor.Step != "" {
		return s.signerAccount(r.Context(), v)
	}
	v, err := ownVisitor(r.Context())
	if err != nil {
		return nil, err
	}
	h, err := s.holder(r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	out := &web.Account{Name: v.actor.Name, Role: roleWords(v.actor), CanPasskey: s.passkeyHost() != "", Provider: s.config.SignOn.title(), Since: v.since, Stale: s.isFresh(r.Context(), v) != nil}
	for i := range h.keys {
		k := &h.keys[i]
		out.Passkeys = append(out.Passkeys, web.Passkey{ID: k.id(), Title: k.Title, Made: k.made, Used: k.used})
	}
	err = s.store.View(r.Context(), s.config.Organisation, func(tx *store.Tx) error {
		var passwords, connected int64
		if err := tx.QueryRow("select coalesce(sum(case when kind = 'password' then 1 else 0 end), 0), coalesce(sum(case when kind = 'provider' then 1 else 0 end), 0) from server_credentials where organisation = $1 and user_id = $2", string(v.actor.User)).
			Scan(&passwords, &connected); err != nil {
			return err
		}
		out.Password, out.Connected = passwords > 0, connected > 0
		return tx.QueryRow("select count(*) from server_sessions where organisation = $1 and user_id = $2", string(v.actor.User)).Scan(&out.Sessions)
	})
	if err != nil {
		return nil, err
	}
	var waiting newFactor
	if s.peek(r, "factor", &waiting) == nil && waiting.User == v.actor.User {
		out.Enrol, err = enrolment(v.actor, waiting.Secret)
	}
	return out, err
}

// sameLink are the open sessions of an outside signer, those of the link by which
// one of them began.
const sameLink = " from server_sessions where organisation = $1 and link <> '' and link = (select link from server_sessions where organisation = $1 and id = $2)"

// signerAccount is how an outside signer came in: by a link that was theirs once,
// which is all there is to manage.
func (s *Server) signerAccount(ctx context.Context, v *visitor) (*web.Account, error) {
	out := &web.Account{Name: v.actor.Name, Role: roleWords(v.actor), Since: v.since, Outside: true, Ends: v.since.Add(s.config.Sessions.Absolute)}
	err := s.store.One(ctx, s.config.Organisation, "select count(*)"+sameLink, v.session).Scan(&out.Sessions)
	return out, err
}

// endSigner ends an outside signer's sessions, and enters that it was done.
func (s *Server) endSigner(ctx context.Context, v *visitor) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		n, err := tx.Exec("delete"+sameLink, v.session)
		if err == nil && n > 0 {
			_, err = tx.Record("session.end_all", sessionEntry{User: v.actor.User, Name: v.actor.Name})
		}
		return err
	})
}

// enrolment is a second factor as a phone reads it: a picture made of squares,
// and the same in letters.
func enrolment(who *casework.Actor, secret []byte) (*web.Enrolment, error) {
	address := otpauth(who.Name, secret)
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return nil, err
	}
	out := &web.Enrolment{Address: address, Secret: secretText(secret), Size: code.Size}
	var path strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	out.Path = path.String()
	return out, nil
}

// ChangeAccount changes how the reader signs in and says what became of it.
func (s *Server) ChangeAccount(w http.ResponseWriter, r *http.Request, c *web.AccountChange) (says string, err error) {
	if v := visitorOf(r.Context()); v != nil && v.actor.Step != "" && c.Do == web.SignOutEverywhere {
		s.setCookie(w, "", -1)
		return "", s.endSigner(r.Context(), v)
	}
	v, err := ownVisitor(r.Context())
	if err != nil {
		return "", err
	}
	if c.Do == web.SignOutEverywhere { // this much anybody with the session may
		s.setCookie(w, "", -1)
		return "", s.EndSessions(r.Context(), v.actor.User)
	}
	if err := s.isFresh(r.Context(), v); err != nil {
		return "", err
	}
	switch c.Do {
	case web.AddPasskey:
		return "The passkey is yours from now on.", s.addPasskey(w, r, v.actor, c)
	case web.RemovePasskey:
		return "The passkey no longer lets anybody in.", s.removeCredential(r.Context(), v, "passkey", c.ID)
	case web.BeginPassword:
		return "Almost there: read the square with your authenticator, then type its code.", s.beginPassword(w, v.actor, c.Password)
	case web.ConfirmPassword:
		return "The password and its second factor hold from now on. Your other sessions have ended.", s.confirmPassword(w, r, v, c.Code)
	case web.RemovePassword:
		return "The password no longer lets anybody in.", s.removeCredential(r.Context(), v, "password", "")
	case web.Disconnect:
		return "Your account at the provider no longer lets anybody in.", s.removeCredential(r.Context(), v, "provider", "")
	}
	return "", &muster.Error{Code: muster.CodeUsage, Message: "There is no such change.", Hint: "Open the page again."}
}

// NewPasskey is what the reader's browser makes a passkey for.
func (s *Server) NewPasskey(w http.ResponseWriter, r *http.Request) (json.RawMessage, error) {
	v, err := ownVisitor(r.Context())
	if err != nil {
		return nil, err
	}
	if err := s.isFresh(r.Context(), v); err != nil {
		return nil, err
	}
	return s.passkeyCreation(w, r, v.actor)
}

// goodPassword refuses one that is too short to hold.
func goodPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < minPassword || len(password) > maxPassword {
		return configError("a password has "+report.Count(minPassword, "character", "characters")+" or more", "several words in a row are easy to keep in mind")
	}
	return nil
}

func (s *Server) beginPassword(w http.ResponseWriter, who *casework.Actor, password string) error {
	if err := goodPassword(password); err != nil {
		return err
	}
	secret := make([]byte, 20)
	rand.Read(secret)
	return s.beginCeremony(w, "factor", &newFactor{who.User, hashPassword(password), secret})
}

// confirmPassword keeps a password once its authenticator has shown a code, so
// that nobody is left with a second factor they do not have.
func (s *Server) confirmPassword(w http.ResponseWriter, r *http.Request, v *visitor, code string) error {
	var waiting newFactor
	if err := s.peek(r, "factor", &waiting); err != nil || waiting.User != v.actor.User {
		return &muster.Error{Code: muster.CodeConflict, Message: "That took too long.", Hint: "Type the password again."}
	}
	step, ok := (&secrets{totp: waiting.Secret}).codeIs(strings.ReplaceAll(code, " ", ""), s.now())
	if !ok {
		return &muster.Error{Code: muster.CodeUsage, Message: "This is not the code.", Hint: "Wait for the next one, and look whether the phone's clock is right."}
	}
	if err := s.endCeremony(w, r, "factor", &waiting); err != nil {
		return err
	}
	if err := s.keepPassword(r.Context(), v.actor, &waiting.Hash, waiting.Secret, step); err != nil {
		return err
	}
	return s.endOthers(r.Context(), v)
}

// removeCredential takes one way to sign in away; the sessions it may have
// opened elsewhere end.
func (s *Server) removeCredential(ctx context.Context, v *visitor, kind, id string) error {
	if kind == "provider" && v.actor.Provided { // with another account there, others' groups would be theirs
		return &muster.Error{Code: muster.CodePermission, Message: "Your roles come from your groups at this account.", Hint: "Ask the administrator to set your roles by hand first."}
	}
	err := s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		var err error
		switch kind {
		case "password":
			err = dropCredentials(tx, v.actor.User, "password", "totp")
		case "passkey":
			_, err = tx.Exec("delete from server_credentials where organisation = $1 and user_id = $2 and kind = 'passkey' and id = $3", string(v.actor.User), id)
		default:
			err = dropCredentials(tx, v.actor.User, kind)
		}
		if err == nil {
			_, err = tx.Record(kind+".remove", sessionEntry{User: v.actor.User, Name: v.actor.Name})
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.endOthers(ctx, v)
}

// endOthers ends a user's other sessions.
func (s *Server) endOthers(ctx context.Context, v *visitor) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("delete from server_sessions where organisation = $1 and user_id = $2 and id <> $3", string(v.actor.User), v.session)
		return err
	})
}
