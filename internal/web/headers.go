package web

import (
	"net/http"
)

// policy lets a page have what comes from Homeward and nothing else: no script
// or style within the page, no frame in it or around it, no form that leads
// elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// always are the headers of every answer, errors, redirections and files too.
var always = map[string]string{
	"Content-Security-Policy":      policy,
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=()",
	"Referrer-Policy":              "same-origin",
	"X-Content-Type-Options":       "nosniff",
	"Cache-Control":                "no-store", // package static says otherwise of its files
	"X-Frame-Options":              "DENY",     // for browsers that do not know frame-ancestors
}

// onlyHTTPS is a year: browsers then come by nothing else to this host. Other
// hosts of its domain may be another's.
const onlyHTTPS = "max-age=31536000"

// secure puts the headers on every answer that hold for all of them. Nothing is
// kept by a browser or between it and us, but for the files that are the same
// for everybody.
func (s *Server) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range always {
			h.Set(name, value)
		}
		if s.options.HTTPS {
			h.Set("Strict-Transport-Security", onlyHTTPS)
		}
		next.ServeHTTP(w, r)
	})
}
