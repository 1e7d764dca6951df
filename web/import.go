package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"muster"
	"muster/internal/escape"
)

// Bounds of one import through a browser. Larger ones go through the command
// line or the API.
const (
	maxUploads     = 200
	maxUploadBytes = 256 << 20
)

// Upload is one dropped file. Its name is what the browser said and must not
// be used as a path.
type Upload struct {
	Name string
	Size int64 // bytes
	Open func() (io.ReadCloser, error)
}

// importFiles takes files dropped on the list of people. What they are is the
// Importer's business; here they are only bounded.
func importFiles(h *Handler, w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxUploadBytes)
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return &muster.Error{Code: muster.CodeTooLarge, Message: "The files are together larger than 256 MB.", Hint: "Bring them in in parts, or use the command line.", Err: err}
		}
		return &muster.Error{Code: muster.CodeDamaged, Message: "The files did not arrive whole.", Hint: "Try again. Nothing was changed.", Err: err}
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // the system's temporary folder is cleaned in any case
	refuse := func(message, hint string, status int) error {
		h.refuse(w, r, &refusal{Message: message, Hint: hint, Form: "import", values: url.Values(r.MultipartForm.Value), status: status})
		return nil
	}
	r.PostForm = url.Values(r.MultipartForm.Value)
	key, chosen := r.PostForm.Get("key"), r.MultipartForm.File["files"]
	switch {
	case !keyForm.MatchString(key):
		return refuse("The form came without its key.", "Open the page again and drop the files once more.", http.StatusUnprocessableEntity)
	case len(chosen) == 0:
		return refuse("No file was chosen.", "Drop exports from your systems, CVs or pictures here: CSV, Excel, JSON, PDF, Word.", http.StatusUnprocessableEntity)
	case len(chosen) > maxUploads:
		return refuse("More than 200 files at once.", "Bring them in in parts, or use the command line for a whole folder.", http.StatusRequestEntityTooLarge)
	}
	done, err := h.Importer.Import(r.Context(), key, uploads(chosen), answersOf(r.PostForm))
	if err != nil {
		return h.refuseError(w, r, "import", err)
	}
	leaveNote(w, r, note{Text: done.Says, Entry: done.Entry})
	http.Redirect(w, r, local(orElse(done.Next, "/people")), http.StatusSeeOther)
	return nil
}

// answerField begins the names of the answers to an import's questions.
const answerField = "answer-"

// maxAnswers bounds how many answers one form holds, among them those about the
// columns of tables.
const maxAnswers = 700

func answersOf(v url.Values) ImportAnswers {
	out := ImportAnswers{}
	for name, values := range v {
		if id, ok := strings.CutPrefix(name, answerField); ok && len(out) < maxAnswers && len(id) <= 64 && len(values[0]) <= 64 {
			out[id] = values[0]
		}
	}
	return out
}

func uploads(files []*multipart.FileHeader) []Upload {
	out := make([]Upload, 0, len(files))
	for _, f := range files {
		out = append(out, Upload{
			Name: escape.Line(f.Filename), Size: f.Size,
			Open: func() (io.ReadCloser, error) { return f.Open() },
		})
	}
	return out
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
