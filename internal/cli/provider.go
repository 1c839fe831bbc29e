package cli

import (
	"os"
	"strings"

	"homeward/internal/app"
	"homeward/internal/identity"
)

// providerFlags name an identity provider by which people sign in.
type providerFlags struct {
	Name         string   `placeholder:"NAME" help:"An identity provider, as people call it: they can sign in by it (OpenID Connect)."`
	Issuer       string   `placeholder:"URL" help:"Its issuer, at which it publishes its addresses and keys."`
	ClientID     string   `name:"client-id" placeholder:"ID" help:"What it knows Homeward by."`
	SecretFile   string   `placeholder:"FILE" help:"The client's secret, or"`
	KeyFile      string   `placeholder:"FILE" help:"the client's private key in PEM (private_key_jwt)."`
	KeyID        string   `name:"key-id" placeholder:"ID" help:"What it knows that key by."`
	KeyAlgorithm string   `default:"RS512" placeholder:"ALG" help:"How that key signs (${default})."`
	Scopes       []string `default:"email" placeholder:"SCOPE" help:"What is asked for beside openid (${default}); separate several with commas."`
	EmailClaim   string   `default:"email" placeholder:"CLAIM" help:"The claim with the e-mail address (${default})."`
	EmailTrusted bool     `help:"Take that address as verified although the provider does not say so, because it gives out the addresses itself."`
	ACR          []string `name:"acr" placeholder:"LEVEL" help:"Levels of assurance of which one is required; with one, no second factor of Homeward's own is asked for. Separate several with commas."`
}

// prepare has people sign in by the provider of the flags, if they name one.
func (f providerFlags) prepare(x *exec, home string, a *app.App) error {
	if f.Name == "" && f.Issuer == "" && f.ClientID == "" {
		return nil
	}
	if f.Name == "" || f.Issuer == "" || f.ClientID == "" || home == "" {
		return wrongUse("give all four", "for an identity provider, --provider-name, --provider-issuer, --provider-client-id and --public-url belong together")
	}
	s := identity.Settings{
		Name: f.Name, Issuer: f.Issuer, ClientID: f.ClientID, Back: strings.TrimRight(home, "/") + "/sign-in/provider/back",
		KeyID: f.KeyID, KeyAlgorithm: f.KeyAlgorithm, Scopes: f.Scopes, EmailClaim: f.EmailClaim, EmailTrusted: f.EmailTrusted, ACR: f.ACR,
	}
	if f.SecretFile != "" {
		text, err := os.ReadFile(f.SecretFile)
		if err != nil {
			return wrongUse("check --provider-secret-file", "the secret for the identity provider cannot be read: %v", err)
		}
		s.Secret = strings.TrimSpace(string(text))
	}
	if f.KeyFile != "" {
		text, err := os.ReadFile(f.KeyFile)
		if err == nil {
			s.Key, err = identity.ReadKey(text)
		}
		if err != nil {
			return wrongUse("check --provider-key-file", "the key for the identity provider cannot be read: %v", err)
		}
	}
	p, err := identity.Open(s, x.Now, nil)
	if err != nil {
		return wrongUse("see homeward serve --help", "the identity provider cannot be used: %v", err)
	}
	a.SignInBy(p)
	return nil
}
