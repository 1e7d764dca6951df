package server

import (
	"context"
	"crypto/subtle"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"muster"
	"muster/casework"
	"muster/report"
	"muster/store"
)

// signOnBack is where the provider sends people back to.
const signOnBack = "/sign-in/back"

func (c *SignOnConfig) title() string {
	if c.Issuer == "" || c.Name != "" {
		return c.Name
	}
	return "your organisation"
}

// provider is the sign-on provider, asked for its description when it is first
// needed: a provider that is down keeps nobody else out.
type provider struct {
	roots *x509.CertPool // whose word is taken for its address; nil: the system's

	asking singleflight.Group // held by nobody while the network is waited for
	known  atomic.Pointer[oidc.Provider]
}

// Bounds of talking with the provider.
const (
	providerTime   = 10 * time.Second
	providerAnswer = 1 << 20 // bytes
)

// boundedTransport cuts answers off, so that a provider gone wrong fills no
// memory.
type boundedTransport struct{ base http.RoundTripper }

func (t boundedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := t.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(answer.Body, providerAnswer), answer.Body}
	return answer, nil
}

// context carries the client the libraries use. It does not end with the
// request: what is learned of the provider serves the next one too.
func (p *provider) context(ctx context.Context) context.Context {
	base := trusting(p.roots)
	base.ResponseHeaderTimeout = providerTime
	return oidc.ClientContext(context.WithoutCancel(ctx), &http.Client{Transport: boundedTransport{base}, Timeout: providerTime})
}

// describe returns the provider, asked once. Whoever comes while it is asked waits
// for the same answer, and no longer than for their own request.
func (p *provider) describe(ctx context.Context, issuer string) (*oidc.Provider, error) {
	if known := p.known.Load(); known != nil {
		return known, nil
	}
	asked := p.asking.DoChan(issuer, func() (any, error) {
		if known := p.known.Load(); known != nil { // answered between the look and the turn
			return known, nil
		}
		known, err := oidc.NewProvider(p.context(ctx), issuer)
		if err == nil {
			p.known.Store(known)
		}
		return known, err
	})
	var err error
	select {
	case answer := <-asked:
		if err = answer.Err; err == nil {
			return answer.Val.(*oidc.Provider), nil
		}
	case <-ctx.Done():
		err = ctx.Err()
	}
	return nil, &muster.Error{Code: muster.CodeTimeout, Message: "The sign-on provider does not answer.", Hint: "Try again in a moment, or sign in another way.", Err: err}
}

// client is this installation as the provider knows it.
func (s *Server) signOnClient(ctx context.Context) (*oauth2.Config, *oidc.Provider, error) {
	c := &s.config.SignOn
	if c.Issuer == "" {
		return nil, nil, &muster.Error{Code: muster.CodeNotFound, Message: "Single sign-on is not switched on here.", Hint: "Use another way to sign in."}
	}
	p, err := s.provider.describe(ctx, c.Issuer)
	if err != nil {
		s.log.WarnContext(ctx, "the sign-on provider cannot be asked", "error", errors.Unwrap(err))
		return nil, nil, err
	}
	secret := ""
	if c.SecretFile != "" {
		text, err := os.ReadFile(c.SecretFile) // anew each time: secrets are changed
		if err != nil {
			return nil, nil, keyError("the secret of the sign-on client cannot be read", err)
		}
		secret = strings.TrimSpace(string(text))
	}
	scopes := []string{oidc.ScopeOpenID, "email", "profile"}
	if c.Groups != "" && c.GroupsScope != "" {
		scopes = append(scopes, c.GroupsScope)
	}
	return &oauth2.Config{
		ClientID: c.ClientID, ClientSecret: secret, Endpoint: p.Endpoint(), RedirectURL: strings.TrimRight(s.baseAddress(), "/") + signOnBack,
		Scopes: scopes,
	}, p, nil
}

// signOn is what must come back unchanged.
type signOn struct {
	State    string          `json:"state"`
	Nonce    string          `json:"nonce"`
	Verifier string          `json:"verifier"`
	Next     string          `json:"next"`
	Connect  casework.UserID `json:"connect,omitempty"` // who connects their account, when that is what it is for
}

// SignOn sends somebody to the provider: it returns the address. Connecting an
// account is asked for from a page of ours only, or another site could tie a
// stranger's account to the reader's.
func (e *entrance) SignOn(w http.ResponseWriter, r *http.Request, next string) (string, error) {
	s := e.server
	client, _, err := s.signOnClient(r.Context())
	if err != nil {
		return "", err
	}
	state, _ := freshSecret()
	nonce, _ := freshSecret()
	one := signOn{State: state, Nonce: nonce, Verifier: oauth2.GenerateVerifier(), Next: next}
	if v := visitorOf(r.Context()); v != nil && v.actor.Step == "" {
		if r.Header.Get("Sec-Fetch-Site") != "same-origin" {
			return "", &muster.Error{Code: muster.CodePermission, Message: "You are signed in already.", Hint: "Connect your account from your own page."}
		}
		if err := s.isFresh(r.Context(), v); err != nil {
			return "", err
		}
		one.Connect = v.actor.User
	}
	if err := s.beginCeremony(w, "signon", &one); err != nil {
		return "", err
	}
	return client.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(one.Verifier)), nil
}

