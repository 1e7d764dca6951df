package image

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// Bounds on what is kept of one file.
const (
	maxTexts    = 64
	maxTextSize = 16 << 10
	maxJUMBF    = 8 << 20
)

// scanned is what walking the container yields.
type scanned struct {
	container Container
	jumbf     []byte   // all content-credential boxes, one after the other
	xmp       [][]byte // XMP packets found by the walk
	iptc      []byte   // Photoshop resource block of a JPEG
}

// scan walks the container of a picture without decoding it. It never fails:
// it keeps what it can follow.
func scan(kind Type, raw []byte) *scanned {
	s := &scanned{}
	switch kind {
	case JPEG:
		s.jpeg(raw)
	case PNG:
		s.png(raw)
	case WebP:
		s.webp(raw)
	case HEIC:
		s.boxes(raw, 0)
	}
	return s
}

func (s *scanned) text(key, value string) {
	if len(s.container.Texts) < maxTexts {
		s.container.Texts = append(s.container.Texts, Text{clean(key), clip(value, maxTextSize)})
	}
}

func (s *scanned) credential(b []byte) {
	if len(s.jumbf)+len(b) <= maxJUMBF {
		s.jumbf = append(s.jumbf, b...)
	}
}

// jpeg walks the segments up to the start of the picture data.
func (s *scanned) jpeg(raw []byte) {
	tables := sha256.New()
	var first []byte
	for i := 2; i+4 <= len(raw); {
		if raw[i] != 0xff {
			i++
			continue
		}
		marker := raw[i+1]
		if marker == 0xff || marker == 0x00 || marker == 0x01 || marker >= 0xd0 && marker <= 0xd8 {
			i++
			continue
		}
		if marker == 0xda || marker == 0xd9 {
			break
		}
		n := int(binary.BigEndian.Uint16(raw[i+2:]))
		if n < 2 || i+2+n > len(raw) {
			break
		}
		body := raw[i+4 : i+2+n]
		switch {
		case marker == 0xdb:
			tables.Write(body)
			if first == nil {
				first = body
			}
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			s.container.Progressive = marker == 0xc2
			s.container.Subsampling = subsampling(body)
		default:
			s.segment(marker, body)
		}
		i += 2 + n
	}
	if first != nil {
		s.container.Tables = hex.EncodeToString(tables.Sum(nil)[:8])
		s.container.JPEGQuality = standardQuality(first)
	}
}

// segment looks at an application segment or comment.
func (s *scanned) segment(marker byte, body []byte) {
	switch {
	case marker == 0xe0 && bytes.HasPrefix(body, []byte("JFIF\x00")):
		s.container.HasJFIF = true
	case marker == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00")):
		s.container.HasExif = true
	case marker == 0xe1 && bytes.HasPrefix(body, []byte("http://ns.adobe.com/xap/1.0/\x00")):
		s.container.HasXMP = true
		s.packet(body[29:])
	case marker == 0xeb && len(body) > 8 && bytes.HasPrefix(body, []byte("JP")):
		s.credential(body[8:])
	case marker == 0xed && bytes.HasPrefix(body, []byte("Photoshop 3.0\x00")):
		s.container.HasIPTC = true
		s.iptc = body
	case marker == 0xfe:
		s.text("comment", string(body))
	}
}

func (s *scanned) packet(b []byte) {
	if len(s.xmp) < 8 {
		s.xmp = append(s.xmp, b)
	}
}

func subsampling(sof []byte) string {
	if len(sof) < 15 || sof[5] != 3 {
		return ""
	}
	h, v := sof[7]>>4, sof[7]&15
	switch {
	case h == 2 && v == 2:
		return "4:2:0"
	case h == 2 && v == 1:
		return "4:2:2"
	case h == 1 && v == 1:
		return "4:4:4"
	}
	return fmt.Sprintf("%d:%d", h, v)
}

// png walks the chunks.
func (s *scanned) png(raw []byte) {
	for i := 8; i+8 <= len(raw); {
		n := int64(binary.BigEndian.Uint32(raw[i:]))
		kind := string(raw[i+4 : i+8])
		if n > int64(len(raw)-i-8) {
			return
		}
		body := raw[i+8 : i+8+int(n)]
		switch kind {
		case "eXIf":
			s.container.HasExif = true
		case "tEXt":
			key, value, _ := bytes.Cut(body, []byte{0})
			s.text(string(key), latin1(value))
		case "zTXt":
			key, value, _ := bytes.Cut(body, []byte{0})
			if len(value) > 1 {
				s.text(string(key), latin1(inflate(value[1:])))
			}
		case "iTXt":
			s.international(body)
		case "caBX":
			s.credential(body)
		}
		i += 12 + int(n)
	}
}

