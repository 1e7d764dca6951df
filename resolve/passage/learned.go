package passage

// Learned are the words that are common in a collection of documents beside
// those that are common everywhere: by a word's hash, how many bits it tells.
// Whoever compares documents on several machines gives all of them one, so that
// all say the same of a passage.
type Learned map[uint64]float32

// MaxLearned is how many documents Learn needs to read; more teach nothing new.
const MaxLearned = learnDocs

// Learn returns what one document each of some people tells of common words.
func Learn(texts []string) Learned {
	var sample [][]uint64
	var w []word
	for _, text := range texts {
		var different []uint64
		different, w = differentWords(text, w[:0])
		sample = append(sample, different)
	}
	all := newVocabulary()
	all.learn(sample)
	learned := Learned{}
	listed := newVocabulary()
	for hash, bits := range all {
		if known, ok := listed[hash]; !ok || known != bits {
			learned[hash] = bits
		}
	}
	return learned
}

// take takes up what was learned elsewhere.
func (v vocabulary) take(l Learned) {
	for hash, bits := range l {
		v[hash] = bits
	}
}

// Weigh makes the shelf weigh words as learned elsewhere from now on.
func (s *Shelf) Weigh(l Learned) {
	s.opt.Learned = l
	s.words = newVocabulary()
	s.words.take(l)
}
