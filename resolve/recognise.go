package resolve

import (
	"bytes"
	"slices"
	"strings"

	"muster"
)

// Recognised says what a column was taken for and why.
type Recognised struct {
	Table    string  `json:"table"`
	Column   string  `json:"column"`
	Kind     Kind    `json:"kind"`
	Why      string  `json:"why"`      // "header" or what the values look like
	Filled   float64 `json:"filled"`   // share of rows with a value, in the sample
	Distinct float64 `json:"distinct"` // distinct values per filled row, in the sample
	Listed   bool    `json:"listed"`   // values hold several entries each
}

// sampleRows bounds how many values are looked at to recognise a column.
const sampleRows = 4000

// Recognise takes a guess at every column of a table, from its header and from
// a spread sample of its values. Nothing is compared that is not understood.
func Recognise(t *muster.Table) []Recognised {
	out := make([]Recognised, len(t.Columns))
	single := make([]bool, len(t.Columns)) // mostly one word each
	for i := range t.Columns {
		c := &t.Columns[i]
		st := columnStats(c)
		r := Recognised{Table: t.Name, Column: c.Name, Filled: st.share(st.filled, st.rows), Distinct: st.share(st.distinct, st.filled)}
		r.Kind, r.Why = recogniseOne(c.Name, st)
		r.Listed = st.listed*10 > st.filled && (r.Kind == Phone || r.Kind == Email || r.Kind == BankAccount || r.Kind == Device || r.Kind == IP || r.Kind == Document)
		single[i] = st.wordsSum*10 < st.filled*15
		out[i] = r
	}
	return birthsUnnamed(t, birthParts(t, halfNames(out, single)))
}

// halfNames settles what a bare "Name" holds beside one half of people's names:
// "Name" beside "Vorname" is the family name, beside "Surname" the given one.
func halfNames(out []Recognised, single []bool) []Recognised {
	has := func(k Kind) bool { return slices.ContainsFunc(out, func(r Recognised) bool { return r.Kind == k }) }
	given, family := has(GivenName), has(FamilyName)
	for i := range out {
		if out[i].Kind != FullName || !single[i] || given == family || len(words(out[i].Column)) > 1 {
			continue
		}
		if out[i].Kind, out[i].Why = GivenName, "a name beside the family name"; given {
			out[i].Kind, out[i].Why = FamilyName, "a name beside the given name"
		}
		break
	}
	return out
}

func recogniseOne(header string, st stats) (Kind, string) {
	if st.filled == 0 {
		return Empty, "no values"
	}
	w := words(header)
	byHeader := kindOfHeader(w)
	byValue, why := kindOfValues(st)
	if byHeader == "" || speaksOf(w) {
		return byValue, why
	}
	if byHeader == Ignored {
		return Ignored, "header speaks of somebody else, or of a check"
	}
	// A header may promise what the values do not keep.
	switch byHeader {
	case FullName:
		if st.wordsSum > 4*st.filled { // a product, a headline
			return FreeText, "more words each than a person's name"
		}
	case BirthDate:
		if st.dates*2 < st.filled && st.share(st.distinct, st.filled) < 0.02 {
			return byValue, why
		}
	case Category:
		if st.wordsSum > 4*st.filled {
			return FreeText, "several words each"
		}
	case Email:
		if st.mails*10 < st.filled {
			return FreeText, "no e-mail addresses under that header"
		}
	case HouseNumber, Postcode:
		if st.mails*2 > st.filled {
			return Email, "values look like e-mail addresses"
		}
	}
	return byHeader, "header"
}

// speaksOf reports whether a header is about a value rather than the value:
// "Phone verified on" and "Email type" hold neither phones nor addresses.
func speaksOf(w []string) bool {
	last := len(w) - 1
	for last > 0 && slices.Contains([]string{"on", "at", "by", "date", "time", "utc", "gmt"}, w[last]) {
		last--
	}
	if last < 1 || !identifies(kindOfHeader(w[:last])) {
		return false
	}
	return slices.Contains(strings.Fields("verified checked confirmed validated verification created updated modified changed added issued seen type kind status source method"), w[last])
}

// identifies reports whether values of a kind point at one person or thing.
func identifies(k Kind) bool {
	return k == Phone || k == Email || k == BankAccount || k == Document || k == Device || k == IP
}

// words splits a header: "DateOfBirth", "date-of-birth" and "date_of_birth"
// all give date of birth.
func words(header string) []string {
	var b strings.Builder
	lower := false
	for _, r := range header {
		switch {
		case r >= 'A' && r <= 'Z':
			if lower {
				b.WriteByte(' ')
			}
			b.WriteRune(r + 'a' - 'A')
			lower = false
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
			lower = true
		case r >= '0' && r <= '9' || r < 128:
			b.WriteByte(' ')
			lower = false
		default: // "Prénom" and "Prenom" are one word
			b.Write(fold(nil, []byte(string(r)), keepNone))
			lower = true
		}
	}
	return strings.Fields(b.String())
}

