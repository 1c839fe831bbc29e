// Package identity asks an identity provider, such as NHS Care Identity or
// Microsoft Entra, who somebody is: OpenID Connect by the authorization code
// flow with PKCE. It believes only what the provider has signed for this
// Homeward, for this one sign-in.
package identity

import (
	"context"
	"crypto"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"homeward/internal/app"
)

// Settings are those of one provider.
type Settings struct {
	Name     string // as people call it
	Issuer   string
	ClientID string
	// Back is the address to which the provider sends the browser back. It is
	// registered with the provider.
	Back string
	// Secret, or Key with its identifier and algorithm, is what Homeward proves
	// with to the provider who it is: private_key_jwt, RFC 7523.
	Secret       string
	Key          crypto.Signer
	KeyID        string
	KeyAlgorithm string
	// Scopes are asked for beside openid.
	Scopes []string
	// EmailClaim is the claim with the e-mail address; EmailTrusted says that it
	// is taken as verified without the provider's saying so, where it gives out
	// addresses itself.
	EmailClaim   string
	EmailTrusted bool
	// ACR are the levels of assurance that are asked for, any of which will do.
	// With one the provider has proved who somebody is as strongly as a second
	// factor would.
	ACR []string
}

// Provider is an identity provider. It is asked for its addresses and keys when
// it is needed first.
type Provider struct {
	settings Settings
	now      func() time.Time
	client   *http.Client

	mu    sync.Mutex
	found *found
}

// found is what the provider says of itself.
type found struct {
	provider *oidc.Provider
	verifier *oidc.IDTokenVerifier
	oauth    oauth2.Config
}

// algorithms are those with which a provider may sign: with a key of its own.
// None of them can be made with what is known to others, and none is "none".
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// Open makes a provider of settings. Client makes the requests; with nil it is
// one that waits for ten seconds at most.
func Open(s Settings, now func() time.Time, client *http.Client) (*Provider, error) {
	switch {
	case s.Issuer == "" || s.ClientID == "":
		return nil, errors.New("the issuer and the client's identifier belong together")
	case (s.Secret == "") == (s.Key == nil):
		return nil, errors.New("a secret or a key is needed, and not both")
	case !strings.HasPrefix(s.Issuer, "https://") && client == nil:
		return nil, errors.New("the issuer is not an address of https")
	}
	if s.Key != nil {
		if _, err := s.assertion("https://example.org", now()); err != nil {
			return nil, err
		}
	}
	if client == nil {
		client = &http.Client{Timeout: 10 * time.Second}
	}
	// Whoever could redirect us would be believed in the provider's place, or
	// be sent what proves who we are.
	asking := *client
	asking.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Provider{settings: s, now: now, client: &asking}, nil
}

// Name is the provider as people call it.
func (p *Provider) Name() string { return p.settings.Name }

// discover asks the provider once; after a failure it is asked again.
func (p *Provider) discover(ctx context.Context) (*found, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.settings.Issuer)
	if err != nil {
		return nil, fmt.Errorf("asking the identity provider for its addresses: %w", err)
	}
	f := &found{
		provider: provider,
		verifier: provider.VerifierContext(oidc.ClientContext(context.Background(), p.client), &oidc.Config{
			ClientID: p.settings.ClientID, SupportedSigningAlgs: algorithms, Now: p.now,
		}),
		oauth: oauth2.Config{
			ClientID: p.settings.ClientID, ClientSecret: p.settings.Secret, Endpoint: provider.Endpoint(), RedirectURL: p.settings.Back,
			Scopes: append([]string{oidc.ScopeOpenID}, p.settings.Scopes...),
		},
	}
	if p.settings.Key != nil {
		f.oauth.Endpoint.AuthStyle = oauth2.AuthStyleInParams // the secret is empty; the assertion is added
	}
	p.found = f
	return f, nil
}

// Address is where the browser is sent to be asked who its user is.
func (p *Provider) Address(ctx context.Context, q app.ProviderQuestion) (string, error) {
	f, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(q.Nonce), oauth2.S256ChallengeOption(q.Verifier)}
	if len(p.settings.ACR) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(p.settings.ACR, " ")))
	}
	if q.Again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return f.oauth.AuthCodeURL(q.State, options...), nil
}

