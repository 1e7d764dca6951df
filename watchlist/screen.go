package watchlist

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"muster/normal"
)

// Query is a person to look for. Only the name is needed.
type Query struct {
	Name    string
	Aliases []string // other names of the same person
	// Births are dates of birth, as written; Places are places of birth.
	Births    []string
	Places    []string
	Documents []Document
	Wallets   []string
}

// Level says how much agrees.
type Level string

// The levels. A name alone is at most possible.
const (
	LevelNone     Level = "none"
	LevelPossible Level = "possible" // a name, and nothing that plainly contradicts it; or a document number without the name
	LevelProbable Level = "probable" // a name and a second fact
	LevelStrong   Level = "strong"   // a name with facts that hardly anybody else shares, a document, or a wallet
)

// rank orders levels.
func (l Level) rank() int {
	return slices.Index([]Level{LevelNone, LevelPossible, LevelProbable, LevelStrong}, l)
}

// Hit is an entry that a query may be.
type Hit struct {
	ID    string
	Kind  Kind
	Level Level
	// Score orders hits of one level. The doubt that the name leaves is made
	// smaller by each fact that agrees and never gone, so it stays below 1.
	Score  float64
	Pieces []Piece
}

// ListThreshold is the score from which a name is looked at further. With it
// alone a hit is possible.
const ListThreshold = 0.72

// Where no date helps, what many people carry must be the whole name, in whatever
// spelling: with a word left out or moved it is a great many strangers', and so is
// what very many carry with a word changed.
const (
	manyPeople     = 10_000
	veryMany       = 100_000
	wholeThreshold = 0.8
)

// enough reports that a name agrees well enough to be looked at further.
func (n *NameScore) enough(date birthFact) bool {
	switch {
	case date < birthYear && n.People > manyPeople:
		return n.Score >= wholeThreshold && !n.parted && !(n.People > veryMany && n.altered())
	case date < birthDay && slices.Contains(n.Ways, "letters"): // vowels are guessed
		return n.Score >= wholeThreshold
	}
	return n.Score >= ListThreshold
}

// altered reports that a word agrees with another word, not with a spelling of itself.
func (n *NameScore) altered() bool {
	return slices.ContainsFunc(n.Ways, func(way string) bool { return way == "slip" || way == "short form" || way == "initial" })
}

// The parts of a score.
const (
	nameShare     = 0.75 // a name alone gets at most this
	placeShare    = 0.2
	documentShare = 0.9
	walletShare   = 0.97
	// fewPeople is how many people in the world may fit for a year or a place to
	// count as the second fact; hardlyAnybody for a strong hit.
	fewPeople     = 100
	hardlyAnybody = 0.5
	// placeChance is how likely two strangers of one name share a place of birth.
	placeChance = 0.02
)

// Searcher searches an index. It keeps scratch memory and a bounded store of
// words it met: one goroutine owns one.
type Searcher struct {
	x     *Index
	al    aligner
	words map[string]*word
	found map[*word]*postings
	// By name: the bits of words that met it for this query, and the word that
	// met it last.
	met     []float32
	lastMet []uint32
	tick    uint32
	touched []int32
}

// postings are the names a word of a query leads to.
type postings struct{ lists [][]int32 }

// maxCached bounds the words a searcher remembers.
const maxCached = 1 << 16

// Searcher returns a searcher of the index.
func (x *Index) Searcher() *Searcher {
	return &Searcher{x: x, words: map[string]*word{}, found: map[*word]*postings{}, met: make([]float32, len(x.names)), lastMet: make([]uint32, len(x.names))}
}

func (s *Searcher) make(w normal.NameWord) *word {
	key := bookKey(w)
	if known, ok := s.x.words[key]; ok {
		return known
	}
	if known, ok := s.words[key]; ok {
		return known
	}
	if len(s.words) >= maxCached {
		clear(s.words)
		clear(s.found)
	}
	made := newWord(w)
	s.words[strings.Clone(key)] = made
	return made
}

// Screen returns the entries at possible or above, best first.
func (s *Searcher) Screen(q Query) []Hit {
	facts := readFacts(q)
	best := map[int32]nameFact{}
	for _, d := range q.Documents[:min(len(q.Documents), MaxDocuments)] {
		addEntries(best, s.x.documents[documentKey(d)])
	}
	for _, w := range q.Wallets[:min(len(q.Wallets), MaxWallets)] {
		addEntries(best, s.x.wallets[walletKey(w)])
	}
	for i, text := range append([]string{q.Name}, q.Aliases[:min(len(q.Aliases), MaxNames)]...) {
		n := readName(text, s)
		if len(n.words) == 0 {
			continue
		}
		n.weak = i > 0 && n.heavy < 2
		s.candidates(&n, func(id int32) {
			date, _, _ := bestBirth(facts.births, s.x.entries[s.x.of[id]].births)
			if date == birthDifferent {
				return // whatever the name says, it is somebody else
			}
			score := s.al.compare(&n, &s.x.names[id])
			was, seen := best[s.x.of[id]]
			if papers := seen && was.papers; !score.enough(date) && !(papers && score.Score >= ListThreshold) {
				return
			}
			fact := nameFact{NameScore: score, query: text, name: id, weak: n.weak || s.x.names[id].weak, papers: was.papers}
			if !seen || was.name < 0 || fact.better(was) {
				best[s.x.of[id]] = fact
			}
		})
	}
	if len(best) == 0 {
		return nil
	}
	return s.judgeAll(&facts, best)
}

