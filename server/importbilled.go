package server

import (
	"context"

	"muster"
	"muster/casework"
	"muster/ingest"
	"muster/store"
)

// onRecord says what is on record of somebody whose number stands on an invoice that
// is brought in. Who brings it in learns nothing by it: names count for who sees the
// person, accounts for who may settle their pay. Of whom they do not see nothing is
// said, because nothing they bring in of them is kept.
func (s *Server) onRecord(ctx context.Context, from *drop) func(muster.OrganisationID, muster.SubjectID, *ingest.OnRecord) error {
	return func(org muster.OrganisationID, id muster.SubjectID, to *ingest.OnRecord) error {
		names, accounts := from == nil, from == nil
		if from != nil {
			row, live := from.by.live.Row(id)
			if live && !from.by.sees(&row) {
				return nil
			}
			names = live
			accounts = live && from.by.may(casework.PayrollSettle, id, from.by.scope(&row))
		}
		return s.store.View(ctx, org, func(tx *store.Tx) error {
			list, _, err := tx.Observations(id)
			to.Keep(list, func(k muster.Kind) bool {
				if k == muster.KindBank || k == muster.KindPayment {
					return accounts
				}
				return names
			})
			return err
		})
	}
}
