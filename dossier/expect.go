package dossier

import (
	"muster"
	"muster/normal"
)

// defaultOccupancy is how many people are expected in an ordinary home where
// nobody says.
const defaultOccupancy = 5

// mail are the lists by which hosts of mail are classed.
func (o *Options) mail() normal.EmailLists { return normal.EmailLists{Disposable: o.Throwaway} }

// Approve changes which tools are approved for everybody, as Expect changes its
// number. Dossiers built from then on go by it.
func (x *Index) Approve(tools []muster.Agreed) { x.opt.Approved = tools }

// Expect changes how many people are expected in an ordinary home; 0 means the
// default. It is for an index that changes: nobody reads it meanwhile, and what
// was grouped before is grouped anew.
func (x *Index) Expect(occupancy int) {
	if occupancy == 0 {
		occupancy = defaultOccupancy
	}
	x.opt.Occupancy = occupancy
}
