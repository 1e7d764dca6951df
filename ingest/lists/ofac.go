package lists

import (
	"encoding/xml"
	"fmt"
	"strings"

	"muster"
)

// ofacReader reads OFAC's advanced XML, in which values are numbers that an
// earlier part of the file explains.
type ofacReader struct {
	b         *book
	words     map[string]map[string]string // by element name and id: what the numbers mean
	types     map[string]string            // party type by party sub-type
	locations map[string]string
	papers    map[string][]muster.ListedDocument // by identity
	byProfile map[string]*muster.ListEntry
}

// ofacWords are the reference values that are needed.
var ofacWords = []string{"AliasType", "FeatureType", "IDRegDocType", "PartyType", "Country", "DetailReference"}

// readOFAC reads the SDN or the consolidated list in advanced XML.
func readOFAC(in *input, b *book) error {
	r := &ofacReader{
		b: b, words: map[string]map[string]string{}, types: map[string]string{}, locations: map[string]string{},
		papers: map[string][]muster.ListedDocument{}, byProfile: map[string]*muster.ListEntry{},
	}
	take := map[string]func(*xml.Decoder, *xml.StartElement) error{
		"DateOfIssue": each(func(d *ofacDate) error {
			b.published = d.text()
			return nil
		}),
		"PartySubType": func(d *xml.Decoder, start *xml.StartElement) error {
			r.types[attribute(start, "ID")] = attribute(start, "PartyTypeID")
			return r.word(d, start)
		},
		"Location":       each(r.location),
		"IDRegDocument":  each(r.paper),
		"DistinctParty":  each(r.party),
		"SanctionsEntry": each(r.sanction),
	}
	for _, name := range ofacWords {
		take[name] = r.word
	}
	return walkXML(in, take)
}

func (r *ofacReader) word(d *xml.Decoder, start *xml.StartElement) error {
	var v struct {
		ID   string `xml:"ID,attr"`
		Text string `xml:",chardata"`
	}
	if err := d.DecodeElement(&v, start); err != nil {
		return err
	}
	kind := start.Name.Local
	if r.words[kind] == nil {
		r.words[kind] = map[string]string{}
	}
	if len(r.words[kind]) < maxEntry/keepText {
		r.words[kind][v.ID] = clean(v.Text)
	}
	return nil
}

type ofacDate struct {
	Year  int `xml:"Year"`
	Month int `xml:"Month"`
	Day   int `xml:"Day"`
}

