package server

import (
	"errors"
	"testing"
)

// TestReadingOneListHoldsUpNoOther: while an old version of one list is read, what
// leads to another's is told; what was read is kept until another version is in use.
func TestReadingOneListHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	var l listSteps
	started, release, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		step, err := l.from("large", "2", "1", func() (map[string]bool, error) {
			close(started)
			<-release
			return map[string]bool{"a": true}, nil
		})
		if err == nil && !step["a"] {
			err = errors.New("another step")
		}
		done <- err
	}()
	<-started
	if step, err := l.from("small", "2", "1", func() (map[string]bool, error) { return map[string]bool{"b": true}, nil }); err != nil || !step["b"] {
		t.Errorf("the other list: %v, %v", step, err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	never := func() (map[string]bool, error) { return nil, errors.New("read again") }
	if step, err := l.from("large", "2", "1", never); err != nil || !step["a"] {
		t.Errorf("what was read: %v, %v", step, err)
	}
	if _, err := l.from("large", "3", "1", never); err == nil {
		t.Error("the step to an earlier version was told for another's")
	}
	if step, err := l.from("large", "3", "1", func() (map[string]bool, error) { return map[string]bool{"c": true}, nil }); err != nil || !step["c"] {
		t.Errorf("after an error: %v, %v", step, err)
	}
	if len(l.known["large"].from) != 1 || l.known["large"].now != "3" {
		t.Errorf("kept of a version in use no more: %+v", l.known["large"])
	}
}
