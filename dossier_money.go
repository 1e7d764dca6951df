package muster

// ChargeFacts is what stands on record of charges to company cards and payment
// accounts that were refused approval, each small.
type ChargeFacts struct {
	Refs  []Ref // of the charges counted, at most [MaxOthers]
	Small int   // small charges refused approval within the window; what a subscription takes is left out
	Days  int   // different days of them
	Last  Time
}
