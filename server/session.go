package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"muster"
	"muster/casework"
	"muster/store"
)

// The names of the session's cookie. The first binds it to this host and to
// TLS; a loopback address without TLS cannot have it.
const (
	secureCookie = "__Host-muster"
	plainCookie  = "muster_session"
)

// previousHolds is how long the cookie before a rotation is still accepted:
// requests that were under way carry it.
const previousHolds = time.Minute

// session is somebody signed in.
type session struct {
	id      string
	user    casework.UserID // empty for an outside signer
	link    string          // of an outside signer
	made    time.Time
	rotated time.Time
}

func (s *Server) cookieName() string {
	if s.config.secure() {
		return secureCookie
	}
	return plainCookie
}

// freshSecret is 32 random bytes and their digest.
func freshSecret() (text string, digest []byte) {
	var b [32]byte
	rand.Read(b[:])
	text = base64.RawURLEncoding.EncodeToString(b[:])
	return text, digestOf(text)
}

func digestOf(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// startSession opens a session and sets its cookie. A session the browser came
// with ends: nobody carries one over a sign-in.
func (s *Server) startSession(w http.ResponseWriter, r *http.Request, who *casework.Actor, way, link string) error {
	if v := visitorOf(r.Context()); v != nil {
		if err := s.endSession(r.Context(), v.session); err != nil {
			return err
		}
	}
	id := newKey()
	secret, digest := freshSecret()
	user := string(who.User)
	if link != "" {
		user = ""
	}
	now := s.now().UnixMicro()
	err := s.store.Update(r.Context(), s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("insert into server_sessions (organisation, id, user_id, link, digest, previous, made, seen, rotated) values ($1, $2, $3, $4, $5, $6, $7, $7, $7)",
			id, user, link, digest, []byte{}, now)
		if err != nil {
			return err
		}
		_, err = tx.Record("session.start", sessionEntry{User: who.User, Name: who.Name, Session: id, Way: way})
		return err
	})
	if err != nil {
		return err
	}
	s.setCookie(w, id+"."+secret, int(s.config.Sessions.Absolute.Seconds()))
	return nil
}

// sessionEntry is what the ledger keeps of a sign-in.
type sessionEntry struct {
	User    casework.UserID `json:"user,omitempty"`
	Name    string          `json:"name,omitempty"`
	Session string          `json:"session,omitempty"`
	Way     string          `json:"way,omitempty"`
	Why     string          `json:"why,omitempty"`
	Tries   int             `json:"tries,omitempty"` // that had to wait, when it is not one
}

func (s *Server) setCookie(w http.ResponseWriter, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: s.config.secure(), SameSite: http.SameSiteLaxMode,
	})
}

func (s *Server) cookie(r *http.Request) string {
	c, err := r.Cookie(s.cookieName())
	if err != nil || len(c.Value) > 200 {
		return ""
	}
	return c.Value
}

// errNoSession says that nobody is signed in.
var errNoSession = errors.New("no session")

// session finds the session of a request, notes that it is in use, and gives
// it a new cookie when its time has come.
func (s *Server) session(w http.ResponseWriter, r *http.Request) (*session, error) {
	id, secret, ok := strings.Cut(s.cookie(r), ".")
	if !ok {
		return nil, errNoSession
	}
	row, err := s.findSession(r.Context(), id)
	if err != nil {
		return nil, err
	}
	now, limits := s.now(), s.config.Sessions
	if now.Sub(row.seen) > limits.Idle || now.Sub(row.made) > limits.Absolute {
		return nil, errors.Join(s.endSession(r.Context(), id), errNoSession)
	}
	digest := digestOf(secret)
	current := subtle.ConstantTimeCompare(digest, row.digest) == 1
	before := subtle.ConstantTimeCompare(digest, row.previous) == 1
	if !current && !(before && now.Sub(row.rotated) < previousHolds) {
		if before { // a cookie that was replaced long ago: somebody kept a copy
			return nil, errors.Join(s.endSession(r.Context(), id), errNoSession)
		}
		return nil, errNoSession
	}
	switch {
	case current && now.Sub(row.rotated) > limits.Rotate:
		err = s.rotate(w, r, row)
	case now.Sub(row.seen) > min(time.Minute, limits.Idle/4): // not with each request, and before a short one is over
		err = s.touch(r.Context(), id)
	}
	if err != nil { // such as a full disk: pages can be read, and the session ends sooner
		s.log.WarnContext(r.Context(), "that a session is in use could not be noted", "error", err)
	}
	return &row.session, nil
}

