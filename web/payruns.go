package web

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/internal/escape"
)

// PayRunDesk reads pay runs and takes pay files in. What people decide about a
// run are acts.
type PayRunDesk interface {
	// PayRuns lists the runs the viewer may see, the latest first.
	PayRuns(ctx context.Context) (*PayRuns, error)
	// PayRun is one run with a page of its lines.
	PayRun(ctx context.Context, q PayRunQuery) (*PayRun, error)
	// CheckPayFile looks at a pay file. Nothing in the file is changed.
	CheckPayFile(ctx context.Context, key string, f PayFile) (*Receipt, error)
	// PayRunFile is what an exported run gives: the replacement of its file, or
	// with sameDay the list of what is paid by other means.
	PayRunFile(ctx context.Context, run string, sameDay bool) (*Attachment, error)
	// PayBases are the legal bases for withholding pay, for whoever may record one.
	PayBases(ctx context.Context) (*PayBases, error)
}

// PayFile is a pay file on its way in.
type PayFile struct {
	Name, Entity string
	Content      []byte
}

// maxPayFile bounds a pay file that a browser brings, in bytes.
const maxPayFile = 64 << 20

// payLines is how many lines of a run are on a page.
const payLines = 40

// PayRuns are the pay runs on record.
type PayRuns struct {
	Rows     []PayRunRow
	Entities []Option // whose run it may be
}

// PayRunRow is a run in the list.
type PayRunRow struct {
	ID, File, Entity string
	Payments, Shown  int
	Open, Unreleased int
	Totals           []PayTotal
	PayDay           muster.Time
	At               time.Time // of the latest look
	By               string
	Exported         time.Time // zero: not yet
}

// PayTotal is the sum of a run in one currency, as exact decimals.
type PayTotal struct {
	Currency string
	Amount   string
	Shown    string // of it, on lines that are shown
	Waiting  string // of it, on lines that nobody decided on
	Note     string // what is known of the currency where the file states none
}

// PayRunQuery is which lines of a run are asked for.
type PayRunQuery struct {
	Run   string
	Kind  string // KindAll, or empty: what waits
	After int    // the last line of the page before
	Limit int
}

// PayRun is one run with a page of its lines.
type PayRun struct {
	PayRunRow
	Format   string
	SubmitBy muster.Time // the last working day to hand the file in; zero when it states no pay day
	Lines    []PayRunLine
	Total    int // lines in this part
	Next     int // the last line of this page; 0 on the last page
	Query    PayRunQuery
	Now      muster.Time
	May      Allowed
}

// PayRunLine is one line that is shown.
type PayRunLine struct {
	Run      string
	Line     int
	Person   PersonRef // without an id: the line leads to nobody known
	Payee    string    // as the file has it
	Amount   string
	Currency string
	Note     string // what is known of the currency where the file states none
	Account  string // masked
	Last     string // the last verified account, masked; empty when there is none
	Reasons  []PayRunReason
	Proposal string // "pay_as_given" or "pay_last_verified"
	Decided  *Decision
	Second   *Decision // the second person's release
	Waits    bool      // for a second person, who is somebody else than decided
	Mine     bool      // the viewer decided it
	Basis    bool      // counsel's legal basis for withholding is on record
	May      Allowed
}

// PayRunReason is why a line is shown.
type PayRunReason struct {
	Says, Rival, Settles string
	Change               bool // of the account: the rival explanation is read first
}

// PlaceOf is the line's place in the path of its form.
func (l PayRunLine) PlaceOf() string { return strconv.Itoa(l.Line) }

// Choices are what may be chosen for the line, the proposal first.
func (l PayRunLine) Choices() []Option {
	given, last := Option{"pay_as_given", "Pay the account given"}, Option{"pay_last_verified", "Pay the last verified account, on time"}
	list := []Option{given}
	switch {
	case l.Last != "" && l.Proposal == last.Value:
		list = []Option{last, given}
	case l.Last != "":
		list = append(list, last)
	}
	list = append(list, Option{"pay_same_day", "Leave it out of the file and pay it the same day by other means"})
	if l.Basis {
		list = append(list, Option{"withhold", "Withhold, on the legal basis counsel recorded"})
	}
	return list
}

// Proposed is the proposal in words.
func (l PayRunLine) Proposed() string {
	for _, o := range l.Choices() {
		if o.Value == l.Proposal {
			return o.Label
		}
	}
	return l.Proposal
}

// PayChoice is a decision about a line in words.
func PayChoice(choice string) string {
	l := PayRunLine{Last: "there is one", Basis: true}
	for _, o := range l.Choices() {
		if o.Value == choice {
			return o.Label + "."
		}
	}
	return choice
}

// Ready reports whether the replacement may be written.
func (r PayRunRow) Ready() bool { return r.Open == 0 && r.Unreleased == 0 }

// State is how far a run is, in words.
func (r PayRunRow) State() string {
	switch {
	case !r.Exported.IsZero():
		return "Written anew"
	case r.Open > 0:
		return fmt.Sprintf("%d to decide", r.Open)
	case r.Unreleased > 0:
		return fmt.Sprintf("%d for a second person", r.Unreleased)
	case r.Shown == 0:
		return "Nothing to look at"
	}
	return "Decided"
}

