package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/connect/all"
	"muster/ingest"
	"muster/notify"
	"muster/payrun"
	"muster/report"
	"muster/store"
	"muster/web"
)

// lastImport is what became of each user's last import. It is in memory: what
// was set aside may hold values, and nobody else should see it.
type lastImport struct {
	mu sync.Mutex
	by map[casework.UserID]*web.Imported
}

func (l *lastImport) of(a *casework.Actor) *web.Imported {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.by[a.User]
}

// Import brings in files people drop: recognised, questioned and set aside as
// `muster screen` does.
func (s *Server) Import(ctx context.Context, key string, uploads []web.Upload, given web.ImportAnswers) (*web.Receipt, error) {
	return s.importFor(ctx, uploads, &withFiles{page: given}, true)
}

// withFiles is what comes with files: of a page, or of a program.
type withFiles struct {
	page   web.ImportAnswers // nil for a program, which cannot be asked
	tables []api.SaidTable
}

// importFor brings in files; checks says whether they may hold any.
func (s *Server) importFor(ctx context.Context, uploads []web.Upload, given *withFiles, checks bool) (*web.Receipt, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	by, err := s.bringing(ctx, actor, checks)
	if err != nil {
		return nil, err
	}
	say, err := s.saying(ctx, actor, by, given)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "muster-import-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) // what cannot be removed lies in the system's temporary folder
	files := make([]string, len(uploads))
	for i, u := range uploads {
		if files[i], err = keepUpload(dir, i, &u); err != nil {
			return nil, err
		}
	}
	refused, err := unpackUploads(ctx, files)
	if err != nil {
		return nil, err
	}
	batch, taken, err := s.bringIn(ctx, []string{dir}, &drop{answering{dir, given.page, say}, by})
	if err != nil {
		return nil, alsoRefused(err, refused)
	}
	logs, err := s.takeLogs(ctx, batch)
	if err != nil {
		return nil, err
	}
	entry, err := s.noteImport(ctx, actor, len(uploads), batch, taken, say)
	if err != nil {
		return nil, err
	}
	if err := s.announce(ctx, notify.Message{ID: fmt.Sprintf("import-%010d", entry), Kind: notify.ImportFinished, At: s.now(), Path: "/people"}); err != nil {
		return nil, err
	}
	told := s.importedFrom(batch, logs, dir, given.page != nil)
	if told.Tables, err = s.tablesOf(ctx, actor, batch, say, dir); err != nil {
		return nil, err
	}
	if say.stale() {
		told.Notes = append(told.Notes, "What you said of a table was not used: none of these files has its columns.")
	}
	told.Files, told.Notes = append(refused, told.Files...), append(taken.says(), told.Notes...)
	s.imported.keep(actor, told)
	if _, err := s.settle(ctx); err != nil {
		return nil, err
	}
	return &web.Receipt{Says: report.Count(taken.people, "person", "people") + " brought in, " + report.Count(taken.records, "new record", "new records") + ".", Entry: entry, Next: "/people"}, nil
}

// ImportPaths brings in files and folders of this machine, for the demo and
// the command line.
func (s *Server) ImportPaths(ctx context.Context, paths ...string) (people, records int, err error) {
	batch, taken, err := s.bringIn(ctx, paths, nil)
	if err != nil {
		return 0, 0, err
	}
	if _, err := s.takeLogs(ctx, batch); err != nil {
		return 0, 0, err
	}
	if _, err := s.noteImport(ctx, &casework.Actor{Name: "the command line", Via: "command"}, len(batch.Files), batch, taken, nil); err != nil {
		return 0, 0, err
	}
	_, err = s.settle(ctx)
	return taken.people, taken.records, err
}

// keepUpload writes one upload under a name of our own making: its folder
// keeps two of the same name apart, its base name helps recognition.
func keepUpload(dir string, i int, u *web.Upload) (file string, err error) {
	name := uploadedName(filepath.Base(strings.NewReplacer("\\", "/", "\x00", "").Replace(u.Name)))
	folder := filepath.Join(dir, fmt.Sprintf("%03d", i))
	if err := os.Mkdir(folder, 0o700); err != nil {
		return "", err
	}
	in, err := u.Open()
	if err != nil {
		return "", err
	}
	defer in.Close()
	file = filepath.Join(folder, name)
	out, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(out, io.LimitReader(in, u.Size))
	return file, errors.Join(err, out.Close())
}

// drop is files that somebody dropped: their folder is of our making, and the
// next file of a name is another one.
type drop struct {
	answering
	by *bringing
}

