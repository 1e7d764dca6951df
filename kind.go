package muster

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Kind names what an observation states, and thereby the type of its data.
type Kind string

// The kinds of observation about a subject.
const (
	KindPerson      Kind = "person"       // a row of the people table (HR system)
	KindApplication Kind = "application"  // an application for a job
	KindInterview   Kind = "interview"    // an interview: planned, moved, held, and what was noted
	KindReference   Kind = "reference"    // a referee and what they answered
	KindReferral    Kind = "referral"     // somebody inside recommended this subject
	KindDocument    Kind = "document"     // an identity or education document as recorded
	KindImage       Kind = "image"        // facts read from a picture file
	KindCV          Kind = "cv"           // a CV: its text, metadata and facts
	KindMessage     Kind = "message"      // a cover letter or message written by the subject
	KindShipment    Kind = "shipment"     // equipment sent out or coming back
	KindBank        Kind = "bank_details" // where the subject asks to be paid, or a change of it
	KindPayment     Kind = "payment"      // a payment made to the subject
	KindInvoice     Kind = "invoice"      // an invoice from the subject
	KindCharge      Kind = "charge"       // a line of expenses or of a company card
	KindChange      Kind = "change"       // a change of name or address
	KindLeaver      Kind = "leaver"       // the end of work
	KindCheck       Kind = "check"        // a verification step and its outcome
	KindReport      Kind = "report"       // something a named person or body reported

	// Of platforms: an account is the subject there.
	KindAccount  Kind = "account"  // an account as a platform holds it
	KindContract Kind = "contract" // work of one account for another
	KindBid      Kind = "bid"      // a proposal, or a day's number of them
	KindRating   Kind = "rating"   // what a client gave for work
	KindTransfer Kind = "transfer" // money in or out of an account at an operator of payment services

	// What stays of logs. All but issued and agreed are monitoring: they are off
	// until notice and impact assessment are on record.
	KindSignIns     Kind = "sign_ins"     // one day's sign-ins from one address and device
	KindMovement    Kind = "movement"     // a change of place that a journey does not explain
	KindDeviceDay   Kind = "device_day"   // how and where a device stood on one day
	KindAttachment  Kind = "attachment"   // something plugged into a device
	KindProgram     Kind = "program"      // a program seen on a device
	KindActivityDay Kind = "activity_day" // when somebody was active on one day
	KindWorkDay     Kind = "work_day"     // how often somebody did one thing on one day
	KindSession     Kind = "session"      // a session in one system
	KindAttendance  Kind = "attendance"   // a stay in a meeting
	KindCalls       Kind = "calls"        // an order of calls an outside account repeated
	KindIssued      Kind = "issued"       // a device given to somebody
	KindAgreed      Kind = "agreed"       // what was agreed about when and where they work
)

// Data is the typed payload of an observation. Implementations are the
// pointer types in this package named after their kind.
type Data interface {
	// Kind returns the kind this type belongs to.
	Kind() Kind
}

// kinded is a kind with the constructor of its data.
type kinded struct {
	kind Kind
	data func() Data
}

// kinds lists every kind. It is asked for each observation that is read.
var kinds = [...]kinded{
	{KindPerson, func() Data { return new(Person) }},
	{KindApplication, func() Data { return new(Application) }},
	{KindInterview, func() Data { return new(Interview) }},
	{KindReference, func() Data { return new(Reference) }},
	{KindReferral, func() Data { return new(Referral) }},
	{KindDocument, func() Data { return new(Document) }},
	{KindImage, func() Data { return new(Image) }},
	{KindCV, func() Data { return new(CV) }},
	{KindMessage, func() Data { return new(Message) }},
	{KindShipment, func() Data { return new(Shipment) }},
	{KindBank, func() Data { return new(BankDetails) }},
	{KindPayment, func() Data { return new(Payment) }},
	{KindInvoice, func() Data { return new(Invoice) }},
	{KindCharge, func() Data { return new(Charge) }},
	{KindChange, func() Data { return new(Change) }},
	{KindLeaver, func() Data { return new(Leaver) }},
	{KindCheck, func() Data { return new(Check) }},
	{KindReport, func() Data { return new(Report) }},
	{KindAccount, func() Data { return new(PlatformAccount) }},
	{KindContract, func() Data { return new(Contract) }},
	{KindBid, func() Data { return new(Bid) }},
	{KindRating, func() Data { return new(Rating) }},
	{KindTransfer, func() Data { return new(Transfer) }},
	{KindSignIns, func() Data { return new(SignIns) }},
	{KindMovement, func() Data { return new(Movement) }},
	{KindDeviceDay, func() Data { return new(DeviceDay) }},
	{KindAttachment, func() Data { return new(Attachment) }},
	{KindProgram, func() Data { return new(Program) }},
	{KindActivityDay, func() Data { return new(ActivityDay) }},
	{KindWorkDay, func() Data { return new(WorkDay) }},
	{KindSession, func() Data { return new(Session) }},
	{KindAttendance, func() Data { return new(Attendance) }},
	{KindCalls, func() Data { return new(Calls) }},
	{KindIssued, func() Data { return new(Issued) }},
	{KindAgreed, func() Data { return new(Agreed) }},
}

// Kinds returns all kinds in alphabetical order.
func Kinds() []Kind {
	var list []Kind
	for _, k := range kinds {
		list = append(list, k.kind)
	}
	slices.Sort(list)
	return list
}

// NewData returns an empty payload of that kind.
func NewData(kind Kind) (Data, error) {
	for _, k := range kinds {
		if k.kind == kind {
			return k.data(), nil
		}
	}
	return nil, fmt.Errorf("kind %q is not known; the kinds are %v", kind, Kinds())
}

// strictJSON decodes one JSON value and refuses unknown fields and trailing
// text.
func strictJSON(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one value")
	}
	return nil
}

// Answer is yes, no or not stated. The zero value is not stated, so that an
// empty cell never counts as "no".
type Answer string

// The answers.
const (
	Unstated Answer = ""
	Yes      Answer = "yes"
	No       Answer = "no"
)

// The semantic text types tell ingest how a field is recognised, validated,
// masked and turned into an artefact. All keep the value as the source wrote
// it; canonical forms are normal's business.
type (
	// Text is free text without further meaning.
	Text string
	// PersonName is a person's name, whole or in part.
	PersonName string
	// Email is an e-mail address.
	Email string
	// Phone is a telephone number in any writing.
	Phone string
	// Address is a postal address on one or several lines.
	Address string
	// Postcode is a postal code.
	Postcode string
	// City is a town or city.
	City string
	// Country is a country's name or code. It is compared with other claims of
	// the same person and never scored by itself.
	Country string
	// URL is a web address, profile or repository.
	URL string
	// Account is a bank account: an IBAN, or a number that goes with a sort
	// code or routing number.
	Account string
	// BankCode is a sort code, routing number or BIC.
	BankCode string
	// Wallet is a crypto-currency address.
	Wallet string
	// DocumentNumber is the number of a passport, licence or certificate.
	DocumentNumber string
	// Network is an IP address.
	Network string
	// Device is a device or browser identifier as a source gives it.
	Device string
	// Decimal is an exact decimal number such as an amount of money.
	Decimal string
)