// readFacts reads the facts of a query other than names.
func readFacts(q Query) queryFacts {
	facts := queryFacts{query: q}
	for _, b := range q.Births[:min(len(q.Births), MaxBirths)] {
		facts.births = append(facts.births, readBirth(b))
	}
	for _, p := range q.Places[:min(len(q.Places), MaxPlaces)] {
		facts.places = append(facts.places, readPlace(p))
	}
	return facts
}

func (s *Searcher) judgeAll(facts *queryFacts, best map[int32]nameFact) []Hit {
	var hits []Hit
	for id, name := range best {
		if hit := s.judge(facts, id, name); hit.Level != LevelNone {
			hits = append(hits, hit)
		}
	}
	sortHits(hits)
	return hits
}

// sortHits puts the best first. Entries of two lists may have one id: what agrees
// then tells them apart, so that the order is always the same.
func sortHits(hits []Hit) {
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Level.rank(), a.Level.rank()), cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID), slices.CompareFunc(a.Pieces, b.Pieces, func(p, q Piece) int {
			return cmp.Or(cmp.Compare(p.What, q.What), cmp.Compare(p.Listed, q.Listed), cmp.Compare(p.Query, q.Query))
		}))
	})
}

func addEntries(best map[int32]nameFact, ids []int32) {
	for _, id := range ids {
		best[id] = nameFact{name: -1, papers: true}
	}
}

// nameFact is the best agreement of a query's names with an entry's.
type nameFact struct {
	NameScore
	query string
	name  int32 // the index's name; -1 when no name was compared
	weak  bool
	// papers: a document or a wallet agrees, so that a common name need not settle it.
	papers bool
}

func (f nameFact) better(than nameFact) bool {
	if f.weak != than.weak {
		return !f.weak
	}
	return f.Score > than.Score || f.Score == than.Score && f.name < than.name
}

// candidates yields every name of the index that shares enough words with n to
// be worth comparing: more than half the weight of the lighter of the two. It looks at
// nothing but the two names, so that an entry's hits do not depend on others.
func (s *Searcher) candidates(n *name, yield func(id int32)) {
	s.touched = s.touched[:0]
	for i, w := range n.words {
		s.touch(w, lookWord, wordWeight(n, w))
		if i > 0 {
			s.touch(n.pairs[i-1], lookPair, wordWeight(n, w)+wordWeight(n, n.words[i-1]))
		}
	}
	need := float32(candidateShare * n.bits)
	for _, id := range s.touched {
		met := s.met[id]
		s.met[id] = 0
		if met >= min(need, s.x.needs[id]) {
			yield(id)
		}
	}
}

// candidateShare is the part of the lighter name's weight that must meet.
const candidateShare = 0.6

func wordWeight(n *name, w *word) float32 {
	if w.light && n.bits > lightBits*float64(len(n.words)) {
		return lightBits / 4.0
	}
	return float32(w.bits)
}

type lookUp bool

const (
	lookWord lookUp = false
	lookPair lookUp = true
)

func (s *Searcher) touch(w *word, how lookUp, weight float32) {
	if w.initial() {
		return
	}
	s.tick++
	if s.tick == 0 {
		clear(s.lastMet)
		s.tick = 1
	}
	if how == lookPair {
		s.touchAll(s.x.keys[pairKey(w)], weight)
		return
	}
	p := s.found[w]
	if p == nil {
		p = s.look(w)
		if len(s.found) >= maxCached {
			clear(s.found)
		}
		s.found[w] = p
	}
	for _, ids := range p.lists {
		s.touchAll(ids, weight)
	}
}

func (s *Searcher) touchAll(ids []int32, weight float32) {
	for _, id := range ids {
		if s.lastMet[id] == s.tick {
			continue
		}
		s.lastMet[id] = s.tick
		if s.met[id] == 0 {
			s.touched = append(s.touched, id)
		}
		s.met[id] += weight
	}
}

// look finds the names that hold a word, a spelling, a short form or a slip of it.
func (s *Searcher) look(w *word) *postings {
	p := &postings{}
	add := func(ids []int32) {
		if len(ids) > 0 {
			p.lists = append(p.lists, ids)
		}
	}
	for _, k := range w.keys {
		add(s.x.keys[k])
	}
	add(s.x.keys[pairKey(w)])
	if w.script >= normal.ScriptConsonants && len(w.bones) > 1 {
		add(s.x.keys[boneKey(w)])
	} else if len(w.bones) > 1 {
		for _, id := range s.x.boned[boneKey(w)] {
			add(s.x.wordNames[id])
		}
	}
	if len(w.plain) >= minSlip && w.sign == "" {
		var seen []int32
		s.x.slips.near(w.plain, func(id int32) {
			if !slices.Contains(seen, id) {
				seen = append(seen, id)
				add(s.x.wordNames[id])
			}
		})
	}
	return p
}

