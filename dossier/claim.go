package dossier

import (
	"slices"
	"strings"

	"muster"
	"muster/normal"
)

// claim is one artefact as one observation states it, still with its
// canonical value. Claims never leave this package except as Display values.
type claim struct {
	kind   muster.ArtefactKind
	role   muster.ArtefactRole
	value  string // canonical
	shown  string // as people write it
	class  muster.Class
	obs    int32 // index into the subject's observations
	first  muster.Time
	proved bool
}

// stored is a claim as the first pass keeps it for the second: hashed, and as
// small as it can be, since there is one for every artefact of every subject.
type stored struct {
	id     muster.ArtefactID
	first  int64
	obs    uint16 // index into the subject's observations
	exact  muster.Precision
	kind   uint8 // index into artefactKinds
	role   uint8 // index into roles
	class  uint8 // index into classes
	proved bool
	serial bool // a camera named by its serial number
}

// maxObservations is how many observations of one subject can hold claims.
const maxObservations = 1 << 16

// classes numbers the classes a stored claim holds.
var classes = []muster.Class{
	muster.ClassPlain, muster.ClassLineVoIP, muster.ClassLineVirtual, muster.ClassMailFree, muster.ClassMailRelay, muster.ClassMailThrow,
	muster.ClassMailThemed, muster.ClassPlaceDrop, muster.ClassPlaceForward, muster.ClassPlaceLocker, muster.ClassPlaceBox, muster.ClassDevicePassing,
	muster.ClassPlaceOffice, muster.ClassPayEMoney, muster.ClassPayService, muster.ClassPayPrepaid, muster.ClassPayExchange, muster.ClassPayBank, muster.ClassPayWallet,
}

func (c *claim) store(id muster.ArtefactID) stored {
	return stored{
		id: id, first: c.first.Micros, obs: uint16(c.obs), exact: c.first.Precision,
		kind: uint8(slices.Index(artefactKinds, c.kind)), role: uint8(slices.Index(roles, c.role)), class: uint8(slices.Index(classes, c.class)),
		proved: c.proved, serial: c.kind == muster.ArtefactCapture && strings.Contains(c.value, "#"),
	}
}

func (c *stored) artefact() muster.Artefact {
	return muster.Artefact{Kind: artefactKinds[c.kind], Role: roles[c.role], ID: c.id}
}

func (c *stored) time() muster.Time {
	if c.exact == muster.PrecisionNone {
		return muster.Time{}
	}
	return muster.Time{Micros: c.first, Offset: muster.OffsetUnknown, Precision: c.exact}
}

// extractor reads claims from observations. It is not safe for concurrent use.
type extractor struct {
	mail      normal.EmailLists
	region    string // default region for telephone numbers, such as "GB"
	phones    normal.PhoneCache
	addresses addressReader
	accounts  *normal.AccountKinds
	payees    payeeReader
	claims    []claim
	obs       int32
	at        muster.Time
	platform  bool // reading an account of a platform, whose devices are told apart
	hr        bool // reading an HR record: its date is that of the start, not of a number given
}

// extract returns the claims of one subject's observations, one for each
// kind, role and value: the earliest. The slice is reused by the next call.
func (x *extractor) extract(observations []muster.Observation) []claim {
	x.claims = x.claims[:0]
	x.platform = slices.ContainsFunc(observations, func(o muster.Observation) bool { return o.Kind() == muster.KindAccount })
	for i := range observations[:min(len(observations), maxObservations)] {
		x.obs, x.at = int32(i), observations[i].Happened
		x.observation(&observations[i])
	}
	x.proveByCode(observations)
	return x.unique()
}

func (x *extractor) observation(o *muster.Observation) {
	switch d := o.Data.(type) {
	case *muster.Person:
		x.hr = true
		x.contact(&d.Contact, muster.RoleOwn)
		x.hr = false
		x.home(&d.Home, muster.RoleOwn)
		x.address(string(d.TaxAddress), muster.RoleTax)
		x.address(string(d.PayrollAddress), muster.RoleTax)
		x.document("", "national", string(d.NationalID))
	case *muster.Application:
		x.contact(&d.Contact, muster.RoleOwn)
		x.home(&d.Home, muster.RoleOwn)
		x.signUp(d.IP, d.Device)
	case *muster.PlatformAccount:
		x.account(d)
	case *muster.SignIns:
		if x.platform {
			x.device(d.Device)
		}
	case *muster.CV:
		x.contact(&d.Contact, muster.RoleOwn)
		x.home(&d.Home, muster.RoleOwn)
		x.file(&d.File)
	case *muster.Interview:
		for _, e := range d.AccountEmails {
			x.email(string(e), muster.RoleOwn, false)
		}
		x.network(string(d.IP))
	case *muster.Reference:
		for _, e := range d.Emails {
			x.email(string(e), muster.RoleReferee, false)
		}
		for _, p := range d.Phones {
			x.phone(string(p), muster.RoleReferee, false)
		}
	case *muster.Document:
		x.documentRecord(d)
	case *muster.Image:
		x.image(d)
	case *muster.Shipment:
		x.shipment(d)
	case *muster.BankDetails:
		before := len(x.claims)
		if x.payTo(&d.PayTo); len(x.claims) > before {
			x.prove(!d.Verified.IsZero()) // the person confirmed it as theirs
		}
	case *muster.Payment:
		x.payTo(&d.PayTo)
	case *muster.Invoice:
		// One bill names one payee: its account stands for its address too, so that a
		// company through which several people are paid is one value and not two.
		before := len(x.claims)
		if x.payTo(&d.PayTo); len(x.claims) == before {
			x.address(string(d.Address), muster.RolePayee)
		}
	case *muster.Change:
		x.change(d)
	}
}

