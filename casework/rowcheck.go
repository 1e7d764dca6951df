package casework

import (
	"context"
	"fmt"

	"muster"
	"muster/store"
)

// checked is a table whose rows can be read for what was done to them.
type checked interface {
	sound(tx *store.Tx, says *kept) error
}

// sealedShelves are the tables of sealedTables.
func sealedShelves() map[string]checked {
	return map[string]checked{
		"checks": checks(), "gates": gatesPassed(), "clearings": clearings(), "disputes": disputes(), "suppressions": suppressions(), "escalations": escalations(),
		"notices": notices(), "complaints": complaints(), "unlocks": unlocks(), "interviews": interviews(), "settlements": settlements(), "group_decisions": pairs(),
		"signoffs": steps(), "cases": cases(), "case_items": items(), "stills": stills(), "still_choices": stillChoices(), "pay_runs": payRuns(), "pay_files": payFiles(),
		"pay_decisions": payDecisions(), "pay_bases": payBases(), "step_ups": stepUps(),
	}
}

// Integrity reads every row of what people did about somebody and finds one that
// was altered in the database: its text opens under its seal, which is for that
// row alone, and the columns it is found by are those its text gives. Against the
// ledger, which is verified by itself, it finds a row that was taken out, and one
// that was put back as it stood before; of acts whose words were erased, and of
// those that programs before this one entered, nothing is known.
func Integrity(ctx context.Context, s *store.Store, org muster.OrganisationID) error {
	all := sealedShelves()
	return s.View(ctx, org, func(tx *store.Tx) error {
		says, err := readMarks(tx)
		if err != nil {
			return err
		}
		for _, table := range sealedTables() {
			if err := all[table].sound(tx, says); err != nil {
				return err
			}
		}
		return says.missing(tx)
	})
}

// soundAtOnce is how many rows are read at a time: some hold whole files.
const soundAtOnce = 100

func (s shelf[T]) sound(tx *store.Tx, says *kept) error {
	for after := ""; ; {
		found, bodies, err := s.stored(tx, after)
		if err != nil || len(found) == 0 {
			return err
		}
		for i := range bodies {
			found[i].differs = says.compare(s.table, found[i].id, bodies[i].Text)
		}
		rows, err := s.read(tx, bodies)
		if err != nil {
			return err
		}
		for i := range rows {
			want := s.keys(&rows[i])
			if has := found[i]; has.id != want.id || has.subject != want.subject || has.file != want.file || has.state != want.state || has.due != micros(want.due) {
				return handMade(fmt.Sprintf("%s: what the row is found by is not what its text says", s.place(has.id)))
			}
			if found[i].differs != nil {
				return found[i].differs
			}
		}
		after = found[len(found)-1].id
	}
}

// storedKeys are the columns of a row as they stand there.
type storedKeys struct {
	id, file, state string
	subject         muster.SubjectID
	due             int64
	differs         error // from what the ledger says of it
}

func (s shelf[T]) stored(tx *store.Tx, after string) (found []storedKeys, bodies []store.Sealed, err error) {
	rows, err := tx.Query("select id, subject, file, state, due, body from "+s.table+" where organisation = $1 and id > $2 order by id limit $3", after, soundAtOnce)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k storedKeys
		var body []byte
		if err := rows.Scan(&k.id, &k.subject, &k.file, &k.state, &k.due, &body); err != nil {
			return nil, nil, err
		}
		found, bodies = append(found, k), append(bodies, store.Sealed{Place: s.place(k.id), Text: body})
	}
	return found, bodies, rows.Err()
}
