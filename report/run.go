package report

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"muster"
	"muster/internal/escape"
)

// runView is what the page says about the run itself.
type runView struct {
	Rows     string
	Balanced bool
	Folder   string
	Files    []fileView
	MoreRead int
	Rejects  []Reject
	More     int // rejects beyond those shown
	Open     []Question
	Seen     []seenView
	Versions []link // text and value
}

// seenView says how often a flag was seen.
type seenView struct {
	Flag  muster.FlagID
	Title string
	Count string
}

// seen lists flags, the most frequent first.
func (r *run) seen() []seenView {
	flags := slices.SortedFunc(maps.Keys(r.summary.Flags), func(a, b muster.FlagID) int {
		return cmp.Or(r.summary.Flags[b]-r.summary.Flags[a], cmp.Compare(a, b))
	})
	out := make([]seenView, 0, len(flags))
	for _, f := range flags {
		out = append(out, seenView{f, escape.Line(r.in.Manuals[f].Title), number(r.summary.Flags[f])})
	}
	return out
}

type fileView struct {
	Path, Type, In, Out, Rejects, Unknown, Problem string
}

const maxFiles = 200 // files and folders the page lists

func (r *run) runView() runView {
	rows := r.summary.Rows
	v := runView{Balanced: rows.Balanced(), Rejects: cleanRejects(r.rejects), More: rows.Rejects - len(r.rejects)}
	v.Rows = fmt.Sprintf("%s read: %s used and %s set aside in rejects.csv.",
		count(rows.In, "row or file was", "rows and files were"), number(rows.Out), number(rows.Rejects))
	v.Folder = escape.Line(strings.TrimSuffix(r.folder, "/"))
	v.Files = fileViews(r.in.Files, r.folder)
	if len(v.Files) > maxFiles {
		v.Files, v.MoreRead = v.Files[:maxFiles], len(v.Files)-maxFiles
	}
	for _, q := range r.in.Open {
		v.Open = append(v.Open, Question{escape.Line(q.Ask), escape.Block(q.Line)})
	}
	v.Seen = r.seen()
	n := r.in.Versions
	for _, part := range [][2]string{
		{"Program", n.Program}, {"Policy", n.Policy}, {"Detectors", n.Detectors}, {"Canonical forms", n.Normaliser}, {"Lists", n.Lists}, {"Model", n.Model}, {"Approved tools", n.Approved},
	} {
		if part[1] != "" {
			v.Versions = append(v.Versions, link{part[0], escape.Line(part[1])})
		}
	}
	return v
}

// commonFolder is the folder that holds every file, which need not be said in
// every row.
func commonFolder(files []File) string {
	if len(files) < 2 {
		return ""
	}
	folder := files[0].Path
	for i := range files {
		for !strings.HasPrefix(files[i].Path, folder) {
			folder = folder[:strings.LastIndexByte(folder[:len(folder)-1], '/')+1]
		}
		if folder == "" {
			return ""
		}
		folder = folder[:strings.LastIndexByte(folder, '/')+1]
	}
	return folder
}

// fileViews lists tables and what could not be read one by one. Documents are
// counted by folder: there are many, and they are often called after people.
func fileViews(files []File, folder string) []fileView {
	var out []fileView
	type kind struct{ dir, read string }
	documents := map[kind]*File{}
	for i := range files {
		f := &files[i]
		if f.Err != nil || f.Rows.In != 1 || !document(f.Type) {
			out = append(out, newFileView(f, folder))
			continue
		}
		key := kind{path.Dir(strings.TrimPrefix(f.Path, folder)), f.Type}
		if documents[key] == nil {
			documents[key] = &File{Type: f.Type}
		}
		documents[key].Rows.In += f.Rows.In
		documents[key].Rows.Out += f.Rows.Out
		documents[key].Rows.Rejects += f.Rows.Rejects
	}
	for _, key := range slices.SortedFunc(maps.Keys(documents), func(a, b kind) int {
		return cmp.Or(cmp.Compare(a.dir, b.dir), cmp.Compare(a.read, b.read))
	}) {
		f := documents[key]
		f.Path = count(f.Rows.In, "file", "files")
		if key.dir != "." {
			f.Path += " in " + key.dir
		}
		out = append(out, newFileView(f, ""))
	}
	return out
}

func newFileView(f *File, folder string) fileView {
	v := fileView{
		Path: escape.Line(strings.TrimPrefix(f.Path, folder)), Type: typeWord(f.Type), In: number(f.Rows.In), Out: number(f.Rows.Out),
		Rejects: number(f.Rows.Rejects), Unknown: escape.Line(strings.Join(f.Unknown, ", ")),
	}
	if f.Err != nil {
		v.Problem = full(escape.Line(f.Err.Message))
		if f.Err.Hint != "" {
			v.Problem += " " + full(escape.Line(f.Err.Hint))
		}
	}
	return v
}

// typeWord writes names of formats as people know them.
func typeWord(t string) string {
	switch strings.ToLower(t) {
	case "pdf", "docx", "odt", "rtf", "txt", "cv", "csv", "tsv", "xlsx", "json", "jsonl", "jpeg", "png", "webp", "heic":
		return strings.ToUpper(t)
	}
	return sentence(other(t))
}

// document reports types of files that are about one person, or one advert.
func document(t string) bool {
	switch strings.ToLower(t) {
	case "pdf", "docx", "odt", "rtf", "txt", "text", "md", "markdown", "cv", "image", "jpeg", "jpg", "png", "webp", "heic":
		return true
	}
	return false
}

func cleanRejects(list []Reject) []Reject {
	out := make([]Reject, 0, len(list))
	for _, r := range list {
		out = append(out, Reject{escape.Line(r.File), r.Row, escape.Line(r.Column), escape.Line(r.Reason), r.More})
	}
	return out
}
