package yoti_test

import (
	"testing"

	"muster/connect/connecttest"
	"muster/connect/yoti"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: yoti.New()})
}
