package server

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"muster"
	"muster/casework"
	"muster/store"
	"muster/web"
)

// entrance lets people in. What is wrong with a try it never says.
type entrance struct{ server *Server }

// Ways are the ways to sign in that are switched on.
func (e *entrance) Ways(context.Context) (web.Ways, error) {
	return web.Ways{Link: true, Password: true}, nil
}

// errRefused is the one answer to a try that failed.
func errRefused() error {
	return &muster.Error{Code: muster.CodePermission, Message: "That did not let you in.", Hint: "Check what you typed, or ask the administrator for a fresh link."}
}

// Enter tries to sign somebody in.
func (e *entrance) Enter(w http.ResponseWriter, r *http.Request, a web.Attempt) error {
	s := e.server
	way, account := "link", ""
	switch {
	case a.Passkey != nil:
		way = "passkey"
	case a.Token == "":
		way, account = "password", strings.ToLower(strings.TrimSpace(a.Name))
	}
	if err := s.throttled(r, account); err != nil {
		return err
	}
	who, link, err := s.identify(r.Context(), way, &a)
	if err != nil {
		if code := muster.CodeOf(err); code != muster.CodePermission && code != muster.CodeNotFound && code != muster.CodeUsage {
			return err
		}
		if noted := s.noteFailure(r, way, account); noted != nil {
			return noted
		}
		s.counters.refused.Add(1)
		return errRefused()
	}
	if err := s.forget(r.Context(), attemptKey("account", account)); err != nil {
		return err
	}
	return s.startSession(w, r, who, link)
}

// identify finds who a try is from.
func (s *Server) identify(ctx context.Context, way string, a *web.Attempt) (who *casework.Actor, link string, err error) {
	switch way {
	case "link":
		who, l, err := s.desk.Redeem(ctx, a.Token)
		if err != nil {
			return nil, "", err
		}
		if l.Purpose == casework.LinkSign {
			return who, l.ID, nil
		}
		return who, "", nil
	case "password":
		who, err = s.byPassword(ctx, a)
		return who, "", err
	}
	return nil, "", errRefused() // passkeys are not switched on
}

// Challenge is for passkeys, which are not switched on.
func (e *entrance) Challenge(http.ResponseWriter, *http.Request) (json.RawMessage, error) {
	return nil, &muster.Error{Code: muster.CodeNotFound, Message: "Passkeys are not switched on here.", Hint: "Use a one-time link or your password."}
}

// Leave ends the session.
func (e *entrance) Leave(w http.ResponseWriter, r *http.Request) error {
	v := visitorOf(r.Context())
	e.server.setCookie(w, "", -1)
	if v == nil {
		return nil
	}
	return e.server.endSession(r.Context(), v.session)
}

// How many failed tries an account and an address have before they wait.
const (
	attemptWindow   = 15 * time.Minute
	accountAttempts = 5
	addressAttempts = 30
)

// attemptKey names what tries are counted for, as a digest: the table says of
// nobody that they tried.
func attemptKey(kind, value string) string {
	return kind + "-" + hex.EncodeToString(digestOf(kind + "\x00" + value)[:16])
}

// addressOf is where a request comes from. Forwarded headers are believed only
// behind a proxy that is declared.
func (s *Server) addressOf(r *http.Request) string {
	if s.config.TLS.Proxied {
		list := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(list[len(list)-1]); net.ParseIP(last) != nil {
			return last
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// throttled refuses a try from an account or address that failed too often.
func (s *Server) throttled(r *http.Request, account string) error {
	since := s.now().Add(-attemptWindow).UnixMicro()
	for _, one := range []struct {
		key  string
		most int64
	}{{attemptKey("account", account), accountAttempts}, {attemptKey("address", s.addressOf(r)), addressAttempts}} {
		if one.most == accountAttempts && account == "" {
			continue
		}
		var failed int64
		err := s.store.View(r.Context(), s.config.Organisation, func(tx *store.Tx) error {
			return tx.QueryRow("select coalesce(sum(failed), 0) from server_attempts where organisation = $1 and id = $2 and since > $3", one.key, since).Scan(&failed)
		})
		if err != nil {
			return err
		}
		if failed >= one.most {
			return &muster.Error{Code: muster.CodePermission, Message: "Too many tries failed.", Hint: "Wait a quarter of an hour, or ask the administrator for a fresh link."}
		}
	}
	return nil
}

// noteFailure counts a failed try and enters it in the ledger.
func (s *Server) noteFailure(r *http.Request, way, account string) error {
	now := s.now().UnixMicro()
	old := s.now().Add(-attemptWindow).UnixMicro()
	return s.store.Update(context.WithoutCancel(r.Context()), s.config.Organisation, func(tx *store.Tx) error {
		keys := []string{attemptKey("address", s.addressOf(r))}
		if account != "" {
			keys = append(keys, attemptKey("account", account))
		}
		for _, key := range keys {
			n, err := tx.Exec("update server_attempts set failed = case when since > $3 then failed + 1 else 1 end, since = case when since > $3 then since else $4 end where organisation = $1 and id = $2", key, old, now)
			if err == nil && n == 0 {
				_, err = tx.Exec("insert into server_attempts (organisation, id, failed, since) values ($1, $2, 1, $3)", key, now)
			}
			if err != nil {
				return err
			}
		}
		_, err := tx.Record("session.refused", sessionEntry{Name: account, Way: way, Why: "from " + s.addressOf(r)})
		return err
	})
}

func (s *Server) forget(ctx context.Context, key string) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("delete from server_attempts where organisation = $1 and id = $2", key)
		return err
	})
}

// byPassword checks a password and its second factor. Both are always looked
// at, and somebody unknown takes as long as somebody known.
func (s *Server) byPassword(ctx context.Context, a *web.Attempt) (*casework.Actor, error) {
	who, err := s.desk.ActorByEmail(ctx, a.Name)
	if err != nil && muster.CodeOf(err) != muster.CodePermission {
		return nil, err
	}
	var user casework.UserID
	if who != nil {
		user = who.User
	}
	kept, err := s.secrets(ctx, user)
	if err != nil {
		return nil, err
	}
	right := kept.passwordIs(a.Password)
	step, code := kept.codeIs(a.Code, s.now())
	if who == nil || !right || !code {
		return nil, errRefused()
	}
	if err := s.useCode(ctx, user, step); err != nil {
		return nil, err
	}
	return who, nil
}

// useCode notes the time step of a code, so that it is taken once.
func (s *Server) useCode(ctx context.Context, user casework.UserID, step int64) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		n, err := tx.Exec("update server_credentials set used = $3 where organisation = $1 and user_id = $2 and kind = 'totp' and used < $3", string(user), step)
		if err == nil && n != 1 {
			err = errRefused()
		}
		return err
	})
}

var errNoSecret = errors.New("no secret of that kind")
