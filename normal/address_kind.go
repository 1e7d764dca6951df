package normal

import "strings"

// kindPattern is one way in which the text of an address shows the kind of
// place. All words of a pattern must follow one another as whole words.
type kindPattern struct {
	kind  AddressKind
	words []string
}

// kindPatterns are tried in order; the first that occurs decides. Operators of
// mailboxes, forwarders and lockers are public brands; the list is short and
// misses most local ones, and a shop over which people live is listed as what
// the text says, which is why the kind alone accuses nobody.
var kindPatterns = buildKinds(
	AddressLocker, "inpost|parcel locker|packstation|amazon locker|amazon hub|paczkomat|amazon counter|locker+|pickup locker|parcelbox|post box lockers|smart locker|dpd locker|omniva|box now|package locker|bloq it|yodel locker|paketbox",
	AddressPosteRest, "poste restante|general delivery|postlagernd|lista de correos|fermo posta|fermoposta",
	AddressMilitary, "bfpo|apo ae|apo ap|apo aa|fpo ae|fpo ap|fpo aa|dpo ae|dpo ap",
	AddressForwarder, "shipito|myus|my us|stackry|forward2me|parcel forwarding|freight forwarder|freight forwarding|reship|planet express|borderlinx|shop and ship|skypax|opas|aramex shop|ship to|mailforwarding|mail forwarding|parcel monkey|usgobuy|usunlocked|comgateway|vpost|buyandship|qwintry|shopfans|meest|nova post|novaposhta|tenso|buyee|forwardme|globalshopaholics|viabox|fishisfast|us-mail|parcelbound|ship7|package forwarding|re-shipping|reshipping|logistics hub|consolidation warehouse",
	AddressParcelShop, "parcelshop|parcel shop|collectplus|collect plus|pickup point|pick up point|ups access point|access point|dhl servicepoint|servicepoint|service point|mondial relay|point relais|relais colis|paketshop|hermes shop|evri parcelshop|click and collect|click & collect|post office counter|fedex onsite|the ups store pickup|pickup store|postfiliale|drop off point|dropoff point",
	AddressMailDrop, "pmb|private mailbox|mail boxes etc|mailboxes etc|mbe|the ups store|ups store|postnet|ipostal1|ipostal|anytime mailbox|earth class mail|postscan mail|postscan|traveling mailbox|virtual office|virtual mailbox|virtual address|mailbox+|registered office address|uk postbox|hoxton mix|your virtual office|1st formations|companies made simple|capital office|mail drop|maildrop|mailing address service|postal connections|pak mail|postalannex|goin postal|davinci virtual|regus virtual|opus virtual|stable mail|us global mail|physical address service|northwest registered agent|registered agents inc|clevver|clevvermail|dropscan|caya",
	AddressPOBox, "po box|pobox|post office box|p/o box|postfach|boite postale|bp+|apartado|apartado postal|casilla|casella postale|caixa postal|postbus|skrytka pocztowa|gpo box|private bag|locked bag|postboks|box+",
	AddressCoworking, "wework|we work|regus|spaces|coworking|co-working|co working|impact hub|industrious|mindspace|serendipity labs|business centre|business center|office suites|executive suites|servcorp|iwg|huckletree|second home|fora space|talent garden|betahaus|shared office",
	AddressHotel, "hotel|motel|inn+|holiday inn|premier inn|travelodge|airbnb|marriott|hilton|ibis|novotel|hyatt|sheraton|radisson|guest house|guesthouse|bed and breakfast|b&b|b & b|aparthotel|extended stay|resort",
	AddressHostel, "hostel|shelter|student halls|halls of residence|student residence|dormitory|ymca|yha|night shelter|university hall",
	AddressCareHome, "care home|nursing home|hospital|hospice|retirement home|retirement village",
	AddressOffice, "office park|business park|technology park|science park|industrial estate|trading estate|innovation centre|innovation center|head office|headquarters|warehouse|enterprise park|ltd|limited|llc|inc|gmbh|plc|corporation|office|offices",
)

