package buckets

import (
	"os"
	"sync"
	"testing"
)

func TestWhatIsAddedComesBackOnce(t *testing.T) {
	dir := t.TempDir()
	f, err := New(dir)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 5000 {
				if err := f.Append(byte(i%3), []byte{byte(i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for i := range Count {
		b, err := f.Take(byte(i))
		if err != nil {
			t.Fatal(err)
		}
		total += len(b)
	}
	if total != 20_000 {
		t.Errorf("%d bytes came back, want 20,000", total)
	}
	if b, err := f.Take(0); err != nil || len(b) != 0 {
		t.Errorf("a second time: %d bytes, %v", len(b), err)
	}
	if err := f.Append(0, []byte("again")); err != nil {
		t.Fatal(err)
	}
	if b, err := f.Take(0); err != nil || string(b) != "again" {
		t.Errorf("after it was emptied: %q, %v", b, err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}
