package cli

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// tlsFlags say how browsers speak to Homeward without anybody listening.
type tlsFlags struct {
	Cert     string   `placeholder:"FILE" help:"Speak TLS with the certificates in this file, Homeward's own first (PEM). It is read again when it changes."`
	Key      string   `placeholder:"FILE" help:"The private key of that certificate (PEM)."`
	Auto     []string `placeholder:"DOMAIN" help:"Speak TLS with a certificate for this domain that Homeward gets and renews by itself (ACME), from Let's Encrypt unless --tls-ca names another. You agree to the terms of who gives it. Browsers and they must reach Homeward at port 443."`
	CA       string   `name:"ca" placeholder:"URL" help:"The ACME directory of who gives certificates for --tls-auto."`
	Dir      string   `placeholder:"DIR" help:"Where the certificates of --tls-auto are kept; with --data it is certificates in that directory."`
	Redirect string   `placeholder:"HOST:PORT" help:"Listen here as well, usually :80, for who forgets the s of https, and lead them on."`
}

// asked reports whether Homeward itself speaks TLS.
func (f tlsFlags) asked() bool { return f.Cert != "" || f.Key != "" || len(f.Auto) > 0 }

// home is where people open Homeward, by TLS: publicURL, or the domain that a
// certificate is got for, or "" when neither is said.
func (f tlsFlags) home(publicURL string) string {
	if publicURL == "" && len(f.Auto) > 0 {
		return "https://" + f.Auto[0]
	}
	return publicURL
}

// check is wrong use of the flags together.
func (f tlsFlags) check(publicURL string) error {
	switch home := f.home(publicURL); {
	case (f.Cert == "") != (f.Key == ""):
		return wrongUse("give both", "--tls-cert and --tls-key belong together")
	case f.Cert != "" && len(f.Auto) > 0:
		return wrongUse("give one of them", "--tls-cert and --tls-auto both say which certificate to use")
	case len(f.Auto) == 0 && (f.CA != "" || f.Dir != ""):
		return wrongUse("give it as well, or neither", "--tls-ca and --tls-dir are for --tls-auto")
	case slices.ContainsFunc(f.Auto, func(domain string) bool { return !strings.Contains(domain, ".") || strings.ContainsAny(domain, ":/* ") }):
		return wrongUse("write it as homeward.example.org", "--tls-auto is not the name of a host")
	case f.Redirect != "" && !f.asked():
		return wrongUse("give --tls-cert and --tls-key, or --tls-auto", "--tls-redirect leads to TLS, which nothing speaks")
	case f.Redirect != "" && !strings.HasPrefix(home, "https://"):
		return wrongUse("give --public-url https://homeward.example.org", "--tls-redirect does not know where to lead")
	case f.asked() && home != "" && !strings.HasPrefix(home, "https://"):
		return wrongUse("write it with https://", "--public-url is not the address of pages that are served by TLS")
	}
	return nil
}

// prepare gives how TLS is spoken, nil for not at all, and what the listener for
// the redirection answers beside its own.
func (f tlsFlags) prepare(x *exec, log *slog.Logger) (*tls.Config, func(http.Handler) http.Handler, error) {
	plain := func(next http.Handler) http.Handler { return next }
	switch {
	case f.Cert != "":
		c := &certificate{certFile: f.Cert, keyFile: f.Key, log: log}
		if err := c.read(); err != nil {
			return nil, nil, wrongUse("look at both files, and at who may read them", "the certificate cannot be used: %v", err)
		}
		return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}, plain, nil
	case len(f.Auto) > 0:
		dir := f.Dir
		if dir == "" && x.Data == "" {
			return nil, nil, wrongUse("give --tls-dir DIR", "there is no place to keep the certificates of --tls-auto")
		} else if dir == "" {
			dir = filepath.Join(x.Data, "certificates")
		}
		m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(dir), HostPolicy: autocert.HostWhitelist(f.Auto...)}
		if f.CA != "" {
			m.Client = &acme.Client{DirectoryURL: f.CA}
		}
		config := m.TLSConfig()
		config.MinVersion = tls.VersionTLS12
		config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			c, err := m.GetCertificate(hello)
			// Whoever asks for another host is none of ours; there are many.
			if err != nil && m.HostPolicy(context.Background(), hello.ServerName) == nil {
				log.Error("a certificate could not be got", "error", err.Error())
			}
			return c, err
		}
		return config, m.HTTPHandler, nil
	}
	return nil, plain, nil
}
