package lists

import (
	"encoding/xml"
	"fmt"
	"io"

	"muster"
)

// walkXML calls take with each start element below the root whose local name is
// one of those given; take decodes or skips it. Everything else is walked through.
func walkXML(in *input, take map[string]func(*xml.Decoder, *xml.StartElement) error) error {
	d := xml.NewDecoder(in.front)
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			line, column := d.InputPos()
			return fmt.Errorf("%w: line %d, column %d: %w", ErrFormat, line, column, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if f := take[start.Name.Local]; f != nil {
			in.mark()
			if err := f(d, &start); err != nil {
				line, _ := d.InputPos()
				return fmt.Errorf("%w: <%s> that ends at line %d: %w", ErrFormat, start.Name.Local, line, err)
			}
			in.mark()
		}
	}
}

// each decodes an element into a T and hands it on.
func each[T any](f func(*T) error) func(*xml.Decoder, *xml.StartElement) error {
	return func(d *xml.Decoder, start *xml.StartElement) error {
		var v T
		if err := d.DecodeElement(&v, start); err != nil {
			return err
		}
		return f(&v)
	}
}

// attribute returns an attribute's value.
func attribute(start *xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// unParty is an individual or an entity of the UN's list.
type unParty struct {
	Reference string `xml:"REFERENCE_NUMBER"`
	DataID    string `xml:"DATAID"`
	First     string `xml:"FIRST_NAME"`
	Second    string `xml:"SECOND_NAME"`
	Third     string `xml:"THIRD_NAME"`
	Fourth    string `xml:"FOURTH_NAME"`
	Original  string `xml:"NAME_ORIGINAL_SCRIPT"`
	Program   string `xml:"UN_LIST_TYPE"`
	Aliases   []struct {
		Quality string `xml:"QUALITY"`
		Name    string `xml:"ALIAS_NAME"`
	} `xml:"INDIVIDUAL_ALIAS"`
	EntityAliases []struct {
		Name string `xml:"ALIAS_NAME"`
	} `xml:"ENTITY_ALIAS"`
	Births []struct {
		Type string `xml:"TYPE_OF_DATE"`
		Date string `xml:"DATE"`
		Year string `xml:"YEAR"`
		From string `xml:"FROM_YEAR"`
		To   string `xml:"TO_YEAR"`
	} `xml:"INDIVIDUAL_DATE_OF_BIRTH"`
	Places []struct {
		City    string `xml:"CITY"`
		State   string `xml:"STATE_PROVINCE"`
		Country string `xml:"COUNTRY"`
	} `xml:"INDIVIDUAL_PLACE_OF_BIRTH"`
	Documents []struct {
		Type    string `xml:"TYPE_OF_DOCUMENT"`
		Type2   string `xml:"TYPE_OF_DOCUMENT2"`
		Number  string `xml:"NUMBER"`
		Country string `xml:"ISSUING_COUNTRY"`
	} `xml:"INDIVIDUAL_DOCUMENT"`
}

// readUN reads the UN's consolidated list.
func readUN(in *input, b *book) error {
	party := func(kind muster.ListKind) func(*xml.Decoder, *xml.StartElement) error {
		return each(func(p *unParty) error { return p.add(b, kind) })
	}
	return walkXML(in, map[string]func(*xml.Decoder, *xml.StartElement) error{
		"CONSOLIDATED_LIST": func(_ *xml.Decoder, start *xml.StartElement) error {
			b.published = clean(attribute(start, "dateGenerated"))
			return nil
		},
		"INDIVIDUAL": party(muster.ListPerson),
		"ENTITY":     party(muster.ListEntity),
	})
}

func (p *unParty) add(b *book, kind muster.ListKind) error {
	id := p.Reference
	if clean(id) == "" {
		id = p.DataID
	}
	e, err := b.entry(id)
	if err != nil {
		return err
	}
	e.Kind = kind
	addName(e, joinText(" ", p.First, p.Second, p.Third, p.Fourth), false)
	addName(e, p.Original, false)
	for _, a := range p.Aliases {
		addName(e, a.Name, a.Quality == "Low")
	}
	for _, a := range p.EntityAliases {
		addName(e, a.Name, false)
	}
	for _, d := range p.Births {
		about := ""
		if d.Type == "APPROXIMATELY" {
			about = "circa "
		}
		switch {
		case clean(d.Date) != "":
			addText(&e.Births, about+d.Date)
		case clean(d.From) != "" && clean(d.To) != "":
			addText(&e.Births, about+d.From+" to "+d.To)
		case clean(d.Year) != "":
			addText(&e.Births, about+d.Year)
		}
	}
	for _, pl := range p.Places {
		addText(&e.Places, joinText(", ", pl.City, pl.State, pl.Country))
	}
	for _, d := range p.Documents {
		addDocument(e, d.Country, joinText(" ", d.Type, d.Type2), d.Number)
	}
	addText(&e.Programs, p.Program)
	return nil
}

// euEntity is an entity of the EU's list.
type euEntity struct {
	LogicalID string `xml:"logicalId,attr"`
	Reference string `xml:"euReferenceNumber,attr"`
	Subject   struct {
		Code string `xml:"code,attr"`
	} `xml:"subjectType"`
	Regulations []struct {
		Program string `xml:"programme,attr"`
	} `xml:"regulation"`
	Names []struct {
		Whole  string `xml:"wholeName,attr"`
		First  string `xml:"firstName,attr"`
		Middle string `xml:"middleName,attr"`
		Last   string `xml:"lastName,attr"`
		Strong string `xml:"strong,attr"`
	} `xml:"nameAlias"`
	Births []struct {
		Date   string `xml:"birthdate,attr"`
		Year   string `xml:"year,attr"`
		From   string `xml:"yearRangeFrom,attr"`
		To     string `xml:"yearRangeTo,attr"`
		Circa  string `xml:"circa,attr"`
		City   string `xml:"city,attr"`
		Region string `xml:"region,attr"`
		Place  string `xml:"place,attr"`
	} `xml:"birthdate"`
	Documents []struct {
		Number  string `xml:"number,attr"`
		Type    string `xml:"identificationTypeCode,attr"`
		Country string `xml:"countryIso2Code,attr"`
	} `xml:"identification"`
}

// readEU reads the EU's consolidated list.
func readEU(in *input, b *book) error {
	return walkXML(in, map[string]func(*xml.Decoder, *xml.StartElement) error{
		"export": func(_ *xml.Decoder, start *xml.StartElement) error {
			b.published = clean(attribute(start, "generationDate"))
			return nil
		},
		"sanctionEntity": each(func(s *euEntity) error { return s.add(b) }),
	})
}

func (s *euEntity) add(b *book) error {
	id := s.Reference
	if clean(id) == "" {
		id = s.LogicalID
	}
	e, err := b.entry(id)
	if err != nil {
		return err
	}
	e.Kind = euKind(s.Subject.Code)
	for _, n := range s.Names {
		whole := n.Whole
		if clean(whole) == "" {
			whole = joinText(" ", n.First, n.Middle, n.Last)
		}
		addName(e, whole, n.Strong == "false")
	}
	for _, d := range s.Births {
		addText(&e.Births, euBirth(d.Date, d.Year, d.From, d.To, d.Circa == "true"))
		addText(&e.Places, joinText(", ", d.Place, d.City, d.Region))
	}
	for _, d := range s.Documents {
		addDocument(e, d.Country, d.Type, d.Number)
	}
	for _, r := range s.Regulations {
		addText(&e.Programs, r.Program)
	}
	return nil
}

func euKind(code string) muster.ListKind {
	switch code {
	case "person", "P":
		return muster.ListPerson
	case "enterprise", "E":
		return muster.ListEntity
	}
	return muster.ListUnknown
}

func euBirth(date, year, from, to string, circa bool) string {
	text := clean(date)
	switch {
	case text != "":
	case clean(from) != "" && clean(to) != "":
		text = clean(from) + " to " + clean(to)
	default:
		text = clean(year)
	}
	if text != "" && circa {
		text = "circa " + text
	}
	return text
}
