package casework

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/ledger"
	"muster/store"
)

// ActLine is one act as lists show it: that it was done, by whom and about
// whom, and not what it says.
type ActLine struct {
	Entry   int64
	At      time.Time
	Name    string
	Actor   UserID
	Subject muster.SubjectID
	Case    string
	Made    string
}

// Acts lists acts after an entry of the ledger, in order, at most limit: what
// messages, event streams and other nodes follow. It asks no permission and
// holds no values; who passes lines on applies May.
func (d *Desk) Acts(ctx context.Context, after int64, limit int) ([]ActLine, error) {
	var list []ActLine
	err := d.store.View(ctx, d.org, func(tx *store.Tx) (err error) {
		list, err = (&reading{desk: d, tx: tx}).lines("entry > $2 order by entry limit $3", after, limit)
		return err
	})
	return list, err
}

// TellsOf is the field that a kind of act tells something of: who does not see
// it may not learn that such an act was done either.
func TellsOf(name string) Field {
	switch kind, _, _ := strings.Cut(name, "."); kind {
	case "check", "gate":
		return FieldCheck
	case "interview":
		return FieldInterview
	case "pay":
		return FieldPay
	case "shipment":
		return FieldEquipment
	}
	return FieldFinding
}

// history lists what was done about a person that the actor may know of, of the
// latest 500 acts, the latest first.
func (r *reading) history(about *about) ([]ActLine, error) {
	list, err := r.lines("subject = $2 and file = '' order by entry desc limit 500", string(about.ID)) // what was done in cases is the cases' readers'
	return slices.DeleteFunc(list, func(l ActLine) bool { return r.desk.table.Sees(r.who, TellsOf(l.Name), about.Scope) == Hidden }), err
}

func (r *reading) lines(where string, args ...any) ([]ActLine, error) {
	list, err := once(r.tx, question("acts", where, args), func(list []ActLine) int { return 160 * len(list) }, func() ([]ActLine, error) { return r.readLines(where, args) })
	return slices.Clone(list), err
}

