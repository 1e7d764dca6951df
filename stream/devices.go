package stream

import (
	"slices"
	"strconv"
	"strings"

	"muster"
)

// devices says how and where each device stood.
func devices(s *span) {
	byPlace := map[string]*muster.DeviceDay{}
	for _, m := range s.today {
		at, ok := m.signal.Data.(*muster.Located)
		if !ok {
			continue
		}
		serial := at.Serial
		if serial == "" {
			serial = muster.Device(m.signal.Device)
		}
		o := &m.signal.Origin
		name := strings.Join([]string{m.signal.System, string(serial), string(o.IP), string(at.Gateway), string(at.Station), string(o.City)}, "\x00")
		d := byPlace[name]
		if d == nil {
			d = &muster.DeviceDay{
				Day: s.day(), Device: serial, Model: at.Model, IP: o.IP, Network: o.Network, Gateway: at.Gateway, Station: at.Station, City: o.City, Country: o.Country,
				Mains: at.Mains, LidOpen: at.LidOpen, BuiltIn: at.BuiltIn, Wired: at.Wired,
			}
			d.Latitude, d.Longitude = degrees(o)
			byPlace[name] = d
			s.add(m, name, d)
		}
		d.Reports++
		d.Mains, d.Wired = always(d.Mains, at.Mains), always(d.Wired, at.Wired)
		d.LidOpen, d.BuiltIn = ever(d.LidOpen, at.LidOpen), ever(d.BuiltIn, at.BuiltIn)
		if d.Offset == nil {
			d.Offset = offset(at.Offset)
		}
		if m.count > 0 && (d.Delay == 0 || int(m.count) < d.Delay) { // the fastest is the kindest
			d.Delay, d.Expected = int(m.count), int(at.Expected)
		}
		if !at.Booted.IsZero() && len(d.Starts) < maxStarts && !slices.Contains(d.Starts, at.Booted) {
			d.Starts = append(d.Starts, at.Booted)
		}
		if d.Enrolled.IsZero() || at.Enrolled.Before(d.Enrolled) {
			d.Enrolled = at.Enrolled
		}
		d.Events = cited(d.Events, m.event)
	}
}

// always is yes as long as no report says no; one that says nothing changes
// nothing.
func always(so, now muster.Answer) muster.Answer {
	if so == muster.No || now == muster.Unstated {
		return so
	}
	return now
}

// ever is yes once a report says yes.
func ever(so, now muster.Answer) muster.Answer {
	if so == muster.Yes || now == muster.Unstated {
		return so
	}
	return now
}

// attachments lists what was plugged into each device, and until when.
func attachments(s *span) {
	open := map[string]*muster.Attachment{}
	for _, m := range s.today {
		a, ok := m.signal.Data.(*muster.Attached)
		if !ok {
			continue
		}
		name := strings.Join([]string{m.signal.System, m.signal.Device, string(a.Bus), strconv.Itoa(int(a.Vendor)), strconv.Itoa(int(a.Product)), string(a.Maker), string(a.Name), string(a.Serial), string(a.EDIDMaker)}, "\x00")
		d := open[name]
		switch {
		case d == nil && a.Removed:
			continue // it was plugged in on another day
		case d == nil:
			d = &muster.Attachment{
				At: instant(m.at), Device: muster.Device(m.signal.Device), Bus: a.Bus, Vendor: int(a.Vendor), Product: int(a.Product), Maker: a.Maker, Name: a.Name,
				Serial: a.Serial, EDIDMaker: a.EDIDMaker,
			}
			open[name] = d
			s.add(m, name, d)
		}
		if a.Removed {
			d.Until = instant(m.at)
		} else {
			d.Until = muster.Time{} // plugged in again
			d.Interfaces = (muster.InterfacesOf(d.Interfaces) | a.Interfaces).Words()
		}
		d.Events = cited(d.Events, m.event)
	}
}

// programs lists the programs that matter.
func programs(s *span) {
	byName := map[string]*muster.Program{}
	for _, m := range s.today {
		ran, ok := m.signal.Data.(*muster.Ran)
		if !ok || ran.Removed {
			continue
		}
		class := s.class(ran)
		if class == muster.ProgramProfiling && !byPerson(m.signal.Account) {
			continue
		}
		if class == "" {
			class = muster.ProgramOther
		}
		name := strings.Join([]string{m.signal.System, m.signal.Device, string(class), string(ran.Seen), string(ran.Name)}, "\x00")
		d := byName[name]
		if d == nil {
			d = &muster.Program{Day: s.day(), First: instant(m.at), Device: muster.Device(m.signal.Device), Seen: ran.Seen, Class: class, Name: ran.Name}
			byName[name] = d
			s.add(m, name, d)
		}
		d.Times++
		d.FixedPIN, d.Malware, d.Tampered = ever(d.FixedPIN, yes(ran.FixedPIN)), ever(d.Malware, yes(ran.Malware)), ever(d.Tampered, yes(ran.Tampered))
		d.Events = cited(d.Events, m.event)
	}
}

// byPerson reports whether an account is a person's: management agents look at
// the devices they look after all day.
func byPerson(account string) bool {
	name := strings.ToLower(account)
	if i := strings.LastIndexByte(name, '\\'); i >= 0 {
		name = name[i+1:]
	}
	switch name {
	case "", "system", "local service", "network service", "root", "daemon", "administrator":
		return false
	}
	return !strings.HasSuffix(name, "$")
}

// yes is the answer of a fact that sources only state when it is so.
func yes(b bool) muster.Answer {
	if b {
		return muster.Yes
	}
	return muster.Unstated
}
