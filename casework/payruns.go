package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// PayRun is one pay file that was looked at before it is paid. The lines that
// need a decision are kept with it, the file itself beside it, both sealed.
type PayRun struct {
	ID       string      `json:"id"`
	File     string      `json:"file"`   // its name
	Digest   string      `json:"digest"` // SHA-256 of the file
	Format   string      `json:"format"`
	Layout   string      `json:"layout,omitempty"` // of a table: how it was read, for writing it again
	Entity   string      `json:"entity,omitempty"`
	Payments int         `json:"payments"`
	Totals   []PayTotal  `json:"totals"`
	PayDay   muster.Time `json:"pay_day,omitzero"`
	Lines    []PayLine   `json:"lines"` // those that are shown
	By       string      `json:"by"`
	At       time.Time   `json:"at"` // of the latest look
	Exported time.Time   `json:"exported,omitzero"`
	Until    time.Time   `json:"until"` // when the run and its file are erased
}

// PayTotal is the sum of a run in one currency, as an exact decimal.
type PayTotal struct {
	Currency string `json:"currency"`
	Amount   string `json:"amount"`
	Shown    string `json:"shown"` // of it, on lines that are shown
}

// PayLine is one line of a run that somebody has to decide on.
type PayLine struct {
	Line     int              `json:"line"`
	Subject  muster.SubjectID `json:"subject,omitempty"` // empty: the line leads to nobody known
	Payee    string           `json:"payee"`
	Amount   string           `json:"amount"`
	Currency string           `json:"currency"`
	To       muster.PayTo     `json:"to"`
	Account  string           `json:"account,omitempty"` // in comparable form
	Crowd    string           `json:"crowd,omitempty"`   // of whom one account takes the pay
	Reasons  []PayReason      `json:"reasons"`
	Proposal string           `json:"proposal"`
	Last     *muster.PayTo    `json:"last,omitempty"`  // the last verified account, where it is another one
	Known    *muster.PayTo    `json:"known,omitempty"` // the account as the records write it, where they have it
	Match    string           `json:"match,omitempty"` // how the line was led to the person; only by "id" or "account" does it settle anything
}

// PayReason is why a line is shown.
type PayReason struct {
	Code    string `json:"code"`
	Says    string `json:"says"`
	Rival   string `json:"rival"`
	Settles string `json:"settles"`
}

// payRuns: state is open or exported, due when the run is erased.
func payRuns() shelf[PayRun] {
	return shelf[PayRun]{"pay_runs", "pay run", func(r *PayRun) keys {
		state := "open"
		if !r.Exported.IsZero() {
			state = "exported"
		}
		return keys{id: r.ID, file: r.Entity, state: state, due: r.Until}
	}}
}

// payFile is a run's file, packed by whoever brings it.
type payFile struct {
	ID      string    `json:"id"`
	Content []byte    `json:"content"`
	Until   time.Time `json:"until"`
}

func payFiles() shelf[payFile] {
	return shelf[payFile]{"pay_files", "pay file", func(f *payFile) keys { return keys{id: f.ID, state: "kept", due: f.Until} }}
}

// payTexts names the key of a run's texts.
func payTexts(run string) string { return "pay run " + run }

// The bounds of a run.
const (
	MaxPayFile  = 128 << 20 // bytes, as it is handed in
	maxPayLines = 200_000   // shown
	// payDays is how long a run is kept where nothing else is set.
	payDays = 730
)

// CheckPayRun keeps what was seen of a pay file. Looking at the same file again
// is the same run, and decisions stand as long as nothing new was seen.
type CheckPayRun struct {
	Run     PayRun `json:"run"`
	Content []byte `json:"content,omitempty"` // the file
}

// Name is the kind of the act's ledger entry.
func (a *CheckPayRun) Name() string { return "payrun.check" }

// recorded leaves the file and what is said of people's accounts out of the
// ledger.
func (a *CheckPayRun) recorded() Act {
	r := a.Run
	r.Lines = nil
	return &CheckPayRun{Run: r}
}

