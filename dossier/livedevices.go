package dossier

import (
	"slices"

	"muster"
	"muster/normal"
)

// The moments within which attachments belong together.
const (
	sameMoment = 60 * 1_000_000
	sameHour   = 60 * sameMoment
)

func (b *builder) attachment(ref muster.Ref, d *muster.Attachment) {
	if d.At.IsZero() {
		return
	}
	f := muster.AttachmentFact{Ref: ref, At: d.At, AfterArrival: -1}
	form := attached(d)
	f.Class, f.Conflict, f.Named = muster.AttachmentClass(form.Kind), form.Conflict, form.Named
	_, f.SinceDay = b.stage(d.At)
	for i := range b.observations {
		switch o := b.observations[i].Data.(type) {
		case *muster.Attachment:
			if o == d || o.Device != d.Device {
				continue
			}
			gap := max(o.At.Micros-d.At.Micros, d.At.Micros-o.At.Micros)
			f.Display = f.Display || o.Bus == muster.BusDisplay && gap <= sameMoment
			f.Capture = f.Capture || gap <= sameHour && attached(o).Kind == normal.AttachedVideo
		case *muster.Shipment:
			if days, ok := o.Delivered.Days(d.At); ok && days >= 0 && o.Direction != muster.DirectionReturn && (f.AfterArrival < 0 || days < f.AfterArrival) {
				f.AfterArrival = days
			}
		}
	}
	b.d.Live.Attachments = append(b.d.Live.Attachments, f)
}

// attached reads a device by its structure first.
func attached(d *muster.Attachment) normal.AttachedForm {
	has := muster.InterfacesOf(d.Interfaces)
	maker := string(d.Maker)
	if d.Bus == muster.BusDisplay {
		maker = string(d.EDIDMaker)
	}
	return normal.Attach(&normal.Attached{
		Display: d.Bus == muster.BusDisplay, Vendor: uint16(d.Vendor), Product: uint16(d.Product), Maker: maker, Name: string(d.Name), Serial: string(d.Serial),
		Keyboard: has.Has(muster.InterfaceKeyboard), Mouse: has.Has(muster.InterfaceMouse), AbsoluteMouse: has.Has(muster.InterfaceAbsoluteMouse),
		Storage: has.Has(muster.InterfaceStorage), Video: has.Has(muster.InterfaceVideo), Audio: has.Has(muster.InterfaceAudio),
		Network: has.Has(muster.InterfaceNetwork), SerialPort: has.Has(muster.InterfaceSerial), Hub: has.Has(muster.InterfaceHub),
	})
}

// program adds a day of a program to what is known of it.
func (b *builder) program(ref muster.Ref, d *muster.Program) {
	if d.Class == "" {
		return
	}
	at := d.First
	var beside []int // others of its class on the device
	approved := b.agreed(muster.AgreedTool, at, func(a *muster.Agreed) bool { return normal.Fold(string(a.Name)) == normal.Fold(string(d.Name)) })
	for i := range b.d.Live.Programs {
		f := &b.d.Live.Programs[i]
		seen, ok := b.observations[f.Ref].Data.(*muster.Program)
		if !ok || f.Class != d.Class || seen.Device != d.Device {
			continue
		}
		if normal.Fold(string(seen.Name)) != normal.Fold(string(d.Name)) {
			beside = append(beside, i)
			continue
		}
		f.Days++
		f.Last = latest(f.Last, at)
		f.Approved = f.Approved && approved
		f.FixedPIN, f.Malware, f.Tampered = f.FixedPIN || d.FixedPIN == muster.Yes, f.Malware || d.Malware == muster.Yes, f.Tampered || d.Tampered == muster.Yes
		return
	}
	f := muster.ProgramFact{
		Ref: ref, Class: d.Class, First: at, Last: at, Days: 1, Approved: approved, Listed: d.Inventory == muster.Yes,
		FixedPIN: d.FixedPIN == muster.Yes, Malware: d.Malware == muster.Yes, Tampered: d.Tampered == muster.Yes,
	}
	_, f.SinceDay = b.stage(at)
	f.Same = len(beside)
	for _, i := range beside {
		b.d.Live.Programs[i].Same++
	}
	b.d.Live.Programs = append(b.d.Live.Programs, f)
}

// devices puts the days of each device together.
func (b *builder) devices() {
	byDevice := map[string]*muster.DeviceFact{}
	days := map[string]map[int64]bool{}
	places := map[string]map[string]int{}
	var order []string
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.DeviceDay)
		if !ok || d.Device == "" || d.Day.IsZero() {
			continue
		}
		key := normal.Fold(string(d.Device))
		f := byDevice[key]
		if f == nil {
			f = &muster.DeviceFact{First: d.Day}
			byDevice[key], days[key], places[key] = f, map[int64]bool{}, map[string]int{}
			order = append(order, key)
		}
		f.Refs = append(f.Refs, muster.Ref(i))
		f.Last = latest(f.Last, d.Day)
		days[key][d.Day.Micros] = true
		places[key][normal.Fold(string(d.City))+"\x00"+string(d.Gateway)+"\x00"+string(d.Station)]++
		b.stood(f, d)
	}
	for _, key := range order {
		f := byDevice[key]
		f.Days, f.Moved = len(days[key]), len(places[key])
		b.beside(f)
		b.d.Live.Devices = append(b.d.Live.Devices, *f)
	}
}

// stood counts how a device stood on one day.
func (b *builder) stood(f *muster.DeviceFact, d *muster.DeviceDay) {
	if place, agreed := b.travelled(string(d.Country), string(d.City), d.Day); place != muster.OutcomeUnknown && !agreed {
		f.Place = closer(f.Place, place)
		if place == muster.OutcomeDifferent {
			f.PlaceDays++
		}
	}
	if d.Mains == "" || d.LidOpen == "" || d.BuiltIn == "" || d.Wired == "" {
		return
	}
	f.Stated++
	for n, is := range map[*int]bool{&f.Mains: d.Mains == muster.Yes, &f.LidShut: d.LidOpen == muster.No, &f.Unused: d.BuiltIn == muster.No, &f.Wired: d.Wired == muster.Yes} {
		if is {
			*n++
		}
	}
}

// beside compares a device's places with those of the sign-ins of the same days:
// a full tunnel keeps them apart for a day, a far desk for weeks.
func (b *builder) beside(f *muster.DeviceFact) {
	at := map[int64][]string{}
	for i := range b.observations {
		if s, ok := b.observations[i].Data.(*muster.SignIns); ok && s.Country != "" && !hides(s.Network) && s.Network != muster.NetworkCorporate && s.Network != muster.NetworkSatellite {
			at[s.Day.Micros] = append(at[s.Day.Micros], normal.Country(string(s.Country)))
		}
	}
	for _, ref := range f.Refs {
		d := b.observations[ref].Data.(*muster.DeviceDay)
		seen := at[d.Day.Micros]
		if len(seen) == 0 || d.Country == "" {
			continue
		}
		f.Together++
		if !slices.Contains(seen, normal.Country(string(d.Country))) {
			f.Apart++
		}
	}
}
