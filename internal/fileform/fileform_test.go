package fileform

import (
	"archive/zip"
	"bytes"
	"image"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/bep/imagemeta"
	"github.com/ledongthuc/pdf"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/xuri/excelize/v2"
)

var stamp = time.Date(2026, 3, 3, 14, 5, 6, 0, time.FixedZone("", 3600))

func TestPDFIsReadByOthers(t *testing.T) {
	lines := []string{"Łukasz Żurawski (CV)", `a back\slash`, "Nguyễn Thu Hà, “quoted” – dash"}
	for range 120 {
		lines = append(lines, "one more line")
	}
	lines = append(lines, strings.Repeat("word ", 60)+"end")
	data := PDF(lines, Properties{Title: "CV", Author: "Ann Ö", Producer: "fileform", ID: "00112233445566778899aabbccddeeff", Created: stamp})
	if err := api.Validate(bytes.NewReader(data), nil); err != nil {
		t.Errorf("pdfcpu: %v", err)
	}
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if r.NumPage() != 3 {
		t.Errorf("%d pages, want 3", r.NumPage())
	}
	plain, err := r.GetPlainText()
	if err != nil {
		t.Fatal(err)
	}
	read, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Łukasz Żurawski (CV)", `a back\slash`, "Nguyễn Thu Hà, “quoted” – dash", "end"} {
		if !strings.Contains(string(read), want) {
			t.Errorf("%q is missing from %.200q", want, read)
		}
	}
	info := r.Trailer().Key("Info")
	if info.Key("Author").Text() != "Ann Ö" || info.Key("CreationDate").Text() != "D:20260303140506+01'00'" {
		t.Errorf("author %q, created %q", info.Key("Author").Text(), info.Key("CreationDate").Text())
	}
	if !bytes.Equal(data, PDF(lines, Properties{Title: "CV", Author: "Ann Ö", Producer: "fileform", ID: "00112233445566778899aabbccddeeff", Created: stamp})) {
		t.Error("the same input gave other bytes")
	}
}

func TestEmptyPDFHasOnePage(t *testing.T) {
	if err := api.Validate(bytes.NewReader(PDF(nil, Properties{})), nil); err != nil {
		t.Error(err)
	}
}

func TestDOCXHoldsItsParts(t *testing.T) {
	data, err := DOCX([]string{"First & <second>", "Ćwiczenie"}, Properties{Author: "Ann", Creator: "Writer", Template: "Modern.dotx", ID: "00ab12cd99", Created: stamp})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"word/document.xml": "First &amp; &lt;second&gt;",
		"word/settings.xml": `w:rsidRoot w:val="00AB12CD"`,
		"docProps/core.xml": "2026-03-03T13:05:06Z",
		"docProps/app.xml":  "<Template>Modern.dotx</Template>",
	} {
		f, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(f)
		if err != nil || !strings.Contains(string(content), want) {
			t.Errorf("%s: %q is missing (%v)", name, want, err)
		}
	}
}

func TestCameraTagsAreReadByOthers(t *testing.T) {
	camera := &Camera{Make: "Acme", Model: "A1", Serial: "S123456", Software: "Editor 5", Taken: stamp, Offset: true, Located: true, Latitude: 51.5, Longitude: -0.25}
	data, err := JPEG(Pattern(7, 64, 48), 85, camera)
	if err != nil {
		t.Fatal(err)
	}
	tags := map[string]any{}
	_, err = imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(data), ImageFormat: imagemeta.JPEG, Sources: imagemeta.EXIF,
		HandleTag: func(tag imagemeta.TagInfo) error { tags[tag.Tag] = tag.Value; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[string]any{
		"Make": "Acme", "Model": "A1", "Software": "Editor 5", "DateTimeOriginal": "2026:03:03 14:05:06", "OffsetTimeOriginal": "+01:00",
		"GPSLatitude": 51.5, "GPSLongitude": 0.25, "GPSLongitudeRef": "W",
	} {
		if tags[tag] != want {
			t.Errorf("%s = %v, want %v", tag, tags[tag], want)
		}
	}
	if img, _, err := image.Decode(bytes.NewReader(data)); err != nil || img.Bounds().Dx() != 64 {
		t.Errorf("decode: %v", err)
	}
	for _, part := range []*Camera{nil, {}, {Model: "only"}, {Located: true}, {Taken: stamp}} {
		data, err := JPEG(Pattern(8, 16, 16), 80, part)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := image.Decode(bytes.NewReader(data)); err != nil {
			t.Errorf("%+v: %v", part, err)
		}
	}
}

func TestPatternsDiffer(t *testing.T) {
	a, b := Pattern(1, 32, 32).(*image.RGBA), Pattern(2, 32, 32).(*image.RGBA)
	if bytes.Equal(a.Pix, b.Pix) {
		t.Error("two seeds gave one picture")
	}
}

func TestXLSXIsReadBack(t *testing.T) {
	data, err := XLSX([]Sheet{{"Staff", [][]any{{"Id", "Start"}, {"001", stamp}}}, {"Other", [][]any{{"x"}}}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Staff")
	if err != nil || len(rows) != 2 || rows[1][0] != "001" || !strings.HasPrefix(rows[1][1], "3/3/26") {
		t.Errorf("rows %q, %v", rows, err)
	}
	again, err := XLSX([]Sheet{{"Staff", [][]any{{"Id", "Start"}, {"001", stamp}}}, {"Other", [][]any{{"x"}}}})
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("the same input gave other bytes (%v)", err)
	}
}