// Return takes the provider's answer and signs in the user it names. It
// returns where they wanted to go.
func (e *entrance) Return(w http.ResponseWriter, r *http.Request) (next string, err error) {
	s := e.server
	var one signOn
	err = s.enter(w, r, "provider", "", func() (*casework.Actor, string, error) {
		if err := s.endCeremony(w, r, "signon", &one); err != nil {
			return nil, "", err
		}
		who, err := s.byProvider(r, &one)
		return who, "", err
	})
	return one.Next, err
}

// errTold marks a refusal by single sign-on whose reason may be said. Who reads
// it proved at the provider who they are, and learns of their own account there
// and nobody else's; or they proved nothing, and learn that.
var errTold = errors.New("refused by sign-on, with a reason that may be said")

func (s *Server) signOnRefused(message, hint string) error {
	name := s.config.SignOn.title()
	if name == "your organisation" {
		name += "'s sign-on"
	}
	return &muster.Error{Code: muster.CodePermission, Message: strings.ReplaceAll(message, "SIGN-ON", report.Sentence(name)), Hint: hint, Err: errTold}
}

// What to do after a refusal by single sign-on.
const (
	startAgain = "Start again from this page, in this window. If it happens again, tell the administrator the time: the server's log says why."
	askInvite  = "Ask the administrator to invite you with the e-mail address you have there, or for a one-time link; signed in by it, connect your account under How you sign in."
)

// sayWhy is the refusal of a sign-on that has no words of its own yet. The log
// has it too: the page sends people to who reads that.
func (s *Server) sayWhy(ctx context.Context, err error) error {
	if !errors.Is(err, errTold) {
		err = s.signOnRefused("This sign-in took too long, was used already, or began in another window.", startAgain)
	}
	var told *muster.Error
	if errors.As(err, &told) {
		s.log.WarnContext(ctx, "single sign-on let nobody in", "reason", told.Message)
	}
	return err
}

// tokenFault is why a token is not accepted: of issuer, audience, times and
// signature, none of which says who it is about.
func tokenFault(err error) string {
	if err == nil {
		return "it is not the answer to what was asked (nonce)"
	}
	const most = 300 // it may quote what a stranger wrote
	return strings.ToValidUTF8(err.Error()[:min(len(err.Error()), most)], "")
}

// identity is what the provider says of somebody.
type identity struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	Email    string `json:"email"`
	Verified any    `json:"email_verified"` // some providers write "true"
}

func (i *identity) verified() bool { return i.Verified == true || i.Verified == "true" }

// byProvider finds the user of the provider's answer.
func (s *Server) byProvider(r *http.Request, one *signOn) (*casework.Actor, error) {
	q := r.URL.Query()
	switch {
	case subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(one.State)) != 1:
		return nil, errRefused()
	case q.Get("code") == "" || len(q.Get("code")) > 4096:
		return nil, s.signOnRefused("SIGN-ON did not let you through, or you stopped it there.", startAgain)
	}
	client, p, err := s.signOnClient(r.Context())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(s.provider.context(r.Context()), providerTime)
	defer cancel()
	token, err := client.Exchange(ctx, q.Get("code"), oauth2.VerifierOption(one.Verifier))
	if err != nil {
		s.log.WarnContext(ctx, "the provider did not take the code back", "error", exchangeFault(err))
		return nil, s.signOnRefused("SIGN-ON did not confirm the sign-in.", startAgain)
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := p.VerifierContext(s.provider.context(r.Context()), &oidc.Config{ClientID: client.ClientID, Now: s.now}).Verify(ctx, raw)
	if err != nil || subtle.ConstantTimeCompare([]byte(verified.Nonce), []byte(one.Nonce)) != 1 {
		s.log.WarnContext(ctx, "the provider's token is not accepted", "error", tokenFault(err))
		return nil, s.signOnRefused("What SIGN-ON answered cannot be relied on, so it lets nobody in.", startAgain)
	}
	var who identity
	if err := verified.Claims(&who); err != nil || who.Subject == "" || len(who.Subject) > 255 {
		return nil, s.signOnRefused("SIGN-ON did not say who you are.", startAgain)
	}
	found, err := s.known(r.Context(), &who, one.Connect)
	if err != nil {
		return nil, err
	}
	var claims map[string]json.RawMessage
	if err := verified.Claims(&claims); err != nil {
		return nil, s.signOnRefused("What SIGN-ON answered cannot be relied on, so it lets nobody in.", startAgain)
	}
	return s.provided(r.Context(), found, s.groupsIn(claims))
}

// groupsIn are the groups that a token names in the claim that is configured: a
// list of texts, or one text. Anything else is none.
func (s *Server) groupsIn(claims map[string]json.RawMessage) []string {
	if s.config.SignOn.Groups == "" {
		return nil
	}
	raw := claims[s.config.SignOn.Groups]
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var one string
	if json.Unmarshal(raw, &one) == nil && one != "" {
		return []string{one}
	}
	return nil
}