func (a *CheckPayRun) check() error {
	if len(a.Run.Digest) != 64 || strings.Trim(a.Run.Digest, "0123456789abcdef") != "" {
		return usage("digest: want the SHA-256 of the file in hexadecimal", "hand in the file itself")
	}
	if len(a.Content) == 0 || len(a.Content) > MaxPayFile || len(a.Run.Lines) > maxPayLines {
		return usage("the pay file is empty, or larger than 128 MB", "divide the run into several files")
	}
	for i := range a.Run.Lines {
		if l := &a.Run.Lines[i]; l.Line < 1 || len(l.Reasons) == 0 || l.Proposal != PayAsGiven && l.Proposal != PayLastVerified {
			return usage("a line of the run is not whole", "hand in the file itself")
		}
	}
	return first(line("file", a.Run.File), words("format", a.Run.Format))
}

func (a *CheckPayRun) perform(in *act) error {
	if err := in.allow(PayrollSettle, Scope{Entity: a.Run.Entity}, false); err != nil {
		return err
	}
	r := a.Run
	r.ID, r.By, r.At = "R-"+r.Digest[:20], in.who.Name, in.now()
	days := payDays
	if clock, err := clocks().find(in.tx, "clock "+string(muster.KindPayment)); err != nil {
		return err
	} else if clock != nil {
		days = clock.Days
	}
	r.Until, r.Exported = in.now().AddDate(0, 0, days), time.Time{}
	had, err := payRuns().find(in.tx, r.ID)
	if err != nil {
		return err
	}
	if had != nil {
		if err := in.allow(PayrollSettle, Scope{Entity: had.Entity}, false); err != nil {
			return err
		}
		r.Until = had.Until
	}
	in.made = r.ID
	in.note = strconv.Itoa(len(r.Lines)) + " of " + strconv.Itoa(r.Payments) + " payments shown"
	if err := payRuns().put(in, &r); err != nil {
		return err
	}
	return payFiles().put(in, &payFile{r.ID, a.Content, r.Until})
}

// PayRunSeen is a run with the decisions that stand.
type PayRunSeen struct {
	PayRun
	Decided    map[int]PayDecision `json:"decided"`
	Open       []int               `json:"open"`       // lines that wait for a decision
	Unreleased []int               `json:"unreleased"` // lines that wait for a second person

	// Bases are those of the run for whose pay counsel's legal basis for
	// withholding stands now. Lists of runs leave it out.
	Bases map[muster.SubjectID]bool `json:"bases,omitempty"`
}

// PayRuns lists the runs that the actor may see, the latest first, without
// their lines.
func (d *Desk) PayRuns(ctx context.Context, who *Actor) ([]PayRunSeen, error) {
	var out []PayRunSeen
	err := d.view(ctx, who, func(r *reading) error {
		out = nil
		list, err := payRuns().all(r.tx)
		if err != nil {
			return err
		}
		for i := range list {
			if !d.table.Allows(who, PayrollView, Scope{Entity: list[i].Entity}, false) {
				continue
			}
			seen, err := seePayRun(r.tx, &list[i])
			if err != nil {
				return err
			}
			out = append(out, *seen)
		}
		slices.SortStableFunc(out, func(a, b PayRunSeen) int { return b.At.Compare(a.At) })
		return nil
	})
	return out, err
}

func seePayRun(tx *store.Tx, r *PayRun) (*PayRunSeen, error) {
	decided, err := decisionsOf(tx, r)
	if err != nil {
		return nil, err
	}
	return &PayRunSeen{PayRun: *r, Decided: decided, Open: OpenPayLines(r, decided), Unreleased: UnreleasedPayLines(r, decided)}, nil
}

// basesOf are those of a run for whose pay a legal basis stands.
func basesOf(tx *store.Tx, r *PayRun) (map[muster.SubjectID]bool, error) {
	list, err := payBases().open(tx, "id <> ''")
	if err != nil || len(list) == 0 {
		return nil, err
	}
	with, out := map[muster.SubjectID]bool{}, map[muster.SubjectID]bool{}
	for i := range list {
		with[list[i].Subject] = true
	}
	for i := range r.Lines {
		if id := r.Lines[i].Subject; with[id] {
			out[id] = true
		}
	}
	return out, nil
}

