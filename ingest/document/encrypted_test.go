package document

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// encrypt protects a PDF with the given passwords and key length.
func encrypt(tb testing.TB, b []byte, user, owner string, bits int) []byte {
	tb.Helper()
	conf := pdfConfig(DefaultLimits())
	conf.Cmd = model.ENCRYPT
	conf.UserPW, conf.OwnerPW = user, owner
	conf.EncryptKeyLength = bits
	conf.RemoveEncryption = false
	conf.Permissions = model.PermissionsNone
	var out bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(b), &out, conf); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// A file with an owner password only opens for everybody, and so for us; one
// with a user password says that it needs it.
func TestEncryptedPDF(t *testing.T) {
	plain := makePDF("/Author (Ann)", []shown{{72, 700, 12, "Hello protected world"}})
	for _, bits := range []int{128, 256} {
		d, err := readBytes("a.pdf", encrypt(t, plain, "", "owner", bits))
		if err != nil || d.Text != "Hello protected world" || len(d.Warnings) != 1 {
			t.Errorf("AES-%d without user password: %+v, %v", bits, d, err)
		}
		if _, err := readBytes("a.pdf", encrypt(t, plain, "secret", "owner", bits)); CodeOf(err) != Encrypted {
			t.Errorf("AES-%d with user password: %v", bits, err)
		}
	}
}

// Malformed content that once made a parser loop or panic; each must end, and
// give what stands before the damage.
func TestMalformedContent(t *testing.T) {
	for name, content := range map[string]string{
		"unclosed hex string":   "BT /F1 12 Tf 72 700 Td (Hello) Tj <41",
		"unclosed literal":      "BT /F1 12 Tf 72 700 Td (Hello) Tj (never closed",
		"unclosed array":        "BT /F1 12 Tf 72 700 Td (Hello) Tj [(a) (b",
		"unclosed dictionary":   "BT /F1 12 Tf 72 700 Td (Hello) Tj /P << /MCID 0 ",
		"unclosed inline image": "BT /F1 12 Tf 72 700 Td (Hello) Tj ET BI /W 1 ID \x00\x01",
		"stray delimiters":      "BT /F1 12 Tf 72 700 Td (Hello) Tj ) > ] } { >>",
		"too many restores":     "Q Q Q BT /F1 12 Tf 72 700 Td (Hello) Tj ET",
		"wrong operands":        "Td Tf Tm cm BT /F1 12 Tf 72 700 Td (Hello) Tj ET",
		"deep arrays":           "BT /F1 12 Tf 72 700 Td (Hello) Tj " + strings.Repeat("[", 100_000),
		"inline image":          "BI /W 1 /H 1 ID \x00EI\xff\nEI\nBT /F1 12 Tf 72 700 Td (Hello) Tj ET",
		"escapes":               `BT /F1 12 Tf 72 700 Td (\110e\154l\157) Tj ET`,
		"huge coordinates":      "BT /F1 12 Tf 72 700 Td (Hello) Tj 1e300 0 0 1e300 1e300 1e300 Tm (x) Tj",
	} {
		d, err := readBytes("a.pdf", makePDFContent("", content))
		if err != nil || !strings.HasPrefix(d.Text, "Hello") {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
	}
}

// Forms that show each other end at a fixed depth.
func TestRecursiveForms(t *testing.T) {
	form := func(to string) string {
		return "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X " + to + " >> >> /Length 11 >>\nstream\n/X Do /X Do\nendstream"
	}
	b := assemblePDF([]string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>",
		"<< /Length 5 >>\nstream\n/X Do\nendstream", form("6 0 R"), form("5 0 R"),
	}, "")
	if d, err := readBytes("a.pdf", b); err != nil || d.HasText {
		t.Errorf("%+v, %v", d, err)
	}
}
