// Package intune reads the inventory of managed devices that Microsoft Intune
// keeps, as the Graph interface gives it and as diagnostic settings export it.
// Intune knows no history of what was plugged in.
package intune

import (
	"net/url"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "intune", Title: "Microsoft Intune", Feeds: []muster.Kind{muster.KindDeviceDay, muster.KindProgram},
		Mine: mine, Read: read, Fetch: devices().Fetch, Login: &connect.Login{Scope: "https://graph.microsoft.com/.default"},
	}
}

func devices() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"$top": {"500"}}
			if !since.IsZero() {
				query.Set("$filter", "lastSyncDateTime ge "+since.Format(time.RFC3339))
			}
			return "/v1.0/deviceManagement/managedDevices?" + query.Encode()
		},
		Enter: connect.Bearer, List: "value", Time: []string{"lastSyncDateTime"}, Next: connect.Stated(`@odata\.nextLink`), Lag: time.Hour,
	}
}

func mine(r *connect.Record) bool {
	return r.Has("managedDeviceOwnerType") || r.Has("lastSyncDateTime", "serialNumber") || r.Has("category", "properties.AuditEventId") || r.Has("category", "properties.SerialNumber")
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	if r.Has("properties.AuditEventId") {
		return true // what administrators did
	}
	d, s := r, &muster.Signal{System: "intune"}
	if inner := r.Inside("properties"); inner != nil {
		d = inner
	}
	s.At = d.Time("lastSyncDateTime", "LastContact")
	if s.At.IsZero() {
		s.At = r.Time("time")
	}
	serial := d.Text("serialNumber", "SerialNumber")
	if s.At.IsZero() || serial == "" {
		return false
	}
	s.Event = d.Text("id", "DeviceId") + "/" + d.Text("lastSyncDateTime", "LastContact")
	s.Device, s.Account = serial, d.Text("userPrincipalName", "UPN", "emailAddress", "UserEmail")
	s.Origin.System = connect.SystemOf(d.Text("operatingSystem", "OS"))
	s.Data = &muster.Located{Serial: muster.Device(serial), Model: muster.Text(d.Text("model", "Model")), Offset: muster.OffsetUnknown, Enrolled: d.Time("enrolledDateTime", "CreatedDate")}
	emit(s)
	d.Each("detectedApps", func(app *connect.Record) {
		one := *s
		one.Data = &muster.Ran{Seen: muster.SeenInstalled, Name: connect.Cut(app.Text("displayName")), Publisher: connect.Cut(app.Text("publisher"))}
		if app.Text("displayName") != "" {
			emit(&one)
		}
	})
	return true
}
