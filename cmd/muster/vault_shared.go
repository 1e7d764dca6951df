package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/assess"
	"muster/ingest"
	"muster/store"
)

// validateKeeping checks the flags that say what is kept.
func (o *screenOptions) validateKeeping(cmd *cobra.Command) error {
	if o.reportOnly && o.db != "" {
		return usageError("--report-only keeps no records, and --db names where to keep them", "leave one of them out")
	}
	if o.changed && o.db == "" {
		return usageError("--only-changed compares the files with what a database holds, and there is no --db", "name the database of the earlier run with --db FILE")
	}
	if o.retain == "" {
		return nil
	}
	if o.db == "" {
		return usageError("--retain-until says how long --db may keep records, and there is no --db", "add --db FILE, or leave --retain-until out: a single run keeps nothing but its output folder")
	}
	day, err := time.Parse(time.DateOnly, o.retain)
	if err != nil {
		return usageError(fmt.Sprintf("--retain-until %q is not a date", o.retain), "write it as "+inMonths(12))
	}
	if day.Before(today()) {
		return usageError("--retain-until "+o.retain+" is past", "name a day to come, such as "+inMonths(12))
	}
	return nil
}

func today() time.Time {
	now := time.Now()
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}

func inMonths(n int) string { return today().AddDate(0, n, 0).Format(time.DateOnly) }

// openShared opens the database named by --db with what earlier runs left in
// it, erasing first what may no longer be kept.
func (v *vault) openShared(ctx context.Context, cmd *cobra.Command, o *screenOptions) (err error) {
	if store.IsServer(o.db) {
		return v.openServer(ctx, cmd, o)
	}
	v.file = o.db
	_, statErr := os.Stat(o.db)
	fresh := errors.Is(statErr, fs.ErrNotExist)
	if fresh && o.retain == "" {
		if o.retain, err = askRetain(ctx, cmd, o); err != nil {
			return err
		}
	}
	if err := v.takeKey(o, fresh); err != nil {
		return err
	}
	if fresh {
		v.undo = append(v.undo, func() {
			for _, suffix := range []string{"", "-wal", "-shm"} {
				os.Remove(o.db + suffix)
			}
		})
	}
	if v.db, err = store.Open(ctx, o.db, store.Options{Keys: v.keyOf}); err != nil {
		return err
	}
	return v.checkShared(ctx, cmd)
}

// openServer opens a database on a server, which `muster serve` may share. Its
// key lies in no place that could be guessed, so it must be named.
func (v *vault) openServer(ctx context.Context, cmd *cobra.Command, o *screenOptions) (err error) {
	v.file = shownPlace(o.db)
	if o.keyFile == "" {
		return usageError("a database on a server needs the organisation's key, and no file is named", "name it with --key-file, such as DATA/keys/organisation.key of `muster serve`; a new database makes it there")
	}
	if v.db, err = store.Open(ctx, o.db, store.Options{Keys: v.keyOf}); err != nil {
		return err
	}
	known, err := v.db.Organisations(ctx)
	if err != nil {
		return err
	}
	if len(known) == 0 && o.retain == "" {
		if o.retain, err = askRetain(ctx, cmd, o); err != nil {
			return err
		}
	}
	if err := v.takeKey(o, len(known) == 0); err != nil {
		return err
	}
	return v.checkShared(ctx, cmd)
}

// shownPlace is a database as messages name it: without a password.
func shownPlace(place string) string {
	if !store.IsServer(place) {
		return place
	}
	u, err := url.Parse(place)
	if err != nil {
		return "the database server"
	}
	u.RawQuery = ""
	return u.Redacted()
}

// checkShared compares the key with what earlier runs left, and erases first
// what may no longer be kept.
func (v *vault) checkShared(ctx context.Context, cmd *cobra.Command) error {
	known, err := v.db.Organisations(ctx)
	if err != nil {
		return err
	}
	for _, org := range known {
		if err := v.db.CheckKey(ctx, org); err != nil {
			return err
		}
	}
	return v.expire(ctx, cmd)
}

// expire erases what has outlived its day, before a later day can be named:
// that does not bring back what should be gone.
func (v *vault) expire(ctx context.Context, cmd *cobra.Command) error {
	expired, err := v.db.Expire(ctx)
	for _, org := range expired {
		v.expired = append(v.expired, org)
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: the day until which records of earlier runs could be kept has passed; they were erased\n", v.file)
	}
	return err
}

