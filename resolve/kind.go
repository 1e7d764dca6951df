package resolve

// Kind is what a column holds, as far as comparing records is concerned.
type Kind string

// The kinds a column can have. Identifier, Number, Truth, Protected, Time and
// Empty are never compared unless a model says otherwise.
const (
	GivenName   Kind = "given name"
	FamilyName  Kind = "family name"
	FullName    Kind = "full name"
	OtherNames  Kind = "other names" // derived: what a full name holds beside given and family name
	BirthDate   Kind = "date of birth"
	BirthYear   Kind = "year of birth" // with the month and the day: one date of birth in several columns
	BirthMonth  Kind = "month of birth"
	BirthDay    Kind = "day of birth"
	Place       Kind = "place"
	Postcode    Kind = "postcode"
	Address     Kind = "address"
	HouseNumber Kind = "house number"
	Phone       Kind = "phone"
	Email       Kind = "e-mail"
	Document    Kind = "document"
	BankAccount Kind = "bank account"
	Device      Kind = "device"
	IP          Kind = "ip address"
	FreeText    Kind = "free text"
	PhotoPrint  Kind = "photo print"
	Category    Kind = "category"
	Time        Kind = "time"
	Identifier  Kind = "identifier"
	Number      Kind = "number of unknown meaning"
	Truth       Kind = "known answer"
	Protected   Kind = "protected"
	Ignored     Kind = "ignored"
	Empty       Kind = "empty"
)

// levelSpec is one named level of agreement and what is assumed of it before
// any data is seen.
type levelSpec struct {
	name string
	m    float64 // share of true pairs expected at this level
	tf   float64 // how much of the rarity of the value counts: 1 all, 0 none
}

// kindSpec is how one kind is compared. Level 0 is always "missing", level 1
// always "same" and the last always "different".
type kindSpec struct {
	levels   []levelSpec
	personal bool // a person carries it; nobody shares it with a household or an office
	// typical is how often two strangers agree, as far as that is generally
	// known. It speaks where there are too few records to say, and fades as
	// they grow.
	typical float64
}

// Level numbers shared by all kinds.
const (
	levelMissing = 0
	levelSame    = 1
)

const damp = 0.7 // share of rarity that still counts on a fuzzy level

// kinds is the whole comparison model on one page. The shares are broad
// expectations; the data move them (see em.go).
func kinds() map[Kind]kindSpec {
	name := []levelSpec{{"missing", 0, 0}, {"same", .72, 1}, {"one letter apart", .09, damp}, {"known variant", .05, damp},
		{"initial", .03, 0}, {"in another name field", .02, damp}, {"similar", .03, damp}, {"different", .06, 0}}
	code := []levelSpec{{"missing", 0, 0}, {"same", .85, 1}, {"one character apart", .08, damp}, {"different", .07, 0}}
	soft := []levelSpec{{"missing", 0, 0}, {"same", .75, 1}, {"similar", .12, damp}, {"different", .13, 0}}
	return map[Kind]kindSpec{
		GivenName:  {typical: 0.004, levels: name, personal: true},
		FamilyName: {typical: 0.001, levels: name},
		OtherNames: {typical: 0.004, personal: true, levels: []levelSpec{{"missing", 0, 0}, {"same", .4, 1}, {"share a name", .2, damp}, {"initials fit", .15, 0}, {"different", .25, 0}}},
		BirthDate: {typical: 5e-05, personal: true, levels: []levelSpec{{"missing", 0, 0}, {"same", .75, 1}, {"one digit apart or day and month swapped", .11, damp},
			{"same year or same day and month", .07, 0}, {"two digits apart", .03, 0}, {"different", .04, 0}}},
		Place:       {typical: 0.01, levels: soft},
		Postcode:    {typical: 0.001, levels: []levelSpec{{"missing", 0, 0}, {"same", .7, 1}, {"one character apart", .08, damp}, {"same area", .1, damp}, {"different", .12, 0}}},
		Address:     {typical: 0.0001, levels: []levelSpec{{"missing", 0, 0}, {"same", .65, 1}, {"similar", .15, damp}, {"share words", .05, 0}, {"different", .15, 0}}},
		HouseNumber: {typical: 0.02, levels: code},
		Phone:       {typical: 1e-06, levels: code},
		Email:       {typical: 1e-06, levels: []levelSpec{{"missing", 0, 0}, {"same", .75, 1}, {"up to two characters apart", .1, damp}, {"same name before @", .04, damp}, {"different", .11, 0}}},
		Document:    {typical: 1e-06, levels: code, personal: true},
		BankAccount: {typical: 1e-06, levels: code},
		Device:      {typical: 1e-06, levels: code},
		IP:          {typical: 0.0001, levels: []levelSpec{{"missing", 0, 0}, {"same", .3, 1}, {"different", .7, 0}}},
		FreeText:    {typical: 0.001, levels: []levelSpec{{"missing", 0, 0}, {"same", .3, 1}, {"half of the words", .2, 0}, {"some words", .2, 0}, {"different", .3, 0}}},
		PhotoPrint:  {typical: 1e-06, personal: true, levels: []levelSpec{{"missing", 0, 0}, {"same", .6, 1}, {"up to six bits apart", .2, damp}, {"different", .2, 0}}},
		Category:    {typical: 0.3, levels: []levelSpec{{"missing", 0, 0}, {"same", .8, 1}, {"similar", .05, damp}, {"different", .15, 0}}},
	}
}
