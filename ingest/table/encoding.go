package table

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"muster"
)

// The encodings a file may be said to have.
const (
	UTF8    = "utf-8"
	UTF16LE = "utf-16le"
	UTF16BE = "utf-16be"
	CP1252  = "windows-1252"
)

// mixed is used when the head of a file is plain ASCII: cells further down are
// UTF-8 if they can be and Windows-1252 otherwise.
const mixed = "ascii"

// Encodings lists the encodings that can be read, in the order of the documentation.
func Encodings() []string { return []string{UTF8, UTF16LE, UTF16BE, CP1252} }

// detectEncoding returns the encoding of a file by its first bytes, and the
// length of its byte order mark.
func detectEncoding(head []byte) (encoding string, bom int) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return UTF8, 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return UTF16LE, 2
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return UTF16BE, 2
	}
	if enc := utf16ByZeros(head); enc != "" {
		return enc, 0
	}
	switch {
	case isASCII(head):
		return mixed, 0
	case utf8.Valid(trimPartial(head)):
		return UTF8, 0
	case mostlyUTF8(head):
		return mixed, 0
	}
	return CP1252, 0
}

// mostlyUTF8 reports whether text has more characters of UTF-8 than stray
// bytes: one slip must not spoil every other name. Windows-1252 hardly ever
// looks like UTF-8 by chance.
func mostlyUTF8(b []byte) bool {
	good, stray := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			stray++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	return good > stray
}

// utf16ByZeros recognises UTF-16 without a byte order mark: in text of Latin
// script every other byte is zero.
func utf16ByZeros(head []byte) string {
	head = head[:min(len(head), 4096)&^1]
	if len(head) < 8 {
		return ""
	}
	var even, odd int
	for i := 0; i < len(head); i += 2 {
		if head[i] == 0 {
			even++
		}
		if head[i+1] == 0 {
			odd++
		}
	}
	pairs := len(head) / 2
	switch {
	case odd*10 >= pairs*8 && even*20 <= pairs:
		return UTF16LE
	case even*10 >= pairs*8 && odd*20 <= pairs:
		return UTF16BE
	}
	return ""
}

// asUTF8 returns the source as UTF-8 or a superset of ASCII that pieces can
// decode cell by cell, without its byte order mark, and what the file was
// encoded in.
func asUTF8(src Source, head []byte, opt Options) (Source, string, error) {
	encoding, bom := detectEncoding(head)
	if opt.Encoding != "" && opt.Encoding != encoding {
		encoding = opt.Encoding
	}
	switch encoding {
	case UTF16LE, UTF16BE:
		raw, err := whole(src, opt.Limits.MaxWhole)
		if err != nil {
			return src, "", err
		}
		text := decodeUTF16(raw[bom:], encoding == UTF16BE)
		return Source{File: src.File, R: bytes.NewReader(text), Size: int64(len(text))}, encoding, nil
	case UTF8, CP1252, mixed:
		if bom == 3 {
			src.R, src.Size = io.NewSectionReader(src.R, 3, src.Size-3), src.Size-3
		}
		return src, encoding, nil
	}
	return src, "", failure(src, muster.CodeUsage, "encoding "+encoding+" is not known",
		"write one of "+strings.Join(Encodings(), ", ")+" in muster.yaml", nil)
}

func decodeUTF16(b []byte, bigEndian bool) []byte {
	var order binary.ByteOrder = binary.LittleEndian
	if bigEndian {
		order = binary.BigEndian
	}
	out := make([]byte, 0, len(b)/2+len(b)/8)
	for i := 0; i+1 < len(b); i += 2 {
		r := rune(order.Uint16(b[i:]))
		if utf16.IsSurrogate(r) && i+3 < len(b) {
			if pair := utf16.DecodeRune(r, rune(order.Uint16(b[i+2:]))); pair != utf8.RuneError {
				r = pair
				i += 2
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

func decode1252(b []byte) string {
	var s strings.Builder
	s.Grow(len(b) + 8)
	for _, c := range b {
		s.WriteRune(charmap.Windows1252.DecodeByte(c))
	}
	return s.String()
}

func isASCII(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// trimPartial drops a rune cut off at the end of a window.
func trimPartial(b []byte) []byte {
	for i := 1; i <= min(utf8.UTFMax, len(b)); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// trim drops blanks around a cell; most cells have none.
func trim(b []byte) []byte {
	if len(b) == 0 || plainByte(b[0]) && plainByte(b[len(b)-1]) {
		return b
	}
	return bytes.TrimSpace(b)
}

func plainByte(c byte) bool { return c > ' ' && c < 0x80 }
