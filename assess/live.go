package assess

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"muster"
	"muster/detect"
	"muster/dossier"
	"muster/resolve/ring"
	"muster/store"
)

// LiveStore is what a Live reads of a store. *store.Store is one.
type LiveStore interface {
	// View reads at one moment.
	View(ctx context.Context, org muster.OrganisationID, do func(*store.Tx) error) error
	// Population is everybody, for the load.
	Population(ctx context.Context, org muster.OrganisationID) (*store.People, error)
}

// LiveConfig says what a Live follows and how it assesses. Store, Organisation,
// Detectors and Key are required.
type LiveConfig struct {
	Store        LiveStore
	Organisation muster.OrganisationID
	Registers    *muster.Registers
	Settings     *muster.Settings
	Throwaway    map[string]bool // mail hosts that a published list calls throw-away; what changes of it holds from the next load
	Policy       *muster.Policy  // nil is the default policy
	Detectors    []detect.Detector
	Key          []byte           // the organisation's join key
	Region       string           // of telephone numbers without a country code
	Version      string           // of the program
	Workers      int              // of the load; 0 means one for each core
	Decisions    []Decision       // what people said so far; Decide tells of more
	Now          func() time.Time // the clock; the date of the assessments is its day. nil means the system's
	Progress     func(phase string, done, total int)
	// Model reads what people are assessed by from the store, when it changes
	// (see store.Feed); nil holds Policy and Decisions fast.
	Model func(*store.Tx) (*Model, error)
}

// Model is what people are assessed by beside their records.
type Model struct {
	Policy    *muster.Policy
	Decisions []Decision
	Approved  []muster.Agreed // tools that are approved for everybody
	Frozen    *Frozen         // what Measure worked out last; nil while nobody published any
	NoTexts   bool            // messages are kept, and not read; letters are. It is taken up at the load alone: see ReadsTexts
}

// Live keeps everybody of an organisation in memory, follows the store's
// sequence of observations and assesses one person at a time.
//
// What it says of a person is what Run says of the same records on the same
// day, in whatever order they came and were taken away, under what Frozen holds.
// Measure works that out anew; published as part of the model, every Live that
// follows the store takes it up at one number. Passages stay as they were weighed
// when they were found.
//
// All methods may be called from several goroutines: many read at a time, one
// applies changes.
type Live struct {
	cfg      LiveConfig
	request  *Request
	versions muster.Versions
	frozen   *Frozen
	noTexts  bool // set by the load

	applying sync.Mutex   // held by the one who applies changes
	rounds   atomic.Int64 // looks at the store for changes that were begun
	whole    int64        // the last of them that left nothing out; guarded by applying

	mu        sync.RWMutex // guards all that follows
	index     *dossier.Index
	groups    *dossier.Groups
	measured  ring.Whole
	told      map[string]*muster.Group // rings and records of one human, by id
	rings     map[int32]string         // place -> ring
	same      map[int32]string         // place -> group of records of one human
	humans    int                      // such groups
	frozenOf  map[muster.SubjectID][]muster.SubjectID
	decided   decisions
	decidedOf map[muster.SubjectID][]muster.SubjectID // with whom somebody is in one
	held      []kept                                  // by place
	rows      []Row                                   // by place; the subject of one that is empty is ""; setRow alone changes one
	roll      *roll                                   // the rows, ready to be listed
	stale     map[int32]int64                         // place -> the epoch in which its row went out of date
	seq       int64
	model     int64 // the number at which what people are assessed by was read
	epoch     int64 // grows with every change of what is above
	narrow    bool  // rings of very many connected people wait for Regroup

	answered answered // what was asked for lately
	builders sync.Pool
}

// kept is which state of a subject's record the index has read.
type kept struct {
	seq   int64
	count int
}

