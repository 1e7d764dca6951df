package intune_test

import (
	"testing"

	"muster/connect/connecttest"
	"muster/connect/intune"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: intune.New(), Poll: connecttest.Addresses("value", "@odata.nextLink", "/v1.0/deviceManagement/managedDevices")})
}
