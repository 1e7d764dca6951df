package osquery_test

import (
	"testing"

	"muster/connect/connecttest"
	"muster/connect/osquery"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: osquery.New()})
}
