package attachment

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// archive is a zip of files, in their order, stored as they are.
func archive(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		name, content, _ := strings.Cut(name, "=")
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSniffGoesByTheBytes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data string
		want Type
		err  error
	}{
		"pdf":                       {"%PDF-1.7\n...", PDF, nil},
		"rtf":                       {`{\rtf1\ansi Dear Rosa}`, RTF, nil},
		"jpeg":                      {"\xff\xd8\xff\xe0..JFIF", JPEG, nil},
		"png":                       {"\x89PNG\r\n\x1a\n...", PNG, nil},
		"text":                      {"Dear Rosa,\r\n\tyou asked…\n", TXT, nil},
		"text with a mark in front": {"\xef\xbb\xbfDear Siân", TXT, nil},
		"docx":                      {string(archive(t, "[Content_Types].xml", "_rels/.rels", "word/document.xml")), DOCX, nil},
		"odt":                       {string(archive(t, "mimetype="+ODT.Media, "content.xml")), ODT, nil},
		"docx with macros":          {string(archive(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")), Type{}, ErrMacros},
		"macros under another name": {string(archive(t, "[Content_Types].xml", "word/document.xml", `word\VBAPROJECT.BIN`)), Type{}, ErrMacros},
		"odt with macros":           {string(archive(t, "mimetype="+ODT.Media, "content.xml", "Basic/Standard/Module1.xml")), Type{}, ErrMacros},
		"spreadsheet":               {string(archive(t, "[Content_Types].xml", "xl/workbook.xml")), Type{}, ErrType},
		"another archive":           {string(archive(t, "virus.exe")), Type{}, ErrType},
		"an archive of nothing":     {string(archive(t)), Type{}, ErrType},
		"a program in Java":         {string(archive(t, "META-INF/MANIFEST.MF")), Type{}, ErrType},
		"half an archive":           {"PK\x03\x04", Type{}, ErrType},
		"an OpenDocument template":  {string(archive(t, "mimetype="+ODT.Media+"-template", "content.xml")), Type{}, ErrType},
		"nothing":                   {"", Type{}, ErrType},
		"blanks":                    {" \n", Type{}, ErrType},
		"a page":                    {"<!DOCTYPE html><script>alert(1)</script>", Type{}, ErrType},
		"a page after blanks":       {"\n\n  <html>", Type{}, ErrType},
		"a page after a mark":       {"\xef\xbb\xbf<svg onload=alert(1)>", Type{}, ErrType},
		"a drawing":                 {`<?xml version="1.0"?><svg/>`, Type{}, ErrType},
		"a script":                  {"#!/bin/sh\nrm -rf /", Type{}, ErrType},
		"a program":                 {"MZ\x90\x00\x03", Type{}, ErrType},
		"text with a NUL":           {"Dear\x00Rosa", Type{}, ErrType},
		"text of another time":      {"caf\xe9", Type{}, ErrType},
		"an older Word document":    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Type{}, ErrType},
		"a PDF that begins late":    {"<html>%PDF-1.7", Type{}, ErrType},
	} {
		got, err := Sniff([]byte(c.data))
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %v, %v; want %v, %v", name, got, err, c.want, c.err)
		}
	}
}

func TestNamesAreHarmless(t *testing.T) {
	t.Parallel()
	for came, want := range map[string]string{
		"Letter to Rosa.PDF":               "Letter to Rosa.pdf",
		"plan.pdf.exe":                     "plan.pdf.exe.pdf",
		`C:\Users\jo\Letter.pdf`:           "Letter.pdf",
		"../../etc/passwd":                 "passwd.pdf",
		"":                                 "Document.pdf",
		".pdf":                             "pdf.pdf",
		"...":                              "Document.pdf",
		"con.pdf":                          "Document con.pdf",
		"LPT1":                             "Document LPT1.pdf",
		"Siân’s plan (2).pdf":              "Siân’s plan (2).pdf",
		"a\r\nSet-Cookie: x=\"1\"; y.pdf":  "a Set-Cookie x 1 y.pdf",
		"gnp.\u202efdp.exe":                "gnp.fdp.exe.pdf",
		"\xff\xfebad.pdf":                  "bad.pdf",
		"Überweisung <script>.pdf":         "Überweisung script.pdf",
		strings.Repeat("long ", 40) + ".x": strings.TrimSpace(strings.Repeat("long ", 16)) + ".pdf",
	} {
		if got := Name(came, PDF); got != want {
			t.Errorf("%q becomes %q, want %q", came, got, want)
		}
	}
}

func FuzzAnyFile(f *testing.F) {
	f.Add([]byte("%PDF-"), "x.pdf")
	f.Add(archive(f, "[Content_Types].xml", "word/document.xml"), "../x")
	f.Fuzz(func(t *testing.T, data []byte, came string) {
		kind, err := Sniff(data)
		if (err == nil) != (kind.Media != "") {
			t.Fatalf("%v and %v", kind, err)
		}
		name := Name(came, PDF)
		if !utf8.ValidString(name) || strings.ContainsAny(name, "/\\\"<>:|?*\r\n\x00") || strings.HasPrefix(name, ".") || !strings.HasSuffix(name, ".pdf") {
			t.Fatalf("%q becomes %q", came, name)
		}
	})
}
