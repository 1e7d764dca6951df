package pieces

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func read(t *testing.T, f *Folder, name string) string {
	t.Helper()
	r, err := f.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPiecesStayForTheSameWork(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "work")
	f, err := Open(dir, []byte("one"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Put("a", []byte("first")); err != nil {
		t.Fatal(err)
	}
	// Killed while writing: what is half there is no piece.
	if err := os.WriteFile(filepath.Join(dir, "b"+unfinish), []byte("ha"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(false); err != nil {
		t.Fatal(err)
	}
	if f, err = Open(dir, []byte("one")); err != nil {
		t.Fatal(err)
	}
	if got := read(t, f, "a"); got != "first" {
		t.Errorf("found %q again", got)
	}
	if _, err := f.Open("b"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a piece is there: %v", err)
	}
	if err := f.Close(false); err != nil {
		t.Fatal(err)
	}
	if f, err = Open(dir, []byte("two")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Open("a"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a piece of other work is there: %v", err)
	}
	if err := errors.Join(f.Put("c", nil), f.Remove("c"), f.Remove("c")); err != nil {
		t.Error(err)
	}
	if _, err := f.Open("c"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a piece that was taken away is there: %v", err)
	}
	if err := f.Close(true); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
}
