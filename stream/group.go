package stream

import (
	"encoding/binary"
	"hash/fnv"
	"math"

	"muster"
)

// take splits a signal into what happened, the moment, and a number by which a
// replay of the same event is known.
func take(s *muster.Signal) (group, mark, uint64) {
	m := mark{at: s.At.Micros, event: s.Event}
	g := group{signal: *s}
	g.signal.Event, g.signal.At, g.signal.Received = "", muster.Time{}, muster.Time{}
	switch data := s.Data.(type) {
	case *muster.Moved: // every count differs; the place of counting is the happening
		m.until, m.count, m.path = m.at+int64(data.Span)*1e6, data.Events, data.Travel
		g.signal.Data = &muster.Moved{Span: data.Span, Effect: data.Effect}
	case *muster.Located: // every delay differs; how the device stands is the happening
		if data.Delay > 0 {
			m.count = data.Delay
			one := *data
			one.Delay = 0
			g.signal.Data = &one
		}
	case *muster.Present:
		m.until = data.Until.Micros
		g.signal.Data = &muster.Present{Active: data.Active}
	case *muster.Worked:
		m.count = max(1, data.Count)
		one := *data
		one.Count = 0
		g.signal.Data = &one
	case *muster.Met:
		m.until = data.Until.Micros
		one := *data
		one.Until = muster.Time{}
		g.signal.Data = &one
	}
	text := appendSignal(make([]byte, 0, 256), &g.signal)
	g.hash = sum(text)
	key := binary.BigEndian.AppendUint64(nil, g.hash)
	if s.Event == "" {
		key = binary.BigEndian.AppendUint64(key, uint64(s.At.Micros))
	} else {
		key = append(appendWords(key[:0], s.System, s.Event), byte(kindOf(s.Data)))
		switch s.Data.(type) {
		case *muster.Located, *muster.Attached, *muster.Ran: // an inventory names many in one event
			key = appendSignal(key, &muster.Signal{Data: g.signal.Data})
		}
	}
	return g, m, sum(key)
}

func sum(b []byte) uint64 {
	h := fnv.New64a()
	h.Write(b)
	return h.Sum64()
}

// kindOf numbers the types of happening; one event of a source may be two.
func kindOf(d muster.SignalData) int {
	switch d.(type) {
	case *muster.SignedIn:
		return 1
	case *muster.Located:
		return 2
	case *muster.Attached:
		return 3
	case *muster.Ran:
		return 4
	case *muster.Moved:
		return 5
	case *muster.Present:
		return 6
	case *muster.Worked:
		return 7
	case *muster.Met:
		return 8
	case *muster.Called:
		return 9
	}
	return 0
}

func appendWords(b []byte, words ...string) []byte {
	for _, w := range words {
		b = append(binary.AppendUvarint(b, uint64(len(w))), w...)
	}
	return b
}

func appendNumbers(b []byte, numbers ...int64) []byte {
	for _, n := range numbers {
		b = binary.AppendVarint(b, n)
	}
	return b
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// appendSignal writes what makes a happening distinct.
func appendSignal(b []byte, s *muster.Signal) []byte {
	o := &s.Origin
	b = appendWords(b, s.System, s.Account, s.Device, string(o.IP), string(o.City), string(o.Country), string(o.Provider), string(o.Network),
		string(o.Judge), string(o.Service), string(o.Session), string(o.Client), string(o.System))
	b = appendNumbers(b, int64(o.ASN), int64(math.Float64bits(o.Latitude)), int64(math.Float64bits(o.Longitude)), int64(kindOf(s.Data)))
	switch d := s.Data.(type) {
	case *muster.SignedIn:
		b = appendWords(b, string(d.App), string(d.Managed), string(d.Authenticator))
		return appendNumbers(b, flag(d.Passed), int64(d.Offset))
	case *muster.Located:
		b = appendWords(b, string(d.Serial), string(d.Model), string(d.Gateway), string(d.Station), string(d.Mains), string(d.LidOpen), string(d.BuiltIn), string(d.Wired))
		return appendNumbers(b, int64(d.Offset), d.Booted.Micros, d.Enrolled.Micros, int64(d.Expected))
	case *muster.Attached:
		b = appendWords(b, string(d.Bus), string(d.Maker), string(d.Name), string(d.Serial), string(d.EDIDMaker))
		return appendNumbers(b, flag(d.Removed), int64(d.Vendor), int64(d.Product), int64(d.Interfaces))
	case *muster.Ran:
		b = appendWords(b, string(d.Seen), string(d.Name), string(d.Path), string(d.Publisher))
		return appendNumbers(b, flag(d.FixedPIN), flag(d.Removed), flag(d.Tampered), flag(d.Malware))
	case *muster.Moved:
		return appendNumbers(appendWords(b, string(d.Effect)), int64(d.Span))
	case *muster.Present:
		return appendNumbers(b, flag(d.Active))
	case *muster.Worked:
		return appendNumbers(appendWords(b, string(d.Act), string(d.Target), string(d.Ticket)), int64(d.Offset))
	case *muster.Met:
		return appendNumbers(appendWords(b, string(d.Meeting), string(d.Shown), string(d.Camera), string(d.Microphone)), int64(d.Latency))
	case *muster.Called:
		return appendWords(b, string(d.Step))
	}
	return b
}
