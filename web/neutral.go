package web

import (
	"io"
	"net/http"

	"muster"
	"muster/casework"
)

// neutral is a reason in which terms about looks, sound or origin have no
// place: the desk's own list, said at the field it stands in.
func (f *form) neutral(name string) string { return f.refuse(name, f.reason(name)) }

// mild is a neutral text that may stay empty.
func (f *form) mild(name string) string { return f.refuse(name, f.text(name)) }

func (f *form) refuse(name, s string) string {
	if says := leaveOut(s); says != "" {
		f.complain(name, says)
	}
	return s
}

// leaveOut says which term of a text has no place here, and why; empty when
// none has.
func leaveOut(s string) string {
	term := casework.RefusedTerm(s)
	if term == "" {
		return ""
	}
	return "Leave out “" + term + "”: how somebody looks or sounds, or where they are from, says nothing here."
}

// checkWords answers the script of the pages while somebody types. The list of
// terms stays here: read as a list it would say what it is there to keep out.
// Nothing of the text is kept.
func checkWords(_ *Handler, w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return &muster.Error{Code: muster.CodeTooLarge, Message: "The text is longer than a text can be.", Hint: "Shorten it.", Err: err}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, leaveOut(clip(r.PostForm.Get("text"), 4*maxReason))) // the reader may have gone away
	return nil
}