// headerRule: a column is of the kind when its words hold one of any, all of
// all, and none of none.
type headerRule struct {
	kind Kind
	any  string
	all  string
	none string
}

// headerRules are read from the top; the first that fits wins. They hold
// general words only.
func headerRules() []headerRule {
	return []headerRule{
		{kind: Protected, any: "nationality ethnicity ethnic race religion citizenship language tongue caste accent"},
		{kind: Ignored, any: "attorney lawyer solicitor notary assignee witness coinventor coauthor coapplicant referee reference referrer manager supervisor recruiter interviewer emergency kin spouse guarantor"},
		{kind: Ignored, any: "holder holders owner payee beneficiary check checked"},
		{kind: Truth, any: "cluster truth gold entity label"},
		{kind: Document, any: "ssn sin nin nino passport soc social national tax vat dni cuit rut steuernummer personnummer fiscale licence license permit document visa aadhaar curp nif nie cpf insurance", none: "country date expiry type issued place name state address email mail phone"},
		{kind: BankAccount, any: "iban account acct wallet sortcode bank", none: "name id type country manager branch address email mail phone"},
		{kind: Device, any: "device imei serial mac fingerprint machine laptop", none: "name type model os count"},
		{kind: PhotoPrint, any: "phash imagehash photohash", none: ""},
		{kind: PhotoPrint, any: "hash print", all: "photo"},
		{kind: IP, any: "ip ipv ipaddress"},
		{kind: Email, any: "email mail mails emails courriel correo epost", none: "street postal mailing"},
		{kind: Email, all: "e mail"},
		{kind: Phone, any: "phone phones tel telephone mobile cell msisdn cellphone fax telefon telefono telefone telefoon telephones movil mobiel telephonenumber telefonnummer handy mobil rufnummer portable celular"},
		{kind: BirthDate, any: "dob bdate bday birthdate birthday dateofbirth geburtsdatum geburtstag naissance nacimiento nascimento nascita geboortedatum fodelsedatum fodselsdato rozhdeniya urodzenia narozeni", none: "place lieu lugar local country pays"},
		{kind: BirthDate, all: "d o b"},
		{kind: BirthDate, any: "date year yob born", all: "birth"},
		{kind: Place, any: "place city town country", all: "birth"},
		{kind: OtherNames, any: "middle midl othernames patronymic otchestvo", none: "street"},
		{kind: GivenName, any: "first given forename fore christian fn gn fname firstname givenname prenom vorname nombre nombres voornaam fornamn fornavn imie imia imya primeiro", none: "date day address line contact"},
		{kind: FamilyName, any: "last family surname sur ln lname lastname familyname nachname familienname apellido apellidos nom cognome sobrenome achternaam efternamn etternavn nazwisko familiya familiia prijmeni", none: "date login seen update updated day"},
		{kind: FullName, any: "name fullname names naam namn navn nome nombrecompleto", none: "company file user login host street city town place bank account school university event product class country region org organisation organization brand"},
		{kind: FullName, any: "person", none: "id no nr num number key type count status code ref at on by"},
		{kind: Postcode, any: "postcode zip zipcode postal plz pincode postcodes pcode cap cep", none: "address city town"},
		{kind: Postcode, any: "code", all: "post"},
		{kind: HouseNumber, any: "hausnr hausnummer"},
		{kind: HouseNumber, any: "number no nr num", all: "street"},
		{kind: HouseNumber, any: "number no nr num", all: "house"},
		{kind: HouseNumber, any: "number no nr num", all: "st"},
		{kind: Address, any: "address addr street road residence strasse anschrift adresse rue calle direccion domicilio indirizzo endereco adres gatan ulica addresses"},
		{kind: Place, any: "city town suburb place state county province region village municipality locality country birthplace district ort wohnort stadt ville ciudad poblacion localidad municipio provincia citta comune cidade plaats woonplaats miasto gorod stad"},
		{kind: Identifier, any: "id ids uid uuid guid identifier matricule key pk idx rowid rownum row recid"},
		{kind: Time, any: "time timestamp datetime created updated at modified login when"},
		{kind: Category, any: "gender sex sexo sesso geschlecht sexe geslacht kon plec title salutation occupation job profession status type category role department grade"},
	}
}

func kindOfHeader(w []string) Kind {
	has := func(list string) bool {
		return slices.ContainsFunc(strings.Fields(list), func(x string) bool { return slices.Contains(w, x) })
	}
	for _, r := range headerRules() {
		all := true
		for _, x := range strings.Fields(r.all) {
			all = all && slices.Contains(w, x)
		}
		if all && (r.any == "" || has(r.any)) && !has(r.none) {
			return r.kind
		}
	}
	return ""
}

// stats is what a sample of values looks like.
type stats struct {
	rows, filled, distinct          int
	mails, ips, dates, ints, digits int
	phones, hexes, listed, ibans    int
	moments, wordsSum, lettersOnly  int
	longest                         int
	codes, rising, falling          int // written as record numbers are; of these, above or below the one before
	step                            int // rows from one looked at to the next
	lowest, highest, before         uint64
	shapes                          map[string]int // codes by where they have letters and digits
}

