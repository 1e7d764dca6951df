package dossier

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"strconv"

	"muster"
	"muster/resolve/passage"
)

// textDoc is one text of a subject: a CV, or a letter or message.
type textDoc struct {
	subject  int32
	observed muster.Observed
	text     string
	cv       bool
}

// kind is what texts of its kind have in common.
func (d *textDoc) kind() muster.ArtefactKind {
	if d.cv {
		return muster.ArtefactPassage
	}
	return muster.ArtefactMessage
}

// skeletonDoc is the fact skeleton of one CV.
type skeletonDoc struct {
	subject  int32
	observed muster.Observed
	features []string
}

// printDoc is the perceptual print of one picture.
type printDoc struct {
	subject  int32
	observed muster.Observed
	print    uint64
	mirror   uint64
}

// minTextBytes is the least text worth comparing: two or three sentences.
const minTextBytes = 200

func (p *part) text(subject int32, i int, o *muster.Observation, text string, cv bool) {
	if len(text) >= minTextBytes {
		p.docs = append(p.docs, textDoc{subject, observedOf(o), text, cv})
	}
}

func (p *part) print(subject int32, o *muster.Observation, d *muster.Image) {
	print, err := strconv.ParseUint(d.Print, 16, 64)
	if err != nil || d.Purpose == muster.ImageOther || plain(print) {
		return
	}
	mirror, _ := strconv.ParseUint(d.MirrorPrint, 16, 64) // a missing mirror compares with nothing
	p.prints = append(p.prints, printDoc{subject, observedOf(o), print, mirror})
}

// plain reports prints of nearly uniform pictures, which are all alike.
func plain(print uint64) bool {
	n := bits.OnesCount64(print)
	return n < 12 || n > 52
}

// textIndex is what texts, skeletons and pictures of different subjects have
// in common. Each likeness is a value of its own that its holders share.
type textIndex struct {
	adverts  []string
	byHolder map[int32][]int32 // subject -> indexes into values
	values   []likeness
	docs     []textDoc
	cvs      int // compared
	matches  []passage.Match
}

// likeness is one thing that texts or pictures of several subjects have in
// common.
type likeness struct {
	id      muster.ArtefactID
	kind    muster.ArtefactKind
	holders []likeHolder
	bits    float64
	share   float64
	words   int
}

type likeHolder struct {
	subject  int32
	observed muster.Observed
}

// joinTexts compares all texts and pictures of the population.
func (x *Index) joinTexts(ctx context.Context, parts []*part) error {
	t := &x.texts
	t.byHolder = map[int32][]int32{}
	for _, list := range [][]muster.Advert{x.registers.Adverts, x.registers.Templates} {
		for i := range list {
			t.adverts = append(t.adverts, string(list[i].Text))
		}
	}
	var cvs, messages []textDoc
	var skeletons []skeletonDoc
	var prints []printDoc
	for _, p := range parts {
		for _, d := range p.docs {
			if d.cv {
				cvs = append(cvs, d)
			} else {
				messages = append(messages, d)
			}
		}
		skeletons, prints = append(skeletons, p.skeletons...), append(prints, p.prints...)
	}
	h, err := newHasher(x.opt.Key)
	if err != nil {
		return err
	}
	t.docs, t.cvs = cvs, len(cvs)
	if t.matches, err = x.passages(ctx, h, cvs, muster.ArtefactPassage); err != nil {
		return err
	}
	if _, err = x.passages(ctx, h, messages, muster.ArtefactMessage); err != nil {
		return err
	}
	if x.live != nil {
		texts := map[muster.ArtefactKind][]textDoc{muster.ArtefactPassage: cvs, muster.ArtefactMessage: messages}
		return x.beginTexts(ctx, h, texts, skeletons, prints)
	}
	x.skeletons(h, skeletons)
	x.prints(h, prints)
	return nil
}

// passages finds texts of different subjects with passages in common, adverts
// and known templates subtracted.
func (x *Index) passages(ctx context.Context, h *hasher, docs []textDoc, kind muster.ArtefactKind) ([]passage.Match, error) {
	in := make([]passage.Doc, len(docs))
	for i := range docs {
		in[i] = passage.Doc{Owner: docs[i].subject, Text: docs[i].text}
	}
	found, err := passage.Find(ctx, in, x.texts.adverts, passage.Options{Workers: x.opt.Workers, Learned: x.opt.Words[kind]})
	if err != nil {
		return nil, err
	}
	for _, m := range found.Matches {
		x.texts.add(h, likeness{
			kind: kind, bits: m.Bits, share: m.Share, words: m.Words,
			holders: []likeHolder{{docs[m.A].subject, docs[m.A].observed}, {docs[m.B].subject, docs[m.B].observed}},
		})
	}
	return found.Matches, nil
}

func (x *Index) skeletons(h *hasher, docs []skeletonDoc) {
	features, owners := make([][]string, len(docs)), make([]int32, len(docs))
	for i := range docs {
		features[i], owners[i] = docs[i].features, docs[i].subject
	}
	for _, m := range passage.Skeletons(features, owners, passage.SkeletonOptions{}) {
		x.texts.add(h, likeness{
			kind: muster.ArtefactSkeleton, bits: m.Bits, share: m.Share,
			holders: []likeHolder{{docs[m.A].subject, docs[m.A].observed}, {docs[m.B].subject, docs[m.B].observed}},
		})
	}
}

