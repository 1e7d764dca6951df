package casework

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// The choices about a line. Not paying is possible only where counsel put the
// legal basis on record.
const (
	PayAsGiven      = "pay_as_given"
	PayLastVerified = "pay_last_verified"
	PaySameDay      = "pay_same_day"
	PayWithhold     = "withhold"
)

// PayChoices lists them.
func PayChoices() []string { return []string{PayAsGiven, PayLastVerified, PaySameDay, PayWithhold} }

// PayDecision is a named person's decision about one line, with what was known
// then.
type PayDecision struct {
	Run     string           `json:"run"`
	Line    int              `json:"line"`
	Subject muster.SubjectID `json:"subject,omitempty"`
	Choice  string           `json:"choice"`
	By      string           `json:"by"`
	User    UserID           `json:"user,omitempty"` // whose word it is; empty where a file named somebody
	Reason  string           `json:"reason"`
	At      time.Time        `json:"at"`
	Codes   []string         `json:"codes"` // the reasons it settles
	To      muster.PayTo     `json:"to"`
	Account string           `json:"account,omitempty"`
	Crowd   string           `json:"crowd,omitempty"`
	SameDay muster.PayTo     `json:"same_day,omitzero"` // where a payment on the same day goes, where they named it

	// Second is who released it as a second person: a change of account takes
	// two.
	Second *PaySecond `json:"second,omitempty"`

	// Release is the record that the release left about the person: their account
	// was verified.
	Release muster.ObservationID `json:"release,omitzero"`
}

