package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"muster"
	"muster/ingest/document"
	"muster/ingest/image"
	"muster/ingest/table"
	"muster/internal/reading"
	"muster/normal"
)

// DocumentReader reads one document. document.Pool is one that reads PDFs in
// child processes; without one they are read in this process.
type DocumentReader interface {
	Read(ctx context.Context, name string, r io.ReaderAt, size int64) (*document.Document, error)
}

type inProcess struct{}

func (inProcess) Read(ctx context.Context, name string, r io.ReaderAt, size int64) (*document.Document, error) {
	return document.Read(ctx, name, r, size, document.DefaultLimits())
}

// whole is what a document or picture says, before it is known whose it is.
type whole struct {
	data   []muster.Data
	advert *muster.Advert
	as     TableKind // Adverts or Templates

	print   string // of what it says, where that is its name
	subject int32  // whose it is, once attached
}

// readDocument reads a document into its observations.
func (r *run) readDocument(ctx context.Context, f *file, src table.Source) error {
	reader := r.opt.Documents
	if reader == nil {
		reader = inProcess{}
	}
	doc, err := reader.Read(ctx, f.rel, src.R, src.Size)
	if err != nil {
		return readerError(src, err)
	}
	sum, err := digest(src)
	if err != nil {
		return err
	}
	facts := fileFacts(doc, sum)
	f.whole = &whole{print: r.printOf(sum)}
	kind := paperKind(doc, f.rel, string(r.kindOf(f.path)))
	if kind == "" {
		answer, out, err := r.askKind(ctx, f, true, nil)
		if err != nil {
			return err
		}
		kind, f.leftOut = string(answer), out
	}
	switch kind {
	case "advert", "template":
		f.whole.advert = &muster.Advert{Vacancy: muster.Text(stem(f.rel)), Text: muster.Text(doc.Text), Place: muster.Place{File: f.path}}
		f.whole.as = Adverts
		if kind == "template" {
			f.whole.as = Templates
		}
	case "identity":
		f.whole.data = identityPapers(doc, facts, f.rel)
	case "letter":
		f.whole.data = []muster.Data{&muster.Message{Text: muster.Text(clean(doc.Text)), Channel: "letter"}}
	case "cv":
		f.whole.data = []muster.Data{curriculum(doc, facts, r.opt.Now)}
	default:
		err := &muster.Error{Code: muster.CodeUnsupported, Message: "the text is no CV, letter, job advert or identity document that could be recognised",
			Hint: "say what it is in muster.yaml under files, or leave it out", Place: muster.Place{File: f.path}}
		if f.whole = nil; f.leftOut {
			err = leftOut(f)
		}
		f.reports = []FileReport{{Path: f.path, Type: f.kind, Records: 1, RowsRejected: 1, TextLength: utf8.RuneCountInString(doc.Text),
			Warnings: doc.Warnings, Metadata: documentMetadata(doc), Err: err, unplaced: !f.leftOut, paper: true}}
		return nil
	}
	report := FileReport{Path: f.path, Type: f.kind, Source: r.names[f.path], Records: 1, Rows: 1, TextLength: utf8.RuneCountInString(doc.Text), Warnings: doc.Warnings}
	report.Metadata = documentMetadata(doc)
	if f.whole.advert != nil {
		report.Kind = f.whole.as
	}
	f.reports = []FileReport{report}
	return nil
}

// paperKind settles what a document is. What muster.yaml says counts first,
// then a folder of adverts or templates, then the text, then the words of its
// path. The name of a file alone never makes it an advert or a template, and
// nothing in a folder of CVs is one: those are not examined, and whoever hands
// in a paper chooses its name.
func paperKind(doc *document.Document, rel, configured string) string {
	folder, name := "", paperWord(stem(rel))
	for dir := path.Dir(rel); dir != "." && dir != "/" && folder == ""; dir = path.Dir(dir) {
		folder = paperWord(path.Base(dir))
	}
	kind := document.Classify(doc.Text).Kind
	switch {
	case configured != "":
		return configured
	case folder == "template", folder == "advert":
		return folder
	case kind == document.Advert && folder != "":
		return folder
	case kind != document.Other:
		return string(kind)
	case name != "" && name != "template" && name != "advert":
		return name
	case folder != "":
		return folder
	case !doc.HasText, doc.Type != document.Text && doc.Type != document.Markdown:
		return "cv" // a scan, or a paper somebody made with care: nothing else is handed in this way
	}
	return ""
}

