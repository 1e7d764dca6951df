package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"muster"
)

// Entrance opens and closes sessions. It sets and clears the session's cookie
// itself and keeps count of failed tries.
type Entrance interface {
	Ways(ctx context.Context) (Ways, error)
	Enter(w http.ResponseWriter, r *http.Request, a Attempt) error // a muster.Error says why not, without saying which part was wrong
	Challenge(w http.ResponseWriter, r *http.Request) (json.RawMessage, error)
	Leave(w http.ResponseWriter, r *http.Request) error
}

// Ways are the ways to sign in that are switched on.
type Ways struct {
	Link     bool // one-time links
	Passkey  bool
	Password bool   // with a second factor, always
	Provider string // name of the single sign-on, empty when there is none
}

// Attempt is one try to sign in. Exactly one way is filled.
type Attempt struct {
	Token                string // of a one-time link
	Name, Password, Code string
	Passkey              json.RawMessage // the browser's answer to the challenge
}

// SignIn is the page that lets people in.
type SignIn struct {
	Ways
	Next    string // where to go on, a path of ours
	Problem *muster.Error
	Name    string // as typed before

	Token string // of a one-time link: only a button is shown
}

func (s *SignIn) head() head {
	one := head{template: "signin", title: "Sign in", bare: true}
	if s.Problem != nil {
		one.status = http.StatusUnauthorized
	}
	return one
}

func (h *Handler) signIn(r *http.Request) (*SignIn, error) {
	ways, err := h.Entrance.Ways(r.Context())
	return &SignIn{Ways: ways, Next: local(r.URL.Query().Get("next"))}, err
}

// signInLink shows a button and does not use the link up: mail scanners open
// links, people press buttons.
func (h *Handler) signInLink(r *http.Request) (*SignIn, error) {
	ways, err := h.Entrance.Ways(r.Context())
	return &SignIn{Ways: ways, Next: local(r.URL.Query().Get("next")), Token: clip(r.URL.Query().Get("token"), 512)}, err
}

// enter tries to sign somebody in.
func enter(h *Handler, w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return &muster.Error{Code: muster.CodeTooLarge, Message: "The form is larger than a form can be.", Hint: "Try again.", Err: err}
	}
	f := r.PostForm
	a := Attempt{Token: clip(f.Get("token"), 512), Name: clip(f.Get("name"), maxLine), Password: clip(f.Get("password"), 1024), Code: clip(f.Get("code"), 16)}
	if answer := f.Get("passkey"); answer != "" && json.Valid([]byte(answer)) {
		a = Attempt{Passkey: json.RawMessage(answer)}
	}
	err := h.Entrance.Enter(w, r, a)
	if err == nil {
		http.Redirect(w, r, local(f.Get("next")), http.StatusSeeOther)
		return nil
	}
	var known *muster.Error
	if !errors.As(err, &known) || known.Code == muster.CodeInternal {
		return err
	}
	ways, err := h.Entrance.Ways(r.Context())
	if err != nil {
		return err
	}
	return h.render(w, r, &SignIn{Ways: ways, Next: local(f.Get("next")), Problem: known, Name: a.Name})
}

// passkeyOptions answers the script of the sign-in page with a challenge.
func passkeyOptions(h *Handler, w http.ResponseWriter, r *http.Request) error {
	options, err := h.Entrance.Challenge(w, r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(options) // the reader may have gone away
	return nil
}

func leave(h *Handler, w http.ResponseWriter, r *http.Request) error {
	if err := h.Entrance.Leave(w, r); err != nil {
		return err
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
	return nil
}