func (x *extractor) add(kind muster.ArtefactKind, role muster.ArtefactRole, value, shown string, class muster.Class) {
	if value == "" {
		return
	}
	x.claims = append(x.claims, claim{kind: kind, role: role, value: value, shown: shown, class: class, obs: x.obs, first: x.at})
}

func (x *extractor) contact(c *muster.Contact, role muster.ArtefactRole) {
	for _, e := range c.Emails {
		x.email(string(e), role, !c.EmailVerified.IsZero())
	}
	for _, p := range c.Phones {
		x.phone(string(p), role, !c.PhoneVerified.IsZero())
	}
	for _, u := range c.URLs {
		x.url(string(u), role)
	}
}

func (x *extractor) email(s string, role muster.ArtefactRole, proved bool) {
	if s == "" {
		return
	}
	form, err := x.mail.Email(s)
	if err != nil {
		return
	}
	x.add(muster.ArtefactEmail, role, form.Canonical, s, mailClass(form))
	x.prove(proved)
}

func mailClass(form normal.EmailForm) muster.Class {
	switch {
	case form.Class == normal.EmailDisposable:
		return muster.ClassMailThrow
	case form.Class == normal.EmailPrivacyRelay:
		return muster.ClassMailRelay
	case form.Class == normal.EmailFree && form.Themed:
		return muster.ClassMailThemed
	case form.Class == normal.EmailFree:
		return muster.ClassMailFree
	}
	return muster.ClassPlain
}

func (x *extractor) phone(s string, role muster.ArtefactRole, proved bool) {
	if s == "" {
		return
	}
	form, err := x.phones.Phone(s, x.region)
	if err != nil {
		return
	}
	class := muster.ClassPlain
	switch form.LineType {
	case normal.LineVoIP:
		class = muster.ClassLineVoIP
	case normal.LineVirtual:
		class = muster.ClassLineVirtual
	}
	x.add(muster.ArtefactPhone, role, form.E164, s, class)
	x.prove(proved)
	if role == muster.RoleOwn && !x.hr {
		x.add(muster.ArtefactPhoneBlock, role, form.Block, form.Block+"x", "")
	}
}

// prove marks the claim added last as one whose control was proved.
func (x *extractor) prove(proved bool) {
	if proved && len(x.claims) > 0 {
		x.claims[len(x.claims)-1].proved = true
	}
}

func (x *extractor) url(s string, role muster.ArtefactRole) {
	if s == "" {
		return
	}
	form, err := normal.URL(s)
	if err != nil {
		return
	}
	x.add(muster.ArtefactURL, role, form.Canonical, s, "")
	if form.Profile.Site == "" && form.RegistrableDomain != "" {
		x.add(muster.ArtefactDomain, role, form.RegistrableDomain, form.RegistrableDomain, "")
	}
}

func (x *extractor) home(h *muster.Home, role muster.ArtefactRole) {
	x.address(homeLine(h), role)
}

