// Package okta reads Okta's System Log: polled, pushed by event hooks, or
// exported as JSON.
package okta

import (
	"strings"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "okta", Title: "Okta", Feeds: []muster.Kind{muster.KindSignIns, muster.KindMovement, muster.KindSession, muster.KindWorkDay},
		Mine: mine, Read: read, Verify: verify, Parts: "data.events", Challenge: challenge, Fetch: events().Fetch,
	}
}

func mine(r *connect.Record) bool {
	return (r.Has("eventType") || r.Has("eventtype")) && r.Has("actor.alternateId") && (r.Has("published") || r.Has("version", "severity"))
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	kind := r.Text("eventType", "eventtype")
	s := &muster.Signal{
		System: "okta", Event: r.Text("uuid"), At: r.Time("published"), Account: r.Text("actor.alternateId", "actor.alternateid"),
		Device: r.Text("device.id", "debugContext.debugData.deviceFingerprint", "debugcontext.debugData.deviceFingerprint"), Origin: origin(r),
	}
	if kind == "" || s.At.IsZero() {
		return false
	}
	switch {
	case kind == "user.session.start", kind == "user.authentication.sso", strings.HasPrefix(kind, "user.authentication.auth_via"), kind == "user.authentication.verify":
		s.Data = &muster.SignedIn{
			Passed: r.Text("outcome.result") == "SUCCESS" || r.Text("outcome.result") == "ALLOW", App: muster.Text(r.Text("target.0.displayName")),
			Managed: r.Answer("device.managed"), Authenticator: authenticator(r), Offset: muster.OffsetUnknown,
		}
	case strings.HasPrefix(kind, "system.api_token.create"), strings.HasPrefix(kind, "user.mfa.factor.activate"):
		s.Data = &muster.Worked{Act: muster.WorkKeyAdded, Target: "okta", Offset: muster.OffsetUnknown}
	case kind == "user.account.privilege.grant", kind == "app.access_request.request", kind == "group.privilege.grant":
		s.Data = &muster.Worked{Act: muster.WorkAccessAsked, Target: muster.Text(r.Text("target.0.displayName")), Offset: muster.OffsetUnknown}
	default:
		return true // understood, and nothing that is weighed
	}
	emit(s)
	return true
}

// authenticator is the phone or key that completed the second factor.
func authenticator(r *connect.Record) (id muster.Device) {
	r.Each("target", func(t *connect.Record) {
		if t.Text("type") == "AuthenticatorEnrollment" && id == "" {
			id = muster.Device(t.Text("id"))
		}
	})
	if id == "" {
		id = muster.Device(r.Text("debugContext.debugData.authenticatorEnrollmentId", "debugContext.debugData.factorId", "debugcontext.debugData.authenticatorEnrollmentId", "debugcontext.debugData.factorId"))
	}
	return id
}

func origin(r *connect.Record) muster.Origin {
	o := muster.Origin{
		IP: muster.Network(r.Text("client.ipAddress", "client.ipaddress")), City: muster.City(r.Text("client.geographicalContext.city")), Country: muster.Country(r.Text("client.geographicalContext.country")),
		Latitude: r.Number("client.geographicalContext.geolocation.lat"), Longitude: r.Number("client.geographicalContext.geolocation.lon"),
		ASN: r.Whole("securityContext.asNumber", "securitycontext.asNumber"), Provider: muster.Text(r.Text("securityContext.asOrg", "securityContext.isp", "securitycontext.asOrg", "securitycontext.isp")),
		Session: muster.Text(r.Text("authenticationContext.externalSessionId", "authenticationcontext.externalSessionId")),
	}
	o.Client, o.System = connect.Client(r.Text("client.userAgent.rawUserAgent", "client.useragent.rawUserAgent"))
	o.Network, o.Service = tunnels(r.Text("debugContext.debugData.tunnels", "debugcontext.debugData.tunnels"))
	if o.Network == "" && r.Answer("securityContext.isProxy", "securitycontext.isProxy") == muster.Yes {
		o.Network = muster.NetworkVPN
	}
	if o.Network != "" {
		o.Judge = "Okta"
	}
	return o
}

// tunnels reads Okta's own verdict, a list written as text.
func tunnels(text string) (muster.NetworkClass, muster.AnonymityBrand) {
	if text == "" {
		return "", ""
	}
	wrapped, err := connect.Parse([]byte(`{"list":` + text + `}`))
	if err != nil {
		return "", ""
	}
	var class muster.NetworkClass
	var brand muster.AnonymityBrand
	wrapped.Each("list", func(t *connect.Record) {
		operator := strings.ToUpper(t.Text("operator"))
		kind := strings.ToUpper(t.Text("type"))
		switch {
		case strings.Contains(operator, "ASTRILL"):
			class, brand = muster.NetworkVPN, muster.BrandAstrill
		case class != "":
		case strings.Contains(operator, "PRIVATE_RELAY"):
			class = muster.NetworkRelay
		case kind == "TOR":
			class = muster.NetworkTor
		case kind == "VPN":
			class = muster.NetworkVPN
		case strings.Contains(kind, "PROXY"):
			class = muster.NetworkResidential
		}
	})
	return class, brand
}
