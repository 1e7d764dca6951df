package resolve

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// partMagic begins every part file; its last byte is the format's version.
const partMagic = "MUSTERP\x01"

// MarshalBinary writes the part: a header, pattern counts, candidates and a
// checksum, all little-endian.
func (p *Part) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, 64+len(p.counts)*16+len(p.candidates)*16)
	b = append(b, partMagic...)
	b = binary.LittleEndian.AppendUint32(b, uint32(p.Index))
	b = binary.LittleEndian.AppendUint32(b, uint32(p.Of))
	b = binary.LittleEndian.AppendUint64(b, p.print)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(p.counts)))
	b = binary.LittleEndian.AppendUint64(b, uint64(len(p.candidates)))
	for _, c := range p.counts {
		b = binary.LittleEndian.AppendUint64(b, uint64(c.Pattern))
		b = binary.LittleEndian.AppendUint64(b, uint64(c.Pairs))
	}
	for _, c := range p.candidates {
		b = binary.LittleEndian.AppendUint32(b, c.a)
		b = binary.LittleEndian.AppendUint32(b, c.b)
		b = binary.LittleEndian.AppendUint64(b, uint64(c.p))
	}
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)), nil
}

// partHeader is the length of what stands before the counts.
const partHeader = len(partMagic) + 4 + 4 + 8 + 8 + 8

// UnmarshalBinary reads what MarshalBinary wrote and refuses anything else.
func (p *Part) UnmarshalBinary(b []byte) error {
	if len(b) < partHeader+4 || string(b[:len(partMagic)]) != partMagic {
		return fmt.Errorf("resolve: not a part file of this program's version")
	}
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return fmt.Errorf("resolve: part file is damaged or cut short: run that part again")
	}
	at := len(partMagic)
	u32 := func() uint32 { v := binary.LittleEndian.Uint32(body[at:]); at += 4; return v }
	u64 := func() uint64 { v := binary.LittleEndian.Uint64(body[at:]); at += 8; return v }
	q := Part{Index: int(u32()), Of: int(u32()), print: u64()}
	counts, cands := u64(), u64()
	if left := uint64(len(body) - at); counts > left/16 || cands > left/16 || (counts+cands)*16 != left {
		return fmt.Errorf("resolve: part file has %d bytes where its header promises others", left)
	}
	for range counts {
		q.counts = append(q.counts, PatternCount{pattern(u64()), int64(u64())})
	}
	for range cands {
		q.candidates = append(q.candidates, candidate{u32(), u32(), pattern(u64())})
	}
	*p = q
	return nil
}
