package app

import "net/netip"

// AddressKeeping is how much of a network address is kept with what people do.
type AddressKeeping string

const (
	WholeAddress   AddressKeeping = "full"
	NetworkAddress AddressKeeping = "network" // the first three of four numbers; of IPv6 the first 48 bits
	NoAddress      AddressKeeping = "none"
)

// KeepAddresses says how much of network addresses is kept; all of it, unless
// it is said. It is called before the first use case.
func (a *App) KeepAddresses(k AddressKeeping) { a.addresses = k }

func (a *App) kept(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || a.addresses == NoAddress {
		return "" // what is no address may be anything that a browser sent
	}
	ip = ip.Unmap().WithZone("")
	if a.addresses != NetworkAddress {
		return ip.String()
	}
	bits := 24
	if ip.Is6() {
		bits = 48
	}
	return netip.PrefixFrom(ip, bits).Masked().String()
}