// PayRun reads one run.
func (d *Desk) PayRun(ctx context.Context, who *Actor, id string) (seen *PayRunSeen, err error) {
	err = d.view(ctx, who, func(r *reading) error {
		run, err := payRuns().get(r.tx, id)
		if err != nil {
			return err
		}
		if !d.table.Allows(who, PayrollView, Scope{Entity: run.Entity}, false) {
			return notFound("pay run")
		}
		if seen, err = seePayRun(r.tx, run); err == nil {
			seen.Bases, err = basesOf(r.tx, run)
		}
		return err
	})
	return seen, err
}

// PayFile reads the file of a run, for whoever may decide on it.
func (d *Desk) PayFile(ctx context.Context, who *Actor, id string) (content []byte, err error) {
	err = d.view(ctx, who, func(r *reading) error {
		run, err := payRuns().get(r.tx, id)
		if err != nil {
			return err
		}
		if !d.table.Allows(who, PayrollSettle, Scope{Entity: run.Entity}, false) {
			return notFound("pay run")
		}
		f, err := payFiles().get(r.tx, id)
		if err == nil {
			content = f.Content
		}
		return err
	})
	return content, err
}

// expirePayRuns erases runs past their day with their files, keys and decisions.
// A decision by which somebody's pay still goes where it does stays: without it
// they would be asked again, and the account would read as one that nobody
// verified. It returns how many runs and decisions went.
func (in *act) expirePayRuns() (runs, decisions int, err error) {
	ids, err := in.column("select id from pay_runs where organisation = $1 and due <= $2", in.tx.Now())
	if err != nil {
		return 0, 0, err
	}
	var holders []string
	for _, id := range ids {
		for _, text := range []string{
			"delete from pay_runs where organisation = $1 and id = $2", "delete from pay_files where organisation = $1 and id = $2",
		} {
			if _, err := in.exec(text, id); err != nil {
				return 0, 0, err
			}
		}
		holders = append(holders, payTexts(id))
	}
	if decisions, err = in.expireDecisions(); err != nil || len(ids) == 0 {
		return 0, decisions, err
	}
	return len(ids), decisions, in.tx.Shred(holders)
}

// expireDecisions erases decisions of runs that are gone, without those in force.
func (in *act) expireDecisions() (n int, err error) {
	ids, err := in.column("select id from pay_decisions where organisation = $1 and file not in (select id from pay_runs where organisation = $1)")
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	here, err := in.column("select subject from subjects where organisation = $1 and subject in (select subject from pay_decisions where organisation = $1)")
	if err != nil {
		return 0, err
	}
	list, err := payDecisions().all(in.tx)
	if err != nil {
		return 0, err
	}
	stands := decisionsInForce(list, here)
	for _, id := range ids {
		if stands[id] {
			continue
		}
		if _, err := in.exec("delete from pay_decisions where organisation = $1 and id = $2", id); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// decisionsInForce are, by id, those that verified the account each person was
// last decided to be paid on. Of somebody who is not here any more there is none.
func decisionsInForce(list []PayDecision, here []string) map[string]bool {
	latest := map[muster.SubjectID]*PayDecision{}
	for i := range list {
		d := &list[i]
		if had := latest[d.Subject]; d.verifies() && (had == nil || had.At.Before(d.At)) {
			latest[d.Subject] = d
		}
	}
	stands := map[string]bool{}
	for i := range list {
		d := &list[i]
		if last := latest[d.Subject]; d.verifies() && d.Account == last.Account && slices.Contains(here, string(d.Subject)) {
			stands[payDecisionID(d.Run, d.Line)] = true
		}
	}
	return stands
}

// verifies reports whether the account of a decision counts as verified for it.
func (d *PayDecision) verifies() bool {
	return d.Subject != "" && d.Choice == PayAsGiven && !d.Alone()
}
