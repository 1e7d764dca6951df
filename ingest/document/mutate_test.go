package document

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"muster/internal/reading"
)

// TestMutatedPDFs damages sample files at random places, the same ones each
// time: every one must end quickly, with text or with a code. The environment
// variable MUSTER_MUTATIONS sets how many versions of each file are tried.
func TestMutatedPDFs(t *testing.T) {
	per := 2
	if n, err := strconv.Atoi(os.Getenv("MUSTER_MUTATIONS")); err == nil {
		per = n
	}
	pool := testPool(t, 0, Limits{Timeout: 15 * time.Second})
	rnd := rand.New(rand.NewPCG(1, uint64(per)))
	tried, readable := 0, 0
	for i, name := range samplePDFs(t) {
		info, err := os.Stat(name)
		if err != nil || info.Size() > 80_000 || i%3 != 0 {
			continue
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for range per {
			b := mutate(rnd, raw)
			tried++
			_, err := pool.Read(context.Background(), name, bytes.NewReader(b), int64(len(b)))
			if tried%4 == 0 { // and in this process, which must survive it
				if _, err := readBytes(name, b); err != nil && !slices.Contains(reading.Codes(), CodeOf(err)) {
					t.Errorf("%s in this process: %v", name, err)
				}
			}
			switch code := CodeOf(err); {
			case err == nil:
				readable++
			case code == Timeout || !slices.Contains(reading.Codes(), code):
				path := t.TempDir() + "/case.pdf"
				t.Errorf("%s: code %q, %v; case kept at %s: %v", name, code, errors.Unwrap(err), path, os.WriteFile(path, b, 0o600))
			}
		}
	}
	if tried < 20 || readable == 0 {
		t.Errorf("tried %d files, %d readable", tried, readable)
	}
	t.Logf("%d of %d damaged files were still readable", readable, tried)
}

// mutate changes bytes, swaps digits, cuts and repeats stretches.
func mutate(rnd *rand.Rand, raw []byte) []byte {
	b := bytes.Clone(raw)
	for range 1 + rnd.IntN(8) {
		at := rnd.IntN(len(b))
		n := min(1+rnd.IntN(40), len(b)-at)
		switch rnd.IntN(5) {
		case 0:
			b[at] = byte(rnd.IntN(256))
		case 1:
			b[at] ^= 1 << rnd.IntN(8)
		case 2: // structure hangs on numbers
			for i := at; i < len(b); i++ {
				if isDigit(b[i]) {
					b[i] = '0' + byte(rnd.IntN(10))
					break
				}
			}
		case 3:
			if len(b) > n+100 {
				b = slices.Delete(b, at, at+n)
			}
		case 4:
			b = slices.Insert(b, at, bytes.Clone(b[at:at+n])...)
		}
	}
	return b
}
