package dossier

import (
	"bytes"
	"cmp"
	"context"
	"math/bits"
	"slices"
	"sync"

	"muster"
	"muster/resolve/passage"
)

// changedTexts compares one subject's texts and pictures with everybody's, for
// an index that changes. Passages found stay as they were found; pictures and
// skeletons are compared anew each time, so that what very many hand in stops
// joining anybody.
type changedTexts struct {
	hash      *hasher
	shelves   map[muster.ArtefactKind]*passage.Shelf // of CVs and of other texts
	on        map[muster.ArtefactKind][]likeHolder   // document -> whose, beside shelves
	skeletons *passage.SkeletonShelf
	drawn     []likeHolder // skeleton -> whose
	prints    []printDoc
	blocks    map[uint32][]int32 // quarter of a print -> prints
	mirrors   map[uint32][]int32 // the same of mirrored prints
	of        map[int32][]textAt // subject -> what of theirs is compared
	found     map[int32][]*likeness
	pending   *part      // what Put read of a subject
	mu        sync.Mutex // guards hash and skeletons, which keep what they reckon, among readers
}

// textAt is where a subject's text or picture lies.
type textAt struct {
	kind     muster.ArtefactKind
	observed muster.ObservationID
	at       int32
}

// beginTexts takes over what the first pass read and found.
func (x *Index) beginTexts(ctx context.Context, h *hasher, texts map[muster.ArtefactKind][]textDoc, skeletons []skeletonDoc, prints []printDoc) error {
	t := &changedTexts{
		hash: h, shelves: map[muster.ArtefactKind]*passage.Shelf{}, on: map[muster.ArtefactKind][]likeHolder{}, skeletons: passage.NewSkeletonShelf(passage.SkeletonOptions{}),
		blocks: map[uint32][]int32{}, mirrors: map[uint32][]int32{}, of: map[int32][]textAt{}, found: map[int32][]*likeness{},
	}
	for kind, docs := range texts {
		in := make([]passage.Doc, len(docs))
		for i, d := range docs {
			in[i] = passage.Doc{Owner: d.subject, Text: d.text}
			t.on[kind] = append(t.on[kind], likeHolder{d.subject, d.observed})
			t.of[d.subject] = append(t.of[d.subject], textAt{kind, d.observed.ID, int32(i)})
		}
		shelf, err := passage.NewShelf(ctx, in, x.texts.adverts, passage.Options{Workers: x.opt.Workers, Learned: x.opt.Words[kind]})
		if err != nil {
			return err
		}
		t.shelves[kind] = shelf
	}
	for _, d := range skeletons {
		t.addSkeleton(d)
	}
	for _, d := range prints {
		t.addPrint(d)
	}
	for i := range x.texts.values {
		l := x.texts.values[i]
		t.keep(&l)
	}
	x.texts.values, x.texts.byHolder = nil, nil
	for i := range x.texts.docs {
		x.texts.docs[i].text = "" // the shelf asks for the few it needs
	}
	x.live.texts = t
	return nil
}

func (t *changedTexts) keep(l *likeness) {
	for _, h := range l.holders {
		t.found[h.subject] = append(t.found[h.subject], l)
	}
}

func (t *changedTexts) addSkeleton(d skeletonDoc) {
	at := t.skeletons.Put(d.features, d.subject)
	t.drawn = append(t.drawn, likeHolder{d.subject, d.observed})
	t.of[d.subject] = append(t.of[d.subject], textAt{muster.ArtefactSkeleton, d.observed.ID, at})
}

func (t *changedTexts) addPrint(d printDoc) {
	at := int32(len(t.prints))
	t.prints = append(t.prints, d)
	t.of[d.subject] = append(t.of[d.subject], textAt{muster.ArtefactPrint, d.observed.ID, at})
	for chunk := range uint32(4) {
		key := printKey(d.print, chunk)
		t.blocks[key] = append(t.blocks[key], at)
		if d.mirror != 0 {
			key = printKey(d.mirror, chunk)
			t.mirrors[key] = append(t.mirrors[key], at)
		}
	}
}

func printKey(print uint64, chunk uint32) uint32 {
	return chunk<<16 | uint32(print>>(16*chunk))&0xffff
}

func (t *changedTexts) dropPrint(at int32) {
	d := &t.prints[at]
	gone := func(i int32) bool { return i == at }
	for chunk := range uint32(4) {
		key := printKey(d.print, chunk)
		t.blocks[key] = slices.DeleteFunc(t.blocks[key], gone)
		key = printKey(d.mirror, chunk)
		t.mirrors[key] = slices.DeleteFunc(t.mirrors[key], gone)
	}
}

func (t *changedTexts) read(p *part) { t.pending = p }

