package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"muster"
)

// Run is one pass over an organisation's records. A run that has no finish was
// stopped, or is under way.
type Run struct {
	Organisation muster.OrganisationID
	ID           string // unique within the organisation; the order of ids is that of runs
	Started      int64  // microseconds since 1970
	Finished     int64  // microseconds since 1970; 0 while it is not
	Versions     muster.Versions
	Counts       map[string]int // what it met and found, by name
	Root         [32]byte       // hash tree root over its findings
}

// Unfinished reports whether the run never came to its end.
func (r *Run) Unfinished() bool { return r.Finished == 0 }

// BeginRun notes that a run began, so that one that is killed can be seen. An
// id that is taken has CodeConflict.
func (s *Store) BeginRun(ctx context.Context, r *Run) error {
	return s.update(ctx, "note the run", r.Organisation, func(tx *sql.Tx) error {
		result, err := tx.Exec(`insert into runs (organisation, run, started, finished, versions, counts, root)
			values ($1, $2, $3, 0, '{}', '{}', $4) on conflict do nothing`, string(r.Organisation), r.ID, r.Started, []byte{})
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return &muster.Error{Code: muster.CodeConflict, Message: fmt.Sprintf("%s: run %s is there already", s.path, r.ID), Hint: "run again under another id"}
	})
}

// finishRun writes the end of a run, whether it was begun or not.
func finishRun(tx *sql.Tx, r *Run) error {
	versions, err := json.Marshal(r.Versions)
	if err != nil {
		return err
	}
	counts, err := json.Marshal(r.Counts)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into runs (organisation, run, started, finished, versions, counts, root)
		values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (organisation, run) do update set finished = excluded.finished,
			versions = excluded.versions, counts = excluded.counts, root = excluded.root`,
		string(r.Organisation), r.ID, r.Started, r.Finished, string(versions), string(counts), r.Root[:])
	return err
}

// Runs returns the runs of an organisation, the first one first.
func (s *Store) Runs(ctx context.Context, org muster.OrganisationID) ([]Run, error) {
	rows, err := s.read.QueryContext(ctx, `select run, started, finished, versions, counts, root from runs
		where organisation = $1 order by started, run`, string(org))
	if err != nil {
		return nil, s.fail("read the runs", err)
	}
	defer rows.Close()
	var list []Run
	for rows.Next() {
		r := Run{Organisation: org}
		var versions, counts string
		var root []byte
		if err := rows.Scan(&r.ID, &r.Started, &r.Finished, &versions, &counts, &root); err != nil {
			return nil, s.fail("read the runs", err)
		}
		copy(r.Root[:], root)
		if err := errors.Join(json.Unmarshal([]byte(versions), &r.Versions), json.Unmarshal([]byte(counts), &r.Counts)); err != nil {
			return nil, damaged(s.path, "the note of run "+r.ID, err)
		}
		list = append(list, r)
	}
	return list, s.fail("read the runs", rows.Err())
}

// Saving is what one run keeps, all of it or nothing.
type Saving struct {
	Run        Run
	Population muster.Population // added as Put does; nil adds nobody
	Put        PutOptions
	Registers  *muster.Registers
	// Findings yields everything the run found; those open before and not
	// among them are superseded or withdrawn.
	Findings func(yield func(*muster.Finding) bool)
	// About, when not nil, are the people the run looked at; nobody else's findings
	// are touched (see SaveFindings).
	About []muster.SubjectID
	// From, when not 0, is the number of the sequence the run was made from. Where
	// records came in or went since, nothing is kept: CodeConflict.
	From int64
	// Looked, when not nil, is told the number after the run's records were added, and
	// returns what LastLook returns to the next run.
	Looked func(last int64) (string, error)
}

// Saved is what a SaveRun changed.
type Saved struct {
	Added
	Life Life
}

// KindRun is the kind of ledger entry a finished run leaves.
const KindRun = "run.finished"

// runEntry is the payload of an entry of KindRun. The root stands for the
// findings without saying them.
type runEntry struct {
	Run      string          `json:"run"`
	Started  int64           `json:"started"`
	Versions muster.Versions `json:"versions"`
	Counts   map[string]int  `json:"counts"`
	Root     string          `json:"root"` // hexadecimal
	Opened   int             `json:"opened"`
	Kept     int             `json:"kept"`
	Replaced int             `json:"superseded"`
	Gone     int             `json:"withdrawn"`
}

// SaveRun keeps a run with its records and findings in one transaction, marks
// it as finished, and, where the store has a ledger, enters it there. What in
// yields may be asked for more than once.
func (s *Store) SaveRun(ctx context.Context, in *Saving) (Saved, error) {
	var saved Saved
	err := s.transact(ctx, "keep the run", s.organisationsOf(in), func(tx *sql.Tx) (err error) {
		saved = Saved{}
		org := in.Run.Organisation
		if err := s.since(tx, in); err != nil {
			return err
		}
		if p := in.Population; p != nil {
			if saved.Added, err = s.putPart(ctx, tx, span{Population: p, to: p.Len()}, &in.Put); err != nil {
				return err
			}
		}
		if err := s.putRegisters(tx, org, in.Registers); err != nil {
			return err
		}
		if saved.Life, err = s.putFindings(ctx, tx, in); err != nil {
			return err
		}
		in.Run.Finished = s.now()
		if err := finishRun(tx, &in.Run); err != nil {
			return err
		}
		if err := noteLook(tx, in); err != nil {
			return err
		}
		return s.enterRun(ctx, tx, &in.Run, &saved.Life)
	})
	return saved, err
}

// organisationsOf are those a run writes to.
func (s *Store) organisationsOf(in *Saving) []muster.OrganisationID {
	orgs := []muster.OrganisationID{in.Run.Organisation}
	if in.Population != nil && !s.lang.oneWriter {
		orgs = append(orgs, organisations(in.Population, 0, in.Population.Len())...)
	}
	return orgs
}

// enterRun writes the run's entry in the ledger.
func (s *Store) enterRun(ctx context.Context, tx *sql.Tx, r *Run, life *Life) error {
	if s.opt.Ledger == nil {
		return nil
	}
	t := s.newTx(ctx, tx, r.Organisation, true)
	defer t.close()
	_, err := t.Record(KindRun, &runEntry{
		Run: r.ID, Started: r.Started, Versions: r.Versions, Counts: r.Counts, Root: hex.EncodeToString(r.Root[:]),
		Opened: life.Opened, Kept: life.Kept, Replaced: life.Superseded, Gone: life.Withdrawn,
	})
	if err != nil {
		return err
	}
	return t.finish()
}
