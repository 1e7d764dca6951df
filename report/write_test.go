package report

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWriteFixture(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	if keep := os.Getenv("MUSTER_KEEP_REPORT"); keep != "" {
		dir = keep
	}
	s, err := Write(dir, fixture(), Options{Pages: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := Terminal(os.Stdout, s, false, 100); err != nil {
		t.Fatal(err)
	}
}
