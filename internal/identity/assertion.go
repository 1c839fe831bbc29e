package identity

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// assertionTime is how long an assertion can be used; the provider takes each
// once.
const assertionTime = time.Minute

// assertion proves to the provider who Homeward is, by RFC 7523.
func (s Settings) assertion(audience string, now time.Time) (string, error) {
	options := (&jose.SignerOptions{}).WithType("JWT")
	if s.KeyID != "" {
		options = options.WithHeader("kid", s.KeyID)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(s.KeyAlgorithm), Key: s.Key}, options)
	if err != nil {
		return "", fmt.Errorf("the key cannot sign by %s: %w", s.KeyAlgorithm, err)
	}
	claims, err := json.Marshal(map[string]any{
		"iss": s.ClientID, "sub": s.ClientID, "aud": audience, "jti": rand.Text(),
		"iat": now.Unix(), "exp": now.Add(assertionTime).Unix(),
	})
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return "", fmt.Errorf("the key cannot sign by %s: %w", s.KeyAlgorithm, err)
	}
	return signed.CompactSerialize()
}

// ReadKey reads a private key in PEM, as PKCS #8 or in the older forms of RSA
// and elliptic curves.
func ReadKey(text []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("there is no private key in PEM")
	}
	if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		if signer, ok := key.(crypto.Signer); ok {
			return signer, nil
		}
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	return nil, errors.New("the private key cannot be read")
}
