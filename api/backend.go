package api

import (
	"context"
	"io"
	"mime/multipart"

	"muster"
	"muster/casework"
	"muster/store"
)

// Host is the program around the operations: sessions, and acts with all that
// follows from them.
type Host interface {
	// Session is who the request's session belongs to, nil for nobody.
	Session(ctx context.Context) *casework.Actor
	// As returns a context in which the actor asks.
	As(ctx context.Context, who *casework.Actor) context.Context
	// Do carries out an act and what follows from it: see casework.Desk.Do.
	Do(ctx context.Context, who *casework.Actor, key casework.Key, a casework.Act) (casework.Receipt, error)
}

// Feed is how far the store's sequence has come. *store.Store is one.
type Feed interface {
	Changes(ctx context.Context, org muster.OrganisationID, after int64, limit int) (store.Feed, error)
}

// People reads people as the actor in the context may see them. Somebody they
// may not see has CodeNotFound.
type People interface {
	// Subjects lists people, chosen and ordered as the query says.
	Subjects(ctx context.Context, q *SubjectQuery) (*SubjectPage, error)
	Subject(ctx context.Context, id muster.SubjectID) (*Subject, error)
	Findings(ctx context.Context, id muster.SubjectID) (*FindingList, error)
	Timeline(ctx context.Context, id muster.SubjectID) (*Timeline, error)
	// Context is what an analyst needs to know about the holder of a login.
	Context(ctx context.Context, login string) (*LoginContext, error)
}

// Papers reads what documents state, as the actor in the context may see it.
type Papers interface {
	Documents(ctx context.Context, id muster.SubjectID) (*Documents, error)
}

// Work reads what joins people and what is due about pay and equipment.
type Work interface {
	Groups(ctx context.Context, kind muster.GroupKind) (*GroupList, error)
	Group(ctx context.Context, id string) (*Group, error)
	// Payroll and Equipment read a part of their list: kind and words choose it.
	Payroll(ctx context.Context, kind, words, after string) (*Payroll, error)
	Equipment(ctx context.Context, kind, words, after string) (*Equipment, error)
	Search(ctx context.Context, words string) ([]Hit, error)
}

// Days reads whom a day is about.
type Days interface {
	// Waiting is who waits at a gate, and of whom nothing is asked yet.
	Waiting(ctx context.Context) (*Waiting, error)
	// Seen says of each escalation in words what was found.
	Seen(ctx context.Context, list []casework.Escalation) ([]string, error)
	// News is what others did since the actor was here last, and advice about pay.
	News(ctx context.Context) (*News, error)
}

// Office reads how the organisation is set up.
type Office interface {
	// Texts is what the organisation is called, its notices and the ways to sign in.
	Texts(ctx context.Context) (*Texts, error)
	// Signed says of users when they were here last, for who manages them.
	Signed(ctx context.Context) (map[casework.UserID]Signed, error)
}

// Rules reads rules and tries changes of them.
type Rules interface {
	Rules(ctx context.Context) (*RuleList, error)
	Rule(ctx context.Context, flag muster.FlagID) (*Rule, error)
	Try(ctx context.Context, what *TrialOf) (*Trial, error)
}

// Intake takes records in.
type Intake interface {
	// Taker returns what looks at each observation of a request before it is
	// kept: it refuses what the actor may not send, and completes the rest with
	// organisation, times and id. It may be called from several goroutines.
	Taker(ctx context.Context) (func(*muster.Observation) error, error)
	// Keep keeps observations durably and says of each whether it is new. seq is
	// not smaller than any of their numbers.
	Keep(ctx context.Context, list []muster.Observation) (seq int64, fresh []bool, err error)
	// Assess looks at one person now, as far as the actor may see it.
	Assess(ctx context.Context, id muster.SubjectID) (*Assessment, error)
	// Check answers a platform about one account, and in time.
	Check(ctx context.Context, id muster.SubjectID, at muster.AccountMoment) (*muster.AccountAnswer, error)
	// Import brings files in, as the pages do; checks in them only where checks
	// says that the caller may send any, and tables as they are said to be.
	Import(ctx context.Context, files []*multipart.FileHeader, tables []SaidTable, checks bool) (*Imported, error)
}

// Record is the ledger, beyond what the desk lists of it.
type Record interface {
	// Checkpoint is the latest signed checkpoint.
	Checkpoint(ctx context.Context) (*Checkpoint, error)
	// Verify reads the whole ledger.
	Verify(ctx context.Context) (*Verified, error)
	// Bundle writes a bundle for a third party, with the words of the entries in
	// open, each opened for the reason.
	Bundle(ctx context.Context, w io.Writer, open []int64, reason string) error
}
