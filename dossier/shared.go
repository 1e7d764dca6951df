package dossier

import (
	"fmt"
	"io"
)

// What two or more people share is a small part of what everybody has. Once it is
// known it is written down, and the far larger joins of all pieces are taken
// away: whoever goes on after that does not need them.

// joinedName names the piece that says that all of it is known. It holds the
// sources and files that postings and deals name, in the order of their numbers.
const joinedName = "joined"

func sharedName(room int) string { return fmt.Sprintf("shared-%02x", room) }

// resume finds out whether an earlier run got so far.
func (x *Index) resume() error {
	r, err := x.opened(joinedName)
	if err != nil || r == nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	names := record{s: string(raw)}
	for names.s != "" {
		source, file := names.text(), names.text()
		x.files.id(source, file)
	}
	if names.failed {
		return errScratch
	}
	x.kept.joined = true
	return nil
}

// takeBack keeps of everything that was put away what two or more people share.
func (x *Index) takeBack() error {
	return inRooms(x.opt.Workers, func(room int) ([]posting, error) {
		if x.kept.joined {
			return x.readShared(room)
		}
		return x.kept.sorted(room)
	}, func(room int, list []posting) error {
		from := len(x.postings)
		x.postings = x.keepShared(list, x.postings)
		if x.kept.joined || from == len(x.postings) {
			return nil
		}
		var b []byte
		for i := range x.postings[from:] {
			b = x.postings[from+i].append(b)
		}
		return x.opt.Scratch.Put(sharedName(room), b)
	})
}

// readShared reads the postings of a room that an earlier run kept, in order.
func (x *Index) readShared(room int) ([]posting, error) {
	r, err := x.opened(sharedName(room))
	if err != nil || r == nil {
		return nil, err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if len(raw)%postingSize != 0 {
		return nil, errScratch
	}
	files := make([]int32, len(x.files.list))
	for i := range files {
		files[i] = int32(i)
	}
	list := make([]posting, len(raw)/postingSize)
	for i := range list {
		if !list[i].read(raw[i*postingSize:], files) {
			return nil, errScratch
		}
	}
	return list, nil
}

// setJoined writes down that it is known what people share, and takes the joins
// away.
func (x *Index) setJoined() error {
	if x.kept.joined {
		return nil
	}
	var names []byte
	for _, f := range x.files.list {
		names = appendText(appendText(names, f[0]), f[1])
	}
	if err := x.opt.Scratch.Put(joinedName, names); err != nil {
		return err
	}
	x.kept.joined = true
	for n := range x.kept.pieces {
		x.kept.pieces[n].joins = nil
		if err := x.opt.Scratch.Remove(joinsName(n)); err != nil {
			return err
		}
	}
	return nil
}