// Identity is who the provider says that the browser's user is. Whatever is not
// exactly as it was asked for is an error.
func (p *Provider) Identity(ctx context.Context, q app.ProviderQuestion, a app.ProviderAnswer) (id app.Identity, err error) {
	f, err := p.discover(ctx)
	if err != nil {
		return id, err
	}
	if a.Issuer != "" && a.Issuer != p.settings.Issuer { // RFC 9207
		return id, errors.New("the answer came from another issuer")
	}
	ctx = oidc.ClientContext(ctx, p.client)
	options := []oauth2.AuthCodeOption{oauth2.VerifierOption(q.Verifier)}
	if p.settings.Key != nil {
		assertion, err := p.settings.assertion(f.oauth.Endpoint.TokenURL, p.now())
		if err != nil {
			return id, err
		}
		options = append(options, oauth2.SetAuthURLParam("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
			oauth2.SetAuthURLParam("client_assertion", assertion))
	}
	token, err := f.oauth.Exchange(ctx, a.Code, options...)
	if err != nil {
		return id, fmt.Errorf("exchanging the code: %w", withoutBody(err))
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return id, errors.New("there is no identity token")
	}
	signed, err := f.verifier.Verify(ctx, raw)
	if err != nil {
		return id, fmt.Errorf("verifying the identity token: %w", err)
	}
	var claims struct {
		ACR      string `json:"acr"`
		AuthTime int64  `json:"auth_time"`
		Party    string `json:"azp"`
	}
	if err := signed.Claims(&claims); err != nil {
		return id, fmt.Errorf("reading the identity token: %w", err)
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(signed.Nonce), []byte(q.Nonce)) != 1:
		return id, errors.New("the identity token is for another sign-in: its nonce is not the one that was sent")
	case signed.Subject == "":
		return id, errors.New("the identity token does not say who it is")
	case len(signed.Audience) > 1 && claims.Party == "", claims.Party != "" && claims.Party != p.settings.ClientID:
		return id, errors.New("the identity token is for another party")
	case signed.IssuedAt.After(p.now().Add(5 * time.Minute)):
		return id, errors.New("the identity token is from a time to come")
	case len(p.settings.ACR) > 0 && !slices.Contains(p.settings.ACR, claims.ACR):
		return id, fmt.Errorf("the level of assurance is %q", claims.ACR)
	}
	if signed.AccessTokenHash != "" {
		if err := signed.VerifyAccessToken(token.AccessToken); err != nil {
			return id, fmt.Errorf("checking the access token: %w", err)
		}
	}
	id = app.Identity{Issuer: signed.Issuer, Subject: signed.Subject, Strong: len(p.settings.ACR) > 0}
	if claims.AuthTime != 0 {
		id.ProvedAt = time.Unix(claims.AuthTime, 0)
	}
	if id.Email, id.Verified, err = p.email(ctx, f, token, signed); err != nil {
		return app.Identity{}, err
	}
	return id, nil
}

// email is the address in the identity token, or else the one that the provider
// tells of the same user when it is asked.
func (p *Provider) email(ctx context.Context, f *found, token *oauth2.Token, signed *oidc.IDToken) (address string, verified bool, err error) {
	var claims map[string]any
	if err := signed.Claims(&claims); err != nil {
		return "", false, fmt.Errorf("reading the identity token: %w", err)
	}
	if claims[p.settings.EmailClaim] == nil && f.provider.UserInfoEndpoint() != "" {
		info, err := f.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return "", false, fmt.Errorf("asking for the e-mail address: %w", err)
		}
		if info.Subject != signed.Subject {
			return "", false, errors.New("the e-mail address is somebody else's")
		}
		claims = nil
		if err := info.Claims(&claims); err != nil {
			return "", false, fmt.Errorf("reading the e-mail address: %w", err)
		}
	}
	address, _ = claims[p.settings.EmailClaim].(string)
	verified = p.settings.EmailTrusted
	if p.settings.EmailClaim == "email" { // of which alone it is said
		switch said := claims["email_verified"].(type) {
		case bool:
			verified = said
		case string:
			verified = said == "true"
		}
	}
	return address, verified && address != "", nil
}

// withoutBody leaves out of an error what the provider answered with: it may
// hold tokens, and goes into the log.
func withoutBody(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		status := 0
		if refused.Response != nil {
			status = refused.Response.StatusCode
		}
		return fmt.Errorf("status %d, %s", status, refused.ErrorCode)
	}
	return err
}
