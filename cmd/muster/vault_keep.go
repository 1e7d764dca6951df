package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/ingest"
	"muster/store"
)

// expireKinds erases what earlier runs kept and the policy no longer lets them,
// kind by kind, and notes what this run may keep.
func (v *vault) expireKinds(ctx context.Context, cmd *cobra.Command, o *screenOptions, batch *ingest.Batch) error {
	p, err := loadPolicy(cmp.Or(o.policy, batch.Policy))
	if err != nil {
		return err
	}
	v.days, v.today = p.Retention, time.UnixMicro(v.run.Started)
	if o.asOf != "" {
		if v.today, err = time.Parse(time.DateOnly, o.asOf); err != nil {
			return err
		}
	}
	if o.changed { // reading everybody is left to a run that looks at everybody
		return nil
	}
	n, err := v.db.ExpireKinds(ctx, v.run.Organisation, v.days, v.today)
	if err == nil && n > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s were past the days the policy keeps them for, and were erased\n", v.file, counted(n, "record of earlier runs", "records of earlier runs"))
	}
	return err
}

// lasting is a population without the observations that are past their days:
// a shared database does not take them in, however often they are read.
type lasting struct {
	muster.Population
	keep store.Keep
	now  time.Time
}

// Observations appends what may be kept of subject i, oldest first.
func (l lasting) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	from := len(dst)
	dst, err := l.Population.Observations(i, dst)
	if err != nil {
		return dst, err
	}
	rest := dst[:from]
	for i, past := range l.keep.PastBrought(dst[from:], l.now) {
		if !past {
			rest = append(rest, dst[from+i])
		}
	}
	return rest, nil
}

// keeps says of which ids records are kept from earlier runs, nil where there were
// none.
func (v *vault) keeps(ctx context.Context) func(muster.OrganisationID, []muster.SubjectID, func(muster.SubjectID)) error {
	if v.db == nil {
		return nil
	}
	return func(org muster.OrganisationID, ids []muster.SubjectID, visit func(muster.SubjectID)) error {
		return v.db.Present(ctx, org, ids, visit)
	}
}

// onRecord says what is kept of one person from earlier runs, nil where there were
// none.
func (v *vault) onRecord(ctx context.Context) func(muster.OrganisationID, muster.SubjectID, *ingest.OnRecord) error {
	if v.db == nil {
		return nil
	}
	return func(org muster.OrganisationID, id muster.SubjectID, to *ingest.OnRecord) error {
		return v.db.View(ctx, org, func(tx *store.Tx) error {
			list, _, err := tx.Observations(id)
			to.Keep(list, func(muster.Kind) bool { return true })
			return err
		})
	}
}
