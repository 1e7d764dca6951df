package stream

import (
	"cmp"
	"slices"
	"time"

	"muster"
)

// Options says how signals are reduced.
type Options struct {
	Organisation muster.OrganisationID
	// Late is how long after its end a day takes events; 0 means 24 hours.
	Late time.Duration
	// Open keeps days open as if it were that moment only: a source that
	// is being caught up on has not told of them yet. Zero keeps none.
	Open time.Time
	// Class says what a program is for; what it has no class for is not kept.
	Class func(*muster.Ran) muster.ProgramClass
}

// Outcome says what became of a signal.
type Outcome uint8

// The outcomes of Reducer.Add. Everything but Kept is for counting: the caller
// shows how often each happened.
const (
	Kept     Outcome = iota
	Replayed         // the same event was there already
	TooLate          // its day is closed
	Ahead            // more than a day after now: a clock that is wrong
	Undated          // the source stated no time
	Unwanted         // nothing a detector weighs
	Crowded          // the day holds as many distinct happenings or moments as a day may
)

// The bounds of one person's day. A day that reaches them says so in its
// counts; nothing else is lost, since segments keep the events themselves.
const (
	maxGroups = 400
	maxMarks  = 20_000
	maxCited  = 5  // events named by an observation
	maxStarts = 24 // times a device was switched on
)

const (
	day       = 24 * time.Hour
	dayMicros = int64(day / time.Microsecond)
)

// Reducer reduces the signals of many people. It is not safe for concurrent
// use; people are independent, so callers with more cores keep several.
type Reducer struct {
	opt    Options
	people map[muster.SubjectID]*person
	now    int64 // microseconds; the latest moment told by Advance
}

// New returns a Reducer without anybody in it.
func New(opt Options) *Reducer {
	if opt.Late == 0 {
		opt.Late = day
	}
	if opt.Class == nil {
		opt.Class = func(*muster.Ran) muster.ProgramClass { return "" }
	}
	opt.Class = withPath(opt.Class)
	return &Reducer{opt: opt, people: map[muster.SubjectID]*person{}}
}

// person is what is open about one subject.
type person struct {
	days    []*openDay // ascending
	touched bool       // since the last Advance
}

// openDay is one person's day of UTC.
type openDay struct {
	start  int64 // microseconds
	groups []group
	marks  []mark
	seen   map[uint64]struct{} // events, to know a replay
	told   []told              // what was said of the day last
	dirty  bool
}

// group is a happening without its moment: the signal as it came, with the
// times taken out.
type group struct {
	hash   uint64
	signal muster.Signal
}

// mark is one moment of a group.
type mark struct {
	at    int64 // microseconds
	until int64 // microseconds, for stretches; else 0
	event string
	group uint16
	count int32 // events, for input counted by the source
	path  int32
}

// told is an observation that was given out, by its record.
type told struct {
	record string
	system string
	kind   muster.Kind
	id     muster.ObservationID
}

// Add takes in one signal of a subject.
func (r *Reducer) Add(subject muster.SubjectID, s *muster.Signal) Outcome {
	switch {
	case s.At.Precision < muster.PrecisionMinute:
		return Undated
	case r.now != 0 && s.At.Micros > r.now+dayMicros:
		return Ahead
	case r.closed(startOfDay(s.At.Micros)):
		return TooLate
	}
	if ran, ok := s.Data.(*muster.Ran); ok && r.opt.Class(ran) == "" && !ran.Malware && !ran.Tampered {
		return Unwanted
	}
	p := r.people[subject]
	if p == nil {
		p = &person{}
		r.people[subject] = p
	}
	outcome := p.day(startOfDay(s.At.Micros)).add(s)
	p.touched = p.touched || outcome == Kept
	return outcome
}

func startOfDay(at int64) int64 {
	start := at - at%dayMicros
	if at%dayMicros < 0 {
		start -= dayMicros
	}
	return start
}

func (r *Reducer) closed(start int64) bool {
	over := start + dayMicros + r.opt.Late.Microseconds()
	if !r.opt.Open.IsZero() && over > r.opt.Open.UnixMicro() {
		return false
	}
	return r.now != 0 && over <= r.now
}

func (p *person) day(start int64) *openDay {
	i, found := slices.BinarySearchFunc(p.days, start, func(d *openDay, start int64) int { return cmp.Compare(d.start, start) })
	if !found {
		p.days = slices.Insert(p.days, i, &openDay{start: start, seen: map[uint64]struct{}{}})
	}
	return p.days[i]
}

func (d *openDay) add(s *muster.Signal) Outcome {
	g, m, key := take(s)
	if _, again := d.seen[key]; again {
		return Replayed
	}
	i := slices.IndexFunc(d.groups, func(o group) bool { return o.hash == g.hash })
	switch {
	case len(d.marks) >= maxMarks, i < 0 && len(d.groups) >= maxGroups:
		return Crowded
	case i < 0:
		i = len(d.groups)
		d.groups = append(d.groups, g)
	}
	m.group = uint16(i)
	d.seen[key] = struct{}{}
	d.marks = append(d.marks, m)
	d.dirty = true
	return Kept
}

// Advance says that it is now at least now, and returns what is to be said of
// the days that changed since the last call, each correction naming what it
// supersedes. Days past their lateness are closed and forgotten.
func (r *Reducer) Advance(now time.Time) ([]muster.Observation, error) {
	r.now = max(r.now, now.UnixMicro())
	var all []muster.Observation
	for _, subject := range r.subjects() {
		p := r.people[subject]
		if p.touched {
			p.touched = false
			for i, d := range p.days {
				if !d.dirty && (i == 0 || !p.days[i-1].dirty) {
					continue
				}
				fresh, err := r.tell(subject, p, i)
				if err != nil {
					return nil, err
				}
				all = append(all, fresh...)
			}
			for _, d := range p.days {
				d.dirty = false
			}
		}
		// a closed day stays while its successor is open: movements cross midnight
		p.days = slices.DeleteFunc(p.days, func(d *openDay) bool { return r.closed(d.start + dayMicros) })
		if len(p.days) == 0 {
			delete(r.people, subject)
		}
	}
	return all, nil
}

func (r *Reducer) subjects() []muster.SubjectID {
	list := make([]muster.SubjectID, 0, len(r.people))
	for id := range r.people {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}
