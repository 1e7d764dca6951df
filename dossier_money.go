package muster

// ChargeFacts is what stands on record of charges to company cards and payment
// accounts that were refused approval, each small.
type ChargeFacts struct {
	Refs  []Ref // of the charges counted, at most [MaxOthers]
	Small int   // small charges refused approval within the window; what a subscription takes is left out
	Days  int   // different days of them
	Last  Time
}

// TransferFacts is what the movements on an account at an operator of payment
// services show. Amounts and other sides stay behind; whose country is whose is
// not looked at.
type TransferFacts struct {
	Refs   []Ref // pay that went on and where it went, at most [MaxOthers]
	Pay    int   // arrivals of pay within the window
	Passed int   // of those, nearly all went on within days to one or two others who are not the subject
	Away   int   // of those, mostly to an exchange, a money service or a wallet
	Last   Time  // the last arrival of pay

	Employers    int   // payers of wages who paid at least twice within the window
	EmployerRefs []Ref // one arrival from each, at most [MaxOthers]
}