// PaySecond is a second person's release.
type PaySecond struct {
	By     string    `json:"by"`
	User   UserID    `json:"user,omitempty"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// payDecisions: file is the run.
func payDecisions() shelf[PayDecision] {
	return shelf[PayDecision]{"pay_decisions", "decision about pay", func(d *PayDecision) keys {
		return keys{id: payDecisionID(d.Run, d.Line), subject: d.Subject, file: d.Run, state: d.Choice}
	}}
}

func payDecisionID(run string, line int) string { return run + " " + strconv.Itoa(line) }

// Settles reports whether a decision stands for a line as it is seen now:
// nothing was seen since that it did not know of.
func (d *PayDecision) Settles(l *PayLine) bool {
	if d.Account != l.Account || d.Choice == PayLastVerified && l.Last == nil {
		return false
	}
	return !slices.ContainsFunc(l.Reasons, func(r PayReason) bool { return !slices.Contains(d.Codes, r.Code) })
}

// Alone reports whether a decision pays a changed account, or one that it names
// itself, on one person's word.
func (d *PayDecision) Alone() bool {
	if d.Second != nil {
		return false
	}
	return d.SameDay != muster.PayTo{} || d.Choice == PayAsGiven && slices.ContainsFunc(d.Codes, changesAccount)
}

// changesAccount reports whether a reason is that pay goes to an account nobody
// verified while another one was used before: what a second person releases.
func changesAccount(code string) bool {
	return code == "change_denied" || code == "account_changed" || code == "account_new"
}

// PayWord is one decision as it is handed in.
type PayWord struct {
	Line   int    `json:"line"`
	Choice string `json:"choice"`
	By     string `json:"by,omitempty"` // where decisions come in a file; otherwise who is signed in
	Reason string `json:"reason"`

	// To is the account that a payment on the same day goes to. Without it that is
	// the last verified account, if there is one.
	To muster.PayTo `json:"to,omitzero"`
}

// DecidePayLines records decisions about lines of a run, all or none. A second
// word for the same choice, by somebody else, is the second person's release.
type DecidePayLines struct {
	Run       string    `json:"run"`
	Decisions []PayWord `json:"decisions"`
}

// Name is the kind of the act's ledger entry.
func (a *DecidePayLines) Name() string { return "payrun.decide" }

// recorded leaves accounts out of the ledger.
func (a *DecidePayLines) recorded() Act {
	r := &DecidePayLines{Run: a.Run, Decisions: slices.Clone(a.Decisions)}
	for i := range r.Decisions {
		r.Decisions[i].To = muster.PayTo{}
	}
	return r
}

func (a *DecidePayLines) check() error {
	if len(a.Decisions) == 0 || len(a.Decisions) > maxPayLines {
		return usage("decisions: there are none", "name a line, a choice and a reason")
	}
	for i := range a.Decisions {
		w := &a.Decisions[i]
		if strings.TrimSpace(w.Reason) == "" {
			return usage("line "+strconv.Itoa(w.Line)+": no reason is given", "say why, for whoever reads it later")
		}
		if w.To != (muster.PayTo{}) && w.Choice != PaySameDay {
			return usage("line "+strconv.Itoa(w.Line)+": an account is named, which only pay_same_day takes", "leave the account out, or choose pay_same_day")
		}
		if err := first(oneOf("choice", w.Choice, PayChoices()...), words("reason", w.Reason), words("by", w.By)); err != nil {
			return err
		}
	}
	return line("run", a.Run)
}

func (a *DecidePayLines) perform(in *act) error {
	r, err := in.payRun(a.Run)
	if err != nil {
		return err
	}
	if err := in.named(); err != nil {
		return err
	}
	if !r.Exported.IsZero() {
		return conflict("the replacement for this run was written already", "look at the file again, then decide anew")
	}
	lines := map[int]*PayLine{}
	for i := range r.Lines {
		lines[r.Lines[i].Line] = &r.Lines[i]
	}
	in.made = r.ID
	for i := range a.Decisions {
		w := &a.Decisions[i]
		l := lines[w.Line]
		if l == nil {
			return usage("line "+strconv.Itoa(w.Line)+" is not shown in this run; it is paid as given", "name lines that the advice lists")
		}
		if err := in.decideLine(r, l, w); err != nil {
			return err
		}
	}
	return nil
}

// decideLine records one decision, or releases one that somebody else made.
func (in *act) decideLine(r *PayRun, l *PayLine, w *PayWord) error {
	number := strconv.Itoa(l.Line)
	by, user := in.who.Name, in.who.User
	if in.who.Via == ViaFile { // a name is all there is
		by, user = cmp.Or(w.By, by), ""
	}
	if w.Choice == PayLastVerified && l.Last == nil {
		return usage("line "+number+" has no other account that was verified", "choose pay_as_given or pay_same_day")
	}
	if w.Choice == PayWithhold {
		basis, err := payBases().find(in.tx, string(l.Subject))
		if err != nil {
			return err
		}
		if l.Subject == "" || basis == nil || basis.Until.Before(in.now()) {
			return conflict("line "+number+": pay can be withheld only on a legal basis that counsel put on record", "ask counsel, or choose another way to pay")
		}
	}
	had, err := payDecisions().find(in.tx, payDecisionID(r.ID, l.Line))
	if err != nil {
		return err
	}
	if had != nil && had.Choice == w.Choice && had.SameDay == w.To && had.Settles(l) && !had.isOf(user, by) {
		first := had.Second == nil
		had.Second = &PaySecond{by, user, w.Reason, in.now()}
		if first && had.User != "" { // a name that somebody typed into a file is not two people's word about a person
			if err := in.settleReleased(had, l); err != nil {
				return err
			}
		}
		return payDecisions().put(in, had)
	}
	if had != nil {
		if err := in.unsettle(had.Subject, had.Release); err != nil {
			return err
		}
	}
	d := &PayDecision{Run: r.ID, Line: l.Line, Subject: l.Subject, Choice: w.Choice, By: by, User: user, Reason: w.Reason, At: in.now(), To: l.To, Account: l.Account, Crowd: l.Crowd, SameDay: w.To}
	for _, reason := range l.Reasons {
		d.Codes = append(d.Codes, reason.Code)
	}
	return payDecisions().put(in, d)
}

// isOf reports whether a decision is somebody's own: two who bear one name are two
// people, and one whose name was changed is one. Where a file named either there
// are only names.
func (d *PayDecision) isOf(user UserID, name string) bool {
	if d.User != "" && user != "" {
		return d.User == user
	}
	return strings.EqualFold(d.By, name)
}

// IsOf reports whether a decision is an actor's own.
func (d *PayDecision) IsOf(who *Actor) bool { return d.isOf(who.User, who.Name) }

// ViaFile is how the command line acts: names stand in the file it was given.
const ViaFile = "file"

// payRun reads a run that the actor may decide on.
func (in *act) payRun(id string) (*PayRun, error) {
	r, err := payRuns().get(in.tx, id)
	if err != nil {
		return nil, err
	}
	return r, in.allow(PayrollSettle, Scope{Entity: r.Entity}, false)
}

// ExportPayRun enters that the replacement of a run was written. It is refused
// while a line waits for a decision, or a changed account for its second person.
type ExportPayRun struct {
	Run string `json:"run"`
}

// Name is the kind of the act's ledger entry.
func (a *ExportPayRun) Name() string { return "payrun.export" }

func (a *ExportPayRun) check() error { return line("run", a.Run) }

func (a *ExportPayRun) perform(in *act) error {
	r, err := in.payRun(a.Run)
	if err != nil {
		return err
	}
	if err := in.named(); err != nil {
		return err
	}
	decided, err := decisionsOf(in.tx, r)
	if err != nil {
		return err
	}
	if open := OpenPayLines(r, decided); len(open) > 0 {
		return conflict("lines wait for a decision: "+someNumbers(open), "decide on each of them first")
	}
	if alone := UnreleasedPayLines(r, decided); len(alone) > 0 && in.who.Via != ViaFile {
		return conflict("lines with a changed account wait for a second person: "+someNumbers(alone), "let somebody else release them")
	}
	in.made, r.Exported = r.ID, in.now()
	return payRuns().put(in, r)
}

// someNumbers lists numbers, at most twelve.
func someNumbers(list []int) string {
	var words []string
	for i, n := range list {
		if i == 12 {
			words = append(words, "and "+strconv.Itoa(len(list)-i)+" more")
			break
		}
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, ", ")
}

// OpenPayLines lists the lines that nobody has decided on.
func OpenPayLines(r *PayRun, decided map[int]PayDecision) (open []int) {
	for i := range r.Lines {
		if _, done := decided[r.Lines[i].Line]; !done {
			open = append(open, r.Lines[i].Line)
		}
	}
	return open
}

// UnreleasedPayLines lists the lines that pay a changed account on one person's
// word.
func UnreleasedPayLines(r *PayRun, decided map[int]PayDecision) (alone []int) {
	for i := range r.Lines {
		if d, done := decided[r.Lines[i].Line]; done && d.Alone() {
			alone = append(alone, d.Line)
		}
	}
	return alone
}

// decisionsOf reads the decisions that stand for a run, by line. One to withhold
// pay stands as long as counsel's legal basis does, or until the file was written:
// it is no ground to keep somebody's pay when the basis has ended.
func decisionsOf(tx *store.Tx, r *PayRun) (map[int]PayDecision, error) {
	list, err := payDecisions().list(tx, "file = $2", r.ID)
	if err != nil {
		return nil, err
	}
	by := map[int]*PayLine{}
	for i := range r.Lines {
		by[r.Lines[i].Line] = &r.Lines[i]
	}
	var bases map[muster.SubjectID]bool
	if slices.ContainsFunc(list, func(d PayDecision) bool { return d.Choice == PayWithhold }) {
		if bases, err = basesOf(tx, r); err != nil {
			return nil, err
		}
	}
	out := map[int]PayDecision{}
	for _, d := range list {
		if d.Choice == PayWithhold && r.Exported.IsZero() && !bases[d.Subject] {
			continue
		}
		if l := by[d.Line]; l != nil && d.Settles(l) {
			out[d.Line] = d
		}
	}
	return out, nil
}

// DecidedPay lists every decision about pay, oldest first: later runs remember
// what was settled.
func (d *Desk) DecidedPay(ctx context.Context) (list []PayDecision, err error) {
	err = d.view(ctx, &Actor{}, func(r *reading) error {
		list, err = payDecisions().all(r.tx)
		return err
	})
	return list, err
}
