package defender_test

import (
	"testing"

	"muster/connect/connecttest"
	"muster/connect/defender"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: defender.New()})
}
