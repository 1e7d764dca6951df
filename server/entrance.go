package server

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"muster"
	"muster/casework"
	"muster/store"
	"muster/web"
)

// entrance lets people in. What is wrong with a try it never says, but for
// single sign-on, where nothing is typed here: see errTold.
type entrance struct{ server *Server }

// Ways are the ways to sign in that are switched on.
func (e *entrance) Ways(context.Context) (web.Ways, error) {
	return web.Ways{Link: true, Password: true, Passkey: e.server.passkeyHost() != "", Provider: e.server.config.SignOn.title()}, nil
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
	return s.enter(w, r, way, account, func() (*casework.Actor, string, error) { return s.identify(w, r, way, &a) })
}

// enter lets in whom a try proves to be somebody. The try counts as failed
// until it has succeeded, so that many at once are not many more.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, way, account string, identify func() (who *casework.Actor, link string, err error)) error {
	if err := s.attempt(r, account); err != nil {
		return err
	}
	who, link, err := identify()
	if err == nil && way != "provider" && who.Provided { // their roles would outlast their groups
		err = s.signOnRefused("Your roles here come from your groups at SIGN-ON, so that is your way in.", "Go back and continue there, or ask the administrator to set your roles by hand.")
	}
	if err != nil {
		if code := muster.CodeOf(err); code != muster.CodePermission && code != muster.CodeNotFound && code != muster.CodeUsage {
			return err
		}
		if noted := s.noteFailure(r, way, account); noted != nil {
			return noted
		}
		s.counters.refused.Add(1)
		if way == "provider" {
			return s.sayWhy(r.Context(), err)
		}
		if errors.Is(err, errTold) {
			return err // they proved who they are
		}
		return errRefused()
	}
	if err := s.succeeded(r, account); err != nil {
		return err
	}
	return s.startSession(w, r, who, way, link)
}

// identify finds who a try is from.
func (s *Server) identify(w http.ResponseWriter, r *http.Request, way string, a *web.Attempt) (who *casework.Actor, link string, err error) {
	ctx := r.Context()
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
	case "passkey":
		who, err = s.byPasskey(w, r, a.Passkey)
	}
	return who, "", err
}

