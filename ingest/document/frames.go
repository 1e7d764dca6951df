package document

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// The pool and its children speak in frames over a pipe: a four-byte
// big-endian length and that many bytes. A conversation is one hello each way, then for
// each file a request (a JSON head, then the bytes of the file) answered by
// one JSON reply. The version in the hello keeps two builds apart.
const (
	protocolVersion = 1
	maxFrame        = 1 << 30
)

type hello struct {
	Version int
	Memory  int64 // bytes the child may use; 0 sets no limit
}

type request struct {
	Name   string
	Limits Limits
}

type reply struct {
	Document *Document `json:",omitempty"`
	Code     Code      `json:",omitempty"`
	Cause    string    `json:",omitempty"`
}

func writeFrame(w *bufio.Writer, body []byte) error {
	if len(body) > maxFrame {
		return errors.New("write frame: too long")
	}
	var head [4]byte
	binary.BigEndian.PutUint32(head[:], uint32(len(body)))
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	_, err := w.Write(body)
	return err
}

func writeJSON(w *bufio.Writer, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return writeFrame(w, body)
}

// readFrame reads one frame of at most limit bytes. io.EOF means a clean end.
func readFrame(r io.Reader, limit int64) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := int64(binary.BigEndian.Uint32(head[:]))
	if n > min(limit, maxFrame) {
		return nil, fmt.Errorf("read frame: %d bytes exceed the limit of %d", n, limit)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, fmt.Errorf("read frame: %w", io.ErrUnexpectedEOF)
	}
	return body, nil
}

func readJSON(r io.Reader, limit int64, v any) error {
	body, err := readFrame(r, limit)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, v)
}