// international reads an iTXt chunk: key, two flags, language, translated key.
func (s *scanned) international(body []byte) {
	key, rest, ok := bytes.Cut(body, []byte{0})
	if !ok || len(rest) < 2 {
		return
	}
	packed := rest[0] == 1
	_, rest, _ = bytes.Cut(rest[2:], []byte{0})
	_, value, ok := bytes.Cut(rest, []byte{0})
	if !ok {
		return
	}
	if packed {
		value = inflate(value)
	}
	if string(key) == "XML:com.adobe.xmp" {
		s.container.HasXMP = true
		s.packet(value)
		return
	}
	s.text(string(key), string(value))
}

func latin1(b []byte) string {
	var out strings.Builder
	for _, c := range b[:min(len(b), maxTextSize)] {
		out.WriteRune(rune(c))
	}
	return out.String()
}

// inflate unpacks at most a megabyte.
func inflate(b []byte) []byte {
	zr, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	defer zr.Close()
	out, _ := io.ReadAll(io.LimitReader(zr, 1<<20)) // what came before an error still counts
	return out
}

// webp walks the RIFF chunks.
func (s *scanned) webp(raw []byte) {
	for i := 12; i+8 <= len(raw); {
		n := int64(binary.LittleEndian.Uint32(raw[i+4:]))
		if n > int64(len(raw)-i-8) {
			return
		}
		body := raw[i+8 : i+8+int(n)]
		switch string(raw[i : i+4]) {
		case "EXIF":
			s.container.HasExif = true
		case "XMP ":
			s.container.HasXMP = true
			s.packet(body)
		case "C2PA":
			s.credential(body)
		}
		i += 8 + int(n+n&1)
	}
}

// c2paBox is the identifier of the box that holds a content credential.
const c2paBox = "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"

// boxes walks the top level of an ISO base media file.
func (s *scanned) boxes(raw []byte, depth int) {
	for i := 0; i+8 <= len(raw); {
		n := int64(binary.BigEndian.Uint32(raw[i:]))
		head := int64(8)
		switch {
		case n == 1 && i+16 <= len(raw):
			n = int64(binary.BigEndian.Uint64(raw[i+8:]) & (1<<62 - 1))
			head = 16
		case n == 0:
			n = int64(len(raw) - i)
		}
		if n < head || n > int64(len(raw)-i) {
			return
		}
		body := raw[i+int(head) : i+int(n)]
		switch string(raw[i+4 : i+8]) {
		case "uuid":
			if bytes.HasPrefix(body, []byte(c2paBox)) {
				s.credential(body[16:])
			}
		case "meta":
			if len(body) > 4 && depth == 0 {
				s.boxes(body[4:], depth+1)
			}
		case "iinf":
			s.container.HasExif = s.container.HasExif || bytes.Contains(body, []byte("Exif\x00"))
			s.container.HasXMP = s.container.HasXMP || bytes.Contains(body, []byte("application/rdf+xml"))
		}
		i += int(n)
	}
}

// isHEIF looks at the brands of an ISO base media file.
func isHEIF(head []byte) bool {
	if len(head) < 16 || string(head[4:8]) != "ftyp" {
		return false
	}
	end := min(int(binary.BigEndian.Uint32(head)), len(head), 256)
	for i := 8; i+4 <= end; i += 4 {
		switch string(head[i : i+4]) {
		case "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1", "avif", "avis":
			return true
		}
	}
	return false
}

// standardQuality returns the quality for which the common library would have
// written this luminance table, or 0 when no quality gives it: cameras and
// large editors use tables of their own.
func standardQuality(dqt []byte) int {
	if len(dqt) < 65 || dqt[0]>>4 != 0 {
		return 0
	}
	table := dqt[1:65]
	for q := 1; q <= 100; q++ {
		scale := 200 - 2*q
		if q < 50 {
			scale = 5000 / q
		}
		if tableMatches(table, scale) {
			return q
		}
	}
	return 0
}

func tableMatches(table []byte, scale int) bool {
	for i, base := range standardLuminance {
		if want := min(max((int(base)*scale+50)/100, 1), 255); int(table[i]) != want {
			return false
		}
	}
	return true
}

// standardLuminance is the example table of the JPEG standard (Annex K), in
// the zigzag order files use.
var standardLuminance = [64]byte{
	16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
	26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
	56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
	95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
}
