package crowdstrike_test

import (
	"fmt"
	"net/http"
	"testing"

	"muster/connect/connecttest"
	"muster/connect/crowdstrike"
)

func TestContract(t *testing.T) {
	hosts := connecttest.Tokens("resources", `"meta":{"pagination":{"next":"%d"}}`, "offset")
	hosts.Besides = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/alerts/combined/alerts/v1" {
			return false
		}
		fmt.Fprint(w, `{"resources":[]}`)
		return true
	}
	connecttest.Run(t, connecttest.Case{System: crowdstrike.New(), Poll: hosts})
}

// TestAlerts holds the second list to the contract, once the first is at its end.
func TestAlerts(t *testing.T) {
	alerts := connecttest.Posted(connecttest.Tokens("resources", `"meta":{"pagination":{"after":"%d"}}`, "after"), "after")
	alerts.Besides = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/devices/combined/devices/v1" {
			return false
		}
		fmt.Fprint(w, `{"resources":[]}`)
		return true
	}
	system := crowdstrike.New()
	system.Fetch = connecttest.Second(system.Fetch)
	connecttest.Run(t, connecttest.Case{System: system, Poll: alerts})
}
