package web

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/casework"
	"muster/report"
)

// LedgerReader reads the ledger.
type LedgerReader interface {
	Ledger(ctx context.Context, q LedgerQuery) (*Ledger, error)
	Bundle(ctx context.Context, w io.Writer, words Words) error // everything a third party needs to verify offline, as a zip
}

// Words are the entries whose texts go into a bundle, and why they are opened.
type Words struct {
	Entries []int64
	Reason  string
}

// LedgerQuery says which entries to show: those up to and including Entry,
// newest first; the newest when it is 0.
type LedgerQuery struct{ Entry int64 }

// Ledger is one page of the ledger.
type Ledger struct {
	Entries  []Entry
	Size     int64
	Root     string // of the tree, base64
	Signed   time.Time
	Key      string // name of the key that signed
	Verified *Verified
	Older    int64 // entry to go on with; 0 when these are the last
	Part     bool  // the viewer's role reads entries, for a part of the organisation only

	chosen int64
}

// Entry is one line of the ledger as this viewer may read it.
type Entry struct {
	Number int64
	At     time.Time
	Who    string
	What   string
	About  string
	Href   string
	Hash   string // of the leaf, shortened by nobody
	Erased bool   // the payload is purged, the commitment stands
}

// Verified is what checking the ledger gave.
type Verified struct {
	At     time.Time
	OK     bool
	Says   string // in a sentence
	Leaves int64  // entries that were read
}

// Stands says how many entries there are now and how many of them were verified:
// the ledger grows after it was looked at.
func (l *Ledger) Stands() string {
	all := report.Count(int(l.Size), "entry", "entries")
	switch v := l.Verified; {
	case l.Size == 0:
		return "No entries yet."
	case v == nil:
		return all + ", not verified since the server started."
	case !v.OK:
		return v.Says
	case v.Leaves < l.Size:
		return all + ". The first " + report.Number(int(v.Leaves)) + " were verified, nothing altered, removed or moved; " + report.Count(int(l.Size-v.Leaves), "is", "are") + " newer."
	}
	return all + ", all verified: nothing was altered, removed or moved."
}

func (l *Ledger) head() head { return head{template: "ledger", title: "Ledger", section: "ledger"} }

// Chosen is the entry the address names.
func (l *Ledger) Chosen() int64 { return l.chosen }

func (h *Handler) ledger(r *http.Request) (*Ledger, error) {
	n, err := strconv.ParseInt(r.URL.Query().Get("entry"), 10, 64)
	if err != nil || n < 0 {
		n = 0
	}
	l, err := h.Ledger.Ledger(r.Context(), LedgerQuery{Entry: n})
	if err != nil {
		return nil, err
	}
	l.chosen = n
	return l, nil
}

// ledgerBundle streams the stand-alone bundle. A bundle that breaks off half
// way is cut short, so that no zip reader takes it for whole.
func ledgerBundle(h *Handler, w http.ResponseWriter, r *http.Request) error {
	return h.bundle(w, r, Words{})
}

// maxWordsForm bounds the form that names entries, in bytes.
const maxWordsForm = 64 << 10

// ledgerWords gives a bundle with the words of the entries somebody named.
func ledgerWords(h *Handler, w http.ResponseWriter, r *http.Request) error {
	id := uploadForm(r.URL.Path)
	r.Body = http.MaxBytesReader(w, r.Body, maxWordsForm)
	if err := r.ParseForm(); err != nil {
		return &muster.Error{Code: muster.CodeTooLarge, Message: "The form could not be read.", Hint: "Open the page again. Nothing was changed.", Err: err}
	}
	words := Words{Reason: strings.TrimSpace(r.PostForm.Get("reason"))}
	var err error
	if words.Entries, err = numbers(r.PostForm.Get("entries")); err != nil {
		return h.refuseError(w, r, id, err)
	}
	if err := h.bundle(w, r, words); err != nil {
		return h.refuseError(w, r, id, err)
	}
	return nil
}

// numbers reads "12, 15-18".
func numbers(s string) (list []int64, err error) {
	bad := &muster.Error{Code: muster.CodeUsage, Message: "These are no numbers of entries.", Hint: "Write them as 12, 15-18, at most " + strconv.Itoa(casework.MaxOpened) + " of them."}
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == ',' || c == ';' || c == ' ' }) {
		first, last, ranged := strings.Cut(part, "-")
		from, err := strconv.ParseInt(first, 10, 64)
		to := from
		if ranged && err == nil {
			to, err = strconv.ParseInt(last, 10, 64)
		}
		if err != nil || from < 0 || to < from || to-from >= casework.MaxOpened || len(list) > casework.MaxOpened {
			return nil, bad
		}
		for n := range to - from + 1 { // counted from the first: the largest number there is has none behind it
			list = append(list, from+n)
		}
	}
	if len(list) == 0 || len(list) > casework.MaxOpened {
		return nil, bad
	}
	return list, nil
}

func (h *Handler) bundle(w http.ResponseWriter, r *http.Request, words Words) error {
	head := w.Header()
	head.Set("Content-Type", "application/zip")
	head.Set("Content-Disposition", `attachment; filename="muster-ledger-`+h.Now().UTC().Format(time.DateOnly)+`.zip"`)
	out := &begun{Writer: w}
	if err := h.Ledger.Bundle(r.Context(), out, words); err != nil {
		if !out.yes { // refused: that can still be said
			head.Del("Content-Disposition")
			return err
		}
		h.Log.ErrorContext(r.Context(), "ledger bundle failed", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// begun remembers whether anything was written.
type begun struct {
	io.Writer
	yes bool
}

func (b *begun) Write(p []byte) (int, error) {
	b.yes = true
	return b.Writer.Write(p)
}
