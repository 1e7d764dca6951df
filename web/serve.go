package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"muster"
	"muster/internal/answer"
)

// endpoint answers a request or says why it cannot; one place turns that into
// a page.
type endpoint func(*Handler, http.ResponseWriter, *http.Request) error

// page is what every page struct offers the shell.
type page interface {
	head() head
}

// head names a page for the shell.
type head struct {
	template string // without ".tmpl"
	title    string
	section  section
	bare     bool // without navigation: nobody is signed in
	status   int  // 200 when zero
}

// show makes an endpoint of a method that reads a page.
func show[P page](read func(*Handler, *http.Request) (P, error)) endpoint {
	return func(h *Handler, w http.ResponseWriter, r *http.Request) error {
		p, err := read(h, r)
		if err != nil {
			return err
		}
		return h.render(w, r, p)
	}
}

// serve guards an endpoint by permission and maps its error to a page.
func (h *Handler) serve(may Permission, run endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		viewer := h.Viewer(r.Context())
		if !viewer.may(may) {
			if viewer == nil {
				http.Redirect(w, r, "/sign-in?next="+url.QueryEscape(target(r)), http.StatusSeeOther)
				return
			}
			what := "page"
			if r.Method == http.MethodPost {
				what = "step"
			}
			h.fail(w, r, &muster.Error{
				Code: muster.CodePermission, Message: "Your role does not include this " + what + ".",
				Hint: "If you need it for your work, ask an administrator. Nothing was changed.",
			})
			return
		}
		if err := run(h, w, r); err != nil {
			h.fail(w, r, err)
		}
	}
}

// target is where to go after signing in: the page asked for, or the one the
// form was on.
func target(r *http.Request) string {
	if r.Method == http.MethodGet {
		return local(r.URL.RequestURI())
	}
	return local(r.FormValue("back"))
}

// local returns a path within the app, or "/" for anything that might lead
// elsewhere.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	back := url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery, Fragment: u.Fragment, RawFragment: u.RawFragment}
	if s := back.String(); !strings.HasPrefix(s, "//") {
		return s
	}
	return "/"
}

func notFound(*Handler, http.ResponseWriter, *http.Request) error {
	return &muster.Error{Code: muster.CodeNotFound, Message: "There is no such page.", Hint: "It may have been moved, or the address may be mistyped. Search finds people, pages and actions."}
}

// failure is the page of an error.
type failure struct {
	Message, Hint string
	status        int
	signedOut     bool
}

func (f *failure) head() head {
	return head{template: "failure", title: f.Message, status: f.status, bare: f.signedOut}
}

// fail shows an error as a page. What is our fault is logged, and told without
// its inner words.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, message, hint := explain(err)
	if status >= http.StatusInternalServerError {
		h.Log.ErrorContext(r.Context(), "page failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	f := &failure{Message: message, Hint: hint, status: status, signedOut: h.Viewer(r.Context()) == nil}
	if err := h.render(w, r, f); err != nil {
		h.Log.ErrorContext(r.Context(), "page of an error failed", "path", r.URL.Path, "error", err)
		http.Error(w, message, status)
	}
}

// explain maps an error to a status and to words for people.
func explain(err error) (status int, message, hint string) {
	if errors.Is(err, context.DeadlineExceeded) {
		return http.StatusServiceUnavailable, "This took too long and was given up.", "Nothing was changed. Try again in a moment."
	}
	var known *muster.Error
	if !errors.As(err, &known) || known.Code == muster.CodeInternal {
		return http.StatusInternalServerError, "Something went wrong on our side.", "Nothing was changed. Try again; if it happens again, tell whoever looks after Muster the time."
	}
	return answer.Status(known.Code), known.Message, known.Hint
}

// render writes a page whole or not at all, so that a template that fails half
// way leaves no half page behind.
func (h *Handler) render(w http.ResponseWriter, r *http.Request, p page) error {
	v := h.view(w, r, p)
	v.paper, _ = h.papers.Get().(*paper)
	if v.paper == nil {
		v.paper = &paper{}
	}
	b := &v.paper.page
	b.Reset()
	defer func() {
		if b.Cap() <= maxPaper {
			h.papers.Put(v.paper)
		}
	}()
	if err := h.pages.execute(b, p.head().template, v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	status := p.head().status
	if v.Refused != nil {
		status = v.Refused.status
	}
	if status != 0 {
		w.WriteHeader(status)
	}
	_, _ = w.Write(b.Bytes()) // the reader may have gone away
	return nil
}