// paperWord reads the words of a name.
func paperWord(name string) string {
	for _, w := range nameWords(name) {
		switch w {
		case "template", "templates":
			return "template"
		case "advert", "adverts", "jobad", "jobads", "vacancy", "vacancies", "posting", "postings":
			return "advert"
		case "letter", "letters", "coverletter", "cover":
			return "letter"
		case "passport", "passports", "licence", "license", "identity", "idcard", "idscan", "permit", "ids":
			return "identity"
		case "cv", "cvs", "resume", "resumes", "lebenslauf", "curriculum", "vitae":
			return "cv"
		}
	}
	return ""
}

func stem(rel string) string { return strings.TrimSuffix(path.Base(rel), path.Ext(rel)) }

// clean drops lines about protected characteristics: they are not kept.
func clean(text string) string {
	text, _ = document.WithoutProtected(text)
	return text
}

func curriculum(doc *document.Document, facts muster.FileFacts, now muster.Time) *muster.CV {
	cv := &muster.CV{Text: muster.Text(clean(doc.Text)), File: facts}
	if !doc.HasText {
		cv.NoText = muster.Yes
		return cv
	}
	day := facts.Modified
	if day.IsZero() {
		day = now
	}
	var from document.Date
	if !day.IsZero() { // else 1970 would be the latest year a CV may name
		u := day.UTC()
		from = document.Date{Year: u.Year(), Month: int(u.Month()), Day: u.Day()}
	}
	f := document.Facts(doc.Text, from)
	cv.Name = muster.PersonName(f.Name)
	cv.Contact.Emails = typed[muster.Email](f.Emails)
	cv.Contact.Phones = typed[muster.Phone](f.Phones)
	cv.Contact.URLs = typed[muster.URL](f.URLs)
	for _, link := range doc.Links {
		if strings.HasPrefix(link, "http") && !slices.Contains(cv.Contact.URLs, muster.URL(link)) && len(cv.Contact.URLs) < 50 {
			cv.Contact.URLs = append(cv.Contact.URLs, muster.URL(link))
		}
	}
	cv.Home = muster.Home{Address: muster.Address(f.Address), City: muster.City(f.Location)}
	for _, role := range f.Roles {
		cv.Roles = append(cv.Roles, muster.Role{Title: muster.Text(role.Title), Employer: muster.Text(role.Employer),
			Start: stated(role.Start), End: stated(role.End), Current: answer(role.Current), PartTime: answer(role.PartTime)})
	}
	for _, e := range f.Education {
		cv.Education = append(cv.Education, muster.Education{Institution: muster.Text(e.Institution), Degree: muster.Text(e.Degree), Start: stated(e.Start), End: stated(e.End)})
	}
	for _, t := range f.Technologies {
		cv.Technologies = append(cv.Technologies, muster.TechnologyClaim{Name: muster.Text(t.Name), Claimed: t.From, Published: t.Public})
	}
	for _, s := range f.Skeleton {
		cv.Skeleton = append(cv.Skeleton, s.Hash)
	}
	return cv
}

func typed[T ~string](list []string) []T {
	var out []T
	for _, s := range list {
		out = append(out, T(s))
	}
	return out
}

// answer is yes or not stated: a CV that does not say so says nothing.
func answer(yes bool) muster.Answer {
	if yes {
		return muster.Yes
	}
	return muster.Unstated
}

func stated(d document.Date) muster.Time {
	if d.IsZero() {
		return muster.Time{}
	}
	t := muster.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1))
	switch {
	case d.Month == 0:
		t.Precision = muster.PrecisionYear
	case d.Day == 0:
		t.Precision = muster.PrecisionMonth
	}
	return t
}

// identityPapers makes a document of each machine-readable zone, or one of the
// file if it has none.
func identityPapers(doc *document.Document, facts muster.FileFacts, rel string) []muster.Data {
	var out []muster.Data
	for _, zone := range normal.FindMRZ(doc.Text) {
		out = append(out, &muster.Document{MRZ: muster.Text(strings.Join(zone.Lines, "\n")), Number: muster.DocumentNumber(zone.DocumentNumber), File: muster.Text(rel), FileFacts: facts})
	}
	if len(out) == 0 {
		out = append(out, &muster.Document{Type: muster.DocumentOther, File: muster.Text(rel), FileFacts: facts})
	}
	return out
}

