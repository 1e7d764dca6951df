package normal

import "testing"

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		in, unit, building string
		kind               AddressKind
	}{
		{"Flat 3, 12 High St, Leeds LS1 1AA, UK", "flat 3", "12 high street, leeds, ls11aa, gb", AddressResidential},
		{"12 High Street (Flat 3)\nLeeds\nLS11AA", "flat 3", "12 high street, leeds, ls11aa, gb", AddressResidential},
		{"Apt. 3, 12 High St., Leeds, West Yorkshire, ls1 1aa", "flat 3", "12 high street, leeds, ls11aa, gb", AddressResidential},
		{"12a St John's Rd, London, N1 9AA", "", "12a saint johns road, london, n19aa, gb", AddressResidential},
		{"2nd Floor, 5 Mill Ln, York YO1 7HH", "floor 2", "5 mill lane, york, yo17hh, gb", AddressResidential},
		{"123 Main St Apt 4B, Springfield, IL 62704, USA", "flat 4b", "123 main street, springfield, il, 62704, us", AddressResidential},
		{"123 Main Street #4B, Springfield, Illinois 62704-1234", "flat 4b", "123 main street, springfield, il, 62704, us", AddressResidential},
		{"Hauptstr. 5, 10115 Berlin, Germany", "", "5 hauptstrasse, berlin, 10115, de", AddressResidential},
		{"Hauptstraße 5, D-10115 Berlin, Deutschland", "", "5 hauptstrasse, berlin, 10115, de", AddressResidential},
		{"12 rue de la Paix, 75002 Paris, France", "", "12 rue de la paix, paris, 75002, fr", AddressResidential},
		{"ul. Długa 5/7, 00-238 Warszawa, Poland", "", "5/7 ulica dluga, warszawa, 00238, pl", AddressResidential},
		{"Kerkstraat 10, 1017 GC Amsterdam, Netherlands", "", "10 kerkstraat, amsterdam, 1017gc, nl", AddressResidential},
		{"100 King St W, Toronto, ON M5X 1A9, Canada", "", "100 king street west, toronto, on, m5x1a9, ca", AddressResidential},
		{"PO Box 123, London SW1A 1AA", "", "po box 123, london, sw1a1aa, gb", AddressPOBox},
		{"P.O. Box 123, London, SW1A1AA", "", "po box 123, london, sw1a1aa, gb", AddressPOBox},
		{"Postfach 1234, 10115 Berlin, Germany", "", "postfach 1234, berlin, 10115, de", AddressPOBox},
		{"123 Main St PMB 114, Reno, NV 89501, USA", "pmb 114", "123 main street, reno, nv, 89501, us", AddressMailDrop},
		{"Mail Boxes Etc, 5 High Road, London E1 6AN", "", "5 high road, london, e16an, gb", AddressMailDrop},
		{"InPost Locker 42, Tesco, 5 High Road, London E1 6AN", "", "5 high road, london, e16an, gb", AddressLocker},
		{"Packstation 123, 10115 Berlin, Germany", "", "packstation 123, berlin, 10115, de", AddressLocker},
		{"Shipito Suite 100, 123 Cargo Way, Torrance, CA 90501, USA", "flat 100", "123 cargo way, torrance, ca, 90501, us", AddressForwarder},
		{"Evri ParcelShop, 5 High Road, London E1 6AN", "", "5 high road, london, e16an, gb", AddressParcelShop},
		{"Poste Restante, Main Post Office, Leeds LS1 1AA", "", "poste restante, main post office, leeds, ls11aa, gb", AddressPosteRest},
		{"Premier Inn, 1 Hotel Rd, Leeds LS1 1AA", "", "1 hotel road, leeds, ls11aa, gb", AddressHotel},
		{"5 Hospital Lane, Leeds LS1 1AA", "", "5 hospital lane, leeds, ls11aa, gb", AddressResidential},
		{"12 Box Hill Road, Tadworth KT20 7LF", "", "12 box hill road, tadworth, kt207lf, gb", AddressResidential},
		{"WeWork, 10 York Rd, London SE1 7ND", "", "10 york road, london, se17nd, gb", AddressCoworking},
		{"Acme Ltd, Unit 4 Mill Business Park, Leeds LS1 1AA", "flat 4", "acme ltd, mill business park, leeds, ls11aa, gb", AddressOffice},
		{"2/1, 12 High Street, Glasgow G1 1AA", "flat 2/1", "12 high street, glasgow, g11aa, gb", AddressResidential},
		{"71-75 Shelton Street, Covent Garden, London, WC2H 9JQ", "", "71-75 shelton street, covent garden, london, wc2h9jq, gb", AddressMailDrop},
		{"30 N Gould St Ste R, Sheridan, WY 82801", "flat r", "30 north gould street, sheridan, wy, 82801, us", AddressMailDrop},
		{"30 N Gould St, Denver, CO 80014", "", "30 north gould street, denver, co, 80014, us", AddressResidential},
		{"John Smith, 12 High Street, Leeds", "", "12 high street, leeds", AddressResidential},
		{"BFPO 801", "", "bfpo 801", AddressMilitary},
		{"", "", "", AddressUnknown},
		{" , \n", "", "", AddressUnknown},
	} {
		a := Address(c.in)
		if a.Unit != c.unit || a.Building != c.building || a.Kind != c.kind {
			t.Errorf("Address(%q)\n got %q | %q | %s\nwant %q | %q | %s", c.in, a.Unit, a.Building, a.Kind, c.unit, c.building, c.kind)
		}
		if again := Address(a.Canonical); again.Canonical != a.Canonical {
			t.Errorf("Address(%q) = %q, again %q", c.in, a.Canonical, again.Canonical)
		}
	}
	a := Address("J. Doe c/o Jones, 12 High Street, Leeds, LS1 1AA")
	if !a.CareOf || a.Building != "12 high street, leeds, ls11aa, gb" {
		t.Errorf("care of: %+v", a)
	}
	if a := AddressParts([]string{"5 Mill Lane"}, "St Albans", "AL1 1AA", ""); a.City != Address("5 Mill Lane, St. Albans AL1 1AA").City {
		t.Errorf("St Albans: %+v", a)
	}
	p := AddressParts([]string{"Flat 3", "12 High St"}, "Leeds", "ls1 1aa", "United Kingdom")
	if p.Canonical != "flat 3, 12 high street, leeds, ls11aa, gb" || p.Outward != "LS1" {
		t.Errorf("AddressParts: %+v", p)
	}
}

