package app

import (
	"context"
	"fmt"
	"net/netip"
	"time"
)

// How many wrong tries are allowed within a time. Those of one network address
// are many more than those of one account: a whole hospital may come from one.
const (
	FailuresAllowed     = 5
	FailuresFromAddress = 50
	FailureWindow       = 15 * time.Minute
)

// countTry notes a try before it is known whether it is right, so that many at
// once are not more than one after the other; a right one is taken off again by
// the store's ClearFailures. Account is what is guessed at: an e-mail address,
// whether or not there is such a user. The error is Locked after too many.
//
// The tries are in the database: they hold for every process that serves the
// register, and a restart forgets none. A try costs a write of a few bytes
// beside tens of milliseconds of hashing.
func (a *App) countTry(ctx context.Context, account string, from From) error {
	now := a.now().UTC()
	address := tokenHash(AddressToCount(from.Address))
	count := func(allowed, allowedFrom int) error {
		failures, err := a.store.Failures(ctx, account, now.Add(-FailureWindow))
		if err != nil {
			return fail(err, "counting failed sign-ins")
		}
		if failures >= allowed {
			return &Error{Kind: Locked, Text: "There were too many tries with this email address. Wait 15 minutes, then try again."}
		}
		if failures, err = a.store.FailuresFrom(ctx, address, now.Add(-FailureWindow)); err != nil {
			return fail(err, "counting failed sign-ins of an address")
		}
		if failures >= allowedFrom {
			return &Error{Kind: Locked, Text: "There were too many wrong tries from your network. Wait 15 minutes, then try again."}
		}
		return nil
	}
	if err := count(FailuresAllowed, FailuresFromAddress); err != nil {
		return err
	}
	if err := a.store.RecordFailure(ctx, account, address, now); err != nil {
		return fail(err, "noting a try to sign in")
	}
	return count(FailuresAllowed+1, FailuresFromAddress+1) // this one included
}

// AddressToCount is what stands for one place: a network of IPv6 has more
// addresses than anyone could count.
func AddressToCount(address string) string {
	if ip, err := netip.ParseAddr(address); err == nil && ip.Is6() && !ip.Is4In6() {
		if network, err := ip.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return address
}

// networkOf is how an address begins: enough to know one's own network by, and
// not which machine it was. It is "" for what is no address, and where none is
// to be kept.
func (a *App) networkOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || a.addresses == NoAddress {
		return ""
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		b := ip.As4()
		return fmt.Sprintf("%d.%d.%d", b[0], b[1], b[2])
	}
	b := ip.As16()
	return fmt.Sprintf("%x:%x:%x", uint16(b[0])<<8|uint16(b[1]), uint16(b[2])<<8|uint16(b[3]), uint16(b[4])<<8|uint16(b[5]))
}