func (d ofacDate) text() string {
	if d.Year == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

type ofacLocation struct {
	ID    string `xml:"ID,attr"`
	Parts []struct {
		Values []string `xml:"LocationPartValue>Value"`
	} `xml:"LocationPart"`
	Country struct {
		ID string `xml:"CountryID,attr"`
	} `xml:"LocationCountry"`
}

func (r *ofacReader) location(l *ofacLocation) error {
	var parts []string
	for _, p := range l.Parts {
		parts = append(parts, p.Values...)
	}
	r.locations[l.ID] = joinText(", ", append(parts, r.words["Country"][l.Country.ID])...)
	return nil
}

type ofacPaper struct {
	TypeID   string `xml:"IDRegDocTypeID,attr"`
	Identity string `xml:"IdentityID,attr"`
	Country  string `xml:"IssuedBy-CountryID,attr"`
	Number   string `xml:"IDRegistrationNo"`
}

func (r *ofacReader) paper(p *ofacPaper) error {
	r.papers[p.Identity] = append(r.papers[p.Identity], muster.ListedDocument{
		Country: r.words["Country"][p.Country], Kind: r.words["IDRegDocType"][p.TypeID], Number: p.Number,
	})
	return nil
}

type ofacParty struct {
	FixedRef string `xml:"FixedRef,attr"`
	Profiles []struct {
		ID         string `xml:"ID,attr"`
		SubType    string `xml:"PartySubTypeID,attr"`
		Identities []struct {
			ID      string `xml:"ID,attr"`
			Aliases []struct {
				TypeID     string `xml:"AliasTypeID,attr"`
				Primary    string `xml:"Primary,attr"`
				LowQuality string `xml:"LowQuality,attr"`
				Names      []struct {
					Parts []string `xml:"DocumentedNamePart>NamePartValue"`
				} `xml:"DocumentedName"`
			} `xml:"Alias"`
		} `xml:"Identity"`
		Features []ofacFeature `xml:"Feature"`
	} `xml:"Profile"`
}

type ofacFeature struct {
	TypeID   string `xml:"FeatureTypeID,attr"`
	Versions []struct {
		Periods []struct {
			Start ofacBoundary `xml:"Start"`
			End   ofacBoundary `xml:"End"`
		} `xml:"DatePeriod"`
		Details []struct {
			Text      string `xml:",chardata"`
			Reference string `xml:"DetailReferenceID,attr"`
		} `xml:"VersionDetail"`
		Locations []struct {
			ID string `xml:"LocationID,attr"`
		} `xml:"VersionLocation"`
	} `xml:"FeatureVersion"`
}

type ofacBoundary struct {
	Approximate string   `xml:"Approximate,attr"`
	From        ofacDate `xml:"From"`
	To          ofacDate `xml:"To"`
}

func (r *ofacReader) party(p *ofacParty) error {
	for _, profile := range p.Profiles {
		e, err := r.b.entry(first(p.FixedRef, profile.ID))
		if err != nil {
			return err
		}
		r.byProfile[profile.ID] = e
		e.Kind = ofacKind(r.words["PartyType"][r.types[profile.SubType]], r.words["PartySubType"][profile.SubType])
		for _, primary := range []bool{true, false} {
			for _, identity := range profile.Identities {
				for _, a := range identity.Aliases {
					if (a.Primary == "true") != primary {
						continue
					}
					for _, n := range a.Names {
						addName(e, joinText(" ", n.Parts...), a.LowQuality == "true")
					}
				}
			}
		}
		for _, identity := range profile.Identities {
			for _, d := range r.papers[identity.ID] {
				addDocument(e, d.Country, d.Kind, d.Number)
			}
		}
		for _, f := range profile.Features {
			r.feature(e, &f)
		}
	}
	return nil
}

func ofacKind(party, sub string) muster.ListKind {
	switch {
	case party == "Individual":
		return muster.ListPerson
	case party == "Entity":
		return muster.ListEntity
	case sub == "Vessel":
		return muster.ListVessel
	case sub == "Aircraft":
		return muster.ListAircraft
	}
	return muster.ListUnknown
}

func (r *ofacReader) feature(e *muster.ListEntry, f *ofacFeature) {
	kind := r.words["FeatureType"][f.TypeID]
	for _, v := range f.Versions {
		switch {
		case kind == "Birthdate":
			for _, p := range v.Periods {
				addText(&e.Births, ofacPeriod(p.Start, p.End))
			}
		case kind == "Place of Birth":
			for _, d := range v.Details {
				addText(&e.Places, first(d.Text, r.words["DetailReference"][d.Reference]))
			}
			for _, l := range v.Locations {
				addText(&e.Places, r.locations[l.ID])
			}
		case strings.HasPrefix(kind, "Digital Currency Address"):
			for _, d := range v.Details {
				addText(&e.Wallets, d.Text)
			}
		}
	}
}

// ofacPeriod writes a period as the date, month, year or years it stands for.
func ofacPeriod(start, end ofacBoundary) string {
	from, to := start.From, end.To
	if to.Year == 0 {
		to = start.To
	}
	about := ""
	if start.Approximate == "true" || end.Approximate == "true" {
		about = "circa "
	}
	switch {
	case from.Year == 0:
		return ""
	case to.Year == 0 || from == to:
		return about + from.text()
	case from.Year != to.Year:
		return fmt.Sprintf("%s%d to %d", about, from.Year, to.Year)
	case from.Month == to.Month:
		return fmt.Sprintf("%s%04d-%02d", about, from.Year, from.Month)
	}
	return fmt.Sprintf("%s%d", about, from.Year)
}

type ofacSanction struct {
	Profile  string `xml:"ProfileID,attr"`
	Measures []struct {
		Comment string `xml:"Comment"`
	} `xml:"SanctionsMeasure"`
}

func (r *ofacReader) sanction(s *ofacSanction) error {
	if e := r.byProfile[s.Profile]; e != nil {
		for _, m := range s.Measures {
			addText(&e.Programs, m.Comment)
		}
	}
	return nil
}

// The columns of OFAC's CSV files, which have no header: of the list itself and
// of the names beside it.
const (
	ofacMainColumns  = 12
	ofacAliasColumns = 5
)

// isOFACTable reports a first line that begins with an entry's number and has as
// many columns as one of OFAC's files.
func isOFACTable(line string) bool {
	number, _, found := strings.Cut(line, ",")
	if !found || strings.Trim(number, "0123456789") != "" || number == "" {
		return false
	}
	commas, quoted := 0, false
	for _, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			commas++
		}
	}
	return commas == ofacMainColumns-1 || commas == ofacAliasColumns-1
}

