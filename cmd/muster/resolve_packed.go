package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"

	"muster"
)

// unpackedMost is how often its own size a packed table may have unpacked, and
// how much any may have besides. Tables pack to a tenth or a fiftieth.
const (
	unpackedMost  = 200
	unpackedAlone = 64 << 20
)

// unpackTable unpacks a file packed with gzip into a temporary one, which the
// caller closes and which is gone then; other files are returned as they are.
func unpackTable(path string, file *os.File, size int64) (*os.File, error) {
	magic := make([]byte, 2)
	if n, _ := file.ReadAt(magic, 0); n < 2 || magic[0] != 0x1f || magic[1] != 0x8b {
		return file, nil
	}
	out, err := os.CreateTemp("", "muster-table-*")
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	_ = os.Remove(out.Name()) // where the system allows it, nothing is left behind even after a crash
	most := size*unpackedMost + unpackedAlone
	in, err := gzip.NewReader(io.NewSectionReader(file, 0, size))
	var n int64
	if err == nil {
		n, err = io.Copy(out, io.LimitReader(in, most+1))
	}
	switch {
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		err = &muster.Error{Code: muster.CodeDamaged, Message: "the compressed file is cut off or damaged", Hint: "ask for it again", Place: muster.Place{File: path}, Err: err}
	case err != nil:
		err = cannotOpen(path, err)
	case n > most:
		err = &muster.Error{Code: muster.CodeTooLarge, Message: fmt.Sprintf("unpacked, the file is more than %d times as large as it is packed", unpackedMost), Hint: "unpack it yourself if you trust it: gunzip -k " + quote(path), Place: muster.Place{File: path}}
	}
	if err != nil {
		closeTemporary(out)
		return nil, err
	}
	return out, nil
}

// closeTemporary closes a temporary file and removes it where that was not
// possible while it was open.
func closeTemporary(f *os.File) {
	f.Close()
	_ = os.Remove(f.Name())
}
