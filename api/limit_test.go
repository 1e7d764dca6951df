package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

// TestDefaultLimit asks as often as the manual says that a key may, once more,
// and again after the wait it was told.
func TestDefaultLimit(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	l := newLimiter(Limits{}.withDefaults(), func() time.Time { return now })
	manual, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	if says := fmt.Sprintf("Each key: %g requests a second on average, %d at once, on each server", l.limits.PerSecond, l.limits.Burst); !strings.Contains(string(manual), says) {
		t.Errorf("docs/api.md does not say %q", says)
	}
	for i := range l.limits.Burst {
		if err := l.take(httptest.NewRecorder(), "key", true); err != nil {
			t.Fatalf("request %d at once: %v", i+1, err)
		}
	}
	err = l.take(httptest.NewRecorder(), "key", true)
	var refused *Problem
	if !errors.As(err, &refused) || refused.Status != http.StatusTooManyRequests || refused.headers.Get("Retry-After") != "1" {
		t.Fatalf("one more: %v", err)
	}
	now = now.Add(time.Second)
	for i := range int(l.limits.PerSecond) {
		if err := l.take(httptest.NewRecorder(), "key", true); err != nil {
			t.Fatalf("request %d after a second: %v", i+1, err)
		}
	}
	if l.take(httptest.NewRecorder(), "key", true) == nil {
		t.Error("more than the average is answered")
	}
}
