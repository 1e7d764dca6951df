package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"muster"
	"muster/internal/answer"
	"muster/internal/escape"
	"muster/report"
)

// Bounds of what a form may hold.
const (
	maxForm   = 64 << 10
	maxReason = 2000
	minReason = 10 // letters: enough for a reader next year to understand
	maxLine   = 200
)

// form reads a command's fields. The first complaint about a field stays; a
// command with complaints is never handed on.
type form struct {
	values     url.Values
	path       func(string) string
	complaints map[string]string
}

func (f *form) complain(name, what string) {
	if f.complaints[name] == "" {
		f.complaints[name] = what
	}
}

// id is a segment of the path; the mux guarantees that it is there.
func (f *form) id(name string) string { return escape.Line(f.path(name)) }

// line is a text on one line, required when required is set.
func (f *form) line(name string, required bool) string {
	s := strings.TrimSpace(escape.Line(f.values.Get(name)))
	switch {
	case s == "" && required:
		f.complain(name, "Fill this in.")
	case utf8.RuneCountInString(s) > maxLine:
		f.complain(name, "At most "+strconv.Itoa(maxLine)+" letters.")
	}
	return s
}

// text is a text of several lines that may be empty.
func (f *form) text(name string) string {
	s := strings.TrimSpace(escape.Block(strings.ReplaceAll(f.values.Get(name), "\r\n", "\n")))
	if utf8.RuneCountInString(s) > maxReason {
		f.complain(name, "At most "+strconv.Itoa(maxReason)+" letters.")
	}
	return s
}

// long is a required text of at most so many letters, as it was written.
func (f *form) long(name string, most int) string {
	s := strings.ReplaceAll(f.values.Get(name), "\r\n", "\n")
	switch {
	case strings.TrimSpace(s) == "":
		f.complain(name, "Fill this in.")
	case utf8.RuneCountInString(s) > most || !utf8.ValidString(s):
		f.complain(name, "At most "+strconv.Itoa(most)+" letters of text.")
	}
	return s
}

// reason is a text that somebody else must be able to follow later.
func (f *form) reason(name string) string {
	s := f.text(name)
	if utf8.RuneCountInString(s) < minReason {
		f.complain(name, "Write the reason so that somebody who was not there can follow it: a few words at least.")
	}
	return s
}

// date is a calendar day; the zero Time when empty and not required.
func (f *form) date(name string, required bool) muster.Time {
	s := strings.TrimSpace(f.values.Get(name))
	if s == "" {
		if required {
			f.complain(name, "Choose a date.")
		}
		return muster.Time{}
	}
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		f.complain(name, "Write the date as year-month-day, such as 2026-03-31.")
		return muster.Time{}
	}
	return muster.Date(day.Date())
}

// number is a whole number within bounds.
func (f *form) number(name string, least, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(f.values.Get(name)))
	if err != nil || n < least || n > most {
		f.complain(name, "A whole number from "+strconv.Itoa(least)+" to "+strconv.Itoa(most)+".")
		return 0
	}
	return n
}

func (f *form) yes(name string) bool { return f.values.Get(name) == "yes" }

