// Package entra reads the sign-ins of Microsoft Entra ID, as the Graph interface
// gives them and as diagnostic settings export them, and those directory audits
// that matter.
package entra

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "entra", Title: "Microsoft Entra ID", Feeds: []muster.Kind{muster.KindSignIns, muster.KindMovement, muster.KindSession, muster.KindWorkDay},
		Mine: mine, Read: read, Fetch: signIns().Fetch, Login: &connect.Login{Scope: "https://graph.microsoft.com/.default"},
	}
}

func signIns() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"$top": {"500"}, "$orderby": {"createdDateTime asc"}}
			if !since.IsZero() {
				query.Set("$filter", "createdDateTime ge "+since.Format(time.RFC3339))
			}
			return "/v1.0/auditLogs/signIns?" + query.Encode()
		},
		Enter: func(request *http.Request, secret string) { connect.Bearer(request, secret) },
		List:  "value", Time: []string{"createdDateTime"}, Next: connect.Stated(`@odata\.nextLink`), Lag: time.Hour,
	}
}

// mine takes Graph's sign-ins and what diagnostic settings wrap, but not what
// Intune and Defender send the same way.
func mine(r *connect.Record) bool {
	if r.Has("userPrincipalName", "createdDateTime") && (r.Has("appDisplayName") || r.Has("clientAppUsed") || r.Has("deviceDetail")) {
		return true
	}
	if !r.Has("category", "properties") || !r.Has("operationName") && !r.Has("operationname") {
		return false
	}
	return !strings.HasPrefix(r.Text("category"), "AdvancedHunting") && !r.Has("properties.AuditEventId") && !r.Has("properties.SerialNumber")
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	in, category := r, r.Text("category")
	if r.Has("properties") {
		if in = r.Inside("properties"); in == nil {
			return false
		}
	}
	at := in.Time("createdDateTime", "activityDateTime")
	if at.IsZero() {
		at = r.Time("time")
	}
	if at.IsZero() {
		return false
	}
	s := &muster.Signal{System: "entra", Event: in.Text("id"), At: at}
	if s.Event == "" {
		s.Event = first(in.Text("correlationId"), r.Text("correlationId", "correlationid"))
	}
	switch {
	case category == "", strings.HasSuffix(category, "SignInLogs"), category == "SignIn":
		if category == "ServicePrincipalSignInLogs" || category == "ManagedIdentitySignInLogs" {
			return true // programs, not people
		}
		signIn(r, in, s)
	default:
		return audit(in, s, emit)
	}
	if s.Account == "" {
		return true
	}
	emit(s)
	return true
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

func signIn(r, in *connect.Record, s *muster.Signal) {
	s.Account, s.Device = in.Text("userPrincipalName", "userId"), in.Text("deviceDetail.deviceId")
	code := in.Text("status.errorCode")
	if code == "" {
		code = r.Text("resultType")
	}
	s.Data = &muster.SignedIn{
		Passed: code == "0", App: muster.Text(in.Text("appDisplayName", "resourceDisplayName")), Managed: in.Answer("deviceDetail.isManaged"), Offset: muster.OffsetUnknown,
	}
	o := &s.Origin
	*o = muster.Origin{
		IP: muster.Network(in.Text("ipAddress")), City: muster.City(in.Text("location.city")), Country: muster.Country(in.Text("location.countryOrRegion")),
		Latitude: in.Number("location.geoCoordinates.latitude"), Longitude: in.Number("location.geoCoordinates.longitude"),
		ASN: in.Whole("autonomousSystemNumber"), Session: muster.Text(in.Text("sessionId", "uniqueTokenIdentifier")),
	}
	if o.IP == "" {
		o.IP = muster.Network(r.Text("callerIpAddress", "calleripaddress"))
	}
	o.Client, o.System = connect.Client(in.Text("userAgent"))
	if o.System == "" {
		o.System = connect.SystemOf(in.Text("deviceDetail.operatingSystem"))
	}
	if o.Client == "" {
		o.Client = clientOf(in.Text("clientAppUsed"))
	}
	if o.Network = verdict(in); o.Network != "" {
		o.Judge = "Microsoft Entra"
	}
}

func clientOf(used string) muster.ClientClass {
	switch used {
	case "Browser":
		return muster.ClientBrowser
	case "Mobile Apps and Desktop clients":
		return muster.ClientDesktop
	}
	return ""
}

// verdict is Microsoft's own finding about the network. Only findings about
// addresses are read; "unfamiliar features" and risk levels say nothing that
// could be shown to anybody.
func verdict(in *connect.Record) muster.NetworkClass {
	types := strings.ToLower(in.Values("riskEventTypes_v2") + "," + in.Values("riskEventTypes") + "," + in.Text("riskEventType"))
	trusted := strings.Contains(in.Lines("networkLocationDetails"), "trustedNamedLocation")
	switch {
	case trusted:
		return muster.NetworkCorporate
	case strings.Contains(types, "anonymizedipaddress"), strings.Contains(types, "anonymousipaddress"):
		return muster.NetworkVPN
	}
	return ""
}

// audit reads the directory's own log: what people asked for and added.
func audit(in *connect.Record, s *muster.Signal, emit func(*muster.Signal)) bool {
	what := strings.ToLower(first(in.Text("activityDisplayName"), in.Text("operationName")))
	if what == "" {
		return true
	}
	s.Account, s.Origin.IP = in.Text("initiatedBy.user.userPrincipalName"), muster.Network(in.Text("initiatedBy.user.ipAddress"))
	target := muster.Text(in.Text("targetResources.0.displayName"))
	var act muster.WorkAct
	switch {
	case strings.Contains(what, "registered security info"), strings.Contains(what, "certificates and secrets management"), strings.HasPrefix(what, "add service principal credentials"):
		act = muster.WorkKeyAdded
	case strings.HasPrefix(what, "add member to role"), strings.Contains(what, "elevated"):
		act = muster.WorkAccessAsked
	default:
		return true
	}
	if s.Account == "" || in.Text("result") == "failure" {
		return true
	}
	s.Data = &muster.Worked{Act: act, Target: target, Offset: muster.OffsetUnknown}
	emit(s)
	return true
}
