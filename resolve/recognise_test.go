package resolve

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestRecogniseByHeader(t *testing.T) {
	for header, want := range map[string]Kind{
		"given_name": GivenName, "First Name": GivenName, "forename": GivenName, "fname": GivenName,
		"surname": FamilyName, "lastName": FamilyName, "Family-Name": FamilyName,
		"full_name": FullName, "Name": FullName, "applicant name": FullName, "company name": "", "middle_name": OtherNames,
		"date_of_birth": BirthDate, "DOB": BirthDate, "BirthDate": BirthDate, "birth_place": Place,
		"suburb": Place, "City": Place, "state": Place, "postcode": Postcode, "ZIP code": Postcode,
		"address_1": Address, "street": Address, "street_number": HouseNumber, "mobile": Phone, "Phone Number": Phone,
		"e-mail": Email, "email_address": Email, "soc_sec_id": Document, "passport number": Document, "national_id": Document,
		"IBAN": BankAccount, "account_number": BankAccount, "device_id": Device, "ip_address": IP, "photo hash": PhotoPrint,
		"gender": Category, "occupation": Category, "rec_id": Identifier, "unique_id": Identifier, "customerId": Identifier,
		"cluster": Truth, "nationality": Protected, "mother tongue": Protected, "referee phone": Ignored, "manager name": Ignored,
		"created_at": Time, "foo": "", "Prénom": GivenName, "Straße": Address, "Date de naissance": BirthDate, "d.o.b.": BirthDate, "Téléphone portable": Phone,
		"Geburtsdatum": BirthDate, "Courriel": Email, "Ort": Place, "Hausnr.": HouseNumber, "person": FullName, "Person ID": Identifier, "Account Holder": Ignored, "Name Check": Ignored, "Bank Account Owner": Ignored,
	} {
		if got := kindOfHeader(words(header)); got != want {
			t.Errorf("header %q: %q, want %q", header, got, want)
		}
	}
}

func TestRecogniseByValues(t *testing.T) {
	for want, value := range map[Kind]func(i int) string{
		Email:       func(i int) string { return fmt.Sprintf("a%d@b.example", i) },
		Phone:       func(i int) string { return fmt.Sprintf("+44 7700 9%05d", i) },
		IP:          func(i int) string { return fmt.Sprintf("192.0.2.%d", i%250) },
		Time:        func(i int) string { return fmt.Sprintf("2024-03-%02d 10:%02d:00", 1+i%28, i%60) },
		BankAccount: func(i int) string { return fmt.Sprintf("DE%020d", i) },
		Number:      func(i int) string { return fmt.Sprint(i * 7919 % 150) },
		Category:    func(i int) string { return []string{"red", "green", "blue"}[i%3] },
		FreeText:    func(i int) string { return fmt.Sprintf("this is a longer line of text number %d", i) },
		Identifier:  func(i int) string { return fmt.Sprintf("%08x-abcdef-%08x", i, i*i) },
		Empty:       func(int) string { return " N/A " },
	} {
		rows := [][]string{{"column"}}
		for i := range 200 {
			rows = append(rows, []string{value(i)})
		}
		if got := Recognise(tableOf("t", rows))[0]; got.Kind != want {
			t.Errorf("%s: recognised as %s (%s)", want, got.Kind, got.Why)
		}
	}
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"1980-04-12": "19800412", "12/04/1980": "19800412", "19800412": "19800412", "12041980": "19800412", "12.4.1980": "19800412",
		"Apr 12 1980": "19800412", "12 April 1980": "19800412", "1980-04-12T10:00:00Z": "19800412", "04/25/1980": "19800425",
		"1980": "19800101", "1856-15-14": "18561514", "unknown": "", "soon": "soon",
	} {
		if got := string(foldDate(nil, []byte(in))); got != want {
			t.Errorf("date %q: %q, want %q", in, got, want)
		}
	}
}