// buildKinds splits the lists. A trailing + asks for a number behind the words:
// "box 12" is a post-office box, "box hill" a place.
func buildKinds(pairs ...any) []kindPattern {
	var out []kindPattern
	for i := 0; i+1 < len(pairs); i += 2 {
		for p := range strings.SplitSeq(pairs[i+1].(string), "|") {
			words := strings.Fields(strings.ReplaceAll(p, "+", " +"))
			out = append(out, kindPattern{pairs[i].(AddressKind), words})
		}
	}
	return out
}

// kindIndex finds the patterns by their first word.
var kindIndex = func() map[string][]int {
	m := map[string][]int{}
	for i, p := range kindPatterns {
		m[p.words[0]] = append(m[p.words[0]], i)
	}
	return m
}()

// placeKind finds the kind of place in folded text.
func placeKind(text string) AddressKind {
	var buf [48]string
	words := buf[:0]
	start := -1
	for i := 0; i <= len(text); i++ {
		inWord := i < len(text) && text[i] != ' ' && text[i] != ','
		if inWord && start < 0 {
			start = i
		}
		if !inWord && start >= 0 {
			words, start = append(words, text[start:i]), -1
		}
	}
	best := len(kindPatterns)
	for i := range words {
		for _, k := range kindIndex[words[i]] {
			if k < best && matchWords(words[i:], kindPatterns[k].words) && !streetAfter(words[i:], kindPatterns[k]) {
				best = k
			}
		}
	}
	if best < len(kindPatterns) {
		return kindPatterns[best].kind
	}
	return AddressResidential
}

func matchWords(words, pattern []string) bool {
	for i, p := range pattern {
		if i >= len(words) {
			return false
		}
		if p == "+" {
			if !strings.ContainsAny(words[i], "0123456789") {
				return false
			}
			continue
		}
		if words[i] != p {
			return false
		}
	}
	return true
}

// streetAfter reports that the word only names a street: "Hospital Lane",
// "Hotel Road", "Hilton Street" are streets with homes.
func streetAfter(words []string, p kindPattern) bool {
	n := len(p.words)
	if n >= len(words) {
		return false
	}
	switch p.kind {
	case AddressPOBox, AddressLocker, AddressPosteRest, AddressMilitary:
		return false
	}
	next := words[n]
	if full, ok := wordForms[next]; ok {
		next = full
	}
	return streetWords[next] || next == "st"
}

// isKnownDrop reports addresses at which thousands of firms register and have
// mail forwarded, by number, street and town or postal district. Public facts
// of company registers; people may also live or work in such a building.
func isKnownDrop(f *AddressForm) bool {
	if f.Number == "" || f.Street == "" {
		return false
	}
	where, ok := knownDrops[f.Number+" "+f.Street]
	return ok && (where == f.City || where == strings.ToLower(f.Outward) || f.City == "" && f.Outward == "")
}

// knownDrops maps number and street, as AddressForm writes them, to the town or
// the British postal district.
var knownDrops = map[string]string{
	"71-75 shelton street": "wc2h", "20-22 wenlock road": "n1", "128 city road": "ec1v", "124 city road": "ec1v", "152-160 city road": "ec1v", "160 city road": "ec1v", "85 great portland street": "w1w",
	"167-169 great portland street": "w1w", "27 old gloucester street": "wc1n", "7 bell yard": "wc2a", "86-90 paul street": "ec2a", "63-66 hatton garden": "ec1n", "207 regent street": "w1b", "5 brayford square": "e1", "61 bridge street": "hr5",
	"30 north gould street": "sheridan", "1309 coffeen avenue": "sheridan", "16192 coastal highway": "lewes", "8 the green": "dover", "2810 north church street": "wilmington", "1201 north orange street": "wilmington",
	"1007 north orange street": "wilmington", "1209 north orange street": "wilmington", "1209 orange street": "wilmington", "251 little falls drive": "wilmington", "651 north broad street": "middletown", "131 continental drive": "newark", "2055 limestone road": "wilmington", "5830 east 2nd street": "casper", "1942 broadway": "boulder", "7901 4th street north": "saint petersburg", "1910 thomes avenue": "cheyenne", "1712 pioneer avenue": "cheyenne", "2093 philadelphia pike": "claymont",
}