// bringIn reads files and keeps what they say. from is nil for files and folders
// that somebody named, which keep their names in the records that cite them.
func (s *Server) bringIn(ctx context.Context, paths []string, from *drop) (*ingest.Batch, *takenIn, error) {
	now, called := s.now().UTC(), func(name string) string { return name }
	o := ingest.Options{Organisation: s.config.Organisation, Now: muster.Date(now.Year(), now.Month(), now.Day()), Systems: all.Systems(), LogsAside: true}
	if from != nil {
		if o.ByContent, called = true, filepath.Base; from.answers != nil { // a program cannot be asked
			o.Asker = from.answering
		}
		o.Said = from.say.said
	}
	o.Paid = func(ctx context.Context) (ingest.Payees, error) { return s.payees(ctx, from) }
	o.OnRecord = s.onRecord(ctx, from)
	if s.documents != nil {
		o.Documents = s.documents
	}
	off, err := s.switchedOff(ctx)
	if err != nil {
		return nil, nil, err
	}
	o.Texts = !off[muster.KindMessage]
	batch, err := ingest.Read(ctx, paths, o)
	if from != nil && (err == nil || muster.CodeOf(err) == muster.CodeUnsupported) {
		err = cmp.Or(from.say.unmet(), err)
	}
	if err != nil {
		return nil, nil, err
	}
	if err := nobody(batch, from); err != nil {
		return nil, nil, err
	}
	policy, err := s.desk.Policy(ctx)
	if err != nil {
		return nil, nil, err
	}
	fuller, err := s.fuller(ctx, batch)
	if err != nil {
		return nil, nil, err
	}
	told := &takenIn{looked: map[int]bool{}, refused: map[refusal]int{}}
	kept := lasting{Population: batch, keep: policy.Retention, off: off, now: now, called: called, fuller: fuller, told: told}
	if from != nil {
		kept.by, told.refused = from.by, from.by.trim(batch)
	}
	added, err := s.store.Put(ctx, kept, nil)
	if err != nil {
		return nil, nil, err
	}
	told.records = added.Observations
	if err := s.declare(ctx, batch); err != nil {
		return nil, nil, err
	}
	return batch, told, s.takeRegisters(ctx, batch)
}

// nobody is the error of files in which nobody is, and nothing that answers may
// make something of.
func nobody(batch *ingest.Batch, from *drop) error {
	if batch.Len() > 0 || len(batch.LogFiles) > 0 || len(batch.Crosswalk) > 0 || registerRows(&batch.Registers) > 0 || asked(batch, from) {
		return nil
	}
	e := &muster.Error{Code: muster.CodeEmpty, Message: "No person could be read from these files.", Hint: "Bring in an export with one row for each person, or CVs."}
	for i := range batch.Files {
		if f := &batch.Files[i]; f.Err != nil && i < 5 {
			e.Message += " " + f.Err.Error() + "."
		}
	}
	for _, said := range batch.Warnings[:min(len(batch.Warnings), 3)] { // such as payments that lead to nobody
		if from != nil {
			said = withoutFolder(said, from.dir)
		}
		e.Message += " " + report.Sentence(said) + "."
	}
	return e
}

// payees says whom payments in files lead to among those on record. Who brings
// files in learns nothing of accounts by it: only those are found whose payroll
// details they may settle.
func (s *Server) payees(ctx context.Context, from *drop) (ingest.Payees, error) {
	people, _, err := s.payDesk().people(ctx)
	if err != nil {
		return nil, err
	}
	roll := payrun.NewRoll(people)
	return func(to *muster.PayTo, numbers ...string) (muster.SubjectID, bool) {
		id, found := roll.Whose(to, numbers...)
		if !found || from == nil {
			return id, found
		}
		row, live := from.by.live.Row(id)
		return id, live && from.by.sees(&row) && from.by.may(casework.PayrollSettle, id, from.by.scope(&row))
	}, nil
}

// asked reports whether answers may still make something of the files: to a
// question, or of a table's columns by whoever is shown them on a page.
func asked(batch *ingest.Batch, from *drop) bool {
	if from != nil && from.answers != nil && slices.ContainsFunc(batch.Files, func(f ingest.FileReport) bool { return f.Kind != "" && hasUnknown(&f) }) {
		return true
	}
	return slices.ContainsFunc(batch.Questions, func(q ingest.Question) bool { return q.Asked })
}

// takeRegisters keeps what the files say of offices, agencies and the like,
// and loads everybody anew when that is new: it changes what is common.
func (s *Server) takeRegisters(ctx context.Context, batch *ingest.Batch) error {
	had, err := s.store.Registers(ctx, s.config.Organisation)
	if err != nil {
		return err
	}
	if joined := store.JoinRegisters(&batch.Registers, had); registerRows(joined) == registerRows(had) {
		return nil
	}
	open, err := s.store.Findings(ctx, store.FindingFilter{Organisation: s.config.Organisation, State: store.FindingOpen})
	if err != nil {
		return err
	}
	run := store.Run{Organisation: s.config.Organisation, ID: s.now().UTC().Format("20060102T150405.000000Z") + "-registers-" + newKey()[:6], Started: s.now().UnixMicro()}
	if err := s.store.BeginRun(ctx, &run); err != nil {
		return err
	}
	_, err = s.store.SaveRun(ctx, &store.Saving{Run: run, Registers: &batch.Registers, Findings: func(yield func(*muster.Finding) bool) {
		for i := range open { // as they were: the load that follows looks at everybody
			if !yield(&open[i].Finding) {
				return
			}
		}
	}})
	if err != nil {
		return err
	}
	return s.reload(ctx)
}

