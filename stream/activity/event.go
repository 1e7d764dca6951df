package activity

import (
	"errors"
	"math"
)

// Event is one input event. Times are in seconds on any clock that does not
// jump; differences are all that counts.
type Event struct {
	At float64
	// DX and DY are how far the pointer moved, in dots. They are 0 for keys,
	// clicks and wheels, whatever the log says of them: notches are no distance.
	DX, DY float64
}

// Count is a number of events of which the single times are not known, as an
// agent writes it each second or minute.
type Count struct {
	At     float64 // when the counting began
	Events float64 // 0 or more
	// Distance is how far the pointer moved, in dots; negative when not known.
	Distance float64
}

// The errors of a Meter. What it refuses, it has not counted.
var (
	ErrEarlier = errors.New("more than a second earlier than the event before it")
	ErrGap     = errors.New("more than 31 days after the event before it")
	ErrNumber  = errors.New("not a number that an event can have")
)

// WindowSeconds is the length of a window. Windows follow each other from the
// first event of a trace.
const WindowSeconds = 600

// The bounds of a Meter's state and of its input.
const (
	memory     = 1800 // seconds that are carried from window to window
	maxRows    = 1200
	maxActs    = 256
	maxGap     = 31 * 24 * 60 * 60
	maxNumber  = 1e9
	maxTime    = 1e12
	together   = 0.3 // seconds between events of one act
	reordering = 1.0 // seconds by which an event may come late
)

// act is a run of events close together.
type act struct {
	at, end float64
	n       float64 // events
	x, y    float64 // where the pointer ended, from where it began
	path    float64 // how far it went; negative when not known
	still   float64 // of its events, those that moved nothing
	turns   float64 // how often one step of the pointer was another than the step before
	dx, dy  float64 // the last step
}

// take adds an event to an act.
func (a *act) take(at float64, e *Event, path float64) {
	switch {
	case path == 0:
		a.still++
	case a.n > a.still && (e.DX != a.dx || e.DY != a.dy):
		a.turns++
	}
	if path > 0 {
		a.dx, a.dy = e.DX, e.DY
	}
	a.end, a.n, a.x, a.y, a.path = at, a.n+1, a.x+e.DX, a.y+e.DY, a.path+path
}

// row is what happened in one second, or in one stretch of counting.
type row struct {
	at      float64
	n, path float32 // path negative when not known
}

// Meter judges one trace. The zero value is ready to use. Not safe for
// concurrent use.
type Meter struct {
	started, counted bool
	first, last      float64
	window           int // the one that is open, from 0
	rows             []row
	acts             []act
	step             float64 // the shortest time between two counts
}

// Push takes an event in; windows that end before it are given to emit.
func (m *Meter) Push(e Event, emit func(Window)) error {
	if !(math.Abs(e.DX) <= maxNumber) || !(math.Abs(e.DY) <= maxNumber) {
		return ErrNumber
	}
	at, err := m.reach(e.At, emit)
	if err != nil {
		return err
	}
	path := math.Hypot(e.DX, e.DY)
	second := m.first + math.Floor(at-m.first)
	if n := len(m.rows); n > 0 && m.rows[n-1].at >= second {
		m.rows[n-1].n++
		m.rows[n-1].path += float32(path)
	} else {
		m.addRow(row{second, 1, float32(path)})
	}
	if n := len(m.acts); n == 0 || at-m.acts[n-1].end > together {
		m.addAct(act{at: at})
	}
	m.acts[len(m.acts)-1].take(at, &e, path)
	return nil
}

// PushCount takes a count in. Counts and events are not mixed in one trace.
func (m *Meter) PushCount(c Count, emit func(Window)) error {
	if !(c.Events >= 0 && c.Events <= maxNumber) || !(math.Abs(c.Distance) <= maxNumber) {
		return ErrNumber
	}
	before, started := m.last, m.started
	at, err := m.reach(c.At, emit)
	if err != nil {
		return err
	}
	m.counted = true
	if gap := at - before; started && gap > 0 && (m.step == 0 || gap < m.step) {
		m.step = gap
	}
	if c.Events > 0 {
		m.addRow(row{at, float32(c.Events), float32(c.Distance)})
	}
	return nil
}

// reach moves to a time and closes the windows before it.
func (m *Meter) reach(at float64, emit func(Window)) (float64, error) {
	switch {
	case !(math.Abs(at) <= maxTime):
		return 0, ErrNumber
	case !m.started:
		m.started, m.first, m.last = true, at, at
		return at, nil
	case at < m.last-reordering:
		return 0, ErrEarlier
	case at > m.last+maxGap:
		return 0, ErrGap
	}
	at = max(at, m.last)
	m.Advance(at, emit)
	m.last = at
	return at, nil
}

// Advance closes the windows that end at or before a time without an event, as
// when a trace is watched live.
func (m *Meter) Advance(at float64, emit func(Window)) {
	for m.started && at >= m.first+float64(m.window+1)*WindowSeconds {
		emit(m.judge(m.first + float64(m.window+1)*WindowSeconds))
		m.window++
		if len(m.rows) == 0 && len(m.acts) == 0 {
			continue
		}
		m.forget(m.first + float64(m.window)*WindowSeconds - memory + WindowSeconds)
	}
}

// Close answers for the window that is open. A meter without events has none.
func (m *Meter) Close(emit func(Window)) {
	if m.started {
		emit(m.judge(m.last + math.Max(1, m.step)))
	}
}

// forget drops what is older than the half hour that ends with the window now
// open.
func (m *Meter) forget(before float64) {
	k := 0
	for k < len(m.rows) && m.rows[k].at < before {
		k++
	}
	m.rows = append(m.rows[:0], m.rows[k:]...)
	k = 0
	for k < len(m.acts) && m.acts[k].at < before {
		k++
	}
	m.acts = append(m.acts[:0], m.acts[k:]...)
}

func (m *Meter) addRow(r row) {
	if len(m.rows) >= maxRows { // drop a tenth at once, so that it costs little
		m.rows = append(m.rows[:0], m.rows[maxRows/10:]...)
	}
	m.rows = append(m.rows, r)
}

func (m *Meter) addAct(a act) {
	if len(m.acts) >= maxActs {
		m.acts = append(m.acts[:0], m.acts[maxActs/8:]...)
	}
	m.acts = append(m.acts, a)
}