// Answer is the full assessment of one person. It may be shared: read only.
type Answer struct {
	Person
	Seq      int64                                 // the store's number the answer was made at
	AsOf     muster.Time                           // its day
	Unseen   []muster.Unseen                       // what could not be seen of this person
	Values   map[muster.ArtefactID]dossier.Display // values that the findings cite
	Versions muster.Versions

	row   Row // what a list says of the person
	epoch int64
}

// NewLive loads everybody and assesses them once. It takes about as long as a
// Run over the same people.
func NewLive(ctx context.Context, cfg LiveConfig) (*Live, error) {
	if cfg.Store == nil || cfg.Organisation == "" {
		return nil, errors.New("a live index needs a store and an organisation")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	l := &Live{
		cfg: cfg, told: map[string]*muster.Group{}, rings: map[int32]string{}, same: map[int32]string{},
		frozenOf: map[muster.SubjectID][]muster.SubjectID{}, stale: map[int32]int64{}, roll: newRoll(),
	}
	l.request = &Request{
		Registers: cfg.Registers, Settings: cfg.Settings, Throwaway: cfg.Throwaway, Policy: cfg.Policy, Detectors: cfg.Detectors, Key: cfg.Key, AsOf: dayOf(cfg.Now()),
		Decisions: cfg.Decisions, Region: cfg.Region, Version: cfg.Version, Workers: cfg.Workers, Progress: cfg.Progress,
	}
	if err := l.request.prepare(); err != nil {
		return nil, err
	}
	l.versions = l.request.versions()
	l.decide(cfg.Decisions)
	if err := l.load(ctx); err != nil {
		return nil, fmt.Errorf("load everybody: %w", err)
	}
	if _, err := l.CatchUp(ctx); err != nil {
		return nil, err
	}
	_, err := l.Refresh(ctx, len(l.rows), nil)
	l.sortAll()
	l.request.Progress = func(string, int, int) {}
	return l, err
}

// sortAll puts everybody in all orders, so that no request waits for it.
func (l *Live) sortAll() {
	for _, o := range orders() {
		l.List(&Filter{Order: o, Limit: 1})
	}
}

func dayOf(t time.Time) muster.Time {
	t = t.UTC()
	return muster.Date(t.Year(), t.Month(), t.Day())
}

// load reads everybody there is, finds the groups, and leaves everybody to be
// assessed.
func (l *Live) load(ctx context.Context) error {
	listed, seq, err := l.listed(ctx)
	if err != nil {
		return err
	}
	people, err := l.cfg.Store.Population(ctx, l.cfg.Organisation)
	if err != nil {
		return err
	}
	defer people.Close()
	r := *l.request
	r.Population = people
	if l.noTexts {
		r.Population = unread{people}
	}
	if l.index, err = r.index(ctx, true); err != nil {
		return err
	}
	l.seq, l.model = seq.last, seq.model
	l.held, l.rows = make([]kept, l.index.Len()), make([]Row, l.index.Len())
	for i := range l.index.Len() {
		at := listed[l.index.ID(i)] // whoever changed since is in the changes after seq
		l.held[i] = kept{at.Seq, at.Observations}
		l.mark(int32(i))
	}
	l.builders.New = func() any { return l.newBuilder() }
	pairs, err := r.matched(ctx, l.index)
	if err != nil {
		return err
	}
	if r.Frozen != nil {
		l.hold(r.Frozen)
	} else {
		l.freeze(pairs)
	}
	l.regroupAll()
	return nil
}

// numbers are the store's at the moment of a load.
type numbers struct{ last, model int64 }

// listed returns everybody's state in the store, its numbers, and takes up what
// people are assessed by at that moment.
func (l *Live) listed(ctx context.Context) (map[muster.SubjectID]store.Listed, numbers, error) {
	all := map[muster.SubjectID]store.Listed{}
	var seq numbers
	err := l.cfg.Store.View(ctx, l.cfg.Organisation, func(t *store.Tx) error {
		clear(all)
		feed, err := t.Changes(0, 1)
		if err != nil {
			return err
		}
		seq = numbers{feed.Last, feed.Model}
		if err := l.readModel(t); err != nil {
			return err
		}
		const page = 10_000
		for after := muster.SubjectID(""); ; {
			list, err := t.Subjects(after, page)
			if err != nil {
				return err
			}
			for _, s := range list {
				all[s.ID] = s
			}
			if len(list) < page {
				return nil
			}
			after = list[len(list)-1].ID
		}
	})
	return all, seq, err
}

func (l *Live) newBuilder() *dossier.Builder {
	b, err := l.index.NewBuilder(l.groups)
	if err != nil {
		panic("assess: " + err.Error()) // only for a key of another length, which the load refused
	}
	return b
}

// Seq returns the store's number up to which changes are applied.
func (l *Live) Seq() int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.seq
}

