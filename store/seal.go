package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"muster"
)

// Texts that people write about somebody are sealed before they reach a row:
// under a key of the person or case they are about, which lies in vault_keys,
// itself sealed under the organisation's key, which is not in the database.
//
// A sealed text is a form byte, the id of its key, a nonce and the ciphertext;
// the place of its row is authenticated with it. A text that starts with another
// byte was written by an older program and is read as it is.
const (
	sealedForm = 0x01
	textKeyID  = 12

	// maxTextKeys bounds how many opened keys a Store remembers.
	maxTextKeys = 1 << 16
)

// textKey is an opened key of texts.
type textKey struct {
	id   [textKeyID]byte
	aead cipher.AEAD
}

func newTextKey(id, key []byte) (textKey, error) {
	var k textKey
	block, err := aes.NewCipher(key)
	if err != nil {
		return k, err
	}
	copy(k.id[:], id)
	k.aead, err = cipher.NewGCM(block)
	return k, err
}

// keyPlace is what the seal of a key covers beside it.
func keyPlace(org muster.OrganisationID, id []byte) []byte {
	return append([]byte("vault key "+string(org)+" "), id...)
}

// Seal returns a text as a row may hold it. holder is the person or case it is
// about, "" for nobody in particular; place names the row, and the text opens
// nowhere else.
func (t *Tx) Seal(holder, place string, text []byte) ([]byte, error) {
	if !t.writes {
		return nil, errReads
	}
	k, err := t.keyOf(holder)
	if err != nil {
		return nil, err
	}
	n := k.aead.NonceSize()
	out := make([]byte, 1+textKeyID+n, 1+textKeyID+n+len(text)+k.aead.Overhead())
	out[0] = sealedForm
	copy(out[1:], k.id[:])
	nonce := out[1+textKeyID:]
	rand.Read(nonce)
	return k.aead.Seal(out, nonce, text, t.textPlace(place)), nil
}

func (t *Tx) textPlace(place string) []byte { return []byte(string(t.org) + "\x00" + place) }

// keyOf finds the key of a holder's texts, or makes it in this transaction.
func (t *Tx) keyOf(holder string) (textKey, error) {
	var id, sealed []byte
	err := t.QueryRow("select id, key from vault_keys where organisation = $1 and holder = $2", holder).Scan(&id, &sealed)
	switch {
	case err == nil:
		return t.openKey(id, sealed)
	case !errors.Is(err, sql.ErrNoRows):
		return textKey{}, err
	}
	v, err := t.s.vault(t.org)
	if err != nil {
		return textKey{}, err
	}
	id, key := make([]byte, textKeyID), make([]byte, KeySize)
	rand.Read(id)
	rand.Read(key)
	if _, err := t.Exec("insert into vault_keys (organisation, id, holder, key) values ($1, $2, $3, $4)", id, holder, v.lock(keyPlace(t.org, id), key)); err != nil {
		return textKey{}, err
	}
	return newTextKey(id, key) // remembered once it is read: this transaction may yet fail
}

// remembered is where a Store keeps an opened key.
type remembered struct {
	org muster.OrganisationID
	id  [textKeyID]byte
}

func (t *Tx) openKey(id, sealed []byte) (textKey, error) {
	v, err := t.s.vault(t.org)
	if err != nil {
		return textKey{}, err
	}
	key, err := v.unlock(keyPlace(t.org, id), sealed)
	if err != nil {
		return textKey{}, err
	}
	k, err := newTextKey(id, key)
	if err != nil {
		return k, err
	}
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	if len(t.s.textKeys) >= maxTextKeys {
		clear(t.s.textKeys)
	}
	t.s.textKeys[remembered{t.org, k.id}] = k
	return k, nil
}

// Sealed is a text as a row holds it, with the place it was sealed for.
type Sealed struct {
	Place string
	Text  []byte // opened in place by Unseal
}

// Unseal opens texts in place. One whose key is gone, or that was moved or
// altered, is an error.
func (t *Tx) Unseal(list []Sealed) error {
	keys, err := t.keysFor(list)
	if err != nil {
		return err
	}
	for i := range list {
		if err := t.unseal(&list[i], keys); err != nil {
			return damaged(t.s.path, list[i].Place, err)
		}
	}
	return nil
}

