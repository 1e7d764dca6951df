package dossier

import (
	"encoding/binary"
	"slices"

	"muster"
)

// brief is what must be at hand of everybody while people are compared: all that
// stays in memory of a subject whose card waits on disk.
type brief struct {
	building muster.ArtefactID
	first    int64
	started  int64 // when the account was opened, or the work began; see beginning
	under    int32 // place of the agency's account, nobody for none
	status   uint8 // index into statuses
	side     uint8 // index into sides
	flags    uint8
}

// nobody is the place of no subject.
const nobody = -1

// briefSize is how many bytes a brief takes on disk.
const briefSize = 16 + 8 + 8 + 4 + 3

// What a brief's flags say.
const (
	briefVerified uint8 = 1 << iota
	briefAgency         // came through an agency
	briefPartners       // a joint account names others
	briefBorn           // has a date of birth
	briefBegan          // started is stated
	briefStays          // was on networks that are known
)

var (
	statuses = []muster.Status{
		muster.StatusUnknown, muster.StatusApplicant, muster.StatusWorker, muster.StatusContractor, muster.StatusLeaver, muster.StatusAccount, "",
	}
	sides = []muster.AccountSide{"", muster.SideTalent, muster.SideClient, muster.SideAgency}
)

func (b brief) is(flag uint8) bool { return b.flags&flag != 0 }

func (b brief) verified() bool { return b.is(briefVerified) }

// account reports an account of a platform.
func (b brief) account() bool { return statuses[b.status] == muster.StatusAccount }

// brief returns what is at hand of a subject.
func (x *Index) brief(i int32) brief {
	if x.kept != nil {
		return x.kept.briefs[i]
	}
	return x.briefOf(&x.cards[i])
}

func (x *Index) briefOf(c *card) brief {
	b := brief{
		building: c.building, first: c.first, started: c.started.Micros, under: nobody,
		status: uint8(slices.Index(statuses, c.status)), side: uint8(max(0, slices.Index(sides, c.side))),
	}
	for flag, set := range [...]bool{!c.verified.IsZero(), c.agency, len(c.partners) > 0, c.born != "", !c.started.IsZero()} {
		if set {
			b.flags |= 1 << flag
		}
	}
	if c.under != "" {
		if at, ok := x.find(c.under); ok {
			b.under = at
		}
	}
	return b
}

func (b *brief) append(to []byte) []byte {
	to = append(to, b.building[:]...)
	to = binary.LittleEndian.AppendUint64(to, uint64(b.first))
	to = binary.LittleEndian.AppendUint64(to, uint64(b.started))
	to = binary.LittleEndian.AppendUint32(to, uint32(b.under))
	return append(to, b.status, b.side, b.flags)
}

func (b *brief) read(from []byte) {
	copy(b.building[:], from)
	b.first, b.started = int64(binary.LittleEndian.Uint64(from[16:])), int64(binary.LittleEndian.Uint64(from[24:]))
	b.under = int32(binary.LittleEndian.Uint32(from[32:]))
	b.status, b.side, b.flags = from[36], from[37], from[38]
}
