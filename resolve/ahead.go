package resolve

import (
	"runtime"
	"sync"
)

// pieceRows is how many rows are read ahead at once.
const pieceRows = 1 << 14

// piece holds the canonical values of some rows of one table, end to end.
type piece struct {
	table, from, to int
	data            []byte
	ends            []uint32
	hashes          []uint64
	ready           chan struct{}
}

// encodeAhead encodes a field of one slot. Values are made canonical on all
// cores, a few pieces ahead; one goroutine gives them their codes, in the order
// of the rows, so that codes do not depend on how many cores there are.
func (f *frame) encodeAhead(fl *field) {
	pieces, workers := f.pieces(fl), runtime.GOMAXPROCS(0)
	spare := sync.Pool{New: func() any { return new([]byte) }}
	queue := make(chan *piece, len(pieces))
	ahead := make(chan struct{}, 2*workers) // pieces in memory
	for i := range pieces {
		queue <- &pieces[i]
	}
	close(queue)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			rd := reader{field: fl, frame: f, ahead: true}
			for {
				ahead <- struct{}{}
				p, ok := <-queue
				if !ok {
					<-ahead
					return
				}
				p.data = (*spare.Get().(*[]byte))[:0]
				p.read(&rd)
				close(p.ready)
			}
		})
	}
	for i := range pieces {
		p := &pieces[i]
		<-p.ready
		p.encode(f, fl)
		used := p.data
		spare.Put(&used)
		p.data, p.ends, p.hashes = nil, nil, nil
		<-ahead
	}
	wg.Wait()
}

// pieces cuts the rows of the tables that hold a field.
func (f *frame) pieces(fl *field) []piece {
	var list []piece
	for t, table := range f.tables {
		if fl.source[t].how == absent {
			continue
		}
		for from := 0; from < table.Len(); from += pieceRows {
			list = append(list, piece{table: t, from: from, to: min(from+pieceRows, table.Len()), ready: make(chan struct{})})
		}
	}
	return list
}

func (p *piece) read(rd *reader) {
	n := p.to - p.from
	p.ends, p.hashes = make([]uint32, n), make([]uint64, n)
	table, src := rd.frame.tables[p.table], rd.field.source[p.table]
	for i := range n {
		rd.value = nil
		rd.read(table, src, p.from+i)
		p.data = append(p.data, rd.value...)
		p.ends[i], p.hashes[i] = uint32(len(p.data)), hashBytes(rd.value)
	}
}

// lookAhead is how many values are looked up together.
const lookAhead = 64

func (p *piece) encode(f *frame, fl *field) {
	codes, start := f.codes[fl.word], uint32(0)
	first := f.starts[p.table] + p.from
	for i, end := range p.ends {
		if i%lookAhead == 0 {
			fl.dict.touch(p.hashes[i:min(i+lookAhead, len(p.hashes))])
		}
		if v := p.data[start:end]; len(v) > 0 {
			codes[first+i] = fl.dict.addHashed(v, p.hashes[i])
		}
		start = end
	}
}
