package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"muster"
	"muster/casework"
)

// evidenceBytes bounds a file that is kept in a case.
const evidenceBytes = 20 << 20

// keeps reports whether a case takes a file, by its first bytes: what a browser
// might run is not among them. The page of a case takes the same.
func keeps(content []byte) bool {
	found, _, err := mime.ParseMediaType(http.DetectContentType(content))
	if err != nil {
		return false
	}
	return bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")) || slices.Contains([]string{
		"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif", "text/plain", "application/zip", "audio/mpeg", "audio/wave", "video/mp4", "video/webm",
	}, found)
}

func registerEvidence(h *Handler) {
	r := h.api.OpenAPI().Components.Schemas
	name := &huma.Param{Name: "case", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}
	put := operation(http.MethodPost, "/v1/cases/{case}/evidence", "evidence.keep", "Cases", CasesWrite, "Put a file into a case, to be kept here",
		"The act case.evidence with the file's content. A file that is kept elsewhere is sent as that act, by its digest.")
	put.Parameters = []*huma.Param{name, {Name: "Idempotency-Key", In: "header", Required: true, Description: "Fresh for each act.", Schema: &huma.Schema{Type: huma.TypeString, Pattern: "^[0-9A-Za-z_-]{16,64}$"}}}
	put.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file", "text"},
		Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}, "text": {Type: huma.TypeString, Description: "What it shows."}},
	}}}}
	put.Responses["200"] = &huma.Response{Description: "The receipt", Content: map[string]*huma.MediaType{jsonType: {Schema: r.Schema(reflect.TypeFor[Receipt](), true, "")}}}
	h.raw(put, h.keepEvidence)
	take := get("/v1/cases/{case}/evidence/{item}", "evidence.get", "Cases", CasesRead, "A file that is kept in a case", "That it was taken is entered before it is given.")
	take.Parameters = []*huma.Param{name, {Name: "item", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}}
	take.Responses["200"] = &huma.Response{Description: "The file", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	h.raw(take, h.giveEvidence)
}

// keepEvidence puts a file into a case.
func (h *Handler) keepEvidence(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, evidenceBytes+64<<10)
	if err := readForm(r, "the file is larger than 20 MB"); err != nil {
		return err
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // the system's temporary folder is cleaned in any case
	files := r.MultipartForm.File["file"]
	if len(files) != 1 {
		return &muster.Error{Code: muster.CodeUsage, Message: "send one file at a time", Hint: "name its part file"}
	}
	content, err := contentOf(files[0])
	if err != nil {
		return err
	}
	if len(content) == 0 || !keeps(content) {
		return &muster.Error{Code: muster.CodeUnsupported, Message: "a case does not take files of this type", Hint: "documents, pictures, recordings and archives; keep others elsewhere and file their digest"}
	}
	sum := sha256.Sum256(content)
	act := &casework.AddEvidence{
		Case: r.PathValue("case"), Text: r.FormValue("text"), Content: content,
		File: casework.File{Title: files[0].Filename, SHA256: hex.EncodeToString(sum[:]), Where: casework.KeptHere, Size: int64(len(content))},
	}
	got, err := h.act(r.Context(), casework.Key(r.Header.Get("Idempotency-Key")), "", act, []casework.Action{casework.CaseWrite})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", jsonType)
	return ended(json.NewEncoder(w).Encode(whole(&got.Body)))
}

func contentOf(f *multipart.FileHeader) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(io.LimitReader(in, evidenceBytes))
}

// readForm reads a form with files.
func readForm(r *http.Request, large string) error {
	err := r.ParseMultipartForm(importHeld)
	var over *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &over):
		return &muster.Error{Code: muster.CodeTooLarge, Message: large, Hint: "send less at a time"}
	case errors.Is(err, http.ErrNotMultipart) || errors.Is(err, http.ErrMissingBoundary):
		return &muster.Error{Code: muster.CodeUnsupported, Message: "this is no form with files", Hint: "send multipart/form-data"}
	}
	return &muster.Error{Code: muster.CodeDamaged, Message: "the files did not arrive whole", Hint: "send them again"}
}

// giveEvidence gives a file of a case to one of its readers. It is never shown
// by a browser: what it holds is nobody's promise.
func (h *Handler) giveEvidence(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), requestTime)
	defer cancel()
	if err := h.Desk.May(ctx, actorOf(ctx), casework.CaseView, ""); err != nil {
		return err
	}
	file, content, err := h.Desk.Evidence(ctx, actorOf(ctx), r.PathValue("case"), r.PathValue("item"))
	if err != nil {
		return hide(err)
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Title}))
	_, err = w.Write(content)
	return ended(err)
}
