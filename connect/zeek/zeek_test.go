package zeek_test

import (
	"testing"

	"muster/connect/connecttest"
	"muster/connect/zeek"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: zeek.New()})
}
