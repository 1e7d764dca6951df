package assess

import (
	"sync"

	"muster"
)

// mostKept is how many answers are kept at hand, of about ten kilobytes each.
const mostKept = 2048

// answered keeps answers that were asked for until anything at all changes: of
// one epoch, an answer is the same whoever asks. Its own lock is held within
// that of the Live.
type answered struct {
	mu    sync.Mutex
	epoch int64
	of    map[muster.SubjectID]*Answer
}

// recall returns the answer about somebody that was made in this epoch, nil when
// there is none. It is shared: read only. Whoever calls it holds the lock for
// reading and has caught up.
func (l *Live) recall(subject muster.SubjectID) *Answer {
	l.answered.mu.Lock()
	defer l.answered.mu.Unlock()
	if l.answered.epoch != l.epoch {
		return nil
	}
	return l.answered.of[subject]
}

// notKept puts the answers there are in a map and returns of whom there is none.
func (l *Live) notKept(subjects []muster.SubjectID, answers map[muster.SubjectID]*Answer) (rest []muster.SubjectID) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, id := range subjects {
		if a := l.recall(id); a != nil {
			answers[id] = a
		} else {
			rest = append(rest, id)
		}
	}
	return rest
}

// remember keeps an answer, unless something changed since it was made. Whoever
// calls it holds the lock, for reading at least.
func (l *Live) remember(a *Answer) {
	k := &l.answered
	k.mu.Lock()
	defer k.mu.Unlock()
	if a.epoch != l.epoch {
		return
	}
	if k.of == nil || k.epoch != l.epoch {
		k.epoch, k.of = l.epoch, make(map[muster.SubjectID]*Answer)
	}
	for id := range k.of { // any one makes room
		if len(k.of) < mostKept {
			break
		}
		delete(k.of, id)
	}
	k.of[a.ID] = a
}