func registerRows(r *muster.Registers) int {
	return len(r.Agencies) + len(r.Offices) + len(r.Adverts) + len(r.Templates) + len(r.Indicators) + len(r.AccountRanges)
}

// noteImport enters who brought in how much.
func (s *Server) noteImport(ctx context.Context, actor *casework.Actor, files int, batch *ingest.Batch, taken *takenIn, say *saying) (entry int64, err error) {
	err = s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		e, err := tx.Record("files.import", struct {
			User    casework.UserID `json:"user,omitempty"`
			Name    string          `json:"name"`
			Files   int             `json:"files"`
			People  int             `json:"people"`
			Records int             `json:"new_records"`
			Rejects int             `json:"rejects"`
			Tables  []enteredTable  `json:"tables,omitempty"` // of which somebody said what they are
		}{actor.User, actor.Name, files, taken.people, taken.records, len(batch.Rejects), say.entered()})
		if entry = e.Seq; err != nil || say == nil {
			return err
		}
		return say.keep(tx, actor.User)
	})
	return entry, err
}

func (l *lastImport) keep(a *casework.Actor, what *web.Imported) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil {
		l.by = map[casework.UserID]*web.Imported{}
	}
	l.by[a.User] = what
}

// lasting is a population without what is past its days or of a monitoring that
// is off, which is not taken in however often it is sent, and with files under
// the names people know.
type lasting struct {
	muster.Population
	keep   store.Keep
	off    map[muster.Kind]bool // of monitoring that is off
	now    time.Time
	called func(file string) string
	fuller map[muster.ObservationID]muster.ObservationID // what a record supersedes: see fuller
	by     *bringing                                     // nil for whoever has the machine
	told   *takenIn
}

// takenIn is what became of a population: how many people something is kept of,
// and what was not taken in.
type takenIn struct {
	records      int // new ones
	mu           sync.Mutex
	looked       map[int]bool // by subject: a population may be asked for more than once
	people, gone int          // of whom something is kept; of whom nothing could be
	past, off    int          // records past their days; of monitoring that is off
	refused      map[refusal]int
}

// count counts one subject's records once.
func (n *takenIn) count(i, kept, past, off int, refused map[refusal]int) {
	if n == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.looked[i] {
		return
	}
	n.looked[i], n.past, n.off = true, n.past+past, n.off+off
	for why, many := range refused {
		n.refused[why] += many
	}
	switch {
	case kept > 0:
		n.people++
	case past+off > 0:
		n.gone++
	}
}

// says is what people read of it.
func (n *takenIn) says() (notes []string) {
	if n.past > 0 {
		notes = append(notes, report.Count(n.past, "record is", "records are")+" past the days that its kind is kept, and not taken in.")
	}
	if n.off > 0 {
		notes = append(notes, report.Count(n.off, "record is", "records are")+" of monitoring that is not switched on, and not taken in.")
	}
	if n.gone > 0 {
		notes = append(notes, report.Count(n.gone, "person stands", "people stand")+" in such records only, and so not among the people here.")
	}
	return append(notes, saysRefused(n.refused)...)
}

// Observations appends what may be kept of subject i, oldest first.
func (l lasting) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	from := len(dst)
	dst, err := l.Population.Observations(i, dst)
	if err != nil {
		return dst, err
	}
	kept, past, off, refused := dst[:from], 0, 0, map[refusal]int{}
	at, reached := casework.Scope{}, true
	if l.by != nil {
		at, reached = l.by.place(l.Subject(i).ID, dst[from:])
	}
	over := l.keep.PastBrought(dst[from:], l.now)
	for i, o := range dst[from:] {
		why := outOfReach
		if reached {
			why = l.by.refuses(&o, at)
		}
		former, fuller := l.fuller[o.ID]
		if less, err := l.by.without(&o, at); err != nil {
			return dst, err
		} else if less {
			refused[noOutcomes]++
		}
		if o.Place.File != "" {
			o.Place.File = l.called(o.Place.File)
		}
		if fuller && former != o.ID {
			o.Supersedes = former
		}
		switch {
		case why != "":
			refused[why]++
		case isOff(l.off, o.Data):
			off++
		case over[i]:
			past++
		default:
			kept = append(kept, o)
		}
	}
	l.told.count(i, len(kept)-from, past, off, refused)
	return kept, nil
}
