package stream

import (
	"math"
	"slices"
	"strings"

	"muster"
)

// signIns counts the day's sign-ins by where and what they came from.
func signIns(s *span) {
	byPlace := map[string]*muster.SignIns{}
	for _, m := range s.today {
		in, ok := m.signal.Data.(*muster.SignedIn)
		if !ok {
			continue
		}
		o := &m.signal.Origin
		name := strings.Join([]string{m.signal.System, string(o.IP), m.signal.Device, string(o.Client), string(o.System), string(o.Network), string(in.Managed), string(in.Authenticator)}, "\x00")
		d := byPlace[name]
		if d == nil {
			d = &muster.SignIns{
				Day: s.day(), First: instant(m.at), IP: o.IP, City: o.City, Country: o.Country, Network: o.Network, Judge: o.Judge, Service: o.Service,
				Provider: o.Provider, Device: muster.Device(m.signal.Device), Managed: in.Managed, Client: o.Client, System: o.System, Authenticator: in.Authenticator,
			}
			d.Latitude, d.Longitude = degrees(o)
			byPlace[name] = d
			s.add(m, name, d)
		}
		d.Last = instant(m.at)
		if in.Passed {
			d.Passed++
			d.Hours |= s.hour(m.at)
			d.Paperwork = ever(d.Paperwork, yes(paperwork(string(in.App))))
		} else {
			d.Refused++
		}
		if d.Offset == nil {
			d.Offset = offset(in.Offset)
		}
		d.Events = cited(d.Events, m.event)
	}
}

// A journey faster than an airliner: published rules use these figures.
const (
	leastKm  = 500
	mostKmH  = 800
	mostLeak = 60 * 60 * 1e6 // microseconds a stay without the anonymity service may last
)

// movements finds changes of place between finished sign-ins that a journey
// does not explain. Switching an anonymity service on or off is no journey.
func movements(s *span) {
	var passed []moment
	for _, list := range [][]moment{s.before, s.today} {
		for _, m := range list {
			if in, ok := m.signal.Data.(*muster.SignedIn); ok && in.Passed {
				passed = append(passed, m)
			}
		}
	}
	s.tooFast(passed)
	byDevice := map[string][]moment{}
	var devices []string // in the order they appeared
	for _, m := range passed {
		key := deviceKey(&m.signal)
		if byDevice[key] == nil {
			devices = append(devices, key)
		}
		byDevice[key] = append(byDevice[key], m)
	}
	for _, key := range devices {
		if key != "" {
			s.droppedOut(key, byDevice[key])
		}
	}
}

// deviceKey is what says that two sign-ins came from one device: its id, else
// the session they belong to. Without either nothing can be said.
func deviceKey(s *muster.Signal) string {
	if s.Device != "" {
		return "device\x00" + s.Device
	}
	if s.Origin.Session != "" {
		return "session\x00" + string(s.Origin.Session)
	}
	return ""
}

// placed reports whether an origin's place means what it says.
func placed(o *muster.Origin) bool {
	return (o.Latitude != 0 || o.Longitude != 0) && (o.Network == muster.NetworkHome || o.Network == muster.NetworkUnknown)
}

func (s *span) tooFast(passed []moment) {
	found := map[string]*muster.Movement{}
	for i := 1; i < len(passed); i++ {
		a, b := passed[i-1], passed[i]
		from, to := &a.signal.Origin, &b.signal.Origin
		if b.at < s.start || from.IP == to.IP || !placed(from) || !placed(to) || deviceKey(&a.signal) == "" || deviceKey(&a.signal) != deviceKey(&b.signal) {
			continue // two devices may be with two people of a home, or one be a phone at its carrier's exit
		}
		km := distance(from, to)
		if hours := float64(b.at-a.at) / 3.6e9; km < leastKm || km < mostKmH*hours {
			continue
		}
		name := "fast\x00" + deviceKey(&b.signal)
		mv := found[name]
		if mv == nil {
			mv = &muster.Movement{
				What: muster.MovementFast, From: instant(a.at), To: instant(b.at), Km: int(math.Round(km)), City: to.City, Country: to.Country,
				Device: muster.Device(b.signal.Device), Judge: to.Judge,
			}
			found[name] = mv
			s.add(b, name, mv)
		}
		mv.Times++
		mv.Events = cited(cited(mv.Events, a.event), b.event)
	}
}

// droppedOut finds short stays without an anonymity service, between two with
// it, from another country than the service's exits: where the device was while
// the service was down.
func (s *span) droppedOut(key string, list []moment) {
	var mv *muster.Movement
	for i := 0; i < len(list); {
		j := i
		for j < len(list) && !hidden(&list[j].signal.Origin) {
			j++
		}
		if i == j {
			i++
			continue
		}
		if i > 0 && j < len(list) && list[i].at >= s.start {
			first, back := list[i], list[j]
			from, at := &list[i-1].signal.Origin, &first.signal.Origin
			if back.at-first.at <= mostLeak && at.Country != "" && at.Country != from.Country && at.Country != back.signal.Origin.Country && stands(at) {
				if mv == nil {
					mv = &muster.Movement{
						What: muster.MovementLeak, From: instant(first.at), To: instant(back.at), Minutes: int((back.at-first.at)/60e6) + 1,
						City: at.City, Country: at.Country, Device: muster.Device(first.signal.Device), Judge: from.Judge,
					}
					s.add(first, "leak\x00"+key, mv)
				}
				mv.Times++
				mv.Events = cited(cited(mv.Events, first.event), back.event)
			}
		}
		i = j
	}
}

// stands reports whether the country of an origin may be where the device is. A
// satellite line is listed at its ground station, a telephone that roams leaves
// at its carrier's home, and relays and tunnels leave where they like.
func stands(o *muster.Origin) bool {
	switch o.Network {
	case muster.NetworkRelay, muster.NetworkCorporate, muster.NetworkSatellite, muster.NetworkMobile:
		return false
	}
	return true
}

// hidden reports whether an origin is the exit of an anonymity service.
func hidden(o *muster.Origin) bool {
	switch o.Network {
	case muster.NetworkVPN, muster.NetworkHosting, muster.NetworkResidential, muster.NetworkTor:
		return true
	}
	return false
}

// distance is the great circle between two places in kilometres.
func distance(a, b *muster.Origin) float64 {
	const radius, degree = 6371, math.Pi / 180
	dLat, dLon := (b.Latitude-a.Latitude)*degree, (b.Longitude-a.Longitude)*degree
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(a.Latitude*degree)*math.Cos(b.Latitude*degree)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(h)))
}

// paperwork reports whether an application is one in which people sign contracts
// or enter where their pay goes.
func paperwork(app string) bool {
	app = strings.ToLower(app)
	return slices.ContainsFunc(paperApps[:], func(word string) bool { return strings.Contains(app, word) })
}

// paperApps are words in the names of such applications.
var paperApps = [...]string{
	"docusign", "adobe sign", "acrobat sign", "hellosign", "dropbox sign", "pandadoc", "signnow", "workday", "bamboohr", "hibob", "personio", "gusto", "rippling",
	"payroll", "paylocity", "paycom", "paychex", "ukg", "successfactors", "oracle hcm", "adp workforce", "deel", "onboarding",
}