// enterShared notes the run, and takes up what earlier runs of the same
// organisation left.
func (v *vault) enterShared(ctx context.Context, cmd *cobra.Command, o *screenOptions, batch *ingest.Batch) error {
	org := v.run.Organisation
	if err := v.db.CheckKey(ctx, org); err != nil {
		return err
	}
	if err := v.retain(ctx, cmd, o); err != nil {
		return err
	}
	if err := v.expireKinds(ctx, cmd, o, batch); err != nil {
		return err
	}
	if err := v.db.BeginRun(ctx, &v.run); err != nil {
		return err
	}
	var err error
	if o.changed { // it reads those it needs
		v.earlier, err = v.db.Registers(ctx, org)
		return err
	}
	if v.people, err = v.db.Population(ctx, org); err != nil {
		return err
	}
	v.earlier, err = v.db.Registers(ctx, org)
	return err
}

// retain notes until when records may be kept, asking where nobody said.
func (v *vault) retain(ctx context.Context, cmd *cobra.Command, o *screenOptions) error {
	until, err := v.db.RetainUntil(ctx, v.run.Organisation)
	if err != nil {
		return err
	}
	if o.retain == "" && (until.IsZero() || slices.Contains(v.expired, v.run.Organisation)) {
		if o.retain, err = askRetain(ctx, cmd, o); err != nil {
			return err
		}
	}
	if o.retain == "" {
		return nil
	}
	day, err := time.Parse(time.DateOnly, o.retain)
	if err != nil {
		return err
	}
	return v.db.SetRetainUntil(ctx, v.run.Organisation, day)
}

// askRetain asks how long a database may keep its records where somebody can
// answer, and says what to type where nobody can.
func askRetain(ctx context.Context, cmd *cobra.Command, o *screenOptions) (string, error) {
	missing := usageError("a database shared between runs needs a day until which it may keep people's records",
		fmt.Sprintf("type: %s %s --db %s --retain-until %s", cmd.CommandPath(), strings.Join(quoted(cmd.Flags().Args()), " "), quote(shownPlace(o.db)), inMonths(12)))
	asker := newAsker(cmd)
	if asker == nil {
		return "", missing
	}
	q := ingest.Question{Text: fmt.Sprintf("Until when may %s keep people's records? They are erased afterwards. Another day: --retain-until DATE.", shownPlace(o.db))}
	for _, months := range []int{6, 12, 24} {
		q.Lines = append(q.Lines, inMonths(months))
	}
	n, err := asker.Ask(ctx, q)
	if err != nil {
		return "", err
	}
	if n < 0 || n >= len(q.Lines) {
		return "", missing
	}
	return q.Lines[n], nil
}

// population is who a run looks at: those in its files, and those of earlier
// runs when they share a database.
func (v *vault) population(batch *ingest.Batch) muster.Population {
	if v.people == nil || v.people.Len() == 0 {
		return batch
	}
	return assess.Union(batch, v.people)
}

// compared is population as it is looked at: texts of messages that earlier runs
// kept are read no more than those of the files where no grounds are named. They
// stay with what is kept until their days are over.
func (v *vault) compared(batch *ingest.Batch) muster.Population {
	if batch.Texts || v.people == nil || v.people.Len() == 0 {
		return v.population(batch)
	}
	return assess.Union(batch, unread{v.people})
}

// unread is a population without what people wrote in messages. A letter came with an
// application, which needs no grounds of its own.
type unread struct{ muster.Population }

// Observations appends the observations of subject i but for texts of messages.
func (u unread) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	from := len(dst)
	dst, err := u.Population.Observations(i, dst)
	if err != nil {
		return dst, err
	}
	rest := slices.DeleteFunc(dst[from:], func(o muster.Observation) bool {
		m, ok := o.Data.(*muster.Message)
		return ok && !m.Letter()
	})
	return dst[:from+len(rest)], nil
}

// registers are those of this run's files and of earlier runs.
func (v *vault) registers(batch *ingest.Batch) *muster.Registers {
	if v.earlier == nil {
		return &batch.Registers
	}
	return store.JoinRegisters(&batch.Registers, v.earlier)
}