func (t *Tx) unseal(one *Sealed, keys map[[textKeyID]byte]textKey) error {
	if len(one.Text) == 0 || one.Text[0] != sealedForm {
		return nil
	}
	id, ok := keyIn(one.Text)
	if !ok {
		return errPack
	}
	k, ok := keys[id]
	if !ok {
		return fmt.Errorf("its key is gone: %w", errPack)
	}
	rest := one.Text[1+textKeyID:]
	n := k.aead.NonceSize()
	if len(rest) < n {
		return errPack
	}
	text, err := k.aead.Open(nil, rest[:n], rest[n:], t.textPlace(one.Place))
	if err != nil {
		return fmt.Errorf("the seal does not fit: %w", errPack)
	}
	one.Text = text
	return nil
}

// keyIn is the id of the key a text was sealed with.
func keyIn(text []byte) (id [textKeyID]byte, ok bool) {
	if len(text) < 1+textKeyID || text[0] != sealedForm {
		return id, false
	}
	copy(id[:], text[1:])
	return id, true
}

// keysFor opens the keys that texts were sealed with. Keys nobody has are left
// out.
func (t *Tx) keysFor(list []Sealed) (map[[textKeyID]byte]textKey, error) {
	keys, missing := map[[textKeyID]byte]textKey{}, [][textKeyID]byte{}
	t.s.mu.Lock()
	for i := range list {
		id, ok := keyIn(list[i].Text)
		if !ok {
			continue
		}
		if k, known := t.s.textKeys[remembered{t.org, id}]; known {
			keys[id] = k
		} else if _, asked := keys[id]; !asked {
			missing = append(missing, id)
			keys[id] = textKey{}
		}
	}
	t.s.mu.Unlock()
	for _, id := range missing {
		delete(keys, id)
	}
	for part := range slices.Chunk(missing, 500) {
		if err := t.readKeys(part, keys); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func (t *Tx) readKeys(ids [][textKeyID]byte, keys map[[textKeyID]byte]textKey) error {
	var args []any
	var marks []string
	for i := range ids {
		args = append(args, ids[i][:])
		marks = append(marks, "$"+strconv.Itoa(i+2))
	}
	rows, err := t.Query("select id, key from vault_keys where organisation = $1 and id in ("+strings.Join(marks, ", ")+")", args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return err
		}
		k, err := t.openKey(id, sealed)
		if err != nil {
			return err
		}
		keys[k.id] = k
	}
	return rows.Err()
}

// Shred deletes the keys of holders' texts: what is still sealed with them
// anywhere can no longer be read. The rows of the texts go first.
func (t *Tx) Shred(holders []string) error {
	for _, h := range holders {
		if h == "" {
			continue // of nobody in particular: not one person's to take along
		}
		if _, err := t.Exec("delete from vault_keys where organisation = $1 and holder = $2", h); err != nil {
			return err
		}
	}
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	clear(t.s.textKeys)
	return nil
}

// EntriesAbout lists ledger entries whose text is sealed with the key of one of
// these holders, in order, at most limit of them.
func (t *Tx) EntriesAbout(holders []string, limit int) ([]int64, error) {
	ids := map[string]bool{}
	for _, h := range holders {
		var id []byte
		err := t.QueryRow("select id from vault_keys where organisation = $1 and holder = $2", h).Scan(&id)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		ids[string(id)] = err == nil
	}
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := t.Query("select seq, substr(body, 2, $2) from ledger_payloads where organisation = $1 order by seq", textKeyID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []int64
	for rows.Next() && len(list) < limit {
		var seq int64
		var id []byte
		if err := rows.Scan(&seq, &id); err != nil {
			return nil, err
		}
		if ids[string(id)] {
			list = append(list, seq)
		}
	}
	return list, rows.Err()
}

// about is what Record may be given: it says whose text it is. What does not is
// sealed as a text of nobody in particular.
type about interface{ Holder() string }