// lines are several values of one name, none empty.
func (f *form) lines(name string, least int) []string {
	var out []string
	for _, text := range f.values[name] {
		for s := range strings.Lines(strings.ReplaceAll(text, "\r", "\n")) { // a box of several lines is one value
			if s = strings.TrimSpace(escape.Line(s)); s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	if len(out) < least || len(out) > 500 {
		f.complain(name, "Choose at least "+strconv.Itoa(least)+", and at most 500.")
	}
	return out
}

// choice reads one of a closed list; anything else is refused, so that what
// has no word cannot be recorded.
func choice[T ~string](f *form, name string, of []Option) T {
	s := f.values.Get(name)
	if !slices.ContainsFunc(of, func(o Option) bool { return o.Value == s }) {
		f.complain(name, "Choose one of the answers.")
		return ""
	}
	return T(s)
}

// choices reads any number of a closed list.
func choices[T ~string](f *form, name string, of []Option) []T {
	var out []T
	for _, s := range f.values[name] {
		if !slices.ContainsFunc(of, func(o Option) bool { return o.Value == s }) {
			f.complain(name, "Choose from the list only.")
			return nil
		}
		out = append(out, T(s))
	}
	return out
}

// Option is one answer of a closed list.
type Option struct{ Value, Label string }

var keyForm = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// refusal is a form that was not accepted: the page it stands on is shown
// again with it.
type refusal struct {
	Message, Hint string
	Form          string // the form's id in the page
	values        url.Values
	complaints    map[string]string
	status        int
}

type refusalKey struct{}

func refused(ctx context.Context) *refusal {
	r, _ := ctx.Value(refusalKey{}).(*refusal)
	return r
}

// refuse shows the page a form was on, with the person's words still in it.
// When that page cannot be shown, the refusal is a page of its own.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, why *refusal) {
	back, err := url.Parse(local(r.PostForm.Get("back")))
	if err != nil || back.Path == "/" {
		h.fail(w, r, &muster.Error{Code: muster.CodeUsage, Message: why.Message, Hint: why.Hint})
		return
	}
	again := r.Clone(context.WithValue(r.Context(), refusalKey{}, why))
	again.Method, again.URL, again.RequestURI = http.MethodGet, back, back.RequestURI()
	again.Body, again.ContentLength, again.Form, again.PostForm = http.NoBody, 0, nil, nil
	h.mux.ServeHTTP(w, again)
}

// act answers the form of an action.
func (h *Handler) act(a *action) endpoint {
	return func(h *Handler, w http.ResponseWriter, r *http.Request) error {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			return &muster.Error{Code: muster.CodeTooLarge, Message: "The form is larger than a form can be.", Hint: "Shorten the text and send it again.", Err: err}
		}
		f := &form{values: r.PostForm, path: r.PathValue, complaints: map[string]string{}}
		id := formID(a.path, r.PathValue)
		key := r.PostForm.Get("key")
		if !keyForm.MatchString(key) {
			return &muster.Error{Code: muster.CodeUsage, Message: "The form came without its key.", Hint: "Open the page again and repeat the step. Nothing was changed."}
		}
		command := a.read(f)
		if len(f.complaints) > 0 {
			h.refuse(w, r, &refusal{
				Message: "Nothing was changed yet.", Hint: "Look at the marked answers and send the form again.",
				Form: id, values: r.PostForm, complaints: f.complaints, status: http.StatusUnprocessableEntity,
			})
			return nil
		}
		done, err := h.Actor.Act(r.Context(), Request{Key: key, Action: a.name, Command: command})
		if err != nil {
			return h.refuseError(w, r, id, err)
		}
		leaveNote(w, r, note{Text: done.Says, Entry: done.Entry})
		to := done.Next
		if to == "" {
			to = r.PostForm.Get("back")
		}
		http.Redirect(w, r, local(to), http.StatusSeeOther)
		return nil
	}
}

// refuseError tells the person at their form why an act was not done. Our own
// faults become the page of an error.
func (h *Handler) refuseError(w http.ResponseWriter, r *http.Request, id string, err error) error {
	var known *muster.Error
	if !errors.As(err, &known) || known.Code == muster.CodeInternal {
		return err
	}
	h.refuse(w, r, &refusal{Message: spoken(known.Message), Hint: spoken(known.Hint), Form: id, values: r.PostForm, status: answer.Status(known.Code)})
	return nil
}

// spoken is what an error says as people read it: a sentence.
func spoken(s string) string {
	if s = report.Sentence(strings.TrimSpace(s)); s == "" || strings.ContainsAny(s[len(s)-1:], ".!?:") {
		return s
	}
	return s + "."
}

// formID names the form of an action on a page: its path with all but
// letters and digits turned into dashes.
func formID(path string, value func(string) string) string {
	return "f" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, fillPath(path, value))
}

// fillPath puts values into the {names} of a path.
func fillPath(path string, value func(string) string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(path, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		if name == "$" { // says that the path ends here
			b.WriteString("{$}")
		} else {
			b.WriteString(url.PathEscape(value(name)))
		}
		path = after
	}
}
