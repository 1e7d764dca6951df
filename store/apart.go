package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"muster"
)

// KeysFile is the usual name of what TakeKeys writes.
const KeysFile = "vault.keys"

// TakeKeys moves the keys in a copy of a file database, which nobody uses, into
// a file of their own, in place of an earlier one. What is sealed in the copy
// then opens as long as its key is kept there, and no longer.
func TakeKeys(ctx context.Context, copied, keys string) error {
	fresh := keys + ".new"
	err := ignoreGone(os.Remove(fresh))
	if err == nil {
		err = private(fresh)
	}
	if err != nil {
		return explain(keys, "write the keys of records", err)
	}
	err = beside(ctx, copied, fresh, func(run func(text string) error) error {
		for _, text := range []string{
			"create table apart.vault_keys as select organisation, id, holder, key from main.vault_keys",
			"create table apart.reach as " + reach,
			"delete from main.vault_keys", // secure_delete overwrites them
		} {
			if err := run(text); err != nil {
				return err
			}
		}
		return nil
	})
	if err = errors.Join(err, flush(fresh), flush(copied)); err == nil {
		err = os.Rename(fresh, keys)
	}
	if err != nil {
		return errors.Join(explain(keys, "write the keys of records", err), ignoreGone(os.Remove(fresh)))
	}
	return nil
}

// reach is how far a database goes: the last number of an observation and of an
// entry of the ledger.
const reach = `select organisation, 'record' as what, last from main.sequences
	union all select organisation, 'entry', max(seq) from main.ledger_leaves group by organisation`

// PutKeys puts keys into the copy they were taken from, or into an older one.
// Keys older than the copy are refused: those of whoever came since are not
// among them, and Settle would take those people for erased.
func PutKeys(ctx context.Context, copied, keys string) error {
	if _, err := os.Stat(keys); err != nil {
		return explain(keys, "read the keys of records", err)
	}
	err := beside(ctx, copied, keys, func(run func(text string) error) error {
		for _, text := range []string{
			"create temp table older (n bigint check (n = 0))",
			"insert into older select count(*) from (" + reach + ") as m left join apart.reach as a on a.organisation = m.organisation and a.what = m.what where coalesce(a.last, -1) < m.last",
		} {
			if err := run(text); err != nil {
				return &muster.Error{Code: muster.CodeConflict, Message: keys + " is older than the copy it should open: keys of whoever came since are not in it",
					Hint: "name the folder that the last backup's keys were copied to", Err: err}
			}
		}
		if err := run("delete from main.vault_keys"); err != nil {
			return err
		}
		return run("insert into main.vault_keys (organisation, id, holder, key) select organisation, id, holder, key from apart.vault_keys")
	})
	return explain(keys, "read the keys of records", err)
}

// beside runs statements on a file with another attached. Nobody else uses
// either, so that no journal is needed in which something could be left.
func beside(ctx context.Context, file, apart string, do func(run func(text string) error) error) error {
	db, err := sql.Open("sqlite", dataSource(file, &Options{}, true, true))
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "attach $1 as apart", apart); err != nil {
		return err
	}
	return do(func(text string) error {
		_, err := conn.ExecContext(ctx, text)
		return err
	})
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Settled is what Settle did.
type Settled struct {
	Erased  int // subjects that were erased since the copy was made
	Trimmed int // subjects of whom something sealed was erased since
}

// Settle makes an older copy that was given newer keys agree with what was
// erased since: a subject whose key is gone goes, and of one who got another
// key meanwhile what was sealed under the former. Whoever put the keys back by
// other means than PutKeys asks HasKeys first.
func (s *Store) Settle(ctx context.Context, org muster.OrganisationID) (done Settled, err error) {
	err = s.update(ctx, "erase what was erased before", org, func(tx *sql.Tx) error {
		done = Settled{}
		x := expiry{s: s, ctx: ctx, tx: tx, org: org, now: s.opt.Now(), going: map[muster.SubjectID]bool{}}
		list, alive, err := x.closed()
		if err != nil || len(list) == 0 {
			return err
		}
		for i := range list {
			if err := x.settle(&list[i], alive[i]); err != nil {
				return err
			}
			if alive[i] {
				done.Trimmed++
			} else {
				done.Erased++
			}
		}
		return x.finish()
	})
	if err != nil || done == (Settled{}) {
		return done, err
	}
	return done, s.wipe(ctx)
}

// HasKeys fails when an organisation has sealed records or texts and no key at
// all: then nobody was erased, but the keys were not put back. The key of texts
// about nobody in particular is never erased.
func (s *Store) HasKeys(ctx context.Context, org muster.OrganisationID) error {
	var sealed, keys int
	for text, n := range map[string]*int{
		"select (select count(*) from subjects where organisation = $1 and length(vault_key) > 0) + (select count(*) from ledger_payloads where organisation = $1)": &sealed,
		"select count(*) from vault_keys where organisation = $1": &keys,
	} {
		if err := s.read.QueryRowContext(ctx, text, string(org)).Scan(n); err != nil {
			return s.fail("look for the keys of records", err)
		}
	}
	if sealed == 0 || keys > 0 {
		return nil
	}
	return &muster.Error{Code: muster.CodeDamaged, Message: fmt.Sprintf("%s: none of the keys of its %d sealed records and texts is there", s.path, sealed), Hint: "put the table vault_keys back with it"}
}

// closed are the rows whose key is gone, and which of them have another by now.
func (x *expiry) closed() (list []keptRow, alive []bool, err error) {
	rows, err := x.tx.Query("select s.subject, s.kept, "+rowColumns+`, (select count(*) from vault_keys h where h.organisation = s.organisation and h.holder = $2 || s.subject)
		from subjects s where s.organisation = $1 and length(s.vault_key) > 0
			and not exists (select 1 from vault_keys k where k.organisation = s.organisation and k.id = s.vault_key) order by s.subject`, string(x.org), recordKey(""))
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, n := keptRow{row: row{who: muster.Subject{Organisation: x.org}}}, 0
		if err := rows.Scan(append(append([]any{&r.who.ID, &r.kept}, r.scan()...), &n)...); err != nil {
			return nil, nil, err
		}
		list, alive = append(list, r), append(alive, n > 0)
	}
	return list, alive, rows.Err()
}

// settle writes a row without what does not open.
func (x *expiry) settle(r *keptRow, alive bool) error {
	v, err := x.s.vault(x.org)
	if err != nil {
		return err
	}
	p, err := x.s.packer()
	if err != nil {
		return err
	}
	defer x.s.packers.Put(p)
	var stay []muster.Observation
	if r.vault = nil; alive {
		if stay, err = p.unpack(&r.row, v, nil); err != nil {
			return x.s.rowError(r.who, err)
		}
	}
	return x.rewrite(p, v, r, stay, true)
}