// queryFacts are the facts of a query, read once.
type queryFacts struct {
	query  Query
	births []birth
	places []place
}

// judge puts together what is known of a query and an entry.
func (s *Searcher) judge(q *queryFacts, id int32, n nameFact) Hit {
	e := &s.x.entries[id]
	hit := Hit{ID: e.source.ID, Kind: e.source.Kind, Level: LevelNone}
	v := verdict{doubt: 1, people: worldPeople}
	if n.name >= 0 {
		v.name(n, s.x.nameText(n.name))
	}
	v.birth(q, e)
	v.place(q, e)
	v.document(q, e)
	v.wallet(q, e)
	if v.named {
		v.pieces = append(v.pieces, Piece{What: "namesakes", Outcome: "estimate", People: round(v.people)})
	}
	hit.Level, hit.Score, hit.Pieces = v.level(), Short(1-v.doubt), v.pieces
	return hit
}

// verdict collects the pieces of a hit.
type verdict struct {
	doubt  float64 // what is left of 1
	people float64 // about how many people fit everything that agrees
	named  bool
	weak   bool
	fact   birthFact
	place1 bool
	paper  bool
	listed bool // a wallet
	pieces []Piece
}

func (v *verdict) agree(share float64) { v.doubt *= 1 - share }

func (v *verdict) name(n nameFact, listed string) {
	v.named, v.weak = true, n.weak
	v.people = n.People
	share := nameShare * n.Score
	ways := n.Ways
	if n.weak {
		share *= 0.7
		ways = append(slices.Clone(ways), "weak alias")
	}
	v.agree(share)
	outcome := "variant"
	if len(n.Ways) == 0 {
		outcome = "same"
	}
	v.pieces = append(v.pieces, Piece{What: "name", Outcome: outcome, Query: n.query, Listed: listed, Score: n.Score, Ways: ways, People: round(n.People)})
}

func (v *verdict) birth(q *queryFacts, e *entry) {
	fact, i, j := bestBirth(q.births, e.births)
	v.fact = fact
	if fact == birthUnknown {
		return
	}
	v.agree(birthShare[fact])
	v.people *= birthChance[fact]
	v.pieces = append(v.pieces, Piece{What: "birth", Outcome: birthOutcomes[fact], Query: q.query.Births[i], Listed: e.source.Births[j], Score: birthShare[fact]})
}

func (v *verdict) place(q *queryFacts, e *entry) {
	for i, p := range q.places {
		for j, l := range e.places {
			if samePlace(p, l) {
				v.place1 = true
				v.agree(placeShare)
				v.people *= placeChance
				v.pieces = append(v.pieces, Piece{What: "place", Outcome: "same", Query: q.places[i].text, Listed: e.places[j].text, Score: placeShare})
				return
			}
		}
	}
}

func (v *verdict) document(q *queryFacts, e *entry) {
	for _, d := range q.query.Documents[:min(len(q.query.Documents), MaxDocuments)] {
		for _, l := range e.documents {
			if sameDocument(d, l) {
				v.paper = true
				v.agree(documentShare)
				v.pieces = append(v.pieces, Piece{What: "document", Outcome: "same", Query: d.Number, Listed: l.Number, Score: documentShare})
				return
			}
		}
	}
}

func (v *verdict) wallet(q *queryFacts, e *entry) {
	for _, w := range q.query.Wallets[:min(len(q.query.Wallets), MaxWallets)] {
		key := walletKey(w)
		for _, l := range e.source.Wallets[:min(len(e.source.Wallets), MaxWallets)] {
			if key != "" && key == walletKey(l) {
				v.listed = true
				v.agree(walletShare)
				v.pieces = append(v.pieces, Piece{What: "wallet", Outcome: "same", Query: w, Listed: l, Score: walletShare})
				return
			}
		}
	}
}

// level says what the pieces amount to. The order of the cases is the rule.
func (v *verdict) level() Level {
	second := v.fact == birthDay || (v.fact >= birthYear || v.place1) && v.people <= fewPeople
	switch {
	case v.listed:
		return LevelStrong
	case v.paper && v.named && v.fact != birthDifferent:
		return LevelStrong
	case v.paper:
		return LevelPossible
	case !v.named || v.fact == birthDifferent:
		return LevelNone
	case v.weak && !second:
		return LevelNone
	case v.weak:
		return LevelPossible
	case second && v.fact >= birthDay && v.place1 && v.people <= hardlyAnybody:
		return LevelStrong
	case second:
		return LevelProbable
	}
	return LevelPossible
}

// Short keeps four digits of a score, and never rounds up to 1. Hits are ordered by
// what is kept, so that those read back from what was printed have the same order.
func Short(score float64) float64 {
	return min(math.Floor(score*10_000+1e-6), 9_999) / 10_000 // what has four digits stays as it is
}

// round keeps what a reader can use of an estimate.
func round(n float64) float64 {
	if n < 1 {
		return math.Round(n*1000) / 1000
	}
	scale := math.Pow(10, math.Floor(math.Log10(n))-1)
	return math.Round(n/scale) * scale
}
