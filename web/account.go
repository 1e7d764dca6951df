package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"muster"
)

// AccountKeeper keeps how people sign in. It reads who asks from the request
// and sets the cookies it needs itself.
type AccountKeeper interface {
	Account(r *http.Request) (*Account, error)
	ChangeAccount(w http.ResponseWriter, r *http.Request, c *AccountChange) (says string, err error)
	NewPasskey(w http.ResponseWriter, r *http.Request) (json.RawMessage, error) // options for the browser
}

// SignOnProvider is the single sign-on of the organisation.
type SignOnProvider interface {
	SignOn(w http.ResponseWriter, r *http.Request, next string) (address string, err error) // where to send the browser
	Return(w http.ResponseWriter, r *http.Request) (next string, err error)                 // the answer it came back with
}

// Account is the page on which somebody settles how they sign in.
type Account struct {
	Name, Role string
	Since      time.Time // of this session
	Stale      bool      // too long ago to change anything
	Sessions   int       // that are open, this one among them

	Outside bool      // an outside signer: a one-time link is all that lets them in
	Ends    time.Time // this session of theirs, at the latest

	CanPasskey bool // the address has a name
	Passkeys   []Passkey
	Password   bool
	Enrol      *Enrolment // a password waits for its first code
	Provider   string     // name of the single sign-on, empty when there is none
	Connected  bool       // with their account there
}

// Passkey is one way to sign in.
type Passkey struct {
	ID, Title  string
	Made, Used time.Time
}

// Enrolment is a second factor shown to its owner, this once.
type Enrolment struct {
	Secret  string // in letters
	Address string // otpauth://
	Path    string // of an SVG picture of the address, Size units wide
	Size    int
}

// The changes of an account.
const (
	AddPasskey        = "passkey.add"
	RemovePasskey     = "passkey.remove"
	BeginPassword     = "password.begin"
	ConfirmPassword   = "password.confirm"
	RemovePassword    = "password.remove"
	Disconnect        = "provider.remove"
	SignOutEverywhere = "everywhere"
)

// AccountChange is one of them with its particulars.
type AccountChange struct {
	Do             string
	ID, Title      string
	Password, Code string
	Passkey        json.RawMessage // the browser's answer
}

func (a *Account) head() head { return head{template: "account", title: "How you sign in"} }

func (h *Handler) account(r *http.Request) (*Account, error) { return h.Account.Account(r) }

// changeAccount answers every form of the page.
func changeAccount(h *Handler, w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return &muster.Error{Code: muster.CodeTooLarge, Message: "The form is larger than a form can be.", Hint: "Try again.", Err: err}
	}
	f := &form{values: r.PostForm, complaints: map[string]string{}}
	c := &AccountChange{Do: f.values.Get("do"), ID: clip(f.values.Get("id"), 2048), Title: f.line("title", false), Password: f.values.Get("password"), Code: clip(f.values.Get("code"), 16)}
	if answer := f.values.Get("passkey"); answer != "" && json.Valid([]byte(answer)) {
		c.Passkey = json.RawMessage(answer)
	}
	if c.Title == "" || len(f.complaints) > 0 {
		c.Title = "Passkey"
	}
	says, err := h.Account.ChangeAccount(w, r, c)
	var known *muster.Error
	if errors.As(err, &known) && known.Code != muster.CodeInternal {
		says, err = known.Message+" "+known.Hint, nil
	}
	if err != nil {
		return err
	}
	if c.Do == SignOutEverywhere && known == nil {
		http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
		return nil
	}
	leaveNote(w, r, note{Text: says})
	http.Redirect(w, r, "/account", http.StatusSeeOther)
	return nil
}

// newPasskey answers the script of the page with what to make a passkey for.
func newPasskey(h *Handler, w http.ResponseWriter, r *http.Request) error {
	options, err := h.Account.NewPasskey(w, r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(options) // the reader may have gone away
	return nil
}

// signOn sends the browser to the provider. It is a link and not a form: the
// policy of our pages lets forms lead to ourselves only.
func signOn(h *Handler, w http.ResponseWriter, r *http.Request) error {
	to, err := h.Provider.SignOn(w, r, local(r.URL.Query().Get("next")))
	if err != nil {
		return h.refuseEntry(w, r, err)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// returned takes up what the provider answered.
func returned(h *Handler, w http.ResponseWriter, r *http.Request) error {
	next, err := h.Provider.Return(w, r)
	if err != nil {
		return h.refuseEntry(w, r, err)
	}
	http.Redirect(w, r, local(next), http.StatusSeeOther)
	return nil
}

// refuseEntry shows the ways to sign in with why one of them failed.
func (h *Handler) refuseEntry(w http.ResponseWriter, r *http.Request, err error) error {
	var known *muster.Error
	if !errors.As(err, &known) || known.Code == muster.CodeInternal {
		return err
	}
	ways, err := h.Entrance.Ways(r.Context())
	if err != nil {
		return err
	}
	return h.render(w, r, &SignIn{Ways: ways, Next: "/", Problem: known})
}
