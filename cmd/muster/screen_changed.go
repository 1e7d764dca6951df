package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"muster"
	"muster/assess"
	"muster/dossier"
	"muster/ingest"
	"muster/report"
	"muster/store"
)

// errNothingNew says that there was nothing to read, and nothing wrong either.
var errNothingNew = errors.New("there is nothing new in the files")

// nothingRead says why no person could be read. For a run every night an empty
// folder is an ordinary day.
func (o *screenOptions) nothingRead(batch *ingest.Batch) error {
	if !o.changed {
		return nothingReadable(batch)
	}
	for i := range batch.Files {
		if batch.Files[i].Err != nil {
			return nothingReadable(batch)
		}
	}
	return errNothingNew
}

// isNothingNew reports that there was nothing to read, and nothing that could not be
// read either: a fetch found nothing that night.
func isNothingNew(err error) bool {
	var e *muster.Error
	return errors.Is(err, errNothingNew) || errors.As(err, &e) && e.Code == muster.CodeEmpty && e.Err == nil
}

// changedRun is a run over what changed since the last one.
type changedRun struct {
	screening
	before *assess.Looked
	seq    int64 // of the store's records, as they were when it began
	night  *assess.Night
	result *assess.Result
}

// screenChanged looks at those of whom something came in and at those it may touch.
// The report is written before anything is kept: a run that is ended between the
// two is given again and finds the same.
func (o *screenOptions) screenChanged(cmd *cobra.Command, c *changedRun) error {
	ctx := cmd.Context()
	r, err := o.request(c.batch, c.vault, c.asOf, c.progress)
	if err != nil {
		return err
	}
	if err := c.goOn(ctx, r); err != nil {
		return err
	}
	if err := c.timed("finding whom it touches", func() error { return c.follow(ctx, r) }); err != nil {
		return err
	}
	defer c.night.Close()
	if c.result, err = assess.Run(ctx, r); err != nil {
		return err
	}
	c.phases = append(c.phases, c.result.Phases...)
	var summary report.Summary
	err = c.timed("writing the report", func() (err error) {
		summary, err = report.Write(o.out, c.input(ctx, o), report.Options{Pages: o.pages})
		return err
	})
	if err != nil {
		return err
	}
	if err := c.timed("keeping", func() error { return c.keep(ctx) }); err != nil {
		return err
	}
	c.progress.stop()
	if err := tidy(c.batch, nil); err != nil {
		return err
	}
	if !o.json {
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s\n\n", c.says()); err != nil {
			return err
		}
	}
	if err := o.print(cmd, summary, c.phases); err != nil {
		return err
	}
	return o.level(summary)
}

// goOn finds out whether the run can go on from the last one.
func (c *changedRun) goOn(ctx context.Context, r *assess.Request) error {
	text, last, err := c.vault.db.LastLook(ctx, c.vault.run.Organisation)
	if err != nil {
		return err
	}
	refuse := func(why string) error {
		return &muster.Error{Code: muster.CodeConflict, Message: c.vault.file + ": " + why, Hint: "give the command without --only-changed once; from then on it can go on from there"}
	}
	if text == "" {
		return refuse("no run has looked at everybody in it yet, so there is nothing to go on from")
	}
	c.before, c.seq = &assess.Looked{}, last
	if err := json.Unmarshal([]byte(text), c.before); err != nil {
		return refuse("what the last run left cannot be read")
	}
	asOf, err := muster.ParseISO(c.before.AsOf)
	switch {
	case err != nil:
		return refuse("what the last run left cannot be read")
	case c.before.Terms != c.vault.terms:
		return refuse("the last run was made by another version of the program, or under another policy, other lists, registers or settings")
	case c.before.Seq != last:
		return refuse("records came in or were erased otherwise than by a run since the last one")
	case c.asOf.Before(asOf):
		return refuse("the last run was made for " + c.before.AsOf + ", which is later than the day of this one")
	case !c.before.Apart:
		return assess.ErrTogether
	}
	return nil
}

