package watchlist

import (
	"hash/maphash"
	"slices"
	"strings"

	"muster/normal"
)

// Index holds the entries of lists, ready to be searched. It is immutable and
// safe for several goroutines; each uses a [Searcher] of its own.
type Index struct {
	entries   []entry
	names     []name
	of        []int32          // the entry of each name
	needs     []float32        // of each name, the weight of words that must meet
	texts     []string         // each name as listed
	words     map[string]*word // by text and sign
	keys      map[string][]int32
	slips     slipTable
	wordNames [][]int32          // names that hold a word of the slip table
	boned     map[string][]int32 // words of consonant and sign scripts by their consonants
	documents map[string][]int32
	wallets   map[string][]int32
}

// entry is what the index keeps of an [Entry].
type entry struct {
	source    Entry
	births    []birth
	places    []place
	documents []Document
}

// wordBook makes words for an index and shares equal ones.
type wordBook map[string]*word

func bookKey(w normal.NameWord) string {
	switch {
	case w.Script != normal.ScriptLatin:
	case strings.HasPrefix(w.Written, koreanMark):
		return w.Written
	default:
		return w.Latin
	}
	return w.Latin + "\x00" + string(rune('0'+w.Script)) + w.Written
}

func (b wordBook) make(w normal.NameWord) *word {
	key := bookKey(w)
	if known, ok := b[key]; ok {
		return known
	}
	made := newWord(w)
	b[strings.Clone(key)] = made
	return made
}

// NewIndex prepares entries for searching. Values beyond the limits of this
// package are left out.
func NewIndex(entries []Entry) *Index {
	x := &Index{keys: map[string][]int32{}, documents: map[string][]int32{}, wallets: map[string][]int32{}}
	book := wordBook{}
	wordID := map[*word]int32{}
	var slipWords []*word
	for i, e := range entries {
		x.add(int32(i), e, book)
	}
	for id := range x.names {
		n := &x.names[id]
		for _, w := range n.words {
			x.post(w.keys, int32(id))
			if len(w.plain) < minSlip || w.sign != "" {
				continue
			}
			at, known := wordID[w]
			if !known {
				at = int32(len(slipWords))
				wordID[w] = at
				slipWords = append(slipWords, w)
				x.wordNames = append(x.wordNames, nil)
			}
			x.wordNames[at] = appendOnce(x.wordNames[at], int32(id))
		}
		for _, p := range n.pairs {
			x.post([]string{pairKey(p)}, int32(id))
		}
		for _, w := range n.words {
			if w.initial() {
				continue
			}
			x.post([]string{pairKey(w)}, int32(id)) // met by two words of the other side written as one
			if len(w.bones) > 1 {
				x.post([]string{boneKey(w)}, int32(id))
			}
		}
	}
	x.boned = map[string][]int32{}
	for id, w := range slipWords {
		if w.script >= normal.ScriptConsonants && len(w.bones) > 1 {
			x.boned[boneKey(w)] = append(x.boned[boneKey(w)], int32(id))
		}
	}
	x.slips = newSlipTable(slipWords)
	x.words = book
	return x
}

func pairKey(w *word) string { return "+" + undouble(w.keys[0]) }

func boneKey(w *word) string { return "~" + looseBones(w.bones) }