func fileFacts(doc *document.Document, sum string) muster.FileFacts {
	m := doc.Metadata
	facts := muster.FileFacts{
		Type: string(doc.Type), Author: muster.Text(m.Author), Producer: muster.Text(m.Producer), Creator: muster.Text(m.Application),
		Template: muster.Text(m.Template), SHA256: sum,
		Created:  fileTime(m.Created),
		Modified: fileTime(m.Modified),
	}
	for _, id := range m.IDs {
		facts.IDs = append(facts.IDs, id.Kind+":"+id.Value)
	}
	return facts
}

// fileTime brings a time of a document or picture into ours. Universal time
// whose writer's zone is not told has no offset: zero would claim one.
func fileTime(f reading.Time) muster.Time {
	if f.IsZero() {
		return muster.Time{}
	}
	t := muster.Time{Micros: f.UTC.UnixMicro(), Offset: muster.OffsetUnknown, Text: f.Original}
	switch f.Precision {
	case reading.ToYear:
		t.Precision = muster.PrecisionYear
	case reading.ToMonth:
		t.Precision = muster.PrecisionMonth
	case reading.ToDay:
		t.Precision = muster.PrecisionDay
	case reading.ToMinute:
		t.Precision = muster.PrecisionMinute
	default:
		t.Precision = muster.PrecisionSecond
	}
	if f.Zone == reading.ZoneOffset {
		t.Offset = int16(f.OffsetMinutes)
	}
	return t
}

// printOf is what a file of that digest is called, "" where its place says it.
func (r *run) printOf(sum string) string {
	if !r.opt.ByContent {
		return ""
	}
	return sum[:12]
}

// digest returns the SHA-256 of a file in hexadecimal.
func digest(src table.Source) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(src.R, 0, src.Size)); err != nil {
		return "", pathError(src.File, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// documentMetadata lists what inspect shows of a document.
func documentMetadata(doc *document.Document) map[string]string {
	m := doc.Metadata
	out := map[string]string{}
	put := func(key, value string) {
		if value != "" {
			out[key] = value
		}
	}
	put("author", m.Author)
	put("last_author", m.LastAuthor)
	put("application", m.Application)
	put("producer", m.Producer)
	put("template", m.Template)
	put("company", m.Company)
	put("created", statedTime(m.Created))
	put("modified", statedTime(m.Modified))
	if doc.Pages > 0 {
		put("pages", fmt.Sprint(doc.Pages))
	}
	if !doc.HasText {
		put("text", "none: this looks like a scan")
	}
	for _, id := range m.IDs {
		if id.Kind != document.IDRSID {
			put(id.Kind, id.Value)
		}
	}
	return out
}

// statedTime is a moment as the file writes it, or in the usual form where the
// file keeps it in parts, as RTF does.
func statedTime(t document.Time) string {
	if t.Original == "" && !t.UTC.IsZero() {
		return t.UTC.Format("2006-01-02T15:04:05")
	}
	return t.Original
}

// readImage reads a picture into its observation.
func (r *run) readImage(ctx context.Context, f *file, src table.Source) error {
	img, err := image.Read(ctx, f.rel, src.R, src.Size, image.DefaultLimits())
	if err != nil {
		return readerError(src, err)
	}
	sum, err := digest(src)
	if err != nil {
		return err
	}
	data := imageData(img, sum)
	data.Purpose = purposeHint(f.rel)
	f.whole = &whole{data: []muster.Data{data}, print: r.printOf(sum)}
	f.reports = []FileReport{{Path: f.path, Type: f.kind, Source: r.names[f.path], Records: 1, Rows: 1, Warnings: img.Warnings, Metadata: imageMetadata(img)}}
	return nil
}

func purposeHint(rel string) muster.ImagePurpose {
	words := nameWords(rel)
	for dir := path.Dir(rel); dir != "." && dir != "/"; dir = path.Dir(dir) {
		words = append(words, nameWords(path.Base(dir))...)
	}
	for _, w := range words {
		switch w {
		case "passport", "passports", "licence", "license", "id", "ids", "identity", "idcard", "permit", "front", "back", "document", "documents":
			return muster.ImageIdentity
		case "selfie", "selfies", "portrait", "face", "liveness":
			return muster.ImageSelfie
		case "proof", "proofs", "address", "delivery", "place", "location":
			return muster.ImageProof
		}
	}
	return muster.ImageOther
}
