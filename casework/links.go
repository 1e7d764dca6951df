package casework

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// LinkPurpose is what a one-time link is for.
type LinkPurpose string

// The purposes of links.
const (
	LinkInvite LinkPurpose = "invite" // a user comes in for the first time, or again after losing the second factor
	LinkSign   LinkPurpose = "sign"   // an outside second signer answers one step
	LinkReply  LinkPurpose = "reply"  // a person answers a notice or complains
)

const (
	invitationLasts = 7 * 24 * time.Hour

	// SigningLasts is how long a second signer's link stays open.
	SigningLasts = 14 * 24 * time.Hour
)

// Link is a one-time link. Its token is told once and kept as a digest.
type Link struct {
	ID      string           `json:"id"`
	Purpose LinkPurpose      `json:"purpose"`
	User    UserID           `json:"user,omitempty"`
	Step    string           `json:"step,omitempty"`
	Name    string           `json:"name,omitempty"`
	Email   string           `json:"email"`
	Subject muster.SubjectID `json:"subject,omitempty"` // whose reply it is for
	Digest  []byte           `json:"digest"`
	Expires time.Time        `json:"expires"`
	Used    time.Time        `json:"used,omitzero"`

	Replaced time.Time `json:"replaced,omitzero"` // when another was made for the same thing: who came in by this one is in no more
}

// links: state is open or used; file is the step or user it is for, subject the
// person who may reply by it.
func links() shelf[Link] {
	return shelf[Link]{"one_time_links", "link", func(l *Link) keys {
		state := "open"
		if !l.Used.IsZero() {
			state = "used"
		}
		return keys{id: l.ID, subject: l.Subject, file: l.Step + string(l.User), state: state, due: l.Expires}
	}}
}

// link makes a link; its token becomes the receipt's secret. Earlier links for
// the same thing end.
func (in *act) link(l *Link, lasts time.Duration) (err error) {
	earlier, err := links().list(in.tx, "file = $2 and subject = $3", l.Step+string(l.User), string(l.Subject))
	if err != nil {
		return err
	}
	for i := range earlier {
		e := &earlier[i]
		if !e.Replaced.IsZero() || e.Purpose != LinkSign && !e.Used.IsZero() {
			continue
		}
		e.Replaced = in.now()
		if e.Used.IsZero() {
			e.Used = in.now()
		}
		if err := links().put(in, e); err != nil {
			return err
		}
	}
	if l.ID, err = in.newID("L"); err != nil {
		return err
	}
	secret, err := in.secretText()
	if err != nil {
		return err
	}
	digest := sha256.Sum256([]byte(secret))
	l.Digest, l.Expires = digest[:], in.now().Add(lasts)
	in.secret = l.ID + "." + secret
	return links().add(in, l)
}

