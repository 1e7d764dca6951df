package ledger

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint states how long a log was at a moment, and its root.
type Checkpoint struct {
	Origin string // which log
	Size   int64  // entries
	Root   tlog.Hash
	Number int64 // of the checkpoint, from 1, without a gap
	Time   int64 // microseconds since 1970, UTC
}

// Text is the form that is signed: five lines.
func (c *Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\nnumber %d\ntime %d\n", c.Origin, c.Size, c.Root, c.Number, c.Time)
}

// maxNote bounds a signed checkpoint in bytes.
const maxNote = 8 << 10

// OpenCheckpoint reads a signed checkpoint and verifies that a known key signed
// it for that log.
func OpenCheckpoint(signed, origin string, known note.Verifiers) (Checkpoint, error) {
	if len(signed) > maxNote {
		return Checkpoint{}, fmt.Errorf("ledger: checkpoint of %d bytes", len(signed))
	}
	n, err := note.Open([]byte(signed), known)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("ledger: checkpoint: %w", err)
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != origin {
		return Checkpoint{}, fmt.Errorf("ledger: the checkpoint is of the log %q, not of %q", c.Origin, origin)
	}
	return c, nil
}

// UnknownKey reports whether a checkpoint was refused because none of the known
// keys is named under it: the key is another one, or who signed was altered.
func UnknownKey(err error) bool {
	var unverified *note.UnverifiedNoteError
	return errors.As(err, &unverified)
}

// parseCheckpoint reads the one form Text writes.
func parseCheckpoint(text string) (Checkpoint, error) {
	bad := fmt.Errorf("ledger: checkpoint %.200q does not follow its form", text)
	lines := strings.Split(text, "\n")
	if len(lines) != 6 {
		return Checkpoint{}, bad
	}
	c := Checkpoint{Origin: lines[0]}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return Checkpoint{}, bad
	}
	c.Root = root
	for _, field := range []struct {
		line, before string
		to           *int64
	}{{lines[1], "", &c.Size}, {lines[3], "number ", &c.Number}, {lines[4], "time ", &c.Time}} {
		digits, found := strings.CutPrefix(field.line, field.before)
		if *field.to, err = strconv.ParseInt(digits, 10, 64); err != nil || !found {
			return Checkpoint{}, bad
		}
	}
	if c.Text() != text || c.Size < 1 || c.Size > maxSize || c.Number < 1 || checkOrigin(c.Origin) != nil {
		return Checkpoint{}, bad
	}
	return c, nil
}

// maxSize keeps indexes of stored hashes, of which there are fewer than two
// for each entry, far from overflow.
const maxSize = 1 << 60

func sign(c *Checkpoint, s note.Signer) (string, error) {
	signed, err := note.Sign(&note.Note{Text: c.Text()}, s)
	if err != nil {
		return "", fmt.Errorf("ledger: sign the checkpoint: %w", err)
	}
	return string(signed), nil
}

func checkOrigin(origin string) error {
	if origin == "" || len(origin) > 1000 || !utf8.ValidString(origin) || strings.ContainsFunc(origin, unicode.IsControl) {
		return fmt.Errorf("ledger: origin %.100q: want one line of text", origin)
	}
	return nil
}
