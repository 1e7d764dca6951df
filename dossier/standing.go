package dossier

import "muster"

// standing empties the observations that a later one corrects: they stay in
// their places, which claims and refs count by, and state nothing any more.
func standing(observations []muster.Observation) {
	var corrected map[muster.ObservationID]bool
	for i := range observations {
		if s := observations[i].Supersedes; !s.IsZero() {
			if corrected == nil {
				corrected = map[muster.ObservationID]bool{}
			}
			corrected[s] = true
		}
	}
	for i := range observations {
		if corrected[observations[i].ID] {
			observations[i].Data = nil
		}
	}
}