func (stats) share(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func columnStats(c *muster.Column) stats {
	n := c.Len()
	step := max(1, n/sampleRows)
	st := stats{step: step, shapes: map[string]int{}}
	seen := map[uint64]bool{}
	for i := 0; i < n && st.rows < 2*sampleRows; i += step {
		v := bytes.TrimSpace(c.Bytes(i))
		st.rows++
		if len(v) == 0 || placeholder(bytes.ToLower(v)) {
			continue
		}
		st.filled++
		if h := hashBytes(v); !seen[h] {
			seen[h] = true
			st.distinct++
		}
		st.look(v[:min(len(v), 1024)])
		st.number(v)
	}
	return st
}

func (st *stats) look(v []byte) {
	var digits, letters, hex, others, dots, colons, spaces int
	for _, c := range v {
		switch {
		case c >= '0' && c <= '9':
			digits++
			hex++
		case c|32 >= 'a' && c|32 <= 'f':
			letters++
			hex++
		case c|32 >= 'g' && c|32 <= 'z' || c >= 128:
			letters++
		case c == '.':
			dots++
		case c == ':':
			colons++
		case c == ' ':
			spaces++
		default:
			others++
		}
	}
	st.longest = max(st.longest, len(v))
	st.wordsSum += spaces + 1
	count := func(n *int, yes bool) {
		if yes {
			*n++
		}
	}
	at := bytes.IndexByte(v, '@')
	count(&st.mails, at > 0 && bytes.IndexByte(v[at:], '.') > 0 && spaces == 0)
	count(&st.ints, digits == len(v))
	count(&st.digits, digits*2 > len(v))
	count(&st.lettersOnly, letters+spaces+dots == len(v))
	count(&st.ips, dots == 3 && digits >= 4 && digits+dots == len(v) || colons >= 2 && hex+colons == len(v) && dots == 0 && len(v) > 8)
	count(&st.hexes, hex >= 12 && hex+bytes.Count(v, []byte("-")) == len(v) && letters > 0)
	count(&st.phones, phoneLike(v))
	count(&st.ibans, len(v) >= 15 && letters >= 2 && digits >= 10 && v[0] >= 'A' && v[0] <= 'Z' && v[1] >= 'A' && v[1] <= 'Z' && len(v) <= 42)
	var d [64]byte
	date := digits >= 6 && len(v) <= 12 && (letters == 0 || letters >= 3) && allDigits(foldDate(d[:0], v)) && digits < len(v)
	count(&st.dates, date || digits == 8 && len(v) == 8 && plausibleDate(v))
	count(&st.moments, colons >= 1 && digits >= 10 && len(v) >= 15 && letters <= 3)
	count(&st.listed, bytes.ContainsAny(v, ";|") && len(v) > 6)
}

// phoneLike reports whether a value, or the first of several in it, is written
// as phone numbers are.
func phoneLike(v []byte) bool {
	if i := bytes.IndexAny(v, ";|"); i > 0 {
		v = bytes.TrimSpace(v[:i])
	}
	digits, dots, others := 0, 0, 0
	for _, c := range v {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c|32 >= 'a' && c|32 <= 'z' || c >= 128:
			return false
		case c == '.':
			dots++
		case c != ' ' && c != ':':
			others++
		}
	}
	return digits >= 8 && digits <= 15 && (v[0] == '+' || v[0] == '(' || v[0] == '0' || others > 0) && dots < 3
}

func plausibleDate(v []byte) bool {
	m, d := number(v[4:6]), number(v[6:8])
	y := number(v[:4])
	return y >= 1850 && y <= 2100 && m >= 1 && m <= 12 && d >= 1 && d <= 31
}

// asDates is why a column of dates is taken for times, which are not compared.
const asDates = "values look like dates, of what is not said"

// kindOfValues is used where the header says nothing.
func kindOfValues(st stats) (Kind, string) {
	most := func(n int) bool { return n*10 >= st.filled*8 }
	distinct := st.share(st.distinct, st.filled)
	switch {
	case st.numbered() && st.dense():
		return Identifier, byValues
	case most(st.mails):
		return Email, "values look like e-mail addresses"
	case most(st.moments):
		return Time, "values look like moments"
	case most(st.ips):
		return IP, "values look like network addresses"
	case most(st.ibans):
		return BankAccount, "values look like account numbers"
	case most(st.dates):
		return Time, asDates
	case most(st.hexes):
		return Identifier, "values look like generated codes"
	case most(st.phones):
		return Phone, "values look like phone numbers"
	case st.numbered():
		return Identifier, byValues
	case most(st.ints):
		return Number, "whole numbers"
	case most(st.digits):
		return Number, "mostly digits"
	case distinct > 0.98 && st.filled > 50 && st.wordsSum < st.filled*11/10:
		return Identifier, oneEach
	case st.wordsSum > 5*st.filled:
		return FreeText, "several words each"
	}
	return Category, "repeating values"
}
