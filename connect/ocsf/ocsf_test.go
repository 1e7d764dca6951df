package ocsf_test

import (
	"testing"

	"muster/connect/connecttest"
	"muster/connect/ocsf"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: ocsf.New()})
}