func (r *reading) readLines(where string, args []any) ([]ActLine, error) {
	rows, err := r.tx.Query("select entry, happened, name, actor, subject, file, made from acts where organisation = $1 and "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []ActLine
	for rows.Next() {
		var l ActLine
		var at int64
		if err := rows.Scan(&l.Entry, &at, &l.Name, &l.Actor, &l.Subject, &l.Case, &l.Made); err != nil {
			return nil, err
		}
		l.At = time.UnixMicro(at).UTC()
		list = append(list, l)
	}
	return list, rows.Err()
}

// LedgerLine is an entry of the ledger as an actor may see it.
type LedgerLine struct {
	ledger.Entry
	At      time.Time
	By      UserID // who did it, as far as the entry says; empty for the program
	Name    string // of who did it and is no user: an outside signer, a person at the command line
	Erased  bool   // its payload is gone, as retention has it
	Payload string // "" unless it was opened: see OpenEntry
}

// SignInRefused is the kind of a sign-in that was refused.
const SignInRefused = "session.refused"

// doer reads who did what an entry records and nothing else of it. Whom a refused
// sign-in claimed to be is not who tried it.
func doer(e *ledger.Record) (UserID, string) {
	if e.Opening == nil || e.Kind == SignInRefused {
		return "", ""
	}
	var body struct {
		byLine
		By json.RawMessage `json:"by"`
	}
	if json.Unmarshal([]byte(e.Opening.Payload), &body) != nil {
		return "", ""
	}
	who := body.byLine // of a sign-in
	if json.Unmarshal(body.By, &who) != nil {
		json.Unmarshal(body.By, &who.Name) // of a restore: a name alone
	}
	return who.User, who.Name
}

// Ledger lists entries from a number on, with who did it and without the rest of
// their payloads. They are of the
// whole organisation and of nobody's part of it, so a role for a part reads none.
func (d *Desk) Ledger(ctx context.Context, who *Actor, from int64, limit int) ([]LedgerLine, error) {
	var list []LedgerLine
	err := d.view(ctx, who, func(r *reading) error {
		list = nil
		if err := d.table.everywhere(who, LedgerView); err != nil {
			return err
		}
		records, err := r.tx.Entries(from, min(limit, 1000))
		if err != nil {
			return err
		}
		acts, err := r.lines("entry >= $2 and entry < $3 order by entry", from, from+int64(len(records)))
		if err != nil {
			return err
		}
		by := map[int64]UserID{} // stays when the text is erased
		for i := range acts {
			by[acts[i].Entry] = acts[i].Actor
		}
		for i := range records {
			e := &records[i]
			user, name := doer(e)
			user = cmp.Or(by[e.Seq], user)
			list = append(list, LedgerLine{Entry: e.Entry, At: time.UnixMicro(e.Happened).UTC(), By: user, Name: name, Erased: e.Opening == nil})
		}
		return nil
	})
	return list, err
}

// OpenEntry shows what an entry holds, for a stated reason: an act of its own.
// What it holds of a case is shown to that case's readers only.
type OpenEntry struct {
	Entry  int64  `json:"entry"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *OpenEntry) Name() string { return "ledger.open" }

func (a *OpenEntry) check() error { return reason(a.Reason) }

func (a *OpenEntry) perform(in *act) error {
	if err := in.allow(LedgerView, Scope{}, false); err != nil {
		return err
	}
	if in.desk.table.Sees(in.who, FieldPayload, Scope{}) == Hidden {
		in.allowed = false
		return in.allow("field."+Action(FieldPayload), Scope{}, false)
	}
	if err := in.named(); err != nil { // words are opened by somebody who stands by the reason, in a bundle too
		return err
	}
	list, err := in.tx.Entries(a.Entry, 1)
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].Seq != a.Entry || list[0].Opening == nil {
		return notFound("entry that still has its text")
	}
	var body struct {
		Case string `json:"case"`
	}
	if json.Unmarshal([]byte(list[0].Opening.Payload), &body) == nil && body.Case != "" {
		if _, err := in.caseFile(body.Case, CaseView); err != nil {
			return err
		}
	}
	in.secret = list[0].Opening.Payload // shown this once, kept nowhere else
	return nil
}

// Verify reads the whole ledger and reports; the error is a *ledger.Fault when
// somebody changed something after the fact.
func (d *Desk) Verify(ctx context.Context, who *Actor, held ...string) (ledger.Report, error) {
	if !d.table.somewhere(who, LedgerVerify) {
		return ledger.Report{}, refusal(LedgerVerify)
	}
	return d.store.VerifyLedger(ctx, d.org, held...)
}

// MaxOpened is how many entries one bundle may hold the words of.
const MaxOpened = 200

// ExportOpened makes a bundle that holds the words of the entries named, so that a
// third party sees what was written and that it is what was entered then. Each is
// opened for the reason, an act of its own, and only to who may open it. The key
// is fresh for each bundle.
func (d *Desk) ExportOpened(ctx context.Context, who *Actor, key Key, open []int64, why string) (*ledger.Bundle, error) {
	if err := d.table.everywhere(who, LedgerExport); err != nil {
		return nil, err
	}
	if len(open) > MaxOpened {
		return nil, usage("open: one bundle holds the words of at most "+strconv.Itoa(MaxOpened)+" entries", "make several")
	}
	words := map[int64]bool{}
	for _, n := range open {
		if words[n] {
			continue
		}
		words[n] = true
		if _, err := d.Do(ctx, who, key+Key("-"+strconv.FormatInt(n, 10)), &OpenEntry{Entry: n, Reason: why}); err != nil {
			return nil, err
		}
	}
	if err := d.store.Note(ctx, d.org, "ledger.export", entryBody{By: by(who)}); err != nil {
		return nil, err
	}
	return d.store.Bundle(ctx, d.org, nil, func(e *ledger.Entry) bool { return !words[e.Seq] })
}

// ExportLedger makes a bundle a third party checks offline. Payloads stay out
// of it: entries are proved by their commitments. That it was made is entered. It
// lists what Ledger lists, and is for the same people.
func (d *Desk) ExportLedger(ctx context.Context, who *Actor, seqs []int64, earlier ...string) (*ledger.Bundle, error) {
	if err := d.table.everywhere(who, LedgerExport); err != nil {
		return nil, err
	}
	if err := d.store.Note(ctx, d.org, "ledger.export", entryBody{By: by(who)}); err != nil {
		return nil, err
	}
	return d.store.Bundle(ctx, d.org, seqs, func(*ledger.Entry) bool { return true }, earlier...)
}
