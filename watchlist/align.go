package watchlist

import (
	"math"
	"slices"
)

// Piece is one thing that was compared and what came of it, for people to read.
type Piece struct {
	What string `json:"what"` // name, birth, place, document, wallet, namesakes
	// Outcome is what the comparison says: for names same, variant, part; for
	// dates same_day, same_month, same_year, near, different; for places same or
	// different; for documents and wallets same; for namesakes how many.
	Outcome string `json:"outcome"`
	Query   string `json:"query,omitempty"`
	Listed  string `json:"listed,omitempty"`
	// Score is the piece's own, before it is put together with the others.
	Score float64 `json:"score"`
	// Ways are how words agree when they are not equal: order, spelling, short
	// form, slip, initial, spacing, letters, reading, extra, weak alias.
	Ways   []string `json:"ways,omitempty"`
	People float64  `json:"people,omitempty"` // about how many people in the world fit
}

// NameScore is a comparison of two names.
type NameScore struct {
	Score  float64  `json:"score"` // 0 to below 1
	Ways   []string `json:"ways"`
	People float64  `json:"people"` // about how many people carry the words that agree

	parted bool // a word that may be a name has no partner, or changed its place
}

// NameThreshold is the score from which two names are taken for writings of one
// person's name. It was fixed on half of the labelled pairs before the other
// half was looked at.
const NameThreshold = 0.7

// CompareNames compares two names as written. Nothing but the names is known,
// so a high score says that two names can be writings of one, and not that two
// people are one. It is symmetric and allocates its own words.
func CompareNames(a, b string) NameScore {
	n, m := readName(a, freshWords{}), readName(b, freshWords{})
	var al aligner
	score := al.compare(&n, &m)
	if n.korean && m.korean && score.parted { // Su-jin is not Jin-su
		score.Score *= costShuffled
	}
	score.People = round(score.People)
	return score
}

const maxWords = 16

// aligner compares names; it is scratch memory without meaning between calls.
type aligner struct {
	sims         [maxWords][maxWords]cell
	usedA, usedB [maxWords]bool
	matchOf      [maxWords]int8
	ways         []string
}

type cell struct {
	s   float64
	how string
}

// The costs of what does not agree.
const (
	// costBoth weighs words left over on both sides: they contradict each other.
	costBoth = 1.3
	// costExtra weighs words that one side has more.
	costExtra = 0.12
	// costTurned is for two names of which one has son and father the other way round.
	costTurned = 0.72
	// costShuffled is for two Korean names whose syllables stand in another order.
	costShuffled = 0.7
	// spelt is the least likeness of two spellings of a word.
	spelt = 0.95
	// sureBits is how many bits of agreeing words leave a doubt of one half.
	sureBits = 5
	// mostSure bounds every score of names: nothing is certain.
	mostSure = 0.99
	// initialAgainst is what an initial weighs that fits no word of the other side.
	initialAgainst = 8
)

// compare aligns the words of two names, most alike first, and weighs what agrees
// against what does not.
func (x *aligner) compare(a, b *name) NameScore {
	if len(a.words) == 0 || len(b.words) == 0 {
		return NameScore{}
	}
	x.ways = x.ways[:0]
	clear(x.usedA[:])
	clear(x.usedB[:])
	for i := range x.matchOf {
		x.matchOf[i] = -1
	}
	t := tally{}
	if !a.korean || !b.korean { // their syllables stand apart already
		x.joined(a, b, &t)
	}
	x.pair(a, b, &t)
	return x.weigh(a, b, &t)
}

// tally is what the pairs of two names add up to.
type tally struct {
	agree, paired, bits float64 // weighed likeness, weight, and bits of words that agree
	heavy               int     // pairs that are not light
	full                int     // of these, pairs of whole words
}

func (t *tally) add(p, q *word, s float64, how string) {
	w := (p.bits + q.bits) / 2
	if how == "initial" {
		w = lightBits
	}
	t.agree += w * s
	t.paired += w
	t.bits += min(p.bits, q.bits) * s
	if !p.light && !q.light {
		t.heavy++
		t.full++
	} else if how == "initial" {
		t.heavy++
	}
}

// joined pairs words written as one on one side with two on the other, and two
// words whose break moved: "Laurent Nkunda", "Lauren Tnkunda".
func (x *aligner) joined(a, b *name, t *tally) {
	for i, p := range a.pairs {
		for j, q := range b.words {
			x.tryJoin(p, q, i, i+1, j, j, t)
		}
	}
	for j, q := range b.pairs {
		for i, p := range a.words {
			x.tryJoin(p, q, i, i, j, j+1, t)
		}
	}
	for i, p := range a.pairs {
		for j, q := range b.pairs {
			if a.words[i].whole != b.words[j].whole && (p.whole == q.whole || !bothSpelt(a.words[i:i+2], b.words[j:j+2])) {
				x.tryJoin(p, q, i, i+1, j, j+1, t)
			}
		}
	}
}

