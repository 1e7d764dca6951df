package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"muster/store"
)

// ceremonyLasts is how long somebody may take to touch a key or to sign in at
// the provider. It is shorter than what remembers that a ceremony was used.
const ceremonyLasts = 10 * time.Minute

// ceremony is what a server must remember between sending somebody away and
// their answer. It travels in a cookie that only the keys of the installation
// open, so that any server of several may take the answer.
type ceremony struct {
	Expires int64           `json:"expires"`
	Body    json.RawMessage `json:"body"`
}

func (s *Server) ceremonyCookie(kind string) string {
	if s.config.secure() {
		return "__Host-muster_" + kind
	}
	return "muster_" + kind
}

// beginCeremony remembers a ceremony.
func (s *Server) beginCeremony(w http.ResponseWriter, kind string, what any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	text, err := json.Marshal(ceremony{s.now().Add(ceremonyLasts).UnixMicro(), body})
	if err != nil {
		return err
	}
	sealed, err := s.sealFor("ceremony "+kind, text)
	if err != nil {
		return err
	}
	s.ceremonySet(w, kind, base64.RawURLEncoding.EncodeToString(sealed), int(ceremonyLasts.Seconds()))
	return nil
}

func (s *Server) ceremonySet(w http.ResponseWriter, kind, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: s.ceremonyCookie(kind), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: s.config.secure(), SameSite: http.SameSiteLaxMode})
}

// endCeremony reads a ceremony and ends it. One that is not ours, is too old or was
// used before is refused.
func (s *Server) endCeremony(w http.ResponseWriter, r *http.Request, kind string, into any) error {
	s.ceremonySet(w, kind, "", -1)
	if err := s.peek(r, kind, into); err != nil {
		return err
	}
	c, err := r.Cookie(s.ceremonyCookie(kind))
	if err != nil {
		return errRefused()
	}
	return s.once(r.Context(), s.attemptKey("ceremony", c.Value))
}

// peek reads a ceremony that goes on.
func (s *Server) peek(r *http.Request, kind string, into any) error {
	c, err := r.Cookie(s.ceremonyCookie(kind))
	if err != nil || len(c.Value) > 4000 {
		return errRefused()
	}
	sealed, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return errRefused()
	}
	text, err := s.unsealFor("ceremony "+kind, sealed)
	if err != nil {
		return errRefused()
	}
	var one ceremony
	if err := json.Unmarshal(text, &one); err != nil || s.now().UnixMicro() > one.Expires {
		return errRefused()
	}
	return json.Unmarshal(one.Body, into)
}

// once refuses what was used before. It is forgotten with the counts of failed
// tries, long after the ceremony has ended.
func (s *Server) once(ctx context.Context, key string) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		n, err := tx.Exec("insert into server_attempts (organisation, id, failed, since) values ($1, $2, 0, $3) on conflict (organisation, id) do nothing", key, s.now().UnixMicro())
		if err == nil && n == 0 {
			err = errRefused()
		}
		return err
	})
}
