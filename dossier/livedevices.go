package dossier

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"muster"
	"muster/normal"
)

// deviceNumbers numbers the devices of one person. Systems write the same serial
// number in capitals or not, so all that compares devices goes through here.
type deviceNumbers map[string]int

func (n deviceNumbers) number(device muster.Device) int {
	key := normal.Fold(string(device))
	at, known := n[key]
	if !known {
		at = len(n)
		n[key] = at
	}
	return at
}

// The moments within which attachments belong together.
const (
	sameMoment = 60 * 1_000_000
	sameHour   = 60 * sameMoment
)

// fewCited bounds how many records of one kind a fact keeps: the latest.
const fewCited = 3

// cite keeps the last few refs.
func cite(refs []muster.Ref, ref muster.Ref) []muster.Ref {
	if len(refs) == fewCited {
		refs = slices.Delete(refs, 0, 1)
	}
	return append(refs, ref)
}

// thing is one device that was plugged in, over all the times it was.
type thing struct {
	fact  muster.AttachmentFact
	seen  []plugged // in order of time
	bus   muster.Bus
	words string // maker and name, folded
}

// plugged is one record of a thing.
type plugged struct {
	*muster.Attachment
	ref muster.Ref
	own bool // its words are the device's own
}

// attachments puts together what the records say of each thing plugged in.
// Windows logs each interface of one device by itself, so what carries the same
// ids within a minute is read as one.
func (b *builder) attachments(n deviceNumbers) {
	var things []*thing
	byKey := map[string]*thing{}
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.Attachment)
		if !ok || d.At.IsZero() {
			continue
		}
		on := n.number(d.Device)
		key := thingKey(on, d)
		t := byKey[key]
		if t == nil {
			t = &thing{bus: d.Bus, fact: muster.AttachmentFact{On: on, AfterArrival: -1}}
			byKey[key] = t
			things = append(things, t)
		}
		t.seen = append(t.seen, plugged{d, muster.Ref(i), ownWords(b.observations[i].Source)})
	}
	for _, t := range things {
		t.read()
		t.fact.Agreed = b.agreed(muster.AgreedTool, t.fact.At, func(a *muster.Agreed) bool {
			name := normal.Fold(string(a.Name))
			return name != "" && strings.Contains(t.words, name)
		})
		t.fact.AfterArrival = b.sinceDelivery(t.fact.At)
	}
	for _, t := range things {
		if t.fact.Class != muster.AttachmentPlain || t.fact.Conflict {
			t.beside(things)
			b.d.Live.Attachments = append(b.d.Live.Attachments, t.fact)
		}
	}
}

// ownWords reports whether a source gives the strings of a device's own
// descriptors. Windows gives those of the driver.
func ownWords(source string) bool { return source == "osquery" || source == "signals" }

// thingKey tells one thing from another: by its numbers where it has any.
func thingKey(on int, d *muster.Attachment) string {
	key := []string{strconv.Itoa(on), string(d.Bus), strconv.Itoa(d.Vendor), strconv.Itoa(d.Product), string(d.EDIDMaker)}
	if d.Vendor == 0 {
		key = append(key, normal.Fold(string(d.Maker)), normal.Fold(string(d.Name)))
	}
	return strings.Join(key, "\x00")
}

// read says what a thing is, from each moment it was plugged in.
func (t *thing) read() {
	slices.SortStableFunc(t.seen, func(a, c plugged) int { return cmp.Compare(a.At.Micros, c.At.Micros) })
	f, last := &t.fact, int64(-1)
	f.Ref, f.At = t.seen[0].ref, t.seen[0].At
	for i := 0; i < len(t.seen); {
		j := i + 1
		for j < len(t.seen) && t.seen[j].At.Micros-t.seen[i].At.Micros <= sameMoment {
			j++
		}
		form := together(t.seen[i:j])
		if class := muster.AttachmentClass(form.Kind); rankOf(class) > rankOf(f.Class) {
			f.Class = class
		}
		f.Conflict, f.Named = f.Conflict || form.Conflict, f.Named || form.Named
		for _, p := range t.seen[i:j] {
			if day := p.At.Micros / microsPerDay; day != last {
				f.Days, last = f.Days+1, day
			}
			t.words += normal.Fold(string(p.Maker)+" "+string(p.Name)) + "\n"
		}
		i = j
	}
}

