package casework

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"muster"
	"muster/store"
)

// An entry of the ledger names the sealed rows its act wrote and how they were
// left, so that a row which is taken out or put back as it stood before can be
// told from one that was erased as it should be. What is named is the sealed text:
// of its words a digest of that says nothing, also once they are erased.

// rowMark is one row as an act left it.
type rowMark struct {
	Table  string `json:"table"`
	ID     string `json:"id"`
	Digest []byte `json:"digest"`         // of the sealed text, cut short
	Key    []byte `json:"key"`            // id of the key it was sealed with: erasure takes row and key together
	With   []byte `json:"with,omitempty"` // id of another key whose end takes the row along: of its case, its pay run, or the other person of a pair
	Goes   bool   `json:"goes,omitempty"` // it may go without either
	holder string // whose text it is
}

// rowMarks is what an entry says of rows.
type rowMarks struct {
	Rows []rowMark `json:"rows,omitempty"`
	Many []string  `json:"many,omitempty"` // tables of which an act wrote more rows than an entry names
}

// entryLeft is an entry's body as far as it is about rows.
type entryLeft struct {
	Left *rowMarks `json:"left"`
}

// mostMarks keeps an entry well below what an entry may hold: a decision about
// the pairs of a large group writes thousands of rows.
const mostMarks = 1000

// wrote notes a sealed row that this act wrote.
func (s shelf[T]) wrote(in *act, k *keys, body []byte) error {
	if !sealed(s.table) {
		return nil
	}
	m := rowMark{Table: s.table, ID: k.id, Digest: markOf(body), Key: sealedWith(body), holder: s.holder(k)}
	switch {
	case s.table == "stills": // days and a switch end them, one by one
		m.Goes = true
	case s.table == "signoffs" && k.file != "":
		return in.mark(m, caseTexts(k.file), false)
	case s.table == "pay_decisions":
		return in.mark(m, payTexts(k.file), false)
	case s.table == "group_decisions":
		return in.mark(m, textsOf(muster.SubjectID(k.file)), true)
	}
	return in.mark(m, "", false)
}

// mark keeps what is said of a row. with is whose end takes it along beside its
// own holder's; must says that without a key of theirs nobody can tell.
func (in *act) mark(m rowMark, with string, must bool) error {
	if with != "" {
		err := in.tx.QueryRow("select id from vault_keys where organisation = $1 and holder = $2", with).Scan(&m.With)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		m.Goes = m.Goes || must && err != nil
	}
	same := func(o rowMark) bool { return o.Table == m.Table && o.ID == m.ID }
	if i := slices.IndexFunc(in.rows, same); i >= 0 && len(in.rows) <= mostMarks {
		in.rows[i] = m
		return nil
	}
	in.rows = append(in.rows, m)
	return nil
}

// marks is what the act's entry says of the rows written so far.
func (in *act) marks() *rowMarks {
	defer func() { in.rows = nil }()
	switch {
	case len(in.rows) == 0:
		return nil
	case len(in.rows) <= mostMarks:
		return &rowMarks{Rows: in.rows}
	}
	m := &rowMarks{}
	for i := range in.rows {
		if !slices.Contains(m.Many, in.rows[i].Table) {
			m.Many = append(m.Many, in.rows[i].Table)
		}
	}
	return m
}

func markOf(body []byte) []byte {
	sum := sha256.Sum256(body)
	return sum[:16]
}

// sealedWith is the id of the key a body is sealed with, nil where it is not.
func sealedWith(body []byte) []byte {
	if len(body) < 1+keyID || body[0] != sealedForm {
		return nil
	}
	return slices.Clone(body[1 : 1+keyID])
}

