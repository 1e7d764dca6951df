package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"
)

// headSize is how much of a file decides its type. PDF allows rubbish before
// its header within the first kilobyte.
const headSize = 4096

// Recognise returns the type of a file by its content; the name only tells
// Markdown from plain text. It reads at most a few kilobytes, or the directory
// of a zip container. Errors carry the code Empty, TooLarge, Encrypted, Bomb,
// Damaged or Unsupported.
func Recognise(name string, r io.ReaderAt, size int64, lim Limits) (Type, error) {
	lim = lim.orDefaults()
	if size <= 0 {
		return "", fail(Empty, nil)
	}
	if size > lim.MaxBytes {
		return "", fail(TooLarge, nil)
	}
	head := make([]byte, min(size, headSize))
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fail(Damaged, err)
	}
	head = head[:n]
	switch {
	case n == 0:
		return "", fail(Empty, nil)
	case isPDF(head):
		return PDF, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return recogniseZip(r, size, lim)
	case bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \r\n\t"), []byte(`{\rtf`)):
		return RTF, nil
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return "", oldOffice(r, size)
	case looksText(head):
		if len(bytes.TrimSpace(head)) == 0 && int64(n) == size {
			return "", fail(Empty, nil)
		}
		return textKind(name), nil
	}
	return "", fail(Unsupported, nil)
}

func textKind(name string) Type {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return Markdown
	}
	return Text
}

func isPDF(head []byte) bool {
	i := bytes.Index(head[:min(len(head), 1100)], []byte("%PDF-"))
	if i < 0 {
		return false
	}
	// A text that quotes the header far inside itself is not a PDF: what stands
	// before it must not be ordinary prose.
	return i == 0 || !looksText(head[:i]) || len(bytes.TrimSpace(head[:i])) == 0 || bytes.Contains(head[i:], []byte(" obj"))
}

// recogniseZip tells the two zip containers read here from all others.
func recogniseZip(r io.ReaderAt, size int64, lim Limits) (Type, error) {
	arc, err := openArchive(r, size, lim)
	if err != nil {
		return "", err
	}
	for _, f := range arc.files {
		switch {
		case f.Name == "word/document.xml":
			return DOCX, nil
		case f.Name == "mimetype" && f.UncompressedSize64 < 200:
			body, err := arc.read(f)
			if err != nil {
				return "", err
			}
			if strings.HasPrefix(string(body), "application/vnd.oasis.opendocument.text") {
				return ODT, nil
			}
		}
	}
	if main := arc.mainPart(); main != "" {
		return DOCX, nil
	}
	for _, f := range arc.files {
		if f.Flags&1 != 0 {
			return "", fail(Encrypted, zip.ErrAlgorithm)
		}
	}
	return "", fail(Unsupported, nil)
}

// oldOffice tells a password-protected DOCX, which travels inside the old
// compound format, from the old binary formats themselves.
func oldOffice(r io.ReaderAt, size int64) error {
	const window = 1 << 20
	marker := utf16le("EncryptedPackage")
	for off := int64(0); off < min(size, 64<<20); off += window - 64 {
		buf := make([]byte, min(window, size-off))
		n, err := r.ReadAt(buf, off)
		if bytes.Contains(buf[:n], marker) {
			return fail(Encrypted, nil)
		}
		if err != nil {
			break
		}
	}
	return fail(Unsupported, nil)
}

func utf16le(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// looksText reports whether bytes read as text in one of the encodings
// readPlain knows. Control characters other than white space mean binary.
func looksText(b []byte) bool {
	if len(b) >= 2 && (b[0] == 0xff && b[1] == 0xfe || b[0] == 0xfe && b[1] == 0xff) {
		return true
	}
	bad, high := 0, 0
	for _, c := range b {
		switch {
		case c == 0:
			return false
		case c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b && c != 0x0b, c == 0x7f:
			bad++
		case c >= 0x80:
			high++
		}
	}
	if bad*200 > len(b) {
		return false
	}
	if high > 0 && !utf8.Valid(trimPartialRune(b)) {
		// Windows-1252 text in Latin script is mostly ASCII.
		return high*3 < len(b)
	}
	return true
}

// trimPartialRune drops a rune cut off at the end of a window.
func trimPartialRune(b []byte) []byte {
	for i := 1; i <= min(3, len(b)); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}
