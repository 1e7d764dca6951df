package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"muster"
)

// SaveFindings keeps a run that looked at some people only and marks it as
// finished, in one transaction. found yields everything that was found about them,
// and about nobody else. The run is entered in the ledger where it changed what
// stands: several programs on one database each look at everybody when a policy is
// published, and entries that say nothing would bury what people did.
//
// Those open before that name one of the given people, are not found again and
// stand on nobody else's record are superseded or withdrawn; nobody else's are
// touched. People of whom nothing is kept any more may be given too,
// so that what was found about them ends. Run.ID is new for each run; the order
// of ids is that of runs.
func (s *Store) SaveFindings(ctx context.Context, run *Run, people []muster.SubjectID, found func(yield func(*muster.Finding) bool)) (Life, error) {
	var life Life
	err := s.update(ctx, "keep findings", run.Organisation, func(tx *sql.Tx) (err error) {
		w := &findingWriter{tx: tx, run: run, at: s.now(), org: string(run.Organisation), opened: map[peopleKey]muster.FindingKey{}}
		defer w.close()
		if err := w.prepare(s.plans); err != nil {
			return err
		}
		if life, err = w.about(ctx, &Saving{About: people, Findings: found}); err != nil {
			return err
		}
		run.Finished = w.at
		if err := finishRun(tx, run); err != nil {
			return err
		}
		if !life.changes() {
			return nil
		}
		return s.enterRun(ctx, tx, run, &life)
	})
	return life, err
}

// about writes what was found of some people, and ends what is gone.
func (w *findingWriter) about(ctx context.Context, in *Saving) (Life, error) {
	err := w.readAbout(in.About)
	if err == nil {
		err = w.foundAbout(ctx, in.About, in.Findings)
	}
	if err == nil {
		err = w.endOthers()
	}
	return w.life, err
}

// foundAbout writes what was found about some people.
func (w *findingWriter) foundAbout(ctx context.Context, people []muster.SubjectID, found func(yield func(*muster.Finding) bool)) error {
	asked := make(map[muster.SubjectID]bool, len(people))
	for _, id := range people {
		asked[id] = true
	}
	var err error
	found(func(f *muster.Finding) bool {
		if !slices.ContainsFunc(f.Subjects, func(id muster.SubjectID) bool { return asked[id] }) {
			err = fmt.Errorf("finding %s is about %v, whom the run did not look at", f.Flag, f.Subjects)
		} else if err = ctx.Err(); err == nil {
			err = w.found(f)
		}
		return err == nil
	})
	return err
}

// readAbout reads the findings that name some people. Those that stand on the
// record of somebody else are met, but not ended here: see standElsewhere.
func (w *findingWriter) readAbout(people []muster.SubjectID) error {
	w.known = map[muster.FindingKey]*known{}
	for some := range slices.Chunk(people, peopleAtOnce) {
		if err := w.readSome(some); err != nil {
			return err
		}
	}
	return nil
}

// peopleAtOnce is how many people's findings one statement reads.
const peopleAtOnce = 200

func (w *findingWriter) readSome(some []muster.SubjectID) error {
	marks, args := w.among(some)
	rows, err := w.tx.Query(`select s.subject, f.finding, f.people, f.state, f.body from finding_subjects s
		join findings f on f.organisation = s.organisation and f.finding = s.finding
		where s.organisation = $1 and s.subject in `+marks, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id muster.SubjectID
		var key, people, body []byte
		var state FindingState
		if err := rows.Scan(&id, &key, &people, &state, &body); err != nil {
			return err
		}
		k := w.known[muster.FindingKey(key)]
		if k == nil {
			k = &known{state: state}
			copy(k.people[:], people)
			if k.named, err = w.namedIn(muster.FindingKey(key), body); err != nil {
				return err
			}
			w.known[muster.FindingKey(key)] = k
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	_, err = w.tx.Exec("update finding_subjects set strength = -1 where organisation = $1 and strength <> -1 and subject in "+marks, args...)
	return err
}

// among is a list of people as a statement asks for it, after the organisation.
func (w *findingWriter) among(some []muster.SubjectID) (marks string, args []any) {
	list := make([]string, len(some))
	args = []any{w.org}
	for i, id := range some {
		list[i] = fmt.Sprintf("$%d", i+2)
		args = append(args, string(id))
	}
	return "(" + strings.Join(list, ", ") + ")", args
}

// standElsewhere finds which of the findings that were not found again stand on
// the record of somebody this run did not look at, whoever is their first: what one
// of two explained may count for the other still.
func (w *findingWriter) standElsewhere() error {
	asked := map[muster.SubjectID]bool{}
	for _, k := range w.known {
		if !k.seen && k.state == FindingOpen {
			for _, id := range k.named {
				asked[id] = true
			}
		}
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(asked)), peopleAtOnce) {
		if err := w.standAmong(some); err != nil {
			return err
		}
	}
	return nil
}

func (w *findingWriter) standAmong(some []muster.SubjectID) error {
	marks, args := w.among(some)
	rows, err := w.tx.Query("select finding, subject, strength from finding_subjects where organisation = $1 and strength <> -1 and subject in "+marks, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key []byte
		var id muster.SubjectID
		var strength int
		if err := rows.Scan(&key, &id, &strength); err != nil {
			return err
		}
		if k := w.known[muster.FindingKey(key)]; k != nil && (strength >= 0 || k.named[0] == id) { // or kept by a version that wrote none down
			k.elsewhere = true
		}
	}
	return rows.Err()
}

// namedIn returns whom a finding names, first whom it was first about.
func (w *findingWriter) namedIn(key muster.FindingKey, body []byte) ([]muster.SubjectID, error) {
	text, err := w.packer.open(findingKey(w.org, key), body)
	if err != nil {
		return nil, err
	}
	var f struct {
		Subjects []muster.SubjectID `json:"subjects"`
	}
	if err := json.Unmarshal(text, &f); err != nil || len(f.Subjects) == 0 {
		return nil, errPack
	}
	return f.Subjects, nil
}
