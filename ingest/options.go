package ingest

import (
	"context"
	"runtime"
	"sync"

	"muster"
	"muster/connect"
	"muster/ingest/networks"
	"muster/ingest/table"
	"muster/stream/programs"
)

// Options says how to read. The zero value reads into the default
// organisation, asks nothing and works on all cores.
type Options struct {
	Organisation muster.OrganisationID // "" is muster.DefaultOrganisation
	Asker        Asker                 // puts questions on a terminal; nil where nobody can answer
	Progress     func(Progress)        // called now and then, from one goroutine at a time; may be nil
	Limits       table.Limits          // of tables; zero fields mean their defaults
	Workers      int                   // 0: one per core
	Documents    DocumentReader        // nil reads documents in this process
	Now          muster.Time           // the day of the run: CVs that say "present" count from it
	Systems      []connect.System      // whose logs are read; none reads no logs
	LogsAside    bool                  // logs are listed in Batch.LogFiles, and ReadLog reads them
	Judge        *networks.Judge       // says what kind of network events come from; nil says nothing
	Tools        *programs.Known       // a published list of remote tools behind the built-in table; nil is the table alone
	SpillBytes   int                   // signals of logs kept in memory before a temporary file is used; 0: 128 MB
	ByContent    bool                  // a row or file that names nobody is called by what it says, not by where it stands: for a server, to which another file of the same name comes next week
	// Said is what somebody said of a table, nil for nothing: it counts before what
	// the headers say. It is called from several goroutines. nil knows nothing.
	Said   func(Met) (*Layout, error)
	Texts  bool    // the grounds for reading the texts of messages are stated elsewhere, not in muster.yaml
	Config *Config // instead of the muster.yaml beside the inputs; for tests and servers
	Spill  Spill   // keeps rows on disk instead of in memory
	// Kept calls visit for those of some ids of which records are kept from earlier
	// runs: what a log says under one is then of that person, though no table at hand
	// names them. It is called by one goroutine at a time; nil knows nobody.
	Kept func(org muster.OrganisationID, ids []muster.SubjectID, visit func(muster.SubjectID)) error
	// Paid finds whom payments and invoices lead to among those of whom records are
	// kept: by a number of theirs, else by an account that one person alone has. It is
	// asked for once, and only where the files at hand name nobody; nil knows nobody.
	Paid func(context.Context) (Payees, error)
	// OnRecord adds what is kept from before of one person, whose number stands on an
	// invoice that the files at hand do not show to be theirs. It is called by one
	// goroutine at a time; nil knows nobody.
	OnRecord func(org muster.OrganisationID, id muster.SubjectID, to *OnRecord) error
}

// Payees finds who is paid on an account, or under one of the numbers given with it.
type Payees func(to *muster.PayTo, numbers ...string) (muster.SubjectID, bool)

// Spill says where rows wait that memory does not hold. With it tables of any
// size are read, and logs in our own form; every row must name its account.
type Spill struct {
	Of    string // what the reading depends on beside the inputs, such as the program; what was kept under another is not used
	Dir   string // made if it is missing, and found again after an end half-way; "" keeps rows in memory
	Parts int    // into which accounts are dealt; one for each core is in memory at a time. 0: 64
	Bytes int64  // with Parts 0: as many parts as make one of them about so large
}

// Asker puts one question to a person.
type Asker interface {
	// Ask shows a question with its answers and returns the index of the one
	// chosen, or -1 to leave it open.
	Ask(ctx context.Context, q Question) (int, error)
}

// Progress says how far a run is.
type Progress struct {
	Phase string // what is being done, in plain words
	Files int    // files done in this phase
	Of    int    // files to do
	Bytes int64  // bytes done
	Total int64  // bytes to do, where rows are kept on disk; else 0
	Rows  int64  // rows met so far, where rows are kept on disk
}

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// progress counts files done and passes it on, one call at a time.
type progress struct {
	mu     sync.Mutex
	report func(Progress)
	of     int
	done   int
	bytes  int64
	total  int64
	rows   int64
	within int64 // bytes of the file being read, about
}

// dealt notes rows of the file that is being read.
func (p *progress) dealt(rows int, bytes int64) {
	if p.report == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rows += int64(rows)
	p.within += bytes
	p.report(Progress{Phase: "reading files", Files: p.done, Of: p.of, Bytes: min(p.bytes+p.within, p.total), Total: p.total, Rows: p.rows})
}

func (p *progress) file(size int64) {
	if p.report == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	p.bytes, p.within = p.bytes+size, 0
	p.report(Progress{Phase: "reading files", Files: p.done, Of: p.of, Bytes: p.bytes, Total: p.total, Rows: p.rows})
}
