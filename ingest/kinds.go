package ingest

import (
	"slices"
	"sync"

	"muster"
)

// TableKind is what a table is about, as muster.yaml and reports write it.
type TableKind string

// The kinds of table.
const (
	People       TableKind = "people"
	Applications TableKind = "applications"
	Interviews   TableKind = "interviews"
	References   TableKind = "references"
	Referrals    TableKind = "referrals"
	Documents    TableKind = "documents"
	Shipments    TableKind = "shipments"
	BankDetails  TableKind = "bank_details" // details and their changes
	Payments     TableKind = "payments"
	Invoices     TableKind = "invoices"
	Charges      TableKind = "charges" // expenses and lines of company cards
	Changes      TableKind = "changes" // of names, addresses and contacts
	Leavers      TableKind = "leavers"
	Checks       TableKind = "checks"
	Reports      TableKind = "reports"
	Agencies     TableKind = "agencies"
	Offices      TableKind = "offices"
	Adverts      TableKind = "adverts"
	Templates    TableKind = "templates"
	Indicators   TableKind = "indicators"
	Crosswalk    TableKind = "crosswalk"
	Ranges       TableKind = "account_ranges" // what accounts are
	Devices      TableKind = "devices"        // issued to people
	Agreements   TableKind = "agreements"     // travel, hours, tools
	Accounts     TableKind = "accounts"       // on a platform, whose subjects they are
	Contracts    TableKind = "contracts"      // of one account with another
	Bids         TableKind = "bids"
	Ratings      TableKind = "ratings"
	Messages     TableKind = "messages"  // texts of proposals and messages, read only on stated grounds
	Transfers    TableKind = "transfers" // on accounts at an operator of payment services
)

// Kinds lists the kinds of table in the order of the documentation.
func Kinds() []TableKind {
	var out []TableKind
	for _, s := range kindSpecs() {
		out = append(out, s.name)
	}
	return out
}

// kindSpec describes one kind of table: the type its rows become and the
// headers its fields are known by.
type kindSpec struct {
	name   TableKind
	make   func() any // a pointer to the type of a row
	fields []fieldSpec
	// needs lists groups of paths; a table is of this kind only if it has at
	// least one path of each group.
	needs [][]string
	// required paths make a row worthless when empty.
	required []string
	hints    []string // words in file and sheet names
}

// fieldSpec is one field of a row and the headers it is known by, folded by
// foldHeader and separated by bars.
type fieldSpec struct {
	path    string // JSON names joined by dots, or one of the meta paths
	weight  int    // how much a match speaks for the kind
	headers string
}

// Meta paths are columns that are not fields of the row's data.
const (
	metaPerson      = "@person"      // id in the people table
	metaCandidate   = "@candidate"   // id of the candidate in the applicant system
	metaApplication = "@application" // id of the application
	metaSubject     = "@subject"     // id of a subject, of whatever table
	metaMember      = "@member"      // id of an account on a platform, where no other id names the subject
	metaID          = "@id"          // an id without further words: the subject's or the row's own
	metaRecord      = "@record"      // the row's own id
	metaRecorded    = "@recorded"    // when the source wrote the row
	metaFile        = "@file"        // path or name of a file about the subject
	metaAccount     = "@account"     // people: what systems know the person by, such as the work e-mail
	metaSystem      = "@system"      // crosswalk: the system an id belongs to
	metaOther       = "@other"       // crosswalk: the id in that system
	metaBy          = "@by"          // changes: who entered the row
	metaUnused      = "@unused"      // known, and of no use here
	metaNever       = "@never"       // known, and never read: see design rule 5
)

// softly, before a path, marks a column that only helps out: it counts where
// no other column fills the field, and a cell that says nothing is no fault.
// Each company names the stages of its hiring as it likes. One of weight 0 says
// nothing of the kind of table: it is read once that is known by the others.
const softly = "?"

// metaPaths lists the meta paths that muster.yaml may name.
func metaPaths() []string {
	return []string{metaPerson, metaCandidate, metaApplication, metaSubject, metaMember, metaID, metaRecord, metaRecorded, metaFile, metaAccount, metaSystem, metaOther, metaBy, metaUnused}
}

// kindSpecs returns every kind, in the order in which equal scores are decided.
// It is built once, for every file asks for it, and only read.
var kindSpecs = sync.OnceValue(func() []*kindSpec {
	return slices.Concat(peopleKinds(), hiringKinds(), moneyKinds(), registerKinds(), liveKinds(), platformKinds())
})

func specOf(kind TableKind) *kindSpec {
	for _, s := range kindSpecs() {
		if s.name == kind {
			return s
		}
	}
	return nil
}

func newOf[T any]() func() any { return func() any { return new(T) } }

// introduces reports whether the rows are subjects themselves, whom other
// tables name.
func (s *kindSpec) introduces() bool { return s.name == People || s.name == Accounts }

// isRegister reports whether the rows are not about subjects.
func (s *kindSpec) isRegister() bool {
	_, about := s.make().(muster.Data)
	return !about
}