// put takes a subject's texts and pictures in place of those it had. An
// observation never changes, so what it held before stays as it lies.
func (t *changedTexts) put(x *Index, subject int32, read Reader) error {
	p := t.pending
	if t.pending = nil; p == nil {
		p = &part{}
	}
	stays := map[textAt]bool{}
	note := func(kind muster.ArtefactKind, id muster.ObservationID) bool {
		k := textAt{kind, id, 0}
		known := slices.ContainsFunc(t.of[subject], func(a textAt) bool { return a.kind == kind && a.observed == id })
		stays[k] = true
		return !known
	}
	var texts []textDoc
	for _, d := range p.docs {
		if note(d.kind(), d.observed.ID) {
			texts = append(texts, d)
		}
	}
	skeletons := slices.DeleteFunc(p.skeletons, func(d skeletonDoc) bool { return !note(muster.ArtefactSkeleton, d.observed.ID) })
	prints := slices.DeleteFunc(p.prints, func(d printDoc) bool { return !note(muster.ArtefactPrint, d.observed.ID) })
	t.drop(x, subject, func(a textAt) bool { return stays[textAt{a.kind, a.observed, 0}] })
	for _, d := range skeletons {
		t.addSkeleton(d)
	}
	for _, d := range prints {
		t.addPrint(d)
	}
	for i := range texts {
		if err := t.addText(x, &texts[i], read); err != nil {
			return err
		}
	}
	return nil
}

// drop takes away what a subject no longer has.
func (t *changedTexts) drop(x *Index, subject int32, stays func(textAt) bool) {
	var left []textAt
	for _, a := range t.of[subject] {
		if stays(a) {
			left = append(left, a)
			continue
		}
		switch a.kind {
		case muster.ArtefactSkeleton:
			t.skeletons.Take(a.at)
		case muster.ArtefactPrint:
			t.dropPrint(a.at)
		default:
			if a.kind == muster.ArtefactPassage {
				x.texts.cvs--
			}
			t.shelves[a.kind].Take(a.at)
			t.dropFound(subject, a)
		}
	}
	if t.of[subject] = left; len(left) == 0 {
		delete(t.of, subject)
	}
}

func (t *changedTexts) dropFound(subject int32, a textAt) {
	gone := func(l *likeness) bool {
		return l.kind == a.kind && slices.ContainsFunc(l.holders, func(h likeHolder) bool { return h.subject == subject && h.observed.ID == a.observed })
	}
	for _, l := range t.found[subject] {
		if !gone(l) {
			continue
		}
		for _, h := range l.holders {
			if h.subject != subject {
				t.found[h.subject] = slices.DeleteFunc(t.found[h.subject], gone)
			}
		}
	}
	t.found[subject] = slices.DeleteFunc(t.found[subject], gone)
}

// addText puts a text on its shelf and compares it with the others there.
func (t *changedTexts) addText(x *Index, d *textDoc, read Reader) error {
	kind := d.kind()
	at, err := t.shelves[kind].Put(passage.Doc{Owner: d.subject, Text: d.text})
	if err != nil {
		return err
	}
	t.on[kind] = append(t.on[kind], likeHolder{d.subject, d.observed})
	t.of[d.subject] = append(t.of[d.subject], textAt{kind, d.observed.ID, at})
	if kind == muster.ArtefactPassage {
		x.texts.cvs++
	}
	matches, err := t.shelves[kind].Like(at, d.text, func(doc int32) (string, error) { return t.textOf(kind, doc, read) })
	if err != nil {
		return err
	}
	for _, m := range matches {
		l := t.likeness(x, kind, t.on[kind][m.A], t.on[kind][m.B])
		l.bits, l.share, l.words = m.Bits, m.Share, m.Words
		t.keep(l)
	}
	return nil
}

// textOf reads a text on a shelf again; nothing when it is gone meanwhile.
func (t *changedTexts) textOf(kind muster.ArtefactKind, doc int32, read Reader) (string, error) {
	h := t.on[kind][doc]
	observations, err := read(h.subject)
	if err != nil {
		return "", err
	}
	p := &part{}
	p.collect(h.subject, observations)
	for i := range p.docs {
		if p.docs[i].observed.ID == h.observed.ID && p.docs[i].kind() == kind {
			return p.docs[i].text, nil
		}
	}
	return "", nil
}

