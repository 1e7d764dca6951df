package normal

// PlaceOutcome is what a comparison of two places says.
type PlaceOutcome string

// The outcomes of CompareAddresses.
const (
	PlaceUnknown   PlaceOutcome = "unknown"   // a side is empty, or the two share no kind of part to compare
	PlaceSame      PlaceOutcome = "same"      // one door: same building, same unit or none given
	PlaceNear      PlaceOutcome = "near"      // same building with another unit, same postcode (GB, CA, NL, IE) or same street
	PlaceSameArea  PlaceOutcome = "same_area" // same postal district or same city
	PlaceDifferent PlaceOutcome = "different"
)

// CompareAddresses compares two addresses part by part. Only parts that both
// sides have are compared; when none is left the outcome is unknown. It is
// symmetric.
func CompareAddresses(a, b AddressForm) PlaceOutcome {
	if a.IsZero() || b.IsZero() {
		return PlaceUnknown
	}
	if a.Canonical == b.Canonical {
		return PlaceSame
	}
	if a.Country != "" && b.Country != "" && a.Country != b.Country {
		return PlaceDifferent
	}
	postcode, city := agreePostcode(a, b), agreeCity(a.City, b.City)
	street, number := agreeStreet(a, b), agree(a.Number, b.Number)
	area := postcode == agreed || city == agreed && postcode != disagreed
	switch {
	case street == agreed && number == agreed && (area || postcode == absent && city == absent):
		if a.Unit == b.Unit {
			return PlaceSame
		}
		return PlaceNear
	case number == agreed && postcode == agreed && finePostcode(a) && street != disagreed:
		return PlaceNear
	case postcode == agreed && finePostcode(a):
		return PlaceNear
	case street == agreed && (area || city == agreed):
		return PlaceNear
	case postcode == agreed, city == agreed, a.Outward != "" && a.Outward == b.Outward:
		return PlaceSameArea
	case postcode == absent && city == absent:
		return PlaceUnknown
	}
	return PlaceDifferent
}

type agreement int8

const (
	absent agreement = iota
	agreed
	disagreed
)

func agree(a, b string) agreement {
	switch {
	case a == "" || b == "":
		return absent
	case a == b:
		return agreed
	}
	return disagreed
}

func agreePostcode(a, b AddressForm) agreement { return agree(a.Postcode, b.Postcode) }

// agreeStreet lets one slip of the keyboard pass in long names.
func agreeStreet(a, b AddressForm) agreement {
	g := agree(a.Street, b.Street)
	if g == disagreed && min(len(a.Street), len(b.Street)) >= 9 && !hasDigit(a.Street) && editDistance(a.Street, b.Street, 1) <= 1 {
		return agreed
	}
	return g
}

// agreeCity lets one slip pass in names of six letters or more.
func agreeCity(a, b string) agreement {
	g := agree(a, b)
	if g == disagreed && min(len(a), len(b)) >= 6 && editDistance(a, b, 1) <= 1 {
		return agreed
	}
	return g
}

func hasDigit(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			return true
		}
	}
	return false
}

// finePostcode reports postcodes that name a handful of houses.
func finePostcode(a AddressForm) bool {
	switch a.Country {
	case "GB":
		return len(a.Postcode) > len(a.Outward)
	case "CA", "NL", "IE", "JE", "GG", "IM":
		return len(a.Postcode) >= 6
	}
	return false
}
