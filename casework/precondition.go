package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"muster"
	"muster/store"
)

// errChanged says that what an act is about is no longer as its author read it.
var errChanged = errors.New("changed since it was read")

// HasChanged reports whether an act was refused because what it is about
// changed after its author read it: see Unchanged.
func HasChanged(err error) bool { return errors.Is(err, errChanged) }

// PersonVersion names the state of what is kept of a person: their records, and
// what people did about them, that the actor may know of. It holds no values.
func (d *Desk) PersonVersion(ctx context.Context, who *Actor, subject muster.SubjectID) (string, error) {
	return d.version(ctx, who, subject, "")
}

// CaseVersion is PersonVersion for what was done in a case.
func (d *Desk) CaseVersion(ctx context.Context, who *Actor, id string) (string, error) {
	return d.version(ctx, who, "", id)
}

func (d *Desk) version(ctx context.Context, who *Actor, subject muster.SubjectID, file string) (v string, err error) {
	err = d.view(ctx, who, func(r *reading) (err error) {
		v, err = r.version(subject, file)
		return err
	})
	return v, err
}

func (r *reading) version(subject muster.SubjectID, file string) (string, error) {
	var entry int64
	if file != "" {
		err := r.tx.QueryRow("select coalesce(max(entry), 0) from acts where organisation = $1 and file = $2", file).Scan(&entry)
		return fmt.Sprintf("c%d", entry), err
	}
	about, err := lookAt(r.tx, r.who, subject)
	if err != nil {
		return "", err
	}
	state, err := r.state(about)
	if err != nil {
		return "", err
	}
	done, err := r.history(about)
	if len(done) > 0 {
		entry = done[0].Entry
	}
	return fmt.Sprintf("p%s-%d", state, entry), err
}

// unchanged is an act under the condition that a person or case is as it was.
type unchanged struct {
	Act
	subject muster.SubjectID
	file    string
	version string
}

// Unchanged returns the act under the condition that the person, or the case
// where one is named, is still of the version its author read. The comparison
// and the act are one transaction.
func Unchanged(a Act, subject muster.SubjectID, file, version string) Act {
	return &unchanged{a, subject, file, version}
}

// MarshalJSON writes the act itself: under the same key it is the same act with
// and without a condition.
func (a *unchanged) MarshalJSON() ([]byte, error) { return json.Marshal(a.Act) }

func (a *unchanged) recorded() Act { return recorded(a.Act) }

func (a *unchanged) perform(in *act) error {
	now, err := (&reading{desk: in.desk, tx: in.tx, who: in.who}).version(a.subject, a.file)
	if err != nil && !missing(err) { // of nobody there is, the act itself says so
		return err
	}
	before := now == a.version
	if err := a.Act.perform(in); err != nil { // who may not do it is told that, and not what changed
		return err
	}
	if !before {
		return &muster.Error{Code: muster.CodeConflict, Message: "this has changed since it was read", Hint: "read it again, look at what is new, and send the act with the new tag", Err: errChanged}
	}
	return nil
}

// LastAct returns the number of the latest act's entry, -1 when there is none:
// where an event stream begins.
func (d *Desk) LastAct(ctx context.Context) (entry int64, err error) {
	err = d.store.View(ctx, d.org, func(tx *store.Tx) error {
		return tx.QueryRow("select coalesce(max(entry), -1) from acts where organisation = $1").Scan(&entry)
	})
	return entry, err
}

// Plain returns an act without its condition.
func Plain(a Act) Act {
	if u, ok := a.(*unchanged); ok {
		return u.Act
	}
	return a
}
