package ingest

import (
	"context"
	"os"
	"testing"

	"muster/simulate"
)

func TestSim(t *testing.T) {
	dir := os.Getenv("SIMOUT")
	if dir == "" {
		t.Skip()
	}
	p := simulate.Defaults(300, 3)
	if os.Getenv("BIG") != "" {
		p = simulate.Defaults(20000, 3)
	}
	_, err := simulate.Write(context.Background(), p, dir)
	if err != nil {
		t.Fatal(err)
	}
}