func (x *Index) add(id int32, e Entry, book wordBook) {
	kept := entry{source: e}
	for _, b := range e.Births[:min(len(e.Births), MaxBirths)] {
		if read := readBirth(b); read.from > 0 {
			kept.births = append(kept.births, read)
		} else {
			kept.births = append(kept.births, birth{})
		}
	}
	for _, p := range e.Places[:min(len(e.Places), MaxPlaces)] {
		kept.places = append(kept.places, readPlace(p))
	}
	kept.documents = e.Documents[:min(len(e.Documents), MaxDocuments)]
	for _, d := range kept.documents {
		if key := documentKey(d); key != "" {
			x.documents[key] = appendOnce(x.documents[key], id)
		}
	}
	for _, w := range e.Wallets[:min(len(e.Wallets), MaxWallets)] {
		if key := walletKey(w); key != "" {
			x.wallets[key] = appendOnce(x.wallets[key], id)
		}
	}
	whole := false // whether a name of several words is listed: then one word alone is weak
	for i, ln := range e.Names[:min(len(e.Names), MaxNames)] {
		n := readName(ln.Text, book)
		if len(n.words) == 0 {
			continue
		}
		if i == 0 {
			whole = n.heavy > 1 && (e.Kind == KindPerson || e.Kind == "") // firms are called by one word: KOMID
		}
		n.weak = ln.Weak || i > 0 && whole && n.heavy < 2
		x.names = append(x.names, n)
		x.of = append(x.of, id)
		x.needs = append(x.needs, float32(candidateShare*n.bits))
		x.texts = append(x.texts, ln.Text)
	}
	x.entries = append(x.entries, kept)
}

func (x *Index) post(keys []string, id int32) {
	for _, k := range keys {
		x.keys[k] = appendOnce(x.keys[k], id)
	}
}

// appendOnce appends an id that is not the last one; ids come in order.
func appendOnce(ids []int32, id int32) []int32 {
	if n := len(ids); n > 0 && ids[n-1] == id {
		return ids
	}
	return append(ids, id)
}

// nameText returns a name as listed.
func (x *Index) nameText(id int32) string { return x.texts[id] }

// Len returns the number of entries.
func (x *Index) Len() int { return len(x.entries) }

// minSlip is the length from which words are searched for slips of the pen.
const minSlip = 3

// slipTable finds words that differ by one slip: two such words become equal
// when a letter, or none, is taken out of each. It holds a hash of every form
// and the words that have it.
type slipTable struct {
	seed   maphash.Seed
	words  []*word
	shift  uint
	starts []int32 // by the upper bits of a hash
	hashes []uint32
	ids    []int32
}

func newSlipTable(words []*word) slipTable {
	t := slipTable{seed: maphash.MakeSeed(), words: words}
	type form struct {
		hash uint32
		id   int32
	}
	var forms []form
	for id, w := range words {
		t.forms(w.plain, func(h uint32) { forms = append(forms, form{h, int32(id)}) })
	}
	bits := uint(1)
	for 1<<bits < len(forms)/2 && bits < 24 {
		bits++
	}
	t.shift = 32 - bits
	slices.SortFunc(forms, func(a, b form) int { return int(int64(a.hash) - int64(b.hash)) })
	t.starts = make([]int32, 1<<bits+1)
	for _, f := range forms {
		t.starts[f.hash>>t.shift+1]++
		t.hashes, t.ids = append(t.hashes, f.hash), append(t.ids, f.id)
	}
	for i := range len(t.starts) - 1 {
		t.starts[i+1] += t.starts[i]
	}
	return t
}

// forms yields the hashes of a word and of all its forms with a letter less.
func (t *slipTable) forms(plain string, yield func(uint32)) {
	if len(plain) > 40 {
		return
	}
	yield(uint32(maphash.String(t.seed, plain)))
	var buf [40]byte
	for i := range len(plain) {
		if i > 0 && plain[i] == plain[i-1] {
			continue
		}
		b := append(append(buf[:0], plain[:i]...), plain[i+1:]...)
		yield(uint32(maphash.Bytes(t.seed, b)))
	}
}

// near calls yield for every word within a slip of plain; words may come twice.
func (t *slipTable) near(plain string, yield func(id int32)) {
	t.forms(plain, func(h uint32) {
		for at := t.starts[h>>t.shift]; at < t.starts[h>>t.shift+1]; at++ {
			if t.hashes[at] == h && distance(plain, t.words[t.ids[at]].plain, 1) <= 1 {
				yield(t.ids[at])
			}
		}
	})
}
