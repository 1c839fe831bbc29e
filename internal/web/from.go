package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"homeward/internal/app"
)

// from is where a request comes from.
func (s *Server) from(r *http.Request) app.From {
	return app.From{
		Address: clientAddress(r.RemoteAddr, r.Header.Values("X-Forwarded-For"), s.options.TrustedProxies),
		Device:  device(r.UserAgent()),
	}
}

// clientAddress is the address of whoever asks. A proxy that is trusted says in
// X-Forwarded-For for whom it asks, at the end of what came to it; so it is read
// from the right, as far as those are trusted who wrote it. What is further to
// the left anyone may have made up.
func clientAddress(remote string, forwarded []string, trusted []netip.Prefix) string {
	at := host(remote)
	isTrusted := func(address string) bool {
		ip, err := netip.ParseAddr(address)
		return err == nil && slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(ip.Unmap().WithZone("")) })
	}
	said := strings.Split(strings.Join(forwarded, ","), ",")
	for i := len(said) - 1; i >= 0 && isTrusted(at); i-- {
		next := strings.TrimSpace(said[i])
		if _, err := netip.ParseAddr(next); err != nil {
			if next = host(next); net.ParseIP(next) == nil {
				break // the proxy said nothing, or nothing that can be used
			}
		}
		at = next
	}
	return at
}

// host is the address without its port.
func host(address string) string {
	h, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return h
}

// What browsers call themselves in their user agent. The first that is found
// holds: most say they are also one of the later ones.
var (
	browsers = [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = [][2]string{
		{"iPhone", "an iPhone"}, {"iPad", "an iPad"}, {"Android", "Android"}, {"CrOS", "a Chromebook"}, {"Windows", "Windows"}, {"Macintosh", "a Mac"}, {"Linux", "Linux"},
	}
)

// device is what a browser says of itself, in few words: Firefox on Windows. No
// more of it is kept: the whole would tell one person's computer from another's.
func device(userAgent string) string {
	find := func(names [][2]string) string {
		for _, n := range names {
			if strings.Contains(userAgent, n[0]) {
				return n[1]
			}
		}
		return ""
	}
	browser, system := find(browsers), find(systems)
	switch {
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return browser + " on " + system
}
