package muster_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"muster"
)

func TestErrorSaysWhatToDo(t *testing.T) {
	e := &muster.Error{Code: muster.CodeTooLarge, Message: "file is too large", Hint: "split it", Place: muster.Place{File: "a.csv", Row: 3}, Err: fs.ErrInvalid}
	if got := e.Error(); got != "a.csv row 3: file is too large; split it" {
		t.Error(got)
	}
	if got := (&muster.Error{Message: "nothing"}).Error(); got != "nothing" {
		t.Error(got)
	}
	wrapped := fmt.Errorf("read: %w", e)
	if muster.CodeOf(wrapped) != muster.CodeTooLarge || muster.CodeOf(nil) != "" || muster.CodeOf(errors.New("x")) != muster.CodeInternal {
		t.Error("codes are not found")
	}
	if !errors.Is(wrapped, fs.ErrInvalid) {
		t.Error("the cause is lost")
	}
}