func TestCompareAddresses(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want PlaceOutcome
	}{
		{"Flat 3, 12 High St, Leeds LS1 1AA", "12 High Street, Apartment 3, Leeds, LS1 1AA, UK", PlaceSame},
		{"Flat 3, 12 High St, Leeds LS1 1AA", "Flat 4, 12 High St, Leeds LS1 1AA", PlaceNear},
		{"Flat 3, 12 High St, Leeds LS1 1AA", "12 High St, Leeds LS1 1AA", PlaceNear},
		{"12 High St, Leeds LS1 1AA", "14 High St, Leeds LS1 1AA", PlaceNear},
		{"12 High St, Leeds LS1 1AA", "90 High St, Leeds LS1 9ZZ", PlaceNear},
		{"12 High St, Leeds LS1 1AA", "5 Mill Lane, Leeds LS1 4AB", PlaceSameArea},
		{"12 High St, Leeds LS1 1AA", "5 Mill Lane, Leeds LS16 5AA", PlaceSameArea},
		{"12 High St, Leeds LS1 1AA", "12 High St, York YO1 7HH", PlaceDifferent},
		{"12 High St, Leeds LS1 1AA, UK", "12 Main St, Springfield, IL 62704, USA", PlaceDifferent},
		{"12 High St, Leeds LS1 1AA", "", PlaceUnknown},
		{"", "", PlaceUnknown},
		{"Hauptstr. 5, 10115 Berlin, Germany", "Hauptstraße 5, 10115 Berlin", PlaceSame},
		{"Rose Cottage, 12 High St, Leeds LS1 1AA", "12 High St, Leeds LS1 1AA", PlaceSame},
	} {
		a, b := Address(c.a), Address(c.b)
		if got := CompareAddresses(a, b); got != c.want {
			t.Errorf("%q, %q: %s, want %s\n%+v\n%+v", c.a, c.b, got, c.want, a, b)
		}
		if got := CompareAddresses(b, a); got != c.want {
			t.Errorf("%q, %q the other way round: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}
