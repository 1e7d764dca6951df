package casework

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// WriteBack is an organisation's choice whether an applicant system is told that
// a check is due. Nothing is written into a system nobody switched on; switching
// off takes away what was written.
type WriteBack struct {
	On bool      `json:"on"`
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// settingWriteBack begins the names under which the choices are kept.
const settingWriteBack = settingPrefix + "writeback."

// SwitchWriteBack lets the one neutral field be written into an applicant
// system, or no longer. System is the connector's id.
type SwitchWriteBack struct {
	System string `json:"system"`
	On     bool   `json:"on"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SwitchWriteBack) Name() string { return "writeback.set" }

func (a *SwitchWriteBack) check() error {
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`).MatchString(a.System) {
		return usage("system: want the id of a connector", "it is the one of the configuration")
	}
	return reason(a.Reason)
}

func (a *SwitchWriteBack) perform(in *act) error {
	if err := in.allow(WriteBackSet, Scope{}, false); err != nil {
		return err
	}
	in.made = a.System
	text, err := json.Marshal(&WriteBack{a.On, in.who.Name, in.now()})
	if err != nil {
		return err
	}
	return in.setText(settingWriteBack+a.System, string(text))
}

// WriteBacks returns the choices that were made, by the connector's id. A system
// that is not in it is off.
func (d *Desk) WriteBacks(ctx context.Context) (map[string]WriteBack, error) {
	out := map[string]WriteBack{}
	err := d.store.View(ctx, d.org, func(tx *store.Tx) error {
		clear(out)
		rows, err := tx.Query("select name, value from settings where organisation = $1 and name >= $2 and name < $3", settingWriteBack, settingWriteBack+"\x7f")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name, text string
			if err := rows.Scan(&name, &text); err != nil {
				return err
			}
			var one WriteBack
			if err := json.Unmarshal([]byte(text), &one); err != nil {
				return err
			}
			out[strings.TrimPrefix(name, settingWriteBack)] = one
		}
		return rows.Err()
	})
	return out, err
}

// Checked lists who has a check that was asked for and has no outcome yet, for
// the program's own use: whatever it was asked for, and by chance too.
func (d *Desk) Checked(ctx context.Context) (map[muster.SubjectID]bool, error) {
	out := map[muster.SubjectID]bool{}
	err := d.store.View(ctx, d.org, func(tx *store.Tx) error {
		clear(out)
		rows, err := tx.Query("select distinct subject from checks where organisation = $1 and state = $2", string(CheckRequested))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id muster.SubjectID
			if err := rows.Scan(&id); err != nil {
				return err
			}
			out[id] = true
		}
		return rows.Err()
	})
	return out, err
}
