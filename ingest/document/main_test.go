package document

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// workerVariable makes the test binary itself the child of a pool.
const workerVariable = "MUSTER_TEST_DOCUMENT_WORKER"

func TestMain(m *testing.M) {
	if mode := os.Getenv(workerVariable); mode != "" && mode != "1" {
		misbehave(mode)
	}
	if os.Getenv(workerVariable) != "" {
		if err := ServeProcess(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// misbehave is a child that greets well, takes a file and then fails.
func misbehave(mode string) {
	r, w := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	var h hello
	var req request
	if readJSON(r, 1<<16, &h) != nil || send(w, hello{Version: protocolVersion}) != nil || readJSON(r, 1<<20, &req) != nil {
		os.Exit(9)
	}
	if _, err := readFrame(r, 1<<30); err != nil {
		os.Exit(9)
	}
	switch mode {
	case "exit":
		os.Exit(3)
	case "memory":
		if err := limitProcess(256 << 20); err != nil {
			os.Exit(9)
		}
		var hold [][]byte
		for range 64 {
			b := make([]byte, 64<<20)
			for i := range b {
				b[i] = 1
			}
			hold = append(hold, b)
		}
		fmt.Println(len(hold))
	case "stack":
		debug.SetMaxStack(1 << 20)
		fmt.Println(deeper(0))
	case "nonsense":
		os.Stdout.Write(make([]byte, 100))
		os.Stdin.Read(make([]byte, 1))
	case "huge":
		os.Stdout.Write([]byte{0xff, 0xff, 0xff, 0xff})
		os.Stdin.Read(make([]byte, 1))
	case "hang":
		time.Sleep(time.Minute)
	}
	os.Exit(9)
}

// deeper overflows the stack, as a hostile file makes a library do.
//
//lint:ignore SA5007 the endless recursion is the point
func deeper(n int) int { return deeper(n+1) + 1 }

// samplePDFs returns the PDFs that come with the PDF library's own tests.
func samplePDFs(tb testing.TB) []string {
	tb.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/pdfcpu/pdfcpu").Output()
	dir := strings.TrimSpace(string(out))
	var files []string
	if err == nil && dir != "" {
		err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err == nil && strings.EqualFold(filepath.Ext(path), ".pdf") {
				files = append(files, path)
			}
			return nil
		})
	}
	if err != nil || len(files) == 0 {
		if os.Getenv("CI") != "" {
			tb.Fatalf("the PDF library's test files are needed in CI: %v", err)
		}
		tb.Skip("the PDF library's test files are not in the module cache")
	}
	return files
}

func readBytes(name string, b []byte) (*Document, error) {
	return Read(context.Background(), name, bytes.NewReader(b), int64(len(b)), Limits{})
}

// shown is one string at a place on a page.
type shown struct {
	x, y, size float64
	text       string
}

// makePDF writes a small PDF with one standard font. Each page is a list of
// strings; info is the body of the information dictionary.
func makePDF(info string, pages ...[]shown) []byte {
	var bodies []string
	for _, page := range pages {
		var b strings.Builder
		for _, s := range page {
			esc := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s.text)
			fmt.Fprintf(&b, "BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n", s.size, s.x, s.y, esc)
		}
		bodies = append(bodies, b.String())
	}
	return makePDFContent(info, bodies...)
}

func makePDFContent(info string, contents ...string) []byte {
	objs := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /TrueType /BaseFont /Helvetica /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 126 /Widths [" + strings.Repeat("500 ", 95) + "] >>", "<< " + info + " >>"}
	var kids []string
	for _, c := range contents {
		n := len(objs) + 1
		kids = append(kids, fmt.Sprintf("%d 0 R", n))
		objs = append(objs,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", n+1),
			flate(c))
	}
	objs[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " "))
	return assemblePDF(objs, "/Info 4 0 R /ID [<00112233445566778899aabbccddeeff> <ffeeddccbbaa99887766554433221100>]")
}

func flate(content string) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write([]byte(content))
	w.Close()
	return fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", z.Len(), z.String())
}

func assemblePDF(objs []string, trailer string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objs))
	for i, o := range objs {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objs)+1)
	for _, off := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", off)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objs)+1, trailer, xref)
	return out.Bytes()
}
