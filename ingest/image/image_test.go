package image

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/bits"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"muster/internal/reading"
)

func readBytes(b []byte) (*Image, error) {
	return Read(context.Background(), "p", bytes.NewReader(b), int64(len(b)), Limits{})
}

// picture draws something with structure, so that its hash is not plain.
func picture(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := uint8(x * 255 / w)
			if (x*7/w+y*5/h)%2 == 0 {
				v = 255 - v/2
			}
			if x > w/3 && y > h/2 {
				v /= 3
			}
			m.Set(x, y, color.RGBA{v, v / 2, 255 - v, 255})
		}
	}
	return m
}

func makeJPEG(tb testing.TB, w, h int) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture(w, h), &jpeg.Options{Quality: 85}); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// withSegments inserts application segments after the start marker.
func withSegments(jpg []byte, segments ...[]byte) []byte {
	out := append([]byte{}, jpg[:2]...)
	for _, s := range segments {
		out = append(out, s...)
	}
	return append(out, jpg[2:]...)
}

func segment(marker byte, body string) []byte {
	out := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(out[2:], uint16(len(body)+2))
	return append(out, body...)
}

// exifSegment writes ASCII tags of the first directory and of the Exif
// directory, little endian.
func exifSegment(ifd0, sub map[uint16]string) []byte {
	var b bytes.Buffer
	le := binary.LittleEndian
	put := func(v any) { binary.Write(&b, le, v) }
	b.WriteString("II*\x00")
	put(uint32(8))
	n := len(ifd0) + 1
	data := uint32(8 + 2 + 12*n + 4)
	subAt := data
	for _, v := range ifd0 {
		subAt += uint32(len(v) + 1)
	}
	write := func(tags map[uint16]string, at uint32) string {
		var values strings.Builder
		for id := range 0x10000 {
			v, ok := tags[uint16(id)]
			if !ok {
				continue
			}
			put(uint16(id))
			put(uint16(2))
			put(uint32(len(v) + 1))
			put(at + uint32(values.Len()))
			values.WriteString(v + "\x00")
		}
		return values.String()
	}
	put(uint16(n))
	values := write(ifd0, data)
	put(uint16(0x8769))
	put(uint16(4))
	put(uint32(1))
	put(subAt)
	put(uint32(0))
	b.WriteString(values)
	put(uint16(len(sub)))
	values = write(sub, subAt+2+12*uint32(len(sub))+4)
	put(uint32(0))
	b.WriteString(values)
	return segment(0xe1, "Exif\x00\x00"+b.String())
}

func TestReadJPEGWithExif(t *testing.T) {
	b := withSegments(makeJPEG(t, 640, 480), exifSegment(
		map[uint16]string{0x010f: "Apple", 0x0110: "iPhone 14 Pro", 0x0131: "Adobe Photoshop 25.1", 0x0132: "2024:05:02 09:00:00"},
		map[uint16]string{0x9003: "2024:05:01 10:30:00", 0x9011: "+02:00", 0xa431: "SER12345", 0xa434: "iPhone 14 Pro back camera"}))
	img, err := readBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	if img.Type != JPEG || img.Width != 640 || img.Height != 480 || img.Device.Make != "Apple" || img.Device.Serial != "SER12345" {
		t.Errorf("%+v", img)
	}
	want := time.Date(2024, 5, 1, 8, 30, 0, 0, time.UTC)
	if !img.Taken.UTC.Equal(want) || img.Taken.Zone != ZoneOffset || img.Taken.OffsetMinutes != 120 || img.Saved.Zone != ZoneUnknown {
		t.Errorf("taken %+v, saved %+v", img.Taken, img.Saved)
	}
	if !slices.ContainsFunc(img.Software, func(s Software) bool { return s.Class == PhotoEditor }) || img.Provenance.Generated || img.Container.JPEGQuality != 85 || img.Stripped {
		t.Errorf("software %+v, provenance %+v, container %+v", img.Software, img.Provenance, img.Container)
	}
	if img.Print == nil || img.Quality == nil || img.Quality.Sharpness <= 0 {
		t.Errorf("print %v, quality %+v", img.Print, img.Quality)
	}
}

