package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"muster"
)

// The kinds of register rows, in the order they are read back.
const (
	registerAgency    = "agency"
	registerOffice    = "office"
	registerAdvert    = "advert"
	registerTemplate  = "template"
	registerIndicator = "indicator"
	registerRange     = "account_range"
)

// putRegisters adds rows that are not there yet. A row is known by its
// content, whichever file it came in.
func (s *Store) putRegisters(tx *sql.Tx, org muster.OrganisationID, r *muster.Registers) error {
	if r == nil {
		return nil
	}
	p, err := newPacker(s.plans)
	if err != nil {
		return err
	}
	defer p.close()
	w := registerWriter{tx: tx, org: org, now: s.now(), packer: p}
	err = errors.Join(
		putRows(&w, registerAgency, r.Agencies, agencyPlace),
		putRows(&w, registerOffice, r.Offices, officePlace),
		putRows(&w, registerAdvert, r.Adverts, advertPlace),
		putRows(&w, registerTemplate, r.Templates, advertPlace),
		putRows(&w, registerIndicator, r.Indicators, indicatorPlace),
		putRows(&w, registerRange, r.AccountRanges, rangePlace),
	)
	if err != nil || w.added == 0 {
		return err
	}
	return noteModel(tx, org)
}

func agencyPlace(r *muster.Agency) *muster.Place       { return &r.Place }
func officePlace(r *muster.Office) *muster.Place       { return &r.Place }
func advertPlace(r *muster.Advert) *muster.Place       { return &r.Place }
func indicatorPlace(r *muster.Indicator) *muster.Place { return &r.Place }
func rangePlace(r *muster.AccountRange) *muster.Place  { return &r.Place }

type registerWriter struct {
	tx     *sql.Tx
	org    muster.OrganisationID
	now    int64
	packer *packer
	added  int64
}

func putRows[T any](w *registerWriter, kind string, rows []T, place func(*T) *muster.Place) error {
	for _, row := range rows {
		text, err := json.Marshal(row)
		if err != nil {
			return err
		}
		digest := digestOf(row, place)
		done, err := w.tx.Exec("insert into registers (organisation, kind, digest, kept, body) values ($1, $2, $3, $4, $5) on conflict do nothing",
			string(w.org), kind, digest[:], w.now, w.packer.seal(registerKey(w.org, kind), text))
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return err
		}
		w.added += n
	}
	return nil
}

func registerKey(org muster.OrganisationID, kind string) []byte {
	return appendString(appendString(nil, string(org)), kind)
}

// Registers returns the organisation's registers as all runs so far gave them.
func (s *Store) Registers(ctx context.Context, org muster.OrganisationID) (*muster.Registers, error) {
	rows, err := s.read.QueryContext(ctx, "select kind, body from registers where organisation = $1 order by kept, kind, digest", string(org))
	if err != nil {
		return nil, s.fail("read the registers", err)
	}
	defer rows.Close()
	p, err := newPacker(s.plans)
	if err != nil {
		return nil, err
	}
	defer p.close()
	r := &muster.Registers{}
	for rows.Next() {
		var kind string
		var body []byte
		if err := rows.Scan(&kind, &body); err != nil {
			return nil, s.fail("read the registers", err)
		}
		text, err := p.open(registerKey(org, kind), body)
		if err == nil {
			err = addRegister(r, kind, text)
		}
		if err != nil {
			return nil, damaged(s.path, "a row of the registers", err)
		}
	}
	return r, s.fail("read the registers", rows.Err())
}

func addRegister(r *muster.Registers, kind string, text []byte) error {
	switch kind {
	case registerAgency:
		return grow(&r.Agencies, text)
	case registerOffice:
		return grow(&r.Offices, text)
	case registerAdvert:
		return grow(&r.Adverts, text)
	case registerTemplate:
		return grow(&r.Templates, text)
	case registerIndicator:
		return grow(&r.Indicators, text)
	case registerRange:
		return grow(&r.AccountRanges, text)
	}
	return errPack
}

func grow[T any](list *[]T, text []byte) error {
	var row T
	if err := json.Unmarshal(text, &row); err != nil {
		return err
	}
	*list = append(*list, row)
	return nil
}

// JoinRegisters returns the rows of a and those of b that say something else,
// wherever they came from.
func JoinRegisters(a, b *muster.Registers) *muster.Registers {
	return &muster.Registers{
		Agencies:   join(a.Agencies, b.Agencies, agencyPlace),
		Offices:    join(a.Offices, b.Offices, officePlace),
		Adverts:    join(a.Adverts, b.Adverts, advertPlace),
		Templates:  join(a.Templates, b.Templates, advertPlace),
		Indicators: join(a.Indicators, b.Indicators, indicatorPlace),

		AccountRanges: join(a.AccountRanges, b.AccountRanges, rangePlace),
	}
}

func join[T any](a, b []T, place func(*T) *muster.Place) []T {
	seen := map[[16]byte]bool{}
	var list []T
	for _, row := range slices.Concat(a, b) {
		if d := digestOf(row, place); !seen[d] {
			seen[d] = true
			list = append(list, row)
		}
	}
	return list
}

// digestOf is what a register row is known by: its content without its place.
func digestOf[T any](row T, place func(*T) *muster.Place) [16]byte {
	*place(&row) = muster.Place{}
	text, err := json.Marshal(row)
	if err != nil {
		panic("a register row has no JSON form: " + err.Error()) // plain structs of strings and times
	}
	sum := sha256.Sum256(text)
	return [16]byte(sum[:16])
}
