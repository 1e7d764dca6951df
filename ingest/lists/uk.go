package lists

import (
	"encoding/xml"
	"strings"

	"muster"
)

// ukName is a name of the UK's list: five given names and a family name.
type ukName struct {
	Name1 string `xml:"Name1"`
	Name2 string `xml:"Name2"`
	Name3 string `xml:"Name3"`
	Name4 string `xml:"Name4"`
	Name5 string `xml:"Name5"`
	Name6 string `xml:"Name6"`
	Type  string `xml:"NameType"`
	Alias string `xml:"AliasStrength"`
}

// ukDesignation is an entry of the UK's list.
type ukDesignation struct {
	ID        string   `xml:"UniqueID"`
	Regime    string   `xml:"RegimeName"`
	Type      string   `xml:"IndividualEntityShip"`
	Names     []ukName `xml:"Names>Name"`
	NonLatin  []string `xml:"NonLatinNames>NonLatinName>NameNonLatinScript"`
	Births    []string `xml:"IndividualDetails>Individual>DOBs>DOB"`
	Passports []string `xml:"IndividualDetails>Individual>PassportDetails>Passport>PassportNumber"`
	Nationals []string `xml:"IndividualDetails>Individual>NationalIdentifierDetails>NationalIdentifier>NationalIdentifierNumber"`
	Places    []struct {
		Town    string `xml:"TownOfBirth"`
		Country string `xml:"CountryOfBirth"`
	} `xml:"IndividualDetails>Individual>BirthDetails>Location"`
}

// readUK reads the UK sanctions list in XML.
func readUK(in *input, b *book) error {
	return walkXML(in, map[string]func(*xml.Decoder, *xml.StartElement) error{
		"DateGenerated": each(func(date *string) error {
			b.published = clean(*date)
			return nil
		}),
		"Designation": each(func(d *ukDesignation) error { return d.add(b) }),
	})
}

func (d *ukDesignation) add(b *book) error {
	e, err := b.entry(d.ID)
	if err != nil {
		return err
	}
	e.Kind = ukKind(d.Type)
	for _, primary := range []bool{true, false} { // the main name first, wherever it stands
		for _, n := range d.Names {
			if strings.EqualFold(n.Type, "Primary name") == primary {
				addName(e, joinText(" ", n.Name1, n.Name2, n.Name3, n.Name4, n.Name5, n.Name6), isWeak(n.Alias))
			}
		}
	}
	for _, n := range d.NonLatin {
		addName(e, n, false)
	}
	for _, birth := range d.Births {
		addText(&e.Births, ukBirth(birth))
	}
	for _, p := range d.Places {
		addText(&e.Places, joinText(", ", p.Town, p.Country))
	}
	for _, n := range d.Passports {
		addDocument(e, "", "passport", n)
	}
	for _, n := range d.Nationals {
		addDocument(e, "", "national id", n)
	}
	addText(&e.Programs, d.Regime)
	return nil
}

func ukKind(s string) muster.ListKind {
	switch strings.ToLower(clean(s)) {
	case "individual":
		return muster.ListPerson
	case "entity":
		return muster.ListEntity
	case "ship":
		return muster.ListVessel
	}
	return muster.ListUnknown
}

func isWeak(strength string) bool {
	s := strings.ToLower(strength)
	return strings.Contains(s, "low") || strings.Contains(s, "weak")
}

// ukBirth puts a date written 01/02/1970, or dd/mm/1970 where day and month are
// not known, the other way round, so that its order cannot be misread.
func ukBirth(s string) string {
	s = clean(s)
	parts := strings.Split(s, "/")
	if len(parts) != 3 || len(parts[2]) != 4 {
		return s
	}
	out := parts[2]
	for _, p := range []string{parts[1], parts[0]} {
		if len(p) != 2 || p == "00" || strings.Trim(p, "0123456789") != "" {
			break
		}
		out += "-" + p
	}
	return out
}

// readUKTable reads the UK sanctions list in CSV: one row for each name, with
// the date of the report above the header.
func readUKTable(in *input, b *book) error {
	t, err := openMade(in, ',')
	if err != nil {
		return err
	}
	for !t.hasColumn("Unique ID") {
		if len(t.header) > 1 && b.published == "" {
			b.published = clean(t.header[len(t.header)-1])
		} else if len(t.header) == 1 {
			_, date, _ := strings.Cut(t.header[0], ":")
			b.published = clean(date)
		}
		if err := t.nextHeader(); err != nil {
			return err
		}
	}
	return t.each(func(get func(string) string) error {
		e, err := b.entry(get("Unique ID"))
		if err != nil {
			return err
		}
		e.Kind = ukKind(first(get("Designation Type"), get("Individual, Entity, Ship")))
		name := joinText(" ", get("Name 1"), get("Name 2"), get("Name 3"), get("Name 4"), get("Name 5"), get("Name 6"))
		known := len(e.Names)
		addName(e, name, isWeak(get("Alias strength")))
		if strings.EqualFold(clean(get("Name type")), "Primary name") && len(e.Names) > known && known > 0 {
			e.Names[0], e.Names[known] = e.Names[known], e.Names[0]
		}
		addName(e, get("Name non-latin script"), false)
		addText(&e.Births, ukBirth(get("D.O.B")))
		addText(&e.Places, joinText(", ", get("Town of birth"), get("Country of birth")))
		addDocument(e, "", "passport", get("Passport number"))
		addDocument(e, "", "national id", get("National Identifier number"))
		addText(&e.Programs, get("Regime Name"))
		return nil
	})
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, s := range texts {
		if clean(s) != "" {
			return s
		}
	}
	return ""
}
