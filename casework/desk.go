package casework

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"muster"
	"muster/store"
)

// Config is what a desk needs. All but MayCall and Declared are required.
type Config struct {
	Store        *store.Store
	Organisation muster.OrganisationID
	Random       io.Reader // of ids and secrets; crypto/rand.Reader outside tests
	// Seed decides the random draw and the questions of interviews, and keys
	// the secrets of webhooks: 32 bytes or more, kept outside the database.
	Seed []byte
	// MayCall says whether messages may go to an address now, for webhooks as
	// they are set; nil leaves it to when they are sent.
	MayCall func(ctx context.Context, address string) error
	// Declared is what detectors say settles their flags: see
	// policy.WithDeclared.
	Declared map[muster.FlagID]muster.Settling
}

// Desk is where people's acts take effect. It is safe for concurrent use.
type Desk struct {
	store  *store.Store
	org    muster.OrganisationID
	random io.Reader
	seed   []byte
	table  *Table

	declared map[muster.FlagID]muster.Settling
	mayCall  func(ctx context.Context, address string) error
	parsed   parsed
}

// New returns the desk of one organisation.
func New(c Config) (*Desk, error) {
	if c.Store == nil || c.Organisation == "" || c.Random == nil || len(c.Seed) < 32 {
		return nil, errors.New("casework: Config needs Store, Organisation, Random and a Seed of 32 bytes")
	}
	return &Desk{store: c.Store, org: c.Organisation, random: c.Random, seed: c.Seed, table: NewTable(), declared: c.Declared, mayCall: c.MayCall}, nil
}

// Permissions returns the tables the desk asks.
func (d *Desk) Permissions() *Table { return d.table }

// Act is one human act: a struct with what it needs, in JSON as the ledger
// keeps it. Its name is the kind of its ledger entry.
type Act interface {
	Name() string
	check() error          // what can be said without looking at anything
	perform(in *act) error // asks for permission, looks at the state, writes
}

// Receipt says that an act took effect.
type Receipt struct {
	ID    string    // what the act made or changed
	Entry int64     // its number in the ledger
	At    time.Time // when
	Again bool      // it had taken effect before, under the same key

	// Secret is a link's token, an API key or a webhook's secret, shown this
	// once: the database holds no more than its digest.
	Secret string
}

// Key identifies one doing of an act, so that a request sent twice takes effect
// once. It is 16 to 64 letters, digits, - or _.
type Key string

