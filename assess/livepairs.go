package assess

import (
	"muster"
	"muster/dossier"
)

// Between compares two people's records, for those who explain a group pair by
// pair: names, birth dates, homes and contacts as outcomes, no value. ok is
// false where one of them is not known.
func (l *Live) Between(a, b muster.SubjectID) (agreement dossier.Agreement, ok bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	x, known := l.index.Known(a)
	y, knownToo := l.index.Known(b)
	if !known || !knownToo || x == y {
		return agreement, false
	}
	return l.index.Agree(x, y), true
}
