package server

import (
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/store"
	"muster/web"
)

// programs is what the operations for programs ask of the server. It reads
// through the same readers as the pages, so that both show the same.
type programs struct {
	*Server
}

// programs returns the handler of the operations.
func (s *Server) programs() (*api.Handler, error) {
	p := &programs{Server: s}
	return api.New(api.Config{
		Desk: s.desk, Organisation: s.config.Organisation, Feed: s.store, People: p, Seen: p, Work: p, Accounts: p, Office: p, Days: p, Papers: p, PayRuns: p, Sanctions: p, Rules: p, Intake: p, Record: p, Host: p, Systems: p, Messages: p,
		Version: s.config.Version, Now: time.Now, Log: s.log, Limits: s.config.API,
		Address: func(r *http.Request) string { return network(s.addressOf(r)) },
	})
}

// Session is who the request's session belongs to.
func (p *programs) Session(ctx context.Context) *casework.Actor {
	if v := visitorOf(ctx); v != nil {
		return v.actor
	}
	return nil
}

// As returns a context in which the actor asks.
func (p *programs) As(ctx context.Context, who *casework.Actor) context.Context {
	return context.WithValue(ctx, visitorKey{}, &visitor{actor: who, server: p.Server})
}

// Do carries out an act with what follows from it.
func (p *programs) Do(ctx context.Context, who *casework.Actor, key casework.Key, a casework.Act) (casework.Receipt, error) {
	got, err := p.desk.Do(ctx, who, key, a)
	if err != nil {
		return got, err
	}
	p.counters.acts.Add(1)
	if err := p.follows(ctx, a, &got); err != nil {
		return got, err
	}
	if err := p.settleSoon(ctx); err != nil { // the act stands; the next round takes it in
		p.log.ErrorContext(ctx, "taking in an act failed", "error", err)
	}
	return got, nil
}

// follows is what an act means for what is held at hand.
func (p *programs) follows(ctx context.Context, a casework.Act, got *casework.Receipt) error {
	switch a := casework.Plain(a).(type) {
	case *casework.SplitGroup, *casework.MergeGroup, *casework.LinkPeople:
		return p.retold(ctx, got)
	case *casework.PublishPolicy, *casework.SignStep:
		return p.noted(ctx)
	case *casework.SwitchMonitoring:
		return p.switched(ctx, a.Kind)
	case *casework.EndUser:
		return p.EndSessions(ctx, a.User)
	case *casework.ProvideRoles:
		return p.EndSessions(ctx, a.User)
	}
	return nil
}

// Bundle writes the ledger's bundle.
func (p *programs) Bundle(ctx context.Context, w io.Writer, open []int64, reason string) error {
	return p.Server.Bundle(ctx, w, web.Words{Entries: open, Reason: reason})
}

// Checkpoint is the latest signed checkpoint.
func (p *programs) Checkpoint(ctx context.Context) (*api.Checkpoint, error) {
	out := &web.Ledger{}
	if _, err := p.ledgerEnd(ctx, out); err != nil {
		return nil, err
	}
	c := &api.Checkpoint{Size: out.Size, Root: out.Root, At: out.Signed, Key: p.keys.signing.Signer.Name()}
	err := p.store.View(ctx, p.config.Organisation, func(tx *store.Tx) error {
		var number int64
		if err := tx.QueryRow("select coalesce(max(number), 0) from ledger_checkpoints where organisation = $1").Scan(&number); err != nil || number == 0 {
			return err
		}
		list, err := tx.Checkpoints(number, 1)
		if err == nil && len(list) > 0 {
			c.Signed = list[0].Signed
		}
		return err
	})
	return c, err
}

// Verify reads the whole ledger.
func (p *programs) Verify(ctx context.Context) (*api.Verified, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	v, err := p.verify(ctx, actor)
	if err != nil {
		return nil, err
	}
	return &api.Verified{OK: v.OK, Entries: v.Leaves, At: v.At.UTC(), Says: v.Says}, nil
}

// Import brings files in, as the pages do.
func (p *programs) Import(ctx context.Context, files []*multipart.FileHeader, tables []api.SaidTable, checks bool) (*api.Imported, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	uploads := make([]web.Upload, 0, len(files))
	for _, f := range files {
		uploads = append(uploads, web.Upload{Name: f.Filename, Size: f.Size, Open: func() (io.ReadCloser, error) { return f.Open() }})
	}
	got, err := p.importFor(ctx, uploads, &withFiles{tables: tables}, checks)
	if err != nil {
		return nil, err
	}
	out := &api.Imported{Says: got.Says, Entry: got.Entry}
	if last := p.imported.of(actor); last != nil {
		out.More, out.MoreFiles, out.Notes = last.More, last.MoreFiles, last.Notes
		for _, f := range last.Files {
			one := api.ImportedFile{File: f.Name, Sheet: f.Sheet, What: f.What, Kind: f.Kind, Rows: f.Rows, Aside: f.Aside, Unknown: f.Unknown, Warnings: f.Warnings, Problem: f.Problem}
			if i := slices.IndexFunc(last.Tables, func(t web.ImportTable) bool { return t.ID == f.Table }); i >= 0 {
				for _, c := range last.Tables[i].All {
					one.Columns = append(one.Columns, api.ImportColumn{Header: c.Header, Field: c.Reads, Looks: c.Looks, Sample: c.Sample})
				}
			}
			out.Files = append(out.Files, one)
		}
		for _, r := range last.Rejects {
			out.Rejects = append(out.Rejects, api.ImportReject{File: r.File, Row: r.Row, Column: r.Column, Reason: r.Reason})
		}
		for _, q := range last.Questions {
			out.Questions = append(out.Questions, api.ImportQuestion{Ask: q.Ask, Line: q.Line})
		}
	}
	return out, nil
}

// Assess looks at one person now: every record that was acknowledged before is
// in it. What the actor may not see is left out.
func (p *programs) Assess(ctx context.Context, id muster.SubjectID) (*api.Assessment, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	by, err := p.desk.Weighing(ctx, actor, id, map[casework.Field]string{casework.FieldLevel: "x", casework.FieldFinding: "x"})
	if err != nil {
		return nil, notTheirs(err)
	}
	if by.Shown[casework.FieldLevel].Sight != casework.Clear {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "your roles do not show assessments; the record is kept", Hint: "send it without assess=true"}
	}
	a, err := p.live.now().Assess(ctx, id)
	if err != nil {
		return nil, notTheirs(err)
	}
	weighed := weighWith(by.Standing, by.Policy, a)
	return assessmentOf(&weighed, a.Seq, a.AsOf, a.Unseen, by.Shown[casework.FieldFinding].Sight != casework.Hidden), nil
}

// assessmentOf puts an assessment in the words of the API.
func assessmentOf(a *muster.Assessment, seq int64, asOf muster.Time, unseen []muster.Unseen, why bool) *api.Assessment {
	out := &api.Assessment{Level: a.Level, Seq: seq, AsOf: asOf, Versions: a.Versions}
	if why {
		out.Reason, out.Families, out.Contributions, out.Checks, out.Unseen = a.Reason, a.Families, a.Contributions, a.Checks, unseen
	}
	return out
}