// Challenge is what a browser asks a passkey to sign.
func (e *entrance) Challenge(w http.ResponseWriter, r *http.Request) (json.RawMessage, error) {
	return e.server.passkeyChallenge(w, r)
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

// attemptKey names what tries are counted for, as a keyed digest: the table
// says of nobody that they tried.
func (s *Server) attemptKey(kind, value string) string {
	mac := hmac.New(sha256.New, s.keys.session)
	mac.Write([]byte(kind + "\x00" + value))
	return kind + "-" + hex.EncodeToString(mac.Sum(nil)[:16])
}

// addressOf is where a request comes from. Forwarded headers are believed only
// behind a proxy that is declared.
func (s *Server) addressOf(r *http.Request) string {
	if s.config.TLS.Proxied {
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
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

// network is what tries are counted for: an address, or the part of a version 6
// address that one customer has to themselves.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	prefix, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}

// counted is what one try counts for, and how many may fail.
type counted struct {
	key  string
	most int64
}

func (s *Server) countedFor(r *http.Request, account string) []counted {
	list := []counted{{s.attemptKey("address", network(s.addressOf(r))), addressAttempts}}
	if account != "" {
		list = append(list, counted{s.attemptKey("account", account), accountAttempts})
	}
	return list
}

// attempt counts a try before it is looked at, and refuses it where too many
// failed.
func (s *Server) attempt(r *http.Request, account string) error {
	now, old := s.now().UnixMicro(), s.now().Add(-attemptWindow).UnixMicro()
	list := s.countedFor(r, account)
	slow := &muster.Error{Code: muster.CodePermission, Message: "Too many tries failed.", Hint: "Wait a quarter of an hour, or ask the administrator for a fresh link."}
	err := s.store.View(r.Context(), s.config.Organisation, func(tx *store.Tx) error { // whoever waits costs no writing
		for _, c := range list {
			if n, err := failedTries(tx, c.key, old); err != nil || n >= c.most {
				return errors.Join(err, refuseIf(n >= c.most, slow))
			}
		}
		return nil
	})
	if err == nil {
		err = s.store.Update(r.Context(), s.config.Organisation, func(tx *store.Tx) error {
			for _, c := range list {
				n, err := failedTries(tx, c.key, old)
				if err != nil || n >= c.most {
					return errors.Join(err, refuseIf(n >= c.most, slow))
				}
				_, err = tx.Exec("insert into server_attempts (organisation, id, failed, since) values ($1, $2, 1, $3) on conflict (organisation, id) do update set failed = $4, since = case when server_attempts.since > $5 then server_attempts.since else $3 end",
					c.key, now, n+1, old)
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if errors.Is(err, slow) {
		s.slowed.note(network(s.addressOf(r)))
		s.counters.refused.Add(1)
		return slow
	}
	return err
}

func refuseIf(is bool, why error) error {
	if is {
		return why
	}
	return nil
}

func failedTries(tx *store.Tx, key string, old int64) (n int64, err error) {
	err = tx.QueryRow("select coalesce(sum(failed), 0) from server_attempts where organisation = $1 and id = $2 and since > $3", key, old).Scan(&n)
	return n, err
}

// noteFailure enters a failed try in the ledger. What was typed as a name is
// kept only when it is somebody's: people type passwords there.
func (s *Server) noteFailure(r *http.Request, way, account string) error {
	ctx := context.WithoutCancel(r.Context())
	entry := sessionEntry{Way: way, Why: "from " + s.addressOf(r)}
	if account != "" {
		who, err := s.desk.ActorByEmail(ctx, account)
		if err == nil {
			entry.User, entry.Name = who.User, account
		}
	}
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Record(casework.SignInRefused, entry)
		return err
	})
}

// succeeded takes back what the try counted for.
func (s *Server) succeeded(r *http.Request, account string) error {
	return s.store.Update(r.Context(), s.config.Organisation, func(tx *store.Tx) error {
		for _, c := range s.countedFor(r, account) {
			text := "update server_attempts set failed = failed - 1 where organisation = $1 and id = $2 and failed > 0"
			if c.most == accountAttempts {
				text = "delete from server_attempts where organisation = $1 and id = $2"
			}
			if _, err := tx.Exec(text, c.key); err != nil {
				return err
			}
		}
		return nil
	})
}

// slowed counts the tries of networks that wait. They are entered together,
// now and then: whoever floods us must not fill the ledger.
type slowed struct {
	mu sync.Mutex
	of map[string]int
}

// maxWaiting is how many networks are told apart.
const maxWaiting = 1000

func (w *slowed) note(network string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.of == nil {
		w.of = map[string]int{}
	}
	if _, known := w.of[network]; !known && len(w.of) >= maxWaiting {
		network = "elsewhere"
	}
	w.of[network]++
}

func (w *slowed) take() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.of
	w.of = nil
	return out
}

// tallyEvery is how often tries that had to wait are entered.
const tallyEvery = time.Minute

// tally enters them until ctx ends, and then once more.
func (s *Server) tally(ctx context.Context) {
	tick := time.NewTicker(tallyEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
		if err := s.enterWaiting(context.WithoutCancel(ctx)); err != nil {
			s.log.Error("refused sign-ins could not be entered", "error", err)
		}
		if ctx.Err() != nil {
			return
		}
	}
}

func (s *Server) enterWaiting(ctx context.Context) error {
	list := s.slowed.take()
	if len(list) == 0 {
		return nil
	}
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		for _, network := range slices.Sorted(maps.Keys(list)) {
			if _, err := tx.Record(casework.SignInRefused, sessionEntry{Why: "while waiting, from " + network, Tries: list[network]}); err != nil {
				return err
			}
		}
		return nil
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
	right, err := s.passwordIs(ctx, kept, a.Password)
	if err != nil {
		return nil, err
	}
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