// Redeem takes a link up, once. For an invitation the actor is the user, for a
// signing link somebody who may read and sign the one step and nothing else.
// That it was taken up is entered.
func (d *Desk) Redeem(ctx context.Context, token string) (*Actor, *Link, error) {
	var who *Actor
	var l *Link
	err := d.store.Update(ctx, d.org, func(tx *store.Tx) (err error) {
		if l, err = d.open(tx, token); err != nil {
			return err
		}
		in := &act{desk: d, tx: tx, allowed: true}
		l.Used = in.now()
		if who, err = d.linked(tx, l); err != nil {
			return err
		}
		if err := links().put(in, l); err != nil {
			return err
		}
		_, err = tx.Record("link.used", struct {
			By      byLine      `json:"by"`
			Link    string      `json:"link"`
			Purpose LinkPurpose `json:"purpose"`
			Step    string      `json:"step,omitempty"`
		}{by(who), l.ID, l.Purpose, l.Step})
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return who, l, nil
}

// open finds the link of a token that may still be used.
func (d *Desk) open(tx *store.Tx, token string) (*Link, error) {
	used := errPermission("this link was used, has expired or is not one of ours")
	id, secret, ok := cutToken(token)
	if !ok {
		return nil, used
	}
	l, err := links().find(tx, id)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256([]byte(secret))
	if l == nil || subtle.ConstantTimeCompare(digest[:], l.Digest) != 1 || !l.Used.IsZero() || tx.Now() > l.Expires.UnixMicro() {
		return nil, used
	}
	return l, nil
}

func (d *Desk) linked(tx *store.Tx, l *Link) (*Actor, error) {
	switch l.Purpose {
	case LinkSign:
		return outsider(l), nil
	case LinkInvite:
	default:
		return nil, errPermission("this link signs nobody in")
	}
	u, err := users().get(tx, string(l.User))
	if err != nil {
		return nil, err
	}
	if u.Ended {
		return nil, errPermission("this user's access has ended")
	}
	if u.Joined.IsZero() {
		u.Joined = time.UnixMicro(tx.Now()).UTC()
		if err := users().put(&act{desk: d, tx: tx, allowed: true}, u); err != nil {
			return nil, err
		}
	}
	return u.actor("link"), nil
}

// outsideUser begins the ids of second signers from outside.
const outsideUser = "outside-"

func outsider(l *Link) *Actor {
	return &Actor{User: UserID(outsideUser + l.ID), Name: l.Name + " (outside)", Via: "link", Step: l.Step}
}

// Outsider is the actor of a signing link taken up before, for the server's
// session of them. It fails once somebody else was invited in their place, or the
// link's own time is over.
func (d *Desk) Outsider(ctx context.Context, link string) (*Actor, error) {
	var who *Actor
	err := d.store.View(ctx, d.org, func(tx *store.Tx) error {
		l, err := links().get(tx, link)
		if err != nil {
			return err
		}
		if l.Purpose != LinkSign || l.Used.IsZero() || !l.Replaced.IsZero() || tx.Now() > l.Expires.UnixMicro() {
			return errPermission("this link no longer holds")
		}
		who = outsider(l)
		return nil
	})
	return who, err
}

// Actor returns a user as they are now, for a session. A user whose access has
// ended is refused.
func (d *Desk) Actor(ctx context.Context, user UserID) (*Actor, error) {
	var who *Actor
	err := d.store.View(ctx, d.org, func(tx *store.Tx) error {
		u, err := users().find(tx, string(user))
		if err != nil {
			return err
		}
		if u == nil || u.Ended {
			return errPermission("this user's access has ended")
		}
		who = u.actor("session")
		return nil
	})
	return who, err
}

// ActorByEmail returns the user with an address, for sign-on by a provider.
func (d *Desk) ActorByEmail(ctx context.Context, email string) (*Actor, error) {
	var who *Actor
	err := d.store.View(ctx, d.org, func(tx *store.Tx) error {
		list, err := users().list(tx, "file = $2 and state = 'active'", lower(email))
		if err != nil {
			return err
		}
		if len(list) != 1 {
			return errPermission("nobody with this address is a user here")
		}
		who = list[0].actor("session")
		return nil
	})
	return who, err
}

// Begin makes the first user of an organisation that has none: the one who
// sets it up and invites the others. Grants should hold administrator; somebody
// who works alone takes the roles they fill beside it. The receipt's Secret is
// the link's token.
func (d *Desk) Begin(ctx context.Context, name, email string, grants []Grant) (Receipt, error) {
	a := &InviteUser{User: name, Email: email, Grants: grants}
	if err := a.check(); err != nil {
		return Receipt{}, err
	}
	if who := (&Actor{Grants: grants}); !who.Holds(Administrator, Scope{}) {
		return Receipt{}, usage("the first user must be an administrator", "add that role to their roles")
	}
	var r Receipt
	err := d.store.Update(ctx, d.org, func(tx *store.Tx) error {
		n, err := countUsers(tx)
		if err != nil {
			return err
		}
		if n > 0 {
			return conflict("there are users already", "let an administrator invite you; `muster password` lets in who lost their first link")
		}
		in := &act{desk: d, tx: tx, who: &Actor{Name: "set-up", Via: "set-up"}, allowed: true}
		if err := in.invite(a); err != nil {
			return err
		}
		entry, err := tx.Record("setup", entryBody{By: by(in.who), Made: in.made, Act: a})
		r = Receipt{ID: in.made, Entry: entry.Seq, At: in.now(), Secret: in.secret}
		return err
	})
	return r, err
}

// InviteAgain makes a fresh link for a user who lost theirs, or lost the means
// to sign in. The receipt's Secret is its token.
type InviteAgain struct {
	User   UserID `json:"user"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *InviteAgain) Name() string { return "user.invite_again" }

func (a *InviteAgain) check() error { return reason(a.Reason) }

func (a *InviteAgain) perform(in *act) error {
	if err := in.allow(UsersManage, Scope{}, false); err != nil {
		return err
	}
	u, err := users().get(in.tx, string(a.User))
	if err != nil {
		return err
	}
	if u.Ended {
		return conflict("this user's access has ended", "invite them as a new user")
	}
	in.made = string(a.User)
	return in.link(&Link{Purpose: LinkInvite, User: a.User, Email: u.Email}, invitationLasts)
}

func digestText(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// cutToken splits a token into the id and the secret.
func cutToken(token string) (id, secret string, ok bool) {
	if len(token) > 200 {
		return "", "", false
	}
	return strings.Cut(token, ".")
}

func lower(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func quoted(s string) string { return strconv.Quote(s) }
