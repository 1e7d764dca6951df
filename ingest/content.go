package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path"
	"path/filepath"
	"strings"

	"muster"
	"muster/ingest/bankfile"
	"muster/ingest/document"
	"muster/ingest/image"
	"muster/ingest/table"
	"muster/ingest/ubl"
	"muster/internal/reading"
)

// headBytes is how much of a file decides what it is.
const headBytes = 64 << 10

// recogniseFile says what a file is by its content. The name decides only
// between kinds of plain text, and tells muster.yaml.
func recogniseFile(name string, src table.Source) (FileType, error) {
	if src.Size <= 0 {
		return TypeUnknown, fileError(src, muster.CodeEmpty, "the file is empty", "ask for it to be exported again", nil)
	}
	if isConfigName(name) {
		return TypeConfig, nil
	}
	head := make([]byte, min(src.Size, headBytes))
	n, err := src.R.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return TypeUnknown, pathError(src.File, err)
	}
	head = head[:n]
	if t := image.Recognise(head); t != "" {
		return FileType(t), nil
	}
	switch {
	case bytes.HasPrefix(head, []byte("PAR1")):
		return TypeParquet, nil
	case bytes.HasPrefix(head, []byte("\x1f\x8b")): // of logs alone the packed form is read
		return TypeUnknown, fileError(src, muster.CodeUnsupported, "the file is packed with gzip", "unpack it (gunzip -k), and give the file in it", nil)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) && isWorkbook(src):
		return TypeXLSX, nil
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")), bytes.HasPrefix(head, []byte("PK")),
		bytes.Contains(head[:min(n, 1100)], []byte("%PDF-")), bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \r\n\t"), []byte(`{\rtf`)):
		return recogniseDocument(name, src)
	}
	text, ok := table.Text(head)
	if !ok {
		return TypeUnknown, fileError(src, muster.CodeUnsupported, "the content is no table, document or picture that can be read, whatever the name says",
			"export it again as CSV, XLSX, PDF or JPEG", nil)
	}
	return recogniseText(name, text, int64(n) == src.Size, src)
}

func isConfigName(name string) bool {
	base := strings.ToLower(path.Base(name))
	return base == "muster.yaml" || base == "muster.yml"
}

// isWorkbook looks into a zip archive's directory.
func isWorkbook(src table.Source) bool {
	arc, err := zip.NewReader(src.R, src.Size)
	if err != nil {
		return strings.EqualFold(path.Ext(src.File), ".xlsx") || strings.EqualFold(path.Ext(src.File), ".xlsm")
	}
	for _, f := range arc.File {
		if strings.HasPrefix(f.Name, "xl/") {
			return true
		}
	}
	return false
}

func recogniseDocument(name string, src table.Source) (FileType, error) {
	t, err := document.Recognise(name, src.R, src.Size, document.Limits{})
	if err != nil {
		if document.CodeOf(err) == document.Unsupported && strings.EqualFold(path.Ext(name), ".xls") {
			return TypeUnknown, fileError(src, muster.CodeUnsupported, "this is a workbook of the old .xls format", "save it as .xlsx or CSV", err)
		}
		if document.CodeOf(err) == document.Unsupported && strings.EqualFold(path.Ext(name), ".zip") {
			return TypeUnknown, fileError(src, muster.CodeUnsupported, "this is an archive of files", "unpack it, and give the files in it", err)
		}
		return TypeUnknown, readerError(src, err)
	}
	return FileType(t), nil
}

// recogniseText tells tables, JSON and documents of plain text apart.
func recogniseText(name, text string, whole bool, src table.Source) (FileType, error) {
	trimmed := strings.TrimLeft(text, "\ufeff \t\r\n")
	if trimmed == "" && whole {
		return TypeUnknown, fileError(src, muster.CodeEmpty, "the file holds nothing but blanks", "ask for it to be exported again", nil)
	}
	if _, err := bankfile.Recognise([]byte(trimmed)); err == nil {
		return TypeBankFile, nil
	}
	if ubl.Recognise([]byte(trimmed)) {
		return TypeInvoice, nil
	}
	if isChats(trimmed) {
		return TypeChats, nil
	}
	ext := strings.ToLower(path.Ext(name))
	if t := recogniseJSON(trimmed); t != "" {
		if t == TypeJSON && (ext == ".jsonl" || ext == ".ndjson") && trimmed[0] == '{' {
			t = TypeJSONL // the first line is damaged, which costs that line and no more
		}
		return t, nil
	}
	switch ext {
	case ".csv", ".tsv", ".tab", ".psv":
		return TypeCSV, nil
	case ".yaml", ".yml", ".toml", ".html", ".htm", ".xml", ".svg", ".log", ".py", ".go", ".js", ".sh":
		return TypeUnknown, fileError(src, muster.CodeUnsupported, "files of this kind hold no records that are read", "leave it out, or export CSV", nil)
	}
	if ext == ".md" || ext == ".markdown" {
		return TypeMarkdown, nil
	}
	if looksTabular(table.Rows(text, whole, 50)) {
		return TypeCSV, nil
	}
	return TypeText, nil
}

