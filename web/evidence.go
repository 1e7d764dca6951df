package web

import (
	"context"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"muster"
	"muster/internal/escape"
)

// Keeper keeps the files of cases. Their content is never opened here: it is
// hashed, stored, and given back as it was.
type Keeper interface {
	Keep(ctx context.Context, key string, e Filing) (*Receipt, error)
	Kept(ctx context.Context, file, item string) (*Attachment, error) // of a case; its reading is on record
}

// Filing is a file for a case on its way in.
type Filing struct {
	Case, Name, Text string // Text says what it shows
	Content          []byte
}

// Attachment is a file of a case on its way out.
type Attachment struct {
	Name    string
	Content []byte
}

// maxEvidence bounds a file of a case, in bytes.
const maxEvidence = 20 << 20

// evidenceTypes are the types of file a case takes, as their first bytes say.
// What a browser might run is not among them.
func evidenceTypes() []string {
	return []string{"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif", "text/plain", "application/zip", "application/x-ole-storage", "audio/mpeg", "audio/wave", "video/mp4", "video/webm"}
}

func uploadForm(path string) string { return formID(path, func(string) string { return "" }) }

// fileEvidence takes one file into a case.
func fileEvidence(h *Handler, w http.ResponseWriter, r *http.Request) error {
	if err := receive(w, r, maxEvidence, "The file is larger than 20 MB.", "Keep it where it is, and file what describes it with its digest."); err != nil {
		return err
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // the system's temporary folder is cleaned in any case
	id := uploadForm(r.URL.Path)
	f := &form{values: r.PostForm, path: r.PathValue, complaints: map[string]string{}}
	e := Filing{Case: f.id("id"), Text: f.neutral("text")}
	if err := e.read(r.MultipartForm.File["file"]); err != nil {
		return h.refuseError(w, r, id, err)
	}
	key := r.PostForm.Get("key")
	if !keyForm.MatchString(key) {
		f.complain("text", "The form came without its key. Open the page again.")
	}
	if len(f.complaints) > 0 {
		h.refuse(w, r, &refusal{Message: "Nothing was changed yet.", Hint: "Look at the marked answers and choose the file again.", Form: id, values: r.PostForm, complaints: f.complaints, status: http.StatusUnprocessableEntity})
		return nil
	}
	done, err := h.Keeper.Keep(r.Context(), key, e)
	if err != nil {
		return h.refuseError(w, r, id, err)
	}
	leaveNote(w, r, note{Text: done.Says, Entry: done.Entry})
	http.Redirect(w, r, local(orElse(done.Next, r.PostForm.Get("back"))), http.StatusSeeOther)
	return nil
}

// read takes the one file in and looks at what it is.
func (e *Filing) read(files []*multipart.FileHeader) error {
	if len(files) != 1 || files[0].Size == 0 {
		return &muster.Error{Code: muster.CodeUsage, Message: "No file was chosen.", Hint: "Choose one file that is not empty."}
	}
	f, err := files[0].Open()
	if err != nil {
		return err
	}
	defer f.Close()
	if e.Content, err = io.ReadAll(io.LimitReader(f, maxEvidence)); err != nil {
		return err
	}
	e.Name = clip(strings.TrimSpace(escape.Line(files[0].Filename)), 120)
	if e.Name == "" {
		e.Name = "file"
	}
	found, _, err := mime.ParseMediaType(http.DetectContentType(e.Content))
	if err != nil {
		return err
	}
	if strings.HasPrefix(string(e.Content[:min(8, len(e.Content))]), "\xd0\xcf\x11\xe0") {
		found = "application/x-ole-storage"
	}
	for _, allowed := range evidenceTypes() {
		if found == allowed {
			return nil
		}
	}
	return &muster.Error{Code: muster.CodeUsage, Message: "A case does not take files of this type (" + found + ").", Hint: "Save it as PDF, picture or text, or pack it into a zip archive, and file that."}
}

// evidenceFile gives a file of a case back, to be saved and not shown.
func evidenceFile(h *Handler, w http.ResponseWriter, r *http.Request) error {
	a, err := h.Keeper.Kept(r.Context(), escape.Line(r.PathValue("id")), escape.Line(r.PathValue("item")))
	if err != nil {
		return err
	}
	head := w.Header()
	head.Set("Content-Type", "application/octet-stream")
	head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	head.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	head.Set("Content-Length", fmt.Sprint(len(a.Content)))
	_, _ = w.Write(a.Content) // the reader may have gone away
	return nil
}

// byteWord is a size for people: "2.4 MB".
func byteWord(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f kB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}
