package web

import (
	"net/http"
)

// Policy is the content security policy of every page: our own files, nothing
// inline, nothing from elsewhere, no frame around us.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Headers sets what every answer carries. Pages hold personal data, so nothing
// between here and the reader may keep them; assets set their own caching.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", Policy)
		head.Set("X-Content-Type-Options", "nosniff")
		// "no-referrer" would make browsers send Origin: null with our own forms
		head.Set("Referrer-Policy", "same-origin")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		head.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		head.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// SameOrigin refuses requests that change something and come from another
// site, by Sec-Fetch-Site where the browser sends it and by Origin otherwise.
// It stands in for tokens in forms. Requests with neither header cannot come
// from a page in a browser of the last years and pass.
func SameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "This request came from another site and was refused. Open Muster in a tab of its own and try again.", http.StatusForbidden)
	}))
	return guard.Handler(next)
}
