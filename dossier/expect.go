package dossier

// defaultOccupancy is how many people are expected in an ordinary home where
// nobody says.
const defaultOccupancy = 5

// Expect changes how many people are expected in an ordinary home; 0 means the
// default. It is for an index that changes: nobody reads it meanwhile, and what
// was grouped before is grouped anew.
func (x *Index) Expect(occupancy int) {
	if occupancy == 0 {
		occupancy = defaultOccupancy
	}
	x.opt.Occupancy = occupancy
}
