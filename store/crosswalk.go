package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strings"

	"muster"
)

// Belonging says that an account, an id or a device of another system is a
// subject's.
type Belonging struct {
	System  string // the connector's name; "" for every system, DeviceSystem for a device
	Account string // as the system names it; upper and lower case are the same
	Subject muster.SubjectID
	// Declared is set where somebody said so; else it follows from the person's
	// records, and changes with them.
	Declared bool
	Since    int64 // microseconds; 0 from the beginning
	Until    int64 // microseconds, excluded; 0 while it lasts
}

// DeviceSystem stands for the system where the account is a device's serial number.
const DeviceSystem = "#device"

// PutBelongings adds to who accounts belong to. What is there already stays.
func (t *Tx) PutBelongings(list []Belonging) error {
	for i := range list {
		b := &list[i]
		account, err := t.accountKey(b.Account)
		if err != nil {
			return err
		}
		if account == nil || b.Subject == "" {
			continue
		}
		declared := 0
		if b.Declared {
			declared = 1
		}
		_, err = t.Exec(`insert into crosswalks (organisation, system, account, subject, declared, since, until) values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (organisation, system, account, subject, declared, since) do update set until = excluded.until`,
			b.System, account, string(b.Subject), declared, b.Since, b.Until)
		if err != nil {
			return err
		}
	}
	return nil
}

// Declare takes in what somebody declared, in place of what was declared of the
// same accounts of the same systems before: a line that was wrong is put right by
// handing it in anew.
func (t *Tx) Declare(list []Belonging) error {
	for i := range list {
		list[i].Declared = true
		account, err := t.accountKey(list[i].Account)
		if err != nil {
			return err
		}
		if account == nil {
			continue
		}
		if _, err := t.Exec("delete from crosswalks where organisation = $1 and system = $2 and account = $3 and declared = 1", list[i].System, account); err != nil {
			return err
		}
	}
	return t.PutBelongings(list)
}

// ReplaceBelongings puts what follows from a person's records in place of what
// followed before. What somebody declared stays.
func (t *Tx) ReplaceBelongings(subject muster.SubjectID, list []Belonging) error {
	if _, err := t.Exec("delete from crosswalks where organisation = $1 and subject = $2 and declared = 0", string(subject)); err != nil {
		return err
	}
	return t.PutBelongings(list)
}

// Belongs returns whose an account of a system is at a moment in microseconds,
// with false where nobody or more than one is declared for it. What was
// declared goes before what follows from records, and what holds for the system
// before what holds for all.
func (t *Tx) Belongs(system, account string, at int64) (muster.SubjectID, bool, error) {
	key, err := t.accountKey(account)
	if err != nil || key == nil {
		return "", false, err
	}
	rows, err := t.Query(`select subject, declared, system from crosswalks where organisation = $1 and system in ($2, $3) and account = $4
		and since <= $5 and (until = 0 or until > $5)`, system, everySystem(system), key, at)
	if err != nil {
		return "", false, err
	}
	defer rows.Close()
	best, rank, several := "", -1, false
	for rows.Next() {
		var subject, in string
		var declared int
		if err := rows.Scan(&subject, &declared, &in); err != nil {
			return "", false, err
		}
		n := 2 * declared
		if in != "" {
			n++
		}
		switch {
		case n > rank:
			best, rank, several = subject, n, false
		case n == rank && subject != best:
			several = true
		}
	}
	return muster.SubjectID(best), rank >= 0 && !several, rows.Err()
}

// everySystem is what is looked at beside a system: devices are no accounts.
func everySystem(system string) string {
	if system == DeviceSystem {
		return DeviceSystem
	}
	return ""
}

// accountKey is an account as the table holds it, nil for none.
func (t *Tx) accountKey(account string) ([]byte, error) {
	account = strings.ToLower(strings.TrimSpace(account))
	if account == "" {
		return nil, nil
	}
	key, err := t.s.opt.Keys(t.org)
	if err != nil {
		return nil, fmt.Errorf("key of organisation %s: %w", t.org, err)
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte("crosswalk\x00" + account))
	return h.Sum(nil)[:16], nil
}