// follow finds who is to be looked at, and completes the request.
func (c *changedRun) follow(ctx context.Context, r *assess.Request) (err error) {
	c.night, err = (&assess.Arrival{
		Store: c.vault.db, Organisation: c.vault.run.Organisation, Records: lasting{c.batch, c.vault.days, c.vault.today}, Registers: r.Registers, Before: c.before, Workers: r.Workers,
		Options: dossier.Options{Key: r.Key, AsOf: r.AsOf, Region: r.Region, Occupancy: r.Policy.Expected.MaxOccupancy, Approved: r.Approved, Throwaway: r.Throwaway},
	}).Follow(ctx)
	if err == nil {
		r.Population, r.Part, r.Frozen = c.night.Population, c.night.Part, c.night.Frozen
	}
	return err
}

// input is the report of those looked at.
func (c *changedRun) input(ctx context.Context, o *screenOptions) *report.Input {
	in := reportInput(ctx, o, c.batch, c.result)
	in.Title = cmp.Or(o.title, "What changed since "+c.before.AsOf)
	in.Unseen = append([]muster.Unseen{{
		What: c.says(), Why: "this run looked only at what had changed, and at whom that may touch",
		Remedy: "Look at everybody from time to time, by the same command without --only-changed: only that erases what is past its days, sees what time alone changes, and counts again what more than " + fmt.Sprint(dossier.LinkMost) + " share.",
	}}, in.Unseen...)
	return in
}

// says is who was looked at, in a sentence.
func (c *changedRun) says() string {
	return fmt.Sprintf("Something is new of %s; %s of %s were looked at. Everybody else stays as last found, on %s or before.",
		counted(len(c.night.Changed), "person", "people"), thousands(c.result.Len()), thousands(c.night.Part.People), c.before.AsOf)
}

// keep keeps the records and what was found of those looked at, all of it or
// nothing.
func (c *changedRun) keep(ctx context.Context) error {
	counts, err := countsOf(c.result)
	if err != nil {
		return err
	}
	counts["changed"], counts["read"], counts["of"] = len(c.night.Changed), c.night.Read, c.night.Part.People
	v := c.vault
	in := &store.Saving{
		Run: v.run, Registers: &c.batch.Registers, Population: lasting{c.batch, v.days, v.today}, From: c.seq, Looked: v.looked(c.result),
		About: []muster.SubjectID{},
		Findings: func(yield func(*muster.Finding) bool) {
			for i := range c.result.People {
				for k := range c.result.People[i].Findings {
					if !yield(&c.result.People[i].Findings[k]) {
						return
					}
				}
			}
		},
	}
	for id := range c.night.Part.Look {
		in.About = append(in.About, id)
	}
	in.Put.Artefacts = func(who muster.Subject, _ []muster.Observation) ([]store.Held, error) {
		return c.night.Held[who.ID], nil
	}
	in.Run.Versions, in.Run.Root, in.Run.Counts = c.result.Versions, c.result.Root, counts
	if _, err := v.db.SaveRun(ctx, in); err != nil {
		return err
	}
	v.undo = nil
	return nil
}

// terms is a digest of everything but records that what is found follows from.
func (o *screenOptions) terms(r *assess.Request) (string, error) {
	h := sha256.New()
	in := json.NewEncoder(h)
	for _, part := range []any{r.Version, r.Policy, r.Registers, r.Approved, r.Throwaway, r.Region, assess.LinksVersion} {
		if err := in.Encode(part); err != nil {
			return "", fmt.Errorf("describe the run: %w", err)
		}
	}
	if o.lists == "" {
		return fmt.Sprintf("%x", h.Sum(nil)), nil
	}
	err := filepath.WalkDir(o.lists, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		fmt.Fprintf(h, "%s %x\n", d.Name(), sha256.Sum256(text))
		return err
	})
	return fmt.Sprintf("%x", h.Sum(nil)), err
}