// provided gives somebody whose roles come from the provider what their groups
// come to now. Whom they give nothing does not come in, and is in no longer.
func (s *Server) provided(ctx context.Context, who *casework.Actor, groups []string) (*casework.Actor, error) {
	if !who.Provided {
		return who, nil
	}
	now, err := s.desk.Provide(ctx, who.User, groups)
	if err != nil {
		return nil, err
	}
	if now.Provided && len(now.Grants) == 0 {
		if err := s.EndSessions(ctx, now.User); err != nil {
			return nil, err
		}
		return nil, s.signOnRefused("SIGN-ON knows you, and your groups there give you no role here.", "Ask whoever looks after your account there, or the administrator here.")
	}
	return now, nil
}

// exchangeFault is why a code was not taken, without what was sent.
func exchangeFault(err error) string {
	var answer *oauth2.RetrieveError
	if errors.As(err, &answer) {
		return answer.ErrorCode
	}
	return "no answer"
}

// known finds the user an identity belongs to: the one it was connected with,
// or else the invited one with its verified e-mail address, with whom it is
// connected from then on. An address that passes to somebody else at the
// provider opens nothing here.
func (s *Server) known(ctx context.Context, i *identity, connect casework.UserID) (*casework.Actor, error) {
	id := s.attemptKey("subject", i.Issuer+"\x00"+i.Subject)
	var user casework.UserID
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		return tx.QueryRow("select coalesce(max(user_id), '') from server_credentials where organisation = $1 and kind = 'provider' and id = $2", id).Scan(&user)
	})
	switch {
	case err != nil:
		return nil, err
	case user != "":
		if connect != "" && connect != user {
			return nil, s.signOnRefused("This account at SIGN-ON is connected with somebody else here.", "Sign out there, then connect your own; or ask the administrator.")
		}
		who, err := s.desk.Actor(ctx, user)
		return who, s.unknownThere(err)
	case connect != "":
		who, err := s.desk.Actor(ctx, connect)
		if err != nil {
			return nil, err
		}
		return who, s.connect(ctx, who, id, i)
	case !i.verified() || i.Email == "":
		return nil, s.signOnRefused("SIGN-ON knows you, and does not say that your e-mail address there is confirmed, so nobody here can be recognised by it.", "Ask the administrator for a one-time link; signed in by it, connect your account under How you sign in.")
	}
	who, err := s.desk.ActorByEmail(ctx, i.Email)
	if err != nil {
		return nil, s.unknownThere(err)
	}
	if err := s.hasOwnWay(ctx, who); err != nil {
		return nil, err
	}
	return who, s.connect(ctx, who, id, i)
}

// hasOwnWay refuses to know an administrator by an address who has a way in of
// their own: who gives out addresses at the provider would manage the users here,
// and pass by a second factor. They connect their account themselves.
func (s *Server) hasOwnWay(ctx context.Context, who *casework.Actor) error {
	if who.Provided || !slices.ContainsFunc(who.Grants, func(g casework.Grant) bool { return g.Role == casework.Administrator }) {
		return nil
	}
	var own int64
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		return tx.QueryRow("select count(*) from server_credentials where organisation = $1 and user_id = $2 and kind in ('password', 'passkey')", string(who.User)).Scan(&own)
	})
	if err != nil || own == 0 {
		return err
	}
	return s.signOnRefused("SIGN-ON knows you, and an address alone lets no administrator in who has another way to sign in.", "Sign in that way and connect your account under How you sign in.")
}

// unknownThere says that the sign-on was right and leads to no user.
func (s *Server) unknownThere(err error) error {
	if code := muster.CodeOf(err); code == muster.CodePermission || code == muster.CodeNotFound {
		return s.signOnRefused("SIGN-ON knows you, and nobody who may sign in here has your account there.", askInvite)
	}
	return err
}

// connect ties an identity to a user who has none of that provider.
func (s *Server) connect(ctx context.Context, who *casework.Actor, id string, i *identity) error {
	body, err := json.Marshal(struct {
		Issuer string `json:"issuer"`
	}{i.Issuer})
	if err != nil {
		return err
	}
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		var others int64
		if err := tx.QueryRow("select count(*) from server_credentials where organisation = $1 and user_id = $2 and kind = 'provider'", string(who.User)).Scan(&others); err != nil {
			return err
		}
		if others > 0 {
			return s.signOnRefused("Another account at SIGN-ON is connected with this user already.", "Disconnect it first under How you sign in, or ask the administrator.")
		}
		if _, err := tx.Exec("insert into server_credentials (organisation, user_id, kind, id, body, made, used) values ($1, $2, 'provider', $3, $4, $5, 0)", string(who.User), id, body, tx.Now()); err != nil {
			return err
		}
		_, err := tx.Record("provider.connect", sessionEntry{User: who.User, Name: who.Name})
		return err
	})
}
