package muster

// Charge is one line of expenses, or of a card or payment account that a
// subject holds for the organisation.
type Charge struct {
	At       Time    `json:"at,omitzero"`
	Amount   Decimal `json:"amount,omitempty"`
	Currency Text    `json:"currency,omitempty"`
	Merchant Text    `json:"merchant,omitempty"`
	Card     Text    `json:"card,omitempty"`     // how the organisation calls the card or account; never its whole number
	Approved Answer  `json:"approved,omitempty"` // whether somebody whose task it is approved it; empty where nobody looked
}

// Kind returns KindCharge.
func (*Charge) Kind() Kind { return KindCharge }