func (k Key) valid() bool {
	if len(k) < 16 || len(k) > 64 {
		return false
	}
	for i := range len(k) {
		c := k[i]
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}

// Do carries out an act of a person, whole or not at all: its rows, the
// observations that come of it and its entry in the ledger are one
// transaction. The same key with the same act returns the first receipt; with
// another act it is a conflict. An act the person may not do is refused with
// CodePermission, and that it was tried is entered.
func (d *Desk) Do(ctx context.Context, who *Actor, key Key, a Act) (Receipt, error) {
	if !key.valid() {
		return Receipt{}, &muster.Error{Code: muster.CodeUsage, Message: "the request carries no usable key", Hint: "send a fresh key of 16 to 64 letters and digits with each act"}
	}
	if err := a.check(); err != nil {
		return Receipt{}, err
	}
	if err := d.callable(ctx, who, a); err != nil {
		return Receipt{}, err
	}
	body, err := json.Marshal(a)
	if err != nil {
		return Receipt{}, fmt.Errorf("act %s: %w", a.Name(), err)
	}
	digest := sha256.Sum256(append([]byte(a.Name()+"\x00"+string(who.User)+"\x00"+who.Step+"\x00"), body...))
	var receipt Receipt
	err = d.store.Update(ctx, d.org, func(tx *store.Tx) error {
		var err error
		receipt, err = d.once(tx, who, key, digest[:], a)
		return err
	})
	if muster.CodeOf(err) == muster.CodePermission {
		if noted := d.noteRefusal(ctx, who, a); noted != nil {
			return Receipt{}, errors.Join(err, noted)
		}
	}
	return receipt, err
}

// once carries out the act unless its key was used before.
func (d *Desk) once(tx *store.Tx, who *Actor, key Key, digest []byte, a Act) (Receipt, error) {
	var had []byte
	var r Receipt
	var at int64
	err := tx.QueryRow("select digest, made, entry, happened from acts where organisation = $1 and key = $2", string(key)).Scan(&had, &r.ID, &r.Entry, &at)
	switch {
	case err == nil && string(had) != string(digest):
		return Receipt{}, &muster.Error{Code: muster.CodeConflict, Message: "this key was used for another act", Hint: "send a fresh key with each act"}
	case err == nil:
		r.At, r.Again = time.UnixMicro(at).UTC(), true
		return r, nil
	case !errors.Is(err, sql.ErrNoRows):
		return Receipt{}, err
	}
	in := &act{desk: d, tx: tx, who: who}
	if err := a.perform(in); err != nil {
		return Receipt{}, err
	}
	if !in.allowed {
		return Receipt{}, fmt.Errorf("act %s took effect without asking whether it may", a.Name())
	}
	entry, err := tx.Record(a.Name(), entryBody{By: by(who), Subject: in.subject, Case: in.file, Made: in.made, Note: in.note, Act: recorded(a), Left: in.marks()})
	if err != nil {
		return Receipt{}, err
	}
	_, err = tx.Exec("insert into acts (organisation, key, digest, name, actor, subject, file, made, entry, happened) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		string(key), digest, a.Name(), string(who.User), string(in.subject), in.file, in.made, entry.Seq, tx.Now())
	return Receipt{ID: in.made, Entry: entry.Seq, At: time.UnixMicro(tx.Now()).UTC(), Secret: in.secret}, err
}

// withheld is an act of which the ledger keeps less than it holds.
type withheld interface{ recorded() Act }

func recorded(a Act) Act {
	if w, ok := a.(withheld); ok {
		return w.recorded()
	}
	return a
}

// entryBody is what the ledger keeps of an act, in its erasable part.
type entryBody struct {
	By      byLine           `json:"by"`
	Subject muster.SubjectID `json:"subject,omitempty"`
	Case    string           `json:"case,omitempty"`
	Made    string           `json:"made,omitempty"`
	Note    string           `json:"note,omitempty"` // what came of it that the act does not say
	Act     Act              `json:"act"`
	Left    *rowMarks        `json:"left,omitempty"` // the sealed rows it wrote, as it left them
}

// Holder is whose text the entry holds: it is sealed under their key.
func (b entryBody) Holder() string {
	if b.Case != "" {
		return caseTexts(b.Case)
	}
	return textsOf(b.Subject)
}

type byLine struct {
	User UserID `json:"user"`
	Name string `json:"name"`
	Via  string `json:"via"`
}

func by(who *Actor) byLine { return byLine{User: who.User, Name: who.Name, Via: who.Via} }

// noteRefusal enters that somebody tried what they may not do.
func (d *Desk) noteRefusal(ctx context.Context, who *Actor, a Act) error {
	return d.store.Note(context.WithoutCancel(ctx), d.org, "act.refused", struct {
		By  byLine `json:"by"`
		Act string `json:"act"`
	}{by(who), a.Name()})
}

// act is one act under way.
type act struct {
	desk *Desk
	tx   *store.Tx
	who  *Actor

	allowed bool
	subject muster.SubjectID // whom it is about, for the ledger
	file    string           // the case it belongs to
	made    string           // what it made or changed
	note    string           // for the ledger: what came of it that the act does not say
	secret  string           // shown once
	rows    []rowMark        // the sealed rows written so far, for the ledger
}

// allow refuses the act unless one of the actor's roles may do it there. own
// says whether the thing is the actor's own work.
func (in *act) allow(a Action, at Scope, own bool) error {
	if in.desk.table.Allows(in.who, a, at, own) {
		in.allowed = true
		return nil
	}
	return &muster.Error{Code: muster.CodePermission, Message: "your roles do not allow this (" + string(a) + ")", Hint: "ask somebody whose role it is, or the administrator"}
}

// named refuses an act that only a named person may do: a program's key puts
// nobody's name to a decision, and is nobody's second person.
func (in *act) named() error {
	if in.who.Via != ViaKey {
		return nil
	}
	in.allowed = false
	return &muster.Error{Code: muster.CodePermission, Message: "a program cannot decide this", Hint: "let somebody sign in and do it under their own name"}
}

// exec writes rows. Nothing is written before it is known that the actor may.
func (in *act) exec(text string, args ...any) (int64, error) {
	if !in.allowed {
		return 0, errors.New("an act wrote before it asked whether it may")
	}
	return in.tx.Exec(text, args...)
}

// newID returns a fresh id with a prefix that says of what.
func (in *act) newID(prefix string) (string, error) {
	raw := make([]byte, 10)
	if _, err := io.ReadFull(in.desk.random, raw); err != nil {
		return "", err
	}
	return prefix + "-" + hex.EncodeToString(raw), nil
}

// now is when the act takes effect.
func (in *act) now() time.Time { return time.UnixMicro(in.tx.Now()).UTC() }

// secretText returns 32 random bytes as text.
func (in *act) secretText() (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(in.desk.random, raw); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}
