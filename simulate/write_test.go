package simulate

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// TestLarge writes the population named in the environment, for measuring by
// hand: SIMULATE_PEOPLE=1000000 go test -run TestLarge -v ./simulate
func TestLarge(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("SIMULATE_PEOPLE"))
	if n == 0 {
		t.Skip("SIMULATE_PEOPLE is not set")
	}
	dir := os.Getenv("SIMULATE_OUT")
	if dir == "" {
		dir = t.TempDir()
	}
	seed, _ := strconv.ParseUint(os.Getenv("SIMULATE_SEED"), 10, 64)
	start := time.Now()
	truth, err := Write(context.Background(), Defaults(n, seed), dir)
	if err != nil {
		t.Fatal(err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%+v in %v, %d MB from the system", truth, time.Since(start).Round(time.Millisecond), m.Sys>>20)
}
