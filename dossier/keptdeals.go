package dossier

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"muster"
)

// Deals of more people than memory holds are dealt to rooms by their client, put
// in order there, and asked for client by client.

// keptDeals is where the deals of each client lie.
type keptDeals struct {
	ends []uint32 // by client, in its room
	room [rooms]*io.SectionReader
}

// roomOf returns the room of a client: neighbours share one.
func (x *Index) roomOf(client int32) int { return int(int64(client) * rooms / int64(x.n)) }

// keptDeal is a deal on disk.
type keptDeal struct {
	client int32
	deal
	raw []byte // of it, behind the client
}

// dealSection writes what the subjects of a piece say of their clients, by room,
// and leaves p without it. Deals with clients that are not there say nothing.
func (x *Index) dealSection(p *part, files *pieceFiles) []byte {
	var list []keptDeal
	for _, d := range p.deals {
		if at, ok := x.find(d.client); ok && !d.hand {
			list = append(list, keptDeal{client: at, deal: d})
		}
	}
	p.deals = nil
	slices.SortStableFunc(list, func(a, b keptDeal) int { return x.roomOf(a.client) - x.roomOf(b.client) })
	return byRoom(list, func(d *keptDeal) int { return x.roomOf(d.client) }, func(d *keptDeal, b []byte) []byte {
		b = binary.LittleEndian.AppendUint32(b, uint32(d.client))
		return d.deal.append(b, files.number(x.files.id(d.row.Source, d.row.Place.File)))
	})
}

func (d *deal) append(b []byte, file int32) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(d.to))
	b = binary.LittleEndian.AppendUint64(b, uint64(d.at))
	b = append(append(b, d.row.ID[:]...), bit(d.rated)|bit(d.top)<<1, byte(slices.Index(obsKinds, d.row.Kind)))
	b = binary.LittleEndian.AppendUint32(b, uint32(file))
	b = binary.AppendUvarint(b, uint64(d.row.Place.Row))
	b = appendTime(appendTime(b, d.row.Happened), d.row.Recorded)
	b = binary.AppendUvarint(b, uint64(len(d.row.Events)))
	for _, e := range d.row.Events {
		b = appendText(b, string(e))
	}
	return b
}

// fileOfDeal is where the number of the file stands in a deal.
const fileOfDeal = 4 + 8 + 16 + 2

func (r *record) uint32() (n uint32) {
	s := r.take(4)
	for i := range len(s) {
		n |= uint32(s[i]) << (8 * i)
	}
	return n
}

// deal reads a deal and the number of its file.
func (r *record) deal() (d deal, file uint32) {
	d.to, d.at = int32(r.uint32()), int64(r.fixed())
	copy(d.row.ID[:], r.take(len(d.row.ID)))
	flags, kind := r.byte(), int(r.byte())
	d.rated, d.top = flags&1 != 0, flags&2 != 0
	if kind < len(obsKinds) {
		d.row.Kind = obsKinds[kind]
	}
	file = r.uint32()
	d.row.Place.Row = int(r.number())
	d.row.Happened, d.row.Recorded = r.time(), r.time()
	for range r.count() {
		d.row.Events = append(d.row.Events, muster.Text(r.text()))
	}
	return d, file
}

func dealsName(room int) string { return fmt.Sprintf("deals-%02x", room) }

// fileDeals puts the deals of all pieces in order, client by client, unless an
// earlier run did. A room begins with the ends of its clients' deals.
func (x *Index) fileDeals() error {
	x.kept.deals.ends = make([]uint32, x.n)
	return inRooms(x.opt.Workers, func(room int) ([]byte, error) {
		if x.kept.joined {
			return nil, nil
		}
		return x.sortedDeals(room)
	}, func(room int, content []byte) error {
		if len(content) > 0 {
			if err := x.opt.Scratch.Put(dealsName(room), content); err != nil {
				return err
			}
		}
		return x.openDeals(room)
	})
}

func (x *Index) openDeals(room int) error {
	r, err := x.opened(dealsName(room))
	if err != nil || r == nil {
		return err
	}
	first, clients := x.clientsOf(room)
	raw := make([]byte, 4*clients)
	if _, err := r.ReadAt(raw, 0); err != nil {
		return err
	}
	for i := range clients {
		x.kept.deals.ends[first+int32(i)] = binary.LittleEndian.Uint32(raw[4*i:])
	}
	x.kept.deals.room[room] = io.NewSectionReader(r, int64(len(raw)), r.Size()-int64(len(raw)))
	return nil
}

// clientsOf returns the first client of a room and how many it has.
func (x *Index) clientsOf(room int) (first int32, n int) {
	from := (int64(room)*int64(x.n) + rooms - 1) / rooms
	to := (int64(room+1)*int64(x.n) + rooms - 1) / rooms
	return int32(from), int(to - from)
}

// sortedDeals returns the deals of one room as they are kept: of each client the
// latest, in order.
func (x *Index) sortedDeals(room int) ([]byte, error) {
	var list []keptDeal
	for i := range x.kept.pieces {
		p := &x.kept.pieces[i]
		raw, err := p.room(dealsPart, room, nil)
		if err != nil {
			return nil, err
		}
		for r := (record{s: string(raw)}); r.s != ""; {
			d := keptDeal{client: int32(r.uint32())}
			from := len(raw) - len(r.s)
			var file uint32
			if d.deal, file = r.deal(); r.failed || int(file) >= len(p.files) || d.client < 0 || int(d.client) >= x.n || x.roomOf(d.client) != room {
				return nil, errScratch
			}
			d.raw = raw[from : len(raw)-len(r.s)]
			binary.LittleEndian.PutUint32(d.raw[fileOfDeal:], uint32(p.files[file]))
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b keptDeal) int {
		return cmp.Or(cmp.Compare(a.client, b.client), cmp.Compare(a.at, b.at), cmp.Compare(a.to, b.to), bytes.Compare(a.row.ID[:], b.row.ID[:]))
	})
	if len(list) == 0 {
		return nil, nil
	}
	first, clients := x.clientsOf(room)
	out := make([]byte, 4*clients)
	n := 0
	for i := range clients {
		from := n
		for n < len(list) && list[n].client == first+int32(i) {
			n++
		}
		for _, d := range list[max(from, n-mostDeals):n] {
			out = append(out, d.raw...)
		}
		binary.LittleEndian.PutUint32(out[4*i:], uint32(len(out)-4*clients))
	}
	return out, nil
}

// dealsOf returns what other accounts' records say of a client, in order of time.
func (k *kept) dealsOf(x *Index, client int32) (list []deal) {
	room := x.roomOf(client)
	from := uint32(0)
	if client > 0 && x.roomOf(client-1) == room {
		from = k.deals.ends[client-1]
	}
	length := int(k.deals.ends[client] - from)
	if length == 0 {
		return nil
	}
	r, ok := k.record(k.deals.room[room], int64(from), length)
	if !ok {
		return nil
	}
	for r.s != "" {
		d, file := r.deal()
		d.row.Source, d.row.Place.File = x.files.get(int32(file))
		list = append(list, d)
	}
	k.check(&r)
	return list
}
