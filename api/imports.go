package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"muster"
)

// Imported is what became of files that were brought in.
type Imported struct {
	Says      string           `json:"says"`
	Entry     int64            `json:"entry"`
	Files     []ImportedFile   `json:"files,omitempty" doc:"How each file was read; files of a zip archive each for itself."`
	MoreFiles int              `json:"more_files,omitempty"`
	Rejects   []ImportReject   `json:"rejects,omitempty" doc:"Rows that were set aside, with their places."`
	Notes     []string         `json:"notes,omitempty" doc:"What holds for all of it."`
	More      int              `json:"more_rejects,omitempty"`
	Questions []ImportQuestion `json:"questions,omitempty" doc:"What a configuration could say to read the files better."`
}

// ImportedFile is how one file, or one sheet of a workbook, was read.
type ImportedFile struct {
	File     string         `json:"file"`
	Sheet    string         `json:"sheet,omitempty" doc:"Of a workbook."`
	What     string         `json:"what,omitempty" doc:"What it is about, in words."`
	Kind     string         `json:"kind,omitempty" doc:"What a table is about, as tables says it. Absent where nothing says it."`
	Columns  []ImportColumn `json:"columns,omitempty" doc:"Columns of a table of which something may be said in tables."`
	Rows     int            `json:"rows"`
	Aside    int            `json:"aside" doc:"Rows set aside."`
	Unknown  []string       `json:"unknown_columns,omitempty" doc:"Columns that are not known, and so not read."`
	Warnings []string       `json:"warnings,omitempty"`
	Problem  string         `json:"problem,omitempty" doc:"Why it was not read."`
}

// ImportColumn is a column of a table with what it is read as.
type ImportColumn struct {
	Header string `json:"header"`
	Field  string `json:"field,omitempty" doc:"What it is read as. Absent for a column that is not known, and so not read."`
	Looks  string `json:"looks,omitempty" doc:"What its values look like."`
	Sample string `json:"sample,omitempty" doc:"One value, masked."`
}

// SaidTable is what a program says of a table it sends: what the table is about
// and what its columns hold. It is remembered for the key's owner: a table with
// the same headers is read so from then on.
type SaidTable struct {
	File    string            `json:"file"`
	Sheet   string            `json:"sheet,omitempty"`
	Kind    string            `json:"kind,omitempty"`
	Columns map[string]string `json:"columns,omitempty"`
}

// ImportReject is a row that was set aside.
type ImportReject struct {
	File   string `json:"file"`
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
	Reason string `json:"reason"`
}

// ImportQuestion is something the files leave open.
type ImportQuestion struct {
	Ask  string `json:"ask"`
	Line string `json:"line,omitempty"`
}

// Bounds of one import.
const (
	importBytes  = 256 << 20
	importFiles  = 200
	importTables = 100
	importHeld   = 8 << 20 // in memory; the rest lies in temporary files
)

func registerImports(h *Handler) {
	r := h.api.OpenAPI().Components.Schemas
	op := operation(http.MethodPost, "/v1/imports", "imports.make", "Observations", ObservationsWrite, "Bring files in",
		"As on the page of people: exports, CVs and pictures are recognised, questioned and set aside as muster screen does. Sent again, nothing is added twice.")
	op.Parameters = []*huma.Param{{
		Name: "Idempotency-Key", In: "header", Required: true, Description: "Fresh for each import.",
		Schema: &huma.Schema{Type: huma.TypeString, Pattern: "^[0-9A-Za-z_-]{16,64}$"},
	}}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"files"},
		Properties: map[string]*huma.Schema{
			"files": {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
			"tables": {Type: huma.TypeString, Description: `What is said of tables nobody recognises, or of columns nobody knows, as a list in JSON: [{"file": "pay.csv", "kind": "payments", "columns": {"Acct Name": "holder", "Memo": "ignore"}}]. ` +
				"The kinds and fields are those of muster.yaml; sheet names one of a workbook, and without kind the table is what its headers say. It is remembered: the same caller's tables with the same headers are read so from then on, and the kind none, or a table as its headers say, takes it back."},
		},
	}}}}
	op.Responses["200"] = &huma.Response{Description: "What became of the files", Content: map[string]*huma.MediaType{jsonType: {Schema: r.Schema(reflect.TypeFor[Imported](), true, "")}}}
	h.raw(op, h.imports)
}

// imports brings files in.
func (h *Handler) imports(w http.ResponseWriter, r *http.Request) error {
	key := r.Header.Get("Idempotency-Key")
	if !keyForm(key) {
		return &muster.Error{Code: muster.CodeUsage, Message: "the request carries no usable Idempotency-Key", Hint: "send a fresh one of 16 to 64 letters and digits"}
	}
	r.Body = http.MaxBytesReader(w, r.Body, importBytes)
	if err := readForm(r, "the files are together larger than 256 MB"); err != nil {
		return err
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // the system's temporary folder is cleaned in any case
	files := r.MultipartForm.File["files"]
	switch {
	case len(files) == 0:
		return &muster.Error{Code: muster.CodeUsage, Message: "no file was sent", Hint: "name each part files"}
	case len(files) > importFiles:
		return &muster.Error{Code: muster.CodeTooLarge, Message: "more than 200 files at once", Hint: "bring them in in parts"}
	}
	tables, err := saidTables(r.FormValue("tables"))
	if err != nil {
		return err
	}
	c := callerOf(r.Context())
	done, err := h.Intake.Import(r.Context(), files, tables, !c.key || has(c.scopes, ChecksWrite))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", jsonType)
	return ended(json.NewEncoder(w).Encode(whole(done)))
}

// saidTables reads what a program says of tables.
func saidTables(text string) (list []SaidTable, err error) {
	if text == "" {
		return nil, nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err = d.Decode(&list); err == nil && d.More() {
		err = errors.New("more than one value")
	}
	if err != nil || len(list) > importTables || slices.ContainsFunc(list, func(s SaidTable) bool { return s.File == "" }) {
		return nil, &muster.Error{Code: muster.CodeUsage, Message: "what is said of tables cannot be read",
			Hint: fmt.Sprintf(`send a list of at most %d in JSON, such as [{"file": "pay.csv", "kind": "payments", "columns": {"Acct Name": "holder"}}]`, importTables)}
	}
	return list, nil
}

func keyForm(key string) bool {
	if len(key) < 16 || len(key) > 64 {
		return false
	}
	for _, c := range []byte(key) {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}