// likeness names what two holders have in common as the first pass does: the
// one of the smaller id first.
func (t *changedTexts) likeness(x *Index, kind muster.ArtefactKind, a, b likeHolder) *likeness {
	if x.compareIDs(a.subject, b.subject) > 0 {
		a, b = b, a
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return &likeness{
		id: t.hash.id(kind, string(a.observed.ID[:])+string(b.observed.ID[:])), kind: kind, holders: []likeHolder{a, b},
	}
}

// Reader reads the observations of a subject, by its place, oldest first.
type Reader func(subject int32) ([]muster.Observation, error)

// likenesses returns what a subject's texts and pictures have in common with
// others', in an order that does not depend on how they came.
func (x *Index) likenesses(subject int32) []*likeness {
	if x.live == nil {
		list := make([]*likeness, len(x.texts.byHolder[subject]))
		for i, n := range x.texts.byHolder[subject] {
			list[i] = &x.texts.values[n]
		}
		return list
	}
	t := x.live.texts
	list := slices.Clone(t.found[subject])
	for _, a := range t.of[subject] {
		switch a.kind {
		case muster.ArtefactSkeleton:
			t.mu.Lock()
			matches := t.skeletons.Like(a.at)
			t.mu.Unlock()
			for _, m := range matches {
				l := t.likeness(x, a.kind, t.drawn[m.A], t.drawn[m.B])
				l.bits, l.share = m.Bits, m.Share
				list = append(list, l)
			}
		case muster.ArtefactPrint:
			for _, other := range t.likePrints(x, a.at) {
				p, q := &t.prints[a.at], &t.prints[other]
				l := t.likeness(x, a.kind, likeHolder{p.subject, p.observed}, likeHolder{q.subject, q.observed})
				l.bits, l.share = 16, 1
				list = append(list, l)
			}
		}
	}
	slices.SortFunc(list, x.compareLikenesses)
	return list
}

// kindsOfLikeness is the order in which the first pass compares.
var kindsOfLikeness = []muster.ArtefactKind{muster.ArtefactPassage, muster.ArtefactMessage, muster.ArtefactSkeleton, muster.ArtefactPrint}

func (x *Index) compareLikenesses(a, b *likeness) int {
	if c := cmp.Compare(slices.Index(kindsOfLikeness, a.kind), slices.Index(kindsOfLikeness, b.kind)); c != 0 {
		return c
	}
	for i := range a.holders {
		p, q := &a.holders[i], &b.holders[i]
		if c := cmp.Or(x.compareIDs(p.subject, q.subject), compareObserved(&p.observed, &q.observed)); c != 0 {
			return c
		}
	}
	return 0
}

// compareObserved orders a subject's observations as muster.SortObservations
// does.
func compareObserved(a, b *muster.Observed) int {
	if a.Happened.IsZero() != b.Happened.IsZero() {
		return cmp.Compare(a.Happened.Precision, b.Happened.Precision)
	}
	return cmp.Or(cmp.Compare(a.Happened.Micros, b.Happened.Micros), bytes.Compare(a.ID[:], b.ID[:]))
}

// likePrints returns the prints of others that are like one.
func (t *changedTexts) likePrints(x *Index, at int32) []int32 {
	own := &t.prints[at]
	var found []int32
	look := func(blocks map[uint32][]int32, probe uint64) {
		for chunk := range uint32(4) {
			key := printKey(probe, chunk)
			for flip := range 17 {
				near := key
				if flip > 0 {
					near ^= 1 << (flip - 1)
				}
				for _, other := range blocks[near][:min(len(blocks[near]), 2*maxPrintBlock)] {
					if !slices.Contains(found, other) && t.alike(x, own, &t.prints[other]) {
						found = append(found, other)
					}
				}
			}
		}
	}
	look(t.blocks, own.print)
	look(t.mirrors, own.print)
	if own.mirror != 0 {
		look(t.blocks, own.mirror)
	}
	slices.Sort(found)
	return found
}

// alike reports whether the first pass would join two pictures: it looks for
// the later one from the earlier one and leaves out what very many handed in.
func (t *changedTexts) alike(x *Index, a, b *printDoc) bool {
	if a.subject == b.subject {
		return false
	}
	if x.compareIDs(a.subject, b.subject) > 0 {
		a, b = b, a
	}
	for _, probe := range []uint64{a.print, a.mirror} {
		if probe == 0 || bits.OnesCount64(probe^b.print) > printDistance {
			continue
		}
		for chunk := range uint32(4) {
			key := printKey(b.print, chunk)
			if bits.OnesCount32(key^printKey(probe, chunk)) <= 1 && len(t.blocks[key]) <= maxPrintBlock {
				return true
			}
		}
	}
	return false
}

// neighbours appends those whose texts or pictures are like a subject's.
func (t *changedTexts) neighbours(x *Index, subject int32, near []int32) []int32 {
	for _, l := range x.likenesses(subject) {
		for _, h := range l.holders {
			near = append(near, h.subject)
		}
	}
	return near
}
