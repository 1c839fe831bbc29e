package web

import (
	"net/netip"
	"testing"
)

func TestClientAddress(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for name, c := range map[string]struct {
		remote    string
		forwarded []string
		trusted   []netip.Prefix
		want      string
	}{
		"no proxy":                       {"192.0.2.1:4000", nil, trusted, "192.0.2.1"},
		"someone makes it up":            {"192.0.2.1:4000", []string{"198.51.100.7"}, trusted, "192.0.2.1"},
		"none is trusted":                {"10.0.0.1:4000", []string{"198.51.100.7"}, nil, "10.0.0.1"},
		"a proxy":                        {"10.0.0.1:4000", []string{"198.51.100.7"}, trusted, "198.51.100.7"},
		"someone makes it up before it":  {"10.0.0.1:4000", []string{"203.0.113.9, 198.51.100.7"}, trusted, "198.51.100.7"},
		"two proxies":                    {"10.0.0.1:4000", []string{"203.0.113.9, 198.51.100.7, 10.9.9.9"}, trusted, "198.51.100.7"},
		"two lines":                      {"10.0.0.1:4000", []string{"203.0.113.9", "198.51.100.7"}, trusted, "198.51.100.7"},
		"with a port":                    {"10.0.0.1:4000", []string{"198.51.100.7:52000"}, trusted, "198.51.100.7"},
		"IPv6":                           {"[fd00::1]:4000", []string{"2001:db8::7"}, trusted, "2001:db8::7"},
		"IPv6 with a port":               {"[fd00::1]:4000", []string{"[2001:db8::7]:52000"}, trusted, "2001:db8::7"},
		"IPv4 within IPv6":               {"[::ffff:10.0.0.1]:4000", []string{"198.51.100.7"}, trusted, "198.51.100.7"},
		"nonsense":                       {"10.0.0.1:4000", []string{"unknown"}, trusted, "10.0.0.1"},
		"nonsense before another proxy":  {"10.0.0.1:4000", []string{"198.51.100.7, , 10.9.9.9"}, trusted, "10.9.9.9"},
		"the proxy itself asks":          {"10.0.0.1:4000", nil, trusted, "10.0.0.1"},
		"all the way within the network": {"10.0.0.1:4000", []string{"10.1.1.1"}, trusted, "10.1.1.1"},
	} {
		if got := clientAddress(c.remote, c.forwarded, c.trusted); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestDevice(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0":                                                           "Firefox on Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":              "Edge on Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15":                      "Safari on a Mac",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1":     "Chrome on an iPhone",
		"Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36": "Samsung Internet on Android",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36":                             "Chrome on a Chromebook",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36":                              "Chrome on Linux",
		"curl/8.5.0": "",
		"":           "",
	} {
		if got := device(agent); got != want {
			t.Errorf("%q, want %q: %s", got, want, agent)
		}
	}
}