// looksTabular reports whether plain text is a table: a row with headers we
// know, most rows after it as wide as it, and fewer lines above it than there
// are such rows. A letter or CV has lines with commas too, but not one below
// the other; a lone line of headers counts only where it is all there is.
func looksTabular(rows [][]string) bool {
	for i, cells := range rows[:min(len(rows), 20)] {
		if len(cells) < 2 || headerScore(cells) < 2 || headerScore(cells)*3 < len(cells) {
			continue
		}
		same := 0
		for _, other := range rows[i+1:] {
			if len(other) == len(cells) {
				same++
			}
		}
		if same*3 >= len(rows[i+1:])*2 && (same > i || len(rows) == 1) {
			return true
		}
	}
	return false
}

// recogniseJSON tells a JSON document, JSON Lines and our observation form
// apart, "" for other text.
func recogniseJSON(text string) FileType {
	switch {
	case strings.HasPrefix(text, "["):
		rest := strings.TrimLeft(text[1:], " \t\r\n")
		if rest == "" || !strings.ContainsRune("{]", rune(rest[0])) {
			return ""
		}
		if isObservation(rest) {
			return TypeObservations
		}
		return TypeJSON
	case strings.HasPrefix(text, "{"):
		rest := strings.TrimLeft(text[1:], " \t\r\n")
		if rest == "" || rest[0] != '"' && rest[0] != '}' {
			return ""
		}
		if isObservation(text) {
			return TypeObservations
		}
		// A lone line may be a wrapper around a list as well as one record.
		if line, more, _ := strings.Cut(text, "\n"); json.Valid([]byte(line)) && strings.HasPrefix(strings.TrimSpace(more), "{") {
			return TypeJSONL
		}
		return TypeJSON
	}
	return ""
}

// isObservation reports whether the first object has the keys of our form.
func isObservation(text string) bool {
	d := json.NewDecoder(strings.NewReader(text))
	var keys map[string]json.RawMessage
	if err := d.Decode(&keys); err != nil {
		return false
	}
	_, kind := keys["kind"]
	_, data := keys["data"]
	_, subject := keys["subject"]
	return kind && data && subject
}

func fileError(src table.Source, code muster.Code, message, hint string, cause error) *muster.Error {
	return &muster.Error{Code: code, Message: message, Hint: hint, Place: muster.Place{File: src.File}, Err: cause}
}

// readerError brings an error of the readers of documents and pictures into
// the form people get; its message ends in what to do next already.
func readerError(src table.Source, err error) error {
	var e *reading.Error
	if !errors.As(err, &e) {
		if errors.Is(err, context.Canceled) {
			return err
		}
		return fileError(src, muster.CodeInternal, "the part of this program that reads such files did not start", "run again when the machine has memory and processes to spare", err)
	}
	message, hint, _ := strings.Cut(e.Message, ": ")
	code := muster.Code(e.Code)
	if e.Code == reading.TooDeep {
		code = muster.CodeBomb
	}
	return fileError(src, code, message, hint, e)
}

// firstByte returns the first byte of a file that is no blank.
func firstByte(src table.Source) (byte, error) {
	head := make([]byte, min(src.Size, 4096))
	if _, err := src.R.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	head = bytes.TrimLeft(head, "\ufeff \t\r\n")
	if len(head) == 0 {
		return 0, nil
	}
	return head[0], nil
}

// readContent reads a file by what it is.
func (r *run) readContent(ctx context.Context, f *file, src table.Source) error {
	switch f.kind {
	case TypeCSV:
		return r.readTable(ctx, f, table.CSV, src)
	case TypeXLSX:
		return r.readTable(ctx, f, table.XLSX, src)
	case TypeJSON:
		return r.readTable(ctx, f, table.JSON, src)
	case TypeJSONL:
		return r.readTable(ctx, f, table.JSONL, src)
	case TypeParquet:
		return r.readTable(ctx, f, table.Parquet, src)
	case TypeObservations:
		return r.readObservations(ctx, f, src)
	case TypeBankFile:
		return r.readBankFile(f, src)
	case TypeInvoice:
		return r.readInvoice(f, src)
	case TypeChats:
		return r.readChats(f, src)
	case TypeJPEG, TypePNG, TypeWebP, TypeHEIC:
		return r.readImage(ctx, f, src)
	case TypeLog: // read when it is known who is who
		f.reports = []FileReport{{Path: f.path, Type: f.kind, Vendor: f.system.Title, Source: f.system.Name}}
		return nil
	case TypeConfig:
		return nil // read before all others
	}
	return r.readDocument(ctx, f, src)
}

// settle takes over what every muster.yaml says of the whole run, and returns
// the files that are no input: they say how the others are taken.
func (r *run) settle() map[string]bool {
	settled := map[string]bool{}
	r.batch.Texts = r.opt.Texts
	for _, c := range r.configs {
		for _, name := range c.Modulus.names() {
			settled[filepath.Join(c.dir, filepath.FromSlash(name))] = true
		}
		if r.batch.organisation == "" {
			r.batch.organisation = muster.OrganisationID(c.Organisation)
		}
		if c.Monitoring.Notice != "" && c.Monitoring.Assessment != "" {
			r.batch.Monitored = true
		}
		if c.Messages.Purpose != "" && c.Messages.Basis != "" {
			r.batch.Texts = true
		}
		r.batch.Approved = append(r.batch.Approved, c.ApprovedTools()...)
		if c.Policy != "" {
			r.batch.Policy = filepath.Join(c.dir, filepath.FromSlash(c.Policy))
			settled[r.batch.Policy] = true
		}
	}
	return settled
}