// sessionRow is a session as it is stored.
type sessionRow struct {
	session
	digest, previous []byte
	seen             time.Time
}

func (s *Server) findSession(ctx context.Context, id string) (*sessionRow, error) {
	var row sessionRow
	var made, seen, rotated int64
	err := s.store.One(ctx, s.config.Organisation, "select id, user_id, link, digest, previous, made, seen, rotated from server_sessions where organisation = $1 and id = $2", id).
		Scan(&row.id, &row.user, &row.link, &row.digest, &row.previous, &made, &seen, &rotated)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNoSession
	}
	row.made, row.seen, row.rotated = time.UnixMicro(made), time.UnixMicro(seen), time.UnixMicro(rotated)
	return &row, err
}

// rotate gives a session a new cookie. Of two requests at once one does it.
func (s *Server) rotate(w http.ResponseWriter, r *http.Request, row *sessionRow) error {
	secret, digest := freshSecret()
	now := s.now().UnixMicro()
	turned := int64(0)
	err := s.store.Update(r.Context(), s.config.Organisation, func(tx *store.Tx) (err error) {
		turned, err = tx.Exec("update server_sessions set digest = $3, previous = $4, rotated = $5, seen = $5 where organisation = $1 and id = $2 and rotated = $6",
			row.id, digest, row.digest, now, row.rotated.UnixMicro())
		return err
	})
	if err == nil && turned == 1 {
		s.setCookie(w, row.id+"."+secret, int(s.config.Sessions.Absolute.Seconds()))
	}
	return err
}

func (s *Server) touch(ctx context.Context, id string) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("update server_sessions set seen = $3 where organisation = $1 and id = $2", id, s.now().UnixMicro())
		return err
	})
}

// endSession forgets a session at once, on every server.
func (s *Server) endSession(ctx context.Context, id string) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("delete from server_sessions where organisation = $1 and id = $2", id)
		return err
	})
}

// EndSessions signs a user out everywhere, and enters that it was done.
func (s *Server) EndSessions(ctx context.Context, user casework.UserID) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		n, err := tx.Exec("delete from server_sessions where organisation = $1 and user_id = $2", string(user))
		if err == nil && n > 0 {
			_, err = tx.Record("session.end_all", sessionEntry{User: user})
		}
		return err
	})
}

// sweepSessions forgets sessions that have ended by themselves, and old counts
// of failed sign-ins.
func (s *Server) sweepSessions(ctx context.Context) error {
	now, limits := s.now(), s.config.Sessions
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("delete from server_sessions where organisation = $1 and (seen < $2 or made < $3)", now.Add(-limits.Idle).UnixMicro(), now.Add(-limits.Absolute).UnixMicro())
		if err != nil {
			return err
		}
		_, err = tx.Exec("delete from server_attempts where organisation = $1 and since < $2", now.Add(-attemptWindow).UnixMicro())
		return err
	})
}

// visitor is who a request is from, in its context.
type visitor struct {
	actor   *casework.Actor
	session string
	since   time.Time // when they signed in
	server  *Server
}

type visitorKey struct{}

// visitorOf returns who a request is from, nil for nobody.
func visitorOf(ctx context.Context) *visitor {
	v, _ := ctx.Value(visitorKey{}).(*visitor)
	return v
}

// who is the actor of a request that got past the pages' guard.
func who(ctx context.Context) (*casework.Actor, error) {
	if v := visitorOf(ctx); v != nil {
		return v.actor, nil
	}
	return nil, &muster.Error{Code: muster.CodePermission, Message: "Nobody is signed in.", Hint: "Sign in again."}
}

// recognise puts who is signed in into the request's context. The user is read
// anew with each request, so what an administrator takes away is gone at once.
func (s *Server) recognise(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			next.ServeHTTP(w, r)
			return
		}
		r = r.WithContext(store.OneRequest(r.Context()))
		one, err := s.session(w, r)
		if err == nil {
			var actor *casework.Actor
			if one.link != "" {
				actor, err = s.desk.Outsider(r.Context(), one.link)
			} else {
				actor, err = s.desk.Actor(r.Context(), one.user)
			}
			if err == nil {
				r = r.WithContext(context.WithValue(r.Context(), visitorKey{}, &visitor{actor: actor, session: one.id, since: one.made, server: s}))
			}
		}
		if err != nil && !errors.Is(err, errNoSession) && muster.CodeOf(err) != muster.CodePermission {
			s.log.ErrorContext(r.Context(), "the session could not be read", "error", err)
			http.Error(w, "Something went wrong on our side. Try again in a moment.", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}
