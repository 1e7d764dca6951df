package casework

import (
	"context"

	"muster"
	"muster/store"
)

// Asked returns those of some people of whom a check is asked for and not done
// yet. It says nothing else of them.
func (d *Desk) Asked(ctx context.Context, subjects []muster.SubjectID) (map[muster.SubjectID]bool, error) {
	var out map[muster.SubjectID]bool
	err := d.store.View(ctx, d.org, func(tx *store.Tx) error {
		out = map[muster.SubjectID]bool{}
		open, err := checks().ofEach(tx, "state = 'requested'", subjects)
		for id := range open {
			out[id] = len(open[id]) > 0
		}
		return err
	})
	return out, err
}
