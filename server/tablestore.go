package server

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"muster/casework"
	"muster/store"
)

// maxKeptTables is how many tables one user's words are kept about; beyond it
// the oldest go.
const maxKeptTables = 500

// saidBefore reads what a user said of tables in earlier imports.
func (s *Server) saidBefore(ctx context.Context, user casework.UserID) (map[string]saidTable, error) {
	out := map[string]saidTable{}
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		clear(out)
		rows, err := tx.Query("select columns, body from server_tables where organisation = $1 and user_id = $2", string(user))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var body []byte
			var one saidTable
			if err := rows.Scan(&id, &body); err != nil {
				return err
			}
			if err := json.Unmarshal(body, &one); err != nil {
				return fmt.Errorf("what was said of table %s: %w", id, err)
			}
			out[id] = one
		}
		return rows.Err()
	})
	return out, err
}

// saidByOthers is what a colleague said last of a table; nil for nothing.
func (s *Server) saidByOthers(ctx context.Context, user casework.UserID, id string) (*saidTable, error) {
	var out *saidTable
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		out = nil
		rows, err := tx.Query("select body from server_tables where organisation = $1 and columns = $2 and user_id <> $3 order by made desc, user_id limit 1", id, string(user))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var body []byte
			if err := rows.Scan(&body); err != nil {
				return err
			}
			out = &saidTable{}
			if err := json.Unmarshal(body, out); err != nil {
				return fmt.Errorf("what was said of table %s: %w", id, err)
			}
		}
		return rows.Err()
	})
	return out, err
}

// keep writes down what was said with the files, in the transaction of their
// entry in the ledger.
func (y *saying) keep(tx *store.Tx, user casework.UserID) error {
	for id := range y.unsaid {
		if _, err := tx.Exec("delete from server_tables where organisation = $1 and user_id = $2 and columns = $3", string(user), id); err != nil {
			return err
		}
	}
	said := 0
	for id, one := range y.inUse {
		if one.before {
			continue
		}
		said++
		body, err := json.Marshal(one)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("insert into server_tables (organisation, user_id, columns, body, made) values ($1, $2, $3, $4, $5) on conflict (organisation, user_id, columns) do update set body = excluded.body, made = excluded.made",
			string(user), id, body, tx.Now()); err != nil {
			return err
		}
	}
	if said == 0 {
		return nil
	}
	_, err := tx.Exec("delete from server_tables where organisation = $1 and user_id = $2 and made < (select min(made) from (select made from server_tables where organisation = $1 and user_id = $2 order by made desc limit $3) as newest)", string(user), maxKeptTables)
	return err
}

// enteredTable is what the ledger keeps of what was said of a table.
type enteredTable struct {
	Table   string            `json:"table"` // digest of its columns
	Kind    string            `json:"kind,omitempty"`
	Columns map[string]string `json:"columns,omitempty"` // heading to field, where it was said now
	Said    *time.Time        `json:"said,omitempty"`    // when, where it was said before
	Taken   bool              `json:"taken_back,omitempty"`
}

// entered are the tables something is said of, for the ledger.
func (y *saying) entered() (list []enteredTable) {
	if y == nil {
		return nil
	}
	for id := range y.unsaid {
		list = append(list, enteredTable{Table: id, Taken: true})
	}
	for id, one := range y.inUse {
		e := enteredTable{Table: id, Kind: string(one.Kind)}
		if one.before {
			e.Said = &one.At
		} else {
			e.Columns = one.Columns
		}
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b enteredTable) int { return strings.Compare(a.Table, b.Table) })
	return list
}

// saying prepares what is said of the tables of one import.
func (s *Server) saying(ctx context.Context, actor *casework.Actor, by *bringing, a *withFiles) (*saying, error) {
	before, err := s.saidBefore(ctx, actor.User)
	if err != nil {
		return nil, err
	}
	return &saying{
		by: by, name: actor.Name, at: s.now().UTC(), given: givenTables(a.page), sent: a.tables, before: before,
		inUse: map[string]saidTable{}, unsaid: map[string]bool{}, met: map[string]bool{},
	}, nil
}