// elsewhere are, for each table, the acts whose entry may be another person's or
// case's than the row they wrote. Once such an entry is erased, a row it left
// otherwise than the entry before says is no sign of anything.
func elsewhere(table string) []string {
	switch table {
	case "group_decisions":
		return []string{"group.split", "group.merge", "people.link"}
	case "notices":
		return []string{"notice.send"}
	case "signoffs":
		return []string{"case.propose", "step.invite", "step.sign"}
	case "stills":
		return []string{"still.keep"}
	}
	return nil
}

// named is the last that the ledger says of a row.
type named struct {
	rowMark
	seq   int64
	loose bool // how it was left is not known: an act wrote more rows than it names
}

// rowOf is where a row is.
type rowOf struct{ table, id string }

// kept is what the ledger says of the rows that people's acts wrote.
type kept struct {
	rows   map[rowOf]named
	erased map[string]int64 // by kind, the last entry whose words are erased
}

// readMarks reads the ledger for what it says of rows. What is erased of it says
// nothing.
func readMarks(tx *store.Tx) (*kept, error) {
	k := &kept{rows: map[rowOf]named{}, erased: map[string]int64{}}
	for from := int64(0); ; {
		list, err := tx.Entries(from, soundAtOnce)
		if err != nil || len(list) == 0 {
			return k, err
		}
		for i := range list {
			e := &list[i]
			from = e.Seq + 1
			if e.Opening == nil {
				k.erased[e.Kind] = e.Seq
				continue
			}
			var says entryLeft
			if !bytes.Contains([]byte(e.Opening.Payload), []byte(`"left":`)) || json.Unmarshal([]byte(e.Opening.Payload), &says) != nil || says.Left == nil {
				continue // of another form, or altered: that is the ledger's own verification to say
			}
			k.take(e.Seq, says.Left)
		}
	}
}

func (k *kept) take(seq int64, left *rowMarks) {
	for _, m := range left.Rows {
		k.rows[rowOf{m.Table, m.ID}] = named{rowMark: m, seq: seq}
	}
	if len(left.Many) == 0 {
		return
	}
	for at, n := range k.rows {
		if slices.Contains(left.Many, at.table) {
			n.loose = true
			k.rows[at] = n
		}
	}
}

// compare holds a row against what the ledger says of it, and takes it off what
// must still be found.
func (k *kept) compare(table, id string, body []byte) error {
	n, ok := k.rows[rowOf{table, id}]
	if !ok {
		return nil
	}
	delete(k.rows, rowOf{table, id})
	if n.loose || bytes.Equal(n.Digest, markOf(body)) {
		return nil
	}
	for _, kind := range elsewhere(table) {
		if last, erased := k.erased[kind]; erased && last > n.seq {
			return nil
		}
	}
	return handMade(fmt.Sprintf("%s %s: the row is not as entry %d of the ledger left it", table, id, n.seq))
}

// missing finds a row that the ledger names and nothing erased.
func (k *kept) missing(tx *store.Tx) error {
	if len(k.rows) == 0 {
		return nil
	}
	rows, err := tx.Query("select id from vault_keys where organisation = $1")
	if err != nil {
		return err
	}
	defer rows.Close()
	keys := map[string]bool{}
	for rows.Next() {
		var id []byte
		if err := rows.Scan(&id); err != nil {
			return err
		}
		keys[string(id)] = true
	}
	if err := rows.Err(); err != nil {
		return err
	}
	var first *named
	for _, n := range k.rows {
		gone := n.Goes || !keys[string(n.Key)] || len(n.With) > 0 && !keys[string(n.With)]
		if !gone && (first == nil || n.seq < first.seq) {
			first = &n
		}
	}
	if first == nil {
		return nil
	}
	return handMade(fmt.Sprintf("%s %s: the row is gone, and nothing erased it; entry %d of the ledger says who wrote it last", first.Table, first.ID, first.seq))
}

func handMade(what string) error {
	return &muster.Error{Code: muster.CodeDamaged, Message: what, Hint: "somebody changed the database by hand: keep it as it is and compare it with a backup; what was done stands in the ledger"}
}
