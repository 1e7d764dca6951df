package dossier

import (
	"slices"

	"muster"
	"muster/normal"
)

// live compares what logs showed with what the person claimed, what was agreed
// and what was issued.
func (b *builder) live() {
	for i := range b.observations {
		ref, o := muster.Ref(i), &b.observations[i]
		switch d := o.Data.(type) {
		case *muster.SignIns:
			b.signIns(ref, d)
		case *muster.Movement:
			b.movement(ref, d)
		case *muster.Attachment:
			b.attachment(ref, d)
		case *muster.Program:
			b.program(ref, d)
		case *muster.WorkDay:
			b.workDay(ref, d)
		case *muster.Attendance:
			b.attendance(ref, d)
		case *muster.Calls:
			b.d.Live.Calls = append(b.d.Live.Calls, muster.CallsFact{Ref: ref, Times: d.Times, At: d.Day})
		}
	}
	b.sessions()
	b.clocks()
	b.devices()
	b.activity()
}

// travelled compares where something came from with the homes declared: the
// same town, the same country, or another one. Where addresses of networks
// stand within a country is too coarse to say more.
func (b *builder) travelled(country, city string, at muster.Time) (o muster.Outcome, agreed bool) {
	code := normal.Country(country)
	if code == "" {
		return muster.OutcomeUnknown, false
	}
	for i := range b.homes {
		h := &b.homes[i]
		home := normal.Country(h.country)
		if home == "" {
			home = h.form.Country
		}
		switch {
		case home == "":
		case home != code:
			o = closer(o, muster.OutcomeDifferent)
		case city != "" && normal.Fold(city) == normal.Fold(h.city):
			o = closer(o, muster.OutcomeSame)
		default:
			o = closer(o, muster.OutcomeSameArea)
		}
	}
	return o, o == muster.OutcomeDifferent && b.agreed(muster.AgreedTravel, at, func(a *muster.Agreed) bool { return a.Country == "" || normal.Country(string(a.Country)) == code })
}

// agreed reports whether something was agreed for that moment.
func (b *builder) agreed(what muster.AgreedKind, at muster.Time, fits func(*muster.Agreed) bool) bool {
	return slices.ContainsFunc(b.observations, func(o muster.Observation) bool {
		a, ok := o.Data.(*muster.Agreed)
		return ok && a.What == what && !at.Before(a.From) && (a.Until.IsZero() || !endOf(a.Until).Before(at)) && (fits == nil || fits(a))
	})
}

// endOf is the last moment of a day: a date as the end of a time includes it.
func endOf(t muster.Time) muster.Time {
	if t.Precision <= muster.PrecisionDay && !t.IsZero() {
		t.Micros += microsPerDay - 1
	}
	return t
}

// newWeeks is how long somebody counts as new.
const newWeeks = 8

// stage says where in the life with the organisation a moment lies, and how
// many days after the first day of work, or -1.
func (b *builder) stage(at muster.Time) (muster.Stage, int) {
	days, known := b.d.Started.Days(at)
	if !known {
		return muster.StageLater, -1
	}
	if after, left := b.d.Left.Days(at); left && after > 0 {
		return muster.StageAfter, days
	}
	switch {
	case days < 0:
		return muster.StageBefore, -1
	case days < 7*newWeeks:
		return muster.StageNew, days
	}
	return muster.StageLater, days
}

func (b *builder) signIns(ref muster.Ref, d *muster.SignIns) {
	f := muster.SignInFact{
		Ref: ref, Day: d.Day, Passed: d.Passed, Network: d.Network, Service: d.Service, Managed: d.Managed, Client: d.Client,
		Device: b.issue(d.Device, d.Managed, d.Day),
	}
	f.Place, f.Agreed = b.travelled(string(d.Country), string(d.City), d.First)
	f.Agreed = f.Agreed || hides(d.Network) && b.agreed(muster.AgreedVPN, d.First, nil)
	f.Stage, f.SinceDay = b.stage(d.First)
	b.d.Live.SignIns = append(b.d.Live.SignIns, f)
}

// hides reports whether a network stands between a person and where they are.
func hides(n muster.NetworkClass) bool {
	switch n {
	case muster.NetworkVPN, muster.NetworkHosting, muster.NetworkResidential, muster.NetworkTor, muster.NetworkRelay:
		return true
	}
	return false
}

// issue says whose device somebody signed in from.
func (b *builder) issue(device muster.Device, managed muster.Answer, at muster.Time) muster.Issue {
	var any, own, returned bool
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.Issued)
		if !ok || at.Before(d.From) {
			continue
		}
		same := device != "" && normal.Fold(string(d.Device)) == normal.Fold(string(device))
		ended := !d.Until.IsZero() && endOf(d.Until).Before(at)
		any, own, returned = any || !ended, own || same && !ended, returned || same && ended
	}
	switch {
	case own:
		return muster.IssueOwn
	case returned:
		return muster.IssueReturned
	case b.agreed(muster.AgreedDevice, at, nil):
		return muster.IssueAgreed
	case any && managed == muster.No:
		return muster.IssueNone
	}
	return muster.IssueUnknown
}

func (b *builder) movement(ref muster.Ref, d *muster.Movement) {
	if d.What == "" {
		return // withdrawn
	}
	f := muster.MovementFact{Ref: ref, At: d.From, What: d.What, Times: d.Times, Km: d.Km}
	f.Place, f.Agreed = b.travelled(string(d.Country), string(d.City), d.From)
	_, f.SinceDay = b.stage(d.From)
	b.d.Live.Movements = append(b.d.Live.Movements, f)
}

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

func latest(a, b muster.Time) muster.Time {
	if a.Before(b) {
		return b
	}
	return a
}
