// Package companies holds what shows only across the companies of one declared
// group: one organisation whose HR records name several legal entities. Nothing
// is compared with anybody else's data.
package companies

import (
	"fmt"

	"muster"
	"muster/detect"
)

// elsewhere returns the strangers who hold a value and are employed by another
// legal entity than the subject. An entity that is not on record is unknown and
// never different. A pair counts for little: two jobs in one house are common.
func elsewhere(d *muster.Dossier, s *muster.Settings, look func(*muster.Held) bool) []detect.Share {
	if d.Platform.Account {
		return nil
	}
	return detect.Shares(d, look, func(h *muster.Held) []muster.Other {
		var others []muster.Other
		for _, o := range detect.Strangers(d, s, h) {
			if o.Entity == muster.OutcomeDifferent {
				others = append(others, o)
			}
		}
		return others
	})
}

// told makes the draft of a share: at full strength for three or more people,
// and lower for a pair.
func told(share *detect.Share, pair int, what string) detect.Draft {
	draft := share.Draft()
	if len(share.Others) < 2 {
		draft.Strength = pair
	}
	draft.Detail = fmt.Sprintf("{value} stands on the record of this person and, %s, of %s with other names in other companies of the group.", what, detect.Count(len(share.Others), "person", "people"))
	return draft
}