// ErrUnknown is returned for a subject of whom nothing is kept.
var ErrUnknown = &muster.Error{Code: muster.CodeNotFound, Message: "nobody of this id is on record", Hint: "look the person up in the list"}

// errBehind says that the store has more of a subject than the index.
var errBehind = errors.New("the store has changed meanwhile")

// tries is how often an answer is begun anew because somebody added to the
// person's record meanwhile, before all others are made to wait.
const tries = 3

// Assess catches up and returns the full assessment of one person. The error is
// ErrUnknown when nothing is kept of the subject.
func (l *Live) Assess(ctx context.Context, subject muster.SubjectID) (*Answer, error) {
	for range tries {
		if err := l.catchUp(ctx); err != nil {
			return nil, err
		}
		a, err := l.assess(ctx, subject)
		if !errors.Is(err, errBehind) {
			return a, err
		}
	}
	l.applying.Lock()
	defer l.applying.Unlock()
	for {
		if err := l.follow(ctx); err != nil {
			return nil, err
		}
		a, err := l.assess(ctx, subject)
		if !errors.Is(err, errBehind) {
			return a, err
		}
	}
}

// AssessEach is Assess for several people, read together. Those of whom nothing
// is kept are left out.
func (l *Live) AssessEach(ctx context.Context, subjects []muster.SubjectID) (map[muster.SubjectID]*Answer, error) {
	answers := make(map[muster.SubjectID]*Answer, len(subjects))
	if err := l.catchUp(ctx); err != nil {
		return nil, err
	}
	err := l.cfg.Store.View(ctx, l.cfg.Organisation, func(t *store.Tx) error {
		clear(answers)
		return t.Many(l.notKept(subjects, answers), func(w store.Whole) error {
			l.mu.RLock()
			defer l.mu.RUnlock()
			a, err := l.answerFrom(t, &w)
			switch {
			case err == nil:
				answers[w.ID] = a
				l.remember(a)
			case !errors.Is(err, errBehind):
				return err
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	for _, id := range subjects {
		if answers[id] != nil {
			continue
		}
		a, err := l.Assess(ctx, id)
		switch {
		case err == nil:
			answers[id] = a
		case !errors.Is(err, ErrUnknown):
			return nil, err
		}
	}
	return answers, nil
}

// assess answers from the index as it is. The error is errBehind where the store
// has more of the subject.
func (l *Live) assess(ctx context.Context, subject muster.SubjectID) (*Answer, error) {
	var a *Answer
	known := false
	err := l.cfg.Store.View(ctx, l.cfg.Organisation, func(t *store.Tx) error {
		l.mu.RLock()
		defer l.mu.RUnlock()
		if a = l.recall(subject); a != nil {
			known = true
			return nil
		}
		var err error
		if a, err = l.answer(t, subject); err == nil {
			l.remember(a)
		}
		return err
	})
	if err != nil || known {
		return a, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, ok := l.index.Known(subject); ok {
		l.keepRow(int32(at), a)
	}
	return a, nil
}

// answer assesses one person; whoever calls it holds the lock for reading.
func (l *Live) answer(t *store.Tx, subject muster.SubjectID) (*Answer, error) {
	observations, seq, err := t.Observations(subject)
	if err != nil {
		return nil, err
	}
	return l.answerFrom(t, &store.Whole{ID: subject, Observations: observations, Seq: seq})
}

// answerFrom is answer from what was read of the person.
func (l *Live) answerFrom(t *store.Tx, k *store.Whole) (*Answer, error) {
	subject, observations := k.ID, k.Observations
	at, ok := l.index.Known(subject)
	switch {
	case !ok && len(observations) == 0:
		return nil, ErrUnknown
	case !ok || l.held[at] != kept{k.Seq, len(observations)}:
		return nil, errBehind
	}
	observations = l.readable(observations)
	builder := l.builders.Get().(*dossier.Builder)
	defer l.builders.Put(builder)
	built := builder.BuildFrom(at, muster.Subject{Organisation: l.cfg.Organisation, ID: subject}, observations, l.reader(t))
	b := &block{values: map[muster.ArtefactID]dossier.Display{}, kinds: map[muster.Kind]int{}}
	a := &Answer{Person: assessOne(l.request, built, b), Seq: l.seq, AsOf: l.index.AsOf(), Unseen: b.unseen, Values: b.values, Versions: l.versions}
	a.Groups = l.groupsOf(int32(at))
	a.row, a.epoch = rowOf(&a.Person, built), l.epoch
	return a, nil
}

// reader reads the observations of others of the index.
func (l *Live) reader(t *store.Tx) dossier.Reader {
	return func(place int32) ([]muster.Observation, error) {
		list, _, err := t.Observations(l.index.ID(int(place)))
		return l.readable(list), err
	}
}

// groupsOf returns the ids of the groups a subject stands in, rings first.
func (l *Live) groupsOf(at int32) []string {
	var ids []string
	for _, of := range []map[int32]string{l.rings, l.same} {
		if id, ok := of[at]; ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// Group returns a ring or a set of records of one human as people see it, with
// the values at its joints masked. The error is ErrUnknown when there is none.
func (l *Live) Group(ctx context.Context, id string) (muster.Group, error) {
	var group muster.Group
	err := l.cfg.Store.View(ctx, l.cfg.Organisation, func(t *store.Tx) error {
		l.mu.RLock()
		defer l.mu.RUnlock()
		found := l.told[id]
		if found == nil {
			return ErrUnknown
		}
		group = *found
		group.Joints = slices.Clone(found.Joints)
		values := map[muster.ArtefactID]dossier.Display{}
		for i := range group.Joints {
			if j := &group.Joints[i]; len(j.Members) > 0 && !j.Artefact.IsZero() {
				if err := l.showValue(t, j.Members[0], j.Artefact, values); err != nil {
					return err
				}
			}
		}
		maskJoints(&group, values)
		return nil
	})
	return group, err
}

// Heading returns a group without the values at its joints: for lists.
func (l *Live) Heading(id string) (muster.Group, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	found := l.told[id]
	if found == nil {
		return muster.Group{}, false
	}
	group := *found
	group.Joints = slices.Clone(found.Joints)
	for i := range group.Joints {
		group.Joints[i].Value = ""
	}
	return group, true
}

// showValue reads from a member's own records how a value is shown.
func (l *Live) showValue(t *store.Tx, member muster.SubjectID, id muster.ArtefactID, values map[muster.ArtefactID]dossier.Display) error {
	observations, _, err := t.Observations(member)
	if err != nil {
		return err
	}
	builder := l.builders.Get().(*dossier.Builder)
	defer l.builders.Put(builder)
	if v, ok := builder.Value(l.readable(observations), id); ok {
		values[id] = v
	}
	return nil
}

// Groups returns the ids of all groups of a kind, in order.
func (l *Live) Groups(kind muster.GroupKind) []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var ids []string
	for id, g := range l.told {
		if g.Kind == kind {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