// homeLine writes a home on one line, or nothing when no street address was
// given: a town alone is not a home.
func homeLine(h *muster.Home) string {
	if h.Address == "" {
		return ""
	}
	line := string(h.Address)
	for _, part := range []string{string(h.City), string(h.Postcode), string(h.Country)} {
		if part != "" && !containsFold(line, part) {
			line += ", " + part
		}
	}
	return line
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

func (x *extractor) address(s string, role muster.ArtefactRole) {
	if s == "" {
		return
	}
	form := x.addresses.read(s)
	if form.Canonical == "" || form.Street == "" && form.Postcode == "" && form.Name == "" {
		return
	}
	class := placeClass(form.Kind)
	x.add(muster.ArtefactAddress, role, form.Canonical, s, class)
	x.add(muster.ArtefactBuilding, role, form.Building, form.Building, class)
}

func placeClass(kind normal.AddressKind) muster.Class {
	switch kind {
	case normal.AddressMailDrop, normal.AddressPosteRest:
		return muster.ClassPlaceDrop
	case normal.AddressForwarder:
		return muster.ClassPlaceForward
	case normal.AddressLocker, normal.AddressParcelShop:
		return muster.ClassPlaceLocker
	case normal.AddressPOBox:
		return muster.ClassPlaceBox
	case normal.AddressOffice, normal.AddressCoworking:
		return muster.ClassPlaceOffice
	}
	return muster.ClassPlain
}

func (x *extractor) network(s string) {
	if s == "" {
		return
	}
	form, err := normal.IP(s)
	// Ranges kept for documentation are nobody's traffic: in a file they stand
	// for public addresses, in examples and simulated populations.
	if err != nil || form.Class != normal.IPPublic && form.Class != normal.IPDocumentation {
		return
	}
	x.add(muster.ArtefactNetwork, muster.RoleOwn, form.Canonical, form.Canonical, "")
}

// account reads what a platform holds of an account.
func (x *extractor) account(d *muster.PlatformAccount) {
	x.contact(&d.Contact, muster.RoleOwn)
	x.home(&d.Home, muster.RoleOwn)
	x.signUp(d.IP, d.Device)
}

// signUp reads where and on what a form was filled in.
func (x *extractor) signUp(ip muster.Network, d muster.Device) {
	x.network(string(ip))
	x.device(d)
}

func (x *extractor) device(d muster.Device) {
	x.add(muster.ArtefactDevice, muster.RoleOwn, normal.Fold(string(d)), string(d), "")
}

func (x *extractor) document(country, typ, number string) {
	value := normal.DocumentNumber(country, typ, number)
	x.add(muster.ArtefactDocument, muster.RoleOwn, value, number, "")
}

func (x *extractor) documentRecord(d *muster.Document) {
	x.document(string(d.Country), string(d.Type), string(d.Number))
	x.address(string(d.Address), muster.RoleTax)
	x.file(&d.FileFacts)
}

// file adds what document files made from one original have in common: ids
// that survive "save as". Authors and producers are far too common for that.
func (x *extractor) file(f *muster.FileFacts) {
	for _, id := range f.IDs {
		x.add(muster.ArtefactTemplate, muster.RolePhoto, id, id, "")
	}
}

func (x *extractor) image(d *muster.Image) {
	if d.SHA256 != "" {
		x.add(muster.ArtefactImage, muster.RolePhoto, d.SHA256, "picture file", "")
	}
	if d.Model == "" || d.Taken.Precision < muster.PrecisionMinute {
		return
	}
	camera := normal.Fold(string(d.Make) + " " + string(d.Model))
	if d.Serial != "" {
		camera += " #" + normal.Fold(string(d.Serial))
	}
	at := x.at
	x.at = d.Taken
	x.add(muster.ArtefactCapture, muster.RolePhoto, camera, string(d.Model), "")
	x.at = at
}

func (x *extractor) shipment(d *muster.Shipment) {
	if d.Direction == muster.DirectionReturn {
		return // where equipment comes back from is compared, not joined
	}
	line := homeLine(&muster.Home{Address: d.Address, City: d.City, Postcode: d.Postcode, Country: d.Country})
	x.address(line, muster.RoleDelivery)
	x.address(string(d.Redirected), muster.RoleDelivery)
	x.phone(string(d.Phone), muster.RoleDelivery, false)
}

func (x *extractor) payTo(p *muster.PayTo) {
	to := x.payees.read(x.accounts, p)
	x.add(to.kind, muster.RolePayee, to.value, to.shown, to.class)
}

func (x *extractor) change(d *muster.Change) {
	switch d.Field {
	case muster.ChangeAddress:
		x.address(string(d.New), muster.RoleOwn)
	case muster.ChangeEmail:
		x.email(string(d.New), muster.RoleOwn, false)
	case muster.ChangePhone:
		x.phone(string(d.New), muster.RoleOwn, false)
	}
}

// proveByCode marks all own contacts as proved that stood on record when a
// one-time code was passed.
func (x *extractor) proveByCode(observations []muster.Observation) {
	for i := range observations {
		check, ok := observations[i].Data.(*muster.Check)
		if !ok || check.Type != muster.CheckContactCode || check.Outcome != muster.OutcomePassed {
			continue
		}
		for j := range x.claims {
			c := &x.claims[j]
			contact := c.kind == muster.ArtefactPhone || c.kind == muster.ArtefactEmail
			if contact && c.role == muster.RoleOwn && !check.Done.Before(c.first) {
				c.proved = true
			}
		}
	}
}

// unique keeps the earliest claim of each kind, role and value. Subjects have
// few claims, so the comparison of all with all stays cheap; those with very
// many are cut.
func (x *extractor) unique() []claim {
	const most = 512
	kept := x.claims[:0]
	for i := range x.claims {
		c := x.claims[i]
		if k := find(kept, &c); k >= 0 {
			kept[k].proved = kept[k].proved || c.proved
			if kept[k].first.IsZero() || c.first.Before(kept[k].first) {
				kept[k].first, kept[k].obs = c.first, c.obs
			}
			continue
		}
		if len(kept) < most {
			kept = append(kept, c)
		}
	}
	return kept
}

func find(claims []claim, c *claim) int {
	for i := range claims {
		k := &claims[i]
		if k.kind == c.kind && k.role == c.role && k.value == c.value && (k.kind != muster.ArtefactCapture || k.first == c.first) {
			return i
		}
	}
	return -1
}
