package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// sendFile sends a form with a file.
func (b *browser) sendFile(path, name string, file []byte, typed map[string]string) answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, value := range typed {
		if err := w.WriteField(field, value); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		b.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(r)
}

func (s *site) letterForm(more map[string]string) map[string]string {
	typed := day(map[string]string{"title": "Letter about leave", "kind": "letter", "mark": "none"}, "on", s.today()-4)
	for k, v := range more {
		typed[k] = v
	}
	return typed
}

// attachedPath is the address of the only file that a page links to.
func attachedPath(t *testing.T, b *browser, path string) string {
	t.Helper()
	for n := range b.page(path).Descendants() {
		if href := attr(n, "href"); n.Data == "a" && strings.HasPrefix(href, path+"/") && strings.Count(href, "/") == 4 {
			return href
		}
	}
	t.Fatal("the page links to no file")
	return ""
}

func TestALetterIsAttached(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	s.consents("NORTH", id, casefile.Given)
	b, provider, executive := s.signedIn(access.SocialWorker, "NORTH"), s.signedIn(access.Provider, "NORTH"), s.signedIn(access.Executive, "NORTH")
	s.involve(b, "NORTH", id, access.NamedWorker)
	s.involve(provider, "NORTH", id, access.OfProvider)
	path := attachmentsPath(id)
	says(t, b.page(path), "Nothing is attached", "up to 20 MB")
	saysNot(t, executive.page(path), "Attach a letter")

	// What is wrong is said, and what was typed is kept.
	doc := b.sendFile(path, "page.pdf", []byte("<script>alert(1)</script>"), s.letterForm(map[string]string{"title": "A page, they say", "kind": ""})).walked(http.StatusUnprocessableEntity)
	says(t, doc, "The file must be a PDF", "Choose what it is")
	if got := attr(find(doc, "id", "title"), "value"); got != "A page, they say" {
		t.Errorf("typed was kept as %q", got)
	}
	doc = b.sendFile(path, "Letter.pdf", []byte("%PDF-1.7"), s.letterForm(map[string]string{"on[month]": "13"})).walked(http.StatusUnprocessableEntity)
	says(t, doc, "a month between 1 and 12", "Choose the file again")
	says(t, b.sendFile(path, "", nil, s.letterForm(nil)).walked(http.StatusUnprocessableEntity), "Choose the file to attach")
	says(t, b.sendFile(path, "long.pdf", append([]byte("%PDF-"), make([]byte, app.MaxAttachment)...), s.letterForm(nil)).walked(http.StatusUnprocessableEntity), "smaller than 20 MB")
	says(t, b.sendFile(path, "Letter.pdf", []byte("%PDF-1.7"), s.letterForm(map[string]string{"mark": ""})).walked(http.StatusUnprocessableEntity), "Choose if it is sensitive")
	if got := b.post(path, nil); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a form without a file: %d", got.status)
	}

	pdf := []byte("%PDF-1.7 with <script>alert(1)</script>")
	b.sendFile(path, `..\Élan "x"; y.exe.PDF`, pdf, s.letterForm(nil)).leads(path)
	file := attachedPath(t, b, path)
	got := b.get(file)
	if got.status != http.StatusOK || got.body != string(pdf) {
		t.Errorf("the file is %d %q", got.status, got.body)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin",
		"Content-Disposition": "attachment; filename*=utf-8''%C3%89lan%20x%20y.exe.pdf", "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
	} {
		if have := got.header.Get(name); have != want {
			t.Errorf("%s: %q, want %q", name, have, want)
		}
	}
	says(t, b.page("/people/"+id), "Letter: Letter about leave", "26 February 2026", "Open Élan x y.exe.pdf", "Attached in error?")
	says(t, b.page("/people/"+id+"?show=attachments"), "Letter about leave")
	saysNot(t, b.page("/people/"+id+"?on=2026-02-25"), "Letter about leave")
	says(t, provider.page("/people/"+id), "Letter about leave")
	provider.get(file).is(http.StatusOK)

	// It is marked, and then withdrawn.
	says(t, b.fill(file+"/mark", map[string]string{"mark": "safeguarding"}).walked(http.StatusUnprocessableEntity), "Say why")
	b.fill(file+"/mark", map[string]string{"mark": "safeguarding", "reason": "It names who hit her."}).leads(path)
	says(t, b.page(file+"/mark"), "Marked as safeguarding by", "It names who hit her.")
	doc = provider.page("/people/" + id)
	says(t, doc, "A document you may not see (safeguarding)")
	saysNot(t, doc, "about leave", "Élan")
	says(t, provider.page(path), "A document you may not see (safeguarding)")
	refused(t, provider, http.StatusNotFound, "GET "+file)
	says(t, executive.page(path), "Letter about leave")
	b.fill(file+"/withdraw", map[string]string{"reason": "It is about another Rosa."}).leads(path)
	says(t, b.page(path), "Withdrawn: it was attached in error")
	says(t, b.page(file+"/mark"), "Withdrawn by", "another Rosa")
	refused(t, b, http.StatusForbidden, "GET "+file)

	refused(t, provider, http.StatusForbidden, "GET "+file+"/mark", "POST "+file+"/withdraw")
	stranger, elsewhere := s.signedIn(access.Clinician, "NORTH"), s.signedIn(access.Coordinator, "SOUTH")
	for _, who := range []*browser{stranger, elsewhere} {
		refused(t, who, http.StatusNotFound, "GET "+path, "POST "+path, "GET "+file, "GET "+file+"/mark", "POST "+file+"/withdraw")
	}
	for _, who := range []*browser{executive, s.signedIn(access.Administrator, "NORTH")} {
		refused(t, who, http.StatusForbidden, "POST "+path, "POST "+file+"/mark")
	}
	s.consents("NORTH", id, casefile.Withdrawn)
	refused(t, b, http.StatusForbidden, "GET "+path)
	refused(t, b, http.StatusNotFound, "GET "+file)
	if log := s.log.String(); strings.Contains(log, "leave") || strings.Contains(log, "lan x") {
		t.Error("the log has what was attached")
	}
}

type finds string

func (f finds) Scan(context.Context, []byte) (string, error) { return string(f), nil }

func TestAVirusIsNotServed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.app.ScanBy(finds("Eicar"))
	id := s.person("NORTH", rosa)
	b := s.signedIn(access.Coordinator, "NORTH")
	path := attachmentsPath(id)
	b.sendFile(path, "a.txt", []byte("a virus"), s.letterForm(nil)).leads(path)
	says(t, b.page(path), "The virus scanner found Eicar in it, so it cannot be opened")
	says(t, b.page("/people/"+id), "The virus scanner found Eicar in it, so it cannot be opened")
	says(t, b.sendFile(path, "b.txt", []byte("a virus"), s.letterForm(nil)).walked(http.StatusUnprocessableEntity), "found a virus in this very file before")
}

// is fails unless the answer has a status.
func (a answer) is(status int) {
	a.t.Helper()
	if a.status != status {
		a.t.Errorf("status %d, want %d", a.status, status)
	}
}