func TestUnusedColumnsAreNamed(t *testing.T) {
	rows := [][]string{{"id", "name", "former name"}}
	head := []string{"city", "town", "suburb", "state", "region", "street", "address", "address 2", "postcode", "gender", "occupation", "role", "grade", "department", "status", "title"}
	rows[0] = append(rows[0], head...)
	for i := range 50 {
		r := []string{fmt.Sprint(i), fmt.Sprint("ann lee", i), "x"}
		for c := range head {
			r = append(r, fmt.Sprint(head[c], i%(c+2)))
		}
		rows = append(rows, r)
	}
	p, _ := runSet(t, dataSet{tables: tablesOf(rows)}, Options{})
	if len(p.Comparisons) != maxFields || !strings.Contains(strings.Join(p.Warnings, "\n"), `"former name"`) || !strings.Contains(strings.Join(p.Warnings, "\n"), `"title"`) {
		t.Errorf("%d comparisons, warnings %q", len(p.Comparisons), p.Warnings)
	}
}

// What is said about a phone is no phone.
func TestHeadersAboutAValue(t *testing.T) {
	day := func(i int) string { return fmt.Sprintf("2024-%02d-%02d", 1+i%12, 1+i%28) }
	word := func(i int) string { return []string{"home", "work"}[i%2] }
	phone := func(i int) string { return fmt.Sprintf("+44 7700 9%05d", i) }
	for header, c := range map[string]struct {
		value func(i int) string
		not   Kind
	}{
		"Phone Verified On":       {day, Phone},
		"mobile_checked":          {day, Phone},
		"Email Verified At":       {day, Email},
		"Device created at":       {day, Device},
		"Bank Account Changed":    {day, BankAccount},
		"Passport issued":         {day, Document},
		"Phone Type":              {word, Phone},
		"Email source":            {word, Email},
		"Account status":          {word, BankAccount},
		"National insurance kind": {word, Document},
		"Phone (verified)":        {phone, FreeText},
	} {
		rows := [][]string{{header}}
		for i := range 200 {
			rows = append(rows, []string{c.value(i)})
		}
		if got := Recognise(tableOf("t", rows))[0]; got.Kind == c.not || got.Kind == BirthDate {
			t.Errorf("%s: recognised as %s (%s)", header, got.Kind, got.Why)
		}
	}
}

// The file's own numbers are found by what they are, whatever they are called.
func TestRecordNumbersByValues(t *testing.T) {
	for name, c := range map[string]struct {
		header string
		rows   int
		value  func(i int) string
		want   bool
	}{
		"rising":               {"Kd.-Nr.", 12, func(i int) string { return fmt.Sprint(10_000 + 3*i) }, true},
		"falling":              {"N° dossier", 12, func(i int) string { return fmt.Sprint(900 - i) }, true},
		"letters":              {"Ügyfél", 9, func(i int) string { return fmt.Sprintf("K-%04d", 7*i) }, true},
		"by year":              {"会員番号", 9, func(i int) string { return fmt.Sprintf("2024/%03d", i) }, true},
		"like phones":          {"Pers.-Nr.", 40, func(i int) string { return fmt.Sprintf("%09d", 31*i) }, false},
		"padded":               {"Pers.-Nr.", 40, func(i int) string { return fmt.Sprintf("%09d", i) }, true},
		"in no order":          {"Mitgl.", 40, func(i int) string { return fmt.Sprintf("M%05d", i*7919%90001) }, true},
		"in no order, few":     {"Mitgl.", 8, func(i int) string { return fmt.Sprint(i * 7919 % 9001) }, false},
		"a gap in 100":         {"Kd.-Nr.", 100, func(i int) string { return []string{fmt.Sprint(i), ""}[min(1, i%100/99)] }, true},
		"repeating":            {"Kd.-Nr.", 60, func(i int) string { return fmt.Sprint(i / 2) }, false},
		"amounts":              {"Betrag", 60, func(i int) string { return fmt.Sprintf("%d.50", i) }, false},
		"half empty":           {"Kd.-Nr.", 60, func(i int) string { return []string{fmt.Sprint(i), ""}[i%2] }, false},
		"phones under no name": {"foo", 60, func(i int) string { return fmt.Sprintf("07700 9%05d", i) }, false},
	} {
		rows := [][]string{{c.header, "Nachname"}}
		for i := range c.rows {
			rows = append(rows, []string{c.value(i), fmt.Sprint("name", i)})
		}
		got := Recognise(tableOf("t", rows))[0]
		if (got.Kind == Identifier) != c.want {
			t.Errorf("%s: %q recognised as %s (%s)", name, c.header, got.Kind, got.Why)
		}
	}
	rows := [][]string{{"Vorname", "Nachname", "Kd.-Nr."}}
	for i := range 30 {
		rows = append(rows, []string{fmt.Sprint("ann", i), fmt.Sprint("lee", i), fmt.Sprint(501 + i)})
	}
	p, r := runSet(t, dataSet{tables: tablesOf(rows)}, Options{})
	if got := r.ID(4); got != "505" {
		t.Errorf("record id %q, want the file's own 505", got)
	}
	for _, c := range p.Comparisons {
		if slices.Contains(c.From, "Kd.-Nr.") {
			t.Errorf("record numbers are compared as %s", c.Kind)
		}
	}
}