// add files a likeness under its holders. Its id follows from the holders'
// observations, so it is the same on every run.
func (t *textIndex) add(h *hasher, l likeness) {
	var value []byte
	for _, holder := range l.holders {
		value = append(value, holder.observed.ID[:]...)
	}
	l.id = h.id(l.kind, string(value))
	n := int32(len(t.values))
	t.values = append(t.values, l)
	for _, holder := range l.holders {
		if !slices.Contains(t.byHolder[holder.subject], n) {
			t.byHolder[holder.subject] = append(t.byHolder[holder.subject], n)
		}
	}
}

// advertShare returns the share of a CV's passages that stand in the advert it
// mirrors most.
func (t *textIndex) advertShare(text string) float64 {
	var most float64
	for _, advert := range t.adverts {
		most = max(most, passage.Similarity(text, advert))
	}
	return most
}

// printDistance is the largest number of differing bits, of 64, at which two
// prints count as the same picture.
const printDistance = 6

// maxPrintBlock bounds how many prints under one key are compared with each
// other; beyond it the picture is a form or logo that very many handed in.
const maxPrintBlock = 64

// prints joins pictures of different subjects whose prints are nearly equal,
// mirrored copies included. Six differing bits over four 16-bit chunks leave
// one chunk with at most one: every chunk is looked up with each bit flipped.
func (x *Index) prints(h *hasher, docs []printDoc) {
	blocks := map[uint32][]int32{}
	for i := range docs {
		for chunk := range uint32(4) {
			key := chunk<<16 | uint32(docs[i].print>>(16*chunk))&0xffff
			blocks[key] = append(blocks[key], int32(i))
		}
	}
	for i := range docs {
		for _, j := range likePrints(docs, blocks, i) {
			x.texts.add(h, likeness{
				kind: muster.ArtefactPrint, bits: 16, share: 1,
				holders: []likeHolder{{docs[i].subject, docs[i].observed}, {docs[j].subject, docs[j].observed}},
			})
		}
	}
}

// likePrints returns the later documents of other subjects whose print, or
// mirrored print, is like document i's.
func likePrints(docs []printDoc, blocks map[uint32][]int32, i int) []int32 {
	var found []int32
	for _, probe := range []uint64{docs[i].print, docs[i].mirror} {
		if probe == 0 {
			continue
		}
		for chunk := range uint32(4) {
			part := uint32(probe>>(16*chunk)) & 0xffff
			for flip := range 17 {
				key := part
				if flip > 0 {
					key ^= 1 << (flip - 1)
				}
				block := blocks[chunk<<16|key]
				if len(block) > maxPrintBlock {
					continue
				}
				for _, j := range block {
					if int(j) > i && docs[j].subject != docs[i].subject && bits.OnesCount64(probe^docs[j].print) <= printDistance {
						found = append(found, j)
					}
				}
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// texts adds the likenesses of the subject's texts and pictures as artefacts.
func (b *builder) texts() {
	for _, l := range b.x.likenesses(b.index) {
		held := muster.Held{
			Artefact: muster.Artefact{Kind: l.kind, Role: muster.RoleOwn, ID: l.id},
			Sharing: muster.Sharing{
				Count: len(l.holders) - 1, Base: b.x.texts.cvs, Bits: l.bits, Weight: l.share, Words: l.words, Expected: 1,
			},
		}
		for _, holder := range l.holders {
			if holder.subject == b.index {
				held.Ref, held.First = b.refOf(holder.observed.ID), holder.observed.Happened
				continue
			}
			o := b.person(holder.subject)
			o.Role, o.Observed, o.First = muster.RoleOwn, holder.observed, holder.observed.Happened
			held.Sharing.Others = append(held.Sharing.Others, o)
		}
		b.d.Artefacts = append(b.d.Artefacts, held)
	}
}

func (b *builder) refOf(id muster.ObservationID) muster.Ref {
	for i := range b.d.Observed {
		if b.d.Observed[i].ID == id {
			return muster.Ref(i)
		}
	}
	return 0
}

// Likeness is a passage that CVs of two subjects have in common, for showing
// side by side.
type Likeness struct {
	ID           muster.ArtefactID
	A, B         muster.SubjectID
	TextA, TextB string
	Match        passage.Match
}

// Likenesses returns the CV passages shared by two subjects, the rarest first,
// at most n.
func (x *Index) Likenesses(n int) []Likeness {
	matches := slices.Clone(x.texts.matches)
	slices.SortStableFunc(matches, func(a, b passage.Match) int { return cmp.Compare(b.Bits, a.Bits) })
	var list []Likeness
	for _, m := range matches[:min(n, len(matches))] {
		a, b := &x.texts.docs[m.A], &x.texts.docs[m.B]
		list = append(list, Likeness{
			A: x.id(a.subject), B: x.id(b.subject), TextA: a.text, TextB: b.text, Match: m,
		})
	}
	return list
}
