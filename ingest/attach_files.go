package ingest

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"muster"
	"muster/normal"
)

// fileIndex knows which subject a file belongs to.
type fileIndex struct {
	reg     *registry
	configs []*Config
	named   map[string]int32 // by path or name in an attachment column, folded; ambiguous if several
	folded  map[string]int32 // ids in lower case
	unknown []string         // attachments to ids no table has
	papers  map[string]bool  // names in the documents table: pictures of papers
}

// ambiguous marks a name that several subjects claim.
const ambiguous int32 = -3

func newFileIndex(reg *registry, sheets []*sheet, configs []*Config) *fileIndex {
	x := &fileIndex{reg: reg, configs: configs, named: map[string]int32{}, folded: map[string]int32{}, papers: map[string]bool{}}
	for _, in := range []space{reg.application, reg.candidate, reg.person} {
		for id, n := range in {
			x.folded[strings.ToLower(id)] = n
		}
	}
	for _, s := range sheets {
		x.columns(s)
	}
	return x
}

// columns collects the file names in a table's attachment columns.
func (x *fileIndex) columns(s *sheet) {
	places := s.plan.meta(metaFile)
	if len(places) == 0 {
		return
	}
	for i, seg := range s.Segments {
		for row, n := range s.subjects[i] {
			if n < 0 {
				continue
			}
			for _, at := range places {
				for name := range strings.FieldsFuncSeq(seg.Columns[at].Value(row), func(r rune) bool { return r == ';' || r == '|' || r == '\n' || r == ',' }) {
					key := fileKey(name)
					x.claim(key, n)
					x.claim(path.Base(key), n)
					if s.plan.spec.name == Documents {
						x.papers[path.Base(key)] = true
					}
				}
			}
		}
	}
}

func (x *fileIndex) claim(name string, n int32) {
	if name == "" || name == "." {
		return
	}
	if other, taken := x.named[name]; taken && other != n {
		n = ambiguous
	}
	x.named[name] = n
}

func fileKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(strings.TrimSpace(name), "\\", "/"), "./"))
}

// subject returns whose file it is: by muster.yaml, an attachment column, a
// crosswalk or an id in its path; none or ambiguous otherwise.
func (x *fileIndex) subject(in input) int32 {
	for _, c := range x.configs {
		rel := c.relative(in)
		for glob, id := range c.Attachments {
			if matches(glob, rel) {
				if n, ok := x.reg.any(&refs{}, id); ok {
					return n
				}
				x.unknown = append(x.unknown, "muster.yaml attaches "+rel+" to "+id+", an id no table has")
				return x.reg.introduceID(id)
			}
		}
	}
	for rel := fileKey(in.rel); ; {
		if n, ok := x.named[rel]; ok && n != ambiguous {
			return n
		}
		_, rest, more := strings.Cut(rel, "/")
		if !more {
			break
		}
		rel = rest
	}
	if n, ok := x.reg.crossed(&refs{source: "file"}, "file", in.rel); ok {
		return n
	}
	return x.byPath(in.rel)
}

// byPath looks for an id in the file's name, then in its folders from the
// innermost out.
func (x *fileIndex) byPath(rel string) int32 {
	parts := strings.Split(rel, "/")
	parts[len(parts)-1] = stem(rel)
	for i := len(parts) - 1; i >= 0; i-- {
		if n := x.byName(parts[i]); n != none {
			return n
		}
	}
	return none
}

// byName finds the longest id among the words of a name.
func (x *fileIndex) byName(name string) int32 {
	name = strings.ToLower(strings.TrimSpace(name))
	if n, ok := x.folded[name]; ok {
		return n
	}
	type word struct{ from, to int }
	var words []word
	start := -1
	for i := 0; i <= len(name); i++ {
		if i < len(name) && !strings.ContainsRune(" _-.()[]+,#", rune(name[i])) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			words = append(words, word{start, i})
			start = -1
		}
	}
	if len(words) > 40 {
		words = words[:40]
	}
	found, length := none, 0
	for i := range words {
		for j := i; j < min(i+5, len(words)); j++ {
			part := name[words[i].from:words[j].to]
			n, ok := x.folded[part]
			switch {
			case !ok || !distinctive(part) || len(part) < length:
			case len(part) == length && n != found:
				found = ambiguous
			default:
				found, length = n, len(part)
			}
		}
	}
	return found
}

// distinctive reports whether an id within a longer name can be no accident:
// it holds a digit, and is more than a small number or a year.
func distinctive(id string) bool {
	digits, others := 0, 0
	for _, r := range id {
		if r >= '0' && r <= '9' {
			digits++
		} else {
			others++
		}
	}
	if digits == 0 {
		return false
	}
	if others > 0 {
		return len(id) >= 2
	}
	return digits >= 3 && !(digits == 4 && (id[:2] == "19" || id[:2] == "20"))
}

// introduceID makes a subject that only muster.yaml names.
func (r *registry) introduceID(id string) int32 {
	n := r.add(id, "muster.yaml")
	r.link(r.person, id, n)
	return n
}

