package web

import (
	"fmt"
	"net/http"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// retentionCertificatePage is what is left of a record that was disposed of.
type retentionCertificatePage struct {
	Page
	Summary  ui.SummaryList
	Download ui.Link
}

func (s *Server) certificate(r *http.Request, v visit) (app.Certificate, error) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > 1_000_000_000 {
		return app.Certificate{}, &app.Error{Kind: app.NotFound}
	}
	return s.app.Certificate(r.Context(), v.Actor, n)
}

func (s *Server) retentionCertificate(w http.ResponseWriter, r *http.Request, v visit) error {
	c, err := s.certificate(r, v)
	if err != nil {
		return err
	}
	p := &retentionCertificatePage{
		Page:     s.newPage(v, fmt.Sprintf("Certificate of disposal %s-%d", v.Actor.Register, c.N)),
		Download: ui.Link{Text: "Download the certificate (PDF)", Href: fmt.Sprintf("/retention/certificates/%d/pdf", c.N)},
	}
	p.Back = &ui.BackLink{Text: "Back to how long records are kept", Href: "/retention"}
	for _, f := range s.app.CertificateFacts(c) {
		p.Summary.Rows = append(p.Summary.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: f[0]}, Value: ui.SummaryCell{Text: f[1]}})
	}
	return s.render(w, http.StatusOK, "retention_certificate", p)
}

func (s *Server) retentionCertificatePDF(w http.ResponseWriter, r *http.Request, v visit) error {
	c, err := s.certificate(r, v)
	if err != nil {
		return err
	}
	return s.app.WriteCertificate(r.Context(), v.Actor, c.N, &download{ResponseWriter: w, contentType: "application/pdf", name: fmt.Sprintf("certificate-%s-%d.pdf", v.Actor.Register, c.N)})
}
