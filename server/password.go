package server

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"database/sql"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"golang.org/x/crypto/argon2"

	"muster"
	"muster/casework"
	"muster/store"
)

// The cost of one password: OWASP's second choice for argon2id, 19 MiB and two
// passes.
const (
	argonTime   = 2
	argonMemory = 19 << 10 // KiB
	argonKey    = 32
)

// minPassword is the shortest password, in characters. There are no other
// rules: length is what helps.
const (
	minPassword = 12
	maxPassword = 1024 // bytes
)

// passwordHash is a password as it is kept.
type passwordHash struct {
	Salt   []byte `json:"salt"`
	Time   uint32 `json:"time"`
	Memory uint32 `json:"memory"`
	Hash   []byte `json:"hash"`
}

func hashPassword(password string) passwordHash {
	salt := make([]byte, 16)
	rand.Read(salt)
	return passwordHash{salt, argonTime, argonMemory, argon2.IDKey([]byte(password), salt, argonTime, argonMemory, 1, argonKey)}
}

// secrets are what somebody can prove themselves with. The zero value proves
// nothing and takes as long.
type secrets struct {
	password passwordHash
	totp     []byte
	used     int64 // time step of the last code taken
}

func (k *secrets) passwordIs(password string) bool {
	h := k.password
	if len(h.Hash) == 0 || h.Time > 10 || h.Memory > 1<<20 {
		h = passwordHash{make([]byte, 16), argonTime, argonMemory, make([]byte, argonKey)}
		argon2.IDKey([]byte(password), h.Salt, h.Time, h.Memory, 1, argonKey)
		return false
	}
	return subtle.ConstantTimeCompare(argon2.IDKey([]byte(password), h.Salt, h.Time, h.Memory, 1, argonKey), h.Hash) == 1
}

// hashesAtOnce bounds the memory that passwords under test take together.
const hashesAtOnce = 4

// passwordIs checks a password when it is its turn.
func (s *Server) passwordIs(ctx context.Context, k *secrets, password string) (bool, error) {
	select {
	case s.hashing <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	defer func() { <-s.hashing }()
	return k.passwordIs(password), nil
}

// totpPeriod is how long one code lasts (RFC 6238).
const totpPeriod = 30

// codeIs checks a code of an authenticator app, for this period and the one
// before and after. A code taken before is not taken again.
func (k *secrets) codeIs(code string, now time.Time) (step int64, ok bool) {
	secret := k.totp
	if len(secret) == 0 {
		secret = make([]byte, 20)
	}
	at := now.Unix() / totpPeriod
	for i := at - 1; i <= at+1; i++ {
		if subtle.ConstantTimeCompare([]byte(totp(secret, i)), []byte(code)) == 1 && i > k.used {
			step, ok = i, true
		}
	}
	return step, ok && len(k.totp) > 0
}

// totp is the code of a time step.
func totp(secret []byte, step int64) string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(step))
	h := hmac.New(sha1.New, secret)
	h.Write(b[:])
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:])&0x7fffffff%1_000_000)
}

// secrets reads what somebody proves themselves with.
func (s *Server) secrets(ctx context.Context, user casework.UserID) (*secrets, error) {
	k := &secrets{}
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		body, _, err := credential(tx, user, "password")
		if err != nil {
			return ignoreNone(err)
		}
		if err := json.Unmarshal(body, &k.password); err != nil {
			return err
		}
		sealed, used, err := credential(tx, user, "totp")
		if err != nil {
			return ignoreNone(err)
		}
		k.used = used
		k.totp, err = s.unseal(user, sealed)
		return err
	})
	return k, err
}

func ignoreNone(err error) error {
	if errors.Is(err, errNoSecret) {
		return nil
	}
	return err
}

func credential(tx *store.Tx, user casework.UserID, kind string) (body []byte, used int64, err error) {
	err = tx.QueryRow("select body, used from server_credentials where organisation = $1 and user_id = $2 and kind = $3", string(user), kind).Scan(&body, &used)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoSecret
	}
	return body, used, err
}

// SetPassword gives a user a password with a fresh second factor, ends their
// sessions, and returns the address an authenticator app reads. That it was
// done is entered.
func (s *Server) SetPassword(ctx context.Context, email, password string) (address string, err error) {
	if err := goodPassword(password); err != nil {
		return "", err
	}
	who, err := s.desk.ActorByEmail(ctx, email)
	if err != nil {
		return "", err
	}
	secret := make([]byte, 20)
	rand.Read(secret)
	hash := hashPassword(password)
	if err := s.keepPassword(ctx, who, &hash, secret, 0); err != nil {
		return "", err
	}
	return otpauth(email, secret), s.EndSessions(ctx, who.User)
}

// otpauth is a second factor as authenticator apps read it.
func otpauth(email string, secret []byte) string {
	v := url.Values{"secret": {secretText(secret)}, "issuer": {"Muster"}}
	return "otpauth://totp/" + url.PathEscape("Muster:"+email) + "?" + v.Encode()
}

// secretText is a second factor's secret in the letters authenticators take.
func secretText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// keepPassword keeps a password with its second factor, of which the code of
// a time step was used already.
func (s *Server) keepPassword(ctx context.Context, who *casework.Actor, hash *passwordHash, secret []byte, used int64) error {
	body, err := json.Marshal(hash)
	if err != nil {
		return err
	}
	sealed, err := s.seal(who.User, secret)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		if err := dropCredentials(tx, who.User, "password", "totp"); err != nil {
			return err
		}
		for _, one := range []struct {
			kind string
			body []byte
			used int64
		}{{"password", body, 0}, {"totp", sealed, used}} {
			if _, err := tx.Exec("insert into server_credentials (organisation, user_id, kind, id, body, made, used) values ($1, $2, $3, $3, $4, $5, $6)", string(who.User), one.kind, one.body, tx.Now(), one.used); err != nil {
				return err
			}
		}
		_, err := tx.Record("password.set", sessionEntry{User: who.User, Name: who.Name})
		return err
	})
}

func dropCredentials(tx *store.Tx, user casework.UserID, kinds ...string) error {
	for _, kind := range kinds {
		if _, err := tx.Exec("delete from server_credentials where organisation = $1 and user_id = $2 and kind = $3", string(user), kind); err != nil {
			return err
		}
	}
	return nil
}

// seal and unseal keep second factors readable to whoever has the session key
// only. A sealed one is bound to its user.
func (s *Server) seal(user casework.UserID, secret []byte) ([]byte, error) {
	return s.sealFor("totp "+string(user), secret)
}

func (s *Server) unseal(user casework.UserID, sealed []byte) ([]byte, error) {
	return s.unsealFor("totp "+string(user), sealed)
}

// sealFor encrypts for one use only.
func (s *Server) sealFor(use string, text []byte) ([]byte, error) {
	box, err := s.box()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce)
	return box.Seal(nonce, nonce, text, []byte(use)), nil
}

func (s *Server) unsealFor(use string, sealed []byte) ([]byte, error) {
	box, err := s.box()
	if err != nil {
		return nil, err
	}
	if len(sealed) < box.NonceSize() {
		return nil, &muster.Error{Code: muster.CodeDamaged, Message: "something sealed is damaged", Hint: "set it anew"}
	}
	return box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], []byte(use))
}

func (s *Server) box() (cipher.AEAD, error) {
	block, err := aes.NewCipher(s.keys.session)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