// Left is how much time there is until the file is due, in words.
func (p *PayRun) Left() string {
	days, ok := p.Now.Days(p.SubmitBy)
	switch {
	case !ok:
		return ""
	case days < 0:
		return "That day has passed."
	case days == 0:
		return "That is today."
	case days == 1:
		return "One day is left."
	}
	return fmt.Sprintf("%d days are left.", days)
}

// Address is where another part of the run is.
func (p *PayRun) Address(kind string, after int) string {
	path := "/payroll/runs/" + p.ID
	switch {
	case kind != "" && after > 0:
		return path + "?kind=" + kind + "&after=" + strconv.Itoa(after)
	case kind != "":
		return path + "?kind=" + kind
	case after > 0:
		return path + "?after=" + strconv.Itoa(after)
	}
	return path
}

func (p *PayRun) ident() string            { return p.ID }
func (p *PayRun) allows(m Permission) bool { return p.May.may(m) }

func (p *PayRun) head() head {
	return head{template: "payrun", title: "Pay run " + p.File, section: "payroll"}
}

func (p *PayRuns) head() head {
	return head{template: "payruns", title: "Pay runs", section: "payroll"}
}

func (h *Handler) payRuns(r *http.Request) (*PayRuns, error) { return h.PayRuns.PayRuns(r.Context()) }

func (h *Handler) payRun(r *http.Request) (*PayRun, error) {
	q := PayRunQuery{Run: escape.Line(r.PathValue("id")), Kind: one(r.URL.Query().Get("kind"), KindAll), Limit: payLines}
	if n, err := strconv.Atoi(r.URL.Query().Get("after")); err == nil && n > 0 {
		q.After = n
	}
	p, err := h.PayRuns.PayRun(r.Context(), q)
	if err == nil {
		p.Query = q
	}
	return p, err
}

// takePayFile looks at one pay file.
func takePayFile(h *Handler, w http.ResponseWriter, r *http.Request) error {
	if err := receive(w, r, maxPayFile, "The pay file is larger than 64 MB.", "Look at it with muster payrun check."); err != nil {
		return err
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // the system's temporary folder is cleaned in any case
	id := uploadForm(r.URL.Path)
	key, chosen := r.PostForm.Get("key"), r.MultipartForm.File["file"]
	switch {
	case !keyForm.MatchString(key):
		return h.refuseError(w, r, id, &muster.Error{Code: muster.CodeUsage, Message: "The form came without its key.", Hint: "Open the page again. Nothing was changed."})
	case len(chosen) != 1 || chosen[0].Size == 0:
		return h.refuseError(w, r, id, &muster.Error{Code: muster.CodeUsage, Message: "No file was chosen.", Hint: "Choose the one file that goes to the bank, or the payroll table."})
	}
	in, err := chosen[0].Open()
	if err != nil {
		return err
	}
	defer in.Close()
	f := PayFile{Name: clip(strings.TrimSpace(escape.Line(chosen[0].Filename)), 120), Entity: clip(escape.Line(r.PostForm.Get("entity")), maxLine)}
	if f.Content, err = io.ReadAll(io.LimitReader(in, maxPayFile)); err != nil {
		return err
	}
	if f.Name == "" {
		f.Name = "payfile"
	}
	done, err := h.PayRuns.CheckPayFile(r.Context(), key, f)
	if err != nil {
		return h.refuseError(w, r, id, err)
	}
	leaveNote(w, r, note{Text: done.Says, Entry: done.Entry})
	http.Redirect(w, r, local(done.Next), http.StatusSeeOther)
	return nil
}

// payRunFile gives what an exported run gives, to be saved and not shown.
func payRunFile(sameDay bool) endpoint {
	return func(h *Handler, w http.ResponseWriter, r *http.Request) error {
		a, err := h.PayRuns.PayRunFile(r.Context(), escape.Line(r.PathValue("id")), sameDay)
		if err != nil {
			return err
		}
		save(w, a)
		return nil
	}
}

// save answers with a file that is saved and not shown.
func save(w http.ResponseWriter, a *Attachment) {
	head := w.Header()
	head.Set("Content-Type", "application/octet-stream")
	head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	head.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	head.Set("Content-Length", fmt.Sprint(len(a.Content)))
	_, _ = w.Write(a.Content) // the reader may have gone away
}

// DecidePayLine decides how one line of a run is paid. The same choice by a
// second person releases a changed account.
type DecidePayLine struct {
	Run            string
	Line           int
	Choice, Reason string
	Account        string // of a payment on the same day; may be empty
}

func (*DecidePayLine) command() {}

func readDecidePayLine(f *form) Command {
	c := &DecidePayLine{Run: f.id("id"), Reason: f.neutral("reason"), Account: f.line("account", false)}
	n, err := strconv.Atoi(f.id("line"))
	if err != nil || n < 1 {
		f.complain("choice", "The address names no line. Open the page again.")
	}
	c.Line = n
	c.Choice = choice[string](f, "choice", PayRunLine{Last: "there may be one", Basis: true}.Choices())
	return c
}

// ExportPayRun has the replacement of a run written, once everything is decided.
type ExportPayRun struct{ Run string }

func (*ExportPayRun) command() {}

func readExportPayRun(f *form) Command { return &ExportPayRun{Run: f.id("id")} }