func TestPrintSurvivesRecodingAndFindsMirror(t *testing.T) {
	a, err := readBytes(makeJPEG(t, 640, 480))
	if err != nil {
		t.Fatal(err)
	}
	src := picture(400, 300)
	flipped := image.NewRGBA(src.Rect)
	for y := range 300 {
		for x := range 400 {
			flipped.Set(399-x, y, src.At(x, y))
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, flipped); err != nil {
		t.Fatal(err)
	}
	b, err := readBytes(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if d := bits.OnesCount64(a.Print.Mirror ^ b.Print.Hash); d > 6 {
		t.Errorf("mirror image differs in %d bits", d)
	}
	if d := bits.OnesCount64(a.Print.Hash ^ b.Print.Mirror); d > 6 {
		t.Errorf("mirror of mirror differs in %d bits", d)
	}
}

func xmpSegment(body string) []byte {
	return segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">`+body+`</rdf:RDF></x:xmpmeta>`)
}

func TestProvenance(t *testing.T) {
	plain := makeJPEG(t, 64, 48)
	claim := "\x00\x00\x00\x20jumb\x00\x00\x00\x18jumdc2pa" + "\xa2\x6fclaim_generator\x6aOpenAI-API\x71digitalSourceType\x78\x46http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia" + "\x66action\x6cc2pa.created"
	camera := "jumdc2pa\x6fclaim_generator\x78\x1bGoogle C2PA Core Generator L\x71digitalSourceType\x78\x42http://cv.iptc.org/newscodes/digitalsourcetype/computationalCapture"
	for name, c := range map[string]struct {
		in                             []byte
		credential, generated, altered bool
	}{
		"nothing":           {plain, false, false, false},
		"credential":        {withSegments(plain, segment(0xeb, "JP\x00\x01\x00\x00\x00\x01"+claim)), true, true, false},
		"camera credential": {withSegments(plain, segment(0xeb, "JP\x00\x01\x00\x00\x00\x01"+camera)), true, false, false},
		"IPTC source type":  {withSegments(plain, xmpSegment(`<rdf:Description Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>`)), false, true, false},
		"IPTC composite":    {withSegments(plain, xmpSegment(`<rdf:Description><Iptc4xmpExt:DigitalSourceType>compositeWithTrainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType></rdf:Description>`)), false, false, true},
		"credit line":       {withSegments(plain, xmpSegment(`<rdf:Description photoshop:Credit="Made with Google AI"/>`)), false, true, false},
		"edited credit":     {withSegments(plain, xmpSegment(`<rdf:Description photoshop:Credit="Edited with Google AI"/>`)), false, false, true},
		"honest description": {withSegments(plain, xmpSegment(`<rdf:Description dc:description="Imagen de Gemini, mi perro" photoshop:Credit="Studio Imagen"/>`)),
			false, false, false},
		"PNG recipe":  {pngWithText(t, "parameters", "a passport photo\nNegative prompt: blur\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1"), false, true, false},
		"PNG comment": {pngWithText(t, "Comment", "Created with GIMP"), false, false, false},
	} {
		img, err := readBytes(c.in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p := img.Provenance
		if p.Credential != c.credential || p.Generated != c.generated || p.Altered != c.altered {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func pngWithText(tb testing.TB, key, value string) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture(64, 64)); err != nil {
		tb.Fatal(err)
	}
	return withChunk(out.Bytes(), "tEXt", key+"\x00"+value)
}

// withChunk inserts a chunk after the header of a PNG.
func withChunk(b []byte, kind, body string) []byte {
	var c bytes.Buffer
	binary.Write(&c, binary.BigEndian, uint32(len(body)))
	c.WriteString(kind + body)
	binary.Write(&c, binary.BigEndian, crc32.ChecksumIEEE([]byte(kind+body)))
	return append(append(append([]byte{}, b[:33]...), c.Bytes()...), b[33:]...)
}

func TestHistory(t *testing.T) {
	b := withSegments(makeJPEG(t, 64, 48), xmpSegment(`<rdf:Description xmp:CreatorTool="Adobe Photoshop 25.0"><xmpMM:History><rdf:Seq>`+
		`<rdf:li stEvt:action="created" stEvt:softwareAgent="Adobe Photoshop 25.0 (Windows)" stEvt:when="2024-05-01T10:00:00+01:00"/>`+
		`<rdf:li rdf:parseType="Resource"><stEvt:action>saved</stEvt:action><stEvt:softwareAgent>Canva</stEvt:softwareAgent></rdf:li>`+
		`</rdf:Seq></xmpMM:History></rdf:Description>`))
	img, err := readBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	if len(img.History) != 2 || img.History[0].When.OffsetMinutes != 60 || img.History[1].Action != "saved" || img.History[1].Software != "Canva" {
		t.Errorf("history = %+v", img.History)
	}
}

func TestBadInput(t *testing.T) {
	good := makeJPEG(t, 640, 480)
	var huge bytes.Buffer // a PNG header that claims 60,000 x 60,000 pixels
	if err := png.Encode(&huge, picture(8, 8)); err != nil {
		t.Fatal(err)
	}
	h := bytes.Clone(huge.Bytes())
	broken := bytes.Clone(h)
	broken[45] ^= 0xff // inside the picture data, so its check sum is wrong
	binary.BigEndian.PutUint32(h[16:], 60000)
	binary.BigEndian.PutUint32(h[20:], 60000)
	binary.BigEndian.PutUint32(h[29:], crc32.ChecksumIEEE(h[12:29]))
	for name, c := range map[string]struct {
		in   []byte
		want Code
	}{
		"empty":     {nil, Empty},
		"text":      {[]byte("hello"), Unsupported},
		"cut":       {good[:len(good)/2], Incomplete},
		"header":    {good[:3], Incomplete},
		"pixels":    {h, TooLarge},
		"PDF":       {[]byte("%PDF-1.4"), Unsupported},
		"bad bytes": {broken, Damaged},
	} {
		img, err := readBytes(c.in)
		if reading.CodeOf(err) != c.want {
			t.Errorf("%s: %v, %+v, want %s", name, err, img, c.want)
		}
	}
	if _, err := Read(context.Background(), "x", bytes.NewReader(good), int64(len(good)), Limits{MaxMemory: 640 * 480}); reading.CodeOf(err) != TooLarge {
		t.Errorf("memory limit: %v", err)
	}
	if _, err := Read(context.Background(), "x", nil, 10<<30, Limits{}); reading.CodeOf(err) != TooLarge {
		t.Errorf("10 GiB: %v", err)
	}
}

func TestClassOf(t *testing.T) {
	for name, want := range map[string]Class{
		"Adobe Photoshop Lightroom Classic 13.2": PhotoEditor, "GIMP 2.10.34": PhotoEditor, "Snapseed 2.0": PhotoEditor, "17.4.1": PhoneCamera,
		"HDR+ 1.0.585804401zd": PhoneCamera, "S918BXXU3BWK5": PhoneCamera, "CamScanner": Scanner, "Midjourney": GenerativeAI, "FBMD23000969": Messenger,
		"Ann Example": "", "Imagenes": "", "ImageMagick 7": Converter, "Designal": "",
	} {
		if got := ClassOf(name); got != want {
			t.Errorf("ClassOf(%q) = %q, want %q", name, got, want)
		}
	}
}

// samplePictures returns the pictures that come with the metadata library.
func samplePictures(tb testing.TB) []string {
	tb.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/bep/imagemeta").Output()
	dir := strings.TrimSpace(string(out))
	var files []string
	if err == nil && dir != "" {
		err = filepath.WalkDir(filepath.Join(dir, "testdata"), func(path string, d os.DirEntry, err error) error {
			if err == nil {
				switch strings.ToLower(filepath.Ext(path)) {
				case ".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif":
					files = append(files, path)
				}
			}
			return nil
		})
	}
	if err != nil || len(files) == 0 {
		if os.Getenv("CI") != "" {
			tb.Fatalf("the metadata library's test files are needed in CI: %v", err)
		}
		tb.Skip("the metadata library's test files are not in the module cache")
	}
	return files
}

func TestReadSamplePictures(t *testing.T) {
	heic := 0
	for _, f := range samplePictures(t) {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		img, err := readBytes(raw)
		if err != nil {
			if reading.CodeOf(err) == "" {
				t.Errorf("%s: %v has no code", f, err)
			}
			t.Logf("%s: %s", filepath.Base(f), reading.CodeOf(err))
			continue
		}
		if img.Type == HEIC && img.Container.HasExif {
			heic++
		}
		t.Logf("%s: %s %dx%d %+v taken %+v place %+v software %v", filepath.Base(f), img.Type, img.Width, img.Height, img.Device, img.Taken.UTC, img.Place, img.Software)
	}
	if heic == 0 {
		t.Error("no HEIC file gave Exif metadata")
	}
}
