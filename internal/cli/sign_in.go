package cli

import (
	"net/netip"

	"homeward/internal/app"
	"homeward/internal/civil"
)

// signInFlags say how people sign in.
type signInFlags struct {
	secretKeyFlags
	TrustedProxy     []netip.Prefix `placeholder:"NETWORK" help:"Take the word of a proxy in this network, such as 127.0.0.1/32, for who asks (X-Forwarded-For); repeat it or separate several with commas. Without it nobody's."`
	SecondFactorFrom day            `placeholder:"DAY" help:"Ask for a second factor from this day, as 2026-12-01, and not at once."`

	Provider providerFlags `embed:"" prefix:"provider-"`
}

// prepare has a follow the flags.
func (f signInFlags) prepare(x *exec, place string, a *app.App) error {
	key, err := f.secretKey(place)
	if err != nil {
		return err
	}
	if key == nil {
		return wrongUse("make one with: openssl rand -base64 32, and give its file with --secret-key-file, or the key itself as HOMEWARD_SECRET_KEY", "Homeward on PostgreSQL needs a key for secrets that is not in the database")
	}
	if err := a.KeepSecretsBy(key); err != nil {
		return err
	}
	from := f.SecondFactorFrom.Date
	if from == 0 {
		from = civil.Of(2000, 1, 1) // long ago: at once
	}
	a.RequireSecondFactor(from)
	a.AskAgain()
	return nil
}
