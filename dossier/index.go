package dossier

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"muster"
	"muster/normal"
)

// Options says how an index is made.
type Options struct {
	Key       []byte          // the organisation's join key, KeySize bytes
	AsOf      muster.Time     // the moment the dossiers are for
	Region    string          // region of telephone numbers without a country code, such as "GB"
	Occupancy int             // people expected at an ordinary home; 0 means 5
	Approved  []muster.Agreed // tools that are approved for everybody
	Workers   int             // 0 means one for each core
	Throwaway map[string]bool // mail hosts that a published list calls throw-away, beside those built in
	Words     Words           // common words of texts as an earlier look at everybody learned them; nil learns them anew
	Changing  bool            // the index will be changed by Put: also keep what only one subject holds
	Scratch   Scratch         // keeps what is known of more people than memory holds; nil keeps it in memory
	Piece     int             // people of one piece in the scratch; 0 means 16,384
	Beyond    *Beyond         // what holds of all people, when the population is some of them
	Progress  func(done, total int)
}

// Index is what is known across subjects: a card for each, and who holds which
// artefact. It may be used from several goroutines; Put, for an index made with
// Options.Changing, needs it alone.
type Index struct {
	opt       Options
	pop       muster.Population
	registers *muster.Registers
	n         int // of subjects read first
	files     *interner
	cards     []card
	claims    [][]stored // by subject
	kept      *kept      // in place of cards, claims and stays where these wait on disk
	places    *finder    // nil when the index changes
	postings  []posting  // sorted by artefact, then time; only artefacts of two or more subjects
	spans     map[muster.ArtefactID]span
	bases     map[muster.ArtefactKind]int
	common    map[muster.ArtefactID]muster.Common
	leads     map[muster.ArtefactID]*lead
	byID      map[muster.SubjectID]int32 // when the index changes
	texts     textIndex
	referees  refereeGraph
	referrals referralGraph
	deals     dealGraph
	agencies  []agencyName
	desks     []*desk // by subject; nil without enough activity
	seated    []int32 // who has one
	movers    movers
	used      map[string]*usedAddress
	tools     tools
	ranges    []netip.Prefix // of networks of listed offices
	accounts  *normal.AccountKinds
	stays     [][]stay           // by subject
	residents map[uint64][]int32 // network -> subjects who stayed on it
	marks     marks
	live      *changes // nil when the index does not change
	apart     bool     // see Apart
	hashers   sync.Pool
}

// posting says that a subject's observation holds an artefact.
type posting struct {
	id       muster.ArtefactID
	observed muster.ObservationID
	first    int64 // microseconds; 0 when not stated
	subject  int32
	file     int32 // interned source and file
	row      int32
	exact    muster.Precision
	kind     uint8 // index into artefactKinds
	role     uint8 // index into roles
	obsKind  uint8 // index into obsKinds
	class    uint8 // index into classes
	proved   bool
	serial   bool // a camera named by its serial number
}

// roles and obsKinds number the words a posting holds; a posting exists for
// every artefact of every subject, so its size is most of an index's memory.
var (
	roles = []muster.ArtefactRole{
		muster.RoleOwn, muster.RoleReferee, muster.RoleDelivery, muster.RolePayee, muster.RoleAgency, muster.RoleTax, muster.RolePhoto,
	}
	obsKinds      = muster.Kinds()
	artefactKinds = []muster.ArtefactKind{
		muster.ArtefactPhone, muster.ArtefactPhoneBlock, muster.ArtefactEmail, muster.ArtefactAddress, muster.ArtefactBuilding,
		muster.ArtefactAccount, muster.ArtefactWallet, muster.ArtefactDocument, muster.ArtefactURL, muster.ArtefactDomain,
		muster.ArtefactDevice, muster.ArtefactNetwork, muster.ArtefactImage, muster.ArtefactCapture, muster.ArtefactTemplate,
	}
)

func (p *posting) time() muster.Time {
	if p.exact == muster.PrecisionNone {
		return muster.Time{}
	}
	return muster.Time{Micros: p.first, Offset: muster.OffsetUnknown, Precision: p.exact}
}

