package assess

import (
	"slices"

	"muster"
)

// ReadsTexts reports whether texts of messages are compared. It holds from the
// load on: whoever changes it loads another Live.
func (l *Live) ReadsTexts() bool { return !l.noTexts }

// readable is a person's record as it is looked at.
func (l *Live) readable(list []muster.Observation) []muster.Observation {
	if !l.noTexts {
		return list
	}
	return withoutTexts(list)
}

// withoutTexts is a record without its messages. Of one that holds nothing else the
// first stays, emptied: an index takes somebody without a record for gone. The
// list is the store's own and stays as it is.
func withoutTexts(list []muster.Observation) []muster.Observation {
	if !slices.ContainsFunc(list, isText) {
		return list
	}
	rest := slices.DeleteFunc(slices.Clone(list), isText)
	if len(rest) == 0 {
		rest = append(rest, list[0])
		rest[0].Data = &muster.Message{}
	}
	return rest
}

func isText(o muster.Observation) bool {
	m, ok := o.Data.(*muster.Message)
	return ok && !m.Letter()
}

// unread is a population whose messages are not read.
type unread struct{ muster.Population }

// Observations appends the record of subject i as it is looked at.
func (u unread) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	list, err := u.Population.Observations(i, nil)
	return append(dst, withoutTexts(list)...), err
}
