package server

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"muster"
	"muster/store"
)

// onLaptop is a sign-in from the person's laptop, through a VPN service or not.
func onLaptop(event, city string, at time.Time, lat, lon float64, service bool) string {
	tunnels := ""
	if service {
		tunnels = `"tunnels":"[{\"anonymous\":true,\"operator\":\"NORD_VPN\",\"type\":\"VPN\"}]"`
	}
	return fmt.Sprintf(`{"uuid":%q,"published":%q,"eventType":"user.session.start","version":"0","severity":"INFO","actor":{"alternateId":"quilla@company.example"},"outcome":{"result":"SUCCESS"},"device":{"id":"guo7"},"client":{"ipAddress":"198.51.100.%d","geographicalContext":{"city":%q,"country":"United States","geolocation":{"lat":%v,"lon":%v}}},"securityContext":{"isProxy":%t},"debugContext":{"debugData":{%s}}}`,
		event, at.UTC().Format(time.RFC3339Nano), len(event), city, lat, lon, service, tunnels)
}

// TestLateEventWithdraws finds a journey nobody can make, and takes it back when the
// event that explains it arrives nearly a day late: between the two sign-ins the
// person had switched a VPN service on. What comes later still changes nothing.
func TestLateEventWithdraws(t *testing.T) {
	t.Parallel()
	in := listening(t, SystemConfig{System: "okta", SecretFile: secretFile(t, "s")})
	in.keep(t, "W-1", &muster.Person{Named: muster.Named{FullName: "Quilla Zorn"}, Login: "quilla@company.example", Home: muster.Home{City: "Harbourton", Country: "GB"}, Started: muster.Date(2026, 11, 18)})
	send := func(event string) map[string]any {
		t.Helper()
		status, got := in.push(t, "okta", event, bearer("s"))
		if status != http.StatusOK {
			t.Fatalf("%d %v", status, got)
		}
		return got
	}
	nine := time.Date(2026, 11, 19, 9, 0, 0, 0, time.UTC)
	send(onLaptop("e-22", "Nashville", nine.Add(time.Hour), 36.16, -86.78, false)) // out of order
	send(onLaptop("e-1", "Boston", nine, 42.36, -71.06, false))
	if list := in.flags(t, "W-1"); !slices.Contains(list, "NET-04") {
		t.Fatalf("found: %v", list)
	}
	in.later(13 * time.Hour) // to eleven in the evening of the next day
	send(onLaptop("e-333", "Oslo", nine.Add(20*time.Minute), 59.91, 10.75, true))
	if list := in.flags(t, "W-1"); slices.Contains(list, "NET-04") {
		t.Errorf("still found: %v", list)
	}
	gone, err := in.store.Findings(t.Context(), store.FindingFilter{Organisation: in.config.Organisation, State: store.FindingWithdrawn})
	if err != nil || !slices.ContainsFunc(gone, func(k store.Kept) bool { return k.Finding.Flag == "NET-04" }) {
		t.Errorf("withdrawn: %d, %v", len(gone), err)
	}
	if n := len(in.stands(t, "W-1", muster.KindSignIns)); n != 3 {
		t.Errorf("%d records of sign-ins stand", n)
	}
	in.later(2 * time.Hour)
	send(onLaptop("e-4444", "Lagos", nine.Add(2*time.Hour), 6.45, 3.4, false))
	if state := in.state(t, "okta"); state.Late != 1 || state.Used != 4 {
		t.Errorf("late: %d, used: %d", state.Late, state.Used)
	}
}