// span is a run of postings of one artefact.
type span struct {
	start, end int32
	subjects   int32 // distinct subjects
	verified   int32 // of them, independently verified
	// early says where in the run the first of those stand: one more than make
	// a value common, since nobody is common by themselves.
	early [verifiedHolders + 1]int32
}

// NewIndex reads the whole population once.
func NewIndex(ctx context.Context, pop muster.Population, registers *muster.Registers, opt Options) (*Index, error) {
	if opt.Occupancy == 0 {
		opt.Occupancy = defaultOccupancy
	}
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	if registers == nil {
		registers = &muster.Registers{}
	}
	x := &Index{
		opt: opt, pop: pop, n: pop.Len(), registers: registers, files: newInterner(), desks: make([]*desk, pop.Len()), movers: movers{of: make([]*mover, pop.Len())}, bases: map[muster.ArtefactKind]int{},
	}
	if opt.Changing {
		x.opt.Scratch = nil
	} else {
		x.places = newFinder(pop)
	}
	if err := x.declare(); err != nil {
		return nil, err
	}
	parts, err := x.readAll(ctx)
	if err != nil {
		return nil, err
	}
	x.apart = !slices.ContainsFunc(parts, func(p *part) bool { return !p.whole() })
	parts = x.count(parts)
	if opt.Changing {
		if err := x.beginChanges(); err != nil {
			return nil, err
		}
		x.byID = make(map[muster.SubjectID]int32, x.n)
		for i := range x.cards {
			x.byID[x.cards[i].id] = int32(i)
		}
	}
	x.seat()
	x.movers.file()
	x.lookUp(parts)
	if err := x.group(parts); err != nil {
		return nil, err
	}
	x.house()
	if err := x.graphs(parts); err != nil {
		return nil, err
	}
	x.equip(parts)
	if err := x.joinTexts(ctx, parts); err != nil {
		return nil, err
	}
	return x, x.Err()
}

// readAll is the first pass.
func (x *Index) readAll(ctx context.Context) ([]*part, error) {
	if x.opt.Scratch != nil {
		return x.readPieces(ctx)
	}
	x.cards, x.claims, x.stays = make([]card, x.n), make([][]stored, x.n), make([][]stay, x.n)
	return x.read(ctx)
}

// part is what one worker read.
type part struct {
	postings  []posting
	referrals []referral
	deals     []deal
	used      []subjectUsed
	programs  []toolHeld
	equipped  int  // subjects with programs on record
	hit       bool // something was found that is kept beside the part
	docs      []textDoc
	skeletons []skeletonDoc
	prints    []printDoc
	bases     map[muster.ArtefactKind]int
}

// read reads everybody, some hundred at a time.
func (x *Index) read(ctx context.Context) ([]*part, error) {
	const block = 256
	return x.inTurn(ctx, block, func(w *worker, n int) (*part, error) {
		return w.block(n*block, min((n+1)*block, x.n))
	})
}