// attachFiles gives documents and pictures their subjects.
func (r *run) attachFiles(ctx context.Context, reg *registry, files []*file) (map[int32][]muster.Observation, error) {
	out := map[int32][]muster.Observation{}
	var index *fileIndex
	var loose []*file
	at := 0
	for _, f := range files {
		reports := r.batch.Files[at : at+len(f.reports)]
		at += len(f.reports)
		unread := f.unreadPaper(reports)
		if !unread && (f.whole == nil || f.whole.advert != nil) {
			continue
		}
		if index == nil {
			index = newFileIndex(reg, r.batch.sheets, r.configs)
		}
		if unread {
			reports[0].whose = f.own()
			if n := index.subject(f.input); n >= 0 {
				reports[0].whose = reg.ids[reg.settled(n)]
			}
			continue
		}
		index.purpose(f)
		if f.whole.subject = index.subject(f.input); f.whole.subject < 0 {
			loose = append(loose, f)
		}
	}
	if index != nil {
		r.batch.Warnings = append(r.batch.Warnings, index.unknown[:min(len(index.unknown), maxWarnings)]...)
	}
	if err := r.settleLoose(ctx, reg, loose); err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.whole == nil || f.whole.advert != nil {
			continue
		}
		n := f.whole.subject
		for i, data := range f.whole.data {
			o := muster.Observation{Organisation: r.batch.organisation, Source: r.sourceOf(f), Record: f.record(i),
				Place: muster.Place{File: f.path}, Happened: happened(data), Data: data}
			out[n] = append(out[n], o)
			if cv, ok := data.(*muster.CV); ok && cv.NoText == muster.Yes {
				r.scans = append(r.scans, scan{n, f.path})
			}
		}
	}
	return out, nil
}

// own is the id of the person a file stands for that belongs to nobody known.
func (f *file) own() muster.SubjectID { return muster.SubjectID("file:" + f.called()) }

// called is what tells a document or picture from others: where it stands, or
// what it says.
func (f *file) called() string {
	if f.whole != nil && f.whole.print != "" {
		return f.whole.print
	}
	return f.rel
}

func (r *run) sourceOf(f *file) string {
	if r.opt.ByContent {
		return path.Base(f.rel)
	}
	return r.names[f.path]
}

// unreadPaper reports whether the file is a document or picture that could not
// be read: it is about one person at most, where a table may be about anybody.
func (f *file) unreadPaper(reports []FileReport) bool {
	if len(reports) != 1 || reports[0].Err == nil || reports[0].unplaced {
		return false
	}
	switch strings.ToLower(path.Ext(f.rel)) {
	case ".pdf", ".docx", ".odt", ".rtf", ".txt", ".md", ".jpg", ".jpeg", ".png", ".webp", ".heic":
		return true
	}
	return false
}

// purpose marks a picture the documents table names as one of a paper.
func (x *fileIndex) purpose(f *file) {
	for _, data := range f.whole.data {
		if picture, ok := data.(*muster.Image); ok && picture.Purpose == muster.ImageOther && x.papers[path.Base(fileKey(f.rel))] {
			picture.Purpose = muster.ImageIdentity
		}
	}
}

// settleLoose deals with files that belong to nobody known. Those whose text
// has the name and e-mail of exactly one person are put as one question; the
// rest stand for themselves.
func (r *run) settleLoose(ctx context.Context, reg *registry, loose []*file) error {
	proposed := reg.sameAsText(r.batch.sheets, loose)
	joined := false
	if len(proposed) > 0 {
		example := proposed[0]
		q := Question{Topic: TopicAttachment, Place: muster.Place{File: example.file.path}, Asked: true,
			Text: fmt.Sprintf("%s the name and e-mail of somebody in the tables, such as %s and %s. Are they theirs?",
				plural(len(proposed), "file carries", "files carry"), example.file.path, reg.ids[example.subject]),
			Lines: []string{attachmentText(example.file.rel, string(reg.ids[example.subject])) + " (and so on)", "leave them apart"}}
		n, err := r.ask(ctx, q)
		if err != nil {
			return err
		}
		if n < 0 && r.asksOnce() {
			r.note(q)
		}
		joined = n == 0
	}
	owner := map[*file]int32{}
	for _, p := range proposed {
		owner[p.file] = p.subject
		if joined {
			p.file.whole.subject = p.subject
			r.answered(p.file.path).Attachments[p.file.rel] = string(reg.ids[p.subject])
		}
	}
	for _, f := range loose {
		if f.whole.subject >= 0 {
			continue
		}
		text, id := "no id in its name or folder, and no table names it", "ID"
		if n, ok := owner[f]; ok {
			id = string(reg.ids[n])
			text = "it carries the name and e-mail of " + id
		} else if f.whole.subject == ambiguous {
			text = "its name fits several people"
		}
		if r.looseFiles++; r.asksOnce() {
			f.whole.subject = reg.add(string(f.own()), r.names[f.path])
			continue
		}
		r.note(Question{Topic: TopicAttachment, Place: muster.Place{File: f.path},
			Text: "Whose file is " + f.path + "? (" + text + ")", Lines: []string{attachmentText(f.rel, id)}})
		f.whole.subject = reg.add(string(f.own()), r.names[f.path])
	}
	return nil
}