// readOFACTable reads sdn.csv or cons_prim.csv, and alt.csv or cons_alt.csv,
// whose names belong to the entries of the former with the same number.
func readOFACTable(in *input, b *book) error {
	t := &table{in: in, rows: newRows(in, ','), made: true}
	return t.eachRow(func(row []string) error {
		if len(row) < ofacAliasColumns { // the last line of the file holds a control character
			return nil
		}
		e, err := b.entry(row[0])
		if err != nil {
			return err
		}
		if len(row) < ofacMainColumns {
			addName(e, ofacText(row[3]), strings.Contains(strings.ToLower(row[4]), "weak"))
			return nil
		}
		addName(e, ofacText(row[1]), false)
		switch strings.ToLower(ofacText(row[2])) {
		case "individual":
			e.Kind = muster.ListPerson
		case "vessel":
			e.Kind = muster.ListVessel
		case "aircraft":
			e.Kind = muster.ListAircraft
		default:
			e.Kind = muster.ListEntity
		}
		for _, p := range strings.Split(ofacText(row[3]), "] [") {
			addText(&e.Programs, strings.Trim(p, "[]"))
		}
		ofacRemarks(e, ofacText(row[11]))
		return nil
	})
}

// ofacText returns a value; "-0-" stands for none.
func ofacText(s string) string {
	if s = clean(s); s == "-0-" {
		return ""
	}
	return s
}

// ofacRemarks reads what the remarks say of dates, places, documents and wallets:
// "DOB 01 Feb 1970; POB Kisumu, Kenya; Passport A123 (Kenya); ...".
func ofacRemarks(e *muster.ListEntry, remarks string) {
	for part := range strings.SplitSeq(remarks, ";") {
		part = strings.TrimSuffix(strings.TrimSpace(part), ".")
		part = strings.TrimPrefix(part, "alt. ")
		switch {
		case strings.HasPrefix(part, "DOB "):
			addText(&e.Births, part[len("DOB "):])
		case strings.HasPrefix(part, "POB "):
			addText(&e.Places, part[len("POB "):])
		case strings.HasPrefix(part, "a.k.a. '"):
			addName(e, strings.Trim(part[len("a.k.a. "):], "'"), true)
		case strings.HasPrefix(part, "Digital Currency Address - "):
			if fields := strings.Fields(part[len("Digital Currency Address - "):]); len(fields) == 2 {
				addText(&e.Wallets, fields[1])
			}
		default:
			ofacPaperRemark(e, part)
		}
	}
}

// ofacPaperRemark reads "Passport A123 (Kenya)" and "National ID No. 12 (Peru) expires ...".
func ofacPaperRemark(e *muster.ListEntry, part string) {
	for _, kind := range []string{"Passport", "National ID No.", "SSN", "Identification Number", "Driver's License No.", "Tax ID No.", "D.N.I.", "C.U.R.P.", "Cedula No."} {
		rest, ok := strings.CutPrefix(part, kind+" ")
		if !ok {
			continue
		}
		number, country, _ := strings.Cut(rest, " (")
		country, _, _ = strings.Cut(country, ")")
		addDocument(e, country, kind, number)
		return
	}
}

// AddNames adds the names of alt.csv or cons_alt.csv to the entries of the list
// beside it. It reports false, and adds nothing, when either is of another format
// or no entry has the numbers of the names.
func AddNames(list *muster.SanctionsList, names muster.SanctionsList) bool {
	if list.Format != names.Format || list.Format != "ofac-csv" {
		return false
	}
	at := make(map[string]int, len(list.Entries))
	for i, e := range list.Entries {
		at[e.ID] = i
	}
	added := false
	for _, e := range names.Entries {
		if i, known := at[e.ID]; known {
			added = true
			for _, n := range e.Names {
				addName(&list.Entries[i], n.Text, n.Weak)
			}
		}
	}
	return added
}
