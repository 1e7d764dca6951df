package crowdstrike_test

import (
	"testing"

	"muster/connect/connecttest"
	"muster/connect/crowdstrike"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: crowdstrike.New()})
}