// A header that names an e-mail or a postal address means that, whatever else
// it speaks of.
func TestAddressesOfThings(t *testing.T) {
	for header, want := range map[string]Kind{"Meeting Account Email": Email, "Tax Address": Address, "Address on Document": Address, "Account Number": BankAccount, "Tax Number": Document} {
		if got := kindOfHeader(words(header)); got != want {
			t.Errorf("header %q: %q, want %q", header, got, want)
		}
	}
}

// Of several columns that may hold names, the one of most different values
// names the person.
func TestTheNameOfThePerson(t *testing.T) {
	rows := [][]string{{"Job Name", "Candidate Name", "Email"}}
	for i := range 60 {
		rows = append(rows, []string{[]string{"Sales Manager", "Data Analyst"}[i%2], fmt.Sprintf("Ann%d Lee%d", i, i), fmt.Sprintf("a%d@b.example", i)})
	}
	p, _ := runSet(t, dataSet{tables: tablesOf(rows)}, Options{})
	for _, c := range p.Comparisons {
		if c.Kind == FamilyName && !slices.Equal(c.From, []string{"Candidate Name"}) {
			t.Errorf("family names come from %q", c.From)
		}
	}
	for i := range rows {
		rows[i] = []string{rows[i][0], rows[i][2]}
	}
	p, _ = runSet(t, dataSet{tables: tablesOf(rows)}, Options{})
	for _, c := range p.Comparisons {
		if slices.Contains(c.From, "Job Name") {
			t.Errorf("the name of a job is compared as %s", c.Kind)
		}
	}
}

func TestRecogniseHalfNames(t *testing.T) {
	for header, want := range map[string]Kind{"Vorname": FamilyName, "Surname": GivenName, "Cognome": GivenName, "Prénom": FamilyName, "Town": FullName} {
		rows := [][]string{{"Name", header}}
		for i := range 60 {
			rows = append(rows, []string{"Exam" + string(rune('a'+i%20)), "Other" + string(rune('a'+i%23))})
		}
		if got := Recognise(tableOf("t", rows))[0].Kind; got != want {
			t.Errorf("Name beside %s: %s, want %s", header, got, want)
		}
	}
}

func TestRecogniseHeadersOfManyLanguages(t *testing.T) {
	for header, want := range map[string]Kind{
		"Apellidos": FamilyName, "Fecha de nacimiento": BirthDate, "Teléfono móvil": Phone, "Correo electrónico": Email, "Población": Place,
		"Achternaam": FamilyName, "Voornaam": GivenName, "Geboortedatum": BirthDate, "Födelsedatum": BirthDate, "Имя": GivenName, "Фамилия": FamilyName,
		"Nazwisko": FamilyName, "Codice fiscale": Document, "Indirizzo": Address, "Post Code": Postcode, "midl_name": OtherNames, "E-Mail": Email,
	} {
		if got := kindOfHeader(words(header)); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}
