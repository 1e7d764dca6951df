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

// Transfer is money in or out of an account that the subject holds with an
// operator of payment services, who looks at its own customers. An employer has
// no such records, and a payroll never becomes one.
type Transfer struct {
	PayTo                   // the other side
	At       Time           `json:"at,omitzero"`
	Way      TransferWay    `json:"way,omitempty"`
	Amount   Decimal        `json:"amount,omitempty"` // never negative
	Currency Text           `json:"currency,omitempty"`
	Purpose  TransferReason `json:"purpose,omitempty"`
}

// TransferWay is which way money went.
type TransferWay string

// The ways of money.
const (
	TransferIn  TransferWay = "in"
	TransferOut TransferWay = "out"
)

// TransferReason is what a movement is for, as the payer or the operator marked
// it. Only what is marked as pay counts as pay.
type TransferReason string

// The reasons of a movement.
const (
	TransferPay    TransferReason = "salary"
	TransferCard   TransferReason = "card" // bought or drawn with a card
	TransferDebit  TransferReason = "direct_debit"
	TransferFee    TransferReason = "fee"
	TransferRefund TransferReason = "refund"
	TransferOther  TransferReason = "other"
)

// Kind returns KindTransfer.
func (*Transfer) Kind() Kind { return KindTransfer }
