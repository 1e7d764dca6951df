package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"time"

	"muster"
)

// expirePage is how many subjects are looked at between two reads.
const expirePage = 500

// ExpireKinds erases the observations of an organisation that are past their
// days, and returns how many. A subject nothing is left of is purged; of one
// that keeps others, the artefacts are taken out of the index until they are
// kept again. The bytes are gone from the file when it returns.
func (s *Store) ExpireKinds(ctx context.Context, org muster.OrganisationID, keep Keep, now time.Time) (int, error) {
	if len(keep) == 0 {
		return 0, nil
	}
	return s.expire("erase records past their days", expiry{ctx: ctx, org: org, keep: keep, now: now})
}

// expire erases what x finds, in one transaction, and then the bytes.
func (s *Store) expire(what string, x expiry) (erased int, err error) {
	err = s.update(x.ctx, what, x.org, func(tx *sql.Tx) error {
		try := x // an attempt that is repeated begins anew
		try.s, try.tx, try.going = s, tx, map[muster.SubjectID]bool{}
		erased = 0
		if err := try.all(); err != nil || try.erased == 0 {
			return err
		}
		erased = try.erased
		return try.finish()
	})
	if err != nil || erased == 0 {
		return 0, err
	}
	return erased, s.wipe(x.ctx)
}

// expiry is one ExpireKinds or Forget.
type expiry struct {
	s      *Store
	ctx    context.Context
	tx     *sql.Tx
	org    muster.OrganisationID
	keep   Keep
	now    time.Time
	erased int
	going  map[muster.SubjectID]bool // who lost an observation
	empty  bool                      // somebody lost all
	// Of Forget: whose records of which source go, whatever their days.
	only   muster.SubjectID
	source string
}

// past says which of a row's observations are to be erased.
func (x *expiry) past(list []muster.Observation, kept time.Time) []bool {
	if x.only == "" {
		return x.keep.Past(list, kept, x.now)
	}
	out := make([]bool, len(list))
	for i := range list {
		out[i] = list[i].Source == x.source
	}
	return out
}

// keptRow is a row with when it was last added to.
type keptRow struct {
	row
	kept int64
}

func (x *expiry) all() error {
	v, err := x.s.vault(x.org)
	if err != nil {
		return err
	}
	p, err := x.s.packer()
	if err != nil {
		return err
	}
	defer x.s.packers.Put(p)
	for after := muster.SubjectID(""); ; {
		page, err := x.page(after)
		if err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			if err := x.one(p, v, &page[i]); err != nil {
				return err
			}
		}
		if err := x.ctx.Err(); err != nil {
			return err
		}
		after = page[len(page)-1].who.ID
	}
}

func (x *expiry) page(after muster.SubjectID) ([]keptRow, error) {
	which := "s.subject > $2"
	if x.only != "" { // of Forget: one person and nobody else
		if after == x.only {
			return nil, nil
		}
		which, after = "s.subject = $2", x.only
	}
	rows, err := x.tx.Query("select s.subject, s.kept, "+rowColumns+` from subjects s
		where s.organisation = $1 and `+which+` order by s.subject limit $3`, string(x.org), string(after), expirePage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var page []keptRow
	for rows.Next() {
		r := keptRow{row: row{who: muster.Subject{Organisation: x.org}}}
		if err := rows.Scan(append([]any{&r.who.ID, &r.kept}, r.scan()...)...); err != nil {
			return nil, err
		}
		page = append(page, r)
	}
	return page, errors.Join(rows.Err(), rows.Close())
}

// one writes a subject's row anew without what is past its days. A row that is
// left empty is marked for the purge that follows.
func (x *expiry) one(p *packer, v *vault, r *keptRow) error {
	list, err := p.unpack(&r.row, v, nil)
	if err != nil {
		return x.s.rowError(r.who, err)
	}
	stay := make([]muster.Observation, 0, len(list))
	past, closed := x.past(list, time.UnixMicro(r.kept)), false
	for i := range list {
		if !past[i] {
			stay = append(stay, list[i])
		} else if secret(list[i].Kind()) {
			closed = true
		}
	}
	if len(stay) == len(list) && len(list) > 0 {
		return nil
	}
	x.erased += len(list) - len(stay)
	return x.rewrite(p, v, r, stay, closed)
}

// rewrite writes what stays of a row. Where something of the vault went, the
// rest is sealed under another key and the former goes, so that what older
// copies of the row hold does not open either.
func (x *expiry) rewrite(p *packer, v *vault, r *keptRow, stay []muster.Observation, closed bool) error {
	x.going[r.who.ID] = true
	when, seal := r.kept, r.seal
	switch {
	case len(stay) == 0:
		when, seal, x.empty = -1, rowSeal{}, true
	case closed:
		seal = v.ownSeal(x.org) // also where the vault is empty now: it shows that they are not gone (see Settle)
	}
	packed, err := p.pack(r.who, stay, v, seal)
	if err != nil {
		return err
	}
	if err := x.replaceSeal(r, &packed); err != nil {
		return err
	}
	_, err = x.tx.Exec(`update subjects set revision = revision + 1, observations = $3, kept = $4, pack = $5, vault = $6, vault_key = $7
		where organisation = $1 and subject = $2`, string(x.org), string(r.who.ID), packed.count, when, packed.pack, packed.vault, packed.seal.bytes())
	return err
}

// replaceSeal puts the key of a row in the place of the one it had.
func (x *expiry) replaceSeal(before *keptRow, now *row) error {
	if bytes.Equal(before.seal.id, now.seal.id) {
		return nil
	}
	if _, err := x.tx.Exec("delete from vault_keys where organisation = $1 and holder = $2", string(x.org), recordKey(now.who.ID)); err != nil || !now.seal.fresh {
		return err
	}
	_, err := x.tx.Exec("insert into vault_keys (organisation, id, holder, key) values ($1, $2, $3, $4)", string(x.org), now.seal.id, recordKey(now.who.ID), now.seal.sealed)
	return err
}

func (x *expiry) finish() error {
	for bucket := range 256 {
		if err := x.s.purgeBucket(x.tx, artefactBucket{x.org, byte(bucket)}, x.going); err != nil {
			return err
		}
	}
	if x.empty {
		if err := purgeFindings(x.tx, string(x.org), 0); err != nil {
			return err
		}
		if _, err := x.tx.Exec("delete from subjects where organisation = $1 and kept < 0", string(x.org)); err != nil {
			return err
		}
	}
	return notePurge(x.tx, x.org)
}