func attachmentText(rel, id string) string {
	return "attachments: {" + yamlKey(rel) + ": " + yamlKey(id) + "}"
}

// proposal is a file with the one person whose name and e-mail it carries.
type proposal struct {
	file    *file
	subject int32
}

// sameAsText compares the CVs among files with the tables.
func (r *registry) sameAsText(sheets []*sheet, files []*file) []proposal {
	byEmail := map[string][]*proposal{}
	var all []*proposal
	for _, f := range files {
		for _, data := range f.whole.data {
			cv, ok := data.(*muster.CV)
			if !ok || cv.Name == "" {
				continue
			}
			p := &proposal{f, none}
			all = append(all, p)
			for _, e := range cv.Contact.Emails {
				byEmail[normal.Fold(string(e))] = append(byEmail[normal.Fold(string(e))], p)
			}
		}
	}
	if len(byEmail) == 0 {
		return nil
	}
	for _, s := range sheets {
		if s.plan.spec.name != People && s.plan.spec.name != Applications {
			continue
		}
		s.eachRow(func(seg *muster.Table, row int, n int32) {
			who := s.identity(seg, row)
			for _, p := range byEmail[who.email] {
				name := string(p.file.whole.data[0].(*muster.CV).Name)
				switch {
				case who.name == "" || normal.CompareNames(normal.Name(name), normal.Name(who.name)) != normal.NameSame:
				case p.subject == none || p.subject == n:
					p.subject = n
				default:
					p.subject = ambiguous
				}
			}
		})
	}
	var out []proposal
	for _, p := range all {
		if p.subject >= 0 {
			out = append(out, *p)
		}
	}
	return out
}

// scan is a CV without text.
type scan struct {
	subject int32
	path    string
}

func (f *file) record(i int) string {
	if i == 0 {
		return f.called()
	}
	return f.called() + "#" + strconv.Itoa(i+1)
}

// equalNameAndEmail lists the candidates no table links to a person, whose
// name and e-mail are those of exactly one person.
func (r *registry) equalNameAndEmail(sheets []*sheet) []pair {
	linked := make([]bool, len(r.ids))
	for _, s := range sheets {
		if s.plan.spec.name == People {
			s.eachRow(func(_ *muster.Table, _ int, n int32) { linked[n] = true })
		}
	}
	var loose []pair
	byEmail := map[string][]int{}
	seen := map[int32]bool{}
	for _, s := range sheets {
		if s.plan.spec.name != Applications {
			continue
		}
		f := refsOf(s)
		s.eachRow(func(seg *muster.Table, row int, n int32) {
			id := firstID(seg, own(f.candidate, f.application, f.subject, f.id), row)
			if linked[n] || seen[n] || id == "" {
				return
			}
			seen[n] = true
			system := ofCandidate
			if firstID(seg, f.candidate, row) == "" && firstID(seg, f.application, row) != "" {
				system = ofApplication
			}
			who := s.identity(seg, row)
			if who.email != "" && who.name != "" {
				byEmail[who.email] = append(byEmail[who.email], len(loose))
				loose = append(loose, pair{person: none, candidate: n, id: id, system: system, who: who, place: seg.Place(row)})
			}
		})
	}
	if len(loose) == 0 {
		return nil
	}
	for _, s := range sheets {
		if s.plan.spec.name == People {
			s.eachRow(func(seg *muster.Table, row int, n int32) { matchPeople(loose, byEmail, s.identity(seg, row), n) })
		}
	}
	return slices.DeleteFunc(loose, func(p pair) bool { return p.person < 0 })
}

// matchPeople notes a person under the candidates of the same name and e-mail.
func matchPeople(loose []pair, byEmail map[string][]int, who identity, n int32) {
	for _, i := range byEmail[who.email] {
		p := &loose[i]
		if normal.CompareNames(normal.Name(p.who.name), normal.Name(who.name)) != normal.NameSame {
			continue
		}
		if p.person != none && p.person != n {
			n = ambiguous
		}
		p.person = n
	}
}

// eachRow calls do for every row that has a subject.
func (s *sheet) eachRow(do func(seg *muster.Table, row int, n int32)) {
	for i, seg := range s.Segments {
		for row, n := range s.subjects[i] {
			if n >= 0 {
				do(seg, row, n)
			}
		}
	}
}

// join makes one subject's rows another's, on a person's word.
func (r *registry) join(from, to int32) {
	if r.same == nil {
		r.same = map[int32]int32{}
	}
	r.same[from] = to
}

// settled follows joins.
func (r *registry) settled(n int32) int32 {
	for range 8 {
		to, ok := r.same[n]
		if !ok {
			break
		}
		n = to
	}
	return n
}