// inTurn lets workers take parts of size subjects in turn. Parts are put together
// in the order of subjects, so the result does not depend on who was faster.
func (x *Index) inTurn(ctx context.Context, size int, read func(w *worker, n int) (*part, error)) ([]*part, error) {
	parts := make([]*part, (x.n+size-1)/size)
	var mu sync.Mutex
	next, done := 0, 0
	var failed error
	var wg sync.WaitGroup
	for range x.opt.Workers {
		wg.Go(func() {
			w, err := x.newWorker()
			for {
				mu.Lock()
				n := next
				next++
				failed = cmp.Or(failed, err, ctx.Err())
				stop := failed != nil || n >= len(parts)
				mu.Unlock()
				if stop {
					return
				}
				parts[n], err = read(w, n)
				mu.Lock()
				done++
				if x.opt.Progress != nil {
					x.opt.Progress(min(done*size, x.n), x.n)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return parts, failed
}

// worker is the state of one goroutine of the first pass.
type worker struct {
	x            *Index
	hash         *hasher
	extract      extractor
	stays        stayReader
	observations []muster.Observation
	lastFile     [2]string
	lastFileID   int32
}

// neighbours is a Population that reads several subjects in a row for less than
// one by one.
type neighbours interface {
	// Block calls visit for each from one place to before another, in order. The
	// list is visit's until it returns.
	Block(from, to int, visit func(i int, list []muster.Observation) error) error
}

// file interns a source and file, remembering the last one: rows of one file
// mostly follow each other.
func (w *worker) file(source, file string) int32 {
	if key := [2]string{source, file}; key != w.lastFile || key == [2]string{} {
		w.lastFile, w.lastFileID = key, w.x.files.id(source, file)
	}
	return w.lastFileID
}

func (x *Index) newWorker() (*worker, error) {
	h, err := newHasher(x.opt.Key)
	return &worker{x: x, hash: h, extract: x.extractor(), stays: stayReader{hash: h, common: x.common, ranges: x.ranges}}, err
}

func (w *worker) block(from, to int) (*part, error) {
	p := &part{bases: map[muster.ArtefactKind]int{}}
	return p, w.each(from, to, func(i int) error {
		w.put(p, int32(i), w.x.pop.Subject(i).ID)
		return nil
	})
}

// each reads subjects from one place to before another, and calls visit while
// their observations are at hand.
func (w *worker) each(from, to int, visit func(i int) error) error {
	defer func() { w.observations = nil }()
	if near, ok := w.x.pop.(neighbours); ok {
		return near.Block(from, to, func(i int, list []muster.Observation) error {
			w.observations = list
			return visit(i)
		})
	}
	for i := from; i < to; i++ {
		var err error
		w.observations, err = w.x.pop.Observations(i, w.observations[:0])
		if err != nil {
			return fmt.Errorf("subject %s: %w", w.x.pop.Subject(i).ID, err)
		}
		if err := visit(i); err != nil {
			return err
		}
	}
	return nil
}

// put files what a subject's observations say.
func (w *worker) put(p *part, i int32, id muster.SubjectID) {
	l := w.subject(p, i, id)
	w.x.cards[i], w.x.claims[i], w.x.stays[i] = *l.card, l.claims, l.stays
}

// subject reads what is kept of a subject, and what p collects of it.
func (w *worker) subject(p *part, i int32, id muster.SubjectID) looked {
	x, c := w.x, &card{}
	standing(w.observations)
	c.fill(id, w.observations, x.opt.AsOf)
	if x.live == nil { // Put files these itself
		x.desks[i], x.movers.of[i] = deskOf(w.observations), moverOf(w.observations)
		p.hit = p.hit || x.desks[i] != nil || x.movers.of[i] != nil
		p.use(i, w.observations)
	}
	if c.home != "" {
		c.building = w.hash.id(muster.ArtefactBuilding, w.extract.addresses.read(c.home).Building)
	}
	claims := w.extract.extract(w.observations)
	p.hit = p.hit || slices.ContainsFunc(claims, func(c claim) bool { return c.role == muster.RoleReferee })
	if c.status == muster.StatusAccount {
		passing(claims, w.observations)
	}
	l := looked{card: c, stays: w.stays.stays(w.observations), claims: make([]stored, len(claims))}
	var seen [64]bool
	for k := range claims {
		cl, o := &claims[k], &w.observations[claims[k].obs]
		id := w.hash.id(cl.kind, cl.value)
		kept := cl.store(id)
		l.claims[k] = kept
		if lead := x.leads[id]; lead != nil && !c.verified.IsZero() {
			lead.staff.Add(1)
			p.hit = true
		}
		p.postings = append(p.postings, posting{
			id: id, observed: o.ID, first: kept.first, exact: kept.exact, subject: i,
			file: w.file(o.Source, o.Place.File), row: int32(o.Place.Row), proved: cl.proved, class: kept.class, serial: kept.serial,
			kind: kept.kind, role: kept.role, obsKind: uint8(slices.Index(obsKinds, o.Kind())),
		})
		if !seen[kept.kind] {
			seen[kept.kind] = true
			p.bases[cl.kind]++
		}
	}
	p.collect(i, w.observations)
	p.tools(i, w.observations)
	return l
}

// group sorts all postings by artefact and keeps those of two or more
// subjects; all of them when the index will change.
func (x *Index) group(parts []*part) error {
	total := 0
	for _, p := range parts {
		total += len(p.postings)
		for kind, n := range p.bases {
			x.bases[kind] += n
		}
	}
	if x.opt.Beyond != nil {
		x.bases = x.opt.Beyond.Bases
	}
	x.spans = map[muster.ArtefactID]span{}
	if x.opt.Scratch != nil {
		return x.takeBack()
	}
	all := gather(parts, total, x.opt.Workers)
	kept := x.keepShared(all, all[:0])
	if x.live == nil {
		kept = slices.Clone(kept) // and let go of the many that only one subject holds
	}
	x.postings = kept
	return nil
}

// keepShared appends, of sorted postings, those of two or more subjects to kept,
// which may be the room of those looked at already.
func (x *Index) keepShared(all, kept []posting) []posting {
	for i := 0; i < len(all); {
		j := i + 1
		for j < len(all) && all[j].id == all[i].id {
			j++
		}
		if s := x.measure(all[i:j]); s.subjects > 1 || x.live != nil {
			s.start = int32(len(kept))
			kept = append(kept, all[i:j]...)
			s.end = int32(len(kept))
			if s.subjects > 1 {
				x.spans[kept[s.start].id] = s
			}
		}
		i = j
	}
	return kept
}

func (x *Index) measure(run []posting) span {
	if len(run) == 1 {
		return span{subjects: 1}
	}
	x.marks.begin(max(x.n, len(x.cards)))
	var s span
	for i := range run {
		if !x.marks.first(run[i].subject) {
			continue
		}
		s.subjects++
		if x.brief(run[i].subject).verified() {
			if int(s.verified) < len(s.early) {
				s.early[s.verified] = int32(i)
			}
			s.verified++
		}
	}
	return s
}

// gather puts the postings of all parts in order. They are dealt into one slice
// by the first byte of their artefact, which is a hash and so spreads evenly,
// and each share is sorted in place: nothing is copied twice.
func gather(parts []*part, total, workers int) []posting {
	var ends [256]int
	for _, p := range parts {
		for i := range p.postings {
			ends[p.postings[i].id[0]]++
		}
	}
	var next [256]int
	for b := 1; b < len(ends); b++ {
		next[b] = next[b-1] + ends[b-1]
	}
	all := make([]posting, total)
	for _, p := range parts {
		for i := range p.postings {
			b := p.postings[i].id[0]
			all[next[b]] = p.postings[i]
			next[b]++
		}
		p.postings = nil
	}
	var wg sync.WaitGroup
	var turn atomic.Int32
	for range workers {
		wg.Go(func() {
			for {
				b := int(turn.Add(1)) - 1
				if b >= len(ends) {
					return
				}
				slices.SortFunc(all[next[b]-ends[b]:next[b]], comparePostings)
			}
		})
	}
	wg.Wait()
	return all
}

func comparePostings(a, b posting) int {
	return cmp.Or(
		compareArtefacts(a.id, b.id),
		cmp.Compare(a.first, b.first),
		cmp.Compare(a.subject, b.subject),
		cmp.Compare(a.role, b.role),
		bytes.Compare(a.observed[:], b.observed[:]),
	)
}

func compareArtefacts(a, b muster.ArtefactID) int { return bytes.Compare(a[:], b[:]) }

// Len returns the number of subjects.
func (x *Index) Len() int {
	if x.kept != nil {
		return x.n
	}
	return len(x.cards)
}

// ID returns the id of subject i.
func (x *Index) ID(i int) muster.SubjectID { return x.id(int32(i)) }

// Name returns the claimed name of subject i.
func (x *Index) Name(i int) string { return x.card(int32(i)).name }

// CompareFirst orders subjects by when they first appeared, then by id; those
// without any date come last.
func (x *Index) CompareFirst(a, b int) int {
	ca, cb := x.brief(int32(a)), x.brief(int32(b))
	if (ca.first == 0) != (cb.first == 0) {
		return cmp.Compare(cb.first, ca.first)
	}
	return cmp.Or(cmp.Compare(ca.first, cb.first), cmp.Compare(x.ID(a), x.ID(b)))
}
