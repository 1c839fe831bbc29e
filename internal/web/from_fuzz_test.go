package web

import (
	"net/netip"
	"strings"
	"testing"

	"homeward/internal/app"
)

// FuzzFrom holds that whatever a client or a proxy says of itself, an address is
// one or what the connection has, it is believed only of a proxy that is
// trusted, and nothing that was sent is kept of a device but words of ours.
func FuzzFrom(f *testing.F) {
	f.Add("192.0.2.1", "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0")
	f.Add("203.0.113.9, 10.0.0.1", "")
	f.Add("[2001:db8::1]:443,fe80::1%eth0,,;", "Edg\n\x00")
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, forwarded, agent string) {
		if got := clientAddress("192.0.2.7:1234", []string{forwarded}, trusted); got != "192.0.2.7" {
			t.Errorf("%q is believed of anybody: %q", forwarded, got)
		}
		got := clientAddress("10.0.0.1:1234", []string{forwarded}, trusted)
		if _, err := netip.ParseAddr(got); err != nil {
			t.Errorf("%q is no address: %q", forwarded, got)
		}
		app.AddressToCount(got)
		for _, w := range strings.Fields(device(agent)) {
			if !strings.Contains("Edge Opera Samsung Internet Firefox Chrome Safari on an iPhone iPad Android a Chromebook Windows Mac Linux", w) {
				t.Errorf("%q is kept of %q", w, agent)
			}
		}
	})
}
