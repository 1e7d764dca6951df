package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"muster/connect"
)

// LoginConfig is how a system is signed in to that issues tokens which live for a
// short while: docs/connectors.md says of each what it needs. The secret, or
// Google's file with a key, is what token_file names.
type LoginConfig struct {
	URL         string            `yaml:"url"`          // where tokens are issued; empty: where the system usually does
	Client      string            `yaml:"client"`       // the id that the system gave this program
	Scope       string            `yaml:"scope"`        // empty: what is needed to read
	Subject     string            `yaml:"subject"`      // in whose name, with Google: an administrator's address
	RefreshFile string            `yaml:"refresh_file"` // with a token that renews others, with Workday
	Form        map[string]string `yaml:"form"`         // what else is asked, such as Zoom's account_id
}

// checkLogin checks what the configuration says of a login.
func (l *LoginConfig) check(id string, system *connect.System) error {
	switch {
	case l == nil:
		return nil
	case system.Login == nil:
		return configError("systems: "+id+" issues no tokens for a client", "leave login away and put the key into token_file")
	case cmp.Or(l.URL, system.Login.URL) == "":
		return configError("systems: login of "+id+" does not say where tokens are issued", "name it as login.url; docs/connectors.md has the form")
	case l.Client == "" && system.Login.Grant != connect.GrantAssertion:
		return configError("systems: login of "+id+" names no client", "name the client's id as login.client")
	case (l.RefreshFile == "") == (system.Login.Grant == connect.GrantRefresh):
		return configError("systems: login of "+id+" is not as the system takes it", "docs/connectors.md says which systems want refresh_file")
	}
	for _, name := range system.Login.Form {
		if l.Form[name] == "" {
			return configError(fmt.Sprintf("systems: login of %s does not give %s", id, name), "name it under login.form")
		}
	}
	return nil
}

// wayIn is what a system is asked with: what a file holds, or a token that is
// issued for it and renewed while it is still good.
type wayIn struct {
	file  string
	login *LoginConfig // nil: the file holds what is sent

	mu     sync.Mutex
	issued connect.Issued
	renew  time.Time // from when on another is asked for
	of     string    // the secret it was issued for: a new one in the file is used at once
}

// renewBefore is how long before its end a token is renewed, so that none ends
// within a turn; of one that lives shorter, half its life.
const renewBefore = pollTurn + time.Minute

// secret returns what to ask a connector's system with.
func (s *Server) secret(ctx context.Context, c *connector, k *wayIn) (string, error) {
	text, err := secretOf(k.file)
	if err != nil || k.login == nil {
		return string(text), err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	now := s.now()
	if k.of == string(text) && now.Before(k.renew) {
		return k.issued.Token, nil
	}
	e := &connect.Entry{
		Login: c.system.Login, Client: s.systems.client, System: c.URL, URL: k.login.URL, ID: k.login.Client, Secret: string(text), Scope: k.login.Scope, Subject: k.login.Subject, Form: k.login.Form, Now: now,
	}
	if k.login.RefreshFile != "" {
		refresh, err := secretOf(k.login.RefreshFile)
		if err != nil {
			return "", err
		}
		e.Refresh = string(refresh)
	}
	ctx, done := context.WithTimeout(ctx, pageTime)
	defer done()
	issued, err := connect.Issue(ctx, e)
	switch {
	case err != nil && k.of == string(text) && now.Before(k.issued.Until) && !errors.Is(err, connect.ErrRevoked):
		return k.issued.Token, nil // it is good for a while; the next question asks for another again
	case err != nil:
		return "", err
	}
	k.issued, k.of = issued, string(text)
	life := issued.Until.Sub(now)
	k.renew = issued.Until.Add(-min(renewBefore, life/2))
	return issued.Token, nil
}

// refused says that a token was not taken, and reports whether another may be:
// tokens can be withdrawn before their time.
func (k *wayIn) refused(token string, failure error) bool {
	if k.login == nil || !errors.Is(failure, connect.ErrRevoked) {
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.issued.Token == token {
		k.renew, k.issued = time.Time{}, connect.Issued{}
	}
	return true
}