// rankOf orders classes by how much they say.
func rankOf(c muster.AttachmentClass) int {
	return slices.Index([]muster.AttachmentClass{
		muster.AttachmentPlain, muster.AttachmentDock, muster.AttachmentMover, muster.AttachmentCapture, muster.AttachmentGadget, muster.AttachmentRemote,
	}, c)
}

// together reads what the records of one moment say: structure first.
func together(records []plugged) normal.AttachedForm {
	var has muster.Interfaces
	a := normal.Attached{Own: true}
	for _, d := range records {
		has |= muster.InterfacesOf(d.Interfaces)
		maker := string(d.Maker)
		if d.Bus == muster.BusDisplay {
			maker, a.Display = string(d.EDIDMaker), true
		}
		a.Vendor, a.Product = uint16(d.Vendor), uint16(d.Product)
		a.Maker, a.Name = joined(a.Maker, maker), joined(a.Name, string(d.Name))
		a.Serial = cmp.Or(a.Serial, string(d.Serial))
		a.Own = a.Own && d.own
	}
	a.Keyboard, a.Mouse, a.AbsoluteMouse = has.Has(muster.InterfaceKeyboard), has.Has(muster.InterfaceMouse), has.Has(muster.InterfaceAbsoluteMouse)
	a.Storage, a.Video, a.Audio = has.Has(muster.InterfaceStorage), has.Has(muster.InterfaceVideo), has.Has(muster.InterfaceAudio)
	a.Network, a.SerialPort, a.Hub = has.Has(muster.InterfaceNetwork), has.Has(muster.InterfaceSerial), has.Has(muster.InterfaceHub)
	return normal.Attach(&a)
}

func joined(a, b string) string {
	if a == "" || b == "" || a == b {
		return cmp.Or(a, b)
	}
	return a + " " + b
}

// beside says what appeared with a thing on the same device. A display is new
// when it was never seen there before, and says nothing where a dock came with
// it.
func (t *thing) beside(things []*thing) {
	f := &t.fact
	var display []muster.Ref
	docked := false
	for _, o := range things {
		if o == t || o.fact.On != f.On {
			continue
		}
		hands := o.fact.Class == muster.AttachmentRemote || o.fact.Class == muster.AttachmentGadget
		switch gap := t.gap(o); {
		case o.bus == muster.BusDisplay && max(o.fact.At.Micros-f.At.Micros, f.At.Micros-o.fact.At.Micros) <= sameMoment:
			display = append(display, o.fact.Ref)
		case o.fact.Class == muster.AttachmentDock && gap <= sameMoment:
			docked = true
		case o.fact.Class == muster.AttachmentCapture && gap <= sameHour:
			f.Capture, f.With = true, cite(f.With, o.fact.Ref)
		case hands && gap <= sameHour:
			f.Hands, f.With = true, cite(f.With, o.fact.Ref)
		}
	}
	if len(display) > 0 && !docked {
		f.Display, f.With = true, cite(f.With, display[0])
	}
}

// gap is the shortest time between a moment of one thing and one of another.
func (t *thing) gap(o *thing) int64 {
	best := int64(1) << 62
	for i, j := 0, 0; i < len(t.seen) && j < len(o.seen); {
		a, c := t.seen[i].At.Micros, o.seen[j].At.Micros
		best = min(best, max(a-c, c-a))
		if a < c {
			i++
		} else {
			j++
		}
	}
	return best
}

// sinceDelivery returns the days from the last delivery of equipment up to a
// moment, or -1.
func (b *builder) sinceDelivery(at muster.Time) int {
	last := b.lastDelivery(at)
	if last == nil {
		return -1
	}
	days, _ := last.Delivered.Days(at)
	return days
}
