package workday_test

import (
	"testing"

	"muster/connect/connecttest"
	"muster/connect/workday"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: workday.New(), Poll: connecttest.Whole("Report_Entry")})
}
