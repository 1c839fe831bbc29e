package house

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// dangerous is what must not be imported, with the files that may all the same.
var dangerous = map[string][]string{
	"C": nil, "unsafe": nil, "plugin": nil,
	"text/template": nil, // escapes nothing
	"encoding/gob":  nil, // makes what the sender says
	"encoding/xml":  nil, // sheet has a reader that knows no entities of a file
	"crypto/md5":    nil, "crypto/des": nil, "crypto/rc4": nil, "crypto/dsa": nil,
	"crypto/sha1":    {"internal/app/codes.go"},   // RFC 6238: the HMAC of every app for codes
	"os/exec":        {"internal/store/dump.go"},  // pg_dump and pg_restore, without a shell
	"math/rand":      nil,                         // can be guessed
	"math/rand/v2":   {"internal/store/store.go"}, // how long to wait before another try
	"net/http/pprof": nil, "expvar": nil,          // show what is inside
}

// inTheProgram are the files of Go that are compiled into it.
func inTheProgram(t *testing.T, found func(s source)) {
	t.Helper()
	for _, s := range sources(t) {
		if !s.test && !slices.Contains(forTests, s.pkg) {
			found(s)
		}
	}
}

func TestNothingDangerousIsUsed(t *testing.T) {
	t.Parallel()
	inTheProgram(t, func(s source) {
		for _, i := range s.tree.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			except, forbidden := dangerous[path]
			if forbidden && !slices.Contains(except, s.path) && !(s.pkg == "internal/demo" && path == "math/rand/v2") {
				t.Errorf("%s: %s is not used here", s.at(i), path)
			}
		}
		s.uses(func(n ast.Node, path, name string) {
			if path != "net/http" {
				return
			}
			// Requests go out to the identity provider alone, by a client that waits
			// only so long.
			if slices.Contains([]string{"Get", "Head", "Post", "PostForm", "DefaultClient", "DefaultTransport"}, name) || name == "Client" && s.pkg != "internal/identity" {
				t.Errorf("%s: http.%s makes requests to others", s.at(n), name)
			}
		})
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok && name.Name == "InsecureSkipVerify" {
				t.Errorf("%s: a certificate is not checked", s.at(n))
			}
			return true
		})
	})
}

// TestMarkupIsMadeInOnePlace: nothing else says of a text that it is HTML.
func TestMarkupIsMadeInOnePlace(t *testing.T) {
	t.Parallel()
	trusted := []string{"HTML", "HTMLAttr", "JS", "JSStr", "CSS", "URL", "Srcset"}
	inTheProgram(t, func(s source) {
		s.uses(func(n ast.Node, path, name string) {
			switch {
			case path == "html/template" && slices.Contains(trusted, name) && s.pkg != "internal/web/ui",
				path == module+"/internal/web/ui" && name == "HTML":
				t.Errorf("%s: the text is taken for markup", s.at(n))
			}
		})
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || s.pkg != "internal/web/ui" {
				return true
			}
			if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "HTML" {
				if text, ok := call.Args[0].(*ast.BasicLit); !ok || text.Kind != token.STRING {
					t.Errorf("%s: only a constant is markup", s.at(n))
				}
			}
			return true
		})
	})
}

// TestPatternsAreConstants: no pattern is made of what somebody typed.
func TestPatternsAreConstants(t *testing.T) {
	t.Parallel()
	inTheProgram(t, func(s source) {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if of, ok := f.X.(*ast.Ident); ok && of.Name == "regexp" && strings.Contains(f.Sel.Name, "Compile") {
				if _, ok := call.Args[0].(*ast.BasicLit); !ok {
					t.Errorf("%s: a pattern that is no constant", s.at(n))
				}
			}
			return true
		})
	})
}

// TestFormsAreReadFromTheirPlace: what is in the address cannot stand in for
// what was to be in the form.
func TestFormsAreReadFromTheirPlace(t *testing.T) {
	t.Parallel()
	inTheProgram(t, func(s source) {
		if s.pkg != "internal/web" {
			return
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			f, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if of, ok := f.X.(*ast.Ident); ok && of.Name == "r" && slices.Contains([]string{"Form", "FormValue", "PostFormValue", "FormFile", "MultipartForm"}, f.Sel.Name) {
				t.Errorf("%s: r.%s mixes the address with the form", s.at(n), f.Sel.Name)
			}
			return true
		})
	})
}

// TestScriptsAreHarmless: our scripts run no text, make no markup of their own
// and keep nothing in the browser but the moment of the last click.
func TestScriptsAreHarmless(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`\beval\(|\bnew Function\b|\binnerHTML\b|\bouterHTML\s*=[^=]|insertAdjacentHTML|document\.(write|cookie)|sessionStorage|indexedDB|\bcaches\b|serviceWorker|postMessage|\bonmessage\b|'message'`)
	scripts := 0
	texts(t, func(path, text string) {
		if !strings.HasPrefix(path, "assets/js/") {
			return
		}
		scripts++
		if found := forbidden.FindString(text); found != "" {
			t.Errorf("%s has %s", path, found)
		}
		if strings.Contains(text, "localStorage") && (path != "assets/js/session.js" || strings.Count(text, "setItem(") != strings.Count(text, "setItem(key, String(lastUse))")) {
			t.Errorf("%s keeps something in the browser", path)
		}
	})
	if scripts < 4 {
		t.Errorf("only %d scripts were found", scripts)
	}
}

// TestCryptographyIsListed: the page says what is used, and nothing else is.
func TestCryptographyIsListed(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(rootDir(t), "docs/assurance/security.md"))
	if err != nil {
		t.Fatal(err)
	}
	of := regexp.MustCompile(`^(crypto/|golang\.org/x/crypto/|golang\.org/x/mod/sumdb/|filippo\.io/)`)
	listed := map[string]bool{}
	for _, found := range regexp.MustCompile("`([a-z0-9./]+)`").FindAllStringSubmatch(string(page), -1) {
		if of.MatchString(found[1]) {
			listed[found[1]] = false
		}
	}
	inTheProgram(t, func(s source) {
		for _, i := range s.tree.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			if !of.MatchString(path) {
				continue
			}
			if _, ok := listed[path]; !ok {
				t.Errorf("%s: docs/assurance/security.md does not list %s", s.at(i), path)
			}
			listed[path] = true
		}
	})
	for path, used := range listed {
		if !used {
			t.Errorf("docs/assurance/security.md lists %s, which is not used", path)
		}
	}
}
