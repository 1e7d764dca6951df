package entra_test

import (
	"testing"

	"muster/connect/connecttest"
	"muster/connect/entra"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: entra.New(), Poll: connecttest.Addresses("value", "@odata.nextLink", "/v1.0/auditLogs/signIns")})
}