// bothSpelt reports two words that are two spellings of the two others. Taken for one
// word whose break moved, they would count as one name of many people.
func bothSpelt(a, b []*word) bool {
	for i := range a {
		if s, _ := likeness(a[i], b[i]); s < spelt {
			return false
		}
	}
	return true
}

func (x *aligner) tryJoin(p, q *word, i, i2, j, j2 int, t *tally) {
	if p.whole != q.whole && (p.joint != q.joint || len(p.text) < 5) || x.usedA[i] || x.usedA[i2] || x.usedB[j] || x.usedB[j2] {
		return
	}
	x.usedA[i], x.usedA[i2], x.usedB[j], x.usedB[j2] = true, true, true, true
	t.add(p, q, 0.95, "spacing")
	if !p.light {
		t.heavy++ // two words in one
	}
	x.way("spacing")
}

// pair matches the words that are left, best likeness first.
func (x *aligner) pair(a, b *name, t *tally) {
	for i, p := range a.words {
		for j, q := range b.words {
			x.sims[i][j] = cell{}
			if !x.usedA[i] && !x.usedB[j] {
				s, how := likeness(p, q)
				x.sims[i][j] = cell{s, how}
			}
		}
	}
	for {
		best, at, bt := 0.0, -1, -1
		for i := range a.words {
			for j := range b.words {
				s := x.sims[i][j].s
				if x.usedA[i] || x.usedB[j] || s < best {
					continue
				}
				// Of equals the pair nearest in place, so that order is a fact
				// about the names and not about the search.
				if s > best || at >= 0 && abs(i-j) < abs(at-bt) {
					best, at, bt = s, i, j
				}
			}
		}
		if at < 0 || best == 0 {
			return
		}
		x.usedA[at], x.usedB[bt] = true, true
		x.matchOf[at] = int8(bt)
		how := x.sims[at][bt].how
		t.add(a.words[at], b.words[bt], best, how)
		if how != "" {
			x.way(how)
		}
	}
}

func abs(n int) int { return max(n, -n) }

func (x *aligner) way(how string) {
	if !slices.Contains(x.ways, how) {
		x.ways = append(x.ways, how)
	}
}

// weigh turns the pairs into a score.
func (x *aligner) weigh(a, b *name, t *tally) NameScore {
	if t.full == 0 {
		return NameScore{} // initials and particles name nobody
	}
	restA, restB := leftOver(a.words, x.usedA[:]), leftOver(b.words, x.usedB[:])
	total := t.paired
	if restA.against > 0 && restB.against > 0 {
		total += costBoth * (restA.against + restB.against)
	} else {
		total += costExtra * (restA.bits + restB.bits)
	}
	score := t.agree / total
	if t.heavy < 2 && max(a.heavy, b.heavy) > 1 {
		score *= 0.5 // one word of several says little
	}
	if restA.bits+restB.bits >= lightBits {
		x.way("extra")
	}
	if x.turned(a, b) {
		score *= costTurned
	}
	breaks := x.breaks(a)
	if breaks > 0 {
		x.way("order")
	}
	sure := mostSure * (1 - math.Exp2(-t.bits/sureBits))
	return NameScore{
		Score: score * sure, Ways: slices.Clone(x.ways), People: peopleOf(t.bits, t.heavy), parted: restA.names+restB.names > 0 || breaks > 1,
	}
}

// rest is what the words of one side without a partner weigh.
type rest struct {
	bits    float64 // as words that the other side leaves out
	against float64 // as words that contradict words left over on the other side
	names   int     // how many of them are no particle
}

func leftOver(words []*word, used []bool) rest {
	var r rest
	for i, w := range words {
		switch {
		case used[i]:
		case w.initial():
			r.bits += lightBits / 2.0
			r.against += initialAgainst // it stands for a word
			r.names++
		case w.light:
			r.bits += lightBits / 4.0
			if doubtfulParticles[w.text] {
				r.against += initialAgainst
				r.names++
			}
		default:
			r.names++
			r.bits += w.bits
			r.against += w.bits
		}
	}
	return r
}

// breaks counts where a word's partner does not stand behind that of the word before,
// the last word taken to come before the first: none or one where the names have one
// order, the family name first or last.
func (x *aligner) breaks(a *name) (n int) {
	first, last := int8(-1), int8(-1)
	for i := range a.words {
		m := x.matchOf[i]
		switch {
		case m < 0:
			continue
		case last < 0:
			first = m
		case m < last:
			n++
		}
		last = m
	}
	if n > 0 && last > first {
		n++ // as a ring it is broken there too
	}
	return n
}

// descent are the words between a name and that of the father.
var descent = setOf("bin", "ben", "ibn", "bint", "binti", "ould", "wuld")

// turned reports names in which the words on the two sides of "son of" have
// changed places: Ahmad bin Hasan is not Hasan bin Ahmad.
func (x *aligner) turned(a, b *name) bool {
	for i := 1; i+1 < len(a.words); i++ {
		if !descent[a.words[i].text] {
			continue
		}
		p, q := x.matchOf[i-1], x.matchOf[i+1]
		if p > q && q >= 0 && int(q)+2 == int(p) && descent[b.words[q+1].text] {
			return true
		}
	}
	return false
}
