package resolve

// Relatives says what becomes of pairs that look like two members of a family.
type Relatives string

// What a model may say of relatives. Left out, the data decide.
const (
	RelativesApart Relatives = "apart" // such a pair is no link
	RelativesOne   Relatives = "one"   // such a pair is judged by its evidence alone
)

// household is how a pair of one family name and one home looks.
type household uint8

const (
	noHousehold household = iota
	onePerson             // given name and birth agree as far as they are there
	twoOrOne              // one of them is another's altogether
	twoPeople             // both are
)

// household looks at a pattern. Father and son of one name differ in birth,
// twins in the given name; everything else of theirs is the same, and none of
// it tells who is who. A document or a picture in common does.
func (f *frame) household(p pattern) household {
	conflicts := 0
	var otherFamily, phone, street, elsewhere, proof bool
	for i, fl := range f.fields {
		l := p.level(i)
		if l == levelMissing {
			continue
		}
		agrees := l < len(fl.spec.levels)-1
		switch fl.kind {
		case GivenName, BirthDate:
			if !agrees {
				conflicts++
			}
		case FamilyName:
			otherFamily = otherFamily || !agrees
		case Phone:
			phone = phone || agrees
		case Address:
			street = street || l <= levelSimilar
		case HouseNumber, Postcode, Place:
			elsewhere = elsewhere || !agrees // one street name stands in many towns
		case Document, PhotoPrint:
			proof = proof || agrees
		}
	}
	switch {
	case otherFamily || !phone && (!street || elsewhere):
		return noHousehold
	case proof:
		return onePerson
	}
	return onePerson + household(min(conflicts, 2))
}

// levelSimilar is the level of addresses written nearly the same.
const levelSimilar = 2

const (
	// enoughHomes pairs of one home and one person must have been seen before
	// the data may say that homes hold one person each.
	enoughHomes = 200
	fewFamilies = 0.001 // share of clearly different people among pairs of one home, below which there are no families
	fewDoubtful = 0.01  // the same of pairs that differ in name or birth
)

// familiesIn decides from the pairs compared whether the data hold members of
// one household as records of their own. Where they do, or where too little was
// seen to say, pairs that could be relatives are kept apart: twins must not
// become one person. Where every home stands for one person, such pairs are
// errors of writing like any other.
func (f *frame) familiesIn(counts []PatternCount) bool {
	var seen [4]int64
	for _, c := range counts {
		seen[f.household(c.Pattern)] += c.Pairs
	}
	one := float64(seen[onePerson])
	return one < enoughHomes || float64(seen[twoPeople]) >= fewFamilies*one || float64(seen[twoOrOne]) >= fewDoubtful*one
}
