package assess

import (
	"slices"

	"muster"
	"muster/detect"
)

// remedy says how a kind of observation that is missing is made visible.
type remedy struct {
	kind    muster.Kind
	what    string
	remedy  string
	control string // measure of the catalogue
}

// remedies are ordered as the life cycle goes.
var remedies = []remedy{
	{muster.KindApplication, "Applications were not among the files, so nothing could be compared across applicants.", "Export applications from the applicant system as CSV, with phone and e-mail.", "A-01"},
	{muster.KindCV, "CVs were not among the files, so texts and histories could not be compared.", "Put the CV files in a folder, each named with the application's id.", "A-03"},
	{muster.KindInterview, "There are no interview records.", "Keep a sheet of interviews with date, mode, status and the closed choices of the form.", "V-04"},
	{muster.KindReference, "There are no references.", "Record each referee with their contact, who found that contact, and the outcome.", "B-01"},
	{muster.KindReferral, "Recommendations between people are not recorded.", "Record who recommended whom, with the date.", "A-07"},
	{muster.KindDocument, "There are no records of identity documents.", "Record type, number and machine-readable zone of each document seen.", "I-01"},
	{muster.KindImage, "There are no picture files of documents.", "Ask for the original picture files, not copies sent through a messenger.", "I-03"},
	{muster.KindShipment, "Equipment deliveries were not among the files.", "Export shipments with address, recipient, phone and dates.", "O-01"},
	{muster.KindBank, "Bank details and their changes were not among the files.", "Export bank details with the date of each change and who made it.", "P-03"},
	{muster.KindPayment, "Payments were not among the files.", "Export the pay run or payments with the account paid.", "P-04"},
	{muster.KindInvoice, "Contractors' invoices were not among the files.", "Export invoices with payee, account and address.", "P-01"},
	{muster.KindCharge, "Lines of expenses and company cards were not among the files.", "Export expenses and card lines with date, merchant, amount and approval.", "M-08"},
	{muster.KindLeaver, "Leavers were not among the files, so new applicants could not be compared with earlier ones.", "Export leavers with the reason for leaving.", "M-11"},
	{muster.KindCheck, "No checks are recorded, so it cannot be seen which were done.", "Record each check with its type, date, outcome and who did it.", "I-05"},
	{muster.KindReport, "No reports by colleagues or outside bodies are recorded.", "Keep a sheet of reports with date, closed choice and who recorded it.", "G-06"},
	{muster.KindPerson, "The people table (HR export) was not among the files.", "Export people from the HR system with start date, address and contact.", "M-11"},
	{muster.KindChange, "Changes of name and address are not recorded, so an honest change cannot be told from a contradiction.", "Export the change history, with whether papers were seen.", "O-01"},
	{muster.KindSignIns, "Sign-in records were not among the files, so claimed and seen places could not be compared.", "Export the sign-in log of the identity system as JSON.", "M-04"},
	{muster.KindMovement, "Journeys between sign-ins were not among the files, so those nobody could make were not seen.", "Export the sign-in log of the identity system as JSON, with places.", "M-04"},
	{muster.KindSession, "Sessions were not among the files, so those that never end were not seen.", "Export the sign-in log of the identity system as JSON, with session ids.", "M-04"},
	{muster.KindAttendance, "Logs of meetings were not among the files, so the place an interview was joined from could not be compared.", "Export participants' reports from the meeting service as JSON.", "V-04"},
	{muster.KindCalls, "Logs of the recruiting system's own interfaces were not among the files.", "Export the audit log of the recruiting system as JSON.", "A-01"},
	{muster.KindWorkDay, "Logs of code and shared systems were not among the files, so copies, keys and commits could not be compared with what is usual.", "Export the audit logs of the code forge and of chat and files as JSON.", "M-07"},
	{muster.KindActivityDay, "Hours of activity were not among the files.", "Export counts of input by the minute or presence, never content, from a system that has them; tell people first.", "M-06"},
	{muster.KindProgram, "Programs on issued devices were not among the files.", "Export software and process events from device management or osquery.", "M-02"},
	{muster.KindAttachment, "What was plugged into issued devices was not among the files.", "Switch on records of attached devices (Windows 6416, osquery usb_devices) and export them.", "M-03"},
	{muster.KindDeviceDay, "How and where issued devices stood was not among the files.", "Export device inventory and reports (Intune, Jamf, osquery) with addresses, power, lid and line.", "M-02"},
}

// platformRemedies are for whoever holds accounts. An employer has none, and is
// not told of them.
var platformRemedies = []remedy{
	{muster.KindAccount, "The accounts themselves were not among the files.", "Export accounts with the date they were opened, contacts and the device of the registration.", "A-01"},
	{muster.KindContract, "Contracts between accounts were not among the files.", "Export contracts with both accounts, dates and amounts.", "M-11"},
	{muster.KindBid, "Bids were not among the files.", "Export bids with account, time and state, or their number by day.", "M-11"},
	{muster.KindTransfer, "Movements on the accounts were not among the files; a bank or payment firm has them.", "Export movements with the account, way, amount, other side and purpose.", "P-02"},
	{muster.KindRating, "Ratings were not among the files.", "Export ratings with the account, the client, the date and the stars.", "M-11"},
}

// missingKinds says, for each kind of observation no file held, what could not
// be seen and which flags could not run.
func missingKinds(detectors []detect.Detector, kinds map[muster.Kind]int) []muster.Unseen {
	var list []muster.Unseen
	asked := remedies
	platform := slices.ContainsFunc(platformRemedies, func(r remedy) bool { return kinds[r.kind] > 0 })
	if platform {
		asked = slices.Concat(asked, platformRemedies)
	}
	for _, r := range asked {
		if kinds[r.kind] > 0 {
			continue
		}
		u := muster.Unseen{What: r.what, Why: "no such records in this run", Remedy: r.remedy, Control: r.control}
		for i := range detectors {
			d := &detectors[i]
			if !platform && slices.Contains(d.Needs, muster.KindAccount) {
				continue
			}
			if blocked(d, kinds) && slices.Contains(d.Needs, r.kind) {
				u.Flags = append(u.Flags, d.Flag)
			}
		}
		list = append(list, u)
	}
	return list
}

// blocked reports whether a detector has none of the kinds it needs. An account
// is whom it is about; where it needs more, the account alone shows nothing.
func blocked(d *detect.Detector, kinds map[muster.Kind]int) bool {
	return !slices.ContainsFunc(d.Needs, func(k muster.Kind) bool {
		return kinds[k] > 0 && (k != muster.KindAccount || len(d.Needs) == 1)
	})
}

// unseenOf says what could not be seen of one person although records of the
// kind were handed in.
func unseenOf(d *muster.Dossier) []muster.Unseen {
	var list []muster.Unseen
	for i := range d.CVs {
		if d.CVs[i].Unreadable {
			list = append(list, muster.Unseen{
				Subject: d.Subject, What: "The CV holds no text that could be read.",
				Why:    "it is a scan or a picture, and text in pictures is not read",
				Remedy: "Ask for the CV as a text document.", Control: "A-03",
			})
		}
	}
	for i := range d.Documents {
		if d.Documents[i].MRZ == muster.MRZBroken {
			list = append(list, muster.Unseen{
				Subject: d.Subject, What: "The machine-readable zone of a document could not be read.",
				Why: "it is incomplete or mistyped", Remedy: "Type the zone again from the original.", Control: "I-03",
			})
		}
	}
	return list
}
