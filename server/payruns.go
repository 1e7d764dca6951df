package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"muster"
	"muster/casework"
	"muster/ingest/bankfile"
	"muster/payrun"
	"muster/store"
)

// PayDesk looks at pay runs before they are paid. Pages, programs and the
// command line use the same.
type PayDesk struct {
	Store        *store.Store
	Desk         *casework.Desk
	Organisation muster.OrganisationID
	Now          func() time.Time // the clock; nil means the system's
}

// PayLook is what was seen of a pay file.
type PayLook struct {
	Run    *casework.PayRunSeen
	Lines  []payrun.Line
	Advice []payrun.Advice // beside Lines
	Totals map[string]decimal.Decimal
}

// Check looks at a pay file and keeps what was seen, with the file. The file
// handed in is not changed. Looking again at the same file is the same run.
func (d *PayDesk) Check(ctx context.Context, who *casework.Actor, key casework.Key, name, entity string, raw []byte) (*PayLook, error) {
	f, err := readPayFile(ctx, path.Base(strings.ReplaceAll(name, `\`, "/")), raw, "")
	if err != nil {
		return nil, err
	}
	look, err := d.look(ctx, f)
	if err != nil {
		return nil, err
	}
	run, err := f.run(look, raw, entity)
	if err != nil {
		return nil, err
	}
	content, err := packed(f.raw)
	if err != nil {
		return nil, err
	}
	receipt, err := d.Desk.Do(ctx, who, key, &casework.CheckPayRun{Run: *run, Content: content})
	if err != nil {
		return nil, err
	}
	look.Run, err = d.Desk.PayRun(ctx, who, receipt.ID)
	return look, err
}

// look compares each line with the records.
func (d *PayDesk) look(ctx context.Context, f *payFile) (*PayLook, error) {
	people, cleared, err := d.people(ctx)
	if err != nil {
		return nil, err
	}
	look := &PayLook{Lines: f.lines, Advice: payrun.Check(f.dated(d.today()), payrun.NewRoll(people), cleared), Totals: map[string]decimal.Decimal{}}
	f.forewarn(look.Advice)
	for i := range f.lines {
		l := &f.lines[i]
		if look.Totals[l.Currency], err = look.Totals[l.Currency].Add(l.Amount); err != nil {
			return nil, fmt.Errorf("adding the amounts in %s: %w", l.Currency, err)
		}
	}
	return look, nil
}

func (d *PayDesk) today() muster.Time {
	now := d.Now
	if now == nil {
		now = time.Now
	}
	return muster.Date(now().UTC().Date())
}

// dated are the lines with a day to compare with records: where the file names
// none, as many tables do, that of the look, which is before pay goes out.
func (f *payFile) dated(today muster.Time) []payrun.Line {
	lines := slices.Clone(f.lines)
	for i := range lines {
		if lines[i].Date.IsZero() {
			lines[i].Date = today
		}
	}
	return lines
}

// people reads everybody who may be paid, with what was decided about earlier
// runs. One person's word about a changed account pays this run, and the account
// is asked about again.
func (d *PayDesk) people(ctx context.Context) ([]payrun.Person, map[payrun.Cleared]bool, error) {
	decisions, err := d.Desk.DecidedPay(ctx)
	if err != nil {
		return nil, nil, err
	}
	cleared, decided := map[payrun.Cleared]bool{}, map[muster.SubjectID][]*casework.PayDecision{}
	for i := range decisions {
		one := &decisions[i]
		if one.Choice != casework.PayAsGiven || one.Alone() {
			continue
		}
		decided[one.Subject] = append(decided[one.Subject], one)
		for _, code := range one.Codes {
			crowd := payrun.Crowd(one.Subject)
			if payrun.Code(code) == payrun.Shared {
				crowd = one.Crowd
			}
			cleared[payrun.Cleared{Code: payrun.Code(code), Account: one.Account, People: crowd}] = true
		}
	}
	said, err := d.Desk.DeniedPay(ctx)
	if err != nil {
		return nil, nil, err
	}
	denied := map[muster.SubjectID][]muster.Time{}
	for i := range said {
		denied[said[i].Subject] = append(denied[said[i].Subject], muster.Instant(said[i].At))
	}
	all, err := d.Store.Population(ctx, d.Organisation)
	if err != nil {
		return nil, nil, err
	}
	defer all.Close()
	people := make([]payrun.Person, 0, all.Len())
	const block = 1000
	for from := 0; from < all.Len(); from += block {
		err := all.Block(from, min(from+block, all.Len()), func(i int, list []muster.Observation) error {
			id := all.Subject(i).ID
			p := payrun.PersonOf(id, list)
			for _, at := range denied[id] { // of what the records say
				p.Denied(at)
			}
			for _, one := range decided[id] {
				p.Decided(one.To, muster.Instant(one.At))
			}
			people = append(people, p)
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return people, cleared, nil
}

// run is what the desk keeps of a look.
func (f *payFile) run(look *PayLook, raw []byte, entity string) (*casework.PayRun, error) {
	sum := sha256.Sum256(raw)
	r := &casework.PayRun{File: f.name, Digest: hex.EncodeToString(sum[:]), Format: f.format, Entity: entity, Payments: len(f.lines)}
	if f.layout.Comma != 0 {
		layout, err := json.Marshal(f.layout)
		if err != nil {
			return nil, err
		}
		r.Layout = string(layout)
	}
	atRisk := map[string]decimal.Decimal{}
	for i := range look.Advice {
		a, l := &look.Advice[i], &f.lines[i]
		if r.PayDay.IsZero() || !l.Date.IsZero() && l.Date.Micros < r.PayDay.Micros {
			r.PayDay = l.Date // the first day says by when the file must be handed in
		}
		if !a.Shown() {
			continue
		}
		var err error
		if atRisk[l.Currency], err = atRisk[l.Currency].Add(l.Amount); err != nil {
			return nil, err
		}
		r.Lines = append(r.Lines, payLine(a, l))
	}
	for _, currency := range slices.Sorted(maps.Keys(look.Totals)) {
		r.Totals = append(r.Totals, casework.PayTotal{Currency: currency, Amount: look.Totals[currency].String(), Shown: atRisk[currency].String()})
	}
	return r, nil
}

func payLine(a *payrun.Advice, l *payrun.Line) casework.PayLine {
	out := casework.PayLine{
		Line: a.Line, Subject: a.Subject, Payee: l.Name, Amount: l.Amount.String(), Currency: l.Currency, To: l.To,
		Account: payrun.AccountOf(&l.To), Crowd: a.Crowd, Proposal: string(a.Proposal), Match: string(a.Match),
	}
	for _, r := range a.Reasons {
		out.Reasons = append(out.Reasons, casework.PayReason{Code: string(r.Code), Says: r.Says, Rival: r.Rival, Settles: r.Settles})
	}
	if a.Last != nil {
		last := a.Last.To
		out.Last = &last
	}
	if a.Known != nil {
		known := a.Known.To
		out.Known = &known
	}
	return out
}

// PayReplacement is what is written once every shown line is decided.
type PayReplacement struct {
	Name       string
	Content    []byte // the file to hand in instead; none where every payment is left out
	SameDay    []byte // CSV of what is paid on the same day by other means
	Totals     map[string]decimal.Decimal
	Payments   int
	Unreleased []int // lines that pay a changed account on one person's word
}

// Export writes the replacement of a run and enters that it was written. It is
// refused while a line waits for a decision.
func (d *PayDesk) Export(ctx context.Context, who *casework.Actor, key casework.Key, id string) (*PayReplacement, error) {
	seen, err := d.Desk.PayRun(ctx, who, id)
	if err != nil {
		return nil, err
	}
	out, err := d.written(ctx, who, seen)
	if err != nil {
		return nil, err
	}
	_, err = d.Desk.Do(ctx, who, key, &casework.ExportPayRun{Run: id})
	return out, err
}

// Replacement is what Export wrote, as often as it is asked for, once that was
// entered.
func (d *PayDesk) Replacement(ctx context.Context, who *casework.Actor, id string) (*PayReplacement, error) {
	seen, err := d.Desk.PayRun(ctx, who, id)
	if err != nil {
		return nil, err
	}
	if seen.Exported.IsZero() {
		return nil, &muster.Error{Code: muster.CodeConflict, Message: "The replacement of this run was not written yet.", Hint: "Decide every shown line, then have the file written."}
	}
	return d.written(ctx, who, seen)
}

// written is the replacement of a run as it is decided.
func (d *PayDesk) written(ctx context.Context, who *casework.Actor, seen *casework.PayRunSeen) (*PayReplacement, error) {
	content, err := d.Desk.PayFile(ctx, who, seen.ID)
	if err != nil {
		return nil, err
	}
	if content, err = openFile(content); err != nil {
		return nil, err
	}
	f, err := readPayFile(ctx, seen.File, content, seen.Layout)
	if err != nil {
		return nil, err
	}
	return f.replacement(ctx, seen)
}

// replacement writes the file again as people decided.
func (f *payFile) replacement(ctx context.Context, seen *casework.PayRunSeen) (*PayReplacement, error) {
	advice, indices := make([]payrun.Advice, len(f.lines)), make([]int, len(f.lines))
	shown := map[int]*casework.PayLine{}
	for i := range seen.Lines {
		shown[seen.Lines[i].Line] = &seen.Lines[i]
	}
	for i := range f.lines {
		advice[i], indices[i] = payrun.Advice{Line: f.lines[i].Number, Index: i}, i
		if l := shown[f.lines[i].Number]; l != nil {
			advice[i].Subject = l.Subject
			for _, reason := range l.Reasons {
				advice[i].Reasons = append(advice[i].Reasons, payrun.Reason{Code: payrun.Code(reason.Code)})
			}
			if l.Last != nil {
				advice[i].Last = &payrun.Account{To: *l.Last}
			}
		}
	}
	decided := map[int]payrun.Decision{}
	for line, one := range seen.Decided {
		decided[line] = payrun.Decision{Line: line, Choice: payrun.Choice(one.Choice), By: one.By, Reason: one.Reason, To: one.SameDay}
	}
	f.apart(advice, decided)
	if open := payrun.Open(advice, decided); len(open) > 0 {
		return nil, &muster.Error{
			Code: muster.CodeConflict, Message: fmt.Sprintf("%d of %d shown lines wait for a decision: %s", len(open), len(seen.Lines), someLines(open)),
			Hint: "decide on each of them first",
		}
	}
	out := &PayReplacement{Name: replacementName(f), Totals: map[string]decimal.Decimal{}, Unreleased: seen.Unreleased}
	if edits := payrun.Edits(advice, indices, decided); leavesAny(edits, len(f.lines)) {
		if err := out.write(ctx, f, edits, seen.Layout); err != nil {
			return nil, err
		}
	}
	var sameDay bytes.Buffer
	err := payrun.WriteSameDay(&sameDay, f.lines, advice, decided)
	out.SameDay = sameDay.Bytes()
	return out, err
}

// forewarn says of each line whose last verified account the file cannot carry
// what becomes of it, before anybody decides.
func (f *payFile) forewarn(advice []payrun.Advice) {
	for i := range advice {
		if a := &advice[i]; a.Last != nil && !f.carries(a.Index, &a.Last.To) {
			a.Reasons[len(a.Reasons)-1].Settles += " This file cannot carry the last verified account: if that one is chosen, the line is left out and listed to be paid there the same day."
		}
	}
}

// apart turns what is to be paid to a last verified account that the file cannot
// carry into payments of the same day, to that account.
func (f *payFile) apart(advice []payrun.Advice, decided map[int]payrun.Decision) {
	for i := range advice {
		a := &advice[i]
		if d := decided[a.Line]; d.Choice == payrun.ChooseLastVerified && a.Last != nil && !f.carries(a.Index, &a.Last.To) {
			d.Choice, d.To = payrun.ChooseSameDay, a.Last.To
			decided[a.Line] = d
		}
	}
}

// leavesAny reports whether a payment is left in the file.
func leavesAny(edits map[int]bankfile.Edit, payments int) bool {
	for _, e := range edits {
		if e.Out {
			payments--
		}
	}
	return payments > 0
}

// write writes the file and reads it back for its totals.
func (r *PayReplacement) write(ctx context.Context, f *payFile, edits map[int]bankfile.Edit, layout string) error {
	content, err := f.rewrite(edits)
	if err != nil {
		return err
	}
	again, err := readPayFile(ctx, f.name, content, layout)
	if err != nil {
		return err
	}
	r.Content, r.Payments = content, len(again.lines)
	for i := range again.lines {
		l := &again.lines[i]
		if r.Totals[l.Currency], err = r.Totals[l.Currency].Add(l.Amount); err != nil {
			return err
		}
	}
	return nil
}

// replacementName is that of the file; a workbook becomes a CSV.
func replacementName(f *payFile) string {
	if f.format == "table" {
		return strings.TrimSuffix(f.name, path.Ext(f.name)) + ".csv"
	}
	return f.name
}

// someLines lists lines, at most twelve.
func someLines(list []int) string {
	text := strings.Trim(strings.ReplaceAll(fmt.Sprint(list[:min(len(list), 12)]), " ", ", "), "[]")
	if len(list) > 12 {
		text += fmt.Sprintf(" and %d more", len(list)-12)
	}
	return text
}
