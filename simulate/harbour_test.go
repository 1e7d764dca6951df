package simulate

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"muster/internal/fileform"
)

var update = flag.Bool("update", false, "write examples/harbour anew")

// TestHarbour keeps examples/harbour and the program that makes it together:
// every table must be byte for byte what is made here, and every other file
// must be there. With -update the folder is written.
func TestHarbour(t *testing.T) {
	files := harbourFiles(t)
	root := filepath.Join("..", "examples")
	if *update {
		if err := os.RemoveAll(filepath.Join(root, "harbour")); err != nil {
			t.Fatal(err)
		}
		for path, data := range files {
			full := filepath.Join(root, filepath.FromSlash(path))
			if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(full, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	total := 0
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
		if err != nil {
			t.Errorf("%v: run go test ./simulate -run TestHarbour -update", err)
			continue
		}
		total += len(got)
		switch filepath.Ext(path) {
		case ".csv", ".txt", ".md", ".yaml":
			// Git may have changed line ends on the way to this disk.
			if !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
				t.Errorf("%s differs from what is made here", path)
			}
		}
		if len(got) > 1<<20 {
			t.Errorf("%s has %d bytes, more than 1 MB", path, len(got))
		}
	}
	if total > 3<<20 {
		t.Errorf("the example has %d bytes, more than 3 MB", total)
	}
	err := filepath.WalkDir(filepath.Join(root, "harbour"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		relative, _ := filepath.Rel(root, path)
		if _, made := files[filepath.ToSlash(relative)]; !made {
			t.Errorf("%s is not made here", path)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// member is one line of the cast.
type member struct {
	employee, candidate, given, family, born, title, department string
	applied, status, started, ended                             string
	street, unit, town, postcode, country, form, note           string

	number                                 int
	email, phone, applyPhone, former, knew string
	agency, employment, company            string
	channel, network, referrer             string
	employer, school, degree               string
	degreeEnd, toldEnd                     int
	adjustment                             string
	extra                                  []string // passages in the CV
	template                               bool
}

func (m *member) id() string {
	if m.employee != "" {
		return m.employee
	}
	return m.candidate
}

func (m *member) full() string { return m.given + " " + m.family }

func (m *member) address() string {
	return home{m.unit, m.street, m.town, m.postcode, m.country}.whole()
}

// harbour is the example under construction.
type harbour struct {
	t     *testing.T
	s     source
	w     *world
	cast  []*member
	by    map[string]*member
	files map[string][]byte
}

func harbourFiles(t *testing.T) map[string][]byte {
	t.Helper()
	h := &harbour{t: t, s: newSource(29, 99, 1), w: newWorld(Defaults(100, 29)), by: map[string]*member{}, files: map[string][]byte{}}
	h.load()
	h.stories()
	h.hr()
	h.ats()
	h.money()
	h.shipping()
	h.cvs()
	h.pictures()
	h.texts()
	return h.files
}

func (h *harbour) load() {
	mail := []string{"post.example", "letterbox.example", "mailbox.example"}
	for n, f := range fieldsOf(harbourCast) {
		if len(f) != 18 {
			h.t.Fatalf("cast line %d has %d fields: %v", n+1, len(f), f)
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		m := &member{
			employee: f[0], candidate: f[1], given: f[2], family: f[3], born: f[4], title: f[5], department: f[6],
			applied: f[7], status: f[8], started: f[9], ended: f[10],
			street: f[11], unit: f[12], town: f[13], postcode: f[14], country: f[15], form: f[16], note: f[17],
			number: n, employment: "Full-Time", channel: []string{"Careers page", "Jobs board", "LinkedIn"}[n%3],
		}
		if m.employee == "HF-001" {
			m.started = "2009-05-01"
		}
		m.email = asciiLower(m.given) + "." + asciiLower(m.family) + "@" + mail[n%3]
		m.phone = fmt.Sprintf("07700 900%03d", 101+n*7%890)
		m.network = fmt.Sprintf("203.0.113.%d", 5+n*3%240)
		s := newSource(29, 98, uint64(n))
		m.employer, m.school, m.degree = h.w.employer(s), pick(s, schools), pick(s, degrees)
		m.degreeEnd = mustDay(m.born).time().Year() + 22
		m.toldEnd = m.degreeEnd
		h.cast = append(h.cast, m)
		h.by[m.id()] = m
		if m.candidate != "" {
			h.by[m.candidate] = m
		}
	}
	for _, m := range h.cast {
		m.applyPhone = m.phone
	}
}

func mustDay(s string) day {
	at, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err) // the cast is part of the test
	}
	return dayOf(at)
}

// stories gives some people what the example is about.
func (h *harbour) stories() {
	at := func(id string) *member { return h.by[id] }
	// Honest people first.
	for _, id := range []string{"4122", "4111", "4113", "4115"} {
		at(id).agency, at(id).channel, at(id).applyPhone = "Quayside Talent", "Agency", "020 7946 0321"
	}
	at("4104").network, at("4105").network = "198.51.100.23", "198.51.100.23"
	at("4103").email, at("4103").phone = at("4129").email, at("4129").phone
	at("4103").applyPhone = at("4129").phone
	at("4103").employer, at("4103").school, at("4103").degree = at("4129").employer, at("4129").school, at("4129").degree
	at("4103").network = at("4129").network
	at("4129").former = "Leila Benali"
	at("4108").phone, at("4108").applyPhone = "+49 152 28817386", "+49 152 28817386"
	at("4109").employment, at("4109").company = "Contractor", "Tierney Software Ltd"
	at("4110").adjustment = "yes"
	at("4137").applyPhone = "07700 900998"
	at("4140").knew = "Kavi"
	at("4135").channel, at("4135").referrer = "Referral", "HF-011"
	for _, id := range []string{"4118", "4121", "4124", "4134"} {
		at(id).template = true
	}
	// One hand behind six names.
	at("4116").applyPhone, at("4117").applyPhone = "07700 900951", "07700 900951"
	at("4116").phone, at("4117").phone = "07700 900951", "07700 900951"
	at("4116").extra, at("4117").extra = []string{harbourPassageA}, []string{harbourPassageA, harbourPassageB}
	at("4123").extra, at("4131").extra = []string{harbourPassageB}, []string{harbourPassageC, harbourPassageB}
	at("4128").extra = []string{harbourPassageC}
	at("4123").network, at("4125").network = "198.51.100.77", "198.51.100.77"
	at("4128").toldEnd -= 4
	at("4131").employment = "Contractor"
}

// sheet is a table under construction.
type sheet [][]string

func (s *sheet) row(cells ...string) { *s = append(*s, cells) }

func (h *harbour) csv(path string, s sheet) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for i, row := range s {
		if len(row) != len(s[0]) {
			h.t.Fatalf("%s row %d has %d cells, the header %d", path, i+1, len(row), len(s[0]))
		}
		if err := w.Write(row); err != nil {
			h.t.Fatal(err)
		}
	}
	w.Flush()
	h.files["harbour/"+path] = b.Bytes()
}

// dmy writes an ISO date as British sheets do.
func dmy(iso string) string {
	if iso == "" {
		return ""
	}
	return mustDay(iso).time().Format("02/01/2006")
}

func later(iso string, days int) string { return (mustDay(iso) + day(days)).iso() }

func (h *harbour) hr() {
	rows := [][]any{{"Employee #", "First Name", "Last Name", "Preferred Name", "Former Name", "Date of Birth", "Home Email", "Mobile Phone", "Address Line 1", "Address Line 2",
		"City", "Postcode", "Country", "Job Title", "Department", "Employment Type", "Agency", "Hire Date", "Termination Date", "Candidate ID", "Right to Work Checked", "Adjustment"}}
	for _, m := range h.cast {
		if m.employee == "" {
			continue
		}
		date := func(iso string) any {
			if iso == "" {
				return ""
			}
			return mustDay(iso).time()
		}
		checked := ""
		if m.candidate != "" {
			checked = later(m.started, -7)
		}
		rows = append(rows, []any{m.employee, m.given, m.family, m.knew, m.former, date(m.born), m.email, m.phone, m.street, m.unit, m.town, m.postcode, countryName(m.country),
			m.title, m.department, m.employment, m.agency, date(m.started), date(m.ended), m.candidate, date(checked), m.adjustment})
	}
	data, err := fileform.XLSX([]fileform.Sheet{{Name: "Employees", Rows: rows}})
	if err != nil {
		h.t.Fatal(err)
	}
	h.files["harbour/hr/employees.xlsx"] = data

	gareth := h.by["4106"]
	h.csv("hr/changes.csv", sheet{
		{"Employee ID", "Field", "Old Value", "New Value", "Changed On", "Documented"},
		{"HF-022", "Address", "51 Sloe Road, Newport, NP19 8XQ, United Kingdom", gareth.address(), "2025-09-22", "yes"},
		{"HF-033", "Name", "Leila Benali", "Leila Haddad", "2025-11-10", "yes"},
		{"HF-009", "Phone", "07700 900940", h.by["HF-009"].phone, "2025-12-01", ""},
	})
	h.csv("hr/leavers.csv", sheet{
		{"Employee ID", "Last Day", "Reason", "Identity Concern", "Notice Date"},
		{"HF-034", "2026-05-22", "Dismissed", "yes", "2026-05-22"},
	})
	h.csv("hr/agencies.csv", sheet{
		{"Agency", "Phone", "Email", "Address", "Checks Evidenced"},
		{"Quayside Talent", "020 7946 0321", "cv@quayside-talent.example", "4 Quayside Row, London, SE1 9XP, United Kingdom", "yes"},
	})
	h.csv("hr/offices.csv", sheet{
		{"Office", "Address", "Network"},
		{"Bristol", "1 Harbourside Walk, Bristol, BS1 5XN, United Kingdom", "192.0.2.10"},
	})
	h.checks()
}

func (h *harbour) checks() {
	s := sheet{{"Person ID", "Candidate ID", "Check Type", "Requested On", "Due On", "Completed On", "Outcome", "Times Postponed", "Verified Name", "Verified Address", "Recorded By", "Confirmed"}}
	for _, m := range h.cast {
		if m.candidate == "" || m.employee == "" {
			continue
		}
		asked := later(m.started, -21)
		s.row(m.employee, m.candidate, "Identity check", asked, "", later(asked, 6), "passed", "", m.full(), m.address(), "people-team", "")
		s.row(m.employee, m.candidate, "Right to work check", asked, "", later(asked, 14), "passed", "", "", "", "people-team", "")
	}
	s.row("HF-028", "4114", "In-person check", "2025-11-03", "2025-11-17", "2025-12-08", "passed", "2", "", "", "front-desk", "yes")
	s.row("HF-032", "4125", "In-person check", "2026-01-09", "2026-01-23", "", "pending", "3", "", "", "people-team", "")
	s.row("", "4123", "In-person check", "2025-11-24", "2025-12-01", "", "pending", "", "", "", "", "")
	s.row("", "4127", "In-person check", "2025-12-15", "2026-01-05", "", "not available", "1", "", "", "people-team", "")
	s.row("HF-026", "4110", "Identity check", "2025-10-27", "", "2025-10-30", "passed", "", "Imogen Kerr", "", "front-desk", "yes")
	h.csv("hr/checks.csv", s)
}

func (h *harbour) ats() {
	s := sheet{{"Application ID", "Candidate ID", "First Name", "Last Name", "Email", "Phone Number", "Address", "City", "Postcode", "Country", "Job Name", "Applied On", "Status", "Last Activity",
		"Source", "Agency", "Referrer", "Company", "School", "Degree", "Education End", "IP Address", "Resume"}}
	for _, m := range h.cast {
		if m.candidate == "" {
			continue
		}
		street, resume := m.street, ""
		if m.unit != "" {
			street = m.unit + ", " + street
		}
		town, postcode := m.town, m.postcode
		if m.candidate == "4106" { // before the move
			street, town, postcode = "51 Sloe Road", "Newport", "NP19 8XQ"
		}
		if m.form != "" {
			resume = m.candidate + "-" + asciiLower(m.family) + "." + m.form
		}
		s.row("9"+m.candidate, m.candidate, m.given, m.family, m.email, m.applyPhone, street, town, postcode, countryName(m.country), m.title, m.applied, m.status, h.decided(m),
			m.channel, m.agency, m.referrer, m.employer, m.school, m.degree, fmt.Sprint(m.toldEnd), m.network, resume)
	}
	h.csv("ats/greenhouse_applications.csv", s)
	h.csv("ats/cv_templates.csv", sheet{
		{"Name", "Text"},
		{"stock sentence", polished[0]}, {"stock sentence", polished[2]}, {"declaration", templates[1]},
	})
	h.interviews()
	h.references()
	h.csv("ats/referrals.csv", sheet{
		{"Candidate ID", "Referred By ID", "Date", "Relationship"},
		{"4135", "HF-011", "2026-02-09", "former colleague at Ravenbyte Payments"},
	})
	h.documents()
}

// decided is the day of the last change of an application.
func (h *harbour) decided(m *member) string {
	switch m.candidate {
	case "4123": // two days after a visit was announced
		return "2025-11-26"
	case "4127": // weeks after, once the visit could not be moved again
		return "2026-01-12"
	case "4142":
		return ""
	}
	return later(m.applied, 24+m.number%9)
}

func (h *harbour) interviews() {
	s := sheet{{"Candidate ID", "Round", "Announced On", "Scheduled Start", "Scheduled End", "Moved From", "Mode", "Status", "Interviewer", "Display Name", "Meeting Account Email",
		"IP Address", "Camera On", "Signs", "Notes", "Recorded By", "Confirmed", "Adjustment"}}
	for _, m := range h.cast {
		if m.candidate == "" || m.candidate == "4139" || m.candidate == "4136" || m.candidate == "4142" {
			continue
		}
		shown, account, camera, signs, by, notes := m.full(), m.email, "yes", "", "", ""
		switch m.candidate {
		case "4110":
			camera, notes = "no", "Voice only, as agreed beforehand."
		case "4140":
			shown = "Kavi Iyengar"
		case "4128":
			shown, account, signs, by, notes = "Lucas H.", h.by["4125"].email, "own_claims_not_known", "hiring-04", "Display name changed after a minute. Could not say what his last team built."
		case "4116":
			camera, signs, by = "no", "video_declined", "hiring-02"
		case "4131":
			notes = "Good answers, long pauses."
		}
		first := later(m.applied, 9)
		moved := ""
		if m.number%9 == 4 {
			moved = later(first, -2) + "T14:00"
		}
		s.row(m.candidate, "Technical interview", later(first, -3), first+"T14:00", first+"T14:45", moved, "video", "held", fmt.Sprintf("hiring-%02d", 1+m.number%5), shown, account,
			m.network, camera, signs, notes, by, "", m.adjustment)
		if m.status == "Hired" {
			second := later(first, 6)
			s.row(m.candidate, "Final interview", later(second, -3), second+"T10:30", second+"T11:15", "", "phone", "held", fmt.Sprintf("hiring-%02d", 1+m.number%5), "", "", "", "", "", "", "", "", m.adjustment)
		}
	}
	h.csv("ats/interviews.csv", s)
}

func (h *harbour) references() {
	s := sheet{{"Candidate ID", "Referee Name", "Referee Email", "Referee Phone", "Employer", "Employer Domain", "Contact Found By", "Outcome", "Date"}}
	for _, m := range h.cast {
		if m.status != "Hired" && m.candidate != "4123" && m.candidate != "4140" {
			continue
		}
		r := newSource(29, 97, uint64(m.number))
		who, _ := h.w.newName(r)
		domain := slug(m.employer) + ".example"
		row := []string{m.candidate, who.full(), asciiLower(who.given) + "." + asciiLower(who.family) + "@" + domain, fmt.Sprintf("0113 496 0%03d", 10+m.number*11%980), m.employer, domain,
			[]string{"employer", "candidate"}[m.number%2], "confirmed", later(m.applied, 20)}
		switch m.candidate {
		case "4123", "4125": // one referee for two names, reached privately
			row = []string{m.candidate, "Colin Marsh", "colin.marsh.refs@mailbox.example", "07700 900963", m.employer, domain, "candidate", "confirmed", later(m.applied, 18)}
		case "4131":
			row[6], row[7] = "employer", "not confirmed"
		case "4119":
			colleague := h.by["HF-015"]
			row = []string{"4119", colleague.full(), colleague.email, colleague.phone, "Teasel & Reed Testing", "teaselreed.example", "candidate", "confirmed", later(m.applied, 12)}
		}
		s.row(row...)
	}
	h.csv("ats/references.csv", s)
}

func (h *harbour) documents() {
	s := sheet{{"Candidate ID", "Document Type", "Document Number", "Issuing Country", "Name on Document", "Date of Birth", "Expiry Date", "MRZ", "Seen On", "Original Seen"}}
	for _, m := range h.cast {
		if m.status != "Hired" {
			continue
		}
		name := personName{m.given, m.family}
		if m.candidate == "4129" {
			name.family = "Haddad"
		}
		d := document{
			number: fmt.Sprintf("%09d", 500_000_000+permute(7, uint64(m.number), 99_999_999)), country: "GBR", birth: mustDay(m.born),
			expires: mustDay(later(m.started, 900+m.number*31)),
		}
		s.row(m.candidate, "Passport", d.number, d.country, name.full(), m.born, d.expires.iso(), passportZone(name, d), later(m.started, -15), []string{"yes", "no"}[m.number%2])
	}
	h.csv("ats/documents.csv", s)
}

// account is where somebody is paid: sort codes that no bank has.
func (h *harbour) account(m *member) (holder, sortCode, number string) {
	holder = m.full()
	if m.company != "" {
		holder = m.company
	}
	return holder, fmt.Sprintf("00-10-%02d", m.number%50), fmt.Sprintf("%08d", 10_000_000+permute(8, uint64(m.number), 80_000_000))
}

func (h *harbour) money() {
	s := sheet{{"Employee ID", "Worker", "Name on Account", "IBAN", "Sort Code", "Account Number", "Bank Name", "Payment Method", "Effective Date", "Date and Time Completed",
		"Initiator", "IP Address", "New Device", "Confirmation of Payee", "Callback On"}}
	pay := sheet{{"Employee ID", "Employee", "Payment Date", "Account Name", "Sort Code", "Account Number", "Net Pay", "Currency"}}
	invoices := sheet{{"Contractor ID", "ContactName", "POAddressLine1", "POCity", "POPostalCode", "POCountry", "InvoiceNumber", "InvoiceDate", "Total", "Currency", "Sort Code", "Account Number"}}
	for _, m := range h.cast {
		if m.employee == "" {
			continue
		}
		holder, sortCode, number := h.account(m)
		check := "Match"
		switch m.employee {
		case "HF-019", "HF-020":
			holder = "Ana Sequeira & Rui Falcão"
			_, sortCode, number = h.account(h.by["HF-019"])
			check = "Close match"
		case "HF-024":
			check = "Not available"
		case "HF-029":
			check = "No match"
			holder = "D Mercer"
		}
		from := m.started
		if m.candidate == "" {
			from = later("2025-07-01", -m.number*40)
		}
		s.row(m.employee, m.full(), holder, "", sortCode, number, "Fairmead Bank", "Bank transfer", dmy(from), "", "", "", "", check, dmy(from))
		for _, change := range h.changesOf(m) {
			s.row(change...)
			holder, sortCode, number = change[2], change[4], change[5]
		}
		h.pay(m, &pay, &invoices, holder, sortCode, number)
	}
	h.csv("payroll/bank_changes.csv", s)
	h.csv("payroll/payments_2026-05.csv", pay)
	h.csv("payroll/contractor_invoices.csv", invoices)
}

// changesOf lists changes of bank details during the year.
func (h *harbour) changesOf(m *member) [][]string {
	_, mercerSort, mercerNumber := h.account(h.by["HF-029"])
	change := func(holder, sortCode, number, bank, method, on, by, network, device, check, callback string) [][]string {
		return [][]string{{m.employee, m.full(), holder, "", sortCode, number, bank, method, dmy(later(on, 2)), dmy(on), by, network, device, check, dmy(callback)}}
	}
	switch m.employee {
	case "HF-005": // somebody has her password
		return change("J Calloway", "00-77-31", "55120934", "Paysera", "E-money", "2026-05-14", "Employee Self Service", "198.51.100.201", "yes", "No match", "")
	case "HF-032": // to the account of HF-029
		return change("L Hartmann", mercerSort, mercerNumber, "Fairmead Bank", "Bank transfer", "2026-02-13", "Employee Self Service", "198.51.100.77", "yes", "No match", "")
	case "HF-035":
		return change(m.full(), "00-10-61", "71904432", "Castle Building Society", "Bank transfer", "2026-04-27", "Payroll", "192.0.2.10", "no", "Match", "2026-04-28")
	case "HF-014":
		return change(m.full(), "00-10-62", "33817205", "Northern Union Bank", "Bank transfer", "2025-11-18", "Employee Self Service", m.network, "no", "Match", "2025-11-19")
	}
	return nil
}

func (h *harbour) pay(m *member, pay, invoices *sheet, holder, sortCode, number string) {
	amount := fmt.Sprintf("%d.%02d", 2100+m.number*37, m.number*13%100)
	if m.employment == "Contractor" {
		for n, on := range []string{"2026-03-31", "2026-04-30", "2026-05-29"} {
			if on < later(m.started, 20) {
				continue
			}
			invoices.row(m.employee, holder, m.street, m.town, m.postcode, countryName(m.country), fmt.Sprintf("%s-%02d", m.employee[3:], n+1), dmy(on), "4"+amount, "GBP", sortCode, number)
		}
		return
	}
	pay.row(m.employee, m.full(), dmy("2026-05-29"), holder, sortCode, number, amount, "GBP")
}

func (h *harbour) shipping() {
	s := sheet{{"Order ID", "Employee ID", "Direction", "Item", "Serial Number", "Delivery Address", "Recipient", "Delivery Phone", "Ordered On", "Dispatched On", "Delivered On", "Redirected To",
		"Return Due", "Received By", "Status", "Address Agreed"}}
	const helper = "14 Tollgate Row, Swindon, SN3 2XM, United Kingdom"
	for _, m := range h.cast {
		if m.employee == "" || m.candidate == "" {
			continue
		}
		to, recipient, received, agreed, phone := m.address(), m.full(), m.full(), "", m.phone
		switch m.employee {
		case "HF-023":
			to, agreed = "Parcel Shop 2214, 1 Market Row, Hay-on-Wye, HR3 5XL, United Kingdom", "yes"
		case "HF-037":
			received = "neighbour, no. 5"
		case "HF-029":
			to, received = helper, "C Dunmore"
		case "HF-032":
			to, recipient, received, phone = helper, "C Dunmore for L Hartmann", "C Dunmore", "07700 900977"
		case "HF-034":
			to, recipient, received, phone = helper, "A Brandt c/o C Dunmore", "C Dunmore", "07700 900977"
		}
		ordered := later(m.started, -10)
		s.row("S-"+m.employee[3:], m.employee, "out", "Laptop 14 inch", fmt.Sprintf("HFL%05d", 20417+m.number*31), to, recipient, phone, ordered, later(ordered, 2), later(ordered, 4), "", "", received, "delivered", agreed)
	}
	s.row("R-034", "HF-034", "return", "Laptop 14 inch", "", helper, "A Brandt", "07700 900977", "2026-05-22", "", "", "", "2026-06-05", "", "not returned", "")
	h.csv("it/shipments.csv", s)
}

func (h *harbour) cvs() {
	for _, m := range h.cast {
		if m.form == "" {
			continue
		}
		data, err := h.cv(m)
		if err != nil {
			h.t.Fatal(err)
		}
		h.files["harbour/cvs/"+m.candidate+"-"+asciiLower(m.family)+"."+m.form] = data
	}
}

func (h *harbour) cv(m *member) ([]byte, error) {
	s := newSource(29, 96, uint64(m.number))
	c := &cv{
		name: m.full(), email: m.email, phone: m.applyPhone, school: m.school, degree: m.degree, from: m.degreeEnd - 3, to: m.degreeEnd,
		home: home{m.unit, m.street, m.town, m.postcode, m.country}, summary: []string{summary(s)},
	}
	if m.candidate == "4106" {
		c.home = home{"", "51 Sloe Road", "Newport", "NP19 8XQ", "GB"}
	}
	end := monthOf(mustDay(m.applied))
	for n := range 3 {
		from := end - month(s.between(12, 40))
		if int(from)/12 < c.to {
			break
		}
		r := role{title: m.title, employer: h.w.employer(s), from: from, to: end}
		if n == 0 {
			r.employer, r.to = m.employer, 0
		}
		for range s.between(2, 4) {
			r.points = append(r.points, point(s))
		}
		c.roles = append(c.roles, r)
		end = from - month(s.IntN(4))
	}
	for i, passage := range m.extra {
		if len(c.roles) > 0 {
			at := min(i, len(c.roles)-1)
			c.roles[at].points = append(c.roles[at].points, passage)
		}
	}
	if m.template {
		c.summary = append(c.summary, polished[0], polished[2])
		c.footer = templates[1]
	}
	for range 6 {
		c.skills = append(c.skills, pick(s, technologies).name)
	}
	if m.candidate == "4128" {
		c.claims = append(c.claims, "Kubernetes since 2011")
	}
	created := mustDay(m.applied).time().AddDate(0, 0, -3).Add(19*time.Hour + 12*time.Minute)
	p := fileform.Properties{Title: "Curriculum vitae", Author: m.full(), Creator: "Writer", Producer: "LibreOffice 24.8", Created: created, Modified: created.Add(time.Hour),
		ID: fmt.Sprintf("%016x%016x", mix(uint64(m.number)), mix(uint64(m.number)+900))}
	if m.candidate == "4117" || m.candidate == "4128" { // written on one machine
		p.Author, p.ID = "dev-7c21", "5f0c2ab1d94e4770a1b6c3d8e2f49107"
	}
	lines := strings.Split(strings.TrimRight(c.text(), "\n"), "\n")
	switch m.form {
	case "pdf":
		return fileform.PDF(lines, p), nil
	case "docx":
		p.Creator, p.Template = "Microsoft Office Word", "Normal.dotm"
		return fileform.DOCX(lines, p)
	}
	return []byte(strings.Join(lines, "\n") + "\n"), nil
}

func (h *harbour) pictures() {
	shot := func(at string) time.Time {
		stamp, err := time.Parse("2006-01-02 15:04:05", at)
		if err != nil {
			h.t.Fatal(err)
		}
		return stamp
	}
	add := func(name string, seed uint64, width, height int, camera *fileform.Camera) {
		data, err := fileform.JPEG(fileform.Pattern(seed, width, height), 82, camera)
		if err != nil {
			h.t.Fatal(err)
		}
		h.files["harbour/ids/"+name] = data
	}
	phone := func(model, serial, at string) *fileform.Camera {
		taken := shot(at)
		zone := time.FixedZone("", 60*clockOf(home{country: "GB"}, dayOf(taken)))
		taken = time.Date(taken.Year(), taken.Month(), taken.Day(), taken.Hour(), taken.Minute(), taken.Second(), 0, zone)
		return &fileform.Camera{Make: strings.Fields(model)[0], Model: model, Serial: serial, Taken: taken, Offset: true}
	}
	add("4101-passport.jpg", 1, 400, 300, phone("Pixel 7", "G201", "2025-06-11 18:22:10"))
	add("4104-passport.jpg", 2, 400, 300, phone("SM-S911B", "R40C", "2025-07-15 20:01:44"))
	edited := phone("iPhone 14", "F17Q", "2025-09-20 09:40:31")
	edited.Software = "GIMP 2.10.36"
	add("4112-passport.jpg", 3, 330, 210, edited)
	add("4132-passport.jpg", 4, 400, 300, nil) // sent through a messenger
	add("4129-passport.jpg", 5, 400, 300, phone("iPhone 13", "DX3K", "2026-01-19 08:15:02"))
	// Two names, one camera, four minutes.
	add("4116-passport.jpg", 6, 400, 300, phone("Redmi Note 12", "X8812", "2025-10-06 11:31:20"))
	add("4117-passport.jpg", 7, 400, 300, phone("Redmi Note 12", "X8812", "2025-10-06 11:35:02"))
	elsewhere := phone("Redmi Note 12", "X8812", "2026-01-17 16:20:55")
	elsewhere.Taken = elsewhere.Taken.In(time.FixedZone("", 8*3600))
	elsewhere.Located, elsewhere.Latitude, elsewhere.Longitude = true, 41.79, 123.42
	add("4128-selfie.jpg", 8, 300, 400, elsewhere)
}

func (h *harbour) texts() {
	h.files["harbour/adverts/senior-backend-engineer.md"] = []byte(harbourAdvert)
	h.files["harbour/muster.yaml"] = []byte(harbourConfig)
	h.files["harbour/README.md"] = []byte(harbourReadme)
	truth := sheet{{"subject", "kind", "operator", "traceable", "linkable", "operator_kind", "story"}}
	ids := slices.SortedFunc(maps.Values(h.byID()), func(a, b *member) int { return strings.Compare(a.id(), b.id()) })
	for _, m := range ids {
		switch m.note {
		case "persona":
			truth.row(m.id(), "persona", "op-1", "1", "1", "published", "")
		case "diverted":
			truth.row(m.id(), "diverted", "", "0", "0", "", "pay redirected by a thief")
		default:
			truth.row(m.id(), "honest", "", "0", "0", "", m.note)
		}
	}
	h.csv("x", truth)
	h.files["harbour.truth.csv"] = h.files["harbour/x"]
	delete(h.files, "harbour/x")
}

func (h *harbour) byID() map[string]*member {
	out := map[string]*member{}
	for _, m := range h.cast {
		out[m.id()] = m
	}
	return out
}
